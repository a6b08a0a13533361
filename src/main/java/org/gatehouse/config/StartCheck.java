package org.gatehouse.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Finds, before anything is started, all that is wrong with the settings: what can't work, what works but is not safe ({@link
 * Danger}), and what the operator should know. Reads no database and opens no connection.
 *
 * <p>What is not safe is refused in earnest only: in the packaged service, with a database of the operator's own.
 */
final class StartCheck {
    private static final int SHORTEST_ADMIN_TOKEN = 16;
    /** From here on a word in front is a prefix and no guess. */
    private static final int LENGTH_OF_RANDOM_ONES = 40;

    private static final int FEWEST_CHARACTERS = 6;
    private static final long LARGEST_BODY = 16L << 20;
    private static final Pattern EXAMPLE = Pattern.compile(
            "(?:dev-?admin|change-?me|replace-?me|insert-|your-|example|password|secret|admin-?token|token|<).*");
    /** What Kubernetes sets in every pod beside a service called {@code gatehouse…}. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("GATEHOUSE_(?:.*_)?(?:SERVICE_HOST|SERVICE_PORT(?:_.*)?|PORT(?:_\\d+_.*)?)");

    /** Those that must fit each other. */
    static final Map<String, String> DEFAULTS = Map.of(
            "gatehouse.outbound.connect-timeout", "PT2S",
            "gatehouse.outbound.timeout", "PT4S",
            "gatehouse.keys.refresh-after", "PT10M",
            "gatehouse.keys.max-age", "PT24H",
            "gatehouse.api-tokens.max-lookups", "4",
            "quarkus.datasource.jdbc.max-size", "10");

    private final Function<String, Optional<String>> settings;
    private final SecretFiles files;
    private final boolean packaged;

    private final List<String> broken = new ArrayList<>();
    private final Map<Danger, String> unsafe = new EnumMap<>(Danger.class);
    private final List<String> warnings = new ArrayList<>();

    /**
     * What the operator set.
     *
     * @param settings by property, the contents of files included; empty values count as none
     * @param files what was read from files
     * @param alsoGiven settings of {@link SecretFiles#SETTINGS} that have a value of their own
     * @param properties the names of all properties that are not variables
     * @param variables the names of all environment variables
     */
    record Given(
            Function<String, Optional<String>> settings,
            SecretFiles files,
            Set<String> alsoGiven,
            Set<String> properties,
            Set<String> variables) {}

    private StartCheck(Given given, boolean packaged) {
        this.settings = given.settings();
        this.files = given.files();
        this.packaged = packaged;
    }

    /**
     * Looks at everything.
     *
     * @param packaged whether this is the packaged service, and neither dev mode nor a test
     * @return what to warn of
     * @throws StartRefused with all that stands against a start
     */
    static List<String> warnings(Given given, boolean packaged) {
        StartCheck check = new StartCheck(given, packaged);
        check.files(given.alsoGiven());
        check.forms();
        check.database();
        check.encryptionKeys();
        check.adminToken();
        check.publicUrl();
        check.limits();
        check.properties(given.properties());
        check.variables(given.variables());
        return check.verdict();
    }

    private void files(Set<String> alsoGiven) {
        broken.addAll(files.problems());
        for (String setting : SecretFiles.SETTINGS) {
            if (alsoGiven.contains(setting) && isSet(SecretFiles.fileSetting(setting))) {
                broken.add("%s and %s are both set. Set one of them."
                        .formatted(
                                SettingName.inEnvironment(setting),
                                SettingName.inEnvironment(SecretFiles.fileSetting(setting))));
            }
        }
    }

    private void forms() {
        Form.OF_SETTINGS.forEach((setting, form) ->
                settings.apply(setting).flatMap(form::complaint).ifPresent(complaint -> breaks(setting, complaint)));
    }

