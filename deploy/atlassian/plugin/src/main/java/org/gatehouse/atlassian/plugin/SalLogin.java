package org.gatehouse.atlassian.plugin;

import com.atlassian.sal.api.auth.AuthenticationController;
import com.atlassian.sal.api.auth.AuthenticationListener;
import com.atlassian.sal.api.auth.Authenticator;
import com.atlassian.sal.api.message.Message;
import com.atlassian.sal.api.user.UserManager;
import com.atlassian.sal.api.user.UserResolutionException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Serializable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import org.gatehouse.atlassian.logging.Log;

/**
 * Logs in through the Shared Access Layer: Jira, Confluence and Bamboo.
 *
 * <p>The listener must be called before the product's own login filter runs: it also marks the request as done, without which that filter
 * would decide again (and, with Crowd single sign-on, log the user out).
 */
final class SalLogin implements HostLogin {
    private static final Logger LOG = Log.of(SalLogin.class);

    private final HostServices host;

    SalLogin(HostServices host) {
        this.host = host;
    }

    @Override
    public Outcome login(String username, HttpServletRequest request, HttpServletResponse response) {
        Principal user;
        try {
            user = host.get(UserManager.class).resolve(username);
        } catch (UserResolutionException e) {
            LOG.log(Level.WARNING, "The product could not look a user up: {0}", e.getClass().getSimpleName());
            return Outcome.FAILED;
        }
        if (user == null) {
            return Outcome.UNKNOWN_USER;
        }
        if (!host.get(AuthenticationController.class).canLogin(user, request)) {
            return Outcome.NOT_PERMITTED;
        }
        host.get(AuthenticationListener.class)
                .authenticationSuccess(new Authenticator.Result.Success(new LoggedIn(), user), request, response);
        return Outcome.LOGGED_IN;
    }

    private static final class LoggedIn implements Message {
        private static final long serialVersionUID = 1;

        @Override
        public String getKey() {
            return "Logged in by a bearer token";
        }

        @Override
        public Serializable[] getArguments() {
            return new Serializable[0];
        }
    }
}
