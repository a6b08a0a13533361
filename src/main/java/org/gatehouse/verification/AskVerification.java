package org.gatehouse.verification;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Outage;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.jboss.logging.Logger;

/**
 * Asks the provider itself about a token (RFC 7662, or a call of the provider's own). Equal questions at the same time share one
 * exchange, within a deadline; what was answered is reused for a short while; a provider that is in trouble, wants to be asked less
 * or refuses our credentials is left alone for a while ({@link ProviderPauses}). A question that can't be answered is never a no.
 */
@Singleton
final class AskVerification {
    private static final Logger LOG = Logger.getLogger(AskVerification.class);

    private final ProviderExchange exchange;
    private final ExchangeMeters meters;
    private final AnswerCache answers;
    private final ProviderPauses pauses;
    private final GatehouseConfig.Asking settings;
    private final SharedExchanges<TokenKey, Verified> exchanges;

    AskVerification(
            ProviderExchange exchange,
            ExchangeMeters meters,
            AnswerCache answers,
            ProviderPauses pauses,
            GatehouseConfig config) {
        this.exchange = exchange;
        this.meters = meters;
        this.answers = answers;
        this.pauses = pauses;
        this.settings = config.asking();
        this.exchanges = new SharedExchanges<>(settings.timeout());
    }

    /** Asks, unless the answer is known or must be waited for. */
    Uni<Verified> verify(PresentedToken.Usable token, Provider provider) {
        TokenKey key = TokenKey.of(token, provider);
        Optional<Verified> known = answers.find(key);
        if (known.isPresent()) {
            return item(known.get());
        }
        AskRules rules = provider.ask().orElseThrow();
        List<ProviderCall> calls =
                rules.calls().stream().filter(call -> call.isFor(token.value())).toList();
        if (calls.isEmpty()) {
            return item(new Verified.Refused(Reason.KIND_NOT_ALLOWED));
        }
        Question question = new Question(token, provider, rules);
        return exchanges.join(
                key,
                new SharedExchanges.Exchange<>(
                        () -> ask(question, key, calls),
                        () -> unreachable(question, Outage.UNREACHABLE, Optional.empty()),
                        fault -> broken(question, fault),
                        verified -> answers.remember(key, verified)));
    }

    private record Question(PresentedToken.Usable token, Provider provider, AskRules rules) {
        ProviderPauses.Pausable asked() {
            return ProviderPauses.Pausable.of(provider);
        }
    }

    /** All calls, one after the other, as long as they accept the token. What one said, none of the next can change. */
    private Uni<Verified> ask(Question question, TokenKey key, List<ProviderCall> calls) {
        Optional<Verified.Unreachable> pause =
                pauses.begin(question.asked(), question.token().fingerprint());
        if (pause.isPresent()) {
            return item(pause.get());
        }
        return ask(question, key, calls, new ClaimSet(Map.of()))
                .onTermination()
                .invoke(() -> pauses.end(question.asked()));
    }

    private Uni<Verified> ask(Question question, TokenKey key, List<ProviderCall> calls, ClaimSet soFar) {
        ProviderCall call = calls.getFirst();
        List<ProviderCall> others = calls.subList(1, calls.size());
        Uni<Judgement> asked = exchange.ask(call, question.rules(), question.token());
        return meters.measured(question.provider().id(), asked).flatMap(judgement -> switch (judgement) {
            case Judgement.Accepted(ClaimSet claims)
            when isAboutAnother(soFar, claims) -> answered(question, new Verified.Refused(Reason.WRONG_SUBJECT));
            case Judgement.Accepted(ClaimSet claims)
            when others.isEmpty() ->
                answered(question, new Verified.Vouched(Claims.ofAnswer(call.adds(claims, soFar))));
            case Judgement.Accepted(ClaimSet claims) -> ask(question, key, others, call.adds(claims, soFar));
            case Judgement.Refused(Reason reason) -> answered(question, new Verified.Refused(reason));
            case Judgement.Failed failed -> item(failed(question, key, call, failed));
        });
    }

    private Uni<Verified> answered(Question question, Verified verified) {
        pauses.answered(question.asked());
        return item(verified);
    }

    private Verified failed(Question question, TokenKey key, ProviderCall call, Judgement.Failed failed) {
        LOG.debugf(
                "provider '%s' gave no verdict on %s at %s: %s",
                question.provider().id(), question.token().fingerprint(), call.name(), failed.why());
        if (failed.outage() == Outage.RATE_LIMITED && call.perToken()) {
            Duration wait = failed.retryAfter().orElse(settings.retryAfter());
            answers.limit(key, wait);
            pauses.answered(question.asked());
            return new Verified.Unreachable(wait, failed.outage());
        }
        pauses.failed(question.asked(), question.token().fingerprint(), call.name(), failed);
        return unreachable(question, failed.outage(), failed.retryAfter());
    }

    private Verified unreachable(Question question, Outage outage, Optional<Duration> retryAfter) {
        return new Verified.Unreachable(
                retryAfter.orElseGet(() -> pauses.rest(question.asked()).orElse(settings.retryAfter())), outage);
    }

    private Verified broken(Question question, Throwable fault) {
        LOG.errorf(
                fault,
                "asking provider '%s' about a token failed",
                question.provider().id());
        return new Verified.Unreachable(settings.retryAfter(), Outage.UNEXPECTED_ANSWER);
    }

    private static boolean isAboutAnother(ClaimSet soFar, ClaimSet claims) {
        return soFar.has(ClaimNames.SUB)
                && claims.has(ClaimNames.SUB)
                && !soFar.string(ClaimNames.SUB).equals(claims.string(ClaimNames.SUB));
    }

    private static Uni<Verified> item(Verified verified) {
        return Uni.createFrom().item(verified);
    }
}
