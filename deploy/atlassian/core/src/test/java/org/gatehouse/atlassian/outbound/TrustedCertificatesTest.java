package org.gatehouse.atlassian.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.gatehouse.atlassian.ServerCertificate;
import org.gatehouse.atlassian.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedCertificatesTest {
    @TempDir
    Path folder;

    private HttpsServer server;

    @BeforeEach
    void aServerWithACertificateOfItsOwn() throws Exception {
        ServerCertificate certificate = new ServerCertificate(folder);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
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
}
