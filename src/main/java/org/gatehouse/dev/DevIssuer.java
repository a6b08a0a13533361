package org.gatehouse.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Mints a token for anyone who asks, and publishes metadata and keys as any issuer does. Its provider is {@code dev}; its key is
 * made anew at each start.
 */
@Path("/dev")
@Singleton
@IfBuildProfile("dev")
public class DevIssuer {
    static final String AUDIENCE = "gatehouse-dev";

    private static final int LIFETIME_SECONDS = 3600;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final String issuer;
    private final ObjectMapper json;
    private final Clock clock;
    private final String keyId = UUID.randomUUID().toString();
    private final KeyPair keys;

    DevIssuer(@ConfigProperty(name = "quarkus.http.port") int port, ObjectMapper json, Clock clock)
            throws GeneralSecurityException {
        this.issuer = issuer(port);
        this.json = json;
        this.clock = clock;
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        this.keys = generator.generateKeyPair();
    }

    static String issuer(int port) {
        return "http://localhost:" + port + "/dev";
    }

    @POST
    @Path("/token")
    @Produces(MediaType.TEXT_PLAIN)
    public String token(@QueryParam("user") @DefaultValue("alice") String user)
            throws GeneralSecurityException, JsonProcessingException {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("aud", AUDIENCE);
        claims.put("sub", "dev-" + user);
        claims.put("preferred_username", user);
        claims.put("client_id", "dev-client");
        claims.put("scope", "issues.read");
        claims.put("iat", now);
        claims.put("exp", now + LIFETIME_SECONDS);
        claims.put("jti", UUID.randomUUID().toString());
        String signingInput = part(Map.of("alg", "RS256", "typ", "at+jwt", "kid", keyId)) + "." + part(claims);
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(keys.getPrivate());
        signer.update(signingInput.getBytes(StandardCharsets.US_ASCII));
        return signingInput + "." + BASE64URL.encodeToString(signer.sign()) + "\n";
    }

    @GET
    @NonBlocking
    @Path("/.well-known/openid-configuration")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, String> metadata() {
        return Map.of("issuer", issuer, "jwks_uri", issuer + "/keys");
    }

    @GET
    @NonBlocking
    @Path("/keys")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> keySet() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        Map<String, String> published = Map.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "alg",
                "RS256",
                "kid",
                keyId,
                "n",
                unsigned(key.getModulus()),
                "e",
                unsigned(key.getPublicExponent()));
        return Map.of("keys", List.of(published));
    }

    private String part(Map<String, Object> members) throws JsonProcessingException {
        return BASE64URL.encodeToString(json.writeValueAsBytes(members));
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        return BASE64URL.encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
    }
}
