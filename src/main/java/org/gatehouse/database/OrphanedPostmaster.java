package org.gatehouse.database;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.config.StartRefused;

/**
 * The PostgreSQL that a killed service left running. Only to be dealt with while holding the lock of the data folder: with it,
 * a server on our data is nobody else's.
 */
final class OrphanedPostmaster {

    private static final int STOP_SECONDS = 60;

    private OrphanedPostmaster() {}

    /** Ends a server that still runs on this cluster, and clears away the pid file of one that doesn't. */
    static void stop(Path cluster, Path log) throws IOException {
        Path pidFile = cluster.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> server = process(pidFile).filter(process -> isServerOf(process, cluster));
        if (server.isEmpty()) {
            // Its number may be another process's by now, and PostgreSQL would refuse to start because of that.
            Files.delete(pidFile);
            return;
        }
        if (!stopsCleanly(server.get(), cluster, log)) {
            throw new StartRefused(
                    "A PostgreSQL of an earlier run (process " + server.get().pid() + ") still uses "
                            + cluster + " and did not stop within " + STOP_SECONDS
                            + " seconds. End it with: kill -INT " + server.get().pid() + ", then start again; " + log
                            + " says more.");
        }
    }

    private static Optional<ProcessHandle> process(Path pidFile) throws IOException {
        try {
            return Files.readAllLines(pidFile).stream()
                    .findFirst()
                    .map(line -> Long.parseLong(line.strip()))
                    .flatMap(ProcessHandle::of);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isServerOf(ProcessHandle process, Path cluster) {
        ProcessHandle.Info info = process.info();
        boolean isPostgres = info.command()
                .map(command -> nameOf(Path.of(command)).startsWith("postgres"))
                .orElse(false);
        // Not every system tells the arguments of a process.
        boolean ofThisCluster = info.arguments()
                .map(arguments -> List.of(arguments).contains(cluster.toString()))
                .orElse(true);
        return isPostgres && ofThisCluster;
    }

    private static boolean stopsCleanly(ProcessHandle server, Path cluster, Path log) throws IOException {
        Path postgres = Path.of(server.info().command().orElseThrow());
        String pgCtl = nameOf(postgres).endsWith(".exe") ? "pg_ctl.exe" : "pg_ctl";
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // As the server itself was started: PostgreSQL's programs refuse to run as root.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(postgres.resolveSibling(pgCtl).toString(), "stop", "-D", cluster.toString()));
        command.addAll(List.of("-m", "fast", "-w", "-t", Integer.toString(STOP_SECONDS)));
        ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
        Process stopping = new ProcessBuilder(command)
                .redirectOutput(toLog)
                .redirectError(toLog)
                .start();
        try {
            return stopping.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String nameOf(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }
}
