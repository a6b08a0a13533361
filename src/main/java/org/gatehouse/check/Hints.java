package org.gatehouse.check;

import static org.gatehouse.check.Facts.listed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.policy.TrustedIssuer;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.ClientCredentials;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.text.Shown;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.gatehouse.verification.Answered;

/**
 * What the reason for a refusal may come from and what to change, for an administrator who has the token. Names claims that decide, for
 * which nobody may vouch; never the token.
 *
 * @param asked what the provider was asked about it
 */
record Hints(Facts facts, List<Asked> asked) {
    private static final String KEYCLOAK = "keycloak";
    private static final ClaimPath AUDIENCE = ClaimPath.parse(ClaimNames.AUD);

    /** At least one, whatever the reason. */
    List<String> about(Reason reason) {
        return switch (reason) {
            case NOT_ACTIVE -> notActive();
            case TOO_LARGE ->
                List.of(
                        "It is longer than a token may be, or its header is. If it really is one, raise GATEHOUSE_INTROSPECTION_MAX_TOKEN_LENGTH.");
            case MALFORMED, BAD_BASE64, BAD_UTF8 ->
                List.of(
                        "It has the dots of a JWT and is none that can be read: the client sends something else, or it was cut off or changed on the way (a line break, quotes, a missing end).");
            case BAD_JSON ->
                List.of(
                        "Its header or payload is not one strict JSON object: a member may stand in it once only, and nothing behind it. The provider makes broken tokens, or it was changed on the way.");
            case ENCRYPTED ->
                List.of(
                        "It is encrypted (JWE), and Gatehouse has no keys for that: switch encryption of access tokens off at the provider.");
            case NESTED -> List.of("It is a JWT within a JWT: the client must send the access token itself.");
            case ALGORITHM_NOT_ALLOWED ->
                List.of(
                        "Its alg is %s; this provider takes %s. If the provider should sign so, add it to parameters.algorithms; never for a token that you don't expect."
                                .formatted(
                                        facts.algorithm(),
                                        listed(facts.algorithms().stream().sorted())));
            case ALGORITHM_KEY_MISMATCH ->
                List.of(
                        "The provider's key with the token's kid is not for its alg, %s: the key set is wrong, or the token is forged."
                                .formatted(facts.algorithm()));
            case BAD_KEY_ID -> List.of("Its kid is no text of 1 to 256 characters: no provider signs so.");
            case UNKNOWN_KEY ->
                List.of(
                        "The provider publishes no key with its kid, %s: keys[].from is where they were read. It may be a token of another environment with the same issuer, one that was signed with a key which has been withdrawn, or a forged one."
                                .formatted(facts.keyId()));
            case CRITICAL_HEADER ->
                List.of(
                        "Its header has crit or b64, an extension that must be understood (RFC 7515 §4.1.11), and Gatehouse understands none: switch it off at the provider.");
            case WRONG_TYPE ->
                List.of(
                        "Its header says typ %s; this provider takes %s. The client may have sent an ID token or another JWT in place of the access token; some kinds let other types in by a parameter."
                                .formatted(
                                        facts.type(),
                                        listed(facts.types().stream()
                                                .map(type -> type.isEmpty() ? "none at all" : type)
                                                .sorted())));
            case GRAPH_TOKEN ->
                List.of(
                        "It was made for Microsoft Graph, and nobody else can verify it: the client must ask for a scope of your own API (api://…), not for User.Read and the like.");
            case BAD_SIGNATURE ->
                List.of(
                        "The provider has a key with its kid, and the signature is not by it: the token is forged, was changed on the way, or is of another environment that reuses kids.");
            case UNKNOWN_ISSUER ->
                List.of("Its iss is %s; this provider's tokens say %s."
                        .formatted(
                                facts.text(ClaimNames.ISS).orElse("missing"),
                                listed(facts.expectation().issuers().stream().map(TrustedIssuer::issuer))));
            case NO_PROVIDER ->
                List.of("It does not look like one of this provider's tokens, so it was not shown to the provider.");
            case KIND_NOT_ALLOWED ->
                List.of(
                        "It is a kind of token that this provider's parameters don't let in, such as a personal access token: see the provider's page for what may be let in.");
            case PRODUCT_TOKEN -> List.of("An Atlassian product issued it itself; it was not shown to the provider.");
            case AMBIGUOUS_PROVIDER ->
                List.of(
                        "Several providers could have issued it, so none was asked: give them different audiences or prefixes, or let the caller name the provider.");
            case WRONG_TENANT ->
                List.of(
                        "A claim that says of which tenant, workspace, policy or repository it is has another value than the parameters say, or is missing. It has %s."
                                .formatted(facts.claimNames()));
            case WRONG_AUDIENCE ->
                List.of("It is for %s; this provider takes tokens for %s."
                        .formatted(
                                facts.claims()
                                        .map(set -> listed(set.strings(AUDIENCE).stream()))
                                        .orElse("another audience"),
                                listed(facts.expectation().binding().audiences().stream()
                                        .sorted())));
            case BINDING_NOT_MET ->
                List.of(
                        "A rule of parameters.bindingRule does not hold for it, so it was issued for somebody else, or the rule is wrong. It has %s."
                                .formatted(facts.claimNames()));
            case CLIENT_NOT_ALLOWED ->
                List.of("It was issued to the client %s; this provider takes those of %s."
                        .formatted(
                                facts.claims()
                                        .flatMap(set ->
                                                facts.expectation().binding().clientId(set))
                                        .map(Shown::brief)
                                        .orElse("that it does not name"),
                                facts.clients()));
            case NOT_AN_ACCESS_TOKEN ->
                List.of(
                        "It looks like an ID, refresh or logout token, or lacks what an access token of this provider has: the client must send its access token. Its type: typ %s, token_use %s."
                                .formatted(
                                        facts.text("typ").orElse("missing"),
                                        facts.text("token_use").orElse("missing")));
            case ACCOUNT_INACTIVE ->
                List.of("The user is blocked, deactivated or deleted at the provider: its administrator can tell.");
            case WRONG_SUBJECT ->
                List.of(
                        "What the provider answered is about another sub than the token: one of the URLs in the parameters is another tenant's or environment's, or the provider is at fault.");
            case EXPIRED ->
                List.of(facts.claims()
                        .flatMap(set -> set.time(ClaimNames.EXP))
                        .map(
                                "It expired at %s: the client must renew it earlier. If that was seconds ago, compare clocks (rules.leeway)."
                                        ::formatted)
                        .orElse("It has expired: the client must renew it earlier."));
            case BAD_EXPIRY ->
                List.of(
                        "Its exp is %s, and must be a time that is no further away than rules.maxLifetime: let the provider make shorter tokens, or raise that."
                                .formatted(facts.shown(ClaimNames.EXP)));
            case NOT_YET_VALID ->
                List.of(
                        "Its nbf is %s, which is still to come or no time: compare the clocks of the provider and of this host."
                                .formatted(facts.shown(ClaimNames.NBF)));
            case BAD_ISSUED_AT ->
                List.of(
                        "Its iat is %s, which is in the future, after exp, or no time: compare the clocks of the provider and of this host."
                                .formatted(facts.shown(ClaimNames.IAT)));
            case BAD_SUBJECT -> List.of("Its sub is no text of 1 to 255 characters.");
            case SENDER_CONSTRAINED ->
                List.of(
                        "It is bound to a key or certificate of its client (cnf: DPoP or mutual TLS), so it is worth nothing as a bearer token: the client must ask for one that is not bound, or the provider must not bind those of this client.");
            case MISSING_SCOPE ->
                List.of(
                        "It has the scopes %s; needed are all of %s. The client must ask for them, or rules.requiredScopes asks too much."
                                .formatted(
                                        facts.claims()
                                                .map(set -> listed(facts.expectation().places().scopesOf(set).stream()
                                                        .sorted()))
                                                .orElse("that the provider did not tell"),
                                        listed(facts.expectation().rules().scopes().stream()
                                                .sorted())));
            case MISSING_ROLE ->
                List.of(
                        "It has the roles %s (%s); needed are all of %s. Give them to the user at the provider, or change rules.requiredRoles."
                                .formatted(
                                        facts.words(facts.expectation().places().roles()),
                                        facts.expectation().places().roles(),
                                        listed(facts.expectation().rules().roles().stream()
                                                .sorted())));
            case MISSING_GROUP ->
                List.of(
                        "Its groups are %s (%s); one of %s is needed. Put the user into one at the provider, see that the token says groups by this name, or change rules.allowedGroups."
                                .formatted(
                                        facts.words(facts.expectation().places().groups()),
                                        facts.expectation().places().groups(),
                                        listed(facts.expectation().rules().groups().stream()
                                                .sorted())));
            case DENIED_GROUP ->
                List.of("The user is in a group of rules.deniedGroups: %s."
                        .formatted(listed(facts.expectation().rules().deniedGroups().stream()
                                .filter(facts.groups()::contains)
                                .sorted())));
            case GROUPS_UNKNOWN ->
                List.of(
                        "The rules ask for groups, and the token does not say all of them at %s: let the provider put them in (for Entra also: fewer groups, or parameters by which they are looked up)."
                                .formatted(facts.expectation().places().groups()));
            case APP_ONLY ->
                List.of(
                        "It belongs to an application: name that one's user in mapping.appOnly to let it in. Or nothing in it proves a person: if all tokens of this provider are people's, set mapping.subjectsArePeople to true.");
            case NO_USERNAME, BAD_USERNAME, UNVERIFIED_EMAIL -> List.of(unnamed());
            case BAD_CHECKSUM, UNKNOWN_API_TOKEN, REVOKED, ROTATED, DISABLED, CALLER_NOT_ALLOWED, READ_ONLY ->
                List.of("That is about an API token of Gatehouse itself: see it at /api/v1/tokens.");
            case ADDRESS_NOT_ALLOWED ->
                List.of(
                        "Tokens of this provider are good at the addresses of rules.addresses only, and a check comes from none.");
        };
    }

