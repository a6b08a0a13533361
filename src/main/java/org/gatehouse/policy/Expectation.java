package org.gatehouse.policy;

import static org.gatehouse.token.ClaimNames.AUD;
import static org.gatehouse.token.ClaimNames.CNF;
import static org.gatehouse.token.ClaimNames.EXP;
import static org.gatehouse.token.ClaimNames.ISS;
import static org.gatehouse.token.ClaimNames.SUB;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Reason;

/**
 * What a provider's tokens must satisfy.
 *
 * @param issuers a signed token is of one of them; what a provider answers need not name an issuer, and if it does, then one of
 *     these
 * @param refusals the signs of tokens that are no access tokens or not for us (RFC 8725 §3.12: one issuer signs several kinds of
 *     JWT with the same key); alike for what is signed and for what a provider answers
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068.html#section-4">RFC 9068 §4, Validating JWT Access Tokens</a>
 */
public record Expectation(
        List<TrustedIssuer> issuers,
        Binding binding,
        Lifetime lifetime,
        Rules rules,
        Places places,
        List<Refusal> refusals) {
    private static final int MAX_SUBJECT_LENGTH = 255;

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
        return refusals.stream()
                .filter(refusal -> ClaimCondition.allHold(refusal.when(), set))
                .map(Refusal::reason)
                .findFirst()
                // RFC 8705 §3, RFC 9449 §6: a bound token without its proof is a stolen token.
                .or(() -> set.has(CNF) ? Optional.of(Reason.SENDER_CONSTRAINED) : Optional.empty());
    }

    private static Optional<Reason> subjectRefusal(ClaimSet set) {
        boolean isFine = !set.has(SUB)
                || set.string(SUB)
                        .filter(sub -> sub.length() <= MAX_SUBJECT_LENGTH)
                        .isPresent();
        return isFine ? Optional.empty() : Optional.of(Reason.BAD_SUBJECT);
    }
}
