package org.gatehouse.verification;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.outbound.OutboundResponse;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Json;
import org.gatehouse.token.Outage;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;

/**
 * An answer of a provider, as one document of status, header and body that the conditions of a {@link ProviderCall} look at. Limits
 * and failures come first: who is asked too often says nothing about the token, whatever else the answer looks like.
 */
final class ProviderAnswer {
    private static final String BODY = "body";
    private static final String RETRY_AFTER = "retry-after";
    private static final String WWW_AUTHENTICATE = "www-authenticate";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");
    /** What a log may repeat: codes of RFC 6749, RFC 6750 and RFC 7009, and nothing that somebody made up. */
    private static final Set<String> ERRORS = Set.of(
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "invalid_scope",
            "invalid_token",
            "insufficient_scope",
            "unauthorized_client",
            "unsupported_grant_type",
            "unsupported_token_type",
            "access_denied",
            "server_error",
            "temporarily_unavailable");

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final OutboundResponse response;
    private final ClaimSet body;
    private final ClaimSet document;

    ProviderAnswer(OutboundResponse response) {
        this.response = response;
        Optional<Map<String, @Nullable Object>> object =
                Json.text(response.body()).flatMap(Json::object);
        this.body = new ClaimSet(object.orElse(Map.of()));
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("status", Integer.toString(response.status()));
        Map<String, @Nullable Object> header = new LinkedHashMap<>();
        response.headers().forEach((name, value) -> header.put(name.toLowerCase(Locale.ROOT), value));
        members.put("header", header);
        object.ifPresent(found -> members.put(BODY, found));
        this.document = new ClaimSet(members);
    }

    /** What it means for this token, at this instant. */
    Judgement judge(ProviderCall call, PresentedToken.Usable token, Instant now) {
        Optional<Judgement.Failed> trouble = trouble(now);
        if (trouble.isPresent()) {
            return trouble.get();
        }
        for (ProviderCall.MeaningRule rule : call.meanings()) {
            if (ClaimCondition.allHold(rule.when(), document)) {
                return switch (rule.means()) {
                    case REFUSED -> new Judgement.Refused(rule.reason());
                    case CREDENTIALS_REFUSED -> credentialsRefused(rule, now);
                    case RATE_LIMITED -> failed(Outage.RATE_LIMITED, now);
                    case UNAVAILABLE -> failed(Outage.UNREACHABLE, now);
                };
            }
        }
        return ClaimCondition.allHold(call.accept(), document)
                ? accepted(call, token, now)
                : failed(Outage.UNEXPECTED_ANSWER, now);
    }

    /** A limit or a failure of the provider, whatever was asked. */
    Optional<Judgement.Failed> trouble(Instant now) {
        if (isLimit()) {
            return Optional.of(failed(Outage.RATE_LIMITED, now));
        }
        return response.status() >= 500 ? Optional.of(failed(Outage.UNREACHABLE, now)) : Optional.empty();
    }

    /** Whether it says that a bearer token is not good (RFC 6750 §3.1), and not that a client is not. */
    boolean isAboutABearerToken() {
        String challenge = response.header(WWW_AUTHENTICATE).orElse("").toLowerCase(Locale.ROOT);
        return challenge.contains("invalid_token") && !challenge.contains("basic") && !saysInvalidClient();
    }

    /** A status alone may be about the token; certain is only what is said about the client (RFC 6749 §5.2). */
    private Judgement.Failed credentialsRefused(ProviderCall.MeaningRule rule, Instant now) {
        boolean isSaid = saysInvalidClient()
                || rule.when().stream()
                        .anyMatch(condition -> condition.claim().claim().equals(BODY))
                || response.header(WWW_AUTHENTICATE)
                        .filter(challenge -> challenge.toLowerCase(Locale.ROOT).contains("basic"))
                        .isPresent();
        Judgement.Failed failed = failed(Outage.CREDENTIALS_REFUSED, now);
        return new Judgement.Failed(failed.outage(), failed.retryAfter(), failed.why(), isSaid);
    }

    private boolean saysInvalidClient() {
        return body.string("error").filter("invalid_client"::equals).isPresent();
    }

    /** That no verdict follows from this answer, and when to ask again if it says so. */
    Judgement.Failed failed(Outage outage, Instant now) {
        String code = body.string("error")
                .filter(ERRORS::contains)
                .map(error -> " " + error)
                .orElse("");
        return new Judgement.Failed(outage, retryAfter(now), "it answered " + response.status() + code);
    }

    /** The answer itself, for an administrator. */
    Answered answered(AskRules rules, PresentedToken.Usable token) {
        return Answered.of(response, body, rules, token);
    }

    private Judgement accepted(ProviderCall call, PresentedToken.Usable token, Instant now) {
        if (call.profile().filter(profile -> isOfAnother(profile, token)).isPresent()) {
            return new Judgement.Refused(Reason.WRONG_SUBJECT);
        }
        Map<String, @Nullable Object> claims = new LinkedHashMap<>();
        if (call.all()) {
            claims.putAll(body.without(
                            call.profile().map(ProviderCall.Profile::leftOut).orElse(Set.of()))
                    .members());
        }
        for (ProviderCall.ClaimRule rule : call.claims()) {
            Object value = body.value(rule.path());
            Object earlier = rule.joins() ? claims.get(rule.claim()) : claims.remove(rule.claim());
            if (value == null) {
                continue;
            }
            Optional<Conversion.Converted> converted = Conversion.of(value, rule, now);
            if (converted.isEmpty()) {
                return failed(Outage.UNEXPECTED_ANSWER, now);
            }
            converted
                    .get()
                    .value()
                    .map(claim -> rule.joins() ? Conversion.joined(earlier, claim) : claim)
                    .ifPresent(claim -> claims.put(rule.claim(), claim));
        }
        if (!call.tokenClaims().isEmpty()) {
            if (!(token instanceof PresentedToken.Jwt jwt)) {
                return new Judgement.Refused(Reason.MALFORMED);
            }
            call.tokenClaims().stream()
                    .filter(jwt.unverified()::has)
                    .forEach(claim -> claims.put(claim, jwt.unverified().value(claim)));
        }
        return new Judgement.Accepted(new ClaimSet(claims));
    }

