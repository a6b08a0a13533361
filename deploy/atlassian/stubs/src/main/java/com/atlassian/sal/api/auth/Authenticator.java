package com.atlassian.sal.api.auth;

import com.atlassian.sal.api.message.Message;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;

/** Signature only. */
public interface Authenticator {
    Result authenticate(HttpServletRequest request, HttpServletResponse response);

    /** Signature only. */
    class Result {
        private final Status status;
        private final Message message;
        private final Principal principal;

        Result(Status status, Message message, Principal principal) {
            this.status = status;
            this.message = message;
            this.principal = principal;
        }

        public Status getStatus() {
            return status;
        }

        public String getMessage() {
            return message.getKey();
        }

        public Principal getPrincipal() {
            return principal;
        }

        /** Signature only. */
        public enum Status {
            SUCCESS,
            FAILED,
            ERROR,
            NO_ATTEMPT
        }

        /** Signature only. */
        public static final class Success extends Result {
            public Success(Message message, Principal principal) {
                super(Status.SUCCESS, message, principal);
            }
        }
    }
}
