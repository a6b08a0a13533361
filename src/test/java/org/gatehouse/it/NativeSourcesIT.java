package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.gatehouse.ForeignReflection;
import org.gatehouse.it.Gatehouse.Caller;
import org.gatehouse.nativeimage.JsonTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a native executable is made of, without making one: that it would be told of all that it can't see, that nothing in it refers to
 * what is not there, and that the same classes and libraries run, on a JVM.
 */
class NativeSourcesIT {

    private static final NativeSources SOURCES = NativeSources.ofThisBuild();

    @TempDir
    static Path folder;

    @Test
    void knowEachTypeThatIsReadOrWrittenAsJson() {
        assertThat(reflection(Set.of("allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields")))
                .containsAll(JsonTypes.all().stream().map(Class::getName).toList());
    }

    @Test
    void knowTheClassesOfOthersThatAreFoundByName() {
        assertThat(reflection(Set.of("allDeclaredConstructors", "allDeclaredFields")))
                .contains(ForeignReflection.class
                        .getAnnotation(RegisterForReflection.class)
                        .classNames());
    }

    /** The sources of settings among them: their files are read before the service starts. */
    @Test
    void knowEachResource() throws IOException {
        List<Pattern> included = stream(SOURCES.metadata("resource-config.json").at("/resources/includes"))
                .map(include -> Pattern.compile(include.path("pattern").asText()))
                .toList();

        assertThat(resources()).hasSizeGreaterThan(40).allSatisfy(resource -> assertThat(included)
                .anyMatch(pattern -> pattern.matcher(resource).matches()));
    }

    /** Whoever is named in such a file must be there to be made. */
    @Test
    void knowEachSourceOfSettings() {
        Stream<String> ours = SOURCES.entries().stream()
                .filter(name -> name.startsWith("META-INF/services/") && name.contains(".ConfigSource"))
                .flatMap(name -> new String(SOURCES.entry(name), StandardCharsets.UTF_8).lines())
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty());
        Stream<String> always = Stream.of("io.smallrye.config.PropertiesLocationConfigSourceFactory");

        assertThat(reflection(Set.of("allDeclaredConstructors")))
                .containsAll(Stream.concat(ours, always).toList());
    }

    @Test
    void holdNothingOfTheEmbeddedDatabaseNorOfDevelopment() {
        List<String> ours = SOURCES.entries().stream()
                .filter(name -> name.startsWith("org/gatehouse/"))
                .toList();

        assertThat(ours).contains("org/gatehouse/Gatehouse.class");
        assertThat(ours).noneMatch(name -> name.startsWith("org/gatehouse/dev/"));
        assertThat(ours)
                .noneMatch(name -> new String(SOURCES.entry(name), StandardCharsets.ISO_8859_1).contains("io/zonky"));
        assertThat(SOURCES.libraries())
                .isNotEmpty()
                .noneMatch(name -> name.startsWith("io.zonky") || name.contains("compress") || name.contains("xz"));
    }

    @Test
    void startOurOwnMain() {
        assertThat(SOURCES.mainClass()).isEqualTo("org.gatehouse.Gatehouse");
    }

    /** All classes are linked when it is built, so that a missing one is found then; providers are asked by HTTPS. */
    @Test
    void areBuiltStrictly() {
        assertThat(SOURCES.options())
                .contains("--link-at-build-time", "--no-fallback", "--enable-url-protocols=http,https")
                .contains(SOURCES.jar().getFileName().toString());
    }

    @Test
    void runWithTheOperatorsDatabase() {
        try (PostgresServer postgres = PostgresServer.start(folder.resolve("postgres"));
                FakeIssuer issuer = FakeIssuer.started();
                GatehouseProcess service =
                        GatehouseProcess.of(SOURCES.jar(), postgres, "native-sources-it", folder.resolve("run"))) {
            service.client().createProvider(issuer.asProvider("issuer"));
            Caller caller = service.client().createCaller("site", "issuer");

            Answer answer = service.client().introspect(caller, issuer.token("alice"));

            assertThat(answer.json().path("username").asText()).isEqualTo("alice");
        }
    }

    @Test
    void refuseToRunWithoutADatabase() {
        Path log = Path.of("target", "it", "native-sources-it-refused.log");
        try (ServerProcess refused = ServerProcess.start(GatehouseProcess.program(SOURCES.jar()), Map.of(), log)) {
            assertThat(refused.awaitEnd()).isEqualTo(1);
            assertThat(refused.output()).contains("Gatehouse can't start. QUARKUS_DATASOURCE_JDBC_URL is not set");
        }
    }

    /** The classes of which all of this is known. */
    private static Set<String> reflection(Set<String> known) {
        return stream(SOURCES.metadata("reflect-config.json"))
                .filter(entry ->
                        known.stream().allMatch(what -> entry.path(what).asBoolean()))
                .map(entry -> entry.path("name").asText())
                .collect(Collectors.toSet());
    }

    /** What the service may ask for by its name: all that is not a class, nor read when it is built, nor left out. */
    private static List<String> resources() throws IOException {
        Path classes = Path.of("target", "classes");
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> classes.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.endsWith(".class"))
                    .filter(name -> !name.equals("application.properties"))
                    .filter(name -> !name.endsWith("DatabaseSource"))
                    .toList();
        }
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
