package org.gatehouse.atlassian.testhost;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The products' rule for static resources, which forwards whatever it is given, by the path as it was sent. */
final class StaticResourceRule implements Filter {
    private static final Pattern RULE = Pattern.compile("/s/.*/_(/.*)", Pattern.CASE_INSENSITIVE);

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
        String path = http.getRequestURI().substring(http.getContextPath().length());
        Matcher rule = RULE.matcher(path);
        if (rule.matches()) {
            request.getRequestDispatcher(rule.group(1)).forward(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }
}
