package org.gatehouse.check;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.verification.Judgement;
import org.gatehouse.verification.ProviderExchange;

/**
 * Asks a provider its questions, one by one: about made-up tokens, which it must refuse, or about one that an administrator shows. They
 * are the calls that an introspection makes, but past all pauses and memories.
 */
@Singleton
final class CallCheck {
    static final String ACCEPTED = "accepted_made_up_token";

    private final ProviderExchange exchange;
    private final MadeUpTokens tokens;

    CallCheck(ProviderExchange exchange, Clock clock) {
        this.exchange = exchange;
        this.tokens = new MadeUpTokens(clock);
    }

    /** Blocks until each call was answered or failed, with a token of each shape that real ones have. */
    List<CheckReport.Call> of(Provider provider, List<String> warnings) {
        return provider.ask().stream()
                .flatMap(rules -> rules.calls().stream().flatMap(call -> tokens.of(provider, call).stream()
                        .map(token -> madeUp(rules, call, token, warnings))))
                .toList();
    }

    private CheckReport.Call madeUp(
            AskRules rules, ProviderCall call, PresentedToken.Usable token, List<String> warnings) {
        Asked asked = ask(rules, call, token);
        return switch (asked.told().judgement()) {
            case Judgement.Refused _ -> asked.good();
            case Judgement.Accepted _ -> {
                warnings.addFirst(
                        "DANGER: %s at %s accepted a token that was just made up. If its rules say yes to anything, anybody gets in with anything: tighten what counts as a yes before this provider is enabled."
                                .formatted(call.name(), asked.host()));
                yield asked.bad(ACCEPTED, "It accepted a made-up token, so its yes means nothing.");
            }
            case Judgement.Failed failed -> asked.failed(failed);
        };
    }

    /** Blocks until the provider has said to each of these calls what it says about this token. */
    List<Asked> about(PresentedToken.Usable token, AskRules rules, List<ProviderCall> calls) {
        return calls.stream().map(call -> ask(rules, call, token)).toList();
    }

    private Asked ask(AskRules rules, ProviderCall call, PresentedToken.Usable token) {
        return new Asked(
                rules, call, token, exchange.tell(call, rules, token).await().indefinitely());
    }
}
