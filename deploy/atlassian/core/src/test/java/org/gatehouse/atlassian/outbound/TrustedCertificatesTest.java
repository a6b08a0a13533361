package org.gatehouse.atlassian.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.gatehouse.atlassian.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedCertificatesTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    private HttpsServer server;

    @BeforeEach
    void aServerWithACertificateOfItsOwn() throws Exception {
        keytool("-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=test", "-ext", "SAN=ip:127.0.0.1");
        keytool(
                "-exportcert",
                "-alias",
                "server",
                "-rfc",
                "-file",
                folder.resolve("ca.pem").toString());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serverContext()));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    private GatehouseClient client(Map<String, String> more) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "sesame");
        Map<String, String> settings = new HashMap<>(Map.of(
                "gatehouse.url", "https://127.0.0.1:" + server.getAddress().getPort(),
                "gatehouse.caller-id", "jira",
                "gatehouse.caller-secret-file", secret.toString(),
                "gatehouse.timeout", "PT10S",
                "gatehouse.connect-timeout", "PT10S"));
        settings.putAll(more);
        return new GatehouseClient(Settings.load(settings, Map.of()));
    }

    @Test
    void trustsTheCertificatesInTheFile() throws Exception {
        GatehouseClient client =
                client(Map.of("gatehouse.ca-file", folder.resolve("ca.pem").toString()));

        assertThat(client.get("x", Map.of()).status()).isEqualTo(204);
    }

    @Test
    void trustsNoOthers() throws Exception {
        GatehouseClient client = client(Map.of());

        assertThatThrownBy(() -> client.get("x", Map.of())).isInstanceOf(SSLException.class);
    }

    @Test
    void aFileWithoutCertificatesIsRefused() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");

        assertThatThrownBy(() -> client(Map.of("gatehouse.ca-file", empty.toString())))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("gatehouse.ca-file holds no certificates");
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private SSLContext serverContext() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-keystore", folder.resolve("keys.p12").toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor())
                .as(new String(output, StandardCharsets.UTF_8))
                .isZero();
    }
}
