package org.gatehouse.verification;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Fingerprint;
import org.gatehouse.token.Outage;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.jboss.logging.Logger;

/**
 * Asks the provider itself about a token (RFC 7662, or a call of the provider's own). Equal questions at the same time share one
 * exchange, within a deadline; what was answered is reused for a short while; a provider that is in trouble, wants to be asked less
 * or refuses our credentials is left alone for a while ({@link ProviderPauses}). Tokens that were never good wait for their turn and
 * their number is limited, so that the others are asked about all the same ({@link Turns}, {@link Strangers}). A question that can't
 * be answered is never a no.
 */
@Singleton
final class AskVerification {
    private static final Logger LOG = Logger.getLogger(AskVerification.class);
    private static final Verified TOO_MANY = new Verified.Unreachable(Duration.ofSeconds(1), Outage.POSTPONED);
    private static final Judgement.Failed NO_ANSWER =
            new Judgement.Failed(Outage.UNREACHABLE, Optional.empty(), "no answer in time");

    private final ProviderExchange exchange;
    private final ExchangeMeters meters;
    private final AnswerCache answers;
    private final Strangers strangers;
    private final ProviderPauses pauses;
    private final Turns turns;
    private final GatehouseConfig.Asking settings;
    private final SharedExchanges<TokenKey, Verified> exchanges;

    AskVerification(
            ProviderExchange exchange,
            ExchangeMeters meters,
            AnswerCache answers,
            Strangers strangers,
            ProviderPauses pauses,
            GatehouseConfig config) {
        this.exchange = exchange;
        this.meters = meters;
        this.answers = answers;
        this.strangers = strangers;
        this.pauses = pauses;
        this.settings = config.asking();
        this.turns = new Turns(settings);
        this.exchanges = new SharedExchanges<>(settings.timeout());
    }

    /** Asks, unless the answer is known or must be waited for. */
    Uni<Verified> verify(PresentedToken.Usable token, Provider provider, Asker asker) {
        return verify(token, provider, asker, strangers.lane(token, provider, asker));
    }

    /** The same about a token that the provider signed: nobody else can have made it up. */
    Uni<Verified> verifySigned(PresentedToken.Jwt token, Provider provider, Asker asker) {
        return verify(token, provider, asker, Lane.KNOWN);
    }

    private Uni<Verified> verify(PresentedToken.Usable token, Provider provider, Asker asker, Lane lane) {
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
        Question question = new Question(token, provider, rules, calls, lane, new AtomicReference<>(Optional.empty()));
        return exchanges.join(
                key,
                asker.patience(),
                new Verified.Unreachable(settings.retryAfter(), Outage.UNREACHABLE),
                new SharedExchanges.Exchange<>(
                        () -> ask(question, key),
                        () -> late(question),
                        fault -> broken(question, fault),
                        verified -> answers.remember(key, verified)));
    }

    /** @param open the call that is not answered yet */
    private record Question(
            PresentedToken.Usable token,
            Provider provider,
            AskRules rules,
            List<ProviderCall> calls,
            Lane lane,
            AtomicReference<Optional<ProviderCall>> open) {
        ProviderPauses.Pausable asked(ProviderCall call) {
            return ProviderPauses.Pausable.of(provider, call);
        }

        List<ProviderPauses.Pausable> asked() {
            return calls.stream().map(this::asked).toList();
        }
    }

    private Uni<Verified> ask(Question question, TokenKey key) {
        return mustWait(question)
                .map(AskVerification::item)
                .orElseGet(() -> turns.inTurn(
                        question.provider().id(), question.lane(), () -> begin(question, key), () -> TOO_MANY));
    }

    private Optional<Verified> mustWait(Question question) {
        return pauses.pause(question.asked(), question.lane())
                .<Verified>map(pause -> pause)
                .or(() -> strangers
                        .postponement(question.provider(), question.lane())
                        .map(wait -> new Verified.Unreachable(wait, Outage.POSTPONED)));
    }

