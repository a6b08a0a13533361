package org.gatehouse.outbound;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate that signs itself, made by the JDK's keytool. */
public record TestCertificate(Path store) {

    private static final String PASSWORD = "not-a-secret";

    /** @param subjectAlternativeNames as keytool wants them: {@code dns:idp.example,ip:127.0.0.1} */
    public static TestCertificate of(Path directory, String subjectAlternativeNames) {
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

    /** The certificate alone, as people hand it on. */
    public String pem() {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            String base64 = Base64.getMimeEncoder()
                    .encodeToString(keys.getCertificate("test").getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public PfxOptions key() {
        return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
    }

    /** Trust in this certificate; keytool's entry for the key holds the certificate as well. */
    PfxOptions trust() {
        return key();
    }
}
