package org.gatehouse.admin;

/**
 * The role that administering needs. Every resource under {@code /api/v1} carries it, on the class, but for those where
 * something else proves the right.
 */
public final class Admins {
    public static final String ROLE = "admin";

    private Admins() {}
}
