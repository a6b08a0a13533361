package org.gatehouse.access;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatehouse.outbound.Cidr;

/**
 * What a proxy enforces for a site, ready to be applied. What only the plugin needs (how long to remember an answer, how often to
 * report) stays in the document.
 *
 * @param tokens whether bearer tokens are ours to decide about; if not, they are the product's business like everything else
 * @param anonymousRest whether a protected path may be asked for by nobody
 * @param context the product's context root, empty or like {@code /jira}
 * @param guarded prefixes of protected paths, in lower case
 * @param exempt prefixes that win over the protected ones
 * @param scm prefixes of git over HTTP, in lower case
 */
public record AccessPolicy(
        boolean tokens,
        Foreign foreign,
        boolean anonymousRest,
        BasicRule basic,
        String context,
        List<String> guarded,
        List<String> exempt,
        List<String> scm) {
    static final int MAX_PATH_CLASS = 100;

    /**
     * The products have a rule for static resources that forwards {@code /s/<anything>/_/<path>} to {@code /<path>} inside of the host, and
     * does not ask whether it is a static resource.
     */
    private static final String FORWARDED = "/s/";
    /** What comes before the slash that the forwarded path begins with. */
    private static final String FORWARD = "/_";

    private static final String BEFORE = "before";

    /** Of the newer login page ("two-step verification REST API"), whatever version is named. */
    private static final Pattern LOGIN_PAGE = Pattern.compile("/rest/tsv/[^/]+/authenticate(/.*)?", Pattern.DOTALL);
    /** Logins over REST, as they are documented. */
    private static final Pattern DOCUMENTED_LOGIN =
            Pattern.compile("/rest/auth/[^/]+/session/?|/rest/gadget/[^/]+/login/?|" + LOGIN_PAGE);
    /** With an extension as without ({@code .json}): the products cut it off. The username is in the body, which a proxy does not show. */
    private static final Pattern NAMELESS_LOGIN =
            login("/rest/auth/[^/]+/session(\\.[^/]*)?/?|/rest/tsv/[^/]+/authenticate(\\.[^/]*)?(/.*)?");
    /** Takes {@code os_username}, from the query before the body. */
    private static final Pattern FORM_LOGIN = login("/rest/gadget/[^/]+/login(\\.[^/]*)?/?");

    public AccessPolicy {
        guarded = List.copyOf(guarded);
        exempt = List.copyOf(exempt);
        scm = List.copyOf(scm);
    }

    static AccessPolicy of(CompletePolicy document, ProductProfile profile) {
        return new AccessPolicy(
                document.tokensEnabled(),
                document.foreign(),
                document.anonymousRest(),
                new BasicRule(
                        document.stage(),
                        document.share(),
                        document.users(),
                        document.scm(),
                        document.exceptUsers(),
                        document.exceptPaths(),
                        document.exceptNetworks().stream().map(Cidr::parse).toList()),
                document.context(),
                document.guarded().stream().map(AccessPolicy::lowerCase).toList(),
                document.exempt(),
                profile.scm());
    }

    /**
     * Where a path leads. Protected is what any reading of it puts beneath a protected prefix, in whatever case; exempt only what
     * every reading puts beneath an exempt one. What the product forwards is protected as what it is forwarded to, and never exempt.
     */
    public Zone zone(RequestPath path) {
        if (isExempted(path, exempt)) {
            return Zone.EXEMPT;
        }
        if (isGuarded(path)) {
            return Zone.PROTECTED;
        }
        return mayBeUnder(scm, path) ? Zone.SCM : Zone.OTHER;
    }

    /** Whether every reading of a path is beneath one of these, in the exact case. */
    boolean isExempted(RequestPath path, List<String> prefixes) {
        return path.all(reading -> PathPrefix.anyHolds(prefixes, below(reading))) && !isForwarded(path);
    }

    /** @param prefixes in lower case */
    private boolean mayBeUnder(List<String> prefixes, RequestPath path) {
        return path.any(reading -> PathPrefix.anyHolds(prefixes, lowerCase(below(reading))))
                || (isForwarded(path)
                        && path.any(reading -> PathPrefix.anyHoldsBehind(FORWARD, prefixes, lowerCase(reading))));
    }

    private boolean isForwarded(RequestPath path) {
        // Whoever forwards may not resolve dot segments first, so a tricky path need not begin as such paths do.
        return (path.isTricky() || path.any(reading -> lowerCase(below(reading)).startsWith(FORWARDED)))
                && path.any(reading -> reading.contains(FORWARD + "/"));
    }

    /**
     * What becomes of a username and a password on a path of this zone.
     *
     * @param username as sent; empty if nobody could read it, which is refused only where everybody is
     */
    public BasicRule.Outcome passwords(String username, Zone zone, RequestPath path, Optional<InetAddress> client) {
        if (zone == Zone.EXEMPT) {
            return BasicRule.Outcome.PASS;
        }
        // A path that only may be git's is judged by both switches: it may be served as REST.
        if (mayBeUnder(scm, path) && basic.refusesGit(username, path, this, client)) {
            return BasicRule.Outcome.REFUSE;
        }
        return zone == Zone.PROTECTED && !path.all(this::isGit)
                ? basic.decide(username, path, this, client)
                : BasicRule.Outcome.PASS;
    }

    private boolean isGit(String reading) {
        return PathPrefix.anyHolds(scm, lowerCase(below(reading)));
    }

    /** Whether a POST to this path may log somebody in by a password: a login over REST. */
    public boolean isLogin(RequestPath path) {
        return isNamelessLogin(path) || mayBe(FORM_LOGIN, path);
    }

    /** Whether it may be a login whose username nobody can read, whatever parameters it has. */
    public boolean isNamelessLogin(RequestPath path) {
        return mayBe(NAMELESS_LOGIN, path);
    }

    /** Whether this is beneath a protected prefix, even if it is exempt. */
    public boolean isGuarded(RequestPath path) {
        return mayBeUnder(guarded, path);
    }

    private boolean mayBe(Pattern login, RequestPath path) {
        boolean isForwarded = isForwarded(path);
        return path.any(reading -> {
            Matcher form = login.matcher(lowerCase(below(reading)));
            return form.matches() && (isForwarded || form.group(BEFORE) == null);
        });
    }

    private static Pattern login(String form) {
        return Pattern.compile("(?<" + BEFORE + ">.*" + FORWARD + ")??(" + form + ")", Pattern.DOTALL);
    }

    /** Whether this is a login, or what the login page asks for before there is a user, in every reading. */
    public boolean isOpenToNobody(RequestPath path, boolean isPost) {
        Pattern open = isPost ? DOCUMENTED_LOGIN : LOGIN_PAGE;
        return path.all(reading -> open.matcher(below(reading)).matches());
    }

    /** The first two segments of a path below the context root, at most 100 characters: {@code /rest/api}. */
    public String pathClass(RequestPath path) {
        String[] segments = below(path.plain()).split("/", -1);
        String first = Arrays.stream(segments)
                .skip(1)
                .limit(2)
                .filter(segment -> !segment.isEmpty())
                .map(segment -> "/" + segment)
                .collect(Collectors.joining());
        return first.isEmpty() ? "/" : first.substring(0, Math.min(first.length(), MAX_PATH_CLASS));
    }

    /** The path below the context root, if it lies there. */
    String below(String path) {
        boolean isBelow = !context.isEmpty() && PathPrefix.holds(context, path);
        String rest = isBelow ? path.substring(context.length()) : path;
        return rest.isEmpty() ? "/" : rest;
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
