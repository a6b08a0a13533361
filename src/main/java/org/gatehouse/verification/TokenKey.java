package org.gatehouse.verification;

import org.gatehouse.provider.Provider;
import org.gatehouse.token.Fingerprint;
import org.gatehouse.token.PresentedToken;

/**
 * Under what something about a token is remembered: the whole token's hash, and the provider in the version that said so.
 *
 * @param length of the token, in characters: what its claims take in memory grows with it
 */
record TokenKey(Fingerprint token, int length, String provider, long version) {
    static TokenKey of(PresentedToken.Usable token, Provider provider) {
        return new TokenKey(token.fingerprint(), token.length(), provider.id(), provider.version());
    }
}
