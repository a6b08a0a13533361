package org.gatehouse.provider;

import java.util.Map;
import java.util.Set;
import org.gatehouse.token.Reason;

/**
 * What is asked of a JWT before its claims are believed.
 *
 * @param algorithms values of {@code alg} that this provider signs with, compared exactly (RFC 8725 §3.1)
 * @param types accepted {@code typ}, in lower case without {@code application/}, the empty text for none
 * @param refusedHeaders header parameters that mark a token as nobody's but the provider's own
 * @param keySources by issuer: keys live with their issuer
 */
public record JwtRules(
        Set<String> algorithms,
        Set<String> types,
        Map<String, Reason> refusedHeaders,
        Map<String, KeySource> keySources) {
    public JwtRules {
        algorithms = Set.copyOf(algorithms);
        types = Set.copyOf(types);
        refusedHeaders = Map.copyOf(refusedHeaders);
        keySources = Map.copyOf(keySources);
    }
}
