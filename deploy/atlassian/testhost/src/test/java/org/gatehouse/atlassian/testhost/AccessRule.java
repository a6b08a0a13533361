package org.gatehouse.atlassian.testhost;

import com.atlassian.annotations.security.SystemAdminOnly;
import com.atlassian.annotations.security.UnrestrictedAccess;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What platform 7 and newer make of a plugin's endpoints: without an access annotation they are for users, and a filter is passed over. */
final class AccessRule {
    private AccessRule() {}

    static Filter around(Filter filter) {
        return filter.getClass().isAnnotationPresent(UnrestrictedAccess.class) ? filter : new ForUsers(filter);
    }

    static Filter forUsers(Filter filter) {
        return new ForUsers(filter);
    }

    static Servlet around(Servlet servlet) {
        return servlet.getClass().isAnnotationPresent(UnrestrictedAccess.class) ? servlet : new Guarded(servlet);
    }

    private static final class ForUsers implements Filter {
        private final Filter filter;

        ForUsers(Filter filter) {
            this.filter = filter;
        }

        @Override
        public void init(FilterConfig config) throws ServletException {
            filter.init(config);
        }

        @Override
        public void destroy() {
            filter.destroy();
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
            if (Users.of((HttpServletRequest) request) == null) {
                chain.doFilter(request, response);
            } else {
                filter.doFilter(request, response, chain);
            }
        }
    }

    private static final class Guarded extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient Servlet servlet;

        Guarded(Servlet servlet) {
            this.servlet = servlet;
        }

        @Override
        public void init(ServletConfig config) throws ServletException {
            super.init(config);
            servlet.init(config);
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
            String user = Users.of(request);
            boolean forAdministrators = servlet.getClass().isAnnotationPresent(SystemAdminOnly.class);
            if (user == null || (forAdministrators && !user.equals("admin"))) {
                response.sendError(HttpServletResponse.SC_FORBIDDEN);
            } else {
                servlet.service(request, response);
            }
        }
    }
}
