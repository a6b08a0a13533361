package com.atlassian.bitbucket.auth;

import com.atlassian.bitbucket.user.ApplicationUser;

/** Signature only. */
public class AuthenticationResult {
    private final ApplicationUser user;

    private AuthenticationResult(ApplicationUser user) {
        this.user = user;
    }

    public ApplicationUser getUser() {
        return user;
    }

    /** Signature only. */
    public static class Builder {
        private final ApplicationUser user;

        public Builder(ApplicationUser user) {
            this.user = user;
        }

        public AuthenticationResult build() {
            return new AuthenticationResult(user);
        }
    }
}
