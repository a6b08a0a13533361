package org.gatehouse.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gatehouse.fixture.Characters;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.provider.TokenForms;
import org.gatehouse.token.Claims;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.gatehouse.token.TokenReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HintsTest {
    private static final String ISSUER = "https://id.harbourlight.example";
    private static final Provider PROVIDER = TestProviders.read(JsonText.object("""
            {'id':'main','kind':'generic-oidc','parameters':{'issuer':'%s','audience':['issues-api'],
             'allowedClients':['portal']},
             'mapping':{'attributes':['upn','email'],'emailDomains':['corp.example']},
             'rules':{'requiredScopes':['issues.read'],'requiredRoles':['dev'],'allowedGroups':['staff'],
              'deniedGroups':['guests']}}
            """.formatted(ISSUER)), 1);

    private final TokenReader reader = new TokenReader(Integer.MAX_VALUE);

    private PresentedToken read(Tokens token) {
        return reader.read(token.compact());
    }

    private static Tokens good() {
        return Tokens.good(ISSUER, TestKey.RSA, Instant.parse("2026-03-01T12:00:00Z"));
    }

    private static String hint(Reason reason, PresentedToken token, Optional<Claims> verified, Provider provider) {
        List<String> hints = new Hints(new Facts(token, verified, provider), List.of()).about(reason);
        assertThat(hints).isNotEmpty().allSatisfy(hint -> assertThat(hint).hasSizeGreaterThan(20));
        return String.join(" ", hints);
    }

    private String hint(Reason reason, Tokens token) {
        return hint(reason, read(token));
    }

    private static String hint(Reason reason, PresentedToken token) {
        assertThat(token).isInstanceOf(PresentedToken.Jwt.class);
        Claims verified = new Claims(((PresentedToken.Jwt) token).unverified(), "key");
        return hint(reason, token, Optional.of(verified), PROVIDER);
    }

    @ParameterizedTest
    @EnumSource
    void thereIsOneForEachReasonAndKindOfToken(Reason reason) {
        Provider asked = AskedProvider.with(TokenForms.NONE);
        for (PresentedToken token : List.of(read(good()), reader.read("opaque-token"), reader.read("..not.a.token"))) {
            for (Provider provider : List.of(PROVIDER, asked)) {
                assertThat(hint(reason, token, Optional.empty(), provider))
                        .doesNotContain("%s", "null", "opaque-token");
            }
        }
        assertThat(hint(reason, good())).doesNotContain("%s", "null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MISSING_SCOPE | has the scopes issues.write, openid; needed are all of issues.read",
                "MISSING_ROLE | has the roles none (roles); needed are all of dev",
                "MISSING_GROUP | groups are guests, visitors (groups); one of staff is needed",
                "DENIED_GROUP | rules.deniedGroups: guests",
                "CLIENT_NOT_ALLOWED | issued to the client wiki; this provider takes those of portal",
                "WRONG_AUDIENCE | It is for wiki-api; this provider takes tokens for issues-api",
                "UNKNOWN_KEY | no key with its kid, rsa-1",
                "WRONG_TYPE | typ jwt; this provider takes at+jwt, jwt, none at all",
                "ALGORITHM_NOT_ALLOWED | alg is RS256; this provider takes ES256, RS256",
                "UNVERIFIED_EMAIL | email counts only if email_verified is true and its domain is one of mapping.emailDomains: [corp.example]",
                "NO_USERNAME | Its email counts only if",
                "SENDER_CONSTRAINED | cnf: DPoP or mutual TLS",
                "BAD_EXPIRY | Its exp is soon",
                "NOT_YET_VALID | Its nbf is missing"
            })
    void saysWhatTheTokenHasAndWhatIsNeeded(Reason reason, String words) {
        Tokens token = good().header("typ", "JWT")
                .claim("scope", "issues.write openid")
                .claim("groups", List.of("guests", "visitors"))
                .claim("client_id", "wiki")
                .claim("aud", "wiki-api")
                .claim("email", "alice@corp.example")
                .claim("exp", "soon")
                .withoutClaim("nbf")
                .withoutClaim("upn");

        assertThat(hint(reason, token)).contains(words);
    }

    @Test
    void aUsernameWithASpaceIsNamedAsSuch() {
        assertThat(hint(Reason.BAD_USERNAME, good().claim("upn", "alice smith")))
                .startsWith("Its upn can't be taken as the username: it must be a username without white space");
    }

    @Test
    void noHarmfulCharacterOfATokenGetsThrough() {
        Characters.harmful().mapToObj(Character::toString).forEach(character -> {
            Tokens token = good().signer(_ -> new byte[256])
                    .header("kid", "k" + character)
                    .header("typ", "t" + character)
                    .claim("iss", "i" + character)
                    .claim("aud", List.of("a" + character))
                    .claim("scope", "s" + character)
                    .claim("groups", List.of("g" + character))
                    .claim("client_id", "c" + character)
                    .claim("exp", "e" + character)
                    .claim("typ", "y" + character)
                    .claim("x" + character, 1);
            PresentedToken read = read(token);
            for (Reason reason : Reason.values()) {
                assertThat(hint(reason, read)).doesNotContain(character);
            }
        });
    }
}
