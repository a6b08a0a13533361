package org.gatehouse.token;

import java.util.Optional;

/**
 * A token as received: nothing in it is trusted. Which kind it is decides who may be asked about it. None of them prints the
 * token, only its {@link Fingerprint}.
 */
public sealed interface PresentedToken {

    /** Stands for the token where the token must not be. */
    Fingerprint fingerprint();

    /** A token that somebody may vouch for: a JWT by its signature, any token by its provider's word. */
    sealed interface Usable extends PresentedToken {
        /** The live credential itself; goes to the one provider that may have issued it, and nowhere else. */
        String value();

        /** Of the whole token, in characters. */
        int length();
    }

    /**
     * A well-formed JWS in compact serialization (RFC 7515 §7.1), unverified.
     *
     * @param signingInput the received characters up to the second dot, which the signature covers
     * @param signature the third part, well-formed base64url
     * @param unverified the claims as the sender wrote them; good for choosing among configured issuers, and for nothing else
     */
    record Jwt(Fingerprint fingerprint, JoseHeader header, String signingInput, String signature, ClaimSet unverified)
            implements Usable {

        /** Selects among configured issuers by exact comparison; never builds a URL. */
        public Optional<String> claimedIssuer() {
            return unverified.string(ClaimNames.ISS);
        }

        @Override
        public String value() {
            return signingInput + "." + signature;
        }

        @Override
        public int length() {
            return signingInput.length() + 1 + signature.length();
        }

        @Override
        public String toString() {
            return "Jwt[" + fingerprint + "]";
        }
    }

    /** Not a JWT: only the provider that issued it can say more. */
    record Opaque(Fingerprint fingerprint, String value) implements Usable {
        @Override
        public int length() {
            return value.length();
        }

        @Override
        public String toString() {
            return "Opaque[" + fingerprint + "]";
        }
    }

    /** Neither: refused without asking anyone. */
    record Unusable(Fingerprint fingerprint, Reason reason) implements PresentedToken {}
}
