package org.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.gatehouse.RestoredSystemProperties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RestoredSystemProperties.class)
class StartSettingsTest {

    @BeforeEach
    void forget() {
        System.clearProperty(StartSettings.JDBC_URL);
        System.clearProperty(StartSettings.ENCRYPTION_KEY);
        System.clearProperty(StartSettings.DATA_DIR);
    }

    @Test
    void needsNone() {
        assertThat(withoutWarnings(StartSettings.read()))
                .isEqualTo(new StartSettings(Optional.empty(), Optional.empty(), Path.of("gatehouse-data")));
    }

    @Test
    void readsEach() {
        System.setProperty("quarkus.datasource.jdbc.url", "jdbc:postgresql://db.example/gatehouse");
        String key = EncryptionKey.random();
        System.setProperty("gatehouse.encryption-key", key);
        System.setProperty("gatehouse.data-dir", "elsewhere");

        assertThat(withoutWarnings(StartSettings.read()))
                .isEqualTo(new StartSettings(
                        Optional.of("jdbc:postgresql://db.example/gatehouse"), Optional.of(key), Path.of("elsewhere")));
    }

    @Test
    void takesAnEmptyValueForNone() {
        System.setProperty("quarkus.datasource.jdbc.url", "");

        assertThat(StartSettings.read().jdbcUrl()).isEmpty();
    }

    /** As a native executable holds one, of when and where it was built. */
    @Test
    void asksNoConfigurationThatWasMadeBefore() {
        ConfigProviderResolver configurations = ConfigProviderResolver.instance();
        configurations.releaseConfig(ConfigProvider.getConfig());
        Config old = configurations.getBuilder().build();
        configurations.registerConfig(old, Thread.currentThread().getContextClassLoader());
        try {
            System.setProperty("quarkus.datasource.jdbc.url", "jdbc:postgresql://db.example/gatehouse");
            System.setProperty("gatehouse.encryption-key", EncryptionKey.random());

            assertThat(old.getOptionalValue("quarkus.datasource.jdbc.url", String.class))
                    .isEmpty();
            assertThat(StartSettings.read().jdbcUrl()).contains("jdbc:postgresql://db.example/gatehouse");
        } finally {
            configurations.releaseConfig(old);
        }
    }

    /** Beside the sources, as in dev mode. The package is another matter: see {@code StartRefusedIT}. */
    @Test
    void leavesDevelopmentAlone() {
        System.setProperty("gatehouse.admin.token", "short");
        System.setProperty("gatehouse.public-url", "http://gatehouse.example");

        assertThat(StartSettings.read().warnings())
                .noneMatch(warning -> warning.contains("GATEHOUSE_ADMIN_TOKEN") || warning.contains("NOT SAFE"));
    }

    @Test
    void saysNoSecret() {
        StartSettings settings = new StartSettings(
                Optional.of("jdbc:postgresql://db.example/gatehouse?password=hidden"),
                Optional.of("secret-key"),
                Path.of("data"));

        assertThat(settings.toString()).doesNotContain("hidden").doesNotContain("secret-key");
    }

    /** They are of the machine that runs this test. */
    private static StartSettings withoutWarnings(StartSettings settings) {
        return new StartSettings(settings.jdbcUrl(), settings.encryptionKey(), settings.dataDir());
    }
}
