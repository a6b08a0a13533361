package org.gatehouse.verification;

import java.time.Clock;
import java.time.Duration;
import org.gatehouse.provider.ClientCredentials;
import org.gatehouse.provider.ClientKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Signs the short-lived JWT by which we prove who we are to a provider that holds our public key (RFC 7523 §3, OpenID Connect Core §9). */
final class ClientAssertion {
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    private final Clock clock;

    ClientAssertion(Clock clock) {
        this.clock = clock;
    }

    /** @throws IllegalStateException if the key can't sign; what an administrator saved was checked to be able to */
    String sign(ClientCredentials client, String audience) {
        ClientKey signer = client.key().orElseThrow();
        NumericDate now = NumericDate.fromSeconds(clock.instant().getEpochSecond());
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(client.clientId());
        claims.setSubject(client.clientId());
        claims.setAudience(audience);
        claims.setGeneratedJwtId();
        claims.setIssuedAt(now);
        claims.setNotBefore(now);
        claims.setExpirationTime(NumericDate.fromSeconds(now.getValue() + LIFETIME.toSeconds()));
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(signer.key());
        jws.setAlgorithmHeaderValue(signer.algorithm());
        signer.keyId().ifPresent(jws::setKeyIdHeaderValue);
        jws.setHeader("typ", "JWT");
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("the private key of client " + client.clientId() + " can't sign", e);
        }
    }
}
