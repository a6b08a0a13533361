package org.gatehouse.atlassian.plugin;

import com.atlassian.sal.api.user.UserManager;
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
import org.gatehouse.atlassian.decision.Refusal;

/**
 * After the product's login: refuses what must have a user and has none.
 *
 * <p>Only here can it be known. Before the login, a session cookie that is good for nobody looks like one that is good for somebody.
 */
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
                ? PluginActivator.gatehouse().flatMap(gatehouse -> refusal(gatehouse, (HttpServletRequest) request))
                : Optional.empty();
        if (refusal.isPresent()) {
            Refusals.write(refusal.get(), (HttpServletResponse) response);
            return;
        }
        chain.doFilter(request, response);
    }

    private static Optional<Refusal> refusal(Gatehouse gatehouse, HttpServletRequest request) {
        Decision admitted = Admission.of(request).orElseGet(Decision::pass);
        return gatehouse.gate().served(new ServletSiteRequest(request), admitted, () -> isUserFound(request));
    }

    private static boolean isUserFound(HttpServletRequest request) {
        return PluginActivator.host().get(UserManager.class).getRemoteUserKey(request) != null;
    }
}
