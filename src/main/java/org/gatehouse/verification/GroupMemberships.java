package org.gatehouse.verification;

import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.gatehouse.outbound.Outbound;
import org.gatehouse.outbound.OutboundFailure;
import org.gatehouse.outbound.OutboundRequest;
import org.gatehouse.outbound.OutboundResponse;
import org.gatehouse.provider.GroupSource;
import org.gatehouse.provider.Provider;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Json;
import org.gatehouse.token.Outage;

/** Asks a {@link GroupSource} for all groups of one user, with a token of the provider's own application, which is kept while it is good. */
final class GroupMemberships {
    private static final Duration EARLY = Duration.ofMinutes(1);
    private static final int MOST_PAGES = 100;

    private final Outbound outbound;
    private final Clock clock;
    private final Map<Tenant, Token> tokens = new ConcurrentHashMap<>();

    GroupMemberships(Outbound outbound, Clock clock) {
        this.outbound = outbound;
        this.clock = clock;
    }

    /** A directory, as one version of a provider knows it. */
    record Tenant(String provider, long version, String tid) {
        static Tenant of(Provider provider, String tid) {
            return new Tenant(provider.id(), provider.version(), tid);
        }
    }

    /** Our own application's token. Prints nothing of it. */
    private record Token(String value, Instant end) {
        @Override
        public String toString() {
            return "Token[" + end + "]";
        }
    }

    /** Carries a failure through the steps of one look-up; no stack trace, and nothing of an answer. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Judgement.Failed why;

        Failed(Judgement.Failed why) {
            super(why.why(), null, false, false);
            this.why = why;
        }
    }

    /** What a failure of {@link #of} means. */
    static Judgement.Failed reason(Throwable failure) {
        return switch (failure) {
            case Failed failed -> failed.why;
            case OutboundFailure away -> ProviderExchange.failed(away);
            default ->
                new Judgement.Failed(
                        Outage.UNEXPECTED_ANSWER,
                        Optional.empty(),
                        failure.getClass().getSimpleName());
        };
    }

    /** The ids of the user's groups, those within groups included. */
    Uni<List<String>> of(Tenant tenant, String oid, GroupSource source) {
        return Uni.createFrom().deferred(() -> look(tenant, oid, source));
    }

    private Uni<List<String>> look(Tenant tenant, String oid, GroupSource source) {
        URI first = URI.create(source.membershipsUrl().replace("{oid}", oid));
        return token(tenant, source).flatMap(token -> page(first, token, tenant, source, new ArrayList<>(), 1));
    }

    /** RFC 6749 §4.4, with the secret in the form as Microsoft's identity platform documents it. */
    private Uni<String> token(Tenant tenant, GroupSource source) {
        Token held = tokens.get(tenant);
        if (held != null && clock.instant().isBefore(held.end())) {
            return Uni.createFrom().item(held.value());
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", source.client().clientId());
        form.put("client_secret", source.client().secret());
        form.put("scope", source.scope());
        URI uri = URI.create(source.tokenUrl().replace("{tid}", tenant.tid()));
        return outbound.send(OutboundRequest.postForm(uri, form, source.network()))
                .flatMap(response -> object(response, tenant))
                .flatMap(answer -> {
                    Optional<String> value = answer.string("access_token");
                    if (value.isEmpty() || !(answer.value("expires_in") instanceof Long seconds)) {
                        return unexpected("the answer holds no token");
                    }
                    tokens.keySet()
                            .removeIf(other ->
                                    other.provider().equals(tenant.provider()) && other.version() != tenant.version());
                    tokens.put(
                            tenant,
                            new Token(
                                    value.get(),
                                    clock.instant().plusSeconds(seconds).minus(EARLY)));
                    return Uni.createFrom().item(value.get());
                });
    }

    private Uni<List<String>> page(
            URI uri, String token, Tenant tenant, GroupSource source, List<String> soFar, int number) {
        OutboundRequest request = OutboundRequest.get(uri, source.network())
                .withHeader("Authorization", "Bearer " + token)
                .withHeader("Accept", "application/json");
        return outbound.send(request)
                .flatMap(response -> object(response, tenant))
                .flatMap(answer -> {
                    if (!(answer.value("value") instanceof List<?> entries)) {
                        return unexpected("the answer lists no groups");
                    }
                    ids(entries).forEach(soFar::add);
                    Optional<URI> next = answer.string("@odata.nextLink").map(URI::create);
                    if (next.isEmpty()) {
                        return Uni.createFrom().item(List.copyOf(soFar));
                    }
                    boolean isOurs = Objects.equals(next.get().getRawAuthority(), uri.getRawAuthority())
                            && Objects.equals(next.get().getScheme(), uri.getScheme());
                    return isOurs && number < MOST_PAGES
                            ? page(next.get(), token, tenant, source, soFar, number + 1)
                            : unexpected("the next page is elsewhere, or there are too many");
                });
    }

    private static Stream<String> ids(List<?> entries) {
        return entries.stream()
                .filter(Map.class::isInstance)
                .map(entry -> ((Map<?, ?>) entry).get("id"))
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }

    private Uni<ClaimSet> object(OutboundResponse response, Tenant tenant) {
        ProviderAnswer answer = new ProviderAnswer(response);
        Instant now = clock.instant();
        Optional<Judgement.Failed> trouble = answer.trouble(now);
        if (trouble.isPresent()) {
            return failed(trouble.get());
        }
        int status = response.status();
        if (status == 400 || status == 401 || status == 403) {
            // A token that is no longer taken must not be held on to.
            tokens.remove(tenant);
            Judgement.Failed refused = answer.failed(Outage.CREDENTIALS_REFUSED, now);
            // It is only our own application that is asked about here, and never a token.
            return failed(new Judgement.Failed(refused.outage(), refused.retryAfter(), refused.why(), true));
        }
        Optional<ClaimSet> object =
                Json.text(response.body()).flatMap(Json::object).map(ClaimSet::new);
        return status == 200 && object.isPresent()
                ? Uni.createFrom().item(object.get())
                : failed(answer.failed(Outage.UNEXPECTED_ANSWER, now));
    }

    private static <T> Uni<T> unexpected(String why) {
        return failed(new Judgement.Failed(Outage.UNEXPECTED_ANSWER, Optional.empty(), why));
    }

    private static <T> Uni<T> failed(Judgement.Failed why) {
        return Uni.createFrom().failure(new Failed(why));
    }
}
