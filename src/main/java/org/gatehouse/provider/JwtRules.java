package org.gatehouse.provider;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;

/**
 * What is asked of a JWT before its claims are believed.
 *
 * @param algorithms values of {@code alg} that this provider signs with, compared exactly (RFC 8725 §3.1)
 * @param types accepted {@code typ}, in lower case without {@code application/}, the empty text for none
 * @param refusedHeaders header parameters that mark a token as nobody's but the provider's own
 * @param keySources by issuer, or {@link #keysOf} it and the value of a claim: keys live with their issuer
 * @param keyClaims the claims by which an issuer's key sets differ; empty if each has one
 * @param idTokens whether ID tokens are what is presented, because this kind of provider has no other JWT
 * @param stricter the setting by which {@link #ACCESS_TOKEN_TYPE} alone would be accepted, if there is one that was not chosen
 */
public record JwtRules(
        Set<String> algorithms,
        Set<String> types,
        Map<String, Reason> refusedHeaders,
        Map<String, KeySource> keySources,
        List<ClaimPath> keyClaims,
        boolean idTokens,
        Optional<String> stricter) {
    /** RFC 9068 §2.1. */
    static final String ACCESS_TOKEN_TYPE = "at+jwt";

    public JwtRules {
        algorithms = Set.copyOf(algorithms);
        types = Set.copyOf(types);
        refusedHeaders = Map.copyOf(refusedHeaders);
        keySources = Map.copyOf(keySources);
        keyClaims = List.copyOf(keyClaims);
    }

    /** Where the keys are found that a token must be signed with, by what it says of itself. */
    public Optional<KeySource> keySource(PresentedToken.Jwt token) {
        return token.claimedIssuer().flatMap(issuer -> keyClaims.stream()
                .map(token.unverified()::string)
                .flatMap(Optional::stream)
                .findFirst()
                .map(value -> keySources.get(keysOf(issuer, value)))
                .or(() -> Optional.ofNullable(keySources.get(issuer))));
    }

    /** A value of a key claim that this issuer has a key set for, if it has one for each value. */
    public Optional<String> anyKeyClaim(String issuer) {
        String start = issuer + " (";
        return keySources.keySet().stream()
                .filter(name -> name.startsWith(start) && name.endsWith(")"))
                .map(name -> name.substring(start.length(), name.length() - 1))
                .sorted()
                .findFirst();
    }

    /** The name of an issuer's key set that is for one value of a claim only. */
    static String keysOf(String issuer, String value) {
        return issuer + " (" + value.toLowerCase(Locale.ROOT) + ")";
    }
}
