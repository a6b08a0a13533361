package org.gatehouse.atlassian.plugin;

import com.atlassian.annotations.security.UnrestrictedAccess;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.gatehouse.atlassian.Gatehouse;
import org.gatehouse.atlassian.decision.Decision;
import org.gatehouse.atlassian.decision.Gate;
import org.gatehouse.atlassian.logging.Log;
import org.gatehouse.atlassian.settings.Settings.SessionMode;

/**
 * Before the product's login: authenticates requests that carry a token, and refuses what is to be refused.
 *
 * <p>Annotated, as since platform 7 a filter without an access annotation is passed over where there is no user, which is everywhere before
 * the login. The product compares by class, so the annotation must be the product's own.
 */
@UnrestrictedAccess
public final class BearerAuthFilter implements Filter {
    private static final Logger LOG = Log.of(BearerAuthFilter.class);
    /** By this the products tell a call with a token of their own from a browser's. */
    private static final String TOKEN_REQUEST = "access.token.request";

    private static final int SC_MULTIPLE_CHOICES = 300;
    private static final String BASIC_RETIRING = "X-Gatehouse-Basic";

    @Override
    public void init(FilterConfig config) {
        // PluginActivator has set up everything.
    }

    @Override
    public void destroy() {
        // PluginActivator closes everything.
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        Optional<Gatehouse> gatehouse = PluginActivator.gatehouse();
        if (gatehouse.isEmpty() || !(request instanceof HttpServletRequest)) {
            Admission.note(request, Decision.pass());
            chain.doFilter(request, response);
            return;
        }
        admit(gatehouse.get(), (HttpServletRequest) request, (HttpServletResponse) response, chain);
    }

    private static void admit(Gatehouse gatehouse, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Probe.of(request).ifPresent(Probe::firstSawIt);
        Decision decision = gatehouse.gate().admit(new ServletSiteRequest(request));
        if (decision.refusal().isPresent()) {
            Refusals.write(decision.refusal().get(), response);
            return;
        }
        Admission admission = Admission.note(request, decision);
        if (decision.isBasicRetiring()) {
            response.setHeader(BASIC_RETIRING, "retiring");
        }
        if (decision.username().isEmpty()) {
            TokenSession.endIn(request);
            chain.doFilter(request, response);
        } else if (!logIn(decision.username().get(), gatehouse, request, response, chain)) {
            return;
        }
        if (!admission.isServed() && response.getStatus() < SC_MULTIPLE_CHOICES) {
            gatehouse.gate().unserved(new ServletSiteRequest(request));
        }
    }

    /** @return whether the request went on to the product */
    private static boolean logIn(
            String username, Gatehouse gatehouse, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean isolated = gatehouse.settings().sessionMode() == SessionMode.ISOLATE || TokenSession.isOfAnother(request, username);
        HttpServletResponse answer = isolated ? new CookielessResponse(response) : response;
        HttpServletRequest ours = new TokenRequest(request, answer, username, isolated);
        Gate gate = gatehouse.gate();
        switch (login(username, ours, answer)) {
            case LOGGED_IN:
                if (gate.passesWebSudo()) {
                    ours.setAttribute(TOKEN_REQUEST, true);
                }
                chain.doFilter(ours, answer);
                return true;
            case UNKNOWN_USER:
                Refusals.write(gate.unknownUser(), response);
                return false;
            case NOT_PERMITTED:
                Refusals.write(gate.notPermitted(), response);
                return false;
            default:
                Refusals.write(gate.userNotResolved(), response);
                return false;
        }
    }

    /** What the product throws, because its user directory is away or for a reason of its own, says nothing about the token. */
    private static HostLogin.Outcome login(String username, HttpServletRequest request, HttpServletResponse response) {
        try {
            return hostLogin().login(username, request, response);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "The product could not log a user in", e);
            return HostLogin.Outcome.FAILED;
        }
    }

    private static HostLogin hostLogin() {
        HostServices host = PluginActivator.host();
        return host.isBitbucket() ? new BitbucketLogin(host) : new SalLogin(host);
    }
}
