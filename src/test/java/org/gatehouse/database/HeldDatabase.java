package org.gatehouse.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.gatehouse.config.StartSettings;

/** A process of its own that starts the embedded database and holds it, as a running service does. */
final class HeldDatabase implements AutoCloseable {

    private static final String READY = "ready";

    private final Process process;

    private HeldDatabase(Process process) {
        this.process = process;
    }

    public static void main(String[] arguments) throws InterruptedException {
        try (StartedDatabase _ = DatabaseChoice.make(
                        new StartSettings(Optional.empty(), Optional.empty(), Path.of(arguments[0])))
                .orElseThrow()) {
            System.out.println(READY);
            new CountDownLatch(1).await();
        }
    }

    static HeldDatabase in(Path folder) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            HeldDatabase.class.getName(),
                            folder.toString())
                    .redirectErrorStream(true)
                    .start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            StringBuilder said = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals(READY)) {
                    return new HeldDatabase(process);
                }
                said.append(line).append('\n');
            }
            throw new IllegalStateException("ended before it was ready:\n" + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9} does; PostgreSQL stays. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
