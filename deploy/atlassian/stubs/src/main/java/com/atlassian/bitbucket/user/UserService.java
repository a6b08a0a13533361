package com.atlassian.bitbucket.user;

/** Signature only. */
public interface UserService {
    ApplicationUser getUserByName(String username);
}
