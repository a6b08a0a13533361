package org.gatehouse.atlassian.settings;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Every setting of the plugin.
 *
 * <p>A setting {@code gatehouse.caller-id} is taken from the system property of this name, else from the environment variable
 * {@code GATEHOUSE_CALLER_ID}, else from {@code gatehouse.properties} in the folder {@code gatehouse.home}. Without
 * {@code gatehouse.url} the plugin is unconfigured and changes nothing.
 */
public final class Settings {
    public static final String ENABLED = "gatehouse.enabled";
    static final String HOME = "gatehouse.home";
    static final String URL = "gatehouse.url";
    static final String CALLER_ID = "gatehouse.caller-id";
    static final String CALLER_SECRET_FILE = "gatehouse.caller-secret-file";
    static final String CA_FILE = "gatehouse.ca-file";
    static final String PLAIN_HTTP = "gatehouse.plain-http";
    static final String CONNECT_TIMEOUT = "gatehouse.connect-timeout";
    static final String TIMEOUT = "gatehouse.timeout";
    static final String POLICY_INTERVAL = "gatehouse.policy-interval";
    static final String MAX_WAITING = "gatehouse.max-waiting";
    static final String CACHE_ENTRIES = "gatehouse.cache-entries";
    static final String SESSION_MODE = "gatehouse.session-mode";
    static final String PROXY_MODE = "gatehouse.proxy-mode";

    private static final Set<String> KNOWN = Set.of(
            ENABLED,
            HOME,
            URL,
            CALLER_ID,
            CALLER_SECRET_FILE,
            CA_FILE,
            PLAIN_HTTP,
            CONNECT_TIMEOUT,
            TIMEOUT,
            POLICY_INTERVAL,
            MAX_WAITING,
            CACHE_ENTRIES,
            SESSION_MODE,
            PROXY_MODE);
    /** Gatehouse gives a slow provider 6 s ({@code gatehouse.asking.timeout}); then it says so, which is no failure of its own. */
    private static final Duration LONGER_THAN_GATEHOUSE_TAKES = Duration.ofSeconds(7);

    private static final String PREFIX = "gatehouse.";
    private static final String FILE = "gatehouse.properties";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** What becomes of the HTTP session of a request that a token logged in. */
    public enum SessionMode {
        /** It has one of its own that ends with the request; the browser's is neither seen nor touched, and no cookie is set. */
        ISOLATE,
        /** It has the container's, with a cookie; for a product feature that needs it. */
        KEEP
    }

    private final Map<String, String> systemProperties;
    private final Map<String, String> environment;
    private final Properties file;

    private boolean enabled;
    private Optional<URI> url;
    private String callerId = "";
    private SecretFile callerSecret;
    private Optional<Path> home;
    private Optional<Path> caFile;
    private Duration connectTimeout;
    private Duration timeout;
    private Duration policyInterval;
    private int maxWaiting;
    private int cacheEntries;
    private SessionMode sessionMode;
    private boolean proxyMode;

    private Settings(Map<String, String> systemProperties, Map<String, String> environment) throws SettingsException {
        this.systemProperties = systemProperties;
        this.environment = environment;
        this.file = new Properties();
    }

    /** @throws SettingsException if a setting is misspelt, missing or makes no sense */
    public static Settings load(Map<String, String> systemProperties, Map<String, String> environment)
            throws SettingsException {
        Settings settings = new Settings(systemProperties, environment);
        settings.read();
        return settings;
    }

    private void read() throws SettingsException {
        home = path(HOME);
        readFile();
        enabled = flag(ENABLED, true);
        url = Optional.empty();
        Optional<String> address = text(URL);
        if (address.isPresent()) {
            url = Optional.of(baseUrl(address.get(), flag(PLAIN_HTTP, false)));
            callerId = text(CALLER_ID).orElseThrow(() -> missing(CALLER_ID));
            if (callerId.indexOf(':') >= 0) {
                throw new SettingsException(CALLER_ID + " is a caller's id at Gatehouse; it has no colon");
            }
            callerSecret = secretFile(path(CALLER_SECRET_FILE).orElseThrow(() -> missing(CALLER_SECRET_FILE)));
        }
        caFile = path(CA_FILE);
        connectTimeout = duration(CONNECT_TIMEOUT, Duration.ofSeconds(1));
        timeout = duration(TIMEOUT, LONGER_THAN_GATEHOUSE_TAKES);
        policyInterval = duration(POLICY_INTERVAL, Duration.ofSeconds(15));
        maxWaiting = count(MAX_WAITING, 32);
        cacheEntries = count(CACHE_ENTRIES, 10_000);
        sessionMode = sessionMode(text(SESSION_MODE).orElse("isolate"));
        proxyMode = flag(PROXY_MODE, false);
    }

