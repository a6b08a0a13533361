package org.gatehouse.check;

import java.net.URI;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.verification.Answered;
import org.gatehouse.verification.Judgement;
import org.gatehouse.verification.ProviderExchange;

/** A call that was made about a token, and what came back. Prints nothing of the token. */
record Asked(AskRules rules, ProviderCall call, PresentedToken.Usable token, ProviderExchange.Told told) {

    /** As it is reported about a token that an administrator shows. */
    CheckReport.Call report() {
        return switch (told.judgement()) {
            case Judgement.Accepted _ -> good();
            case Judgement.Refused(var reason) ->
                bad(reason.code(), "%s says no to this token: %s.".formatted(where(), words()));
            case Judgement.Failed failed -> failed(failed);
        };
    }

    CheckReport.Call good() {
        return new CheckReport.Call(call.name(), host(), true, shape(), null, null);
    }

    CheckReport.Call bad(String problem, String error) {
        return new CheckReport.Call(call.name(), host(), false, shape(), problem, error);
    }

    CheckReport.Call failed(Judgement.Failed failed) {
        return bad(
                failed.outage().code(),
                "%s gives no verdict: %s. %s".formatted(where(), words(), Remedy.of(this, failed)));
    }

    boolean isAboutJwt() {
        return token instanceof PresentedToken.Jwt;
    }

    String host() {
        return URI.create(call.url()).getRawAuthority();
    }

    private String shape() {
        return isAboutJwt() ? "jwt" : "opaque";
    }

    private String where() {
        return call.method() + " " + call.url();
    }

    /** What came back, or why nothing did. */
    String words() {
        return told.answer()
                .map(Answered::words)
                .orElseGet(() -> told.judgement() instanceof Judgement.Failed failed ? failed.why() : "no answer");
    }

    @Override
    public String toString() {
        return "Asked[" + call.name() + "]";
    }
}
