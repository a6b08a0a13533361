package org.gatehouse.atlassian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.gatehouse.atlassian.outbound.GatehouseClient;
import org.gatehouse.atlassian.settings.Settings;
import org.gatehouse.atlassian.settings.SettingsException;

/** Settings for the stand-in, and a client of it. */
public final class TestSettings {
    private TestSettings() {}

    public static GatehouseClient client(FakeGatehouse gatehouse, Path folder) {
        return client(gatehouse, folder, Map.of());
    }

    public static GatehouseClient client(FakeGatehouse gatehouse, Path folder, Map<String, String> more) {
        try {
            return new GatehouseClient(settings(gatehouse, folder, more));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Settings settings(FakeGatehouse gatehouse, Path folder, Map<String, String> more) {
        try {
            Path secret = Files.writeString(folder.resolve("secret"), FakeGatehouse.SECRET);
            Map<String, String> properties = new HashMap<>(Map.of(
                    "gatehouse.url", gatehouse.url(),
                    "gatehouse.caller-id", FakeGatehouse.CALLER,
                    "gatehouse.caller-secret-file", secret.toString()));
            properties.putAll(more);
            return Settings.load(properties, Map.of());
        } catch (IOException | SettingsException e) {
            throw new IllegalStateException(e);
        }
    }
}
