package io.ckpi.source.files.internal;

import io.ckpi.spi.RejectReason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts text into physical lines; a line is a row. Lines end in LF or CR LF; empty lines are skipped. */
abstract class LineReader implements RowReader {

    final Bytes in;
    final Text text;
    final Limits limits;

    /** Where the line ends in the buffer, without its line end. */
    int end;

    private long line;
    private long row;
    private @Nullable RejectReason fault;

    LineReader(Bytes in, Text text, Limits limits) {
        this.in = in;
        this.text = text;
        this.limits = limits;
    }

    /** Looks at the line from {@code in.start} to {@link #end}, which is text; says why it is no row, or null. */
    abstract @Nullable RejectReason parse();

    @Override
    public boolean next() throws IOException {
        while (in.more()) {
            in.beginRow();
            boolean terminated = scan();
            end = in.at;
            if (terminated) {
                end--;
                if (end > in.start && in.buffer[end - 1] == '\r') {
                    end--;
                }
            }
            line++;
            if (end > in.start || in.overflow) {
                row++;
                fault = judge();
                return true;
            }
        }
        return false;
    }

    private boolean scan() throws IOException {
        do {
            byte[] buffer = in.buffer;
            int stop = in.end;
            int at = in.at;
            while (at < stop) {
                if (buffer[at++] == '\n') {
                    in.at = at;
                    return true;
                }
            }
            in.at = at;
        } while (in.more());
        return false;
    }

    private @Nullable RejectReason judge() {
        if (in.tooLong()) {
            return RejectReason.LINE_TOO_LONG;
        }
        int high = 0;
        boolean nul = false;
        for (int i = in.start; i < end; i++) {
            byte b = in.buffer[i];
            high |= b;
            nul |= b == 0;
        }
        if (nul || (high < 0 && !text.isValid(in.buffer, in.start, end))) {
            return RejectReason.BAD_ENCODING;
        }
        return parse();
    }

    @Override
    public long row() {
        return row;
    }

    /** The line read as a header does not count as a row. */
    void forgetRow() {
        row = 0;
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public long lines() {
        return 1;
    }

    @Override
    public @Nullable RejectReason fault() {
        return fault;
    }

    @Override
    public Position position() {
        return new Position(in.offset(), line, row);
    }

    @Override
    public void resume(Position position) throws IOException {
        in.skip(position.offset() - in.offset());
        line = position.line();
        row = position.row();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
