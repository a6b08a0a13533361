package org.gatehouse.atlassian.plugin;

import java.lang.System.Logger;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/** The product's own log ({@code atlassian-*.log}), by SLF4J, which the products give plugins today and may not give them tomorrow. */
final class ProductLog implements Logger {
    private final org.slf4j.Logger log;

    private ProductLog(org.slf4j.Logger log) {
        this.log = log;
    }

    /** What makes loggers of the product's, or the JVM's where the product offers none. */
    static Function<String, Logger> source() {
        try {
            LoggerFactory.getLogger(ProductLog.class.getName());
            return name -> new ProductLog(LoggerFactory.getLogger(name));
        } catch (LinkageError notOffered) {
            return System::getLogger;
        }
    }

    @Override
    public String getName() {
        return log.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        switch (level) {
            case ERROR:
                return log.isErrorEnabled();
            case WARNING:
                return log.isWarnEnabled();
            case INFO:
                return log.isInfoEnabled();
            case OFF:
                return false;
            default:
                return log.isDebugEnabled();
        }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
        switch (level) {
            case ERROR:
                log.error(message, thrown);
                return;
            case WARNING:
                log.warn(message, thrown);
                return;
            case INFO:
                log.info(message, thrown);
                return;
            case OFF:
                return;
            default:
                log.debug(message, thrown);
        }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... arguments) {
        if (isLoggable(level)) {
            boolean isText = arguments == null || arguments.length == 0;
            log(level, bundle, isText ? format : MessageFormat.format(format, arguments), (Throwable) null);
        }
    }
}
