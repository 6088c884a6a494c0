package io.ckpi.cli;

import io.ckpi.sdk.Progress;
import io.ckpi.sdk.ProgressListener;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a measurement is on one line that is written over and over, a few times a second, and wiped at the end.
 */
final class ProgressLine implements ProgressListener {

    private static final int WIDTH = 78;
    private static final long PAUSE_MILLIS = 200;

    private final PrintWriter err;
    private final Locale locale;
    private final Clock clock;
    private final boolean shown;
    private long lastShownAt = Long.MIN_VALUE;
    private Progress.@Nullable Phase phase;
    private double share;
    private boolean dirty;

    ProgressLine(PrintWriter err, Locale locale, Clock clock, boolean shown) {
        this.err = err;
        this.locale = locale;
        this.clock = clock;
        this.shown = shown;
    }

    @Override
    public synchronized void progress(Progress progress) {
        if (!shown) {
            return;
        }
        if (progress.phase() != phase) {
            phase = progress.phase();
            share = 0;
        }
        share = Math.max(share, progress.share().orElse(0));
        long now = clock.millis();
        if (lastShownAt != Long.MIN_VALUE && now - lastShownAt < PAUSE_MILLIS) {
            return;
        }
        lastShownAt = now;
        StringBuilder line = new StringBuilder(progress.phase().names().in(locale));
        if (progress.source() != null) {
            line.append(": ").append(progress.source());
            if (progress.stream() != null) {
                line.append(' ').append(progress.stream());
            }
        }
        if (progress.share().isPresent()) {
            line.append(String.format(Locale.ROOT, " %d %%", Math.round(100 * share)));
        } else if (progress.done() > 0) {
            line.append(String.format(Locale.ROOT, " %,d", progress.done()).replace(',', ' '));
        }
        if (line.length() > WIDTH) {
            line.setLength(WIDTH);
        }
        err.print("\r" + line + " ".repeat(WIDTH - line.length()));
        err.flush();
        dirty = true;
    }

    /** Wipes the line. */
    synchronized void done() {
        if (dirty) {
            err.print("\r" + " ".repeat(WIDTH) + "\r");
            err.flush();
            dirty = false;
        }
    }
}
