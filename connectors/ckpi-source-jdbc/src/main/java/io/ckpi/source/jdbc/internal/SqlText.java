package io.ckpi.source.jdbc.internal;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fixed text of a query, for each dialect; {@code ${table}} stands for a table of the mapping. Immutable. */
final class SqlText {

    private static final Pattern TABLE = Pattern.compile("\\$\\{([^}]*)}");

    private final Map<Dialect, String> texts;

    SqlText(Map<Dialect, String> texts) {
        this.texts = new EnumMap<>(texts);
    }

    /** The text of a dialect, or null if there is none. */
    @Nullable
    String of(Dialect dialect) {
        return texts.get(dialect);
    }

    /** The tables that a text names. */
    static Set<String> tables(String text) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = TABLE.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** The tables that any of the texts names. */
    Set<String> tables() {
        Set<String> names = new LinkedHashSet<>();
        texts.values().forEach(text -> names.addAll(tables(text)));
        return names;
    }

    /** A text with its tables put in. */
    static String expand(String text, Function<String, String> table) {
        return TABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(table.apply(found.group(1))));
    }

    /**
     * Why a text cannot be a query of a mapping, or null if it can: it begins with SELECT or WITH, is one statement, and has no
     * parameters.
     */
    static @Nullable String faultOf(String text) {
        if (!text.strip().matches("(?is)(select|with)\\b.*")) {
            return "is no SELECT";
        }
        int depth = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"' || c == '`') {
                int end = text.indexOf(c, i + 1);
                if (end < 0) {
                    return "has a quote that is never closed";
                }
                i = end;
            } else if (text.startsWith("--", i) || text.startsWith("/*", i) || (c == '#' && isComment(text, i))) {
                return "has a comment: write it in YAML, outside of the text";
            } else if (c == '$' && !text.startsWith("${", i)) {
                return "has a '$', which begins a quote in PostgreSQL";
            } else if (c == '\\') {
                return "has a backslash, which databases read differently";
            } else if (c == ';' || c == '?') {
                return "has a '" + c + "': it must be one statement without parameters";
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth < 0) {
                return "closes a bracket that is not open";
            }
            i++;
        }
        return depth == 0 ? null : "has a bracket that is never closed";
    }

    /** In MySQL a # begins a comment; in PostgreSQL it is part of operators such as #>>. */
    private static boolean isComment(String text, int at) {
        return !text.startsWith("#>", at);
    }
}
