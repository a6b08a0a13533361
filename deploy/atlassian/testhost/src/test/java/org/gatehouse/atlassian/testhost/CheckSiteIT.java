package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.atlassian.PolicyDocument;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code check-site.sh}, as an administrator would run it against each product. */
class CheckSiteIT extends SiteTest {
    private static final Path SCRIPT = Path.of(System.getProperty("build.root"), "check-site.sh");

    private int exit;

    @BeforeEach
    void needsCurl() {
        assumeThat(isInstalled("curl")).as("curl is not installed here").isTrue();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(folder -> Path.of(folder, program).toFile().canExecute());
    }

    private String run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
        command.addAll(List.of(options));
        command.add("http://127.0.0.1:" + site.port());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        exit = process.waitFor();
        return output;
    }

    private String file(String name, String secret) throws IOException {
        return Files.writeString(folder.resolve(name), secret + "\n").toString();
    }

    @Test
    void whereAllIsWellItSaysSo() throws Exception {
        PolicyDocument policy = PolicyDocument.tokensOn()
                .with("paths.exempt", List.of("/rest/cb-automation/latest/hooks/", "/rest/slack/"));
        site(policy);

        String table = run(
                "-t", file("token", ALICES_TOKEN),
                "-p", file("pat", OwnTokens.PERSONAL_ACCESS_TOKEN),
                "-o", file("oauth", OwnTokens.OAUTH),
                "-b", file("basic", "bob:" + Users.PASSWORD),
                "-s", file("admin", "admin:" + Users.PASSWORD),
                "-g", "/scm/project/repository.git");

        assertThat(table).as(table).doesNotContain("FAIL").doesNotContain("not tried:");
        assertThat(exit).as(table).isZero();
        assertThat(table)
                .contains("401 by the plugin")
                .contains("\"check\":\"first-filter\",\"result\":\"ok\"")
                .contains("\"check\":\"good-token\",\"result\":\"ok\"")
                .doesNotContain(ALICES_TOKEN)
                .doesNotContain(Users.PASSWORD);
    }

    @Test
    void itSaysWhatItWasNotGivenAndFailsForNothingElse() throws Exception {
        site(PolicyDocument.tokensOn().with("paths.exempt", List.of("/rest/cb-automation/latest/hooks/", "/rest/slack/")));

        String table = run();

        assertThat(table).contains("not tried: -t FILE", "not tried: -s FILE");
        assertThat(exit).as(table).isZero();
    }

    @Test
    void aPluginThatDoesNothingFails() throws Exception {
        site = TestSite.start(profile, "", Map.of());

        String table = run();

        assertThat(exit).as(table).isEqualTo(1);
        assertThat(table).containsPattern("FAIL +\\| REST without a token").containsPattern("FAIL +\\| a bad token");
    }

    @Test
    void theScriptIsClean() throws Exception {
        assumeThat(isInstalled("shellcheck")).as("ShellCheck is not installed here").isTrue();

        Process process = new ProcessBuilder("shellcheck", SCRIPT.toString()).redirectErrorStream(true).start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
        assertThat(process.waitFor()).isZero();
    }
}
