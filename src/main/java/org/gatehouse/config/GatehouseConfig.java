package org.gatehouse.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every setting of this service; nothing else reads configuration. What administrators change often (providers, callers) is
 * data behind the admin API, what an operator sets once is here. Each key has an environment form: {@code
 * gatehouse.admin.token} is {@code GATEHOUSE_ADMIN_TOKEN}. Durations are ISO-8601 ({@code PT10S}).
 */
@ConfigMapping(prefix = "gatehouse")
public interface GatehouseConfig {

    /** Who may administer. */
    Admin admin();

    /**
     * The 32 bytes, in base64, that provider secrets are encrypted with and that caller secrets and API tokens are hashed
     * with. Required with a JDBC URL; on the embedded database one is made and kept in the data folder.
     */
    Optional<String> encryptionKey();

    /** A file that holds {@link #encryptionKey()}. */
    Optional<Path> encryptionKeyFile();

    /** Earlier values of {@link #encryptionKey()}, separated by commas, still needed to read what was written with them. */
    Optional<List<String>> previousEncryptionKeys();

    /** A file that holds {@link #previousEncryptionKeys()}, in one line. */
    Optional<Path> previousEncryptionKeysFile();

    /** Where callers and browsers reach this service, without a slash at the end; the issuer of its metadata and assertions. */
    Optional<URI> publicUrl();

    /**
     * Names of dangers that the service starts with all the same, separated by commas; each is named by the message that refuses
     * the start.
     */
    Optional<List<String>> unsafeAccept();

    /** Where the embedded PostgreSQL and the made encryption key live. Unused with a JDBC URL. */
    @WithDefault(StartSettings.DEFAULT_DATA_DIR)
    Path dataDir();

    /** The introspection endpoint. */
    Introspection introspection();

    /** Verified claims kept in memory, so that a signature is checked once and not on each call. */
    ClaimsCache claimsCache();

    /** Signing keys fetched from providers. */
    Keys keys();

    /** Asking providers about tokens. */
    Asking asking();

    /** The tokens that Gatehouse issues itself. */
    ApiTokens apiTokens();

    /** What Gatehouse signs itself. */
    Assertions assertions();

    /** What is kept of who still uses Basic authentication. */
    BasicUsage basicUsage();

    /** How much one caller, one client address and one connection may ask for, at each replica. */
    Limits limits();

    /** HTTP to providers. */
    Outbound outbound();

    /** How replicas hear of changes. */
    Cluster cluster();

    interface Admin {
        /** The first admin credential. Absent: one is made and shown once at first start. */
        Optional<String> token();

        /** A file that holds {@link #token()}. */
        Optional<Path> tokenFile();
    }

    interface Introspection {
        /** The longest token looked at, in characters; a longer one is inactive, before any decoding. */
        @WithDefault("16384")
        int maxTokenLength();

        /** What {@code Retry-After} says when no verdict can be reached and the provider gave no time of its own. */
        @WithDefault("PT5S")
        Duration retryAfter();
    }

    interface ClaimsCache {
        /** The most characters of tokens whose claims are remembered, together; they take a few times that in memory. */
        @WithDefault("16000000")
        long maxCharacters();

        /** The longest that verified claims are reused; never beyond the token's own {@code exp}. */
        @WithDefault("PT5M")
        Duration lifetime();
    }

    interface Keys {
        /** How old a key set may grow before it is fetched again in the background. */
        @WithDefault("PT10M")
        Duration refreshAfter();

        /** How long the last good keys are used while their provider can't be reached. */
        @WithDefault("PT24H")
        Duration maxAge();

        /**
         * Pause between two fetches of one key set that unknown {@code kid}s cause; stops a flood of forged ones. So long may the first
         * tokens after a change of keys have to wait while somebody sends forged ones.
         */
        @WithDefault("PT10S")
        Duration refetchPause();

        /** The most fetches in one {@link #refetchPause()} that unknown {@code kid}s may cause over all providers together. */
        @WithDefault("20")
        int refetchBudget();
    }

    interface Asking {
        /** The longest that a provider's yes is reused: so long may a revoked token live on. Never beyond {@code exp}. */
        @WithDefault("PT60S")
        Duration lifetime();

        /** How long a provider's no is reused. */
        @WithDefault("PT30S")
        Duration refusedLifetime();

        /** The most tokens remembered as refused. */
        @WithDefault("100000")
        long maxRefused();

        /**
         * For all that one question needs of a provider together: keys, calls about the token, groups. Then no verdict is reached, and
         * what still runs goes on for who asks next. Who asks Gatehouse should wait longer, as the plugin does with 7 s.
         */
        @WithDefault("PT6S")
        Duration timeout();