    private void readFile() throws SettingsException {
        if (home.isEmpty() || !Files.isRegularFile(home.get().resolve(FILE))) {
            return;
        }
        try (Reader reader = Files.newBufferedReader(home.get().resolve(FILE))) {
            file.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException(
                    FILE + " in " + HOME + " can't be read: " + e.getClass().getSimpleName());
        }
        for (String name : file.stringPropertyNames()) {
            if (!KNOWN.contains(name)) {
                throw new SettingsException(notASetting(name));
            }
        }
    }

    /** What looks like no setting at all is not repeated: it may be a secret that was pasted alone. */
    private static String notASetting(String name) {
        return name.startsWith(PREFIX)
                ? name + " in " + FILE + " is not a setting; is it misspelt?"
                : FILE + " has a line that is no setting: each begins with " + PREFIX;
    }

    private static URI baseUrl(String address, boolean plainHttp) throws SettingsException {
        URI uri;
        try {
            uri = URI.create(address.endsWith("/") ? address : address + "/");
        } catch (IllegalArgumentException e) {
            throw new SettingsException(URL + " is no URL");
        }
        if (uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new SettingsException(URL + " must be like https://gatehouse.example.com");
        }
        boolean secure = "https".equals(uri.getScheme());
        boolean plain = "http".equals(uri.getScheme()) && (plainHttp || LOOPBACK.contains(uri.getHost()));
        if (!secure && !plain) {
            throw new SettingsException(
                    URL + " must be https, as tokens are sent there; " + PLAIN_HTTP + "=true permits http");
        }
        return uri;
    }

    private static SecretFile secretFile(Path path) throws SettingsException {
        SecretFile secret = new SecretFile(path);
        try {
            if (!secret.read().isEmpty()) {
                return secret;
            }
        } catch (IOException e) {
            throw new SettingsException(
                    CALLER_SECRET_FILE + " can't be read: " + e.getClass().getSimpleName());
        }
        throw new SettingsException(CALLER_SECRET_FILE + " is empty; it must hold the caller's secret");
    }

    private static SessionMode sessionMode(String name) throws SettingsException {
        switch (name) {
            case "isolate":
                return SessionMode.ISOLATE;
            case "keep":
                return SessionMode.KEEP;
            default:
                throw new SettingsException(SESSION_MODE + " must be isolate or keep");
        }
    }

    private static SettingsException missing(String name) {
        return new SettingsException(name + " is needed with " + URL);
    }

    private boolean flag(String name, boolean otherwise) throws SettingsException {
        String value = text(name).orElse(Boolean.toString(otherwise));
        if (!value.equals("true") && !value.equals("false")) {
            throw new SettingsException(name + " must be true or false");
        }
        return value.equals("true");
    }

    private Duration duration(String name, Duration otherwise) throws SettingsException {
        try {
            Duration value = text(name).map(Duration::parse).orElse(otherwise);
            if (!value.isNegative() && !value.isZero() && value.compareTo(Duration.ofHours(1)) <= 0) {
                return value;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new SettingsException(name + " must be a time such as PT2S, more than nothing and at most an hour");
    }

    private int count(String name, int otherwise) throws SettingsException {
        try {
            int value = text(name).map(Integer::parseInt).orElse(otherwise);
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new SettingsException(name + " must be a positive number");
    }

    private Optional<Path> path(String name) throws SettingsException {
        try {
            return text(name).map(Path::of);
        } catch (InvalidPathException e) {
            throw new SettingsException(name + " is no path of a file");
        }
    }

    private Optional<String> text(String name) {
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        String value = systemProperties.getOrDefault(name, environment.getOrDefault(variable, file.getProperty(name)));
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }

    public boolean enabled() {
        return enabled;
    }

    /** Where Gatehouse is, with a slash at the end; empty if the plugin is unconfigured. */
    public Optional<URI> url() {
        return url;
    }

    public String callerId() {
        return callerId;
    }

    /** Only if there is a {@link #url}. */
    public SecretFile callerSecret() {
        return callerSecret;
    }

    /** The folder of the settings file, where the last access policy is kept, too. */
    public Optional<Path> home() {
        return home;
    }

    /** Certificates, in PEM, that are trusted instead of Java's. */
    public Optional<Path> caFile() {
        return caFile;
    }

    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** For a whole exchange, from the first byte sent to the last received. */
    public Duration timeout() {
        return timeout;
    }

    public Duration policyInterval() {
        return policyInterval;
    }

    /** How many requests may wait for Gatehouse at a time. */
    public int maxWaiting() {
        return maxWaiting;
    }

    public int cacheEntries() {
        return cacheEntries;
    }

    public SessionMode sessionMode() {
        return sessionMode;
    }

    /** Whether signed assertions of a proxy are taken. */
    public boolean proxyMode() {
        return proxyMode;
    }
}
