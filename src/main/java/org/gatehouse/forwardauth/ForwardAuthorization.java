package org.gatehouse.forwardauth;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatehouse.access.AccessPolicies;
import org.gatehouse.access.AccessPolicy;
import org.gatehouse.access.BasicMeters;
import org.gatehouse.access.BasicRule;
import org.gatehouse.access.BasicUses;
import org.gatehouse.access.Foreign;
import org.gatehouse.access.RequestPath;
import org.gatehouse.access.SitePolicy;
import org.gatehouse.access.Zone;
import org.gatehouse.assertion.Assertions;
import org.gatehouse.audit.Verdicts;
import org.gatehouse.caller.Caller;
import org.gatehouse.introspection.Introspector;
import org.gatehouse.token.AtlassianTokens;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.jboss.logging.Logger;

/**
 * Decides what a proxy does with a request. About tokens {@link Introspector} decides, as it does for everybody; here is only which
 * requests need one, and what else may stand in its place. What the product issued, or knows by itself, is handed on untouched and without
 * an identity: a proxy can't tell a good session from a bad one. Blocks nothing.
 */
@Singleton
final class ForwardAuthorization {
    private static final Logger LOG = Logger.getLogger(ForwardAuthorization.class);
    private static final int MAX_GROUPS = 4096;
    private static final Decision PASS = new Decision.Pass(false);
    /** Nobody whom we know issued it. */
    private static final Set<Reason> UNKNOWN = Set.of(Reason.NO_PROVIDER, Reason.UNKNOWN_ISSUER);

    private final AccessPolicies policies;
    private final Introspector introspector;
    private final Assertions assertions;
    private final BasicUses basicUses;
    private final BasicMeters passwords;
    private final Verdicts verdicts;

    ForwardAuthorization(
            AccessPolicies policies,
            Introspector introspector,
            Assertions assertions,
            BasicUses basicUses,
            BasicMeters passwords,
            Verdicts verdicts) {
        this.policies = policies;
        this.introspector = introspector;
        this.assertions = assertions;
        this.basicUses = basicUses;
        this.passwords = passwords;
        this.verdicts = verdicts;
    }

    /** A request at a site, and what holds for its path. */
    private record Case(Caller caller, SitePolicy site, OriginalRequest request, Zone zone) {
        AccessPolicy policy() {
            return site.policy();
        }
    }

    Uni<Decision> decide(Caller caller, OriginalRequest request) {
        SitePolicy site = policies.of(caller);
        Zone zone = request.path().map(site.policy()::zone).orElse(Zone.PROTECTED);
        Credentials credentials = request.credentials();
        if (zone == Zone.OTHER || request.isPreflight()) {
            return just(PASS);
        }
        if (zone == Zone.EXEMPT) {
            return just(exempt(new Case(caller, site, request, Zone.PROTECTED)));
        }
        Case asked = new Case(caller, site, request, zone);
        Optional<Decision> besides = passwordBesidesTheHeader(asked);
        if (besides.isPresent() && !(besides.get() instanceof Decision.Pass)) {
            return just(besides.get());
        }
        return switch (credentials) {
            case Credentials.Repeated() -> just(Decision.Unauthorized.BAD_REQUEST);
            case Credentials.Bearer(String token) -> asked.policy().tokens() ? bearer(asked, token) : just(PASS);
            case Credentials.Basic basic
            when basic.isApiToken() && asked.policy().tokens() -> apiToken(asked, basic);
            case Credentials.Basic basic -> just(password(asked, basic.username()));
            case Credentials.Other(String scheme) when site.own().schemes().contains(scheme) -> just(PASS);
            case Credentials.Other _, Credentials.None _ -> just(besides.orElseGet(() -> nobody(asked)));
        };
    }

    /** A login over REST that is exempt is no way around the end of Basic authentication. Nothing else of the request is judged. */
    private Decision exempt(Case asked) {
        boolean isGuarded = isPost(asked, asked.policy()::isLogin) && isPost(asked, asked.policy()::isGuarded);
        if (!isGuarded) {
            return PASS;
        }
        if (asked.request().credentials() instanceof Credentials.Repeated) {
            return Decision.Unauthorized.BAD_REQUEST;
        }
        Decision besides = passwordBesidesTheHeader(asked).orElse(PASS);
        return besides instanceof Decision.Pass
                        && asked.request().credentials() instanceof Credentials.Basic basic
                        && !basic.isApiToken()
                ? password(asked, basic.username())
                : besides;
    }

    /** Two more ways of the products to log in by a password: parameters of the query, and a body. Each is judged. */
    private Optional<Decision> passwordBesidesTheHeader(Case asked) {
        List<String> usernames = asked.request().query().all("os_username");
        boolean mayBeAnother =
                isPost(asked, usernames.isEmpty() ? asked.policy()::isLogin : asked.policy()::isNamelessLogin);
        Optional<Decision> named = strictest(usernames.stream().map(name -> password(asked, name)));
        if (!mayBeAnother
                || named.filter(decision -> !(decision instanceof Decision.Pass))
                        .isPresent()) {
            return named;
        }
        return Optional.of(password(asked, ""))
                // In some readings only, it may be refused as a login, but needs a user like everything else.
                .filter(decision -> !(decision instanceof Decision.Pass) || isLogin(asked))
                .or(() -> named);
    }