    /** All calls, one after the other, as long as they accept the token. What one said, none of the next can change. */
    private Uni<Verified> begin(Question question, TokenKey key) {
        // Others may have brought a pause about while this one waited for its turn.
        Optional<Verified> wait = mustWait(question);
        if (wait.isPresent()) {
            return item(wait.get());
        }
        Fingerprint token = question.token().fingerprint();
        Optional<Verified.Unreachable> pause = pauses.begin(question.asked(), question.lane(), token);
        if (pause.isPresent()) {
            return item(pause.get());
        }
        return ask(question, key, question.calls(), new ClaimSet(Map.of()))
                .onTermination()
                .invoke(() -> pauses.end(question.asked(), question.lane(), token));
    }

    private Uni<Verified> ask(Question question, TokenKey key, List<ProviderCall> calls, ClaimSet soFar) {
        ProviderCall call = calls.getFirst();
        List<ProviderCall> others = calls.subList(1, calls.size());
        question.open().set(Optional.of(call));
        Uni<Judgement> asked = exchange.ask(call, question.rules(), question.token());
        return meters.measured(question.provider().id(), asked).flatMap(judgement -> switch (judgement) {
            case Judgement.Accepted(ClaimSet claims)
            when isAboutAnother(soFar, claims) -> refused(question, call, Reason.WRONG_SUBJECT);
            case Judgement.Accepted(ClaimSet claims)
            when others.isEmpty() -> accepted(question, call.adds(claims, soFar));
            case Judgement.Accepted(ClaimSet claims) -> {
                pauses.answered(question.asked(call), question.lane());
                yield ask(question, key, others, call.adds(claims, soFar));
            }
            case Judgement.Refused(Reason reason) -> refused(question, call, reason);
            case Judgement.Failed failed -> item(failed(question, key, call, failed));
        });
    }

    private Uni<Verified> accepted(Question question, ClaimSet claims) {
        pauses.accepted(question.asked(), question.lane());
        strangers.accepted(question.token(), question.provider());
        return item(new Verified.Vouched(Claims.ofAnswer(claims)));
    }

    private Uni<Verified> refused(Question question, ProviderCall call, Reason reason) {
        pauses.answered(question.asked(call), question.lane());
        strangers.refused(question.provider(), question.lane());
        return item(new Verified.Refused(reason));
    }

    private Verified failed(Question question, TokenKey key, ProviderCall call, Judgement.Failed failed) {
        LOG.debugf(
                "provider '%s' gave no verdict on %s at %s: %s",
                question.provider().id(), question.token().fingerprint(), call.name(), failed.why());
        if (failed.outage() != Outage.UNREACHABLE) {
            strangers.refused(question.provider(), question.lane());
        }
        if (failed.outage() == Outage.RATE_LIMITED && call.perToken()) {
            Duration wait = failed.retryAfter().orElse(settings.retryAfter());
            answers.limit(key, wait);
            pauses.answered(question.asked(call), question.lane());
            return new Verified.Unreachable(wait, failed.outage());
        }
        pauses.failed(question.asked(call), question.lane(), question.token().fingerprint(), failed);
        return unreachable(question, failed.outage(), failed.retryAfter());
    }

    /** The time for all calls is over: that is the fault of the one that is still open. */
    private Verified late(Question question) {
        Optional<ProviderCall> open = question.open().get();
        open.ifPresent(call -> pauses.failed(
                question.asked(call), question.lane(), question.token().fingerprint(), NO_ANSWER));
        return open.isPresent() ? unreachable(question, Outage.UNREACHABLE, Optional.empty()) : TOO_MANY;
    }

    private Verified unreachable(Question question, Outage outage, Optional<Duration> retryAfter) {
        return new Verified.Unreachable(
                retryAfter.orElseGet(() -> pauses.pause(question.asked(), question.lane())
                        .map(Verified.Unreachable::retryAfter)
                        .orElse(settings.retryAfter())),
                outage);
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
