package io.ckpi.source.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON value: a JSON Pointer (RFC 6901) such as {@code /a/b/0}, whose step through an array may also be
 * {@code name=value}: the first item whose member {@code name} has that text, as in
 * {@code /event_params/key=page_location/value/string_value}.
 *
 * <p>Immutable.
 */
final class Pointer {

    private final String text;
    private final List<String> steps;

    private Pointer(String text, List<String> steps) {
        this.text = text;
        this.steps = steps;
    }

    /** Reads a pointer; a text that does not begin with a slash names a member of the row. */
    static Pointer of(String text) {
        if (!text.startsWith("/")) {
            return new Pointer(text, List.of(text));
        }
        List<String> steps = new ArrayList<>();
        for (String step : text.substring(1).split("/", -1)) {
            if (step.replace("~0", "").replace("~1", "").indexOf('~') >= 0) {
                throw new IllegalArgumentException("is not a JSON pointer: " + text);
            }
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return new Pointer(text, List.copyOf(steps));
    }

    /** The value there, or null if there is none. */
    @Nullable
    Object find(Object root) {
        Object value = root;
        for (String step : steps) {
            if (value instanceof Map<?, ?> members) {
                value = members.get(step);
            } else if (value instanceof List<?> items) {
                value = item(items, step);
            } else {
                return null;
            }
            if (value == null) {
                return null;
            }
        }
        return value;
    }

    private static @Nullable Object item(List<?> items, String step) {
        int equals = step.indexOf('=');
        if (equals > 0) {
            String name = step.substring(0, equals);
            String wanted = step.substring(equals + 1);
            for (Object item : items) {
                if (item instanceof Map<?, ?> members && wanted.equals(members.get(name))) {
                    return item;
                }
            }
            return null;
        }
        if (step.isEmpty() || step.length() > 9 || !step.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        int index = Integer.parseInt(step);
        return index < items.size() ? items.get(index) : null;
    }

    @Override
    public String toString() {
        return text;
    }
}
