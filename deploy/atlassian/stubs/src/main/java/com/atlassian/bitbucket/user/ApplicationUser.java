package com.atlassian.bitbucket.user;

/** Signature only. */
public interface ApplicationUser {
    String getName();

    boolean isActive();
}
