package org.gatehouse.config;

import io.quarkus.runtime.configuration.ConfigUtils;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * The few settings that decide what runs before the service itself: read from the same places (system properties, environment,
 * {@code config/application.properties}), but before there is a {@link GatehouseConfig} to inject.
 *
 * @param jdbcUrl the operator's own database; absent: the embedded one
 * @param encryptionKey see {@link GatehouseConfig#encryptionKey()}, not yet checked
 * @param dataDir see {@link GatehouseConfig#dataDir()}
 */
public record StartSettings(Optional<String> jdbcUrl, Optional<String> encryptionKey, Path dataDir) {

    public static final String JDBC_URL = "quarkus.datasource.jdbc.url";
    public static final String ENCRYPTION_KEY = "gatehouse.encryption-key";
    public static final String DATA_DIR = "gatehouse.data-dir";

    static final String DEFAULT_DATA_DIR = "gatehouse-data";

    /**
     * Reads them from a configuration made for this and kept by nobody. The one that a native executable holds before the service
     * has started was made when the executable was built, of the environment there.
     */
    public static StartSettings read() {
        Config config = ConfigUtils.configBuilder().build();
        return new StartSettings(
                config.getOptionalValue(JDBC_URL, String.class),
                config.getOptionalValue(ENCRYPTION_KEY, String.class),
                Path.of(config.getOptionalValue(DATA_DIR, String.class).orElse(DEFAULT_DATA_DIR)));
    }

    /** Says no key, and no URL either: it may hold a password. */
    @Override
    public String toString() {
        return "StartSettings[" + (jdbcUrl.isPresent() ? "own database" : "embedded database in " + dataDir) + "]";
    }
}
