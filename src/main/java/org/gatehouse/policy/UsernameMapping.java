package org.gatehouse.policy;

import static org.gatehouse.token.ClaimNames.EMAIL;
import static org.gatehouse.token.ClaimNames.EMAIL_VERIFIED;
import static org.gatehouse.token.ClaimNames.XMS_EDOV;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Claims to username: the first attribute that is present decides, then trim, strip domain, pattern, lower case, in this order. An
 * attribute that is present but unusable ends the search: falling through to the next would let whoever can spoil one claim choose
 * which other one names them. Nothing but these four, which an administrator chose, makes one name of two.
 *
 * @param unfit names of claims that are not unique at this kind of provider, beside those that are unique nowhere
 * @param trim cuts off plain spaces before and behind
 * @param stripDomains in lower case; {@code @corp.example} behind or {@code CORP\} before a name is cut off only if listed
 * @param emailDomains in lower case; an attribute that is an e-mail address counts only if it is verified and of one of these
 * @param users if there are any: the attribute's exact value to the username, nobody else is let in, and nothing is transformed
 * @param pattern matches the whole value; its first group, if it has one, is the username
 */
public record UsernameMapping(
        List<ClaimPath> attributes,
        Set<String> unfit,
        boolean trim,
        Set<String> stripDomains,
        Set<String> emailDomains,
        @Nullable Pattern pattern,
        boolean lowerCase,
        Map<String, String> users,
        AppOnly appOnly) {
    /** Claims that two people may share, or that people change themselves. */
    private static final Set<String> NOT_UNIQUE = Set.of(
            "name",
            "givenName",
            "given_name",
            "familyName",
            "family_name",
            "surname",
            "displayName",
            "display_name",
            "nickname",
            "middle_name");

    private static final Set<String> EMAIL_NAMES = Set.of("email", "emails", "mail");

    public UsernameMapping {
        attributes = List.copyOf(attributes);
        unfit = Set.copyOf(unfit);
        stripDomains = lowerCased(stripDomains);
        emailDomains = lowerCased(emailDomains);
        users = Map.copyOf(users);
        if (attributes.isEmpty()) {
            throw new IllegalArgumentException("a mapping names at least one attribute");
        }
    }

    /** Whose token this is, or why it is nobody's. */
    public MappedUser map(Claims claims) {
        ClaimSet set = claims.set();
        Optional<String> value = value(set);
        MappedUser named = named(set, this);
        return named instanceof MappedUser.User && !appOnly.describes(set, value) && !appOnly.isOfAPerson(set, value)
                ? new MappedUser.Nobody(
                        Reason.APP_ONLY,
                        "Nothing in it proves a person, so it may be an application's: take an attribute that names people, or set mapping.subjectsArePeople.")
                : named;
    }

    /** The same, of a token whose user the provider's mapping accepted: whether it is an application's is decided there. */
    MappedUser named(ClaimSet set, UsernameMapping provider) {
        Optional<String> value = provider.value(set);
        if (provider.appOnly.describes(set, value)) {
            return appOnly.username(set, value)
                    .<MappedUser>map(MappedUser.User::new)
                    .orElseGet(() -> new MappedUser.Nobody(
                            Reason.APP_ONLY,
                            "It belongs to an application, and mapping.appOnly names no user for it."));
        }
        return deciding(set)
                .map(attribute -> person(attribute, set))
                .orElseGet(() -> unnamed("It has none of the claims that mapping.attributes lists: %s."
                        .formatted(attributes.stream().map(ClaimPath::toString).collect(Collectors.joining(", ")))));
    }

    private MappedUser person(ClaimPath attribute, ClaimSet set) {
        String value = set.string(attribute).orElse(null);
        if (isEmail(attribute) && (value == null || !isTrusted(value, set))) {
            return new MappedUser.Nobody(
                    Reason.UNVERIFIED_EMAIL,
                    "Its %s counts only if email_verified is true and its domain is one of mapping.emailDomains: %s."
                            .formatted(attribute, emailDomains.isEmpty() ? "none is listed" : emailDomains));
        }
        if (value == null) {
            return unnamed("Its %s is no text, or an empty one.".formatted(attribute));
        }
        if (!users.isEmpty()) {
            return Optional.ofNullable(users.get(value))
                    .<MappedUser>map(MappedUser.User::new)
                    .orElseGet(() -> unnamed("Its %s is not listed in mapping.users.".formatted(attribute)));
        }
        return transformed(trim ? withoutSpaces(value) : value, attribute);
    }

    private Optional<ClaimPath> deciding(ClaimSet set) {
        return attributes.stream()
                .filter(attribute -> set.value(attribute) != null)
                .findFirst();
    }

    /** What the token says of its user, at the place that decides. */
    private Optional<String> value(ClaimSet set) {
        return deciding(set).flatMap(set::string);
    }

    private MappedUser transformed(String value, ClaimPath attribute) {
        if (value.isEmpty()) {
            return unnamed("Its %s is empty.".formatted(attribute));
        }
        Optional<String> complaint = Username.complaint(value);
        if (complaint.isPresent()) {
            return unfit(attribute, complaint.get());
        }
        String name = matched(withoutDomain(value)).orElse("");
        if (name.isEmpty()) {
            return unnamed(
                    "Its %s does not match mapping.pattern, or leaves nothing as the name.".formatted(attribute));
        }
        String written = lowerCase ? name.toLowerCase(Locale.ROOT) : name;
        return Username.complaint(written)
                .map(fault -> unfit(attribute, fault))
                .orElseGet(() -> new MappedUser.User(written));
    }

    private static MappedUser unnamed(String why) {
        return new MappedUser.Nobody(Reason.NO_USERNAME, why);
    }

    private static MappedUser unfit(ClaimPath attribute, String complaint) {
        return new MappedUser.Nobody(
                Reason.BAD_USERNAME, "Its %s can't be taken as the username: it %s.".formatted(attribute, complaint));
    }

    private static String withoutSpaces(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && value.charAt(start) == ' ') {
            start++;
        }
        while (end > start && value.charAt(end - 1) == ' ') {
            end--;
        }
        return value.substring(start, end);
    }

    private String withoutDomain(String name) {
        int at = name.lastIndexOf('@');
        if (at > 0 && stripDomains.contains(name.substring(at + 1).toLowerCase(Locale.ROOT))) {
            return name.substring(0, at);
        }
        int backslash = name.indexOf('\\');
        if (backslash > 0 && stripDomains.contains(name.substring(0, backslash).toLowerCase(Locale.ROOT))) {
            return name.substring(backslash + 1);
        }
        return name;
    }

    private Optional<String> matched(String name) {
        if (pattern == null) {
            return Optional.of(name);
        }
        Matcher matcher = pattern.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(matcher.groupCount() == 0 ? name : matcher.group(1));
    }

    /**
     * Whether an attribute, by its name, is one that two people may share.
     *
     * @param unfit what is not unique at the kind of provider
     */
    public static boolean isUnfit(ClaimPath attribute, Set<String> unfit) {
        // The last that is a name: /actor/0 is the first of the actors.
        return attribute.steps().reversed().stream()
                .filter(step -> !step.chars().allMatch(Character::isDigit))
                .findFirst()
                .filter(name -> NOT_UNIQUE.contains(name) || unfit.contains(name))
                .isPresent();
    }

    /** Whether an attribute is an e-mail address by its name, wherever it stands: {@code email}, {@code /emails/0}, {@code …/email}. */
    public static boolean isEmail(ClaimPath attribute) {
        return attribute.steps().stream()
                .map(step -> step.substring(step.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT))
                .anyMatch(EMAIL_NAMES::contains);
    }

    /** What is said to be verified is {@code email} (OpenID Connect Core §5.1); another claim's address only if it is the same. */
    private boolean isTrusted(String email, ClaimSet set) {
        boolean isThatOne = !set.has(EMAIL)
                || set.string(EMAIL).filter(email::equalsIgnoreCase).isPresent();
        boolean isVerified = Boolean.TRUE.equals(set.value(EMAIL_VERIFIED)) || Boolean.TRUE.equals(set.value(XMS_EDOV));
        int at = email.lastIndexOf('@');
        return isVerified
                && isThatOne
                && at > 0
                && emailDomains.contains(email.substring(at + 1).toLowerCase(Locale.ROOT));
    }

    private static Set<String> lowerCased(Set<String> domains) {
        return domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
