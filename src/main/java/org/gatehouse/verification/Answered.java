package org.gatehouse.verification;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.outbound.OutboundResponse;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.ClientCredentials;
import org.gatehouse.text.Shown;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.PresentedToken;

/**
 * What a provider answered when it was asked about a token, for an administrator. Of the provider's words only those that OAuth
 * means for people (RFC 6749 §5.2, RFC 6750 §3), as they may be shown; of the token and our credentials nothing, even if the provider repeats them.
 *
 * @param error its code for what is wrong; empty if it says none
 * @param description its words for that; empty if it says none
 * @param mediaType empty if there is none
 */
public record Answered(int status, String error, String description, String mediaType) {
    private static final int SHORTEST_SECRET = 8;
    private static final int LONGEST_CHALLENGE = 2000;
    private static final Pattern ERROR = Pattern.compile("(?:^|[ ,])error=\"([^\"]{1,400})\"");
    private static final Pattern DESCRIPTION = Pattern.compile("(?:^|[ ,])error_description=\"([^\"]{1,400})\"");

    static Answered of(OutboundResponse response, ClaimSet body, AskRules rules, PresentedToken.Usable token) {
        String challenge = response.header("WWW-Authenticate").orElse("");
        return new Answered(
                response.status(),
                shown(body.string("error").or(() -> found(ERROR, challenge)), rules, token),
                shown(
                        body.string("error_description")
                                .or(() -> body.string("message"))
                                .or(() -> found(DESCRIPTION, challenge)),
                        rules,
                        token),
                shown(response.header("Content-Type"), rules, token));
    }

    /** For example {@code it answered 400 unsupported_token_type ("…")}. */
    public String words() {
        String code = error.isEmpty() ? "" : " " + error;
        String said = description.isEmpty() ? "" : " (\"" + description + "\")";
        return "it answered " + status + code + said + (code.isEmpty() && said.isEmpty() ? inWhat() : "");
    }

    private String inWhat() {
        return mediaType.isEmpty() ? "" : " with " + mediaType;
    }

    private static Optional<String> found(Pattern parameter, String challenge) {
        Matcher matcher = parameter.matcher(
                challenge.length() <= LONGEST_CHALLENGE ? challenge : challenge.substring(0, LONGEST_CHALLENGE));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String shown(Optional<String> text, AskRules rules, PresentedToken.Usable token) {
        String clear = text.orElse("");
        for (String secret : secrets(rules, token)) {
            clear = clear.replace(secret, "…");
        }
        return Shown.brief(clear);
    }

    /** The longest first, so that a whole token is one gap. */
    private static List<String> secrets(AskRules rules, PresentedToken.Usable token) {
        return Stream.of(
                        Stream.of(token.value()),
                        Stream.of(token.value().split("\\.")),
                        rules.client().map(ClientCredentials::secret).stream())
                .flatMap(texts -> texts)
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }
}
