package org.gatehouse.atlassian.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.gatehouse.atlassian.assertion.AssertionVerifier;
import org.gatehouse.atlassian.assertion.KeysUnavailableException;
import org.gatehouse.atlassian.basic.BasicUsage;
import org.gatehouse.atlassian.basic.BasicUse;
import org.gatehouse.atlassian.credentials.Credentials;
import org.gatehouse.atlassian.credentials.Credentials.Scheme;
import org.gatehouse.atlassian.credentials.TokenShape;
import org.gatehouse.atlassian.introspection.Introspection;
import org.gatehouse.atlassian.introspection.Introspector;
import org.gatehouse.atlassian.introspection.Question;
import org.gatehouse.atlassian.path.PathPolicy.Kind;
import org.gatehouse.atlassian.path.RequestPath;
import org.gatehouse.atlassian.policy.AccessPolicy;
import org.gatehouse.atlassian.policy.AccessPolicy.ForeignTokens;
import org.gatehouse.atlassian.policy.BasicPolicy;
import org.gatehouse.atlassian.policy.BasicPolicy.Stage;
import org.gatehouse.atlassian.policy.IpAddress;
import org.gatehouse.atlassian.policy.PolicyKeeper;

/**
 * The whole decision, on one page.
 *
 * <p>Before the product's login, {@link #admit} looks at what the request presents: a good token logs its user in, a bad one is refused,
 * what belongs to the product passes. After it, {@link #served} asks what only then can be known: is there a user? UI sessions, JWT and
 * OAuth requests, and the product's own tokens need no rule of their own that way.
 */
public final class Gate {
    /** The header of a proxy's assertion. */
    public static final String ASSERTION = "X-Gatehouse-Assertion";

    private static final Duration POLICY_SOON = Duration.ofSeconds(5);
    private static final List<String> USUALLY_PROTECTED = List.of("/rest/", "/rpc/");

    /** With one of these, a product's login may find a user: not for us to know before it. */
    private static final List<String> CREDENTIAL_HEADERS =
            List.of("Authorization", "Cookie", "X-Seraph-Trusted-App-ID");

    private static final Pattern CREDENTIAL_PARAMETERS = Pattern.compile("(^|&)(jwt|oauth_[a-z_]+|os_username)=");

    private final BooleanSupplier enabled;
    private final PolicyKeeper policies;
    private final Introspector introspector;
    private final AssertionVerifier assertions;
    private final boolean proxyMode;
    private final BasicUsage usage;
    private final FilterWatch watch = new FilterWatch();

    /** @param enabled the emergency switch, asked for each request */
    public Gate(
            BooleanSupplier enabled,
            PolicyKeeper policies,
            Introspector introspector,
            AssertionVerifier assertions,
            boolean proxyMode,
            BasicUsage usage) {
        this.enabled = enabled;
        this.policies = policies;
        this.introspector = introspector;
        this.assertions = assertions;
        this.proxyMode = proxyMode;
        this.usage = usage;
    }

    public FilterWatch watch() {
        return watch;
    }

    /** Decides about a request before the product's own login. */
    public Decision admit(SiteRequest request) {
        if (!enabled.getAsBoolean() || isPreflight(request)) {
            return Decision.pass();
        }
        RequestPath path = path(request);
        Optional<AccessPolicy> policy = policies.current();
        if (policy.isEmpty()) {
            return withoutPolicy(request, path);
        }
        Kind kind = policy.get().paths().kindOf(path);
        if (kind == Kind.EXEMPT) {
            return exempt(request, path, policy.get());
        }
        if (kind == Kind.OTHER && !isGit(path)) {
            return Decision.pass();
        }
        Decision decision = admit(request, path, policy.get());
        if (watch.isEnforcementMissing()
                && canHaveNoUser(request, decision)
                && !isOpenToNobody(request, path, policy.get())) {
            decision = Decision.refuse(Refusal.missingToken());
        }
        return decision.refusal()
                .map(refusal -> Decision.refuse(forClient(refusal, path)))
                .orElse(decision);
    }

    /**
     * The same for a request that comes to the second filter, and the first one did not see: what is refused stays refused. A good token
     * comes too late for its user to be logged in, and who is logged in by something else must not be served in its place.
     */
    public Decision admitLate(SiteRequest request) {
        if (isProtected(request)) {
            watch.unadmitted();
        }
        Decision decision = admit(request);
        return decision.username().isPresent() ? Decision.refuse(Refusal.loginLost()) : decision;
    }

    /** The product answered this request with success, and the second filter did not see it. */
    public void unserved(SiteRequest request) {
        if (isProtected(request)) {
            watch.unserved();
        }
    }

    private boolean isProtected(SiteRequest request) {
        return enabled.getAsBoolean()
                && !isPreflight(request)
                && policies.current()
                        .filter(policy -> policy.paths().kindOf(path(request)) == Kind.PROTECTED)
                        .isPresent();
    }

