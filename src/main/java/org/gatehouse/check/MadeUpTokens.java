package org.gatehouse.check;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatehouse.policy.TrustedIssuer;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.JwtRules;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.provider.TokenForms;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.TokenReader;

/**
 * Makes up tokens that look as if a provider had issued them, and that it can't have: random, or signed by nobody. A provider that
 * is shown one learns nothing.
 */
final class MadeUpTokens {
    private static final String LETTERS_AND_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String HEXADECIMAL = "0123456789abcdef";
    private static final int USUAL_LENGTH = 40;
    private static final int LONGEST = 256;
    private static final int SIGNATURE_BYTES = 256;
    private static final int LIFETIME_SECONDS = 300;

    private final SecureRandom random = new SecureRandom();
    private final TokenReader reader = new TokenReader(Integer.MAX_VALUE);
    private final Clock clock;

    MadeUpTokens(Clock clock) {
        this.clock = clock;
    }

    /** One of each shape that this call is made for: a server may refuse to talk about one of them at all. */
    List<PresentedToken.Usable> of(Provider provider, ProviderCall call) {
        TokenForms forms = provider.forms();
        boolean isAskedAboutJwts = provider.ask()
                .filter(rules -> rules.jwts() != AskRules.Jwts.NEVER)
                .isPresent();
        List<PresentedToken.Usable> made = new ArrayList<>();
        if (isAskedAboutJwts && call.prefixes().isEmpty()) {
            made.add(usable(jwt(provider), _ -> false));
        }
        if (forms.taken() || !call.prefixes().isEmpty()) {
            made.add(usable(opaque(forms, call), _ -> true));
        }
        return made;
    }

    private String opaque(TokenForms forms, ProviderCall call) {
        return Stream.of(call.prefixes(), forms.prefixes(), forms.hints())
                .flatMap(List::stream)
                .map(prefix -> prefix + text(LETTERS_AND_DIGITS, USUAL_LENGTH))
                .filter(call::isFor)
                .findFirst()
                .orElseGet(() -> unprefixed(forms.unprefixed()));
    }

    private PresentedToken.Usable usable(String token, Predicate<String> isOpaque) {
        return switch (reader.read(token, isOpaque)) {
            case PresentedToken.Usable usable -> usable;
            case PresentedToken.Unusable unusable ->
                throw new IllegalStateException("made up a token that is " + unusable.reason());
        };
    }

    /** The shortest that fits, if any of the usual kinds does. */
    private String unprefixed(Optional<Pattern> form) {
        return IntStream.concat(IntStream.of(USUAL_LENGTH), IntStream.rangeClosed(1, LONGEST))
                .boxed()
                .flatMap(length -> Stream.of(LETTERS_AND_DIGITS, HEXADECIMAL).map(letters -> text(letters, length)))
                .filter(text -> form.isEmpty() || form.get().matcher(text).matches())
                .findFirst()
                .orElseGet(() -> text(LETTERS_AND_DIGITS, USUAL_LENGTH));
    }

    private String jwt(Provider provider) {
        long now = clock.instant().getEpochSecond();
        String algorithm = provider.jwt().stream()
                .flatMap(rules -> rules.algorithms().stream())
                .sorted()
                .findFirst()
                .orElse("RS256");
        String header = "{\"alg\":\"%s\",\"typ\":\"%s\",\"kid\":\"%s\"}"
                .formatted(algorithm, type(provider), text(LETTERS_AND_DIGITS, USUAL_LENGTH));
        String claims = "{%s%s\"sub\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(
                        member("iss", provider.expectation().issuers().stream().map(TrustedIssuer::issuer)),
                        member(
                                "aud",
                                provider.expectation().binding().audiences().stream()
                                        .sorted()),
                        text(LETTERS_AND_DIGITS, USUAL_LENGTH),
                        now,
                        now + LIFETIME_SECONDS);
        byte[] signature = new byte[SIGNATURE_BYTES];
        random.nextBytes(signature);
        return Stream.of(header.getBytes(StandardCharsets.UTF_8), claims.getBytes(StandardCharsets.UTF_8), signature)
                .map(Base64.getUrlEncoder().withoutPadding()::encodeToString)
                .reduce((one, next) -> one + "." + next)
                .orElseThrow();
    }

    /** What most issuers write, unless this one's tokens must say more. */
    private static String type(Provider provider) {
        Set<String> types = provider.jwt().map(JwtRules::types).orElse(Set.of());
        return types.contains("jwt") || types.contains("")
                ? "JWT"
                : types.stream().sorted().findFirst().orElse("JWT");
    }

    /** The first of these values as a member, if there is one. */
    private static String member(String name, Stream<String> values) {
        return values.findFirst()
                .map(value -> quoted(name) + ":" + quoted(value) + ",")
                .orElse("");
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    private String text(String letters, int length) {
        StringBuilder text = new StringBuilder(length);
        random.ints(length, 0, letters.length()).forEach(at -> text.append(letters.charAt(at)));
        return text.toString();
    }
}
