package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A point in the rows of a query. Immutable.
 *
 * @param again true while rows are read again that may have become visible late
 * @param since from when on rows may have become visible late, or null if that is not looked for
 * @param last the key behind which to go on, empty for the beginning
 * @param until when reading again: the greatest key of the rows in question
 * @param front when reading again: the greatest key that was read
 */
record Mark(boolean again, @Nullable Instant since, List<String> last, List<String> until, List<String> front) {

    static final Mark BEGIN = new Mark(false, null, List.of(), List.of(), List.of());

    /** The longest text of a point: cursors hold a few of them. */
    static final int MOST_CHARS = 2_000;

    String text() {
        if (last.isEmpty() && until.isEmpty()) {
            return "";
        }
        return (again ? "a" : "f") + "/" + (since == null ? "" : since.toEpochMilli()) + "/" + keys(last) + "/"
                + keys(until) + "/" + keys(front);
    }

    private static String keys(List<String> keys) {
        StringBuilder text = new StringBuilder();
        for (String key : keys) {
            text.append(text.isEmpty() ? "=" : "&=").append(URLEncoder.encode(key, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    /** Reads what {@link #text} gave, for a key of that many columns. */
    static Mark parse(String source, String text, int columns) {
        if (text.isEmpty()) {
            return BEGIN;
        }
        String[] parts = text.split("/", -1);
        try {
            if (parts.length != 5 || !(parts[0].equals("a") || parts[0].equals("f"))) {
                throw broken(source, null);
            }
            Mark mark = new Mark(
                    parts[0].equals("a"),
                    parts[1].isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(parts[1])),
                    keys(parts[2]),
                    keys(parts[3]),
                    keys(parts[4]));
            boolean fits = mark.again ? mark.since != null : !mark.last.isEmpty();
            fits &= mark.last.isEmpty() || mark.last.size() == columns;
            for (List<String> other : List.of(mark.until, mark.front)) {
                fits &= other.size() == (mark.again ? columns : 0);
            }
            if (!fits) {
                throw broken(source, null);
            }
            return mark;
        } catch (IllegalArgumentException e) {
            throw broken(source, e);
        }
    }

    private static List<String> keys(String text) {
        List<String> keys = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String key : text.split("&", -1)) {
                if (!key.startsWith("=")) {
                    throw new IllegalArgumentException("not a key");
                }
                keys.add(URLDecoder.decode(key.substring(1), StandardCharsets.UTF_8));
            }
        }
        return List.copyOf(keys);
    }

    static CkpiException broken(String source, @Nullable Exception cause) {
        return new CkpiException(CkpiException.Kind.CONFIG, "CKPI-JDBC-CURSOR", source, "the cursor is broken", cause);
    }
}
