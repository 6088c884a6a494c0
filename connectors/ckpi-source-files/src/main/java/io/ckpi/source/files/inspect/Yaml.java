package io.ckpi.source.files.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes texts as YAML. Stateless. */
final class Yaml {

    private static final Pattern PLAIN =
            Pattern.compile("[\\p{L}_](?:[\\p{L}\\p{N}_./-]|:(?=[\\p{L}\\p{N}])| (?=[\\p{L}\\p{N}(_]))*");

    private Yaml() {}

    /** A text as a scalar of YAML 1.2, also within braces. */
    static String yaml(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (PLAIN.matcher(text).matches()
                && !lower.equals("null")
                && !lower.equals("true")
                && !lower.equals("false")
                && text.length() < 80) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0xFEFF) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    /** A list of texts in brackets. */
    static String list(Iterable<String> texts) {
        List<String> quoted = new ArrayList<>();
        texts.forEach(text -> quoted.add(yaml(text)));
        return "[" + String.join(", ", quoted) + "]";
    }

    /** A map in braces; its values are written already. */
    static String braces(Map<String, String> map) {
        return map.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
