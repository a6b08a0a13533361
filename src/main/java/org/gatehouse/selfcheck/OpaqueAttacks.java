package org.gatehouse.selfcheck;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.gatehouse.token.Reason;

/** What a provider that is asked about opaque tokens must never be shown, even by a question that names it. */
final class OpaqueAttacks {
    private static final Set<Reason> ANY = EnumSet.allOf(Reason.class);

    private OpaqueAttacks() {}

    static List<Attack> all(int maxLength) {
        List<Attack> all = new ArrayList<>();
        String personal = Base64.getEncoder()
                .encodeToString("123456789012:self-check-not-a-token".getBytes(StandardCharsets.US_ASCII));
        all.add(attack(
                "product-token",
                "a personal access token of an Atlassian product",
                Reason.PRODUCT_TOKEN,
                personal.substring(0, 44)));
        all.add(attack(
                "product-token-bitbucket",
                "an HTTP access token of Bitbucket",
                Reason.PRODUCT_TOKEN,
                "BBDC-c2VsZi1jaGVjaw"));
        all.add(attack("too-large", "longer than any token looked at", Reason.TOO_LARGE, "x".repeat(maxLength + 1)));
        all.add(attack("space", "a space inside", Reason.MALFORMED, "self check"));
        all.add(attack("line-break", "a line break inside", Reason.MALFORMED, "self\ncheck"));
        all.add(attack("nul", "a NUL inside", Reason.MALFORMED, "self\u0000check"));
        all.add(attack("not-ascii", "a letter that no token has", Reason.MALFORMED, "self-ch\u00e9ck"));
        all.add(new Attack(
                "jwt-of-nobody",
                "a JWT of an issuer that nobody trusts",
                ANY,
                Forgery.unsigned("{\"alg\":\"RS256\"}", "{\"iss\":\"https://attacker.invalid\",\"sub\":\"admin\"}")));
        all.add(new Attack(
                "jwt-alg-none",
                "a JWT that nobody signed",
                ANY,
                Forgery.unsigned("{\"alg\":\"none\"}", "{\"sub\":\"admin\"}")));
        return all;
    }

    private static Attack attack(String name, String description, Reason expected, String token) {
        return new Attack(name, description, Set.of(expected), token);
    }
}