    private void database() {
        Optional<String> url = settings.apply(StartSettings.JDBC_URL);
        if (url.isEmpty() && !isSet(SecretFiles.fileSetting(StartSettings.JDBC_URL))) {
            for (String setting : List.of(StartSettings.USERNAME, StartSettings.PASSWORD)) {
                if (isSet(setting) || isSet(SecretFiles.fileSetting(setting))) {
                    breaks(
                            setting,
                            "is set, but no QUARKUS_DATASOURCE_JDBC_URL that it belongs to. Set that too; without"
                                    + " it, the embedded database would be used.");
                }
            }
        }
        url.ifPresent(value -> {
            if (!JdbcUrl.isPostgresql(value)) {
                breaks(StartSettings.JDBC_URL, "must start with jdbc:postgresql:");
            } else if (packaged && JdbcUrl.isReadableOnTheWay(value)) {
                warnings.add(
                        "The connection to the database may go over the network in the clear. Add"
                                + " sslmode=verify-full&sslrootcert=… to QUARKUS_DATASOURCE_JDBC_URL, unless the network is trusted.");
            }
        });
    }

    private void encryptionKeys() {
        Optional<String> key = settings.apply(StartSettings.ENCRYPTION_KEY);
        if (key.isEmpty()
                && isSet(StartSettings.JDBC_URL)
                && !isSet(SecretFiles.fileSetting(StartSettings.ENCRYPTION_KEY))) {
            breaks(
                    StartSettings.ENCRYPTION_KEY,
                    "is not set, and with a database of your own it must be: it protects the"
                            + " secrets stored there. " + EncryptionKey.CURE
                            + " Keep it as safe as the database's backups, and give every replica the same one.");
        }
        key.ifPresent(value -> encryptionKey(StartSettings.ENCRYPTION_KEY, value));
        settings.apply(StartSettings.PREVIOUS_ENCRYPTION_KEYS).ifPresent(keys -> {
            for (String value : keys.split(",", -1)) {
                if (!EncryptionKey.isOne(value.strip())) {
                    breaks(
                            StartSettings.PREVIOUS_ENCRYPTION_KEYS,
                            "must be keys of 32 bytes in base64, separated by commas,"
                                    + " and at least one of them isn't.");
                    return;
                }
            }
        });
    }

    private void encryptionKey(String setting, String key) {
        if (!EncryptionKey.isOne(key)) {
            breaks(setting, EncryptionKey.FORM);
        } else if (EncryptionKey.isWeak(key)) {
            endangers(
                    Danger.ENCRYPTION_KEY_WEAK,
                    setting,
                    "is a pattern or a text and not random. " + EncryptionKey.CURE);
        }
    }

    private void adminToken() {
        if (packaged
                && isSet(StartSettings.JDBC_URL)
                && !isSet(StartSettings.ADMIN_TOKEN)
                && !isSet(SecretFiles.fileSetting(StartSettings.ADMIN_TOKEN))) {
            warnings.add(
                    "GATEHOUSE_ADMIN_TOKEN is not set: at the first start with a database one is made and printed, and stays"
                            + " wherever this output is kept.");
        }
        settings.apply(StartSettings.ADMIN_TOKEN).filter(token -> packaged).ifPresent(token -> {
            if (token.length() < SHORTEST_ADMIN_TOKEN) {
                breaks(
                        StartSettings.ADMIN_TOKEN,
                        "must have at least " + SHORTEST_ADMIN_TOKEN + " characters: got " + token.length()
                                + ". Make one with: openssl rand -base64 32");
            }
            if ((token.length() < LENGTH_OF_RANDOM_ONES
                            && EXAMPLE.matcher(token.toLowerCase(Locale.ROOT).replace('_', '-'))
                                    .matches())
                    || token.chars().distinct().count() < FEWEST_CHARACTERS) {
                endangers(
                        Danger.ADMIN_TOKEN_EXAMPLE,
                        StartSettings.ADMIN_TOKEN,
                        "is one that anybody would try, from an"
                                + " example or a pattern. Make one with: openssl rand -base64 32");
            }
        });
    }

    private void publicUrl() {
        Optional<String> url = settings.apply(StartSettings.PUBLIC_URL);
        if (url.isEmpty()) {
            if (packaged) {
                warnings.add(
                        "GATEHOUSE_PUBLIC_URL is not set: there are no assertions and no metadata, and sites that check"
                                + " assertions refuse what this service says.");
            }
            return;
        }
        Optional<String> complaint = PublicUrl.complaint(url.get());
        complaint.ifPresent(what -> breaks(StartSettings.PUBLIC_URL, what));
        if (complaint.isEmpty() && PublicUrl.isHttpToElsewhere(url.get())) {
            endangers(
                    Danger.PUBLIC_URL_HTTP,
                    StartSettings.PUBLIC_URL,
                    "is http: callers' secrets and users' tokens would be"
                            + " sent there in the clear. Use https, for instance through a proxy.");
        }
    }

