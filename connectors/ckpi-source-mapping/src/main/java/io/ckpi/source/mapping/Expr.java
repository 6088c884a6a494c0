package io.ckpi.source.mapping;

import io.ckpi.spi.RejectReason;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A text that a mapping takes from a row. Immutable. */
sealed interface Expr {

    /** The text, never empty; null if it is absent. */
    @Nullable
    String text(Row row) throws RowFault;

    /** What a reject names as the field at fault. */
    String name();

    /** The text of a column. */
    record Column(int index, String name) implements Expr {
        @Override
        public @Nullable String text(Row row) throws RowFault {
            String text = row.cell(index);
            return text == null || text.isEmpty() ? null : text;
        }
    }

    /** Always the same text. */
    record Constant(String text, String name) implements Expr {
        @Override
        public String text(Row row) {
            return text;
        }
    }

    /** Several texts joined; absent if one of them is. */
    record Join(List<Expr> parts, String separator, String name) implements Expr {
        @Override
        public @Nullable String text(Row row) throws RowFault {
            StringBuilder joined = new StringBuilder();
            for (int i = 0; i < parts.size(); i++) {
                String text = parts.get(i).text(row);
                if (text == null) {
                    return null;
                }
                joined.append(i == 0 ? "" : separator).append(text);
            }
            return joined.toString();
        }
    }

    /** The first text that is there. */
    record First(List<Expr> parts, String name) implements Expr {
        @Override
        public @Nullable String text(Row row) throws RowFault {
            for (Expr part : parts) {
                String text = part.text(row);
                if (text != null) {
                    return text;
                }
            }
            return null;
        }
    }

    /**
     * SHA-256, as hexadecimal digits, of several texts; absent if all columns are. Parts are joined by U+001F, an absent one
     * counts as U+0000.
     */
    record Hash(List<Expr> parts, int memo, String name) implements Expr {
        private static final char SEPARATOR = '\u001F';
        private static final char ABSENT = '\u0000';

        @Override
        public @Nullable String text(Row row) throws RowFault {
            String known = (String) row.memo(memo);
            if (known != null) {
                return known;
            }
            StringBuilder joined = new StringBuilder();
            boolean any = false;
            for (int i = 0; i < parts.size(); i++) {
                Expr part = parts.get(i);
                String text = part.text(row);
                any |= text != null && !(part instanceof Constant);
                if (i > 0) {
                    joined.append(SEPARATOR);
                }
                if (text == null) {
                    joined.append(ABSENT);
                } else {
                    joined.append(text);
                }
            }
            if (!any) {
                return null;
            }
            String hash = row.sha256(joined.toString());
            row.memo(memo, hash);
            return hash;
        }
    }

    /** Another text where the first is absent. */
    record Default(Expr inner, String otherwise) implements Expr {
        @Override
        public String text(Row row) throws RowFault {
            String text = inner.text(row);
            return text == null ? otherwise : text;
        }

        @Override
        public String name() {
            return inner.name();
        }
    }

    /** A text with something before and behind it. */
    record Affix(Expr inner, String prefix, String suffix) implements Expr {
        @Override
        public @Nullable String text(Row row) throws RowFault {
            String text = inner.text(row);
            return text == null ? null : prefix + text + suffix;
        }

        @Override
        public String name() {
            return inner.name();
        }
    }

    /** A text that is no list: absent if it holds the separator. */
    record Single(Expr inner, String separator) implements Expr {
        @Override
        public @Nullable String text(Row row) throws RowFault {
            String text = inner.text(row);
            return text == null || text.contains(separator) ? null : text;
        }

        @Override
        public String name() {
            return inner.name();
        }
    }

    /** A fixed text where another is there. */
    record Then(Expr inner, String then) implements Expr {
        @Override
        public @Nullable String text(Row row) throws RowFault {
            return inner.text(row) == null ? null : then;
        }

        @Override
        public String name() {
            return inner.name();
        }
    }

    /** The value of a parameter of a URL. */
    record Query(Expr inner, String parameter) implements Expr {
        @Override
        public @Nullable String text(Row row) throws RowFault {
            String url = inner.text(row);
            if (url == null) {
                return null;
            }
            int begin = url.indexOf('?') + 1;
            int end = url.indexOf('#');
            String query =
                    begin == 0 || (end >= 0 && end < begin) ? "" : url.substring(begin, end < 0 ? url.length() : end);
            int at = 0;
            while (at < query.length()) {
                int next = query.indexOf('&', at);
                String pair = query.substring(at, next < 0 ? query.length() : next);
                int equals = pair.indexOf('=');
                if (equals > 0 && decoded(pair.substring(0, equals)).equals(parameter)) {
                    String value = decoded(pair.substring(equals + 1));
                    return value.isEmpty() ? null : value;
                }
                at += pair.length() + 1;
            }
            return null;
        }

        private static String decoded(String text) {
            try {
                return URLDecoder.decode(text, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return text; // a stray per cent sign
            }
        }

        @Override
        public String name() {
            return inner.name();
        }
    }

    /** A text of which the mapping knows some values: others are kept and counted. */
    record Known(Expr inner, Set<String> values, int memo) implements Expr {
        @Override
        public @Nullable String text(Row row) throws RowFault {
            String text = inner.text(row);
            if (text != null && !values.contains(text) && row.memo(memo) == null) {
                row.memo(memo, text);
                row.countUnknown(name());
            }
            return text;
        }

        @Override
        public String name() {
            return inner.name();
        }
    }

    /** What to do with a text that a list of values does not hold. */
    enum Unlisted {
        REJECT,
        ABSENT,
        KEEP
    }

    /** Texts replaced by others. */
    record Values(
            Expr inner,
            Map<String, String> values,
            Unlisted unlisted,
            @Nullable String otherwise) implements Expr {
        @Override
        public @Nullable String text(Row row) throws RowFault {
            String text = inner.text(row);
            if (text == null) {
                return null;
            }
            String value = values.get(text);
            if (value != null) {
                return value;
            }
            if (otherwise != null) {
                return otherwise;
            }
            return switch (unlisted) {
                case REJECT -> throw RowFault.of(RejectReason.UNKNOWN_VALUE, name(), text);
                case ABSENT -> null;
                case KEEP -> text;
            };
        }

        @Override
        public String name() {
            return inner.name();
        }
    }
}
