package org.gatehouse.atlassian.settings;

/** A setting is wrong; the message names it and the cure, and never the value of a secret. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1;

    SettingsException(String message) {
        super(message);
    }
}
