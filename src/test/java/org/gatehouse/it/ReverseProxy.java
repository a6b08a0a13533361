package org.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.it.Gatehouse.Caller;

/** A real proxy with the configuration of {@code deploy/proxies}, of which only the addresses are changed. */
final class ReverseProxy implements AutoCloseable {
    private static final Path CONFIGURATIONS = Path.of("deploy", "proxies");
    private static final Duration START = Duration.ofSeconds(30);

    private final ServerProcess process;
    private final int port;

    private ReverseProxy(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Where everything is. */
    record Site(Path folder, int gatehouse, int upstream, Caller caller) {
        String callerInBase64() {
            return Base64.getEncoder().encodeToString((caller.id() + ":" + caller.secret()).getBytes(UTF_8));
        }
    }

    /** The program, where systems keep servers. */
    static Optional<Path> installed(String program) {
        return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static ReverseProxy nginx(Path program, Site site) throws IOException {
        int port = ServerProcess.freePort();
        Path configuration = copied("nginx", "nginx.conf", site, port);
        Files.writeString(
                site.folder().resolve("gatehouse-caller.conf"),
                "proxy_set_header X-Gatehouse-Caller \"Basic " + site.callerInBase64() + "\";\n");
        List<String> command = List.of(
                program.toString(),
                "-p",
                site.folder() + "/",
                "-c",
                configuration.toString(),
                "-g",
                "daemon off; master_process off;");
        return start("nginx", command, Map.of(), port);
    }

    static ReverseProxy haproxy(Path program, Site site) throws IOException {
        int port = ServerProcess.freePort();
        Path script = copied("haproxy", "gatehouse.lua", site, port);
        Path configuration = copied("haproxy", "haproxy.cfg", site, port);
        Files.writeString(
                configuration, Files.readString(configuration).replace("lua-load gatehouse.lua", "lua-load " + script));
        Map<String, String> environment = Map.of(
                "GATEHOUSE_URL", "http://127.0.0.1:" + site.gatehouse(), "GATEHOUSE_CALLER", site.callerInBase64());
        return start("haproxy", List.of(program.toString(), "-db", "-f", configuration.toString()), environment, port);
    }

    static ReverseProxy caddy(Path program, Site site) throws IOException {
        int port = ServerProcess.freePort();
        Path configuration = copied("caddy", "Caddyfile", site, port);
        Map<String, String> environment = Map.of(
                "GATEHOUSE_CALLER",
                site.callerInBase64(),
                "HOME",
                site.folder().toString(),
                "XDG_DATA_HOME",
                site.folder().toString(),
                "XDG_CONFIG_HOME",
                site.folder().toString());
        List<String> command =
                List.of(program.toString(), "run", "--adapter", "caddyfile", "--config", configuration.toString());
        return start("caddy", command, environment, port);
    }

    /** mod_auth_openidc wants https, so another virtual host puts TLS before the service. */
    static ReverseProxy apache(Path program, Site site) throws Exception {
        int port = ServerProcess.freePort();
        int tls = ServerProcess.freePort();
        Path certificate = site.folder().resolve("localhost.crt");
        Path key = site.folder().resolve("localhost.key");
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        Path configuration = copied("apache", "gatehouse.conf", site, port);
        Files.writeString(
                configuration,
                Files.readString(configuration) + """

                LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
                LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
                Listen 127.0.0.1:%d
                <VirtualHost 127.0.0.1:%d>
                    SSLEngine On
                    SSLCertificateFile %s
                    SSLCertificateKeyFile %s
                    ProxyPass / http://127.0.0.1:%d/
                </VirtualHost>
                """.formatted(tls, tls, certificate, key, site.gatehouse()));
        Map<String, String> environment = new HashMap<>();
        environment.put("APACHE_RUN_DIR", site.folder().toString());
        environment.put("GATEHOUSE_INTROSPECTION", "https://localhost:" + tls + "/introspect");
        environment.put("GATEHOUSE_CA", certificate.toString());
        environment.put("GATEHOUSE_ID", site.caller().id());
        environment.put("GATEHOUSE_SECRET", site.caller().secret());
        List<String> command = List.of(program.toString(), "-DFOREGROUND", "-f", configuration.toString());
        return start("apache", command, environment, port);
    }

    private static ReverseProxy start(String name, List<String> command, Map<String, String> environment, int port) {
        ServerProcess process = ServerProcess.start(command, environment, Path.of("target", "it", name + ".log"));
        process.awaitOk(URI.create("http://127.0.0.1:" + port + "/started"), START);
        return new ReverseProxy(process, port);
    }

    private static Path copied(String proxy, String file, Site site, int port) throws IOException {
        String text = Files.readString(CONFIGURATIONS.resolve(proxy).resolve(file))
                .replace("127.0.0.1:8080", "127.0.0.1:" + site.gatehouse())
                .replace("127.0.0.1:8090", "127.0.0.1:" + site.upstream())
                .replace("127.0.0.1:8000", "127.0.0.1:" + port)
                .replace("http://:8000", "http://:" + port);
        return Files.writeString(site.folder().resolve(file), text);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command[0] + " failed");
        }
    }

    RawHttp client() {
        return new RawHttp(port);
    }

    @Override
    public void close() {
        process.close();
    }
}
