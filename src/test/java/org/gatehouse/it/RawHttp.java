package org.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;

/** A client that sends what no decent one would: any path and any headers, byte by byte. */
final class RawHttp {
    private static final int PATIENCE = 30_000;

    private final int port;

    RawHttp(int port) {
        this.port = port;
    }

    /**
     * What came back.
     *
     * @param text head and body
     */
    record Reply(int status, String text) {
        boolean hasHeader(String header) {
            return text.toLowerCase(Locale.ROOT).contains("\r\n" + header.toLowerCase(Locale.ROOT));
        }

        /** The values of all headers of this name. */
        List<String> headers(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return text.substring(0, endOfHead())
                    .lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
        }

        /** As it came: chunks are not put together. */
        String body() {
            return text.substring(endOfHead()).strip();
        }

        private int endOfHead() {
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? text.length() : end;
        }
    }

    Reply get(String target, String... headers) {
        return send("GET", target, headers);
    }

    Reply send(String method, String target, String... headers) {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append("Connection: close\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write(request.toString().getBytes(ISO_8859_1));
            String text = new String(in.readAllBytes(), ISO_8859_1);
            return new Reply(Integer.parseInt(text.split(" ", 3)[1]), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
