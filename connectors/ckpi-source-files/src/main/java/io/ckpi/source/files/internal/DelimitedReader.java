package io.ckpi.source.files.internal;

import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts comma- or tab-separated text into rows at byte level: so a bad byte rejects its row and no other, a row knows its
 * physical line, and a quoted empty cell is told from a bare one.
 *
 * <p>Lines end in LF, CR LF or CR. Empty lines are skipped. A cell that begins with the quote ends with it; inside, a
 * doubled quote stands for one, and delimiters and line ends are text. A quote within a bare cell is text. After a closing
 * quote only a delimiter or a line end may follow, else the row is rejected with BAD_ESCAPE. A file that ends within
 * quotes rejects that row with TRUNCATED.
 */
final class DelimitedReader implements RowReader {

    /** Stands for "no quoting" in place of the quote character: no byte is equal to it. */
    static final int NO_QUOTE = 256;

    private static final byte BARE = 0;
    private static final byte QUOTED = 1;
    private static final byte ESCAPED = 2;

    private static final byte LF = '\n';
    private static final byte CR = '\r';

    /** Eight bytes of a buffer as one number, the first of them lowest. */
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    // the same byte eight times
    private static final long ONES = 0x0101010101010101L;
    private static final long SIGNS = 0x8080808080808080L;
    private static final long CONTROLS = 0x1010101010101010L;

    private final Bytes in;
    private final Text text;
    private final byte delimiter;
    private final int quote;
    private final Limits limits;
    /** Bytes that end a bare cell, or that no text holds. */
    private final boolean[] special = new boolean[256];
    /** The delimiter eight times. */
    private final long delimiters;

    private int[] from = new int[16];
    private int[] to = new int[16];
    private byte[] kind = new byte[16];
    private int cells;
    /** All bytes of the row, one over the other, and perhaps some behind it: what is no ASCII shows in {@link #SIGNS}. */
    private long high;

    private boolean nul;
    private boolean badQuote;
    private boolean truncated;

    private byte[][] totals = {};
    private int columns = -1;
    private int[] wanted = {};
    private long line = 1;
    private long rowLine = 1;
    private long row;
    private @Nullable RejectReason fault;

    DelimitedReader(Bytes in, Text text, char delimiter, int quote, Limits limits) {
        this.in = in;
        this.text = text;
        this.delimiter = (byte) delimiter;
        this.quote = quote;
        this.limits = limits;
        special[delimiter] = true;
        special[LF] = true;
        special[CR] = true;
        special[0] = true;
        delimiters = delimiter * ONES;
    }

    /**
     * Reads the first row as the names of the columns; an unnamed column has an empty name. Empty if the file has no row.
     *
     * @throws RowFault if the row is none
     */
    List<String> readHeader() throws IOException, RowFault {
        if (!next()) {
            return List.of();
        }
        row = 0;
        if (fault != null) {
            throw new RowFault(fault, null, null);
        }
        List<String> names = new ArrayList<>();
        if (cells > limits.columns()) {
            throw new RowFault(RejectReason.COLUMN_COUNT, null, null);
        }
        for (int i = 0; i < cells; i++) {
            String name = cell(i);
            names.add(name == null ? "" : name);
        }
        return names;
    }

    /** Leaves out rows whose first cell begins with one of these texts. */
    void leaveOut(List<String> beginnings, Charset charset) {
        // other encodings have been recoded by now
        Charset written = Text.needsRecoding(charset) ? StandardCharsets.UTF_8 : charset;
        totals = beginnings.stream()
                .map(beginning -> beginning.getBytes(written))
                .toArray(byte[][]::new);
    }

    /** Skips that many physical lines at the beginning. */
    void skipLines(int count) throws IOException {
        int left = count;
        while (left > 0 && in.more()) {
            in.beginRow();
            byte b = in.buffer[in.at];
            if (b == LF || b == CR) {
                endLine(b);
                left--;
            } else {
                in.at++;
            }
        }
    }

