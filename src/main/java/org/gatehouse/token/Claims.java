package org.gatehouse.token;

/**
 * What a provider vouches for: the claim set of a token whose origin was verified by the provider's own means. Only {@code
 * verification} makes one, and {@code apitoken} for the tokens that we issued ourselves; only this type is judged and mapped. Cacheable; whether the token is good <em>now</em>, and for
 * this caller, is decided anew each time.
 *
 * @param vouchedBy names what proved them, for example the thumbprint of the signing key, so that claims can be forgotten
 *     when that proof is withdrawn
 */
public record Claims(ClaimSet set, String vouchedBy) {
    private static final String ANSWER = "answer";

    /** What a provider answered when it was asked about the token. */
    public static Claims ofAnswer(ClaimSet set) {
        return new Claims(set, ANSWER);
    }

    /**
     * Whether the provider itself was asked: then it has judged the token's times and issuer, and may leave them out. A signature
     * vouches for nothing that is not written under it.
     */
    public boolean isAnswer() {
        return vouchedBy.equals(ANSWER);
    }
}
