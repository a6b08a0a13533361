package org.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartCheckTest {
    private static final String GOOD_TOKEN = "Zk3x0Yw1mQ8v-Ta5rB7n";

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost/gatehouse",
            "quarkus.datasource.username", "gatehouse",
            "quarkus.datasource.password", "hidden-password",
            "gatehouse.encryption-key", EncryptionKey.random(),
            "gatehouse.admin.token", GOOD_TOKEN,
            "gatehouse.public-url", "https://gatehouse.example"));
    private boolean packaged = true;
    private Set<String> environment = Set.of();

    private SmallRyeConfig configuration() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(settings, "given", 300))
                .withSources(new SecretFileSource())
                .build();
    }

    private StartSettings start() {
        return StartSettings.read(configuration(), environment, packaged);
    }

    private String refusal() {
        StartRefused refused = catchThrowableOfType(StartRefused.class, this::start);
        assertThat(refused).as("a refusal").isNotNull();
        return String.valueOf(refused.getMessage());
    }

    private void set(String setting, String value) {
        settings.put(setting, value);
    }

    @Test
    void findsNothingInGoodSettings() {
        assertThat(start().warnings()).isEmpty();
    }

    @Test
    void tellsEverythingAtOnce() {
        settings.remove("gatehouse.encryption-key");
        set("gatehouse.admin.token", "short");
        set("gatehouse.keys.max-age", "PT0S");

        assertThat(refusal())
                .contains(
                        "GATEHOUSE_ENCRYPTION_KEY (gatehouse.encryption-key)",
                        "GATEHOUSE_ADMIN_TOKEN (gatehouse.admin.token)",
                        "GATEHOUSE_KEYS_MAX_AGE (gatehouse.keys.max-age)")
                .doesNotContain("short", "hidden");
    }

    @Nested
    class SecretFile {
        @TempDir
        Path folder;

        private Path file(String content) throws IOException {
            return Files.writeString(folder.resolve("secret"), content);
        }

        @Test
        void giveWhatIsNotSet() throws IOException {
            String key = EncryptionKey.random();
            set("gatehouse.encryption-key", "");
            set("gatehouse.encryption-key-file", file(key + "\n").toString());

            assertThat(start().encryptionKey()).contains(key);
        }

        /** Quarkus would write it into the package. */
        @Test
        void giveNothingToABuild() throws IOException {
            set("gatehouse.encryption-key", "");
            set("gatehouse.encryption-key-file", file("hidden").toString());

            assertThat(configuration().getOptionalValue("gatehouse.encryption-key", String.class))
                    .isEmpty();
            System.setProperty("org.gatehouse.secret-files", "true");
            assertThat(configuration().getOptionalValue("gatehouse.encryption-key", String.class))
                    .contains("hidden");
            System.clearProperty("org.gatehouse.secret-files");
        }

        @Test
        void giveTheDatabase() throws IOException {
            settings.remove("quarkus.datasource.jdbc.url");
            set(
                    "quarkus.datasource.jdbc.url-file",
                    file("jdbc:postgresql://localhost/other\n").toString());

            assertThat(start().jdbcUrl()).contains("jdbc:postgresql://localhost/other");
        }

        @Test
        void areRefusedBesideAValue() throws IOException {
            set("gatehouse.admin.token-file", file("hidden-token-in-a-file").toString());

            assertThat(refusal())
                    .contains("GATEHOUSE_ADMIN_TOKEN and GATEHOUSE_ADMIN_TOKEN_FILE are both set")
                    .doesNotContain("hidden", GOOD_TOKEN);
        }

        @Test
        void areRefusedIfTheyAreNotThere() {
            settings.remove("gatehouse.encryption-key");
            set("gatehouse.encryption-key-file", folder.resolve("nowhere").toString());

            assertThat(refusal())
                    .contains(
                            "GATEHOUSE_ENCRYPTION_KEY_FILE",
                            folder.resolve("nowhere").toString(),
                            "does not exist")
                    .doesNotContain("is not set");
        }

        @Test
        void areHeldToTheSameRules() throws IOException {
            settings.remove("gatehouse.admin.token");
            set("gatehouse.admin.token-file", file("changeme-changeme-now").toString());

            assertThat(refusal()).contains("admin-token-example").doesNotContain("changeme");
        }
    }

    @Nested
    class EncryptionKeys {
        @Test
        void areNeededWithADatabaseOfOnesOwn() {
            settings.remove("gatehouse.encryption-key");

            assertThat(refusal()).contains("GATEHOUSE_ENCRYPTION_KEY", "is not set", "openssl rand -base64 32");
        }

        @Test
        void areNotNeededWithoutOne() {
            settings.keySet().removeIf(name -> !name.contains("admin"));

            assertThat(start().encryptionKey()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(ints = {31, 33})
        void haveThirtyTwoBytes(int bytes) {
            String wrong = Base64.getEncoder().encodeToString(new byte[bytes]);
            set("gatehouse.encryption-key", wrong);

            assertThat(refusal())
                    .contains("GATEHOUSE_ENCRYPTION_KEY", "32 bytes in base64", "openssl rand -base64 32")
                    .doesNotContain(wrong);
        }

        @Test
        void areBase64() {
            set("gatehouse.encryption-key", "not base64, but as long as a key is. hidden");

            assertThat(refusal()).contains("32 bytes in base64").doesNotContain("hidden");
        }

        @Test
        void areBase64OnTheEmbeddedDatabaseToo() {
            settings.keySet().removeIf(name -> !name.contains("admin"));
            set("gatehouse.encryption-key", "hidden");

            assertThat(refusal()).contains("32 bytes in base64").doesNotContain("hidden");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "0000000000000000000000000000000000000000000000000000000000000000",
                    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
                })
        void areNoPatterns(String bytes) {
            set(
                    "gatehouse.encryption-key",
                    Base64.getEncoder().encodeToString(HexFormat.of().parseHex(bytes)));

            assertThat(refusal()).contains("encryption-key-weak", "openssl rand -base64 32");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0f1e2d3c4b5a69788796a5b4c3d2e1f0", "my-gatehouse-encryption-key-2026"})
        void areNoTexts(String key) {
            byte[] text = key.getBytes(StandardCharsets.US_ASCII);
            set("gatehouse.encryption-key", Base64.getEncoder().encodeToString(text));

            assertThat(refusal()).contains("encryption-key-weak");
        }

        @Test
        void mayBeSeveralEarlierOnes() {
            set("gatehouse.previous-encryption-keys", EncryptionKey.random() + ", " + EncryptionKey.random());

            assertThat(start().warnings()).isEmpty();
        }

        @Test
        void areKeysIfTheyAreEarlierOnes() {
            set("gatehouse.previous-encryption-keys", EncryptionKey.random() + ",hidden");

            assertThat(refusal()).contains("GATEHOUSE_PREVIOUS_ENCRYPTION_KEYS").doesNotContain("hidden");
        }
    }

    @Nested
    class AdminTokens {
        @Test
        void haveSixteenCharacters() {
            set("gatehouse.admin.token", "Zk3x0Yw1mQ8v-Ta");

            assertThat(refusal())
                    .contains("GATEHOUSE_ADMIN_TOKEN", "at least 16", "got 15")
                    .doesNotContain("Zk3x");
        }

        @Test
        void mayHaveJustSixteen() {
            set("gatehouse.admin.token", "Zk3x0Yw1mQ8v-Ta5");

            assertThat(start().warnings()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "dev-admin-token-1",
                    "changeme-changeme",
                    "CHANGE_ME_PLEASE_NOW",
                    "password12345678",
                    "<your token here>",
                    "aaaaaaaaaaaaaaaaaaaa",
                    "1212121212121212"
                })
        void areNoExamples(String token) {
            set("gatehouse.admin.token", token);

            assertThat(refusal())
                    .contains("GATEHOUSE_ADMIN_TOKEN", "admin-token-example")
                    .doesNotContain(token);
        }

        @Test
        void areBetterGivenThanPrinted() {
            settings.remove("gatehouse.admin.token");

            assertThat(start().warnings()).singleElement().asString().contains("GATEHOUSE_ADMIN_TOKEN");
        }

        @Test
        void mayHaveAWordBeforeWhatIsRandom() {
            set("gatehouse.admin.token", "token-" + EncryptionKey.random());

            assertThat(start().warnings()).isEmpty();
        }

        @Test
        void mayBeShortInDevelopment() {
            packaged = false;
            set("gatehouse.admin.token", "dev-admin-token");

            assertThat(start().warnings()).isEmpty();
        }
    }

    @Nested
    class PublicUrls {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://gatehouse.example",
                    "https://gatehouse.example:8443/tokens",
                    "http://localhost:8080",
                    "http://127.0.0.1:8080",
                    "http://[::1]:8080"
                })
        void areTaken(String url) {
            set("gatehouse.public-url", url);

            assertThat(start().warnings()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "gatehouse.example, must be a URL",
            "ftp://gatehouse.example, must be a URL",
            "https:///x, must be a URL",
            "https://gate house, must be a URL",
            "https://gatehouse.example/, slash",
            "https://gatehouse.example?a=b, query",
            "https://gatehouse.example#a, fragment",
            "https://user:hidden@gatehouse.example, user name"
        })
        void areRefused(String url, String why) {
            set("gatehouse.public-url", url);

            assertThat(refusal())
                    .contains("GATEHOUSE_PUBLIC_URL (gatehouse.public-url)", why)
                    .doesNotContain("hidden");
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://gatehouse.example", "http://10.0.0.1", "http://127.0.0.1.example"})
        void areHttpOnThisMachineOnly(String url) {
            set("gatehouse.public-url", url);

            assertThat(refusal()).contains("GATEHOUSE_UNSAFE_ACCEPT=public-url-http");
        }

        @Test
        void areMissed() {
            settings.remove("gatehouse.public-url");

            assertThat(start().warnings()).singleElement().asString().contains("GATEHOUSE_PUBLIC_URL is not set");
        }
    }

    @Nested
    class Dangers {
        @Test
        void areAcceptedByName() {
            set("gatehouse.public-url", "http://gatehouse.example");
            set("gatehouse.unsafe-accept", "public-url-http");

            assertThat(start().warnings()).singleElement().asString().startsWith("NOT SAFE, public-url-http: ");
        }

        @Test
        void areAcceptedOneByOne() {
            set("gatehouse.public-url", "http://gatehouse.example");
            set("gatehouse.admin.token", "changeme-changeme");
            set("gatehouse.unsafe-accept", "public-url-http");

            assertThat(refusal()).contains("GATEHOUSE_ADMIN_TOKEN").doesNotContain("GATEHOUSE_PUBLIC_URL");
        }

        @Test
        void areSpeltRight() {
            set("gatehouse.unsafe-accept", "public-url-http, everything");

            assertThat(refusal())
                    .contains("GATEHOUSE_UNSAFE_ACCEPT", "\"everything\"", "encryption-key-weak, body-limit");
        }

        @Test
        void areOnlyWarnedOfOnTheEmbeddedDatabase() {
            settings.keySet().removeIf(name -> name.startsWith("quarkus"));
            set("gatehouse.public-url", "http://gatehouse.example");

            assertThat(start().warnings()).singleElement().asString().contains("public-url-http");
        }

        @Test
        void excuseNothingThatIsBroken() {
            set("gatehouse.public-url", "http://gatehouse.example/");
            set("gatehouse.unsafe-accept", "public-url-http");

            assertThat(refusal()).contains("slash");
        }

        @Test
        void includeHugeBodies() {
            set("quarkus.http.limits.max-body-size", "17M");

            assertThat(refusal()).contains("QUARKUS_HTTP_LIMITS_MAX_BODY_SIZE", "body-limit");
        }

        @Test
        void doNotIncludeLargeBodies() {
            set("quarkus.http.limits.max-body-size", "16M");

            assertThat(start().warnings()).isEmpty();
        }
    }

    @Nested
    class Databases {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "jdbc:postgresql://db.example/gatehouse",
                    "jdbc:postgresql://localhost:5432,db.example:5432/gatehouse",
                    "jdbc:postgresql://db.example/gatehouse?sslmode=prefer",
                    "jdbc:postgresql://db.example/gatehouse?ssl=true&sslmode=disable",
                    "jdbc:postgresql://db.example/gatehouse?ssl=false"
                })
        void areWarnedOfIfOthersMayListen(String url) {
            set("quarkus.datasource.jdbc.url", url);

            assertThat(start().warnings()).singleElement().asString().contains("sslmode=verify-full");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "jdbc:postgresql:gatehouse",
                    "jdbc:postgresql:///gatehouse",
                    "jdbc:postgresql://[::1]:5432/gatehouse",
                    "jdbc:postgresql://127.0.0.1:5432/gatehouse?user=a",
                    "jdbc:postgresql://db.example/gatehouse?ssl",
                    "jdbc:postgresql://db.example/gatehouse?user=a&sslmode=require",
                    "jdbc:postgresql://db.example/gatehouse?sslmode=VERIFY-FULL"
                })
        void areGoodOtherwise(String url) {
            set("quarkus.datasource.jdbc.url", url);

            assertThat(start().warnings()).isEmpty();
        }

        @Test
        void arePostgresql() {
            set("quarkus.datasource.jdbc.url", "jdbc:mysql://db.example/gatehouse?password=hidden");

            assertThat(refusal())
                    .contains("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql:")
                    .doesNotContain("hidden");
        }

        @ParameterizedTest
        @ValueSource(strings = {"username", "password"})
        void areNotForgotten(String half) {
            settings.keySet().removeIf(name -> name.startsWith("quarkus"));
            set("quarkus.datasource." + half, "hidden");

            assertThat(refusal()).contains("QUARKUS_DATASOURCE_JDBC_URL").doesNotContain("hidden");
        }
    }

    @Nested
    class Numbers {
        @ParameterizedTest
        @CsvSource({
            "gatehouse.asking.timeout, PT0S, longer than zero",
            "gatehouse.asking.timeout, -PT1S, longer than zero",
            "gatehouse.asking.timeout, PT5M1S, at most PT5M",
            "gatehouse.asking.timeout, soon, must be a duration",
            "gatehouse.asking.lifetime, P3661D, at most",
            "gatehouse.outbound.max-body, 0, whole number",
            "gatehouse.outbound.max-body, -1, whole number",
            "gatehouse.outbound.max-body, many, whole number",
            "gatehouse.outbound.max-body, 2147483648, whole number"
        })
        void areInRange(String setting, String value, String why) {
            set(setting, value);

            assertThat(refusal()).contains(SettingName.both(setting), why, "got " + value);
        }

        @ParameterizedTest
        @CsvSource({
            "gatehouse.asking.timeout, PT5M",
            "gatehouse.asking.timeout, 10s",
            "gatehouse.asking.lifetime, PT0.001S",
            "gatehouse.outbound.max-body, 1",
            "gatehouse.claims-cache.max-characters, 3000000000"
        })
        void areTakenWithinIt(String setting, String value) {
            set(setting, value);

            assertThat(start().warnings()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "gatehouse.outbound.connect-timeout, PT4.1S, GATEHOUSE_OUTBOUND_TIMEOUT",
            "gatehouse.keys.refresh-after, PT25H, GATEHOUSE_KEYS_MAX_AGE",
            "gatehouse.keys.max-age, PT9M, GATEHOUSE_KEYS_REFRESH_AFTER",
            "gatehouse.api-tokens.max-lookups, 11, QUARKUS_DATASOURCE_JDBC_MAX_SIZE",
            "quarkus.datasource.jdbc.max-size, 3, GATEHOUSE_API_TOKENS_MAX_LOOKUPS"
        })
        void fitEachOther(String setting, String value, String other) {
            set(setting, value);

            assertThat(refusal()).contains(other, value);
        }
    }

    @Nested
    class Properties {
        @Test
        void areSpeltRight() {
            set("gatehouse.admin.tokn", "hidden");

            assertThat(refusal())
                    .contains("gatehouse.admin.tokn is no setting of Gatehouse")
                    .doesNotContain("hidden");
        }
    }

    @Nested
    class Variables {
        @Test
        void thatAreMisspeltAreWarnedOf() {
            environment = Set.of("GATEHOUSE_ADMIN_TOKN", "GATEHOUSE_ADMIN_TOKEN", "PATH");

            assertThat(start().warnings())
                    .isEqualTo(List.of("The environment has GATEHOUSE_ADMIN_TOKN, which is no setting of Gatehouse."));
        }

        @Test
        void ofKubernetesAreNot() {
            environment = Set.of(
                    "GATEHOUSE_SERVICE_HOST",
                    "GATEHOUSE_SERVICE_PORT",
                    "GATEHOUSE_SERVICE_PORT_HTTP",
                    "GATEHOUSE_PORT",
                    "GATEHOUSE_PORT_8080_TCP_ADDR",
                    "GATEHOUSE_METRICS_SERVICE_HOST");

            assertThat(start().warnings()).isEmpty();
        }
    }
}
