package com.atlassian.sal.api.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;

/** Signature only. */
public interface AuthenticationController {
    boolean shouldAttemptAuthentication(HttpServletRequest request);

    boolean canLogin(Principal principal, HttpServletRequest request);
}
