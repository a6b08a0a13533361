package org.gatehouse.atlassian.plugin;

import com.atlassian.bitbucket.user.ApplicationUser;
import com.atlassian.bitbucket.user.UserService;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/** Leaves word for {@link BitbucketAuthHandler}, which Bitbucket asks later in the same request who the user is. */
final class BitbucketLogin implements HostLogin {
    private static final String ATTRIBUTE = BitbucketLogin.class.getName();

    private final HostServices host;

    BitbucketLogin(HostServices host) {
        this.host = host;
    }

    @Override
    public Outcome login(String username, HttpServletRequest request, HttpServletResponse response) {
        ApplicationUser user = host.get(UserService.class).getUserByName(username);
        if (user == null) {
            return Outcome.UNKNOWN_USER;
        }
        if (!user.isActive()) {
            return Outcome.NOT_PERMITTED;
        }
        request.setAttribute(ATTRIBUTE, new Vouched(user));
        return Outcome.LOGGED_IN;
    }

    static Optional<ApplicationUser> userOf(HttpServletRequest request) {
        Object word = request.getAttribute(ATTRIBUTE);
        return word instanceof Vouched ? Optional.of(((Vouched) word).user) : Optional.empty();
    }

    /** Of a type that nobody else can make, as some attributes can be set from outside (AJP). */
    private static final class Vouched {
        private final ApplicationUser user;

        Vouched(ApplicationUser user) {
            this.user = user;
        }
    }
}
