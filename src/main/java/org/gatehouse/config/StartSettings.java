package org.gatehouse.config;

import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;

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

    /** Reads them, and leaves nothing behind that would keep the service from building its own configuration. */
    public static StartSettings read() {
        Config config = ConfigProvider.getConfig();
        try {
            return new StartSettings(
                    config.getOptionalValue(JDBC_URL, String.class),
                    config.getOptionalValue(ENCRYPTION_KEY, String.class),
                    Path.of(config.getOptionalValue(DATA_DIR, String.class).orElse(DEFAULT_DATA_DIR)));
        } finally {
            ConfigProviderResolver.instance().releaseConfig(config);
        }
    }

    /** Says no key, and no URL either: it may hold a password. */
    @Override
    public String toString() {
        return "StartSettings[" + (jdbcUrl.isPresent() ? "own database" : "embedded database in " + dataDir) + "]";
    }
}
