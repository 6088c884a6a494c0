package io.ckpi.report.internal.csv;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Writes one table cell by cell. An accumulator for one thread; it does not close the writer. */
public final class CsvWriter {

    /**
     * How it is written.
     *
     * @param delimiter what separates cells
     * @param decimalSign what separates a number's decimals
     * @param lineEnd what ends a line
     * @param byteOrderMark whether the file begins with U+FEFF
     * @param escape whether text that looks like a formula gets an apostrophe
     */
    public record Form(char delimiter, char decimalSign, String lineEnd, boolean byteOrderMark, boolean escape) {}

    private final Writer out;
    private final Form style;
    private boolean first = true;
    private boolean begun;

    /** Writes to {@code out} in a form. */
    public CsvWriter(Writer out, Form style) {
        this.out = out;
        this.style = style;
    }

    /** A text cell; null is an empty one. */
    public CsvWriter text(@Nullable String text) throws IOException {
        next();
        if (text == null || text.isEmpty()) {
            return this;
        }
        boolean apostrophe = style.escape() && dangerous(text);
        if (quoted(text)) {
            out.write('"');
            if (apostrophe) {
                out.write('\'');
            }
            int from = 0;
            for (int quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', quote + 1)) {
                out.write(text, from, quote + 1 - from);
                out.write('"');
                from = quote + 1;
            }
            out.write(text, from, text.length() - from);
            out.write('"');
        } else {
            if (apostrophe) {
                out.write('\'');
            }
            out.write(text);
        }
        return this;
    }

    /** A number cell, written plainly; null is an empty one. */
    public CsvWriter number(@Nullable BigDecimal number) throws IOException {
        next();
        if (number != null) {
            String digits = number.toPlainString();
            out.write(style.decimalSign() == '.' ? digits : digits.replace('.', style.decimalSign()));
        }
        return this;
    }

    /** Ends the line. */
    public CsvWriter endRow() throws IOException {
        out.write(style.lineEnd());
        first = true;
        return this;
    }

    private void next() throws IOException {
        if (!begun) {
            begun = true;
            if (style.byteOrderMark()) {
                out.write('\uFEFF');
            }
        }
        if (first) {
            first = false;
        } else {
            out.write(style.delimiter());
        }
    }

    private boolean quoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == style.delimiter() || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }

    /** Whether a spreadsheet could take the text for a formula. */
    static boolean dangerous(String text) {
        char head = text.charAt(0);
        if (head == '\t' || head == '\r' || head == '\n' || head == '|' || head == '%') {
            return true;
        }
        int i = 0;
        while (i < text.length() && (Character.isWhitespace(text.charAt(i)) || Character.isSpaceChar(text.charAt(i)))) {
            i++;
        }
        return i < text.length() && "=+-@\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(i)) >= 0;
    }
}
