package org.gatehouse.selfcheck;

import static org.gatehouse.token.Reason.BAD_EXPIRY;
import static org.gatehouse.token.Reason.BAD_ISSUED_AT;
import static org.gatehouse.token.Reason.BAD_JSON;
import static org.gatehouse.token.Reason.BAD_SUBJECT;
import static org.gatehouse.token.Reason.CLIENT_NOT_ALLOWED;
import static org.gatehouse.token.Reason.DENIED_GROUP;
import static org.gatehouse.token.Reason.EXPIRED;
import static org.gatehouse.token.Reason.GROUPS_UNKNOWN;
import static org.gatehouse.token.Reason.MISSING_GROUP;
import static org.gatehouse.token.Reason.MISSING_ROLE;
import static org.gatehouse.token.Reason.MISSING_SCOPE;
import static org.gatehouse.token.Reason.NOT_AN_ACCESS_TOKEN;
import static org.gatehouse.token.Reason.NOT_YET_VALID;
import static org.gatehouse.token.Reason.SENDER_CONSTRAINED;
import static org.gatehouse.token.Reason.UNKNOWN_ISSUER;
import static org.gatehouse.token.Reason.WRONG_AUDIENCE;
import static org.gatehouse.token.Reason.WRONG_TENANT;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.policy.Binding;
import org.gatehouse.policy.Expectation;
import org.gatehouse.policy.Places;
import org.gatehouse.policy.Rules;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.Reason;

/** Claims with the right signature: of another issuer, for somebody else, of another time or kind, or without a right that is needed. */
final class ClaimAttacks {
    private static final Set<Reason> NO_TIME = Set.of(BAD_EXPIRY, BAD_JSON, EXPIRED);

    private final Forgery good;
    private final Expectation expectation;
    private final long now;
    private final List<Attack> all = new ArrayList<>();

    private ClaimAttacks(Forgery good, Expectation expectation, Instant now) {
        this.good = good;
        this.expectation = expectation;
        this.now = now.getEpochSecond();
    }

    /**
     * @param idTokens whether ID tokens are what this provider takes
     * @param otherIssuer of another enabled provider, if there is one
     */
    static List<Attack> on(
            Forgery good, Expectation expectation, boolean idTokens, Optional<String> otherIssuer, Instant now) {
        ClaimAttacks attacks = new ClaimAttacks(good, expectation, now);
        attacks.issuers(otherIssuer);
        attacks.audiences();
        attacks.clients();
        attacks.times();
        attacks.kinds(idTokens);
        attacks.tenants();
        attacks.rights();
        return attacks.all;
    }

    private void add(String name, String description, Set<Reason> expected, Forgery forged) {
        all.add(new Attack(name, description, expected, forged.compact()));
    }

    private void issuers(Optional<String> otherIssuer) {
        String issuer = expectation.issuers().getFirst().issuer();
        Set<Reason> unknown = Set.of(UNKNOWN_ISSUER);
        add("iss-missing", "no iss", unknown, good.withoutClaim("iss"));
        add("iss-null", "iss is null", unknown, good.claim("iss", "null"));
        add("iss-list", "iss in a list", unknown, good.claim("iss", "[" + Forgery.text(issuer) + "]"));
        add("iss-attacker", "an issuer that nobody trusts", unknown, good.claim("iss", "\"https://attacker.invalid\""));
        add(
                "iss-longer",
                "an issuer that begins like the right one",
                unknown,
                good.claim("iss", Forgery.text(issuer + ".attacker.invalid")));
        // Another provider's expectation holds then, and it may refuse it for any reason of its own.
        otherIssuer.ifPresent(other -> add(
                "iss-of-another-provider",
                "the issuer of another provider, with this one's key",
                EnumSet.allOf(Reason.class),
                good.claim("iss", Forgery.text(other))));
    }

    private void audiences() {
        Binding binding = expectation.binding();
        if (binding.audiences().isEmpty()) {
            return;
        }
        Set<Reason> wrong = Set.of(WRONG_AUDIENCE);
        String audience = binding.audiences().stream().sorted().findFirst().orElseThrow();
        add("aud-missing", "no aud", wrong, good.withoutClaim("aud"));
        add("aud-null", "aud is null", wrong, good.claim("aud", "null"));
        add("aud-empty", "aud is an empty list", wrong, good.claim("aud", "[]"));
        add("aud-object", "aud is an object", wrong, good.claim("aud", "{" + Forgery.text(audience) + ":true}"));
        add("aud-star", "aud is *", wrong, good.claim("aud", "\"*\""));
        add("aud-other", "another audience", wrong, good.claim("aud", "[\"another-api\"]"));
        add(
                "aud-longer",
                "an audience that begins like the right one",
                wrong,
                good.claim("aud", Forgery.text(audience + "-attacker")));
        add(
                "aud-spaces",
                "the right audience among others in one text",
                wrong,
                good.claim("aud", Forgery.text("another-api " + audience)));
    }

    private void clients() {
        Binding binding = expectation.binding();
        if (binding.allowedClients().isEmpty()) {
            return;
        }
        Forgery nobodys = good;
        for (ClaimPath place : binding.clientIdClaims()) {
            nobodys = nobodys.withoutClaim(place.claim());
        }
        Set<Reason> wrong = Set.of(CLIENT_NOT_ALLOWED);
        add("client-missing", "no client", wrong, nobodys);
        ClaimPath place = binding.clientIdClaims().getFirst();
        if (place.steps().size() == 1) {
            add("client-other", "another client", wrong, good.claim(place.claim(), "\"another-client\""));
        }
    }

