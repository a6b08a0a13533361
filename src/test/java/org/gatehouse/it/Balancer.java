package org.gatehouse.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * HAProxy before two services: it asks each every half second whether it is ready, and sends requests in turn to those that were. It never
 * tries anything twice ({@code retries 0}), so whatever a service loses is lost for the client, too.
 */
final class Balancer implements AutoCloseable {
    /** The header of each answer that names the service it is from: {@code one} or {@code two}. */
    static final String SERVED_BY = "X-Served-By";

    private static final String PROGRAM = "haproxy";
    private static final Duration START = Duration.ofSeconds(30);

    private final ServerProcess process;
    private final int port;

    private Balancer(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static boolean isInstalled() {
        return ReverseProxy.installed(PROGRAM).isPresent();
    }

    static Balancer before(Gatehouse one, Gatehouse two, Path folder) throws IOException {
        int port = ServerProcess.freePort();
        Path configuration = Files.writeString(Files.createDirectories(folder).resolve("balancer.cfg"), """
                defaults
                    mode http
                    timeout connect 2s
                    timeout client 60s
                    timeout server 60s
                    # A replica that is busy starting is not one that is going.
                    timeout check 5s
                    retries 0
                    no option redispatch

                frontend clients
                    bind 127.0.0.1:%d
                    http-response set-header %s %%s
                    default_backend gatehouse

                backend gatehouse
                    balance roundrobin
                    option httpchk GET /q/health/ready
                    http-check expect status 200
                    default-server check inter 500ms fall 2 rise 2
                    server one 127.0.0.1:%d
                    server two 127.0.0.1:%d
                """.formatted(
                        port, SERVED_BY, one.url().getPort(), two.url().getPort()));
        String program = ReverseProxy.installed(PROGRAM).orElseThrow().toString();
        ServerProcess process = ServerProcess.start(
                List.of(program, "-db", "-f", configuration.toString()),
                Map.of(),
                Path.of("target", "it", "balancer.log"));
        process.awaitOk(URI.create("http://127.0.0.1:" + port + "/q/health/ready"), START);
        return new Balancer(process, port);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