    private boolean isTotal() {
        if (cells == 0 || in.tooLong()) {
            return false;
        }
        for (byte[] total : totals) {
            int begin = in.start + from[0];
            if (to[0] - from[0] >= total.length
                    && Arrays.equals(in.buffer, begin, begin + total.length, total, 0, total.length)) {
                return true;
            }
        }
        return false;
    }

    /** Says how many columns a row has, and which of them {@link #text} speaks of. */
    void columns(int count, int[] newWanted) {
        columns = count;
        wanted = newWanted;
    }

    @Override
    public boolean next() throws IOException {
        while (in.more()) {
            byte b = in.buffer[in.at];
            if (b != LF && b != CR) {
                in.beginRow();
                rowLine = line;
                row++;
                parse();
                if (totals.length > 0 && isTotal()) {
                    row--;
                    continue;
                }
                return true;
            }
            endLine(b);
        }
        return false;
    }

    private void endLine(byte b) throws IOException {
        in.at++;
        if (b == CR && in.more() && in.buffer[in.at] == LF) {
            in.at++;
        }
        line++;
    }

    private void parse() throws IOException {
        cells = 0;
        high = 0;
        nul = false;
        badQuote = false;
        truncated = false;
        boolean another = !bareRow();
        while (another) {
            another = (in.more() && in.buffer[in.at] == quote) ? quotedCell() : bareCell(true);
        }
        fault = judge();
    }

    /**
     * Scans bare cells as long as nothing out of the ordinary comes: most rows, over what is in the buffer. True if the row ends
     * there; else the next cell begins at the present byte, and nothing of it has been taken.
     */
    private boolean bareRow() throws IOException {
        byte[] buffer = in.buffer;
        int end = in.end;
        int most = Math.min(from.length, limits.columns());
        while (in.at < end && cells < most && buffer[in.at] != quote) {
            int at = seek(buffer, in.at, end);
            if (at == end || buffer[at] == 0) {
                return false;
            }
            add(true, in.at - in.start, at - in.start, BARE);
            in.at = at;
            if (buffer[at] != delimiter) {
                endLine(buffer[at]);
                return true;
            }
            in.at++;
        }
        return false;
    }

