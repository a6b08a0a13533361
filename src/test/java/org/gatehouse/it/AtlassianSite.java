package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.it.Gatehouse.Caller;
import org.gatehouse.it.RawHttp.Reply;

/**
 * The simulated product of {@code deploy/atlassian/testhost}, with the real jar of the plugin in it, as a process of its own. The build of
 * {@code deploy/atlassian} leaves there what is needed to start one.
 */
final class AtlassianSite implements AutoCloseable {
    /** Of the users of the site who have one. */
    static final String PASSWORD = "correct horse";

    private static final Path BUILD = Path.of("deploy", "atlassian").toAbsolutePath();
    private static final String PROGRAM = "org.gatehouse.atlassian.testhost.TestSiteProgram";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    private final ServerProcess process;
    private final int port;

    private AtlassianSite(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Skips tests if the plugin's build has not run, or not far enough; says so, as reports keep no word of a class that is skipped. */
    static void assumeBuilt(String flavour) {
        boolean isBuilt = jar(flavour).isPresent() && Files.isRegularFile(classPath(flavour));
        String reason = "the plugin (" + flavour
                + ") is not built, so the tests with it are skipped; ./mvnw -f deploy/atlassian/pom.xml verify builds it";
        if (!isBuilt) {
            System.out.println("AtlassianSite: " + reason);
        }
        assumeThat(isBuilt).as(reason).isTrue();
    }

    /**
     * Starts a site whose plugin is configured as a README-reading administrator would: by a folder that holds its settings and, in a file
     * of its own, the caller's secret.
     *
     * @param flavour of the servlet API and so of the Tomcat: {@code javax} or {@code jakarta}
     * @param product {@code jira} or {@code bitbucket}
     * @param more of the plugin's settings
     */
    static AtlassianSite start(
            String flavour, String product, URI gatehouse, Caller caller, Map<String, String> more, Path folder) {
        Path home = configured(folder.resolve(caller.id()), gatehouse, caller, more);
        int port = ServerProcess.freePort();
        List<String> command = List.of(
                ServerProcess.java().toString(),
                "-Xmx128m",
                "-Dflavour=" + flavour,
                "-Dplugin.jar." + flavour + "=" + jar(flavour).orElseThrow(),
                "-Dgatehouse.home=" + home,
                "-cp",
                target(flavour).resolve("test-classes") + File.pathSeparator + read(classPath(flavour)),
                PROGRAM,
                product,
                Integer.toString(port));
        ServerProcess process =
                ServerProcess.start(command, Map.of(), Path.of("target", "it", "site-" + caller.id() + ".log"));
        process.awaitOk(URI.create("http://127.0.0.1:" + port + "/started"), START);
        return new AtlassianSite(process, port);
    }

    private static Path configured(Path home, URI gatehouse, Caller caller, Map<String, String> more) {
        try {
            Path secret = Files.createDirectories(home).resolve("secret");
            Files.writeString(secret, caller.secret() + "\n");
            List<String> lines = new ArrayList<>(List.of(
                    "gatehouse.url=" + gatehouse,
                    "gatehouse.caller-id=" + caller.id(),
                    "gatehouse.caller-secret-file=" + secret.toAbsolutePath(),
                    "gatehouse.policy-interval=" + POLL,
                    // A busy machine is no outage.
                    "gatehouse.connect-timeout=PT10S",
                    "gatehouse.timeout=PT20S"));
            more.forEach((name, value) -> lines.add(name + "=" + value));
            Files.write(home.resolve("gatehouse.properties"), lines);
            return home.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path target(String flavour) {
        return BUILD.resolve(Path.of("testhost", flavour, "target"));
    }

    private static Path classPath(String flavour) {
        return target(flavour).resolve("test-site.classpath");
    }

    private static Optional<Path> jar(String flavour) {
        Path folder = BUILD.resolve(Path.of("plugin", flavour, "target"));
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-" + flavour + ".jar"))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    RawHttp client() {
        return new RawHttp(port);
    }

    /** Logs a browser in; returns the header by which it shows its session. */
    String browserSession(String user) {
        Reply reply = client().get("/login?user=" + user);
        assertThat(reply.headers("Set-Cookie")).as(reply.text()).isNotEmpty();
        return "Cookie: " + reply.headers("Set-Cookie").getFirst().split(";", 2)[0];
    }

    /** What the plugin tells system administrators. */
    JsonNode status() {
        Reply reply = client().get("/plugins/servlet/gatehouse/status", browserSession("admin"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return Answer.json(reply.body());
    }

    /** Waits until the plugin applies this version of the policy. */
    void awaitPolicy(long version) {
        await().atMost(START).until(() -> status().path("policyVersion").asLong() == version);
    }

    /** How often the plugin has asked, whatever it was told. */
    long introspections() {
        JsonNode counts = status().path("introspections");
        return counts.path("active").asLong()
                + counts.path("inactive").asLong()
                + counts.path("unavailable").asLong();
    }

    @Override
    public void close() {
        process.close();
    }
}
