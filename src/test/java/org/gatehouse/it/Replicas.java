package org.gatehouse.it;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Several services that share one database and one encryption key, and have no administrator's token but the one in the database. */
final class Replicas implements AutoCloseable {

    private final List<GatehouseProcess> services;

    private Replicas(List<GatehouseProcess> services) {
        this.services = services;
    }

    /** Starts them at the same moment; waits until all are ready. */
    static Replicas startTogether(int count, PostgresServer postgres, String key, String name, Path folder) {
        Map<String, String> settings = new HashMap<>();
        settings.put("GATEHOUSE_ENCRYPTION_KEY", key);
        settings.put("GATEHOUSE_ADMIN_TOKEN", "");
        try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<GatehouseProcess>> starting = IntStream.range(0, count)
                    .mapToObj(number -> starters.submit(() -> GatehouseProcess.on(
                            postgres, name + "-" + number, folder.resolve(name + "-" + number), settings)))
                    .toList();
            return new Replicas(starting.stream().map(Replicas::started).toList());
        }
    }

    private static GatehouseProcess started(Future<GatehouseProcess> starting) {
        try {
            return starting.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a replica did not start", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What an administrator with this token says to each. */
    List<Gatehouse> clients(String adminToken) {
        return services.stream()
                .map(service -> new Gatehouse(service.client().url(), adminToken))
                .toList();
    }

    /** What they printed since they were started. */
    List<String> outputs() {
        return services.stream().map(GatehouseProcess::ownOutput).toList();
    }

    @Override
    public void close() {
        services.forEach(GatehouseProcess::close);
    }
}
