package org.slf4j;

import java.util.function.Function;

/** The product's logs. Here they are whatever a test makes of them. */
public final class LoggerFactory {
    private static volatile Function<String, Logger> loggers = name -> {
        throw new NoClassDefFoundError("no log");
    };

    private LoggerFactory() {}

    public static void loggers(Function<String, Logger> made) {
        loggers = made;
    }

    public static Logger getLogger(String name) {
        return loggers.apply(name);
    }
}
