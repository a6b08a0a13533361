package org.gatehouse.config;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The few settings that decide what runs before the service itself: read from the same places (system properties, environment,
 * files that hold secrets, {@code config/application.properties}), but before there is a {@link GatehouseConfig} to inject.
 *
 * @param jdbcUrl the operator's own database; absent: the embedded one
 * @param encryptionKey see {@link GatehouseConfig#encryptionKey()}; there with a JDBC URL
 * @param dataDir see {@link GatehouseConfig#dataDir()}
 * @param warnings what the operator should know of the Java it runs on and of all settings
 */
public record StartSettings(
        Optional<String> jdbcUrl, Optional<String> encryptionKey, Path dataDir, List<String> warnings) {

    public static final String JDBC_URL = "quarkus.datasource.jdbc.url";
    public static final String USERNAME = "quarkus.datasource.username";
    public static final String PASSWORD = "quarkus.datasource.password";
    public static final String ENCRYPTION_KEY = "gatehouse.encryption-key";
    public static final String DATA_DIR = "gatehouse.data-dir";

    static final String PREVIOUS_ENCRYPTION_KEYS = "gatehouse.previous-encryption-keys";
    static final String ADMIN_TOKEN = "gatehouse.admin.token";
    static final String PUBLIC_URL = "gatehouse.public-url";
    static final String UNSAFE_ACCEPT = "gatehouse.unsafe-accept";

    static final String DEFAULT_DATA_DIR = "gatehouse-data";

    /** Never in the package. Quarkus knows only later in which mode it is, and a profile can be anything. */
    private static final String ONLY_IN_DEVELOPMENT = "/org/gatehouse/dev/DevIssuer.class";

    public StartSettings {
        warnings = List.copyOf(warnings);
    }

    public StartSettings(Optional<String> jdbcUrl, Optional<String> encryptionKey, Path dataDir) {
        this(jdbcUrl, encryptionKey, dataDir, List.of());
    }

    /**
     * Reads them and checks them together with all others, from a configuration made for this and kept by nobody. The one that a
     * native executable holds before the service has started was made when the executable was built, of the environment there.
     *
     * @throws StartRefused with all that stands against a start
     */
    public static StartSettings read() {
        StartSettings settings =
                read(ConfigUtils.configBuilder().build(), System.getenv().keySet(), isPackaged());
        SecretFileSource.open();
        return isPackaged() ? settings.warningOf(JavaVersion.warning(Runtime.version())) : settings;
    }

    private StartSettings warningOf(Optional<String> java) {
        return new StartSettings(
                jdbcUrl,
                encryptionKey,
                dataDir,
                Stream.concat(java.stream(), warnings.stream()).toList());
    }

    static StartSettings read(SmallRyeConfig config, Set<String> environment, boolean packaged) {
        SecretFiles files = SecretFiles.read(name -> given(config, name));
        Function<String, Optional<String>> settings =
                name -> Optional.ofNullable(files.values().get(name)).or(() -> given(config, name));
        Set<String> alsoGiven = SecretFiles.SETTINGS.stream()
                .filter(name -> isGivenItself(config, name))
                .collect(Collectors.toSet());
        List<String> warnings = StartCheck.warnings(
                new StartCheck.Given(settings, files, alsoGiven, properties(config), environment), packaged);
        return new StartSettings(
                settings.apply(JDBC_URL),
                settings.apply(ENCRYPTION_KEY),
                Path.of(settings.apply(DATA_DIR).orElse(DEFAULT_DATA_DIR)),
                warnings);
    }

    /** Whether this is the packaged service, not dev mode or a test. */
    public static boolean isPackaged() {
        return StartSettings.class.getResource(ONLY_IN_DEVELOPMENT) == null;
    }

    private static Optional<String> given(SmallRyeConfig config, String name) {
        return config.getOptionalValue(name, String.class);
    }

    private static Set<String> properties(SmallRyeConfig config) {
        Set<String> names = new HashSet<>();
        for (ConfigSource source : config.getConfigSources()) {
            if (!(source instanceof EnvConfigSource)) {
                names.addAll(source.getPropertyNames());
            }
        }
        return names;
    }

    private static boolean isGivenItself(SmallRyeConfig config, String name) {
        for (ConfigSource source : config.getConfigSources()) {
            String value = source.getName().equals(SecretFileSource.NAME) ? null : source.getValue(name);
            if (value != null && !value.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Says no key, and no URL either: it may hold a password. */
    @Override
    public String toString() {
        return "StartSettings[" + (jdbcUrl.isPresent() ? "own database" : "embedded database in " + dataDir) + "]";
    }
}
