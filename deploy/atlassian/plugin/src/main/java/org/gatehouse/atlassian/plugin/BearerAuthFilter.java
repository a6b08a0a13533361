package org.gatehouse.atlassian.plugin;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.gatehouse.atlassian.Gatehouse;
import org.gatehouse.atlassian.decision.Decision;
import org.gatehouse.atlassian.decision.Gate;
import org.gatehouse.atlassian.settings.Settings.SessionMode;

/** Before the product's login: authenticates requests that carry a token, and refuses what is to be refused. */
public final class BearerAuthFilter implements Filter {
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
            chain.doFilter(request, response);
            return;
        }
        admit(gatehouse.get(), (HttpServletRequest) request, (HttpServletResponse) response, chain);
    }

    private static void admit(Gatehouse gatehouse, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Decision decision = gatehouse.gate().admit(new ServletSiteRequest(request));
        if (decision.refusal().isPresent()) {
            Refusals.write(decision.refusal().get(), response);
            return;
        }
        Admission.note(request, decision);
        if (decision.isBasicRetiring()) {
            response.setHeader(BASIC_RETIRING, "retiring");
        }
        if (decision.username().isEmpty()) {
            TokenSession.endIn(request);
            chain.doFilter(request, response);
            return;
        }
        logIn(decision.username().get(), gatehouse, request, response, chain);
    }

    private static void logIn(
            String username, Gatehouse gatehouse, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean isolated = gatehouse.settings().sessionMode() == SessionMode.ISOLATE || TokenSession.isOfAnother(request, username);
        HttpServletResponse answer = isolated ? new CookielessResponse(response) : response;
        HttpServletRequest ours = new TokenRequest(request, answer, username, isolated);
        Gate gate = gatehouse.gate();
        switch (hostLogin().login(username, ours, answer)) {
            case LOGGED_IN:
                chain.doFilter(ours, answer);
                return;
            case UNKNOWN_USER:
                Refusals.write(gate.unknownUser(), response);
                return;
            case NOT_PERMITTED:
                Refusals.write(gate.notPermitted(), response);
                return;
            case FAILED:
                Refusals.write(gate.userNotResolved(), response);
        }
    }

    private static HostLogin hostLogin() {
        HostServices host = PluginActivator.host();
        return host.isBitbucket() ? new BitbucketLogin(host) : new SalLogin(host);
    }
}
