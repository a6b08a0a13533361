package org.gatehouse.atlassian.assertion;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.gatehouse.atlassian.json.JsonException;
import org.gatehouse.atlassian.json.JsonObject;
import org.gatehouse.atlassian.outbound.GatehouseClient;
import org.gatehouse.atlassian.policy.AccessPolicy;

/**
 * Verifies the assertion that a proxy passes on: a JWS that Gatehouse signed with ES256, of its own type, for this caller, this method and
 * this path and query, and for the next few seconds.
 *
 * <p>The same request could be sent again within that time; that is why the product's port must be reachable by the proxy alone.
 */
public final class AssertionVerifier {
    static final String TYPE = "gatehouse-assertion+jwt";
    /** Forgiven clock difference. */
    static final Duration LEEWAY = Duration.ofSeconds(5);
    /** An assertion that claims to live longer is none of ours. */
    static final Duration MAX_LIFETIME = Duration.ofMinutes(2);

    private static final int MAX_LENGTH = 8192;

    private final AssertionKeys keys;
    private final Clock clock;

    public AssertionVerifier(GatehouseClient client, Clock clock) {
        this.keys = new AssertionKeys(client, clock);
        this.clock = clock;
    }

    /**
     * The user that the assertion vouches for, or empty if it is not good for this request.
     *
     * @param target path and query as the client sent them, nothing decoded
     */
    public Optional<String> username(String assertion, AccessPolicy policy, String method, String target)
            throws KeysUnavailableException {
        String[] parts = assertion.split("\\.", -1);
        if (assertion.length() > MAX_LENGTH
                || parts.length != 3
                || policy.assertionIssuer().isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonObject header = decode(parts[0]);
            if (!header.string("alg").equals(Optional.of("ES256"))
                    || !header.string("typ").equals(Optional.of(TYPE))
                    || header.has("crit")) {
                return Optional.empty();
            }
            Optional<PublicKey> key = keys.find(header.string("kid").orElse(""));
            if (key.isEmpty() || !isSigned(parts, key.get())) {
                return Optional.empty();
            }
            JsonObject claims = decode(parts[1]);
            return fits(claims, policy, method, target)
                    ? claims.string("sub").filter(username -> !username.isBlank())
                    : Optional.empty();
        } catch (JsonException | IllegalArgumentException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Keeps the keys from growing too old to be used. To be called now and then; may take as long as Gatehouse does, and never throws. */
    public void refreshKeys() {
        keys.refresh();
    }

    private boolean fits(JsonObject claims, AccessPolicy policy, String method, String target) throws JsonException {
        Optional<Long> issued = claims.integer("iat");
        Optional<Long> expires = claims.integer("exp");
        if (issued.isEmpty() || expires.isEmpty() || expires.get() - issued.get() > MAX_LIFETIME.getSeconds()) {
            return false;
        }
        Instant now = clock.instant();
        return claims.string("iss").equals(Optional.of(policy.assertionIssuer()))
                && claims.string("aud").equals(Optional.of(policy.assertionAudience()))
                && now.minus(LEEWAY).isBefore(Instant.ofEpochSecond(expires.get()))
                && !now.plus(LEEWAY).isBefore(Instant.ofEpochSecond(issued.get()))
                && claims.string("htm").equals(Optional.of(method))
                && claims.string("htu")
                        .map(AssertionVerifier::withoutEmptyQuery)
                        .equals(Optional.of(withoutEmptyQuery(target)));
    }

    /** A container does not tell whether a query is empty or absent. */
    private static String withoutEmptyQuery(String target) {
        return target.endsWith("?") ? target.substring(0, target.length() - 1) : target;
    }

    private static boolean isSigned(String[] parts, PublicKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(key);
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private static JsonObject decode(String part) throws JsonException {
        return JsonObject.parse(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }
}
