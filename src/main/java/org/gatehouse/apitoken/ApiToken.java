package org.gatehouse.apitoken;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A token that we issued, or were told to honour, as one of its secrets finds it. What is said of it here is remembered; whether
 * it is good now is not.
 *
 * @param callers ids of the callers that may ask about it; exactly {@code ["*"]} for all
 * @param allow the ranges that it may be used from; empty for anywhere
 * @param revoked for good
 * @param secret the secret that found it
 */
record ApiToken(
        UUID id,
        String username,
        boolean readOnly,
        boolean enabled,
        boolean revoked,
        List<String> callers,
        List<Cidr> allow,
        Instant expiresAt,
        Secret secret) {
    /** Stands alone in {@link #callers} and means each of them. */
    static final String ALL_CALLERS = "*";

    static final String READ_SCOPE = "read";

    ApiToken {
        callers = List.copyOf(callers);
        allow = List.copyOf(allow);
    }

    /**
     * One of a token's secrets.
     *
     * @param hash the stored hash
     * @param imported whether another system issued it
     * @param expiresAt when it ends because it was rotated; null for the newest
     */
    record Secret(
            String hash,
            boolean imported,
            Instant createdAt,
            @Nullable Instant expiresAt) {}

    /** The first reason to refuse it now, to this caller, for this request. */
    Optional<Reason> refusal(String caller, RequestContext request, Instant now) {
        if (revoked) {
            return Optional.of(Reason.REVOKED);
        }
        if (!enabled) {
            return Optional.of(Reason.DISABLED);
        }
        if (!now.isBefore(expiresAt)) {
            return Optional.of(Reason.EXPIRED);
        }
        if (secret.expiresAt() != null && !now.isBefore(secret.expiresAt())) {
            return Optional.of(Reason.ROTATED);
        }
        if (!callers.contains(ALL_CALLERS) && !callers.contains(caller)) {
            return Optional.of(Reason.CALLER_NOT_ALLOWED);
        }
        if (!mayComeFrom(request)) {
            return Optional.of(Reason.ADDRESS_NOT_ALLOWED);
        }
        return readOnly && !ReadingRequests.includes(request) ? Optional.of(Reason.READ_ONLY) : Optional.empty();
    }

    /** An address that was not told is in no range. */
    private boolean mayComeFrom(RequestContext request) {
        return allow.isEmpty()
                || request.clientIp()
                        .filter(address -> allow.stream().anyMatch(range -> range.contains(address)))
                        .isPresent();
    }

    /** What we vouch for, in the claims of RFC 7662 §2.2. When another system issued a token is not known to us. */
    Claims claims() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put(ClaimNames.SUB, username);
        members.put(ClaimNames.JTI, id.toString());
        if (!secret.imported()) {
            members.put(ClaimNames.IAT, secret.createdAt().getEpochSecond());
        }
        members.put(ClaimNames.EXP, end().getEpochSecond());
        if (readOnly) {
            members.put(ClaimNames.SCOPE, READ_SCOPE);
        }
        return new Claims(new ClaimSet(members), Verdict.OWN_PROVIDER);
    }

    private Instant end() {
        return secret.expiresAt() != null && secret.expiresAt().isBefore(expiresAt) ? secret.expiresAt() : expiresAt;
    }

    @Override
    public String toString() {
        return "ApiToken[" + id + "]";
    }
}
