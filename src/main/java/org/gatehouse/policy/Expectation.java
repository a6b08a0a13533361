package org.gatehouse.policy;

import static org.gatehouse.token.ClaimNames.AT_HASH;
import static org.gatehouse.token.ClaimNames.AUD;
import static org.gatehouse.token.ClaimNames.CNF;
import static org.gatehouse.token.ClaimNames.C_HASH;
import static org.gatehouse.token.ClaimNames.EVENTS;
import static org.gatehouse.token.ClaimNames.EXP;
import static org.gatehouse.token.ClaimNames.ISS;
import static org.gatehouse.token.ClaimNames.JTI;
import static org.gatehouse.token.ClaimNames.NONCE;
import static org.gatehouse.token.ClaimNames.SCOPE;
import static org.gatehouse.token.ClaimNames.SCP;
import static org.gatehouse.token.ClaimNames.SUB;
import static org.gatehouse.token.ClaimNames.TOKEN_USE;
import static org.gatehouse.token.ClaimNames.TYP;
import static org.gatehouse.token.ClaimNames.VC;
import static org.gatehouse.token.ClaimNames.VP;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Reason;

/**
 * What a provider's tokens must satisfy.
 *
 * @param issuers a signed token is of one of them; what a provider answers need not name an issuer, and if it does, then one of
 *     these
 * @param refusals the provider's own signs of tokens that are not for us
 * @param idTokens whether ID tokens are taken, because this provider gives its clients no other JWT
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068.html#section-4">RFC 9068 §4, Validating JWT Access Tokens</a>
 */
public record Expectation(
        List<TrustedIssuer> issuers,
        Binding binding,
        Lifetime lifetime,
        Rules rules,
        Places places,
        List<Refusal> refusals,
        boolean idTokens) {
    private static final int MAX_SUBJECT_LENGTH = 255;
    private static final Set<String> OTHER_KINDS = Set.of("id", "refresh", "logout", "offline", "state");

    public Expectation {
        issuers = List.copyOf(issuers);
        refusals = List.copyOf(refusals);
    }

    /**
     * Finds the first reason to refuse these claims at this instant: issuer and tenant, binding, kind of token, times, subject,
     * then scopes, roles and groups. Signature, algorithm, key and {@code typ} were {@code verification}'s business. Does no I/O and
     * never throws for a bad token.
     */
    public Optional<Reason> refusal(Claims claims, Instant now) {
        ClaimSet set = claims.set();
        return issuerRefusal(claims)
                .or(() -> binding.refusals(set).findFirst())
                .or(() -> kindRefusal(set))
                .or(() -> claims.isAnswer() ? lifetime.refusalOfAnswer(set, now) : lifetime.refusal(set, now))
                .or(() -> subjectRefusal(set))
                .or(() -> rules.refusal(set, places));
    }

    /**
     * The same, but only reasons that nothing else can change which is said about a signed token: neither what its provider answers,
     * nor groups that are found elsewhere.
     */
    public Optional<Reason> finalRefusal(Claims signed, Instant now) {
        ClaimSet set = signed.set();
        return issuerRefusal(signed)
                .or(() -> set.has(AUD)
                        ? binding.refusals(set)
                                .filter(Reason.WRONG_AUDIENCE::equals)
                                .findFirst()
                        : Optional.empty())
                .or(() -> set.has(EXP) ? lifetime.refusal(set, now) : Optional.empty());
    }

    private Optional<Reason> issuerRefusal(Claims claims) {
        ClaimSet set = claims.set();
        if (claims.isAnswer() && (issuers.isEmpty() || !set.has(ISS))) {
            return Optional.empty();
        }
        Optional<TrustedIssuer> trusted = set.string(ISS).flatMap(this::issuerNamed);
        if (trusted.isEmpty()) {
            return Optional.of(Reason.UNKNOWN_ISSUER);
        }
        boolean isOfTenant = trusted.get().requiredClaims().entrySet().stream()
                .allMatch(required -> set.string(required.getKey())
                        .filter(required.getValue()::equals)
                        .isPresent());
        return isOfTenant ? Optional.empty() : Optional.of(Reason.WRONG_TENANT);
    }

    private Optional<TrustedIssuer> issuerNamed(String iss) {
        return issuers.stream().filter(trusted -> trusted.issuer().equals(iss)).findFirst();
    }

    private Optional<Reason> kindRefusal(ClaimSet set) {
        if (saysAnotherKind(set) || (!idTokens && looksLikeAnIdToken(set))) {
            return Optional.of(Reason.NOT_AN_ACCESS_TOKEN);
        }
        // RFC 8705 §3, RFC 9449 §6: a bound token without its proof is a stolen token.
        if (set.has(CNF)) {
            return Optional.of(Reason.SENDER_CONSTRAINED);
        }
        return refusals.stream()
                .filter(refusal -> ClaimCondition.allHold(refusal.when(), set))
                .map(Refusal::reason)
                .findFirst();
    }

    /** RFC 8725 §3.12: one issuer signs several kinds of JWT with the same key; these are the signs of the others. */
    private boolean saysAnotherKind(ClaimSet set) {
        return set.string(TYP)
                        .map(typ -> typ.toLowerCase(Locale.ROOT))
                        .filter(OTHER_KINDS::contains)
                        .filter(typ -> !idTokens || !typ.equals("id"))
                        .isPresent()
                || set.has(EVENTS)
                || set.has(VP)
                || set.has(VC);
    }

    private static boolean looksLikeAnIdToken(ClaimSet set) {
        return set.string(TOKEN_USE).filter("id"::equals).isPresent()
                || set.string(JTI).filter(jti -> jti.startsWith("ID.")).isPresent()
                || ((set.has(NONCE) || set.has(AT_HASH) || set.has(C_HASH)) && !set.has(SCOPE) && !set.has(SCP));
    }

    private static Optional<Reason> subjectRefusal(ClaimSet set) {
        boolean isFine = !set.has(SUB)
                || set.string(SUB)
                        .filter(sub -> sub.length() <= MAX_SUBJECT_LENGTH)
                        .isPresent();
        return isFine ? Optional.empty() : Optional.of(Reason.BAD_SUBJECT);
    }
}
