package org.gatehouse.atlassian.testhost;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A request exactly as it is written here, which no library would send: tricks in the path, headers twice. */
final class RawHttp {
    private final int port;
    private final String method;
    private final String target;
    private final List<String> headers = new ArrayList<>();
    private String body = "";

    private RawHttp(int port, String method, String target) {
        this.port = port;
        this.method = method;
        this.target = target;
    }

    static RawHttp request(int port, String method, String target) {
        return new RawHttp(port, method, target);
    }

    RawHttp header(String name, String value) {
        headers.add(name + ": " + value);
        return this;
    }

    RawHttp bearer(String token) {
        return header("Authorization", "Bearer " + token);
    }

    RawHttp basic(String username, String password) {
        String pair = username + ":" + password;
        return header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    RawHttp cookie(String cookie) {
        return header("Cookie", cookie);
    }

    RawHttp form(String form) {
        body = form;
        return header("Content-Type", "application/x-www-form-urlencoded");
    }

    Response send() throws IOException {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        headers.forEach(header -> text.append(header).append("\r\n"));
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        text.append("\r\n").append(body);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            return new Response(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The answer; chunks are not put together, as no test needs it. */
    static final class Response {
        final int status;
        final String body;
        private final List<String> headers;

        Response(String text) {
            int end = text.indexOf("\r\n\r\n");
            List<String> lines = List.of(text.substring(0, end).split("\r\n"));
            status = Integer.parseInt(lines.get(0).split(" ")[1]);
            headers = lines.subList(1, lines.size());
            body = text.substring(end + 4);
        }

        List<String> headers(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .collect(Collectors.toList());
        }

        @Override
        public String toString() {
            return status + " " + headers + " " + body;
        }
    }
}
