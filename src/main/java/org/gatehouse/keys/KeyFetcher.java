package org.gatehouse.keys;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.outbound.NetworkRules;
import org.gatehouse.outbound.Outbound;
import org.gatehouse.outbound.OutboundFailure;
import org.gatehouse.outbound.OutboundRequest;
import org.gatehouse.outbound.OutboundResponse;
import org.gatehouse.provider.KeySource;
import org.gatehouse.token.Json;
import org.jspecify.annotations.Nullable;

/**
 * Gets an issuer's key set: metadata first (OpenID Connect Discovery §4.3, RFC 8414 §3.3: its {@code issuer} must be the one
 * asked for), then its {@code jwks_uri}. Nothing from a token is ever part of a URL here.
 */
@Singleton
public final class KeyFetcher {
    private static final String ACCEPT = "application/json, application/jwk-set+json";

    private final Outbound outbound;

    KeyFetcher(Outbound outbound) {
        this.outbound = outbound;
    }

    /**
     * A key set as it was just read.
     *
     * @param from its {@code jwks_uri}
     * @param dropped entries that were left out, and why
     */
    public record Fetched(URI from, List<VerificationKey> keys, List<String> dropped) {
        KeySet keySet() {
            return new KeySet(keys, dropped);
        }
    }

    /** The key set, now; fails with {@link KeysUnavailable} and nothing else. */
    public Uni<Fetched> fetch(KeySource source) {
        return keySetUri(source, 0).flatMap(uri -> object(uri, source.network())
                .map(found -> found.flatMap(KeySet::read))
                .flatMap(found -> found.map(set -> Uni.createFrom().item(new Fetched(uri, set.keys(), set.dropped())))
                        .orElseGet(() -> unavailable(uri + " is no key set with a usable key (RFC 7517)"))));
    }

    private Uni<URI> keySetUri(KeySource source, int place) {
        if (!source.keySet().isEmpty()) {
            return Uni.createFrom().item(source.keySet().getFirst());
        }
        URI metadata = source.metadata().get(place);
        return object(metadata, source.network()).flatMap(found -> {
            if (found.isPresent()) {
                return keySetUri(source, metadata, found.get());
            }
            return place + 1 < source.metadata().size()
                    ? keySetUri(source, place + 1)
                    : unavailable("no metadata at " + metadata + " (404)");
        });
    }

    private static Uni<URI> keySetUri(KeySource source, URI metadata, Map<String, ?> document) {
        if (!(document.get("issuer") instanceof String issuer)
                || !source.issuers().contains(issuer)) {
            return unavailable("%s says its issuer is %s, not %s: give the issuer exactly as the provider writes it"
                    .formatted(metadata, shown(document.get("issuer")), String.join(" or ", source.issuers())));
        }
        if (!(document.get("jwks_uri") instanceof String keySet)) {
            return unavailable(metadata + " names no jwks_uri");
        }
        try {
            return Uni.createFrom().item(URI.create(keySet));
        } catch (IllegalArgumentException e) {
            return unavailable("the jwks_uri in " + metadata + " is no URL");
        }
    }

    /** The JSON object at this URL; empty for 404. */
    private Uni<Optional<Map<String, @Nullable Object>>> object(URI uri, NetworkRules network) {
        return outbound.send(OutboundRequest.get(uri, network).withHeader("Accept", ACCEPT))
                .onFailure(OutboundFailure.class)
                .transform(failure -> new KeysUnavailable(String.valueOf(failure.getMessage())))
                .flatMap(response -> object(uri, response));
    }

    private static Uni<Optional<Map<String, @Nullable Object>>> object(URI uri, OutboundResponse response) {
        if (response.status() == 404) {
            return Uni.createFrom().item(Optional.empty());
        }
        if (response.status() != 200) {
            return unavailable(uri + " answered " + response.status());
        }
        Optional<Map<String, @Nullable Object>> object =
                Json.text(response.body()).flatMap(Json::object);
        return object.isPresent()
                ? Uni.createFrom().item(object)
                : unavailable(uri + " answered something that is no JSON object");
    }

    private static <T> Uni<T> unavailable(String why) {
        return Uni.createFrom().failure(new KeysUnavailable(why));
    }

    /** What a stranger's document says, short enough for a log and without control characters. */
    private static String shown(@Nullable Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
