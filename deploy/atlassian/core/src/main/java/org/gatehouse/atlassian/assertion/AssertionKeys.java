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
import org.gatehouse.atlassian.logging.Log;
import org.gatehouse.atlassian.outbound.Answer;
import org.gatehouse.atlassian.outbound.GatehouseClient;

/**
 * Gatehouse's P-256 signing keys, by key id.
 *
 * <p>Fetched when a key id is not known, and then not again for a while, so that forged key ids can't make a flood. Keys that were once
 * fetched are used through an outage, but no longer than {@link #LIFETIME} without having been seen again; {@link #refresh} sees to it that
 * at least half of that is left when an outage begins. Known keys are found without waiting for a fetch that is under way.
 */
final class AssertionKeys {
    static final Duration REFETCH_PAUSE = Duration.ofSeconds(10);
    static final Duration LIFETIME = Duration.ofHours(1);
    static final Duration REFRESH_AFTER = LIFETIME.dividedBy(2);

    private static final Logger LOG = Log.of(AssertionKeys.class);

    private final GatehouseClient client;
    private final Clock clock;
    private volatile KeySet known = KeySet.NONE;
    private Instant tried = Instant.EPOCH;

    AssertionKeys(GatehouseClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** The key of this id; empty if Gatehouse has none. */
    Optional<PublicKey> find(String kid) throws KeysUnavailableException {
        Optional<PublicKey> key = known(kid);
        return key.isPresent() ? key : fetched(kid);
    }

    /** Fetches keys that are in use again, long before they may not be used any more. Never throws. */
    synchronized void refresh() {
        if (known != KeySet.NONE && !isWithin(REFRESH_AFTER, known.fetched)) {
            fetch();
        }
    }

    private Optional<PublicKey> known(String kid) {
        KeySet now = known;
        return isWithin(LIFETIME, now.fetched) ? Optional.ofNullable(now.keys.get(kid)) : Optional.empty();
    }

    private synchronized Optional<PublicKey> fetched(String kid) throws KeysUnavailableException {
        // Others may have fetched them while this one waited.
        if (known(kid).isEmpty()) {
            fetch();
        }
        // Without a key set of late, a key that is not known may well be good.
        if (!isWithin(LIFETIME, known.fetched)) {
            throw new KeysUnavailableException();
        }
        return known(kid);
    }

    private void fetch() {
        if (isWithin(REFETCH_PAUSE, tried)) {
            return;
        }
        tried = clock.instant();
        try {
            Answer answer = client.get("jwks", Map.of());
            if (answer.status() != 200) {
                throw new IOException("answered " + answer.status());
            }
            known = new KeySet(read(JsonObject.parse(answer.body())), tried);
        } catch (IOException | JsonException e) {
            LOG.log(Level.WARNING, "The keys of assertions cannot be fetched: {0}", e.toString());
        }
    }

    /** Whether that was no longer ago. If it is in the future, the clock was set back, and nobody knows. */
    private boolean isWithin(Duration duration, Instant then) {
        Instant now = clock.instant();
        return !now.isBefore(then) && now.isBefore(then.plus(duration));
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

    private static final class KeySet {
        static final KeySet NONE = new KeySet(Map.of(), Instant.EPOCH);

        final Map<String, PublicKey> keys;
        final Instant fetched;

        KeySet(Map<String, PublicKey> keys, Instant fetched) {
            this.keys = keys;
            this.fetched = fetched;
        }
    }
}