        /**
         * The most tokens that one provider is asked about at a time; the others wait for their turn. Tokens that it never accepted
         * have half of it, and those of one caller a quarter. More than {@code GATEHOUSE_OUTBOUND_MAX_CONNECTIONS} is of no use.
         */
        @WithDefault("40")
        int maxConcurrent();

        /** The most tokens of one caller that wait for their turn, and of all the tokens accepted before; beyond, no verdict is reached. */
        @WithDefault("500")
        int maxWaiting();

        /**
         * The most questions in an hour about tokens that are not good and never were; half of them may come at once, and one caller
         * may cause half of them. Beyond, no verdict is reached about tokens that the provider never accepted; the others are asked
         * about as ever.
         */
        @WithDefault("2000")
        int maxRefusedPerHour();

        /** The most tokens remembered as accepted once. */
        @WithDefault("100000")
        long maxKnown();

        /** What {@code Retry-After} says when no verdict can be reached and the provider gave no time of its own. */
        @WithDefault("PT5S")
        Duration retryAfter();

        /** How long a provider that refused our own credentials is left alone, unless an administrator changes it. */
        @WithDefault("PT30S")
        Duration credentialsPause();

        /** The longest that a provider is left alone because it failed several times in a row. */
        @WithDefault("PT30S")
        Duration longestPause();
    }

    interface ApiTokens {
        /** How far ahead {@code expiresAt} may lie; also what a token gets that names none. */
        @WithDefault("P366D")
        Duration maxLifetime();

        /** The most tokens that one user has at a time, expired and revoked ones not counted. */
        @WithDefault("50")
        int maxPerUser();

        /** The most tokens kept in memory. They answer without the database, and are read again at each change and poll. */
        @WithDefault("10000")
        long maxEntries();

        /** The most tokens remembered as unknown. */
        @WithDefault("100000")
        long maxUnknown();

        /** How long a token is remembered as unknown; less if an API token changes meanwhile. */
        @WithDefault("PT30S")
        Duration unknownLifetime();

        /** The most look-ups in the database at a time, a part of its connection pool. */
        @WithDefault("4")
        int maxLookups();

        /** The most look-ups that wait for their turn; beyond, no verdict is reached. */
        @WithDefault("1000")
        int maxWaitingLookups();

        /** For a look-up, waiting included; then no verdict is reached. */
        @WithDefault("PT2S")
        Duration lookupTimeout();

        /** How often it is written down when tokens were last used. */
        @WithDefault("PT30S")
        Duration lastUsedInterval();
    }

    interface Assertions {
        /** How long one signing key is the newest; then another is made, and the old one is taken away when nothing needs it. */
        @WithDefault("P30D")
        Duration keyLifetime();
    }

    interface BasicUsage {
        /** How long it is remembered that somebody used Basic authentication. */
        @WithDefault("P90D")
        Duration retention();

        /** The most entries of one caller; who uses Basic is written by strangers, so there must be an end. */
        @WithDefault("10000")
        int maxEntries();

        /** How often it is written down what forward-auth saw. */
        @WithDefault("PT10S")
        Duration writeInterval();
    }

    interface Limits {
        /**
         * The most questions of one caller a second, over ten seconds; beyond, {@code /introspect} answers 429 and {@code /forward-auth}
         * 503, with {@code Retry-After}.
         */
        @WithDefault("5000")
        int questionsPerSecond();

        /**
         * The most requests with a wrong secret or token a minute from one address; beyond, the answer is 429 in place of 401 or 403. A
         * right secret is taken all the same. Behind a proxy all clients have one address.
         */
        @WithDefault("60")
        int wrongSecretsPerMinute();

        /** The most requests to {@code /api/v1/tokens/revoke} a minute from one address; beyond, 429. */
        @WithDefault("300")
        int revocationsPerMinute();

        /** How long a request may take to arrive, from its first byte (or the connection's begin) to its last; then the connection ends. */
        @WithDefault("PT20S")
        Duration requestTime();
    }

    interface Outbound {
        /** To open a connection, TLS included. */
        @WithDefault("PT2S")
        Duration connectTimeout();

        /** For a whole call: name, connection, request and the last byte of the answer. */
        @WithDefault("PT4S")
        Duration timeout();

        /** The longest body read from a provider, in bytes, after decompression. */
        @WithDefault("262144")
        int maxBody();

        /** The most connections open to one address of a provider; further calls wait for one, within their time. */
        @WithDefault("50")
        int maxConnections();
    }

    interface Cluster {
        /** How often providers, callers and API tokens in memory are read again even if no change was announced. */
        @WithDefault("PT30S")
        Duration pollInterval();
    }
}
