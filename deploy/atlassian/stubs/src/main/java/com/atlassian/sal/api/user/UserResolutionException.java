package com.atlassian.sal.api.user;

/** Signature only. */
public class UserResolutionException extends Exception {
    private static final long serialVersionUID = 1;

    public UserResolutionException(String message) {
        super(message);
    }
}