    /**
     * The place of the first special byte, or the end; what is passed over counts for {@link #high}. Eight bytes at once: of
     * those equal to {@code c}, and of those below it, the first is found by a subtraction that borrows (H. S. Warren, Hacker's
     * Delight, 6-1).
     */
    private int seek(byte[] buffer, int begin, int end) {
        long bits = 0;
        int at = begin;
        while (at <= end - Long.BYTES) {
            long word = (long) WORDS.get(buffer, at);
            bits |= word;
            long others = word ^ delimiters;
            long found = (((others - ONES) & ~others) | ((word - CONTROLS) & ~word)) & SIGNS;
            if (found == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Long.numberOfTrailingZeros(found) / Byte.SIZE;
            if (special[buffer[at]]) {
                high |= bits;
                return at;
            }
            at++;
        }
        while (at < end && !special[buffer[at] & 0xFF]) {
            bits |= buffer[at];
            at++;
        }
        high |= bits;
        return at;
    }

    private boolean isAscii() {
        return (high & SIGNS) == 0;
    }

    private @Nullable RejectReason judge() {
        if (truncated) {
            return RejectReason.TRUNCATED;
        }
        if (in.tooLong()) {
            return RejectReason.LINE_TOO_LONG;
        }
        if (nul || (!isAscii() && !text.isValid(in.buffer, in.start, in.at))) {
            return RejectReason.BAD_ENCODING;
        }
        if (badQuote) {
            return RejectReason.BAD_ESCAPE;
        }
        if (cells != columns && columns >= 0) {
            return RejectReason.COLUMN_COUNT;
        }
        if (in.at - in.start > limits.fieldChars()) {
            for (int i = 0; i < Math.min(cells, from.length); i++) {
                if (to[i] - from[i] > limits.fieldChars()
                        && text.length(in.buffer, in.start + from[i], in.start + to[i]) > limits.fieldChars()) {
                    return RejectReason.LINE_TOO_LONG;
                }
            }
        }
        return null;
    }

    /** Scans to the end of a bare cell; true if a delimiter ends it. */
    private boolean bareCell(boolean isCell) throws IOException {
        int begin = in.at - in.start;
        int bits = 0;
        while (true) {
            byte[] buffer = in.buffer;
            int at = in.at;
            int end = in.end;
            byte b = 0;
            while (at < end) {
                b = buffer[at];
                bits |= b;
                if (special[b & 0xFF]) {
                    break;
                }
                at++;
            }
            in.at = at;
            if (at == end) {
                if (in.more()) {
                    continue;
                }
                high |= bits;
                add(isCell, begin, in.at - in.start, BARE);
                return false;
            }
            if (b == 0) {
                nul = true;
                in.at++;
                continue;
            }
            high |= bits;
            add(isCell, begin, at - in.start, BARE);
            if (b == delimiter) {
                in.at++;
                return true;
            }
            endLine(b);
            return false;
        }
    }

    /** Scans a cell in quotes and what ends it; true if a delimiter does. */
    private boolean quotedCell() throws IOException {
        in.at++;
        int begin = in.at - in.start;
        boolean escaped = false;
        boolean afterCr = false;
        while (true) {
            if (!in.more()) {
                truncated = true;
                return false;
            }
            byte b = in.buffer[in.at];
            if (b == quote) {
                int end = in.at - in.start;
                in.at++;
                if (in.more() && in.buffer[in.at] == quote) {
                    escaped = true;
                    afterCr = false;
                    in.at++;
                    continue;
                }
                add(true, begin, end, escaped ? ESCAPED : QUOTED);
                return afterQuote();
            }
            high |= b;
            nul |= b == 0;
            if (b == CR || (b == LF && !afterCr)) {
                line++;
            }
            afterCr = b == CR;
            in.at++;
        }
    }

    private boolean afterQuote() throws IOException {
        if (!in.more()) {
            return false;
        }
        byte b = in.buffer[in.at];
        if (b == delimiter) {
            in.at++;
            return true;
        }
        if (b == LF || b == CR) {
            endLine(b);
            return false;
        }
        badQuote = true;
        return bareCell(false);
    }

    private void add(boolean isCell, int begin, int end, byte cellKind) {
        if (!isCell) {
            return;
        }
        if (cells < limits.columns()) {
            if (cells == from.length) {
                from = Arrays.copyOf(from, 2 * cells);
                to = Arrays.copyOf(to, 2 * cells);
                kind = Arrays.copyOf(kind, 2 * cells);
            }
            from[cells] = begin;
            to[cells] = end;
            kind[cells] = cellKind;
        }
        cells++;
    }

    @Override
    public @Nullable String text(int index) {
        return cell(wanted[index]);
    }

    /** The text of a cell of a row without fault; null for a bare empty one. */
    @Nullable
    String cell(int index) {
        int begin = in.start + from[index];
        int end = in.start + to[index];
        if (begin == end) {
            return kind[index] == BARE ? null : "";
        }
        String value = isAscii()
                ? new String(in.buffer, begin, end - begin, StandardCharsets.ISO_8859_1)
                : text.decode(in.buffer, begin, end);
        return kind[index] == ESCAPED ? unescape(value) : value;
    }

    private String unescape(String value) {
        StringBuilder result = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            result.append(c);
            if (c == quote) {
                i++;
            }
        }
        return result.toString();
    }

    @Override
    public long row() {
        return row;
    }

    @Override
    public long line() {
        return rowLine;
    }

    @Override
    public long lines() {
        return Math.max(1, line - rowLine);
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
