package org.gatehouse.keys;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
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
    private static final URI NOWHERE = URI.create("urn:gatehouse:memory");
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
            case Answer.Document(var jwks) ->
                KeySet.read(jwks)
                        .map(set -> Uni.createFrom().item(new Fetched(uri, set.keys(), set.dropped())))
                        .orElseGet(() -> unavailable(uri + " is no key set with a usable key (RFC 7517)"));
            case Answer.Other(String what) -> unavailable(what);
        }));
    }

    /** A key set of this one key, without asking anyone. */
    static Uni<Fetched> fromMemory(Map<String, @Nullable Object> jwk) {
        return KeySet.read(Map.of("keys", List.of(jwk)))
                .map(set -> Uni.createFrom().item(new Fetched(NOWHERE, set.keys(), set.dropped())))
                .orElseGet(() -> unavailable("there is no key"));
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

    private Uni<Answer> object(URI uri, NetworkRules network) {
        return outbound.send(OutboundRequest.get(uri, network).withHeader("Accept", ACCEPT))
                .map(response -> answer(uri, response))
                .onFailure(OutboundFailure.class)
                .recoverWithUni(failure -> answer(uri, failure));
    }

    private static Answer answer(URI uri, OutboundResponse response) {
        if (response.status() != 200) {
            return new Answer.Other(uri + " answered " + response.status());
        }
        return Json.text(response.body())
                .flatMap(Json::object)
                .<Answer>map(Answer.Document::new)
                .orElseGet(() -> new Answer.Other(uri + " answered something that is no JSON object"));
    }

    private static Uni<Answer> answer(URI uri, Throwable failure) {
        return failure instanceof OutboundFailure away && away.isAnswer()
                ? Uni.createFrom().item(new Answer.Other(uri + ": " + away.getMessage()))
                : unavailable(String.valueOf(failure.getMessage()));
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
