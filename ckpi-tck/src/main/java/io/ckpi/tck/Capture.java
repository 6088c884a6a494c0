package io.ckpi.tck;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Catches what is printed to {@link System#out} and {@link System#err} and what is logged with {@code java.util.logging},
 * at every level. Other logging is caught as far as it prints there.
 */
final class Capture implements AutoCloseable {

    private static final Logger ROOT = Logger.getLogger("");

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Level level = ROOT.getLevel();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream printed = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final Handler handler = new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord logged) {
            printed.println(formatter.format(logged));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    Capture() {
        handler.setLevel(Level.ALL);
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.ALL);
        System.setOut(printed);
        System.setErr(printed);
    }

    /** What was printed and logged. */
    String text() {
        printed.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
        ROOT.setLevel(level);
        ROOT.removeHandler(handler);
    }
}
