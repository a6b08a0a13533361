package org.gatehouse.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.path.json.JsonPath;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class AdminProtectionTest {
    /** Paths that others than administrators may use too; each resource then authenticates by itself. */
    private static final Set<String> OPEN = Set.of("/api/v1/site-reports", "/api/v1/tokens/revoke");

    private static final String TOKEN = "test-admin-token-0123456789";

    @TestHTTPResource("/")
    URI base;

    @Test
    void everyResourceOfTheAdminApiNamesTheRole() {
        List<JavaClass> resources = new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
                .importPackages("org.gatehouse").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .filter(type -> pathOf(type).startsWith("/api"))
                        .filter(type -> !OPEN.contains(pathOf(type)))
                        .toList();

        assertThat(resources).isNotEmpty();
        for (JavaClass resource : resources) {
            assertThat(resource.isAnnotatedWith(RolesAllowed.class))
                    .as(resource.getName())
                    .isTrue();
            assertThat(resource.getAnnotationOfType(RolesAllowed.class).value()).containsExactly(Admins.ROLE);
            for (JavaMethod method : resource.getMethods()) {
                assertThat(method.isAnnotatedWith(PermitAll.class)
                                || method.isAnnotatedWith(RolesAllowed.class)
                                || method.isAnnotatedWith(DenyAll.class))
                        .as("%s must not say otherwise than its class", method.getFullName())
                        .isFalse();
            }
        }
    }

    private static String pathOf(JavaClass type) {
        String path = type.getAnnotationOfType(Path.class).value();
        return path.startsWith("/") ? path : "/" + path;
    }

    @Test
    void everyOperationOfTheAdminApiWantsAnAdministrator() {
        Map<String, Map<String, ?>> paths = JsonPath.from(given().accept("application/json")
                        .get("/q/openapi?format=json")
                        .asString())
                .getMap("paths");
        Set<String> methods = Set.of("get", "put", "post", "delete", "patch");
        int tried = 0;
        for (Map.Entry<String, Map<String, ?>> path : paths.entrySet()) {
            for (String method : path.getValue().keySet()) {
                if (path.getKey().startsWith("/api/v1") && !OPEN.contains(path.getKey()) && methods.contains(method)) {
                    given().contentType("application/json")
                            .request(
                                    Method.valueOf(method.toUpperCase(Locale.ROOT)),
                                    path.getKey().replaceAll("[{}]", ""))
                            .then()
                            .statusCode(401)
                            .contentType("application/problem+json");
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThanOrEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/callers",
                "//api/v1/callers",
                "/api//v1/callers",
                "/api/v1/callers/",
                "/api/v1/callers//",
                "/api/v1;x=y/callers",
                "/api/v1/callers;x=y",
                "/api/v1/;/callers",
                "/api/v1/./callers",
                "/x/../api/v1/callers",
                "/api/v1/%63allers",
                "/%61pi/v1/callers",
                "/api%2Fv1%2Fcallers",
                "/api/v1/callers%2F",
                "/api/v1/%2e/callers",
                "/API/v1/callers",
                "/q/../api/v1/callers",
                "/q/health/../../api/v1/callers",
                "/api/v1/callers?x=/q/health",
                "/api/v1/callers%3Fx",
                "/api/v1/callers.json",
                "/introspect/../api/v1/callers",
                "http://localhost/api/v1/callers"
            })
    void noSpellingOfAPathGetsAround(String path) throws IOException {
        for (String method : List.of("GET", "HEAD", "POST")) {
            assertThat(statusOf(method, path)).as(method).isIn(400, 401, 404, 405, 415);
        }
    }

    private int statusOf(String method, String path) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + TOKEN, "bearer " + TOKEN, "Bearer  " + TOKEN})
    void theAdministratorsTokenIsAccepted(String header) {
        given().header("Authorization", header).get("/api/v1/callers").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer x" + TOKEN,
                "Bearer " + TOKEN + "x",
                "Bearer TEST-admin-token-0123456789",
                "Basic " + TOKEN,
                TOKEN,
                "Bearer " + TOKEN + ", Bearer " + TOKEN
            })
    void anythingElseIsRefused(String header) {
        given().header("Authorization", header)
                .get("/api/v1/callers")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer realm=\"gatehouse\", error=\"invalid_token\"");
    }

    @Test
    void twoHeadersAreRefusedEvenIfBothAreRight() {
        given().header("Authorization", "Bearer " + TOKEN, "Bearer " + TOKEN)
                .get("/api/v1/callers")
                .then()
                .statusCode(401);
    }

    @Test
    void aBodyIsNotReadBeforeTheAdministratorIsKnown() {
        given().contentType("application/json")
                .body("{")
                .post("/api/v1/callers")
                .then()
                .statusCode(401);
    }
}
