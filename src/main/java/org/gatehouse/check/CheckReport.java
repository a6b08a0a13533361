package org.gatehouse.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of trying a provider out.
 *
 * @param ok whether its tokens can be judged: there are keys for each issuer, and each call refuses what it must
 * @param token what became of the token that was shown, if one was
 * @param warnings what an administrator should know although it may work
 */
record CheckReport(
        boolean ok,
        List<Keys> keys,
        List<Call> calls,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Token token,
        List<String> warnings) {

    /**
     * One key source.
     *
     * @param issuers the spellings of {@code iss} that are verified with these keys
     * @param from the {@code jwks_uri}, if it was found
     * @param usable how many keys tokens may be verified with
     * @param dropped entries that are not used, and why
     * @param error why the keys can't be had, and what to change
     */
    record Keys(
            List<String> issuers,
            boolean ok,
            @Nullable URI from,
            int usable,
            List<String> dropped,
            @Nullable String error) {}

    /**
     * One question that the provider is asked about tokens.
     *
     * @param ok whether it refused a made-up token as it should, or accepted one that was shown
     * @param shape of the token that it was asked about: {@code jwt} or {@code opaque}
     * @param problem {@code accepted_made_up_token}, an outage's code, or the reason why a shown token was refused
     * @param error what came back from where, and what to change
     */
    record Call(
            String name,
            String host,
            boolean ok,
            String shape,
            @Nullable String problem,
            @Nullable String error) {}

    /**
     * How a token would be judged now, callers' own rules aside.
     *
     * @param verdict {@code active}, {@code inactive} or {@code undetermined}
     * @param reason why it is not active: a reason's or an outage's code
     * @param username whose it is, if it is active
     * @param hints what the reason may come from, and what to change
     * @param calls what the provider answers when it is asked about the token, if it is
     */
    record Token(
            String verdict,
            @Nullable String reason,
            @Nullable String username,
            List<String> hints,
            List<Call> calls) {}
}
