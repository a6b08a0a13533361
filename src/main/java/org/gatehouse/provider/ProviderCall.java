package org.gatehouse.provider;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One question to a provider about a token, and what its answers mean. Conditions look at the answer as one document: {@code
 * /status} (a text of three digits), {@code /header/<name in lower case>}, {@code /body/…}.
 *
 * @param headers and query, form, json: values may be {@code {token}}, {@code {client_id}}, {@code {secret}}
 * @param prefixes of the opaque tokens that it is for; empty for every token
 * @param exceptPrefixes of the opaque tokens that it is not for
 * @param meanings looked at in this order, the first that fits counts
 * @param accept all of it must hold for a yes; what is neither this nor a meaning is no verdict
 * @param all whether every member of the body becomes a claim, but for what {@code profile} leaves out
 * @param perToken whether a rate limit concerns that token only, and not everybody's
 * @param tokenClaims claims of a JWT that are believed once the provider accepted these very bytes
 * @param profile for an answer that is about the token's user, and not about the token
 */
public record ProviderCall(
        String name,
        String method,
        String url,
        Credential as,
        Map<String, String> headers,
        Map<String, String> query,
        Map<String, String> form,
        Map<String, String> json,
        List<String> prefixes,
        List<String> exceptPrefixes,
        List<MeaningRule> meanings,
        List<ClaimCondition> accept,
        boolean all,
        boolean perToken,
        List<ClaimRule> claims,
        Set<String> tokenClaims,
        Optional<Profile> profile) {
    /** What every token starts with. */
    private static final List<String> EVERY_TOKEN = List.of("");

    /**
     * What an answer about a user is good for (OpenID Connect Core §5.3): it tells more of the user whom the token or an answer about
     * the token named already.
     *
     * @param signedSubject the claim of a JWT that the answer's {@code sub} must be the same as; empty if its JWTs are not verified
     *     before
     * @param leftOut members that bind, limit or identify, which such an answer can't say
     */
    public record Profile(Optional<String> signedSubject, Set<String> leftOut) {
        public Profile {
            leftOut = Set.copyOf(leftOut);
        }
    }

    /** By what the request is authenticated. */
    public enum Credential {
        /** The token in question, as a bearer token (RFC 6750 §2.1). */
        TOKEN,
        /** Our own client's credentials. */
        CLIENT,
        /** Nothing, or something in the request that {@code {secret}} stands for. */
        NONE
    }

    /** What an answer means that accepts nothing. */
    public enum Meaning {
        /** The token is not good. */
        REFUSED,
        /** Our own credentials are not good. */
        CREDENTIALS_REFUSED,
        /** The provider wants to be asked less often. */
        RATE_LIMITED,
        /** The provider is in trouble. */
        UNAVAILABLE
    }

    /** How a member of an answer becomes a claim. */
    public enum As {
        AS_IS,
        /** A number or text, as text: ids. */
        TEXT,
        /** A number, or a text of digits, as a number. */
        NUMBER,
        /** {@code true}, {@code false} or a text of these. */
        BOOLEAN,
        /** Seconds from now, as a NumericDate. */
        SECONDS_FROM_NOW,
        /** An ISO 8601 instant, as a NumericDate. */
        INSTANT,
        /** NumericDate of which 0 stands for none. */
        TIME_OR_NEVER,
        /** The same, where an earlier time that the claim already has stays. */
        EARLIEST_OR_NEVER,
        /** What an address has behind its last {@code @}, in lower case. */
        EMAIL_DOMAIN,
        /** A text that joins those which other members made of the same claim, as a list. */
        ADDED
    }

    /** @param reason used for {@link Meaning#REFUSED} */
    public record MeaningRule(Meaning means, Reason reason, List<ClaimCondition> when) {
        public MeaningRule {
            when = List.copyOf(when);
            if (when.isEmpty()) {
                throw new IllegalArgumentException("a meaning needs a condition");
            }
        }
    }

    /**
     * @param from where in the body, a name or a JSON Pointer; absent or null there, there is no claim, and what can't be converted
     *     is no answer of this kind of provider
     * @param each if a list is there, where in each of its objects the text stands; then the claim is a list of these texts
     */
    public record ClaimRule(
            String claim,
            String from,
            @Nullable String each,
            @JsonSetter(nulls = Nulls.SKIP) As as) {
        public ClaimRule {
            if (as == null) {
                as = As.AS_IS;
            }
        }

        public ClaimPath path() {
            return ClaimPath.parse(from);
        }

        /** Whether it adds to what the claim already is. */
        public boolean joins() {
            return as == As.ADDED || as == As.EARLIEST_OR_NEVER;
        }
    }

    public ProviderCall {
        headers = Map.copyOf(headers);
        query = Map.copyOf(query);
        form = Map.copyOf(form);
        json = Map.copyOf(json);
        prefixes = List.copyOf(prefixes);
        exceptPrefixes = List.copyOf(exceptPrefixes);
        meanings = List.copyOf(meanings);
        accept = List.copyOf(accept);
        claims = List.copyOf(claims);
        tokenClaims = Set.copyOf(tokenClaims);
        if (accept.isEmpty()) {
            throw new IllegalArgumentException("an answer is not a yes just because it came");
        }
    }

    /** What is known after this answer. What was known stands, and a user is identified by no answer about a user. */
    public ClaimSet adds(ClaimSet answer, ClaimSet known) {
        boolean isProfile = all && profile.isPresent();
        return known.completedBy(isProfile ? answer.without(Set.of(ClaimNames.SUB)) : answer);
    }

    /** The same, asked about no token at all. */
    ProviderCall forNothing() {
        return new ProviderCall(
                name,
                method,
                url,
                as,
                headers,
                query,
                form,
                json,
                prefixes,
                EVERY_TOKEN,
                meanings,
                accept,
                all,
                perToken,
                claims,
                tokenClaims,
                profile);
    }

    /** Whether this question is asked about such a token. */
    public boolean isFor(String token) {
        return (prefixes.isEmpty() || prefixes.stream().anyMatch(token::startsWith))
                && exceptPrefixes.stream().noneMatch(token::startsWith);
    }
}
