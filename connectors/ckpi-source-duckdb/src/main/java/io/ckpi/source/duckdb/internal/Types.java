package io.ckpi.source.duckdb.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The types of DuckDB as it writes them, such as {@code STRUCT(a DECIMAL(18,2), "b c" MAP(VARCHAR, INTEGER)[])}, and how values
 * of them become texts: the same nesting with texts at its leaves, so that no digit is lost on the way to JSON, which knows
 * binary numbers only.
 *
 * <ul>
 *   <li>A whole number that a binary one ({@code DOUBLE}, {@code FLOAT}) holds exactly is written as one: ids are kept that way
 *       by programs that know no missing integers, and must meet those of other files. From 2<sup>53</sup> (2<sup>24</sup>) on,
 *       digits may have been lost: it is written with an exponent, which no id may have.
 *   <li>Bytes are hexadecimal digits.
 * </ul>
 */
final class Types {

    private final String type;
    private int at;

    private Types(String type) {
        this.type = type;
    }

    /** A type. */
    private sealed interface Type {
        /** True if a cast to text does not do for its leaves. */
        boolean special();

        /** The same nesting with texts at its leaves. */
        String ofTexts();

        /** The value {@code value}, turned into texts. */
        default String texts(String value, int depth) {
            return special() ? parts(value, depth) : "CAST(" + value + " AS " + ofTexts() + ")";
        }

        /** The same for a type that is special. */
        String parts(String value, int depth);
    }

    private record Scalar(String name) implements Type {
        @Override
        public boolean special() {
            return name.equals("BLOB") || name.equals("DOUBLE") || name.equals("FLOAT");
        }

        @Override
        public String ofTexts() {
            return "VARCHAR";
        }

        @Override
        public String parts(String value, int depth) {
            if (name.equals("BLOB")) {
                return "lower(hex(" + value + "))";
            }
            long exact = 1L << (name.equals("DOUBLE") ? 53 : 24);
            return String.format(
                    Locale.ROOT,
                    "CASE WHEN abs(%1$s) < %2$d AND trunc(%1$s) = %1$s THEN CAST(CAST(%1$s AS BIGINT) AS VARCHAR)"
                            + " WHEN abs(%1$s) >= %2$d AND isfinite(%1$s) THEN printf('%%.16e', CAST(%1$s AS DOUBLE))"
                            + " ELSE CAST(%1$s AS VARCHAR) END",
                    value,
                    exact);
        }
    }

    private record Struct(List<Field> fields) implements Type {
        @Override
        public boolean special() {
            return fields.stream().anyMatch(field -> field.type().special());
        }

        @Override
        public String ofTexts() {
            List<String> texts = new ArrayList<>();
            fields.forEach(field -> texts.add(field.name() + " " + field.type().ofTexts()));
            return "STRUCT(" + String.join(", ", texts) + ")";
        }

        @Override
        public String parts(String value, int depth) {
            List<String> parts = new ArrayList<>();
            for (Field field : fields) {
                parts.add(field.name() + " := " + field.type().texts("(" + value + ")." + field.name(), depth));
            }
            return "CASE WHEN " + value + " IS NOT NULL THEN struct_pack(" + String.join(", ", parts) + ") END";
        }
    }

    /**
     * A field.
     *
     * @param name as an identifier
     */
    private record Field(String name, Type type) {}

    private record Sequence(Type item) implements Type {
        @Override
        public boolean special() {
            return item.special();
        }

        @Override
        public String ofTexts() {
            return item.ofTexts() + "[]";
        }

        @Override
        public String parts(String value, int depth) {
            String each = "e" + depth;
            return "list_transform(" + value + ", lambda " + each + ": " + item.texts(each, depth + 1) + ")";
        }
    }

    private record Entries(Type key, Type value) implements Type {
        @Override
        public boolean special() {
            return key.special() || value.special();
        }

        @Override
        public String ofTexts() {
            return "MAP(" + key.ofTexts() + ", " + value.ofTexts() + ")";
        }

        @Override
        public String parts(String map, int depth) {
            String each = "e" + depth;
            return "map_from_entries(list_transform(map_entries(" + map + "), lambda " + each + ": struct_pack(k := "
                    + key.texts("(" + each + ").key", depth + 1) + ", v := "
                    + value.texts("(" + each + ").value", depth + 1) + ")))";
        }
    }

    /** True if values have parts. */
    static boolean isNested(String type) {
        return type.startsWith("STRUCT(") || type.startsWith("MAP(") || type.endsWith("]");
    }

    /**
     * An expression for the value of an expression, with texts in the place of all that is not nested.
     *
     * @throws IllegalArgumentException if the type cannot be understood
     */
    static String texts(String value, String type) {
        Types types = new Types(type);
        Type whole = types.type();
        if (types.at != type.length()) {
            throw types.fault();
        }
        return whole.texts(value, 0);
    }

    private Type type() {
        Type result;
        if (type.startsWith("STRUCT(", at)) {
            at += "STRUCT(".length();
            result = new Struct(fields());
        } else if (type.startsWith("MAP(", at)) {
            at += "MAP(".length();
            Type key = type();
            expect(',');
            expect(' ');
            Type value = type();
            expect(')');
            result = new Entries(key, value);
        } else {
            result = scalar();
        }
        while (at < type.length() && type.charAt(at) == '[') {
            int end = type.indexOf(']', at);
            if (end < 0) {
                throw fault();
            }
            result = new Sequence(result);
            at = end + 1;
        }
        return result;
    }

    private List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        do {
            if (!fields.isEmpty()) {
                expect(' ');
            }
            int begin = at;
            identifier();
            String name = type.substring(begin, at);
            expect(' ');
            fields.add(new Field(name.startsWith("\"") ? name : Engine.name(name), type()));
        } while (at < type.length() && type.charAt(at++) == ',');
        if (type.charAt(at - 1) != ')') {
            throw fault();
        }
        return fields;
    }

    private void identifier() {
        if (at < type.length() && type.charAt(at) == '"') {
            at++;
            while (at < type.length()) {
                if (type.charAt(at++) == '"') {
                    if (at == type.length() || type.charAt(at) != '"') {
                        return;
                    }
                    at++;
                }
            }
            return;
        }
        while (at < type.length() && type.charAt(at) != ' ') {
            at++;
        }
    }

    /** A type without parts; it may have parameters, texts among them, and consist of several words. */
    private Type scalar() {
        int begin = at;
        int depth = 0;
        boolean quoted = false;
        while (at < type.length()) {
            char c = type.charAt(at);
            if (quoted) {
                quoted = c != '\'';
            } else if (c == '\'') {
                quoted = true;
            } else if (c == '(') {
                depth++;
            } else if (depth > 0 && c == ')') {
                depth--;
            } else if (depth == 0 && (c == ',' || c == ')' || c == '[')) {
                break;
            }
            at++;
        }
        return new Scalar(type.substring(begin, at));
    }

    private void expect(char c) {
        if (at >= type.length() || type.charAt(at++) != c) {
            throw fault();
        }
    }

    private IllegalArgumentException fault() {
        return new IllegalArgumentException("not a type: " + type);
    }
}
