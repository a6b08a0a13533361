package org.gatehouse.atlassian.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.gatehouse.atlassian.settings.Settings.SessionMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @TempDir
    Path folder;

    private final Map<String, String> properties = new HashMap<>();

    @BeforeEach
    void aConfiguredSite() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "  sesame\n");
        properties.put("gatehouse.url", "https://gatehouse.example");
        properties.put("gatehouse.caller-id", "jira");
        properties.put("gatehouse.caller-secret-file", secret.toString());
    }

    private Settings load() throws SettingsException {
        return Settings.load(properties, Map.of());
    }

    @Test
    void hasDefaults() throws Exception {
        Settings settings = Settings.load(Map.of(), Map.of());

        assertThat(settings.enabled()).isTrue();
        assertThat(settings.url()).isEmpty();
        assertThat(settings.home()).isEmpty();
        assertThat(settings.caFile()).isEmpty();
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.policyInterval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.maxWaiting()).isEqualTo(32);
        assertThat(settings.cacheEntries()).isEqualTo(10_000);
        assertThat(settings.sessionMode()).isEqualTo(SessionMode.ISOLATE);
        assertThat(settings.proxyMode()).isFalse();
    }

    @Test
    void everyKeyReachesItsMethod() throws Exception {
        properties.put("gatehouse.url", "https://gatehouse.example/base");
        properties.put("gatehouse.enabled", "false");
        properties.put("gatehouse.home", folder.toString());
        properties.put("gatehouse.ca-file", "/ca.pem");
        properties.put("gatehouse.connect-timeout", "PT3S");
        properties.put("gatehouse.timeout", "PT4S");
        properties.put("gatehouse.policy-interval", "PT5S");
        properties.put("gatehouse.cache-entries", "6");
        properties.put("gatehouse.max-waiting", "7");
        properties.put("gatehouse.session-mode", "keep");
        properties.put("gatehouse.proxy-mode", "true");
        Settings settings = load();

        assertThat(settings.url()).contains(URI.create("https://gatehouse.example/base/"));
        assertThat(settings.callerId()).isEqualTo("jira");
        assertThat(settings.callerSecret().read()).isEqualTo("sesame");
        assertThat(settings.enabled()).isFalse();
        assertThat(settings.home()).contains(folder);
        assertThat(settings.caFile()).contains(Path.of("/ca.pem"));
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.policyInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.cacheEntries()).isEqualTo(6);
        assertThat(settings.maxWaiting()).isEqualTo(7);
        assertThat(settings.sessionMode()).isEqualTo(SessionMode.KEEP);
        assertThat(settings.proxyMode()).isTrue();
    }

    @Test
    void aSystemPropertyGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws Exception {
        Files.writeString(
                folder.resolve("gatehouse.properties"),
                "gatehouse.cache-entries=1\ngatehouse.timeout=PT1S\ngatehouse.connect-timeout=PT1S\n");
        properties.put("gatehouse.home", folder.toString());
        properties.put("gatehouse.cache-entries", "3");
        Map<String, String> environment = Map.of("GATEHOUSE_CACHE_ENTRIES", "2", "GATEHOUSE_TIMEOUT", "PT0.2S");

        Settings settings = Settings.load(properties, environment);

        assertThat(settings.cacheEntries()).isEqualTo(3);
        assertThat(settings.timeout()).isEqualTo(Duration.ofMillis(200));
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aMisspeltKeyInTheFileIsNoticed() throws Exception {
        Files.writeString(folder.resolve("gatehouse.properties"), "gatehouse.timout=PT1S\n");
        properties.put("gatehouse.home", folder.toString());

        assertThatThrownBy(this::load)
                .hasMessageStartingWith("gatehouse.timout in gatehouse.properties is not a setting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sesame", "sesame=", "gatehouse-sesame: x"})
    void aStrayLineInTheFileIsNoticedAndNotRepeated(String line) throws Exception {
        Files.writeString(folder.resolve("gatehouse.properties"), "gatehouse.timeout=PT1S\n" + line + "\n");
        properties.put("gatehouse.home", folder.toString());

        assertThatThrownBy(this::load)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("gatehouse.properties has a line that is no setting")
                .hasMessageNotContaining("sesame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gatehouse.home", "gatehouse.ca-file", "gatehouse.caller-secret-file"})
    void aPathThatIsNoneIsRefusedByName(String key) {
        properties.put(key, "/etc/\0");

        assertThatThrownBy(this::load).isInstanceOf(SettingsException.class).hasMessageStartingWith(key);
    }

    @ParameterizedTest
    @CsvSource({
        "gatehouse.url, gatehouse.example",
        "gatehouse.url, ftp://gatehouse.example",
        "gatehouse.url, https://user:pw@gatehouse.example",
        "gatehouse.url, https://gatehouse.example?x=1",
        "gatehouse.url, http://gatehouse.example",
        "gatehouse.caller-id, ''",
        "gatehouse.caller-id, a:b",
        "gatehouse.caller-secret-file, ''",
        "gatehouse.caller-secret-file, /does/not/exist",
        "gatehouse.enabled, yes",
        "gatehouse.timeout, 2",
        "gatehouse.timeout, PT0S",
        "gatehouse.timeout, PT2H",
        "gatehouse.cache-entries, 0",
        "gatehouse.cache-entries, many",
        "gatehouse.max-waiting, 0",
        "gatehouse.session-mode, drop"
    })
    void aWrongValueIsRefusedByName(String key, String value) {
        properties.put(key, value);

        assertThatThrownBy(this::load).isInstanceOf(SettingsException.class).hasMessageStartingWith(key);
    }

    @Test
    void plainHttpIsForLoopbackOrForWhoInsists() throws Exception {
        properties.put("gatehouse.url", "http://localhost:8080");
        assertThat(load().url()).isPresent();

        properties.put("gatehouse.url", "http://gatehouse.example");
        properties.put("gatehouse.plain-http", "true");
        assertThat(load().url()).isPresent();
    }

    @Test
    void aRotatedSecretIsReadAgain() throws Exception {
        SecretFile secret = load().callerSecret();
        assertThat(secret.read()).isEqualTo("sesame");

        Path file = Files.writeString(folder.resolve("secret"), "other");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        assertThat(secret.read()).isEqualTo("other");
        assertThat(secret.toString()).doesNotContain("other");
    }

    @Test
    void theLastSecretIsKeptWhileTheFileIsReplaced() throws Exception {
        SecretFile secret = load().callerSecret();
        Path file = folder.resolve("secret");

        Files.delete(file);
        assertThat(secret.read()).isEqualTo("sesame");

        Files.createFile(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(secret.read()).isEqualTo("sesame");

        Files.writeString(file, "other");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(secret.read()).isEqualTo("other");
    }

    @Test
    void aRefusedSecretIsReadAgainWhateverTheTimeOfTheFile() throws Exception {
        SecretFile secret = load().callerSecret();
        Path file = folder.resolve("secret");
        FileTime time = Files.getLastModifiedTime(file);
        assertThat(secret.readAgain("sesame")).isFalse();

        Files.writeString(file, "other");
        Files.setLastModifiedTime(file, time);

        assertThat(secret.read()).isEqualTo("sesame");
        assertThat(secret.readAgain("sesame")).isTrue();
        assertThat(secret.read()).isEqualTo("other");
    }
}