    /** Whether nothing in the request could make it a user's, so that even before the login it is known to be without one. */
    private static boolean canHaveNoUser(SiteRequest request, Decision decision) {
        return decision.username().isEmpty()
                && CREDENTIAL_HEADERS.stream()
                        .allMatch(name -> request.headers(name).isEmpty())
                && !CREDENTIAL_PARAMETERS.matcher(request.query()).find()
                && !request.isUserKnown();
    }

    /** A login over REST that is exempt is no way around the end of Basic authentication. Nothing else of the request is judged. */
    private Decision exempt(SiteRequest request, RequestPath path, AccessPolicy policy) {
        boolean judged = policy.basic().isWatching()
                && Passwords.isRestLogin(request, path)
                && policy.paths().isProtected(path);
        if (!judged) {
            return Decision.pass();
        }
        Credentials credentials = Credentials.of(request.headers("Authorization"));
        return credentials.scheme() == Scheme.MALFORMED
                ? Decision.refuse(Refusal.invalidRequest())
                : passwords(Decision.pass(), request, path, credentials, policy);
    }

    private Decision admit(SiteRequest request, RequestPath path, AccessPolicy policy) {
        boolean tokens = policy.tokensEnabled();
        if (tokens && proxyMode && !request.headers(ASSERTION).isEmpty()) {
            return asserted(request, policy);
        }
        Credentials credentials = Credentials.of(request.headers("Authorization"));
        if (credentials.scheme() == Scheme.MALFORMED
                && (tokens || policy.basic().isWatching())) {
            return Decision.refuse(Refusal.invalidRequest());
        }
        Decision decision = Decision.pass();
        if (tokens && credentials.scheme() == Scheme.BEARER) {
            decision = bearer(credentials.secret(), request, path, policy);
        } else if (tokens && isApiTokenAsPassword(credentials)) {
            decision = apiTokenAsPassword(credentials, request, path, policy);
        }
        boolean settled = decision.refusal().isPresent() || decision.username().isPresent();
        return settled || !policy.basic().isWatching()
                ? decision
                : passwords(decision, request, path, credentials, policy);
    }

    /**
     * Decides about a request after the product's own login.
     *
     * @param admitted what {@link #admit} said
     * @param userFound whether the product knows a user of this request; asked only if the answer matters
     */
    public Optional<Refusal> served(SiteRequest request, Decision admitted, BooleanSupplier userFound) {
        Optional<AccessPolicy> policy = policies.current();
        if (!enabled.getAsBoolean() || policy.isEmpty() || isPreflight(request)) {
            return Optional.empty();
        }
        RequestPath path = path(request);
        if (policy.get().paths().kindOf(path) == Kind.PROTECTED) {
            watch.served();
        }
        boolean open = isOpenToNobody(request, path, policy.get());
        if (open && !admitted.isUserNeeded() && admitted.basicUses().isEmpty()) {
            return Optional.empty();
        }
        if (userFound.getAsBoolean()) {
            admitted.basicUses().forEach(usage::add);
            return Optional.empty();
        }
        if (admitted.username().isPresent()) {
            return Optional.of(Refusal.loginLost());
        }
        if (admitted.isUserNeeded()) {
            return Optional.of(forClient(Refusal.invalidToken(), path));
        }
        return open ? Optional.empty() : Optional.of(forClient(Refusal.missingToken(), path));
    }

    /** Whether a token is enough where the product asks for the password again. */
    public boolean passesWebSudo() {
        return policies.current().map(AccessPolicy::passesWebSudo).orElse(false);
    }

    /** The refusal of a good token whose user the product does not know. */
    public Refusal unknownUser() {
        return Refusal.invalidToken();
    }

    /** The refusal of a good token whose user may not use the product. */
    public Refusal notPermitted() {
        return Refusal.notPermitted();
    }

    /** The refusal of a good token whose user could not be looked up. */
    public Refusal userNotResolved() {
        return Refusal.unavailable(POLICY_SOON);
    }

    /**
     * A site that has never been told its policy changes nothing, but one thing: tokens that surely are Gatehouse's business would be
     * refused by the product, and clients would throw them away.
     */
    private static Decision withoutPolicy(SiteRequest request, RequestPath path) {
        Credentials credentials = Credentials.of(request.headers("Authorization"));
        boolean surelyOurs = credentials.scheme() == Scheme.BEARER
                && !TokenShape.isProductToken(credentials.secret())
                && (TokenShape.isJwt(credentials.secret()) || TokenShape.isApiToken(credentials.secret()));
        return surelyOurs && USUALLY_PROTECTED.stream().anyMatch(path::mayBeUnder)
                ? Decision.refuse(Refusal.unavailable(POLICY_SOON))
                : Decision.pass();
    }

