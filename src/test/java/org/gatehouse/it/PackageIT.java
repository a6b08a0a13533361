package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.gatehouse.it.Gatehouse.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the package holds, what it does not hold, and what it leaves alone when it is given a database. */
class PackageIT {

    private static final String INITDB =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows") ? "initdb.exe" : "initdb";

    @TempDir
    static Path folder;

    private static PostgresServer postgres;
    private static GatehouseProcess service;

    @BeforeAll
    static void start() {
        GatehouseProcess.assumeOurOwn();
        postgres = PostgresServer.start(folder.resolve("postgres"));
        service = GatehouseProcess.on(postgres, "package-it", folder.resolve("given"));
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void hasNoDevIssuer() {
        HttpRequest.Builder request = service.client().at("/dev/token?user=alice");

        assertThat(Answer.to(request.POST(HttpRequest.BodyPublishers.noBody())).status())
                .isEqualTo(404);
    }

    @Test
    void hasNoDemoCaller() {
        Answer answer = service.client().introspect(new Caller("demo", "demo"), "any-token");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_client");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Basic");
    }

    @Test
    void holdsNoClassForDevelopment() throws IOException {
        GatehouseProcess.assumeEmbedded();
        List<String> entries = entriesOf(GatehouseProcess.PACKAGE.resolve("app"));

        assertThat(entries).anyMatch(name -> name.startsWith("org/gatehouse/"));
        assertThat(entries).noneMatch(PackageIT::isForDevelopment);
        assertThat(entriesOf(GatehouseProcess.PACKAGE.resolve("quarkus"))).noneMatch(PackageIT::isForDevelopment);
    }

    /** The folder's own entry stays, empty. */
    private static boolean isForDevelopment(String entry) {
        return entry.startsWith("org/gatehouse/dev/") && !entry.endsWith("/");
    }

    @Test
    void unpacksNoDatabaseWhenItIsGivenOne() {
        assertThat(service.filesNamed(INITDB)).isEmpty();
        assertThat(service.filesNamed("postmaster.pid")).isEmpty();
    }

    /** The other side of {@link #unpacksNoDatabaseWhenItIsGivenOne()}: that test looks in the right places. */
    @Test
    void unpacksItsDatabaseBeneathItsOwnFoldersWhenItIsGivenNone() {
        GatehouseProcess.assumeEmbedded();
        try (GatehouseProcess embedded = GatehouseProcess.embedded("package-it-embedded", folder.resolve("none"))) {
            assertThat(embedded.filesNamed(INITDB)).isNotEmpty();
            assertThat(embedded.filesNamed("postmaster.pid")).isNotEmpty();
        }
    }

    private static List<String> entriesOf(Path jars) throws IOException {
        try (Stream<Path> files = Files.list(jars)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .flatMap(PackageIT::namesIn)
                    .toList();
        }
    }

    private static Stream<String> namesIn(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
