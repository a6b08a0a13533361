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
import java.util.Optional;
import org.gatehouse.atlassian.decision.Gate;
import org.gatehouse.atlassian.decision.Refusal;
import org.gatehouse.atlassian.decision.SiteRequest;

/**
 * After the product's login: refuses what must have a user and has none.
 *
 * <p>Only here can it be known: before the login, a session cookie that is good for nobody looks like one that is good for somebody. At two
 * locations, as the first of them may not run for REST.
 */
@UnrestrictedAccess
public final class RestEnforcementFilter implements Filter {
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
        Optional<Refusal> refusal = request instanceof HttpServletRequest
                ? PluginActivator.gatehouse().flatMap(gatehouse -> refusal(gatehouse.gate(), (HttpServletRequest) request))
                : Optional.empty();
        if (refusal.isPresent()) {
            Refusals.write(refusal.get(), (HttpServletResponse) response);
            return;
        }
        if (request instanceof HttpServletRequest && Probe.of((HttpServletRequest) request).isPresent()) {
            ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        chain.doFilter(request, response);
    }

    /** Once for each request, at the first location that runs. */
    private static Optional<Refusal> refusal(Gate gate, HttpServletRequest request) {
        SiteRequest seen = new ServletSiteRequest(request);
        Admission admission = Admission.of(request).orElseGet(() -> Admission.note(request, gate.admitLate(seen)));
        if (admission.isServed()) {
            return Optional.empty();
        }
        admission.serve();
        Probe.of(request).ifPresent(probe -> probe.secondSawIt(seen.isUserKnown()));
        Optional<Refusal> refusal = gate.served(seen, admission.decision(), seen::isUserKnown);
        return admission.decision().refusal().or(() -> refusal);
    }
}
