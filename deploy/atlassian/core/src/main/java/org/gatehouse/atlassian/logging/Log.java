package org.gatehouse.atlassian.logging;

import java.lang.System.Logger;
import java.util.function.Function;

/** Makes loggers: the JVM's, which write to Tomcat's log, unless the product was found to offer its own. */
public final class Log {
    private static volatile Function<String, Logger> source = System::getLogger;

    private Log() {}

    /** For all loggers that are made from now on. */
    public static void to(Function<String, Logger> loggers) {
        source = loggers;
    }

    public static Logger of(Class<?> type) {
        return source.apply(type.getName());
    }
}
