package org.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GatehouseConfigTest {

    /** Property, default (empty: none), another value. */
    private static final String[][] SETTINGS = {
        {"gatehouse.admin.token", "", "a-token"},
        {"gatehouse.admin.token-file", "", "/run/secrets/token"},
        {"gatehouse.api-tokens.last-used-interval", "PT30S", "PT31S"},
        {"gatehouse.api-tokens.lookup-timeout", "PT2S", "PT3S"},
        {"gatehouse.api-tokens.max-entries", "10000", "10001"},
        {"gatehouse.api-tokens.max-lifetime", "P366D", "P30D"},
        {"gatehouse.api-tokens.max-lookups", "4", "3"},
        {"gatehouse.api-tokens.max-per-user", "50", "51"},
        {"gatehouse.api-tokens.max-unknown", "100000", "100001"},
        {"gatehouse.api-tokens.max-waiting-lookups", "1000", "1001"},
        {"gatehouse.api-tokens.unknown-lifetime", "PT30S", "PT32S"},
        {"gatehouse.asking.credentials-pause", "PT30S", "PT33S"},
        {"gatehouse.asking.lifetime", "PT60S", "PT61S"},
        {"gatehouse.asking.longest-pause", "PT30S", "PT34S"},
        {"gatehouse.asking.max-concurrent", "40", "41"},
        {"gatehouse.asking.max-known", "100000", "100005"},
        {"gatehouse.asking.max-refused", "100000", "100002"},
        {"gatehouse.asking.max-refused-per-hour", "2000", "2001"},
        {"gatehouse.asking.max-waiting", "500", "501"},
        {"gatehouse.asking.refused-lifetime", "PT30S", "PT35S"},
        {"gatehouse.asking.retry-after", "PT5S", "PT7S"},
        {"gatehouse.asking.timeout", "PT6S", "PT8S"},
        {"gatehouse.assertions.key-lifetime", "P30D", "P31D"},
        {"gatehouse.basic-usage.max-entries", "10000", "10003"},
        {"gatehouse.basic-usage.retention", "P90D", "P91D"},
        {"gatehouse.basic-usage.write-interval", "PT10S", "PT12S"},
        {"gatehouse.claims-cache.lifetime", "PT5M", "PT6M"},
        {"gatehouse.claims-cache.max-characters", "16000000", "3000000000"},
        {"gatehouse.cluster.poll-interval", "PT30S", "PT36S"},
        {"gatehouse.data-dir", "gatehouse-data", "/var/lib/gatehouse"},
        {"gatehouse.encryption-key", "", "a-key"},
        {"gatehouse.encryption-key-file", "", "/run/secrets/key"},
        {"gatehouse.introspection.max-token-length", "16384", "16385"},
        {"gatehouse.introspection.retry-after", "PT5S", "PT9S"},
        {"gatehouse.keys.max-age", "PT24H", "PT25H"},
        {"gatehouse.keys.refetch-budget", "20", "21"},
        {"gatehouse.keys.refetch-pause", "PT10S", "PT13S"},
        {"gatehouse.keys.refresh-after", "PT10M", "PT11M"},
        {"gatehouse.limits.questions-per-second", "5000", "5001"},
        {"gatehouse.limits.request-time", "PT20S", "PT21S"},
        {"gatehouse.limits.revocations-per-minute", "300", "301"},
        {"gatehouse.limits.wrong-secrets-per-minute", "60", "62"},
        {"gatehouse.outbound.connect-timeout", "PT2S", "PT1S"},
        {"gatehouse.outbound.max-body", "262144", "262145"},
        {"gatehouse.outbound.max-connections", "50", "52"},
        {"gatehouse.outbound.timeout", "PT4S", "PT5S"},
        {"gatehouse.previous-encryption-keys", "", "one,two"},
        {"gatehouse.previous-encryption-keys-file", "", "/run/secrets/keys"},
        {"gatehouse.public-url", "", "https://gatehouse.example"},
        {"gatehouse.unsafe-accept", "", "body-limit,public-url-http"},
    };

    private static GatehouseConfig with(Map<String, String> given) {
        return new SmallRyeConfigBuilder()
                .withMapping(GatehouseConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(given, "given", 300))
                .build()
                .getConfigMapping(GatehouseConfig.class);
    }

    /** Column of {@link #SETTINGS} by property, without the empty ones. */
    private static Map<String, String> column(int index) {
        Map<String, String> column = new TreeMap<>();
        for (String[] setting : SETTINGS) {
            if (!setting[index].isEmpty()) {
                column.put(setting[0], setting[index]);
            }
        }
        return column;
    }

    private static Map<String, Object> valuesOf(GatehouseConfig config) throws ReflectiveOperationException {
        Map<String, Object> values = new TreeMap<>();
        for (Setting setting : Setting.all()) {
            setting.of(config).ifPresent(value -> values.put(setting.property(), value));
        }
        return values;
    }

    private static Map<String, Object> typed(Map<String, String> texts) {
        Map<String, Object> values = new TreeMap<>();
        for (Setting setting : Setting.all()) {
            String text = texts.get(setting.property());
            if (text != null) {
                values.put(setting.property(), typed(setting, text));
            }
        }
        return values;
    }

    private static Object typed(Setting setting, String text) {
        return switch (setting.type().getTypeName()) {
            case "int" -> Integer.valueOf(text);
            case "long" -> Long.valueOf(text);
            case "java.lang.String" -> text;
            case "java.net.URI" -> URI.create(text);
            case "java.nio.file.Path" -> Path.of(text);
            case "java.time.Duration" -> Duration.parse(text);
            case "java.util.List<java.lang.String>" -> List.of(text.split(",", -1));
            default -> throw new AssertionError(setting);
        };
    }

    @Test
    void hasTheseSettings() {
        assertThat(Setting.all())
                .extracting(Setting::property)
                .containsExactlyInAnyOrderElementsOf(
                        List.of(SETTINGS).stream().map(setting -> setting[0]).toList());
    }

    @Test
    void hasTheseDefaults() throws ReflectiveOperationException {
        assertThat(valuesOf(with(Map.of()))).isEqualTo(typed(column(1)));
    }

    @Test
    void bringsEveryKeyToItsMethod() throws ReflectiveOperationException {
        assertThat(column(2)).hasSameSizeAs(SETTINGS);
        assertThat(valuesOf(with(column(2)))).isEqualTo(typed(column(2)));
    }

    @Test
    void refusesAMisspeltKey() {
        assertThatThrownBy(() -> with(Map.of("gatehouse.admin.tokn", "x")))
                .hasMessageContaining("gatehouse.admin.tokn");
    }

    @Test
    void isCheckedAsAWholeBeforeTheStart() {
        assertThat(Form.OF_SETTINGS).containsOnlyKeys(column(2).keySet());
    }

    @Test
    void isCheckedByTheRightForms() {
        for (Setting setting : Setting.all()) {
            assertThat(Form.OF_SETTINGS.get(setting.property()))
                    .as(setting.property())
                    .isIn(
                            switch (setting.type().getTypeName()) {
                                case "int" -> List.of(Form.COUNT);
                                case "long" -> List.of(Form.AMOUNT);
                                case "java.time.Duration" -> List.of(Form.WAIT, Form.SPAN);
                                default -> List.of(Form.TEXT);
                            });
        }
    }

    @Test
    void isCheckedWithTheSameDefaults() {
        assertThat(column(1))
                .containsAllEntriesOf(StartCheck.DEFAULTS.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("gatehouse."))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
