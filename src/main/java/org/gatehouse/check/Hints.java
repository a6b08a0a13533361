package org.gatehouse.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatehouse.policy.TrustedIssuer;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.ClientCredentials;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;

/**
 * What the reason for a refusal may come from, for an administrator who has the token. Names claims that decide, for which nobody
 * vouches; never the token.
 */
final class Hints {
    private static final String KEYCLOAK = "keycloak";
    private static final ClaimPath AUDIENCE = ClaimPath.parse(ClaimNames.AUD);
    private static final int LONGEST = 200;

    private Hints() {}

    static List<String> about(Reason reason, PresentedToken token, Provider provider) {
        Optional<ClaimSet> claims =
                token instanceof PresentedToken.Jwt jwt ? Optional.of(jwt.unverified()) : Optional.empty();
        return switch (reason) {
            case NOT_ACTIVE -> claims.map(set -> notActive(set, provider)).orElse(List.of());
            case EXPIRED ->
                claims.flatMap(set -> set.time(ClaimNames.EXP))
                        .map(exp -> List.of("It expired at %s.".formatted(exp)))
                        .orElse(List.of());
            case UNKNOWN_ISSUER ->
                List.of("Its iss is %s; this provider's tokens say %s."
                        .formatted(
                                claims.flatMap(set -> set.string(ClaimNames.ISS))
                                        .map(Hints::shown)
                                        .orElse("missing"),
                                either(provider.expectation().issuers().stream().map(TrustedIssuer::issuer))));
            case WRONG_AUDIENCE ->
                List.of("It is for %s; this provider takes tokens for %s."
                        .formatted(
                                claims.map(set -> either(set.strings(AUDIENCE).stream()))
                                        .orElse("another audience"),
                                either(provider.expectation().binding().audiences().stream())));
            case APP_ONLY ->
                List.of(
                        "It belongs to an application: name that one's user in mapping.appOnly to let it in. Or nothing in it proves a person: if all tokens of this provider are people's, set mapping.subjectsArePeople to true.");
            case NO_USERNAME ->
                List.of(
                        "None of the claims that mapping.attributes lists gives a username. The token itself has the claims %s."
                                .formatted(claims.map(set -> either(
                                                new TreeSet<>(set.members().keySet()).stream()))
                                        .orElse("nothing tells of")));
            case BAD_USERNAME ->
                List.of(
                        "The name that mapping.attributes gives is not written as usernames are: in Unicode NFC and plain width, with at most 255 characters, none of them white space or invisible. It is never rewritten, since another user may have the other spelling. Change it at the provider, or take another attribute. Plain spaces around it are cut off if mapping.trim is true.");
            case ADDRESS_NOT_ALLOWED ->
                List.of(
                        "Tokens of this provider are good at the addresses of rules.addresses only, and a check comes from none.");
            case NO_PROVIDER ->
                List.of("It does not look like one of this provider's tokens, so it was not shown to the provider.");
            case PRODUCT_TOKEN -> List.of("An Atlassian product issued it itself; it was not shown to the provider.");
            default -> List.of();
        };
    }

    /** Only if its keys verified a token is a provider asked about it that has keys. */
    private static List<String> notActive(ClaimSet claims, Provider provider) {
        Optional<AskRules> rules = provider.ask().filter(ask -> ask.jwts() == AskRules.Jwts.AFTER_KEYS);
        if (rules.isEmpty()) {
            return List.of();
        }
        List<String> hints = new ArrayList<>();
        clientThatIntrospects(rules.get(), provider)
                .filter(client -> !claims.strings(AUDIENCE).contains(client))
                .ifPresent(client -> hints.add(
                        "The keys verify this token and it has not expired, but Keycloak says that it is not active. Since 26.6.2 Keycloak says so to every client that is not in the token's aud: add an audience mapper for our client '%s', or set alsoAsk to userinfo."
                                .formatted(client)));
        hints.add(
                "Its signature is good, but the provider no longer stands by it: the user signed out, or the session or the client was revoked or disabled.");
        return hints;
    }

    private static Optional<String> clientThatIntrospects(AskRules rules, Provider provider) {
        boolean isIntrospected = provider.kind().equals(KEYCLOAK)
                && rules.calls().stream().anyMatch(call -> call.as() == ProviderCall.Credential.CLIENT);
        return isIntrospected ? rules.client().map(ClientCredentials::clientId) : Optional.empty();
    }

    private static String either(Stream<String> values) {
        return values.map(Hints::shown).reduce((one, next) -> one + ", " + next).orElse("none");
    }

    private static String shown(String value) {
        String text = value.replaceAll("\\p{Cntrl}", "?");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
