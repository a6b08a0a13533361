package org.gatehouse.atlassian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.gatehouse.atlassian.outbound.GatehouseClient;
import org.gatehouse.atlassian.settings.Settings;
import org.gatehouse.atlassian.settings.SettingsException;

/** A client of the stand-in. */
public final class TestSettings {
    private TestSettings() {}

    public static GatehouseClient client(FakeGatehouse gatehouse, Path folder) {
        try {
            Path secret = Files.writeString(folder.resolve("secret"), FakeGatehouse.SECRET);
            return new GatehouseClient(Settings.load(
                    new HashMap<>(Map.of(
                            "gatehouse.url", gatehouse.url(),
                            "gatehouse.caller-id", FakeGatehouse.CALLER,
                            "gatehouse.caller-secret-file", secret.toString())),
                    Map.of()));
        } catch (IOException | SettingsException e) {
            throw new IllegalStateException(e);
        }
    }
}
