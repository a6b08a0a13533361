package org.gatehouse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.gatehouse.config.OwnAddress;
import org.jspecify.annotations.Nullable;

/**
 * Asks the service that runs on this machine whether it is ready: for container images, which hold no shell and no HTTP client.
 * A socket and no client, because it runs every few seconds beside the service and on the service's memory.
 */
final class HealthCheck {
    private static final String REQUEST =
            "GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final OwnAddress service;
    private final Duration timeout;

    HealthCheck(OwnAddress service, Duration timeout) {
        this.service = service;
        this.timeout = timeout;
    }

    /** @param message for whoever looks at what the container engine kept */
    record Result(boolean ready, String message) {}

    Result ask() {
        int millis = Math.toIntExact(timeout.toMillis());
        try (Socket connection = new Socket()) {
            connection.connect(service.socket(), millis);
            connection.setSoTimeout(millis);
            Socket socket = service.tls() ? overTls(connection) : connection;
            socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
            BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            return judge(answer.readLine());
        } catch (IOException e) {
            return new Result(false, "no answer from " + service.socket() + ": " + e.getMessage());
        }
    }

    private static Socket overTls(Socket connection) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context.getSocketFactory().createSocket(connection, "localhost", connection.getPort(), true);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /**
     * The certificate is for the name that callers use, not for this machine's own address, and may be of an authority that only
     * they know. Nothing secret is sent, and whoever could answer in the service's place could answer without TLS as well.
     */
    private static final class AnyCertificate implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** By the status alone; the body may be long, and it is the operator's to read at the address itself. */
    private static Result judge(@Nullable String statusLine) {
        if (statusLine != null && statusLine.startsWith("HTTP/1.1 200")) {
            return new Result(true, "ready");
        }
        return new Result(false, "not ready: " + (statusLine == null ? "no answer" : statusLine));
    }
}
