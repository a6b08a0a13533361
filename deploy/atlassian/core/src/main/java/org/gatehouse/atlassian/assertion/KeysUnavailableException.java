package org.gatehouse.atlassian.assertion;

/** Gatehouse's keys can't be had at the moment, so no assertion can be judged. */
public final class KeysUnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    KeysUnavailableException() {
        super("the keys of assertions can't be fetched");
    }
}