    private Decision asserted(SiteRequest request, AccessPolicy policy) {
        List<String> headers = request.headers(ASSERTION);
        if (headers.size() > 1) {
            return Decision.refuse(Refusal.invalidRequest());
        }
        String target = request.query().isEmpty() ? request.requestUri() : request.requestUri() + "?" + request.query();
        try {
            return assertions
                    .username(headers.get(0), policy, request.method(), target)
                    .map(Decision::login)
                    .orElseGet(() -> Decision.refuse(Refusal.invalidToken()));
        } catch (KeysUnavailableException e) {
            return Decision.refuse(Refusal.unavailable(POLICY_SOON));
        }
    }

    private Decision bearer(String token, SiteRequest request, RequestPath path, AccessPolicy policy) {
        if (TokenShape.isProductToken(token)) {
            return policy.foreignTokens() == ForeignTokens.REJECT
                    ? Decision.refuse(Refusal.invalidToken())
                    : Decision.passIfUserFound();
        }
        boolean foreign = policy.foreignTokens() != ForeignTokens.REJECT && !TokenShape.isApiToken(token);
        if (foreign && request.isLoggedIn()) {
            watch.productFirst();
            return Decision.passIfUserFound();
        }
        Introspection answer = introspect(token, request, path, policy);
        boolean leftToTheProduct = answer.state() == Introspection.State.INACTIVE
                && policy.foreignTokens() == ForeignTokens.PASS_UNKNOWN
                && !TokenShape.isApiToken(token);
        return leftToTheProduct ? Decision.passIfUserFound() : judged(answer);
    }

    private Decision apiTokenAsPassword(
            Credentials credentials, SiteRequest request, RequestPath path, AccessPolicy policy) {
        Introspection answer = introspect(credentials.secret(), request, path, policy);
        boolean anothers = answer.state() == Introspection.State.ACTIVE
                && !answer.username().equalsIgnoreCase(credentials.username());
        return anothers ? Decision.refuse(Refusal.invalidToken()) : judged(answer);
    }

    private Introspection introspect(String token, SiteRequest request, RequestPath path, AccessPolicy policy) {
        Optional<String> client = IpAddress.literal(request.remoteAddress());
        return introspector.introspect(new Question(token, request.method(), path.canonical(), client), policy);
    }

    private static Decision judged(Introspection answer) {
        switch (answer.state()) {
            case ACTIVE:
                return Decision.login(answer.username());
            case INACTIVE:
                return Decision.refuse(Refusal.invalidToken());
            default:
                return Decision.refuse(Refusal.unavailable(answer.retryAfter()));
        }
    }

    private Decision passwords(
            Decision decision, SiteRequest request, RequestPath path, Credentials credentials, AccessPolicy policy) {
        List<BasicUse> uses = new ArrayList<>();
        boolean warned = false;
        for (String username : Passwords.usernames(request, path, credentials)) {
            Stage stage = policy.basic().judge(username, path, request.remoteAddress());
            BasicUse use = BasicUse.of(username, path, request.remoteAddress(), first(request.headers("User-Agent")));
            if (stage == Stage.REFUSE) {
                usage.add(use);
                return Decision.refuse(Refusal.basicRetired());
            }
            if (stage != Stage.ALLOW) {
                uses.add(use);
                warned |= stage == Stage.WARN;
            }
        }
        if (Passwords.isRestLogin(request, path)) {
            // A login over REST has no user yet when it is served, so it counts now.
            uses.forEach(usage::add);
            uses = List.of();
        }
        return decision.withBasic(warned, uses);
    }

    /** For clients that know nothing but a username and a password. */
    private static boolean isApiTokenAsPassword(Credentials credentials) {
        return credentials.scheme() == Scheme.BASIC && TokenShape.isApiToken(credentials.secret());
    }

    /** Credentials of git are judged whether or not its paths are protected; it is never asked for them by us unless they are. */
    private static boolean isGit(RequestPath path) {
        return path.mayBeUnder(BasicPolicy.SCM_PATH);
    }

    private static Refusal forClient(Refusal refusal, RequestPath path) {
        return isGit(path) ? refusal.forGit() : refusal;
    }

    /** Whether a request is served without a user, as far as we are concerned. */
    private static boolean isOpenToNobody(SiteRequest request, RequestPath path, AccessPolicy policy) {
        return policy.anonymousRest()
                || policy.paths().kindOf(path) != Kind.PROTECTED
                || Passwords.isOpenToNobody(request, path);
    }

    /** A CORS preflight carries no credentials, by design; what does carry some is a request like any other. */
    private boolean isPreflight(SiteRequest request) {
        return request.method().equals("OPTIONS")
                && request.headers("Authorization").isEmpty()
                && !(proxyMode && !request.headers(ASSERTION).isEmpty())
                && !Passwords.areInParameters(request);
    }

    private static RequestPath path(SiteRequest request) {
        return RequestPath.of(request.requestUri(), request.contextPath(), request.dispatchedPath());
    }

    private static Optional<String> first(List<String> headers) {
        return headers.stream().findFirst();
    }
}
