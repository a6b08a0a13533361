package org.gatehouse.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.provider.TokenForms;
import org.gatehouse.token.PresentedToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MadeUpTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final MadeUpTokens tokens = new MadeUpTokens(Clock.fixed(NOW, ZoneOffset.UTC));

    private String like(TokenForms forms, String... callPrefixes) {
        Provider provider = AskedProvider.with(forms, callPrefixes);
        List<PresentedToken.Usable> made = tokens.of(provider, AskedProvider.call(provider));
        assertThat(made).hasSize(1);
        return made.getFirst().value();
    }

    @Test
    void haveThePrefixOfTheCallOrElseTheProviders() {
        TokenForms github =
                new TokenForms(true, List.of("gho_", "ghp_"), List.of(), List.of(), List.of("x-"), Optional.empty());

        assertThat(like(github, "ghs_")).matches("ghs_[0-9A-Za-z]{40}");
        assertThat(like(github)).matches("gho_[0-9A-Za-z]{40}");
        assertThat(like(new TokenForms(true, List.of(), List.of(), List.of(), List.of("ya29."), Optional.empty())))
                .matches("ya29\\.[0-9A-Za-z]{40}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0-9a-f]{64}", "[0-9A-Za-z]{20}", "\\S{43,200}", "[0-9A-Za-z]{40}"})
    void haveTheFormOfTokensWithoutAPrefix(String form) {
        assertThat(like(new TokenForms(
                        true, List.of(), List.of(), List.of(), List.of(), Optional.of(Pattern.compile(form)))))
                .matches(form);
    }

    @Test
    void areAnythingRandomForAFormThatIsBeyondThem() {
        assertThat(like(new TokenForms(
                        true,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.of(Pattern.compile("00D[0-9A-Za-z]{12}!.{80,}")))))
                .matches("[0-9A-Za-z]{40}");
    }

    @Test
    void areJwtsOfTheIssuerForAProviderThatHasNoOthers() {
        Provider provider = AskedProvider.with(TokenForms.NONE);

        assertThat(tokens.of(provider, AskedProvider.call(provider)))
                .singleElement()
                .isInstanceOfSatisfying(PresentedToken.Jwt.class, jwt -> {
                    assertThat(jwt.claimedIssuer()).contains("https://sso.harbourlight.example/realms/staff");
                    assertThat(jwt.unverified().string("aud")).contains("issues-api");
                    assertThat(jwt.header().type()).isEqualTo("jwt");
                    assertThat(jwt.unverified().time("exp")).contains(NOW.plusSeconds(300));
                });
    }

    @Test
    void areOfEachShapeThatRealOnesHave() {
        Provider provider = AskedProvider.ofBothShapes(
                new TokenForms(true, List.of("vnd_"), List.of(), List.of(), List.of(), Optional.empty()));

        assertThat(tokens.of(provider, AskedProvider.call(provider)))
                .satisfiesExactly(
                        jwt -> assertThat(jwt).isInstanceOf(PresentedToken.Jwt.class),
                        opaque -> assertThat(opaque.value()).startsWith("vnd_"));
    }

    @Test
    void haveTheTypeThatTokensOfTheIssuerMustHave() {
        Provider strict = TestProviders.read(JsonText.object("""
                {'id':'g','kind':'generic-oidc','parameters':{'issuer':'https://id.example','audience':['a','b'],
                 'accessTokenTyp':'strict','introspectionUri':'https://id.example/i','clientId':'c','clientSecret':'s3cret'}}
                """), 1);

        assertThat(tokens.of(strict, AskedProvider.call(strict)).getFirst())
                .isInstanceOfSatisfying(
                        PresentedToken.Jwt.class,
                        jwt -> assertThat(jwt.header().type()).isEqualTo("at+jwt"));
    }

    @Test
    void areNeverTheSame() {
        assertThat(like(TokenForms.NONE)).isNotEqualTo(like(TokenForms.NONE));
    }
}
