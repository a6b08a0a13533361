package org.gatehouse.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.common.MapBackedConfigSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Puts what {@link SecretFiles} hold among the settings, for everything that reads one. A file that can't be read gives no value
 * here; that the service does not start without it is the business of {@link StartCheck}.
 */
public final class SecretFileSource implements ConfigSourceFactory {

    static final String NAME = "secret files";

    /** Not in a build: Quarkus writes what one finds in a source like this into the package, as the defaults of a run. */
    private static final String OPENED = "org.gatehouse.secret-files";

    /** Before all others, so that an empty variable, which is none, does not hide a file. Two values are refused. */
    private static final int ORDINAL = 500;

    /** From now on, in this process. */
    static void open() {
        System.setProperty(OPENED, "true");
    }

    private final BooleanSupplier opened;

    public SecretFileSource() {
        this(() -> Boolean.getBoolean(OPENED));
    }

    SecretFileSource(BooleanSupplier opened) {
        this.opened = opened;
    }

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (!opened.getAsBoolean()) {
            return List.of();
        }
        Map<String, String> values =
                SecretFiles.read(name -> given(context, name)).values();
        return values.isEmpty() ? List.of() : List.of(new Values(literally(values)));
    }

    private static Optional<String> given(ConfigSourceContext context, String name) {
        return Optional.ofNullable(context.getValue(name))
                .map(ConfigValue::getValue)
                .filter(value -> !value.isEmpty());
    }

    /** A password may hold a dollar sign, which would begin an expression. */
    private static Map<String, String> literally(Map<String, String> values) {
        return values.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .replace("$", "\\$")));
    }

    private static final class Values extends MapBackedConfigSource {
        private static final long serialVersionUID = 1;

        Values(Map<String, String> values) {
            super(NAME, values, ORDINAL);
        }
    }
}
