package org.gatehouse.assertion;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.config.GatehouseConfig;

/**
 * Says in a signed JWT which user one request is of, so that the product need not believe a header. It is good for half a minute, for
 * one site, one method and one target.
 */
@Singleton
public final class Assertions {
    static final String TYPE = "gatehouse-assertion+jwt";

    private static final Duration LIFETIME = Duration.ofSeconds(30);
    /** It travels in a header, and servers take some 8 KiB of all headers together. */
    private static final int MAX_TARGET = 2048;

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final AssertionKeys keys;
    private final Optional<String> issuer;
    private final Clock clock;

    Assertions(AssertionKeys keys, GatehouseConfig config, Clock clock) {
        this.keys = keys;
        this.issuer = config.publicUrl().map(Object::toString);
        this.clock = clock;
    }

    /**
     * A request that was decided about.
     *
     * @param audience the id of the caller whose site it is for
     * @param method as the client sent it
     * @param target path and query as the client sent them
     */
    public record Statement(String audience, String username, String provider, String method, String target) {}

    /** The JWS in compact serialization; empty without a public URL, which is its issuer, and for a target of more than 2048 characters. */
    public Optional<String> sign(Statement statement) {
        if (statement.target().length() > MAX_TARGET) {
            return Optional.empty();
        }
        return issuer.flatMap(url -> keys.signing().map(key -> sign(key, url, statement)));
    }

    private String sign(SigningKey key, String url, Statement statement) {
        long now = clock.instant().getEpochSecond();
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        header.put("alg", "ES256").put("typ", TYPE).put("kid", key.kid());
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("iss", url).put("aud", statement.audience()).put("sub", statement.username());
        claims.put("iat", now).put("exp", now + LIFETIME.toSeconds());
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("htm", statement.method()).put("htu", statement.target()).put("provider", statement.provider());
        String input = encoded(header) + "." + encoded(claims);
        return input + "." + BASE64URL.encodeToString(signature(key.privateKey().orElseThrow(), input));
    }

    /** RFC 7518 §3.4: the two numbers one after the other, not in ASN.1. */
    private static byte[] signature(PrivateKey key, String input) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encoded(ObjectNode json) {
        return BASE64URL.encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
