package io.ckpi.source.files.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A window over a stream that holds the current row whole, as far as a row may go. Package-private fields for the speed of
 * the scanners that share it.
 */
final class Bytes implements Closeable {

    private static final int SIZE = 1 << 16;

    private final InputStream in;
    private final int maxRow;
    private final int size;
    private final Runnable check;

    byte[] buffer;
    /** Where the row begins in the buffer. */
    int start;
    /** The next byte to look at. */
    int at;
    /** Behind the last byte read. */
    int end;
    /** True if the row went over the limit: its first bytes are gone. */
    boolean overflow;

    private long before;
    private boolean ended;

    /** Reads {@code in}; {@code check} is called before each read and may throw. */
    Bytes(InputStream in, int maxRow, Runnable check) {
        this(in, maxRow, SIZE, check);
    }

    /** The same with a buffer of another size to begin with. */
    Bytes(InputStream in, int maxRow, int size, Runnable check) {
        this.in = in;
        this.maxRow = maxRow;
        this.size = size;
        this.check = check;
        this.buffer = new byte[size];
    }

    /** Bytes of the stream before the next one to look at. */
    long offset() {
        return before + at;
    }

    /** Begins a row at the present byte. */
    void beginRow() {
        start = at;
        overflow = false;
    }

    /** Makes at least one more byte visible; false at the end of the stream. Moves {@code start} and {@code at} together. */
    boolean more() throws IOException {
        if (at < end) {
            return true;
        }
        if (ended) {
            return false;
        }
        if (at - start > maxRow) {
            overflow = true;
        }
        if (overflow) {
            start = at;
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            before += start;
            at -= start;
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, (long) maxRow + size));
        }
        check.run();
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            ended = true;
            return false;
        }
        end += count;
        return count > 0 || more();
    }

    /** True if the row so far is over the limit. */
    boolean tooLong() {
        return overflow || at - start > maxRow;
    }

    /** Skips {@code count} bytes; false if the stream ends before. */
    boolean skip(long count) throws IOException {
        long target = offset() + count;
        while (offset() < target) {
            at = (int) Math.min(end, at + target - offset());
            start = at;
            if (offset() < target && !more()) {
                return false;
            }
        }
        return true;
    }

    /** Skips a byte order mark of UTF-8; true if there was one. */
    boolean skipMark() throws IOException {
        byte[] mark = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
        start = at;
        for (byte expected : mark) {
            if (!more() || buffer[at] != expected) {
                at = start;
                return false;
            }
            at++;
        }
        start = at;
        return true;
    }

    /** True if the stream begins with a byte order mark of UTF-16, in either order; nothing is skipped. */
    boolean beginsWithMarkOfUtf16() throws IOException {
        boolean isMark = false;
        start = at;
        if (more()) {
            byte first = buffer[at++];
            isMark = more()
                    && ((first == (byte) 0xFF && buffer[at] == (byte) 0xFE)
                            || (first == (byte) 0xFE && buffer[at] == (byte) 0xFF));
        }
        at = start;
        return isMark;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
