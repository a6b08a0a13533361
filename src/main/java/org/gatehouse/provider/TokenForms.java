package org.gatehouse.provider;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.token.Reason;

/**
 * By what a provider's opaque tokens are known.
 *
 * @param taken whether there are any
 * @param prefixes the vendor's own
 * @param refusedPrefixes of the vendor's credentials that are no access tokens
 * @param appOnlyPrefixes of the vendor's credentials that belong to no person
 * @param hints prefixes that are only believed to be the vendor's
 * @param unprefixed the whole of a token that has no prefix; empty if all have one
 */
public record TokenForms(
        boolean taken,
        List<String> prefixes,
        List<String> refusedPrefixes,
        List<String> appOnlyPrefixes,
        List<String> hints,
        Optional<Pattern> unprefixed) {
    /** No opaque token is one of this provider's. */
    public static final TokenForms NONE =
            new TokenForms(false, List.of(), List.of(), List.of(), List.of(), Optional.empty());

    public TokenForms {
        prefixes = List.copyOf(prefixes);
        refusedPrefixes = List.copyOf(refusedPrefixes);
        appOnlyPrefixes = List.copyOf(appOnlyPrefixes);
        hints = List.copyOf(hints);
    }

    boolean hasPrefixOf(String token) {
        return longest(prefixes, token) > 0;
    }

    /** Why this, a credential of the vendor's, is no access token of a person. */
    Optional<Reason> refusal(String token) {
        int shortest = Math.max(1, longest(prefixes, token));
        if (longest(refusedPrefixes, token) >= shortest) {
            return Optional.of(Reason.NOT_AN_ACCESS_TOKEN);
        }
        return longest(appOnlyPrefixes, token) >= shortest ? Optional.of(Reason.APP_ONLY) : Optional.empty();
    }

    /** Whether any token may be one of these: nothing is known by which to tell them. */
    boolean areShapeless() {
        return taken && prefixes.isEmpty() && hints.isEmpty() && unprefixed.isEmpty();
    }

    /** Whether a token without a vendor's prefix may be one of these. */
    boolean mayBe(String token) {
        return areShapeless() || hintsAt(token) || isUnprefixed(token);
    }

    boolean hintsAt(String token) {
        return longest(hints, token) > 0;
    }

    boolean isUnprefixed(String token) {
        return unprefixed.filter(form -> form.matcher(token).matches()).isPresent();
    }

    /** Whether the token starts with anything that this vendor alone uses. */
    boolean isOfVendor(String token) {
        return Stream.of(prefixes, refusedPrefixes, appOnlyPrefixes)
                .flatMap(List::stream)
                .anyMatch(token::startsWith);
    }

    /** What tokens of both would have in common, in words; empty if none can be taken for one of the other's. */
    Optional<String> sharedWith(TokenForms other) {
        if (taken && other.taken && (areShapeless() || other.areShapeless())) {
            return Optional.of("tokens that may look like anything");
        }
        return common(prefixes, other.prefixes)
                .or(() -> common(hints, other.hints))
                .map(prefix -> "tokens that start with " + prefix)
                .or(() -> unprefixed.isPresent() && other.unprefixed.isPresent()
                        ? Optional.of("tokens without a known prefix")
                        : Optional.empty());
    }

    /** The longer one of two prefixes of which one starts with the other. */
    private static Optional<String> common(List<String> some, List<String> others) {
        return some.stream()
                .flatMap(one -> others.stream()
                        .filter(other -> one.startsWith(other) || other.startsWith(one))
                        .map(other -> one.length() > other.length() ? one : other))
                .findFirst();
    }

    private static int longest(List<String> prefixes, String token) {
        return prefixes.stream()
                .filter(token::startsWith)
                .map(String::length)
                .max(Comparator.naturalOrder())
                .orElse(0);
    }
}
