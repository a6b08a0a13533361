package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signing script, with the OpenSSL of this machine; not run where there is none. */
class SignatureIT {
    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void aSignedJar() throws Exception {
        assumeTrue(isThere("sh") && isThere("openssl"));
        jar = Files.copy(PluginJar.ours().toPath(), folder.resolve("plugin.jar"));
        assertThat(script("new-key", "key.pem", "certificate.pem")).isZero();
        assertThat(script("sign", "key.pem", "certificate.pem", "plugin.jar")).isZero();
    }

    @Test
    void itsSignatureIsGood() throws Exception {
        assertThat(script("verify", "certificate.pem", "plugin.jar")).isZero();
        assertThat(Files.readString(folder.resolve("plugin.jar.sig"))).matches("[A-Za-z0-9+/]{86}==");
    }

    @Test
    void aChangedJarIsNoticed() throws Exception {
        Files.write(jar, new byte[] {0}, StandardOpenOption.APPEND);

        assertThat(script("verify", "certificate.pem", "plugin.jar")).isNotZero();
    }

    @Test
    void anothersSignatureIsNoticed() throws Exception {
        assertThat(script("new-key", "other.pem", "others-certificate.pem")).isZero();

        assertThat(script("verify", "others-certificate.pem", "plugin.jar")).isNotZero();
    }

    @Test
    void theKeyIsForItsOwnerOnlyAndNotOverwritten() throws Exception {
        byte[] key = Files.readAllBytes(folder.resolve("key.pem"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key.pem")))).isEqualTo("rw-------");
        assertThat(script("new-key", "key.pem", "certificate.pem")).isNotZero();
        assertThat(Files.readAllBytes(folder.resolve("key.pem"))).isEqualTo(key);
    }

    private int script(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", System.getProperty("sign.script")));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).doesNotContain("PRIVATE KEY");
        return process.waitFor();
    }

    private static boolean isThere(String program) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
