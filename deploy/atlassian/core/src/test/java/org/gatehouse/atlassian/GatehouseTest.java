package org.gatehouse.atlassian;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.gatehouse.atlassian.basic.Site;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class GatehouseTest {
    @TempDir
    Path folder;

    private final FakeGatehouse gatehouse = new FakeGatehouse();

    @Test
    @Timeout(60)
    void housekeepingGoesOnAfterAnError() throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        Map<String, String> often = Map.of("gatehouse.policy-interval", "PT0.01S");
        try (Gatehouse site =
                new Gatehouse(TestSettings.settings(gatehouse, folder, often), () -> missingClass(twice))) {
            site.start();

            twice.await();
        }
    }

    private static Site missingClass(CountDownLatch called) {
        called.countDown();
        throw new NoClassDefFoundError("of the product");
    }

    @AfterEach
    void close() {
        gatehouse.close();
    }
}
