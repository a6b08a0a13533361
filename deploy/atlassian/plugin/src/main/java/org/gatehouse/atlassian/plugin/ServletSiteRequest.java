package org.gatehouse.atlassian.plugin;

import com.atlassian.sal.api.auth.AuthenticationController;
import com.atlassian.sal.api.user.UserManager;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.gatehouse.atlassian.decision.SiteRequest;

/** A servlet request, as the decision sees it. */
final class ServletSiteRequest implements SiteRequest {
    private final HttpServletRequest request;

    ServletSiteRequest(HttpServletRequest request) {
        this.request = request;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String requestUri() {
        return request.getRequestURI();
    }

    @Override
    public String contextPath() {
        return Objects.toString(request.getContextPath(), "");
    }

    @Override
    public String dispatchedPath() {
        return Objects.toString(request.getServletPath(), "") + Objects.toString(request.getPathInfo(), "");
    }

    @Override
    public String query() {
        return Objects.toString(request.getQueryString(), "");
    }

    @Override
    public List<String> headers(String name) {
        Enumeration<String> values = request.getHeaders(name);
        return values == null ? List.of() : Collections.list(values);
    }

    @Override
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(request.getParameter(name));
    }

    @Override
    public boolean isUserKnown() {
        return PluginActivator.host().get(UserManager.class).getRemoteUserKey(request) != null;
    }

    /** Bitbucket has no such controller: its handlers look at tokens of its own after the first filter. */
    @Override
    public boolean isLoggedIn() {
        return PluginActivator.host()
                        .find(AuthenticationController.class)
                        .filter(login -> !login.shouldAttemptAuthentication(request))
                        .isPresent()
                && isUserKnown();
    }

    @Override
    public String remoteAddress() {
        return Objects.toString(request.getRemoteAddr(), "");
    }
}
