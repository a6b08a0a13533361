package org.gatehouse.atlassian.testhost;

import java.util.List;
import org.slf4j.Logger;

/** The log of a product, that can be read. */
final class ProductsLogger implements Logger {
    private final String name;
    private final List<String> lines;

    ProductsLogger(String name, List<String> lines) {
        this.name = name;
        this.lines = lines;
    }

    private void add(String level, String message, Throwable thrown) {
        lines.add(level + " " + name + ": " + message + (thrown == null ? "" : " " + thrown));
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isInfoEnabled() {
        return true;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public void error(String message, Throwable thrown) {
        add("ERROR", message, thrown);
    }

    @Override
    public void warn(String message, Throwable thrown) {
        add("WARN", message, thrown);
    }

    @Override
    public void info(String message, Throwable thrown) {
        add("INFO", message, thrown);
    }

    @Override
    public void debug(String message, Throwable thrown) {
        add("DEBUG", message, thrown);
    }
}
