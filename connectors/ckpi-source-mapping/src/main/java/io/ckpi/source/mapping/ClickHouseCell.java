package io.ckpi.source.mapping;

import io.ckpi.spi.RejectReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell of ClickHouse's TabSeparated format, as the Logs API of Yandex Metrica sends it.
 *
 * <p>{@code \N} is absent. Escapes are {@code \t \n \r \b \f \0 \\ \'}; another escaped character stands for itself. An array
 * is {@code [1,2]} or {@code ['a','b']}. The service also sends the quotes of an array escaped once more,
 * {@code [\'a\',\'b\']}, and wraps a cell in double quotes, with doubled ones inside, when an element holds one.
 */
public final class ClickHouseCell {

    private ClickHouseCell() {}

    /**
     * The text of a cell; null if it is absent.
     *
     * @throws RowFault with BAD_ESCAPE if it ends within an escape
     */
    public static @Nullable String text(String cell) throws RowFault {
        if (cell.equals("\\N")) {
            return null;
        }
        if (cell.indexOf('\\') < 0 && !isWrapped(cell)) {
            return cell;
        }
        String raw = unwrap(cell);
        StringBuilder result = new StringBuilder(raw.length());
        int i = 0;
        while (i < raw.length()) {
            i = character(raw, i, result);
        }
        return result.toString();
    }

    /**
     * The elements of an array as texts; null for an absent cell.
     *
     * @throws RowFault with BAD_ARRAY or BAD_ESCAPE
     */
    public static @Nullable List<String> array(String cell) throws RowFault {
        if (cell.equals("\\N")) {
            return null;
        }
        String raw = unwrap(cell);
        int end = raw.length() - 1;
        if (end < 1 || raw.charAt(0) != '[' || raw.charAt(end) != ']') {
            throw bad(RejectReason.BAD_ARRAY);
        }
        List<String> elements = new ArrayList<>();
        int i = spaces(raw, 1);
        if (i == end) {
            return elements;
        }
        while (true) {
            StringBuilder element = new StringBuilder();
            int quote = quoteLength(raw, i);
            i = quote > 0 ? quoted(raw, i, quote, element) : bare(raw, i, end, element);
            elements.add(element.toString());
            i = spaces(raw, i);
            if (i == end) {
                return elements;
            }
            if (i > end || raw.charAt(i) != ',') {
                throw bad(RejectReason.BAD_ARRAY);
            }
            i = spaces(raw, i + 1);
        }
    }

    private static RowFault bad(RejectReason reason) {
        return new RowFault(reason, null, null);
    }

    private static boolean isWrapped(String cell) {
        return cell.length() > 1 && cell.charAt(0) == '"' && cell.charAt(cell.length() - 1) == '"';
    }

    private static String unwrap(String cell) {
        return isWrapped(cell) ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell;
    }

    /** 1 for an apostrophe, 2 for an escaped one, 0 for none. */
    private static int quoteLength(String raw, int i) {
        if (i < raw.length() && raw.charAt(i) == '\'') {
            return 1;
        }
        return raw.startsWith("\\'", i) ? 2 : 0;
    }

    /** Reads a quoted element; an array whose quotes are escaped escapes everything inside once more. */
    private static int quoted(String raw, int from, int quote, StringBuilder element) throws RowFault {
        int i = from + quote;
        while (i < raw.length()) {
            if (quote == 1 && raw.charAt(i) == '\'') {
                return i + 1;
            }
            if (quote == 2 && raw.startsWith("\\'", i)) {
                return i + 2;
            }
            if (quote == 2 && raw.startsWith("\\\\", i) && i + 2 < raw.length()) {
                // escaped twice: the first layer gives a backslash, which escapes what follows
                i += 2;
                if (raw.charAt(i) == '\\' && i + 1 < raw.length()) {
                    i++;
                }
                escaped(raw.charAt(i), element);
                i++;
                continue;
            }
            i = character(raw, i, element);
        }
        throw bad(RejectReason.BAD_ARRAY);
    }

    private static int bare(String raw, int from, int end, StringBuilder element) throws RowFault {
        int i = from;
        while (i < end && raw.charAt(i) != ',') {
            char c = raw.charAt(i++);
            if (c == '\'' || c == '[' || c == ']' || c == '\\' || c == '"') {
                throw bad(RejectReason.BAD_ARRAY);
            }
            element.append(c);
        }
        int length = element.length();
        while (length > 0 && element.charAt(length - 1) == ' ') {
            element.setLength(--length);
        }
        if (length == 0) {
            throw bad(RejectReason.BAD_ARRAY);
        }
        return i;
    }

    private static int spaces(String raw, int from) {
        int i = from;
        while (i < raw.length() && raw.charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    private static int character(String raw, int i, StringBuilder result) throws RowFault {
        char c = raw.charAt(i);
        if (c != '\\') {
            result.append(c);
            return i + 1;
        }
        if (i + 1 == raw.length()) {
            throw bad(RejectReason.BAD_ESCAPE);
        }
        escaped(raw.charAt(i + 1), result);
        return i + 2;
    }

    private static void escaped(char c, StringBuilder result) {
        result.append(
                switch (c) {
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case '0' -> '\0';
                    default -> c;
                });
    }
}
