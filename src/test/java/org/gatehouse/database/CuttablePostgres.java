package org.gatehouse.database;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A real PostgreSQL behind a line that can be cut and mended. */
public final class CuttablePostgres implements QuarkusTestResourceLifecycleManager {
    private static volatile boolean cut;
    private static final Set<Socket> LINES = ConcurrentHashMap.newKeySet();

    private final PostgresTestResource postgres = new PostgresTestResource();
    private ServerSocket door;
    private int port;

    /** Drops every connection; new ones are dropped at once. */
    public static void cut() {
        cut = true;
        LINES.forEach(CuttablePostgres::close);
        LINES.clear();
    }

    public static void mend() {
        cut = false;
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(postgres.start());
        String url = settings.get("quarkus.datasource.jdbc.url");
        port = URI.create(url.substring("jdbc:".length())).getPort();
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::serve);
        settings.put("quarkus.datasource.jdbc.url", url.replace(":" + port, ":" + door.getLocalPort()));
        return settings;
    }

    @Override
    public void stop() {
        mend();
        close(door);
        postgres.stop();
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (cut) {
                    client.close();
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                LINES.add(client);
                LINES.add(server);
                Thread.ofVirtual().start(() -> copy(client, server));
                Thread.ofVirtual().start(() -> copy(server, client));
            } catch (IOException closed) {
                // the loop's condition says whether that was the end
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException ended) {
            // a cut line
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // it is gone either way
        }
    }
}
