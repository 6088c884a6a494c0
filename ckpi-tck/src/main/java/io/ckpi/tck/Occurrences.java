package io.ckpi.tck;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks for many values in a long text in one pass over it: plugins may have asked for the tokens of thousands of persons. */
final class Occurrences {

    private static final int MOST = 6;

    /** How many characters of each value are looked up; 0 if a value is empty, which is in every text. */
    private final int start;

    private final Map<String, List<String>> byStart = new HashMap<>();

    Occurrences(Collection<String> values) {
        start = values.stream().mapToInt(String::length).reduce(MOST, Math::min);
        for (String value : values) {
            byStart.computeIfAbsent(value.substring(0, start), key -> new ArrayList<>())
                    .add(value);
        }
    }

    /** The value that occurs first in a text, or null if none does. */
    @Nullable
    String in(String text) {
        for (int i = 0; i + start <= text.length() && !byStart.isEmpty(); i++) {
            for (String value : byStart.getOrDefault(text.substring(i, i + start), List.of())) {
                if (text.startsWith(value, i)) {
                    return value;
                }
            }
        }
        return null;
    }
}
