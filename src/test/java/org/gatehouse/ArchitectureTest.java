package org.gatehouse;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Path;
import java.net.URL;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rooms of the house and the doors between them. A new room, or a new door, is a line of {@link #DOORS}. */
class ArchitectureTest {
    private static final String BASE = "org.gatehouse";

    /** Whoever shows a token may revoke it (RFC 7009): having it is the proof. Sites report with their own credentials. */
    private static final Set<String> OPEN = Set.of("/api/v1/tokens/revoke", "/api/v1/site-reports");

    /** Package to the packages that it may use. What only starts the service, {@code org.gatehouse} itself, is not in it. */
    private static final Map<String, Set<String>> DOORS = Map.ofEntries(
            Map.entry("text", Set.of()),
            Map.entry("token", Set.of("text")),
            Map.entry("problem", Set.of("config", "limits", "text")),
            Map.entry("limits", Set.of("config")),
            Map.entry("config", Set.of()),
            Map.entry("outbound", Set.of("config", "problem", "text")),
            Map.entry("policy", Set.of("token")),
            Map.entry("secret", Set.of("config")),
            Map.entry("cluster", Set.of("config")),
            Map.entry("database", Set.of("config")),
            Map.entry("rest", Set.of("problem")),
            Map.entry("admin", Set.of("config", "secret", "problem")),
            Map.entry(
                    "provider",
                    Set.of(
                            "token",
                            "policy",
                            "outbound",
                            "problem",
                            "config",
                            "rest",
                            "admin",
                            "secret",
                            "cluster",
                            "text")),
            Map.entry("keys", Set.of("token", "provider", "outbound", "config", "text")),
            Map.entry("verification", Set.of("token", "policy", "provider", "keys", "outbound", "config", "text")),
            // No outbound: it can't ask anyone.
            Map.entry(
                    "selfcheck",
                    Set.of(
                            "token",
                            "policy",
                            "provider",
                            "keys",
                            "verification",
                            "introspection",
                            "caller",
                            "config",
                            "admin")),
            // Of caller and policy what an introspection needs to be told.
            Map.entry(
                    "check",
                    Set.of(
                            "token",
                            "policy",
                            "provider",
                            "keys",
                            "verification",
                            "introspection",
                            "caller",
                            "admin",
                            "text")),
            // Of outbound only what an address range is; so in the next.
            Map.entry(
                    "caller",
                    Set.of(
                            "token",
                            "policy",
                            "provider",
                            "problem",
                            "config",
                            "rest",
                            "admin",
                            "secret",
                            "cluster",
                            "outbound")),
            // Of access only how a path may be read.
            Map.entry(
                    "apitoken",
                    Set.of(
                            "token",
                            "policy",
                            "problem",
                            "config",
                            "rest",
                            "admin",
                            "secret",
                            "cluster",
                            "outbound",
                            "limits",
                            "access")),
            // Of outbound only what an address range is, of policy only what a username is.
            Map.entry(
                    "access",
                    Set.of(
                            "caller",
                            "problem",
                            "config",
                            "rest",
                            "admin",
                            "cluster",
                            "outbound",
                            "policy",
                            "audit",
                            "limits")),
            Map.entry("assertion", Set.of("config", "secret", "cluster", "problem")),
            Map.entry("audit", Set.of("token", "config")),
            Map.entry(
                    "introspection",
                    Set.of(
                            "token",
                            "policy",
                            "provider",
                            "keys",
                            "verification",
                            "caller",
                            "audit",
                            "problem",
                            "config",
                            "rest",
                            "cluster",
                            "apitoken",
                            "outbound",
                            "limits")),
            Map.entry(
                    "forwardauth",
                    Set.of(
                            "introspection",
                            "access",
                            "assertion",
                            "caller",
                            "token",
                            "policy",
                            "audit",
                            "problem",
                            "outbound",
                            "limits")),
            Map.entry("nativeimage", Set.of()),
            Map.entry("dev", Set.of("config", "secret")));

    private static final JavaClasses HOUSE =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages(BASE);

    /** The room of a class; empty for one of the house's front door, or of another house. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(BASE + ".") ? name.substring(BASE.length() + 1).split("\\.", -1)[0] : "";
    }

    @Test
    void everyRoomIsDrawn() {
        Set<String> rooms = HOUSE.stream().map(ArchitectureTest::room).collect(Collectors.toCollection(TreeSet::new));
        rooms.remove("");

        assertThat(DOORS.keySet()).containsAll(rooms);
    }

    @Test
    void roomsUseOnlyTheRoomsTheyMay() {
        Set<String> trespasses = new TreeSet<>();
        for (JavaClass type : HOUSE) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String from = room(type);
                String to = room(dependency.getTargetClass().getBaseComponentType());
                boolean isInside = from.isEmpty() || to.isEmpty() || from.equals(to);
                if (!isInside && !DOORS.getOrDefault(from, Set.of()).contains(to)) {
                    trespasses.add(from + " -> " + to + ": " + dependency.getDescription());
                }
            }
        }

        assertThat(trespasses).isEmpty();
    }

    @Test
    void roomsFormNoCycle() {
        slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void nobodyUsesTheFrontDoorFromInside() {
        noClasses()
                .that()
                .resideInAPackage(BASE + ".*..")
                .should()
                .dependOnClassesThat(resideInAPackage(BASE))
                .check(HOUSE);
    }

    @Test
    void nobodyUsesDevMode() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".dev..")
                .should()
                .dependOnClassesThat(resideInAPackage(BASE + ".dev.."))
                .check(HOUSE);
    }

    @Test
    void tokensArePlainJava() {
        classes()
                .that()
                .resideInAPackage(BASE + ".token..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "com.fasterxml.jackson.core..",
                        BASE + ".text..",
                        BASE + ".token.."))
                .check(HOUSE);
    }

    /** Pure functions over claims: no I/O, no clock, no framework. */
    @Test
    void policyIsPlainJava() {
        classes()
                .that()
                .resideInAPackage(BASE + ".policy..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.net..",
                        "java.text..",
                        "java.time..",
                        "java.util..",
                        "org.jspecify..",
                        "com.google.re2j..",
                        BASE + ".token..",
                        BASE + ".policy.."))
                .check(HOUSE);
    }

    /** The health check stays on this machine. */
    @Test
    void onlyOneRoomHasAWayOut() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".outbound..")
                .and()
                .doNotHaveFullyQualifiedName(BASE + ".HealthCheck")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net.http..", "io.vertx.ext.web.client.."))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("io\\.vertx\\.core\\.http\\.HttpClient.*|io\\.vertx\\.core\\.net\\.NetClient.*"
                        + "|java\\.net\\.(?:HttpURLConnection|URLConnection|Socket)")
                .orShould()
                .callMethod(URL.class, "openStream")
                .orShould()
                .callMethod(URL.class, "openConnection")
                .check(HOUSE);
    }

    @Test
    void onlyOneRoomReadsSettings() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + ".config..", BASE + ".dev..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.eclipse.microprofile.config..", "io.smallrye.config.."))
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(HOUSE);
    }

    @Test
    void nobodyPrintsButTheFirstAdministratorsTokenAndAFailedStart() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(BASE + ".Gatehouse")
                .and()
                .doNotHaveFullyQualifiedName(BASE + ".admin.AdminToken")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(HOUSE);
    }

    @Test
    void timeComesFromTheClock() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + ".config..", BASE + ".database..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .check(HOUSE);
    }

    /** What must answer in time does not depend on them: decision 24. */
    @Test
    void noThreadIsVirtual() {
        noClasses()
                .should()
                .callMethod(Thread.class, "ofVirtual")
                .orShould()
                .callMethod(Thread.class, "startVirtualThread", Runnable.class)
                .orShould()
                .callMethod(Executors.class, "newVirtualThreadPerTaskExecutor")
                .orShould()
                .beAnnotatedWith("io.smallrye.common.annotation.RunOnVirtualThread")
                .check(HOUSE);
        noMethods()
                .should()
                .beAnnotatedWith("io.smallrye.common.annotation.RunOnVirtualThread")
                .check(HOUSE);
    }

    @Test
    void nothingIsInjectedIntoFields() {
        NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(HOUSE);
    }

    /** Who is an administrator is told to Quarkus by interfaces that it keeps among its innards. */
    @Test
    void nobodyElseUsesTheFrameworksInnards() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".admin..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.quarkus\\.[a-z.]+\\.runtime\\..*")
                .check(HOUSE);
    }

    /** With the path on the class; a path on a method alone would escape this. */
    @Test
    void everyResourceOfTheAdminApiNamesItsRole() {
        List<JavaClass> resources = HOUSE.stream()
                .filter(type -> type.isAnnotatedWith(Path.class))
                .filter(type -> type.getAnnotationOfType(Path.class)
                        .value()
                        .replaceFirst("^/", "")
                        .startsWith("api"))
                .toList();

        assertThat(resources).isNotEmpty();
        assertThat(resources)
                .filteredOn(type ->
                        !OPEN.contains(type.getAnnotationOfType(Path.class).value()))
                .allMatch(type -> type.isAnnotatedWith(RolesAllowed.class));
    }

    @Test
    void everyRoomIsNullMarked() throws ClassNotFoundException {
        for (String room : Stream.concat(Stream.of(""), HOUSE.stream().map(ArchitectureTest::room))
                .collect(Collectors.toCollection(TreeSet::new))) {
            String name = room.isEmpty() ? BASE : BASE + "." + room;
            Class<?> info = Class.forName(name + ".package-info");

            assertThat(info.isAnnotationPresent(NullMarked.class)).as(name).isTrue();
        }
    }
}
