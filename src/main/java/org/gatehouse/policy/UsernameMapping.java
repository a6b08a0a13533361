package org.gatehouse.policy;

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
 * Claims to username: the first attribute that is present decides, then trim, NFC, strip domain, pattern, lower case, in this
 * order. An attribute that is present but unusable ends the search: falling through to the next would let whoever can spoil one
 * claim choose which other one names them.
 *
 * @param stripDomains in lower case; {@code @corp.example} behind or {@code CORP\} before a name is cut off only if listed
 * @param emailDomains in lower case; an attribute that is an e-mail address counts only if it is verified and of one of these
 * @param users if there are any: the attribute's exact value to the username, nobody else is let in, and nothing is transformed
 * @param pattern matches the whole value; its first group, if it has one, is the username
 */
public record UsernameMapping(
        List<ClaimPath> attributes,
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
        Optional<ClaimPath> deciding = attributes.stream()
                .filter(attribute -> set.value(attribute) != null)
                .findFirst();
        Optional<String> name = deciding.flatMap(set::string);
        if (appOnly.describes(set, name)) {
            return appOnly.username(set, name)
                    .<MappedUser>map(MappedUser.User::new)
                    .orElseGet(() -> new MappedUser.Nobody(Reason.APP_ONLY));
        }
        if (deciding.isEmpty()) {
            return new MappedUser.Nobody(Reason.NO_USERNAME);
        }
        if (isEmail(deciding.get())
                && name.filter(email -> isTrusted(email, set)).isEmpty()) {
            return new MappedUser.Nobody(Reason.UNVERIFIED_EMAIL);
        }
        return name.flatMap(this::named)
                .<MappedUser>map(username -> appOnly.isOfAPerson(set, name)
                        ? new MappedUser.User(username)
                        : new MappedUser.Nobody(Reason.APP_ONLY))
                .orElseGet(() -> new MappedUser.Nobody(Reason.NO_USERNAME));
    }

    private Optional<String> named(String value) {
        return users.isEmpty() ? transformed(value) : Optional.ofNullable(users.get(value));
    }

    private Optional<String> transformed(String value) {
        return Username.of(trim ? value.strip() : value)
                .map(this::withoutDomain)
                .flatMap(this::matched)
                .map(name -> lowerCase ? name.toLowerCase(Locale.ROOT) : name)
                .flatMap(Username::of);
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

    /** Whether an attribute, by its name, is one that two people may share. */
    public static boolean isShared(ClaimPath attribute) {
        return NOT_UNIQUE.contains(attribute.steps().getLast());
    }

    /** Whether an attribute is an e-mail address by its name, wherever it stands: {@code email}, {@code /emails/0}, {@code …/email}. */
    public static boolean isEmail(ClaimPath attribute) {
        return attribute.steps().stream()
                .map(step -> step.substring(step.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT))
                .anyMatch(EMAIL_NAMES::contains);
    }

    private boolean isTrusted(String email, ClaimSet set) {
        boolean isVerified = Boolean.TRUE.equals(set.value(EMAIL_VERIFIED)) || Boolean.TRUE.equals(set.value(XMS_EDOV));
        int at = email.lastIndexOf('@');
        return isVerified
                && at > 0
                && emailDomains.contains(email.substring(at + 1).toLowerCase(Locale.ROOT));
    }

    private static Set<String> lowerCased(Set<String> domains) {
        return domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
