package org.gatehouse.atlassian.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatehouseClientTest {
    private static final Map<String, String> FORM = Map.of("token", "x");

    @TempDir
    Path folder;

    private final FakeGatehouse gatehouse = new FakeGatehouse();

    @Test
    void aSecretOfWhichHalfWasReadIsReadAgainWhenItIsRefused() throws Exception {
        GatehouseClient client = TestSettings.client(gatehouse, folder);
        Path file = Files.writeString(folder.resolve("secret"), FakeGatehouse.SECRET.substring(1));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(client.postForm("introspect", FORM).status()).isEqualTo(401);

        Files.writeString(file, FakeGatehouse.SECRET);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        assertThat(client.postForm("introspect", FORM).status()).isEqualTo(200);
    }

    @Test
    void theSameSecretIsNotRefusedTwice() throws Exception {
        gatehouse.breakWith(401, "{}");

        assertThat(TestSettings.client(gatehouse, folder)
                        .postForm("introspect", FORM)
                        .status())
                .isEqualTo(401);
        assertThat(gatehouse.introspections()).hasSize(1);
    }

    @AfterEach
    void close() {
        gatehouse.close();
    }
}