    /** The first that is no pass, else the last. */
    private static Optional<Decision> strictest(Stream<Decision> decisions) {
        return decisions.reduce((one, other) -> one instanceof Decision.Pass ? other : one);
    }

    private static boolean isPost(Case asked, Predicate<RequestPath> rule) {
        return asked.request().hasMethod("POST")
                && asked.request().path().filter(rule).isPresent();
    }

    private static boolean isLogin(Case asked) {
        boolean isPost = asked.request().hasMethod("POST");
        return asked.request()
                .path()
                .filter(path -> asked.policy().isOpenToNobody(path, isPost))
                .isPresent();
    }

    private Decision password(Case asked, String username) {
        RequestPath path = asked.request().path().orElse(RequestPath.ROOT);
        BasicRule.Outcome outcome = asked.policy()
                .passwords(username, asked.zone(), path, asked.request().client());
        passwords.seen(asked.caller().id(), outcome);
        return switch (outcome) {
            case PASS -> PASS;
            case REFUSE -> Decision.Unauthorized.NO_TOKEN;
            case PASS_AND_COUNT -> counted(asked, username, path, PASS);
            case WARN_AND_COUNT -> counted(asked, username, path, new Decision.Pass(true));
            case REFUSE_AND_COUNT -> counted(asked, username, path, Decision.Unauthorized.NO_TOKEN);
        };
    }

    private Decision counted(Case asked, String username, RequestPath path, Decision decision) {
        basicUses.note(
                asked.caller().id(),
                username,
                asked.policy().pathClass(path),
                asked.request().client(),
                asked.request().userAgent());
        return decision;
    }

    private static Decision nobody(Case asked) {
        boolean isFine = asked.zone() == Zone.SCM
                || asked.policy().anonymousRest()
                || isLogin(asked)
                || asked.request().hasCredentialsOf(asked.site().own());
        return isFine ? PASS : Decision.Unauthorized.NO_TOKEN;
    }

    private Uni<Decision> bearer(Case asked, String token) {
        Foreign foreign = asked.policy().foreign();
        if (AtlassianTokens.recognise(token)) {
            return just(foreign == Foreign.REJECT ? Decision.Unauthorized.BAD_TOKEN : PASS);
        }
        return verdict(asked, token).map(verdict -> switch (verdict) {
            case Verdict.Active active -> identified(asked, active);
            case Verdict.Inactive inactive
            when foreign == Foreign.PASS_UNKNOWN && UNKNOWN.contains(inactive.reason()) -> PASS;
            case Verdict.Inactive _ -> Decision.Unauthorized.BAD_TOKEN;
            case Verdict.Undetermined undetermined -> new Decision.Unavailable(undetermined.retryAfter());
        });
    }

    /** For clients that know nothing but a username and a password: the password is a token of ours, and must be that user's. */
    private Uni<Decision> apiToken(Case asked, Credentials.Basic basic) {
        return verdict(asked, basic.password()).map(verdict -> switch (verdict) {
            case Verdict.Active active
            when active.username().equalsIgnoreCase(basic.username()) -> identified(asked, active);
            case Verdict.Active _, Verdict.Inactive _ -> Decision.Unauthorized.BAD_TOKEN;
            case Verdict.Undetermined undetermined -> new Decision.Unavailable(undetermined.retryAfter());
        });
    }

    private Uni<Verdict> verdict(Case asked, String token) {
        PresentedToken presented = introspector.read(token);
        Verdicts.Question question = verdicts.asked(asked.caller().id(), presented.fingerprint());
        return introspector
                .decide(
                        asked.caller(),
                        presented,
                        Optional.empty(),
                        asked.request().context())
                .invoke(question::answered);
    }

    private Decision identified(Case asked, Verdict.Active active) {
        Optional<String> assertion = asked.request().path().flatMap(path -> asked.request()
                .method()
                .flatMap(method -> assertions.sign(new Assertions.Statement(
                        asked.caller().id(), active.username(), active.provider(), method, path.target()))));
        return new Decision.Identified(
                active.username(), active.provider(), groups(asked.caller(), active.groups()), assertion);
    }

    /** Too many are none: a proxy takes headers of a few KiB only, and half of a list would be a wrong one. */
    private static String groups(Caller caller, List<String> groups) {
        if (!caller.showGroups()) {
            return "";
        }
        String header = HeaderValue.ofList(groups);
        if (header.length() > MAX_GROUPS) {
            LOG.infof("X-Auth-Groups left out for %s: %d groups do not fit", caller.id(), groups.size());
            return "";
        }
        return header;
    }

    private static Uni<Decision> just(Decision decision) {
        return Uni.createFrom().item(decision);
    }
}
