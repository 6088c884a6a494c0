package io.ckpi.source.duckdb.internal;

/**
 * The types of DuckDB as it writes them, such as {@code STRUCT(a DECIMAL(18,2), "b c" MAP(VARCHAR, INTEGER)[])}: turned into
 * the same nesting with texts at its leaves, so that no digit is lost on the way to JSON, which knows binary numbers only.
 */
final class Types {

    private final String type;
    private int at;

    private Types(String type) {
        this.type = type;
    }

    /** True if values have parts. */
    static boolean isNested(String type) {
        return type.startsWith("STRUCT(") || type.startsWith("MAP(") || type.endsWith("]");
    }

    /** The type with texts in the place of all that is not nested. */
    static String ofTexts(String type) {
        Types types = new Types(type);
        StringBuilder result = new StringBuilder();
        types.type(result);
        if (types.at != type.length()) {
            throw new IllegalArgumentException("not a type: " + type);
        }
        return result.toString();
    }

    private void type(StringBuilder result) {
        if (type.startsWith("STRUCT(", at)) {
            at += "STRUCT(".length();
            result.append("STRUCT(");
            fields(result);
            result.append(')');
        } else if (type.startsWith("MAP(", at)) {
            at += "MAP(".length();
            result.append("MAP(");
            type(result);
            expect(',');
            expect(' ');
            result.append(", ");
            type(result);
            expect(')');
            result.append(')');
        } else {
            scalar();
            result.append("VARCHAR");
        }
        while (at < type.length() && type.charAt(at) == '[') {
            int end = type.indexOf(']', at);
            if (end < 0) {
                throw new IllegalArgumentException("not a type: " + type);
            }
            result.append(type, at, end + 1);
            at = end + 1;
        }
    }

    private void fields(StringBuilder result) {
        boolean first = true;
        do {
            if (!first) {
                expect(' ');
                result.append(", ");
            }
            first = false;
            int begin = at;
            identifier();
            result.append(type, begin, at).append(' ');
            expect(' ');
            type(result);
        } while (at < type.length() && type.charAt(at++) == ',');
        if (at == 0 || type.charAt(at - 1) != ')') {
            throw new IllegalArgumentException("not a type: " + type);
        }
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
    private void scalar() {
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
                return;
            }
            at++;
        }
    }

    private void expect(char c) {
        if (at >= type.length() || type.charAt(at++) != c) {
            throw new IllegalArgumentException("not a type: " + type);
        }
    }
}
