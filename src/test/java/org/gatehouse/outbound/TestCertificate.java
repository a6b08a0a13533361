package org.gatehouse.outbound;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate that signs itself, made by the JDK's keytool. */
record TestCertificate(Path store) {

    private static final String PASSWORD = "not-a-secret";

    /** @param subjectAlternativeNames as keytool wants them: {@code dns:idp.example,ip:127.0.0.1} */
    static TestCertificate of(Path directory, String subjectAlternativeNames) {
        Path store = directory.resolve(Integer.toHexString(subjectAlternativeNames.hashCode()) + ".p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-validity",
                "2",
                "-ext",
                "san=" + subjectAlternativeNames,
                "-alias",
                "test",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        try {
            Process keytool = new ProcessBuilder(command).inheritIO().start();
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new AssertionError("keytool failed");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return new TestCertificate(store);
    }

    PfxOptions key() {
        return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
    }

    /** Trust in this certificate; keytool's entry for the key holds the certificate as well. */
    PfxOptions trust() {
        return key();
    }
}