    private void times() {
        long leeway = expectation.lifetime().leeway().toSeconds();
        long hour = Duration.ofHours(1).toSeconds();
        long longest = expectation.lifetime().longest().toSeconds();
        add("exp-missing", "no exp", Set.of(BAD_EXPIRY), good.withoutClaim("exp"));
        add("exp-null", "exp is null", Set.of(BAD_EXPIRY), good.claim("exp", "null"));
        add("exp-zero", "exp is 0", NO_TIME, good.claim("exp", "0"));
        add("exp-negative", "exp is negative", NO_TIME, good.claim("exp", "-1"));
        add("exp-text", "exp is a text", Set.of(BAD_EXPIRY), good.claim("exp", "\"" + (now + 60) + "\""));
        add("exp-overflow", "exp is a number that no clock holds", NO_TIME, good.claim("exp", "1e999"));
        add(
                "exp-far",
                "exp lies further ahead than any token may live",
                Set.of(BAD_EXPIRY),
                good.claim("exp", Long.toString(now + longest + hour)));
        add(
                "exp-milliseconds",
                "exp in milliseconds",
                Set.of(BAD_EXPIRY),
                good.claim("exp", Long.toString((now + 60) * 1000)));
        Forgery old = good.claim("iat", Long.toString(now - leeway - 2 * hour));
        add("exp-past", "expired an hour ago", Set.of(EXPIRED), old.claim("exp", Long.toString(now - leeway - hour)));
        add("exp-past-fraction", "expired, with a fraction", NO_TIME, old.claim("exp", (now - leeway - hour) + ".5"));
        add(
                "nbf-future",
                "good only in an hour",
                Set.of(NOT_YET_VALID),
                good.claim("nbf", Long.toString(now + leeway + hour)));
        add("nbf-text", "nbf is a text", Set.of(NOT_YET_VALID), good.claim("nbf", "\"0\""));
        add(
                "iat-future",
                "issued in an hour",
                Set.of(BAD_ISSUED_AT),
                good.claim("iat", Long.toString(now + leeway + hour)));
    }

    private void kinds(boolean idTokens) {
        Set<Reason> kind = Set.of(NOT_AN_ACCESS_TOKEN);
        for (String typ : List.of("Refresh", "Logout", "Offline")) {
            add("claim-typ-" + typ, "a token whose claims say typ " + typ, kind, good.claim("typ", Forgery.text(typ)));
        }
        add(
                "logout-token",
                "a logout token",
                kind,
                good.claim("events", "{\"http://schemas.openid.net/event/backchannel-logout\":{}}"));
        add("presentation", "a verifiable presentation", kind, good.claim("vp", "{}"));
        if (!idTokens) {
            add("id-token-use", "an ID token by token_use", kind, good.claim("token_use", "\"id\""));
            Forgery withoutScopes = good.claim("nonce", "\"n\"");
            for (ClaimPath place : expectation.places().scopes()) {
                withoutScopes = withoutScopes.withoutClaim(place.claim());
            }
            add(
                    "id-token",
                    "an ID token: a nonce and no scope",
                    kind,
                    withoutScopes.withoutClaim("scope").withoutClaim("scp"));
        }
        add(
                "bound-to-a-key",
                "a token that is bound to a key (DPoP)",
                Set.of(SENDER_CONSTRAINED),
                good.claim("cnf", "{\"jkt\":\"AAAA\"}"));
        add("sub-list", "sub in a list", Set.of(BAD_SUBJECT), good.claim("sub", "[\"self-check\"]"));
    }

    private void tenants() {
        Set<Reason> wrong = Set.of(WRONG_TENANT);
        for (String claim : expectation.issuers().getFirst().requiredClaims().keySet()) {
            add("tenant-" + claim, "another tenant: " + claim, wrong, good.claim(claim, "\"another-tenant\""));
            add("tenant-missing-" + claim, "no tenant: " + claim, wrong, good.withoutClaim(claim));
        }
    }

    private void rights() {
        Rules rules = expectation.rules();
        Places places = expectation.places();
        if (!rules.scopes().isEmpty()) {
            Forgery without = good;
            for (ClaimPath place : places.scopes()) {
                without = without.withoutClaim(place.claim());
            }
            add("scope-missing", "without a required scope", Set.of(MISSING_SCOPE), without.claim("unrelated", "true"));
        }
        if (!rules.roles().isEmpty()) {
            add(
                    "role-missing",
                    "without a required role",
                    Set.of(MISSING_ROLE),
                    good.withoutClaim(places.roles().claim()));
        }
        if (!rules.groups().isEmpty()) {
            add(
                    "group-missing",
                    "in no group that is let in",
                    Set.of(MISSING_GROUP, GROUPS_UNKNOWN),
                    good.withoutClaim(places.groups().claim()));
        }
        if (!rules.deniedGroups().isEmpty() && places.groups().steps().size() == 1) {
            String denied = rules.deniedGroups().stream().sorted().findFirst().orElseThrow();
            add(
                    "group-denied",
                    "in a group that is kept out",
                    Set.of(DENIED_GROUP, MISSING_GROUP),
                    good.claim(places.groups().claim(), "[" + Forgery.text(denied) + "]"));
        }
    }
}
