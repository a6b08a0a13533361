package org.gatehouse.provider;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.policy.Expectation;
import org.gatehouse.policy.UsernameMapping;

/**
 * An issuer we trust, as an administrator configured it: how its tokens are recognised, verified, bound and mapped.
 *
 * @param id a readable slug
 * @param version grows with each change; part of the key under which its verified claims are remembered
 */
public record Provider(
        String id, String kind, long version, JwtRules jwt, Expectation expectation, UsernameMapping mapping) {

    /** An issuer of which both providers take tokens with the same audience, if there is one. */
    Optional<String> contestedWith(Provider other) {
        if (Collections.disjoint(
                expectation.binding().audiences(), other.expectation().binding().audiences())) {
            return Optional.empty();
        }
        Set<String> theirs = other.jwt().keySources().keySet();
        return jwt.keySources().keySet().stream().filter(theirs::contains).findFirst();
    }
}
