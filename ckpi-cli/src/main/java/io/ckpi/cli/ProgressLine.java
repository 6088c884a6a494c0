package io.ckpi.cli;

import io.ckpi.sdk.Progress;
import io.ckpi.sdk.ProgressListener;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a measurement is on one line that is written over and over; a phase that is over leaves no trace. Nothing is
 * written for work that is over at once.
 */
final class ProgressLine implements ProgressListener {

    private static final int WIDTH = 78;

    private final PrintWriter err;
    private final Locale locale;
    private final boolean shown;
    private @Nullable String last;

    ProgressLine(PrintWriter err, Locale locale, boolean shown) {
        this.err = err;
        this.locale = locale;
        this.shown = shown;
    }

    @Override
    public synchronized void progress(Progress progress) {
        if (!shown) {
            return;
        }
        StringBuilder line = new StringBuilder(progress.phase().names().in(locale));
        if (progress.source() != null) {
            line.append(": ").append(progress.source());
            if (progress.stream() != null) {
                line.append(' ').append(progress.stream());
            }
        }
        if (progress.share().isPresent()) {
            line.append(String.format(
                    Locale.ROOT, " %d %%", Math.round(100 * progress.share().getAsDouble())));
        } else if (progress.done() > 0) {
            line.append(String.format(Locale.ROOT, " %,d", progress.done()).replace(',', ' '));
        }
        if (line.length() > WIDTH) {
            line.setLength(WIDTH);
        }
        String text = line.toString();
        if (!text.equals(last)) {
            err.print("\r" + text + " ".repeat(WIDTH - text.length()));
            err.flush();
            last = text;
        }
    }

    /** Wipes the line. */
    synchronized void done() {
        if (last != null) {
            err.print("\r" + " ".repeat(WIDTH) + "\r");
            err.flush();
            last = null;
        }
    }
}
