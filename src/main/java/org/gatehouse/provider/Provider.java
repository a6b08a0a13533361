package org.gatehouse.provider;

import org.gatehouse.policy.Expectation;
import org.gatehouse.policy.UsernameMapping;

/**
 * An issuer we trust, as an administrator configured it: how its tokens are recognised, verified, bound and mapped.
 *
 * @param id a readable slug
 * @param version grows with each change; part of the key under which its verified claims are remembered
 */
public record Provider(
        String id, String kind, long version, JwtRules jwt, Expectation expectation, UsernameMapping mapping) {}
