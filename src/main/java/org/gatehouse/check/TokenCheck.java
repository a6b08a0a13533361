package org.gatehouse.check;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.Product;
import org.gatehouse.introspection.Introspector;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.token.Claims;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Verdict;
import org.gatehouse.verification.TokenVerification;
import org.gatehouse.verification.Verified;

/**
 * Judges a token as an introspection that names the provider would, with what is remembered of earlier answers, and for a caller
 * without rules of its own; then asks the provider each question about it that this takes, to say what came back. So it is shown to
 * nobody whom an introspection would not show it to.
 */
@Singleton
final class TokenCheck {
    private static final Caller NOBODY_IN_PARTICULAR =
            new Caller("check", "check", Product.OTHER, true, List.of(Caller.ALL_PROVIDERS));

    private final Introspector introspector;
    private final TrustedProviders trusted;
    private final TokenVerification verification;
    private final CallCheck calls;

    TokenCheck(Introspector introspector, TrustedProviders trusted, TokenVerification verification, CallCheck calls) {
        this.introspector = introspector;
        this.trusted = trusted;
        this.verification = verification;
        this.calls = calls;
    }

    /** Blocks until there is a verdict. */
    CheckReport.Token judge(String token, Provider provider) {
        Introspector asIfEnabled = introspector.among(trusted.with(provider));
        PresentedToken presented = asIfEnabled.read(token);
        Verdict verdict = asIfEnabled
                .decide(NOBODY_IN_PARTICULAR, presented, Optional.of(provider.id()), RequestContext.NONE)
                .await()
                .indefinitely();
        return switch (verdict) {
            case Verdict.Active active -> {
                List<Asked> asked = asked(presented, provider, active.provider());
                yield new CheckReport.Token(
                        "active", null, active.username(), provider.adviceOn(presented), reports(asked));
            }
            case Verdict.Inactive inactive -> {
                List<Asked> asked = asked(presented, provider, inactive.provider());
                Hints hints = new Hints(
                        new Facts(presented, claims(presented, provider, inactive.provider()), provider), asked);
                yield new CheckReport.Token(
                        "inactive", inactive.reason().code(), null, hints.about(inactive.reason()), reports(asked));
            }
            case Verdict.Undetermined undetermined -> {
                List<Asked> asked = asked(presented, provider, undetermined.provider());
                yield new CheckReport.Token(
                        "undetermined",
                        undetermined.outage().code(),
                        null,
                        List.of(
                                "There is no verdict now: keys, calls and token.calls say what is wrong. Ask again in %d seconds."
                                        .formatted(undetermined.retryAfter().toSeconds())),
                        reports(asked));
            }
        };
    }

    private static List<CheckReport.Call> reports(List<Asked> asked) {
        return asked.stream().map(Asked::report).toList();
    }

    /** Only if the token was held against this provider, and only what an introspection asks about it. */
    private List<Asked> asked(PresentedToken presented, Provider provider, String judgedBy) {
        AskRules rules = provider.ask().orElse(null);
        return rules != null && judgedBy.equals(provider.id()) && presented instanceof PresentedToken.Usable token
                ? calls.about(
                        token,
                        rules,
                        verification
                                .callsAbout(token, provider, NOBODY_IN_PARTICULAR.id())
                                .await()
                                .indefinitely())
                : List.of();
    }

    /** What is known to be so of the token; most often remembered from the verdict. */
    private Optional<Claims> claims(PresentedToken presented, Provider provider, String judgedBy) {
        return judgedBy.equals(provider.id())
                        && presented instanceof PresentedToken.Usable token
                        && verification
                                        .verify(
                                                token,
                                                provider,
                                                provider.expectation().rules().askForGroups(),
                                                NOBODY_IN_PARTICULAR.id())
                                        .await()
                                        .indefinitely()
                                instanceof Verified.Vouched(Claims claims)
                ? Optional.of(claims)
                : Optional.empty();
    }
}
