package org.gatehouse.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, with its output in a file; gone when this JVM ends, however that comes. */
final class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOWEST_PORT = 20_000;
    private static final int LOWEST_OUTGOING_PORT = 32_768;
    private static final int PORT_ATTEMPTS = 1000;

    private final Process process;
    private final Path log;
    private final long olderOutput;
    private final Thread lastResort;
    private List<ProcessHandle> children = List.of();

    private ServerProcess(Process process, Path log, long olderOutput) {
        this.process = process;
        this.log = log;
        this.olderOutput = olderOutput;
        this.lastResort = new Thread(this::killTree);
    }

    /**
     * Starts the command. Settings of this shell that a server would read ({@code GATEHOUSE_*}, {@code QUARKUS_*}, {@code
     * KC_*}, {@code JAVA_OPTS}) are not handed down.
     */
    static ServerProcess start(List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.matches("(GATEHOUSE|QUARKUS|KC)_.*|JAVA|JAVA_OPTS.*"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            long olderOutput = Files.exists(log) ? Files.size(log) : 0;
            ServerProcess server = new ServerProcess(builder.start(), log, olderOutput);
            Runtime.getRuntime().addShutdownHook(server.lastResort);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A loopback port that nobody listens on now. Below those that systems give to outgoing connections, one of which could have taken it
     * before the server is there, or while it restarts.
     */
    static int freePort() {
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, LOWEST_OUTGOING_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // another one, then
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no free port");
    }

    /** The {@code java} that runs these tests. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** Waits until the address answers 200; fails at once if the process ends. */
    void awaitOk(URI address, Duration atMost) {
        try {
            await().atMost(atMost)
                    .pollInterval(Duration.ofMillis(100))
                    .failFast(() -> {
                        if (!process.isAlive()) {
                            throw new IllegalStateException("the server ended with status " + process.exitValue());
                        }
                    })
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() -> Answer.to(HttpRequest.newBuilder(address)).status() == 200);
        } catch (RuntimeException e) {
            close();
            throw new AssertionError("no 200 from " + address + "; the output is in " + log, e);
        }
    }

    /** Waits until the server has ended by itself; its status. */
    int awaitEnd() {
        if (!ended()) {
            close();
            throw new AssertionError("still running; the output is in " + log);
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All that the server printed so far. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it printed since this start. */
    String ownOutput() {
        try {
            byte[] all = Files.readAllBytes(log);
            int from = Math.toIntExact(olderOutput);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the server printed before it ended by itself and with a failure; fails if it does not. */
    String outputOnceFailed() {
        boolean endedByItself = ended();
        close();
        if (!endedByItself || process.exitValue() == 0) {
            throw new AssertionError("the server did not fail; the output is in " + log);
        }
        return ownOutput();
    }

    /** Asks the server to end (SIGTERM) and does not wait for it. */
    void askToStop() {
        rememberChildren();
        process.destroy();
    }

    /** Asks the server to end (SIGTERM) and waits for it. Returns whether it did so by itself. */
    boolean stop() {
        askToStop();
        boolean ended = ended();
        killTree();
        ended();
        return ended;
    }

    /** {@code kill -9} of the server alone: what it had started stays, as it does when this happens in earnest. */
    void kill() {
        rememberChildren();
        process.destroyForcibly();
        ended();
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            // This JVM is ending: the hook runs, and finds nothing to do.
            return;
        }
    }

    private void rememberChildren() {
        if (process.isAlive()) {
            children = process.descendants().toList();
        }
    }

    private void killTree() {
        Stream.concat(children.stream(), process.descendants()).forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private boolean ended() {
        try {
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
