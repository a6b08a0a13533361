package org.gatehouse.atlassian.json;

/** A text is not the JSON that was expected; the message names the place, never the text. */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1;

    public JsonException(String message) {
        super(message);
    }
}
