package org.slf4j;

/** The product's log; what of it is used. */
public interface Logger {
    String getName();

    boolean isErrorEnabled();

    boolean isWarnEnabled();

    boolean isInfoEnabled();

    boolean isDebugEnabled();

    void error(String message, Throwable thrown);

    void warn(String message, Throwable thrown);

    void info(String message, Throwable thrown);

    void debug(String message, Throwable thrown);
}
