package org.gatehouse.atlassian.testhost;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Every resource of the host, one that answers only when it is dispatched once more among them: says which servlet was reached, for whom, and what it could see of the request. */
final class Pages extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final String name;

    Pages(String name) {
        this.name = name;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean again = request.getDispatcherType() == DispatcherType.ASYNC;
        if (request.getRequestURI().endsWith("/later") && !again) {
            request.startAsync().dispatch();
            return;
        }
        if (name.equals("login")) {
            request.getSession().setAttribute(Users.LOGGED_IN_KEY, Users.principal(request.getParameter("user")));
            BitbucketHost.logIn(request, request.getParameter("user"));
        }
        if (request.getRequestURI().contains("/rest/websudo/") && !isPastWebSudo(request)) {
            response.sendError(HttpServletResponse.SC_UNAUTHORIZED, "This resource asks for the password again.");
            return;
        }
        if (name.equals("visit")) {
            request.getSession().setAttribute("visited", true);
        }
        if (name.equals("rest")) {
            // As products do, uninvited.
            response.addCookie(new Cookie("atlassian.xsrf.token", "x"));
        }
        String text = name + " user=" + Users.of(request) + " authorization=" + (request.getHeader("Authorization") != null)
                + " cookies=" + (request.getCookies() != null) + " parameter=" + request.getParameter("p")
                + (again ? " later=true" : "") + (name.equals("scm") ? " async=" + request.isAsyncSupported() : "");
        response.setContentType("text/plain");
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A client that sends credentials with each request has nothing to confirm. */
    private static boolean isPastWebSudo(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return Boolean.TRUE.equals(request.getAttribute(OwnTokens.TOKEN_REQUEST))
                || (authorization != null && authorization.startsWith("Basic "));
    }
}
