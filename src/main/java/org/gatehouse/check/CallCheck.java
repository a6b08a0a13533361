package org.gatehouse.check;

import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.ClientCredentials;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.verification.Judgement;
import org.gatehouse.verification.ProviderExchange;

/** Asks a provider each of its questions about a made-up token, which it must refuse. */
@Singleton
final class CallCheck {
    static final String ACCEPTED = "accepted_made_up_token";

    private final ProviderExchange exchange;
    private final MadeUpTokens tokens;

    CallCheck(ProviderExchange exchange, Clock clock) {
        this.exchange = exchange;
        this.tokens = new MadeUpTokens(clock);
    }

    /** Blocks until each call was answered or failed. */
    List<CheckReport.Call> of(Provider provider, List<String> warnings) {
        return provider.ask().stream()
                .flatMap(rules -> rules.calls().stream().map(call -> call(provider, rules, call, warnings)))
                .toList();
    }

    private CheckReport.Call call(Provider provider, AskRules rules, ProviderCall call, List<String> warnings) {
        Judgement judgement =
                exchange.ask(call, rules, tokens.of(provider, call)).await().indefinitely();
        String host = URI.create(call.url()).getRawAuthority();
        return switch (judgement) {
            case Judgement.Refused _ -> new CheckReport.Call(call.name(), host, true, null, null);
            case Judgement.Accepted _ -> {
                warnings.addFirst(
                        "DANGER: %s at %s accepted a token that was just made up. If its rules say yes to anything, anybody gets in with anything: tighten what counts as a yes before this provider is enabled."
                                .formatted(call.name(), host));
                yield new CheckReport.Call(
                        call.name(), host, false, ACCEPTED, "It accepted a made-up token, so its yes means nothing.");
            }
            case Judgement.Failed failed ->
                new CheckReport.Call(call.name(), host, false, failed.outage().code(), error(failed, rules));
        };
    }

    private static String error(Judgement.Failed failed, AskRules rules) {
        return switch (failed.outage()) {
            case CREDENTIALS_REFUSED ->
                "The provider refuses our own credentials (%s): correct %s".formatted(failed.why(), parameters(rules));
            case UNREACHABLE -> "The provider gave no answer to go by: " + failed.why();
            case RATE_LIMITED ->
                "The provider wants to be asked less often (%s)%s"
                        .formatted(
                                failed.why(),
                                failed.retryAfter()
                                        .map(wait -> ": check again in %d seconds".formatted(wait.toSeconds()))
                                        .orElse(""));
            case POSTPONED -> "It was not asked: " + failed.why();
            case UNEXPECTED_ANSWER ->
                "The answer is none that this kind of provider gives about a token that it did not issue (%s): check the parameters that make up its URL and what counts as a yes"
                        .formatted(failed.why());
        };
    }

    private static String parameters(AskRules rules) {
        return rules.client().map(ClientCredentials::parameters).orElse(List.of()).stream()
                .map(name -> "parameters." + name)
                .collect(Collectors.joining(", "));
    }
}
