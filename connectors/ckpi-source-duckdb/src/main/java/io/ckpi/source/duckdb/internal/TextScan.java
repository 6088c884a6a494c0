package io.ckpi.source.duckdb.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * A pass over a text file that looks for what the database does not tell: a quote that is never closed, and lines that end in
 * different ways. Quotes count where they count for the database: around a cell; within a cell they are characters like any
 * other.
 *
 * @param open whether the file ends within quotes
 * @param mixed whether lines end in several of LF, CR and CR LF
 */
record TextScan(boolean open, boolean mixed) {

    private static final int LF = 1;
    private static final int CR = 2;
    private static final int CRLF = 4;
    private static final int CHECK_EVERY = 1 << 20;

    private enum State {
        /** Before a cell. */
        BEFORE,
        /** In a cell without quotes. */
        PLAIN,
        /** In a cell with quotes. */
        QUOTED,
        /** Behind what may be the closing quote, or the first of two. */
        BEHIND
    }

    /**
     * Reads the whole file.
     *
     * @param check throws if the work is to stop; asked all the time
     */
    static TextScan of(Path file, DuckDbMapping.Writing writing, Runnable check) throws IOException {
        int delimiter = writing.delimiter().charAt(0);
        int quote = writing.quote().isEmpty() ? -1 : writing.quote().charAt(0);
        State state = State.BEFORE;
        int ends = 0;
        int skipped = 0;
        boolean afterCr = false;
        long count = 0;
        try (InputStream in = Header.open(file)) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (count++ % CHECK_EVERY == 0) {
                    check.run();
                }
                boolean end = (b == '\n' || b == '\r') && state != State.QUOTED;
                if (afterCr) {
                    ends |= b == '\n' ? CRLF : CR;
                }
                if (end && b == '\n' && !afterCr) {
                    ends |= LF;
                }
                afterCr = end && b == '\r';
                if (skipped < writing.skip()) {
                    skipped += b == '\n' ? 1 : 0;
                } else if (end) {
                    state = State.BEFORE;
                } else {
                    state = next(state, b, delimiter, quote);
                }
            }
        }
        if (afterCr) {
            ends |= CR;
        }
        return new TextScan(state == State.QUOTED, Integer.bitCount(ends) > 1);
    }

    private static State next(State state, int b, int delimiter, int quote) {
        if (state == State.QUOTED) {
            return b == quote ? State.BEHIND : State.QUOTED;
        }
        if (b == delimiter) {
            return State.BEFORE;
        }
        return b == quote && state != State.PLAIN ? State.QUOTED : State.PLAIN;
    }
}
