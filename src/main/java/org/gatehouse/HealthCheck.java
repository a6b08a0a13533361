package org.gatehouse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks the service that runs on this machine whether it is ready: for container images, which hold no shell and no HTTP client.
 * A socket and no client, because it runs every few seconds beside the service and on the service's memory.
 */
final class HealthCheck {
    private static final String REQUEST =
            "GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final InetSocketAddress service;
    private final Duration timeout;

    HealthCheck(InetSocketAddress service, Duration timeout) {
        this.service = service;
        this.timeout = timeout;
    }

    /** @param message for whoever looks at what the container engine kept */
    record Result(boolean ready, String message) {}

    Result ask() {
        int millis = Math.toIntExact(timeout.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(service, millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
            BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            return judge(answer.readLine());
        } catch (IOException e) {
            return new Result(false, "no answer from " + service + ": " + e.getMessage());
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
