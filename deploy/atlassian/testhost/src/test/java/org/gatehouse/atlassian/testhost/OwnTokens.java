package org.gatehouse.atlassian.testhost;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/** A product's own tokens, all of them bob's, and the filter of Jira, Confluence and Bamboo for them. It refuses no token that it does not know. */
final class OwnTokens implements Filter {
    /** 33 bytes in base64, a number and a colon first. */
    static final String PERSONAL_ACCESS_TOKEN = Base64.getEncoder()
            .encodeToString("721835139075:abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII));
    /** As the token endpoint of an incoming link answers it: a JWT with an id and nothing else. */
    static final String OAUTH = part("{\"alg\":\"HS256\"}") + "." + part("{\"id\":\"0123456789abcdef0123456789abcdef\"}")
            + ".c2lnbmF0dXJlLW9mLXRoZS1wcm9kdWN0";
    /** Of a form that tells nothing. */
    static final String SERVICE_ACCOUNT = "service-account-token";

    /** What the products look at to see that a token, and no browser, made a request. */
    static final String TOKEN_REQUEST = "access.token.request";

    private static final Set<String> ALL = Set.of(PERSONAL_ACCESS_TOKEN, OAUTH, SERVICE_ACCOUNT);

    @Override
    public void init(FilterConfig config) {
        // Nothing to set up.
    }

    @Override
    public void destroy() {
        // Nothing to close.
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        if (isIn(http)) {
            SeraphLogin.logIn(http, "bob");
            http.setAttribute(TOKEN_REQUEST, true);
        }
        chain.doFilter(request, response);
    }

    static boolean isIn(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return authorization != null
                && authorization.startsWith("Bearer ")
                && ALL.contains(authorization.substring("Bearer ".length()));
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.US_ASCII));
    }
}
