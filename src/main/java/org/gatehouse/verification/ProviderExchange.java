package org.gatehouse.verification;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.outbound.Outbound;
import org.gatehouse.outbound.OutboundFailure;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.ClientCredentials;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.token.Outage;
import org.gatehouse.token.PresentedToken;

/**
 * Asks a provider one thing about one token, and says what the answer means. Spares no provider and remembers nothing: that is {@link
 * AskVerification}'s business.
 */
@Singleton
public final class ProviderExchange {
    private final Outbound outbound;
    private final ProviderRequests requests;
    private final Clock clock;

    ProviderExchange(Outbound outbound, Clock clock) {
        this.outbound = outbound;
        this.requests = new ProviderRequests(clock);
        this.clock = clock;
    }

    /**
     * A judgement, and what it comes from.
     *
     * @param answer empty if none came
     */
    public record Told(Judgement judgement, Optional<Answered> answer) {}

    /** Asks once for each subscription. What goes wrong at the provider or on the way to it is a judgement too. */
    public Uni<Judgement> ask(ProviderCall call, AskRules rules, PresentedToken.Usable token) {
        return answer(call, rules, token)
                .map(answer -> judged(answer, call, rules, token))
                .onFailure(OutboundFailure.class)
                .recoverWithItem(failure -> failed(failure));
    }

    /** What is said about a bearer token is not about us, unless that is how we authenticate; nor is it a plain no. */
    private Judgement judged(ProviderAnswer answer, ProviderCall call, AskRules rules, PresentedToken.Usable token) {
        Instant now = clock.instant();
        Judgement judgement = answer.judge(call, token, now);
        boolean areWeTheBearer = rules.client()
                .filter(client -> client.method() == ClientCredentials.Method.BEARER)
                .isPresent();
        return judgement instanceof Judgement.Failed failed
                        && failed.outage() == Outage.CREDENTIALS_REFUSED
                        && answer.isAboutABearerToken()
                        && !areWeTheBearer
                ? answer.failed(Outage.UNEXPECTED_ANSWER, now)
                : judgement;
    }

    /** The same, for an administrator who wants to know what the provider said. */
    public Uni<Told> tell(ProviderCall call, AskRules rules, PresentedToken.Usable token) {
        return answer(call, rules, token)
                .map(answer -> new Told(judged(answer, call, rules, token), Optional.of(answer.answered(rules, token))))
                .onFailure(OutboundFailure.class)
                .recoverWithItem(failure -> new Told(failed(failure), Optional.empty()));
    }

    private Uni<ProviderAnswer> answer(ProviderCall call, AskRules rules, PresentedToken.Usable token) {
        return Uni.createFrom()
                .deferred(() -> outbound.send(requests.of(call, rules, token)))
                .map(ProviderAnswer::new);
    }

    /** Whoever answers too much, elsewhere or brokenly is there all the same; it may be the token's doing. */
    static Judgement.Failed failed(OutboundFailure failure) {
        Outage outage = failure.isAnswer() ? Outage.UNEXPECTED_ANSWER : Outage.UNREACHABLE;
        return new Judgement.Failed(outage, Optional.empty(), String.valueOf(failure.getMessage()));
    }
}
