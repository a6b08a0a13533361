package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.gatehouse.it.Gatehouse.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An RFC 7662 client that others wrote understands each of our answers. */
@DisplayName("RFC 7662 as Nimbus reads it")
class ClientOfAnotherHouseIT {

    @TempDir
    static Path folder;

    private static FakeIssuer issuer;
    private static GatehouseProcess service;
    private static Caller caller;

    @BeforeAll
    static void start() {
        issuer = FakeIssuer.started();
        service = GatehouseProcess.givenOrEmbedded("client-of-another-house-it", folder);
        service.client().createProvider(issuer.asProvider("other-house"));
        caller = service.client().createCaller("nimbus", "other-house");
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
        if (issuer != null) {
            issuer.close();
        }
    }

    @Test
    void understandsAnActiveToken() throws Exception {
        long expiry = Instant.now().getEpochSecond() + 600;
        String token = issuer.token("alice", claims -> claims.put("exp", expiry));

        TokenIntrospectionSuccessResponse answer = ask(caller.secret(), token).toSuccessResponse();

        assertThat(answer.isActive()).isTrue();
        assertThat(answer.getUsername()).isEqualTo("alice");
        assertThat(answer.getExpirationTime()).isEqualTo(Instant.ofEpochSecond(expiry));
        assertThat(answer.getSubject().getValue()).isEqualTo("sub-alice");
        assertThat(answer.getIssuer().getValue()).isEqualTo(issuer.url());
        assertThat(answer.getClientID().getValue()).isEqualTo("a-script");
        assertThat(answer.getScope().toStringList()).containsExactly("issues:read");
        assertThat(answer.getAudience()).extracting(Object::toString).containsExactly(FakeIssuer.AUDIENCE);
    }

    @Test
    void understandsAnInactiveToken() throws Exception {
        TokenIntrospectionSuccessResponse answer =
                ask(caller.secret(), "no-such-token").toSuccessResponse();

        assertThat(answer.isActive()).isFalse();
        assertThat(answer.getUsername()).isNull();
    }

    @Test
    void understandsThatItsSecretIsWrong() throws Exception {
        TokenIntrospectionResponse answer = ask("not-the-secret", issuer.token("alice"));

        assertThat(answer.indicatesSuccess()).isFalse();
        assertThat(answer.toErrorResponse().getErrorObject().getHTTPStatusCode())
                .isEqualTo(401);
        assertThat(answer.toErrorResponse().getErrorObject().getCode()).isEqualTo("invalid_client");
    }

    private static TokenIntrospectionResponse ask(String secret, String token) throws IOException, ParseException {
        ClientSecretBasic credentials = new ClientSecretBasic(new ClientID(caller.id()), new Secret(secret));
        TokenIntrospectionRequest request = new TokenIntrospectionRequest(
                service.client().url().resolve("/introspect"), credentials, new BearerAccessToken(token));
        return TokenIntrospectionResponse.parse(request.toHTTPRequest().send());
    }
}
