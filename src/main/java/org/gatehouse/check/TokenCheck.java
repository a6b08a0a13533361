package org.gatehouse.check;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.Product;
import org.gatehouse.introspection.Introspector;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Verdict;

/**
 * Judges a token as an introspection that names the provider would, with what is remembered of earlier answers, and for a caller
 * without rules of its own. So it is shown to nobody whom an introspection would not show it to.
 */
@Singleton
final class TokenCheck {
    private static final Caller NOBODY_IN_PARTICULAR =
            new Caller("check", "check", Product.OTHER, true, List.of(Caller.ALL_PROVIDERS));

    private final Introspector introspector;
    private final TrustedProviders trusted;

    TokenCheck(Introspector introspector, TrustedProviders trusted) {
        this.introspector = introspector;
        this.trusted = trusted;
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
            case Verdict.Active active ->
                new CheckReport.Token("active", null, active.username(), provider.adviceOn(presented));
            case Verdict.Inactive inactive ->
                new CheckReport.Token(
                        "inactive",
                        inactive.reason().code(),
                        null,
                        Hints.about(inactive.reason(), presented, provider));
            case Verdict.Undetermined undetermined ->
                new CheckReport.Token(
                        "undetermined",
                        undetermined.outage().code(),
                        null,
                        List.of(
                                "There is no verdict now: see keys and calls for what is wrong, and ask again in %d seconds."
                                        .formatted(undetermined.retryAfter().toSeconds())));
        };
    }
}
