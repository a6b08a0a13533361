package org.gatehouse.check;

import java.util.Locale;
import java.util.stream.Collectors;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.ClientCredentials;
import org.gatehouse.verification.Answered;
import org.gatehouse.verification.Judgement;

/** What an administrator may change about a call that gives no verdict, by what came back. */
final class Remedy {
    /** RFC 7009 §2.2.1; node-oidc-provider says so about every JWT that its introspection is asked about. */
    private static final String UNSUPPORTED_TOKEN_TYPE = "unsupported_token_type";

    private Remedy() {}

    static String of(Asked asked, Judgement.Failed failed) {
        return switch (failed.outage()) {
            case CREDENTIALS_REFUSED ->
                "The provider refuses our own credentials: correct %s, or let our client ask there."
                        .formatted(credentials(asked.rules()));
            case RATE_LIMITED ->
                "The provider wants to be asked less often"
                        + failed.retryAfter()
                                .map(wait -> ": check again in %d seconds.".formatted(wait.toSeconds()))
                                .orElse(".");
            case UNREACHABLE ->
                asked.told().answer().isPresent()
                        ? "The provider is in trouble: its own log or status page says more."
                        : "Every token gets 503 until this is mended.";
            case POSTPONED -> "It was not asked: too many questions about tokens that were never good are under way.";
            case UNEXPECTED_ANSWER ->
                asked.told()
                        .answer()
                        .map(answer -> unexpected(asked, answer))
                        .orElse("Every token gets 503 until this is mended.");
        };
    }

    private static String unexpected(Asked asked, Answered answer) {
        String mediaType = answer.mediaType().toLowerCase(Locale.ROOT);
        if (answer.error().equals(UNSUPPORTED_TOKEN_TYPE)) {
            return asked.isAboutJwt()
                    ? "This server answers no questions about JWTs here, so each of them would get 503: "
                            + withoutAsking(asked.rules())
                    : "This server answers no questions about such tokens here: check what kind of token it issues.";
        }
        if (mediaType.contains("jwt")) {
            return "The answer is a signed or encrypted JWT, and Gatehouse reads JSON: switch signed answers off for our client at the provider (userinfo_signed_response_alg or introspection_signed_response_alg in its registration).";
        }
        if (mediaType.contains("html")) {
            return "That is a page for people, most often a sign-in page, a proxy or an error page: check the parameters that make up this URL.";
        }
        return switch (answer.status()) {
            case 404, 405, 410 -> "Nothing answers questions there: check the parameters that make up this URL.";
            case 403 ->
                "Our request is not allowed there: check what our client may do at the provider, and whether a firewall stands in front of it.";
            case 401 -> "The provider wants other credentials there: check " + credentials(asked.rules()) + ".";
            default ->
                "No provider of this kind answers so about a token: check the parameters that make up this URL, and what counts as a yes.";
        };
    }

    private static String withoutAsking(AskRules rules) {
        return switch (rules.jwts()) {
            case AFTER_KEYS, NEVER ->
                "have JWTs verified by keys alone (parameters.alsoAsk: no, or without the URL that is asked), or let the provider issue opaque tokens.";
            case INSTEAD_OF_KEYS ->
                "use a kind of provider that verifies JWTs by keys (generic-oidc), or let the provider issue opaque tokens.";
        };
    }

    private static String credentials(AskRules rules) {
        String names = rules.client().stream()
                .map(ClientCredentials::parameters)
                .flatMap(parameters -> parameters.stream().map(name -> "parameters." + name))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "the provider's parameters" : names;
    }
}
