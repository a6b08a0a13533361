package org.gatehouse.atlassian.policy;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.atlassian.json.JsonException;
import org.gatehouse.atlassian.json.JsonObject;
import org.gatehouse.atlassian.path.PathPolicy;

/** What this site enforces, as Gatehouse says in answer to {@code GET /access-policy}. What is not said is not enforced. */
public final class AccessPolicy {
    /** What becomes of bearer tokens that Gatehouse does not know. */
    public enum ForeignTokens {
        /** Refused, unless they look like the product's own. */
        INTROSPECT_FIRST,
        /** Left to the product; refused if it knows no user for them either. */
        PASS_UNKNOWN,
        /** Refused, the product's own too. */
        REJECT
    }

    private static final Duration LONGEST_REUSE = Duration.ofMinutes(1);

    private final long version;
    private final String caller;
    private final boolean tokensEnabled;
    private final ForeignTokens foreignTokens;
    private final boolean webSudo;
    private final boolean anonymousRest;
    private final BasicPolicy basic;
    private final PathPolicy paths;
    private final String assertionIssuer;
    private final String assertionAudience;
    private final Duration positiveReuse;
    private final Duration negativeReuse;
    private final Duration reportEvery;

    private AccessPolicy(JsonObject json) throws JsonException {
        version = json.integer("version").orElseThrow(() -> new JsonException("version is missing"));
        caller = json.string("caller").orElse("");
        JsonObject tokens = json.object("tokens");
        tokensEnabled = tokens.bool("enabled").orElse(false);
        foreignTokens = choice(ForeignTokens.class, tokens, "foreign", ForeignTokens.INTROSPECT_FIRST);
        webSudo = tokens.bool("webSudo").orElse(false);
        anonymousRest = json.object("anonymous").bool("rest").orElse(true);
        basic = BasicPolicy.of(json.object("basic"));
        JsonObject paths = json.object("paths");
        this.paths = new PathPolicy(prefixes(paths.strings("protected")), prefixes(paths.strings("exempt")));
        JsonObject assertion = json.object("assertion");
        assertionIssuer = assertion.string("issuer").orElse("");
        assertionAudience = assertion.string("audience").orElse("");
        JsonObject cache = json.object("cache");
        positiveReuse = reuse(duration(cache, "positive", Duration.ZERO));
        negativeReuse = reuse(duration(cache, "negative", Duration.ZERO));
        reportEvery = duration(json, "reportEvery", Duration.ofMinutes(1));
    }

    /** @throws JsonException if the document is not what the contract says; better keep the last one then */
    public static AccessPolicy parse(String document) throws JsonException {
        return new AccessPolicy(JsonObject.parse(document));
    }

    static <E extends Enum<E>> E choice(Class<E> type, JsonObject json, String name, E otherwise) throws JsonException {
        Optional<String> value = json.string(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        for (E choice : type.getEnumConstants()) {
            if (choice.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value.get())) {
                return choice;
            }
        }
        throw new JsonException(name + " has an unknown value");
    }

    /** An empty prefix would be all paths; that is said as "/". */
    static List<String> prefixes(List<String> prefixes) throws JsonException {
        for (String prefix : prefixes) {
            if (!prefix.startsWith("/")) {
                throw new JsonException("a path does not start with a slash");
            }
        }
        return new ArrayList<>(prefixes);
    }

    private static Duration duration(JsonObject json, String name, Duration otherwise) throws JsonException {
        try {
            Duration value = json.string(name).map(Duration::parse).orElse(otherwise);
            return value.isNegative() ? Duration.ZERO : value;
        } catch (DateTimeParseException e) {
            throw new JsonException(name + " is no duration");
        }
    }

    private static Duration reuse(Duration wanted) {
        return wanted.compareTo(LONGEST_REUSE) > 0 ? LONGEST_REUSE : wanted;
    }

    public long version() {
        return version;
    }

    /** Whose policy this is; empty if it does not say. */
    public String caller() {
        return caller;
    }

    public boolean tokensEnabled() {
        return tokensEnabled;
    }

    public ForeignTokens foreignTokens() {
        return foreignTokens;
    }

    /** Whether a token passes resources that ask a browser for its user's password once more. */
    public boolean passesWebSudo() {
        return webSudo;
    }

    /** Whether protected paths are open to requests without a user, as far as the product says so. */
    public boolean anonymousRest() {
        return anonymousRest;
    }

    public BasicPolicy basic() {
        return basic;
    }

    public PathPolicy paths() {
        return paths;
    }

    /** The issuer of proxies' assertions; empty if there are none. */
    public String assertionIssuer() {
        return assertionIssuer;
    }

    public String assertionAudience() {
        return assertionAudience;
    }

    /** How long an active answer may be used again. At most a minute, whatever the policy says. */
    public Duration positiveReuse() {
        return positiveReuse;
    }

    public Duration negativeReuse() {
        return negativeReuse;
    }

    public Duration reportEvery() {
        return reportEvery;
    }
}
