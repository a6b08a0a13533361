package com.atlassian.sal.api;

/** Signature only. */
public interface ApplicationProperties {
    String getDisplayName();

    String getVersion();
}