    private void limits() {
        fit("gatehouse.outbound.connect-timeout", "gatehouse.outbound.timeout", StartCheck::isNoLonger);
        fit("gatehouse.keys.refresh-after", "gatehouse.keys.max-age", StartCheck::isNoLonger);
        fit("gatehouse.api-tokens.max-lookups", "quarkus.datasource.jdbc.max-size", StartCheck::isNoLarger);
        settings.apply(HttpLimits.MAX_BODY).flatMap(HttpLimits::bytes).ifPresent(bytes -> {
            if (bytes > LARGEST_BODY) {
                endangers(
                        Danger.BODY_LIMIT,
                        HttpLimits.MAX_BODY,
                        "lets anybody send more than " + LARGEST_BODY
                                + " bytes at a time, which are kept in memory. Leave it out: 128K is plenty.");
            }
        });
    }

    /** Says nothing of a pair of which one is wrong already. */
    private void fit(String smaller, String larger, BiPredicate<String, String> fits) {
        String one = settings.apply(smaller).orElseGet(() -> DEFAULTS.getOrDefault(smaller, ""));
        String other = settings.apply(larger).orElseGet(() -> DEFAULTS.getOrDefault(larger, ""));
        try {
            if (!fits.test(one, other)) {
                breaks(
                        smaller,
                        "must not be larger than %s: got %s and %s"
                                .formatted(SettingName.inEnvironment(larger), one, other));
            }
        } catch (IllegalArgumentException | ArithmeticException unreadable) {
            return;
        }
    }

    private static boolean isNoLonger(String one, String other) {
        return Form.duration(one).compareTo(Form.duration(other)) <= 0;
    }

    private static boolean isNoLarger(String one, String other) {
        return Long.parseLong(one.strip()) <= Long.parseLong(other.strip());
    }

    private void properties(Set<String> properties) {
        properties.stream()
                .filter(name -> name.startsWith("gatehouse.") && !Form.OF_SETTINGS.containsKey(name))
                .sorted()
                .forEach(name -> broken.add(name + " is no setting of Gatehouse."));
    }

    /** Only a warning: others use the environment too. */
    private void variables(Set<String> environment) {
        Set<String> known = new TreeSet<>();
        Form.OF_SETTINGS.keySet().forEach(setting -> known.add(SettingName.inEnvironment(setting)));
        environment.stream()
                .filter(name -> name.startsWith("GATEHOUSE_") && !known.contains(name))
                .filter(name -> !SERVICE_LINK.matcher(name).matches())
                .sorted()
                .forEach(name -> warnings.add("The environment has " + name + ", which is no setting of Gatehouse."));
    }

    private List<String> verdict() {
        Set<Danger> accepted = accepted();
        boolean inEarnest = packaged && isSet(StartSettings.JDBC_URL);
        List<String> refusals = new ArrayList<>(broken);
        unsafe.forEach((danger, what) -> {
            if (inEarnest && !accepted.contains(danger)) {
                refusals.add(what + " To start all the same: GATEHOUSE_UNSAFE_ACCEPT=" + danger.label());
            } else if (packaged) {
                warnings.add("NOT SAFE, " + danger.label() + ": " + what);
            }
        });
        if (!refusals.isEmpty()) {
            throw new StartRefused(refusals);
        }
        return List.copyOf(warnings);
    }

    private Set<Danger> accepted() {
        Set<Danger> accepted = EnumSet.noneOf(Danger.class);
        settings.apply(StartSettings.UNSAFE_ACCEPT).ifPresent(labels -> {
            for (String label : labels.split(",", -1)) {
                Danger.named(label.strip())
                        .ifPresentOrElse(
                                accepted::add,
                                () -> breaks(
                                        StartSettings.UNSAFE_ACCEPT,
                                        "knows no \"" + label.strip() + "\", only " + Danger.labels()));
            }
        });
        return accepted;
    }

    private boolean isSet(String setting) {
        return settings.apply(setting).isPresent();
    }

    private void breaks(String setting, String complaint) {
        broken.add(SettingName.both(setting) + " " + complaint);
    }

    private void endangers(Danger danger, String setting, String complaint) {
        unsafe.put(danger, SettingName.both(setting) + " " + complaint);
    }
}
