package org.gatehouse.keys;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gatehouse.outbound.NetworkRules;
import org.gatehouse.outbound.Outbound;
import org.gatehouse.outbound.OutboundFailure;
import org.gatehouse.outbound.OutboundRequest;
import org.gatehouse.outbound.OutboundResponse;
import org.gatehouse.provider.KeySource;
import org.gatehouse.text.Shown;
import org.gatehouse.token.Json;
import org.jspecify.annotations.Nullable;

/**
 * Gets an issuer's key set: metadata first (OpenID Connect Discovery §4.3, RFC 8414 §3.3: its {@code issuer} must be the one
 * asked for), then its {@code jwks_uri}. Nothing from a token is ever part of a URL here.
 */
@Singleton
public final class KeyFetcher {
    private static final URI NOWHERE = URI.create("urn:gatehouse:memory");
    /** Of the entries of a key set without a usable one; all are in {@link KeysUnavailable#dropped}. */
    private static final int MOST_NAMED = 5;

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
        Uni<URI> place = source.keySet().isEmpty()
                ? metadata(source, 0, "").flatMap(found -> keySetUri(source, found.from(), found.members()))
                : Uni.createFrom().item(source.keySet().getFirst());
        return place.flatMap(uri -> object(uri, source.network()).flatMap(answer -> switch (answer) {
            case Answer.Document(var jwks) -> keySet(uri, jwks);
            case Answer.Other(String what) -> unavailable("no key set: " + what);
        }));
    }

    private static Uni<Fetched> keySet(URI uri, Map<String, ?> document) {
        KeySet set = KeySet.read(document).orElse(null);
        if (set == null) {
            return unavailable(uri + " is no key set: no list of at most " + KeySet.MAX_ENTRIES + " keys (RFC 7517)");
        }
        if (set.keys().isEmpty()) {
            String why = set.dropped().isEmpty()
                    ? "it is empty"
                    : set.dropped().stream().limit(MOST_NAMED).collect(Collectors.joining("; "))
                            + (set.dropped().size() > MOST_NAMED ? "; …" : "");
            return Uni.createFrom()
                    .failure(new KeysUnavailable(
                            "no usable key in the key set at %s: %s".formatted(uri, why), set.dropped()));
        }
        return Uni.createFrom().item(new Fetched(uri, set.keys(), set.dropped()));
    }

    /** A key set of this one key, without asking anyone. */
    static Uni<Fetched> fromMemory(Map<String, @Nullable Object> jwk) {
        return keySet(NOWHERE, Map.of("keys", List.of(jwk)));
    }

    /** What a place answered: a JSON object with status 200, or something else, which the words tell together with the place. */
    private sealed interface Answer {
        record Document(Map<String, @Nullable Object> members) implements Answer {}

        record Other(String what) implements Answer {}
    }

    private record Metadata(URI from, Map<String, @Nullable Object> members) {}

    /**
     * The issuer's metadata at the first place that has any. A server that has none there may answer anything: 404, but also 401, 403,
     * 405, 500, a page, or a redirect to its sign-in. One that can't be reached has no other place.
     *
     * @param before what the places before this one answered
     */
    private Uni<Metadata> metadata(KeySource source, int place, String before) {
        URI uri = source.metadata().get(place);
        return object(uri, source.network()).flatMap(answer -> switch (answer) {
            case Answer.Document(var members) -> Uni.createFrom().item(new Metadata(uri, members));
            case Answer.Other(String what) -> {
                String soFar = before + what;
                yield place + 1 < source.metadata().size()
                        ? metadata(source, place + 1, soFar + ", and ")
                        : unavailable("no metadata: " + soFar);
            }
        });
    }

    private static Uni<URI> keySetUri(KeySource source, URI metadata, Map<String, ?> document) {
        Object issuer = document.get("issuer");
        if (!(issuer instanceof String text) || !source.issuers().contains(text)) {
            return unavailable("%s says its issuer is %s, not %s: give the issuer exactly as the provider writes it"
                    .formatted(
                            metadata,
                            issuer == null ? "missing" : Shown.brief(issuer),
                            String.join(" or ", source.issuers())));
        }
        Object keySet = document.get("jwks_uri");
        if (keySet == null) {
            return unavailable(metadata + " names no jwks_uri");
        }
        return url(keySet)
                .map(uri -> Uni.createFrom().item(uri))
                .orElseGet(() -> unavailable("the jwks_uri in %s is %s, which is no whole URL such as https://…"
                        .formatted(metadata, Shown.brief(keySet))));
    }

    /** With scheme and host, in ASCII (RFC 3986). */
    private static Optional<URI> url(Object value) {
        try {
            URI uri = new URI(String.valueOf(value));
            boolean isWhole = uri.getScheme() != null && uri.getRawAuthority() != null;
            return isWhole && uri.toString().chars().allMatch(c -> c < 0x7F) ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private Uni<Answer> object(URI uri, NetworkRules network) {
        return outbound.send(OutboundRequest.get(uri, network).withHeader("Accept", ACCEPT))
                .map(response -> answer(uri, response))
                .onFailure(OutboundFailure.class)
                .recoverWithUni(failure -> answer(uri, failure));
    }

    private static Answer answer(URI uri, OutboundResponse response) {
        if (response.status() != 200) {
            String why = response.status() == 401 || response.status() == 403
                    ? " (it must be readable without signing in)"
                    : "";
            return new Answer.Other("%s answered %d%s".formatted(uri, response.status(), why));
        }
        return switch (Json.read(response.body())) {
            case Json.Reading.Members(Map<String, @Nullable Object> members) -> new Answer.Document(members);
            case Json.Reading.Unreadable(String why) ->
                new Answer.Other("%s answered %s that %s".formatted(uri, mediaType(response), why));
        };
    }

    private static Uni<Answer> answer(URI uri, Throwable failure) {
        return failure instanceof OutboundFailure away && away.isAnswer()
                ? Uni.createFrom().item(new Answer.Other(uri + ": " + away.getMessage()))
                : unavailable(uri + " can't be read: " + failure.getMessage());
    }

    private static String mediaType(OutboundResponse response) {
        return response.header("Content-Type")
                .map(type -> "a document (" + Shown.brief(type) + ")")
                .orElse("a document");
    }

    private static <T> Uni<T> unavailable(String why) {
        return Uni.createFrom().failure(new KeysUnavailable(why));
    }
}
