package io.ckpi.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row that could not become a record.
 *
 * @param source the configured source
 * @param stream the type of record, or the file, it should have become
 * @param location file and line, or query and key
 * @param row the data row, from 1
 * @param reason why
 * @param field the field at fault, or null
 * @param hint the shape of the value such as {@code digits.digitsE+digits}, never the value; or null
 */
public record Reject(
        String source,
        String stream,
        String location,
        long row,
        RejectReason reason,
        @Nullable String field,
        @Nullable String hint) {

    /** Checks the parts. */
    public Reject {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(reason, "reason");
        if (row < 1) {
            throw new IllegalArgumentException("row is below 1: " + row);
        }
    }

    private static final int MAX_SHAPE = 80;

    /**
     * The shape of a value, which tells what is wrong with it without telling the value: runs of digits become
     * {@code digits}, runs of letters {@code letters}, white space {@code space}; a single E between digits and the signs
     * stay. {@code 1.03293E+19} gives {@code digits.digitsE+digits}, {@code +7 (900) abc} gives
     * {@code +digitsspace(digits)spaceletters}. Cut off at 80 characters.
     */
    public static String shape(String value) {
        StringBuilder shape = new StringBuilder();
        int length = value.length();
        for (int i = 0; i < length && shape.length() <= MAX_SHAPE; ) {
            int c = value.codePointAt(i);
            int end = i;
            if (isExponent(value, i)) {
                shape.append('E');
                end++;
            } else if (c >= '0' && c <= '9') {
                while (end < length && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
                    end++;
                }
                shape.append("digits");
            } else if (Character.isLetterOrDigit(c)) {
                while (end < length && isLetter(value.codePointAt(end)) && !isExponent(value, end)) {
                    end += Character.charCount(value.codePointAt(end));
                }
                shape.append("letters");
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                while (end < length && isSpace(value.charAt(end))) {
                    end++;
                }
                shape.append("space");
            } else {
                shape.append(c > ' ' && c < 0x7F ? (char) c : '?');
                end += Character.charCount(c);
            }
            i = end;
        }
        return shape.length() <= MAX_SHAPE ? shape.toString() : shape.substring(0, MAX_SHAPE) + "…";
    }

    private static boolean isLetter(int c) {
        return Character.isLetterOrDigit(c) && !(c >= '0' && c <= '9');
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** True for the e of a number: after a digit, and before a digit or a sign. */
    private static boolean isExponent(String value, int i) {
        char c = value.charAt(i);
        if ((c != 'e' && c != 'E') || i == 0 || i + 1 == value.length()) {
            return false;
        }
        char before = value.charAt(i - 1);
        char after = value.charAt(i + 1);
        return before >= '0' && before <= '9' && (after == '+' || after == '-' || (after >= '0' && after <= '9'));
    }
}
