package org.gatehouse.check;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** One that this call would be made for. */
    PresentedToken.Usable of(Provider provider, ProviderCall call) {
        TokenForms forms = provider.forms();
        if (call.prefixes().isEmpty() && !forms.taken()) {
            return usable(jwt(provider), _ -> false);
        }
        return usable(
                Stream.of(call.prefixes(), forms.prefixes(), forms.hints())
                        .flatMap(List::stream)
                        .map(prefix -> prefix + text(LETTERS_AND_DIGITS, USUAL_LENGTH))
                        .filter(call::isFor)
                        .findFirst()
                        .orElseGet(() -> unprefixed(forms.unprefixed())),
                _ -> true);
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
        String header = "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"}"
                .formatted(algorithm, text(LETTERS_AND_DIGITS, USUAL_LENGTH));
        String issuer = provider.expectation().issuers().stream()
                .map(trusted -> "\"iss\":" + quoted(trusted.issuer()) + ",")
                .findFirst()
                .orElse("");
        String claims = "{%s\"sub\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(issuer, text(LETTERS_AND_DIGITS, USUAL_LENGTH), now, now + LIFETIME_SECONDS);
        byte[] signature = new byte[SIGNATURE_BYTES];
        random.nextBytes(signature);
        return Stream.of(header.getBytes(StandardCharsets.UTF_8), claims.getBytes(StandardCharsets.UTF_8), signature)
                .map(Base64.getUrlEncoder().withoutPadding()::encodeToString)
                .reduce((one, next) -> one + "." + next)
                .orElseThrow();
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
