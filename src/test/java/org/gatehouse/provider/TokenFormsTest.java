package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.Test;

class TokenFormsTest {
    private static final TokenForms FORMS = new TokenForms(
            true, List.of("ab-", "ab-x-"), List.of("ab-r-"), List.of("ab-x-b-"), List.of(), Optional.empty());

    private static TokenForms taken(List<String> prefixes, List<String> hints, Optional<Pattern> unprefixed) {
        return new TokenForms(true, prefixes, List.of("no-"), List.of("app-"), hints, unprefixed);
    }

    @Test
    void theLongestPrefixDecides() {
        assertThat(FORMS.refusal("ab-1")).isEmpty();
        assertThat(FORMS.refusal("ab-r-1")).contains(Reason.NOT_AN_ACCESS_TOKEN);
        assertThat(FORMS.refusal("ab-x-1")).isEmpty();
        assertThat(FORMS.refusal("ab-x-b-1")).contains(Reason.APP_ONLY);
        assertThat(FORMS.refusal("cd-1")).isEmpty();
    }

    @Test
    void allItsPrefixesAreTheVendors() {
        assertThat(List.of("ab-1", "ab-r-1", "ab-x-b-1")).allMatch(FORMS::isOfVendor);
        assertThat(FORMS.isOfVendor("cd-1")).isFalse();
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

    @Test
    void aHintIsNoSign() {
        assertThat(taken(List.of(), List.of("ab"), Optional.empty()).mayLackASign())
                .isTrue();
        assertThat(taken(List.of("ab-"), List.of("ab"), Optional.empty()).mayLackASign())
                .isFalse();
        assertThat(taken(List.of(), List.of("ab"), Optional.of(Pattern.compile("x")))
                        .mayLackASign())
                .isFalse();
        assertThat(TokenForms.NONE.mayLackASign()).isFalse();
    }
}
