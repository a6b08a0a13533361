package com.atlassian.sal.api.user;

/** Signature only. */
public final class UserKey {
    private final String value;

    public UserKey(String value) {
        this.value = value;
    }

    public String getStringValue() {
        return value;
    }
}
