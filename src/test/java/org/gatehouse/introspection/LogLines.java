package org.gatehouse.introspection;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Everything that anybody logs while this is open, down to debugging, with messages, members, parameters and stack traces. */
final class LogLines extends Handler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Formatter FORMAT = new PatternFormatter("%p %c %s %e %X");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Level before = ROOT.getLevel();
    private final Level[] shown;

    private LogLines() {
        shown = new Level[ROOT.getHandlers().length];
        for (int i = 0; i < shown.length; i++) {
            Handler handler = ROOT.getHandlers()[i];
            shown[i] = handler.getLevel();
            handler.setLevel(Level.INFO);
        }
        setLevel(Level.ALL);
        ROOT.setLevel(Level.ALL);
        ROOT.addHandler(this);
    }

    static LogLines captured() {
        return new LogLines();
    }

    /** Each with its level, logger and message. */
    List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord entry) {
        lines.add(FORMAT.format(entry) + Arrays.toString(entry.getParameters()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
        ROOT.setLevel(before);
        for (int i = 0; i < shown.length; i++) {
            ROOT.getHandlers()[i].setLevel(shown[i]);
        }
    }
}