    /** What a provider says of a token of its own that is not good; if keys verified it before, there is more to it. */
    private List<String> notActive() {
        List<String> hints = new ArrayList<>();
        if (isLightweight()) {
            hints.add(
                    "It is a lightweight access token, which Keycloak takes at its userinfo endpoint no more (since 26.6.2): switch lightweight access tokens off for the client that gets it (Advanced, Always use lightweight access token), or set alsoAsk to introspection.");
            return hints;
        }
        boolean isVerified = facts.provider()
                        .ask()
                        .filter(rules -> rules.jwts() == AskRules.Jwts.AFTER_KEYS)
                        .isPresent()
                && facts.token() instanceof PresentedToken.Jwt;
        if (!isVerified) {
            hints.add(
                    "The provider says that it is not good: expired, revoked, or never issued there. Most providers don't say why; get a new one and check that first.");
            return hints;
        }
        clientThatIntrospects()
                .filter(client -> facts.claims().map(set -> set.strings(AUDIENCE)).orElse(List.of()).stream()
                        .noneMatch(client::equals))
                .ifPresent(client -> hints.add(
                        "The keys verify this token and it has not expired, but Keycloak says that it is not active. Since 26.6.2 Keycloak says so to every client that is not in the token's aud: add an audience mapper for our client '%s', or set alsoAsk to userinfo."
                                .formatted(client)));
        hints.add(
                "Its signature is good, but the provider no longer stands by it: the user signed out, or the session or the client was revoked or disabled.");
        return hints;
    }

    private boolean isLightweight() {
        return asked.stream()
                .flatMap(call -> call.told().answer().stream())
                .map(Answered::description)
                .anyMatch(words -> words.toLowerCase(Locale.ROOT).contains("lightweight"));
    }

    private Optional<String> clientThatIntrospects() {
        return facts.provider()
                .ask()
                .filter(_ -> facts.provider().kind().equals(KEYCLOAK))
                .filter(rules -> rules.calls().stream().anyMatch(call -> call.as() == ProviderCall.Credential.CLIENT))
                .flatMap(AskRules::client)
                .map(ClientCredentials::clientId);
    }

    private String unnamed() {
        String why = facts.unnamed().orElse("None of the claims that mapping.attributes lists gives a username.");
        return why + " It has the claims " + facts.claimNames() + ".";
    }
}
