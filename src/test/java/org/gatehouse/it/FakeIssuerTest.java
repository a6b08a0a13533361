package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeIssuerTest {

    private final FakeIssuer issuer = FakeIssuer.started();

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void signsWithAKeyThatItPublishes() throws JoseException {
        assertThat(isSigned(issuer.token("alice"))).isTrue();
        assertThat(isSigned(Jwt.withSpoiltSignature(issuer.token("alice")))).isFalse();
        assertThat(isSigned(Jwt.withPayload(issuer.token("alice"), claims -> claims.put("sub", "other"))))
                .isFalse();
    }

    @Test
    void keepsOldKeysPublishedUntilTheyAreWithdrawn() throws JoseException {
        String old = issuer.token("alice");

        issuer.rotate();

        assertThat(Jwt.header(issuer.token("alice"))).isNotEqualTo(Jwt.header(old));
        assertThat(isSigned(old)).isTrue();
        issuer.withdrawOldKeys();
        assertThat(isSigned(issuer.token("alice"))).isTrue();
        assertThat(isSigned(old)).isFalse();
    }

    @Test
    void countsWhatItIsAsked() {
        ask(FakeIssuer.DISCOVERY);
        ask(FakeIssuer.JWKS);
        ask(FakeIssuer.JWKS);

        assertThat(issuer.requests(FakeIssuer.DISCOVERY)).isEqualTo(1);
        assertThat(issuer.requests(FakeIssuer.JWKS)).isEqualTo(2);
    }

    @Test
    void comesBackAtTheSameAddress() {
        String before = ask(FakeIssuer.JWKS).body();

        issuer.stop();
        assertThatThrownBy(() -> ask(FakeIssuer.JWKS)).isInstanceOf(UncheckedIOException.class);
        issuer.start();

        assertThat(ask(FakeIssuer.JWKS).body()).isEqualTo(before);
    }

    @Test
    void holdsAnswersBackAndDropsThemWhenItStops() {
        issuer.slowBy(Duration.ofMinutes(1));
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> ask(FakeIssuer.JWKS));
        await().until(() -> issuer.requests(FakeIssuer.JWKS) == 1);
        assertThat(answer).isNotDone();

        issuer.stop();

        assertThat(answer).failsWithin(Duration.ofSeconds(20));
    }

    private boolean isSigned(String token) throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setCompactSerialization(token);
        JsonWebKeySet keys = new JsonWebKeySet(ask(FakeIssuer.JWKS).body());
        var key = keys.findJsonWebKey(signature.getKeyIdHeaderValue(), "RSA", "sig", "RS256");
        if (key == null) {
            return false;
        }
        signature.setKey(key.getKey());
        return signature.verifySignature();
    }

    private Answer ask(String path) {
        return Answer.to(HttpRequest.newBuilder(URI.create(issuer.url() + path)));
    }
}
