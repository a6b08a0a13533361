package org.gatehouse.atlassian.assertion;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.atlassian.json.JsonException;
import org.gatehouse.atlassian.json.JsonObject;
import org.gatehouse.atlassian.outbound.Answer;
import org.gatehouse.atlassian.outbound.GatehouseClient;

/**
 * Gatehouse's P-256 signing keys, by key id.
 *
 * <p>Fetched when a key id is not known, and then not again for a while, so that forged key ids can't make a flood. Keys that were once
 * fetched are used through an outage, but no longer than {@link #LIFETIME} without having been seen again.
 */
final class AssertionKeys {
    static final Duration REFETCH_PAUSE = Duration.ofSeconds(10);
    static final Duration LIFETIME = Duration.ofHours(1);

    private static final Logger LOG = System.getLogger(AssertionKeys.class.getName());

    private final GatehouseClient client;
    private final Clock clock;
    private Map<String, PublicKey> keys = Map.of();
    private Instant fetched = Instant.MIN;
    private Instant tried = Instant.MIN;

    AssertionKeys(GatehouseClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** The key of this id; empty if Gatehouse has none. */
    synchronized Optional<PublicKey> find(String kid) throws KeysUnavailableException {
        Instant now = clock.instant();
        boolean fresh = now.isBefore(plus(fetched, LIFETIME));
        if (fresh && keys.containsKey(kid)) {
            return Optional.of(keys.get(kid));
        }
        if (now.isBefore(plus(tried, REFETCH_PAUSE))) {
            return unknown(fresh);
        }
        tried = now;
        try {
            Answer answer = client.get("jwks", Map.of());
            if (answer.status() != 200) {
                throw new IOException("answered " + answer.status());
            }
            keys = read(JsonObject.parse(answer.body()));
            fetched = now;
            return Optional.ofNullable(keys.get(kid));
        } catch (IOException | JsonException e) {
            LOG.log(Level.WARNING, "The keys of assertions cannot be fetched: {0}", e.toString());
            return unknown(fresh);
        }
    }

    /** Without a key set of late, a key that is not known may well be good. */
    private static Optional<PublicKey> unknown(boolean fresh) throws KeysUnavailableException {
        if (!fresh) {
            throw new KeysUnavailableException();
        }
        return Optional.empty();
    }

    private static Instant plus(Instant instant, Duration duration) {
        return instant.equals(Instant.MIN) ? Instant.MIN : instant.plus(duration);
    }

    private static Map<String, PublicKey> read(JsonObject keySet) throws JsonException {
        Map<String, PublicKey> keys = new HashMap<>();
        for (JsonObject key : keySet.objects("keys")) {
            boolean usable = key.string("kty").filter("EC"::equals).isPresent()
                    && key.string("crv").filter("P-256"::equals).isPresent()
                    && key.string("use").filter(use -> !use.equals("sig")).isEmpty();
            if (usable) {
                keys.put(key.string("kid").orElse(""), publicKey(key));
            }
        }
        return keys;
    }

    private static PublicKey publicKey(JsonObject key) throws JsonException {
        try {
            AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
            curve.init(new ECGenParameterSpec("secp256r1"));
            ECPoint point = new ECPoint(coordinate(key, "x"), coordinate(key, "y"));
            return KeyFactory.getInstance("EC")
                    .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
        } catch (GeneralSecurityException e) {
            throw new JsonException("a key can't be used");
        }
    }

    private static BigInteger coordinate(JsonObject key, String name) throws JsonException {
        try {
            return new BigInteger(
                    1, Base64.getUrlDecoder().decode(key.string(name).orElse("")));
        } catch (IllegalArgumentException e) {
            throw new JsonException(name + " is not base64url");
        }
    }
}
