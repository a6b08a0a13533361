package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.Test;

class TokenFormsTest {
    private static final TokenForms FORMS = new TokenForms(
            true,
            List.of("glpat-", "gl"),
            List.of("glrt-", "glpat-x"),
            List.of("gldt-", "glpat-app-"),
            List.of("ya29."),
            Optional.of(Pattern.compile("[0-9a-f]{64}")));
    private static final String HEX = "0123456789abcdef".repeat(4);

    private static TokenForms prefixed(String... prefixes) {
        return new TokenForms(true, List.of(prefixes), List.of(), List.of(), List.of(), Optional.empty());
    }

    @Test
    void knowsItsTokensByAnyOfItsPrefixes() {
        assertThat(FORMS.hasPrefixOf("glpat-1")).isTrue();
        assertThat(FORMS.hasPrefixOf("gl1")).isTrue();
        assertThat(FORMS.hasPrefixOf("g")).isFalse();
        assertThat(FORMS.hasPrefixOf("GLPAT-1")).isFalse();
        assertThat(FORMS.hasPrefixOf("x-glpat-1")).isFalse();
    }

    @Test
    void refusesByThePrefixThatSaysMost() {
        assertThat(FORMS.refusal("glrt-1")).contains(Reason.NOT_AN_ACCESS_TOKEN);
        assertThat(FORMS.refusal("glpat-x1")).contains(Reason.NOT_AN_ACCESS_TOKEN);
        assertThat(FORMS.refusal("gldt-1")).contains(Reason.APP_ONLY);
        assertThat(FORMS.refusal("glpat-app-1")).contains(Reason.APP_ONLY);
        assertThat(FORMS.refusal("glpat-1")).isEmpty();
        assertThat(FORMS.refusal("other")).isEmpty();
        assertThat(prefixed("gl").refusal("gl1")).isEmpty();
    }

    @Test
    void knowsItsVendorByWhatIsRefusedToo() {
        assertThat(FORMS.isOfVendor("glrt-1")).isTrue();
        assertThat(FORMS.isOfVendor("gldt-1")).isTrue();
        assertThat(FORMS.isOfVendor("gl1")).isTrue();
        assertThat(FORMS.isOfVendor("ya29.1")).isFalse();
        assertThat(FORMS.isOfVendor(HEX)).isFalse();
    }

    @Test
    void takesAHintForNoMoreThanThat() {
        assertThat(FORMS.hintsAt("ya29.1")).isTrue();
        assertThat(FORMS.hintsAt("ya2")).isFalse();
        assertThat(FORMS.hasPrefixOf("ya29.1")).isFalse();
    }

    @Test
    void knowsTokensWithoutAPrefixByTheWholeOfThem() {
        assertThat(FORMS.isUnprefixed(HEX)).isTrue();
        assertThat(FORMS.isUnprefixed(HEX + "0")).isFalse();
        assertThat(FORMS.isUnprefixed(HEX + "\n")).isFalse();
        assertThat(prefixed("gl").isUnprefixed(HEX)).isFalse();
    }

    @Test
    void knowsNoTokenIfThereIsNoForm() {
        assertThat(TokenForms.NONE.hasPrefixOf("a")).isFalse();
        assertThat(TokenForms.NONE.hintsAt("a")).isFalse();
        assertThat(TokenForms.NONE.isUnprefixed("a")).isFalse();
        assertThat(TokenForms.NONE.isOfVendor("a")).isFalse();
    }

    @Test
    void sharesTokensWithWhoHasThePrefixOrABeginningOfIt() {
        assertThat(prefixed("ghp_", "gho_").sharedWith(prefixed("gho_"))).contains("tokens that start with gho_");
        assertThat(prefixed("gl").sharedWith(prefixed("glpat-"))).contains("tokens that start with glpat-");
        assertThat(prefixed("glpat-").sharedWith(prefixed("gl"))).contains("tokens that start with glpat-");
        assertThat(prefixed("ghp_").sharedWith(prefixed("gho_"))).isEmpty();
    }

    @Test
    void sharesTokensWithoutAPrefixWithAnyoneWhoTakesSuch() {
        TokenForms any =
                new TokenForms(true, List.of(), List.of(), List.of(), List.of(), Optional.of(Pattern.compile(".+")));

        assertThat(FORMS.sharedWith(any)).contains("tokens without a known prefix");
        assertThat(any.sharedWith(prefixed("gl"))).isEmpty();
        assertThat(any.sharedWith(TokenForms.NONE)).isEmpty();
    }

    @Test
    void sharesAllTokensIfItsOwnMayLookLikeAnything() {
        TokenForms shapeless = taken(List.of(), List.of(), Optional.empty());

        assertThat(shapeless.sharedWith(prefixed("gl"))).contains("tokens that may look like anything");
        assertThat(prefixed("gl").sharedWith(shapeless)).contains("tokens that may look like anything");
        assertThat(shapeless.sharedWith(TokenForms.NONE)).isEmpty();
    }

    private static TokenForms taken(List<String> prefixes, List<String> hints, Optional<Pattern> unprefixed) {
        return new TokenForms(true, prefixes, List.of("no-"), List.of("app-"), hints, unprefixed);
    }

    @Test
    void withoutAnySignTheyAreShapeless() {
        assertThat(taken(List.of(), List.of(), Optional.empty()).areShapeless()).isTrue();
        assertThat(taken(List.of("ab-"), List.of(), Optional.empty()).areShapeless())
                .isFalse();
        assertThat(taken(List.of(), List.of("ab"), Optional.empty()).areShapeless())
                .isFalse();
        assertThat(taken(List.of(), List.of(), Optional.of(Pattern.compile("x")))
                        .areShapeless())
                .isFalse();
        assertThat(TokenForms.NONE.areShapeless()).isFalse();
    }
}