    /** OpenID Connect Core §5.3.2: an answer about another user than the token names must not be used. */
    private boolean isOfAnother(ProviderCall.Profile profile, PresentedToken.Usable token) {
        return token instanceof PresentedToken.Jwt jwt
                && profile.signedSubject()
                        .map(jwt.unverified()::value)
                        .filter(subject -> !subject.equals(body.value(ClaimNames.SUB)))
                        .isPresent();
    }

    /** RFC 6585 §4; or a 403 that says by its header that it is one. */
    private boolean isLimit() {
        return response.status() == 429
                || (response.status() == 403
                        && (response.header(RETRY_AFTER).isPresent()
                                || number("x-ratelimit-remaining")
                                        .filter(left -> left == 0)
                                        .isPresent()));
    }

    /** {@code Retry-After} in seconds or as a date (RFC 9110 §10.2.3), else the second when a limit is reset. */
    private Optional<Duration> retryAfter(Instant now) {
        return Stream.<Optional<Duration>>of(
                        number(RETRY_AFTER).map(Duration::ofSeconds),
                        response.header(RETRY_AFTER)
                                .flatMap(value -> date(value).map(at -> Duration.between(now, at))),
                        reset("x-ratelimit-reset", now),
                        reset("x-rate-limit-reset", now))
                .flatMap(Optional::stream)
                .findFirst()
                .map(wait -> wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait)
                .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }

    private Optional<Duration> reset(String header, Instant now) {
        return number(header).map(Instant::ofEpochSecond).map(at -> Duration.between(now, at));
    }

    private static Optional<Long> seconds(String text) {
        return SECONDS.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** The number in a header; the first, if it came twice. */
    private Optional<Long> number(String header) {
        return response.header(header).flatMap(value -> seconds(value.split(",", 2)[0].strip()));
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** From what providers write to what a claim is. */
    private static final class Conversion {
        private static final String ELEMENT = "element";

        private Conversion() {}

        /** @param value empty if the member says that there is none */
        record Converted(Optional<Object> value) {}

        /** Empty if the value can't be that. */
        static Optional<Converted> of(Object value, ProviderCall.ClaimRule rule, Instant now) {
            if (rule.each() != null) {
                return texts(value, ClaimPath.parse(rule.each())).flatMap(Conversion::present);
            }
            return switch (rule.as()) {
                case AS_IS -> present(value);
                case TEXT ->
                    value instanceof String || value instanceof Long ? present(value.toString()) : Optional.empty();
                case NUMBER -> number(value).flatMap(Conversion::present);
                case BOOLEAN -> truth(value).flatMap(Conversion::present);
                case SECONDS_FROM_NOW -> number(value).flatMap(seconds -> present(now.getEpochSecond() + seconds));
                case INSTANT -> instant(value).flatMap(at -> present(at.getEpochSecond()));
                case TIME_OR_NEVER, EARLIEST_OR_NEVER ->
                    number(value).map(seconds -> new Converted(seconds == 0 ? Optional.empty() : Optional.of(seconds)));
                case EMAIL_DOMAIN -> domain(value).flatMap(Conversion::present);
                case ADDED ->
                    value instanceof String text && !text.isEmpty() ? present(List.of(text)) : Optional.empty();
            };
        }

        /** What a claim becomes of what it was and what another member adds. */
        static Object joined(@Nullable Object earlier, Object value) {
            if (earlier instanceof Long one && value instanceof Long other) {
                return Math.min(one, other);
            }
            return earlier instanceof List<?> some && value instanceof List<?> more
                    ? Stream.concat(some.stream(), more.stream()).toList()
                    : value;
        }

        /** A text of each of these objects; empty if one has none. */
        private static Optional<List<String>> texts(Object value, ClaimPath where) {
            if (!(value instanceof List<?> elements)) {
                return Optional.empty();
            }
            List<String> texts = elements.stream()
                    .map(element -> new ClaimSet(Collections.singletonMap(ELEMENT, element)))
                    .flatMap(element -> element.string(where.below(ELEMENT)).stream())
                    .toList();
            return texts.size() == elements.size() ? Optional.of(texts) : Optional.empty();
        }

        private static Optional<String> domain(Object value) {
            return value instanceof String address && address.lastIndexOf('@') > 0
                    ? Optional.of(
                            address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT))
                    : Optional.empty();
        }

        private static Optional<Converted> present(Object value) {
            return Optional.of(new Converted(Optional.of(value)));
        }

        private static Optional<Long> number(Object value) {
            return switch (value) {
                case Long number when Math.abs(number) < 1_000_000_000_000L -> Optional.of(number);
                case String digits -> seconds(digits);
                default -> Optional.empty();
            };
        }

        private static Optional<Boolean> truth(Object value) {
            return switch (value) {
                case Boolean truth -> Optional.of(truth);
                case String text when text.equals("true") || text.equals("false") -> Optional.of(Boolean.valueOf(text));
                default -> Optional.empty();
            };
        }

        private static Optional<Instant> instant(Object value) {
            try {
                return value instanceof String text
                        ? Optional.of(OffsetDateTime.parse(text).toInstant())
                        : Optional.empty();
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }
}
