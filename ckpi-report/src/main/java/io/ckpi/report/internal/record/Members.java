package io.ckpi.report.internal.record;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the members of a JSON object; what is null or empty is left out. An accumulator for one thread. */
final class Members {

    private final Map<String, Object> members = new LinkedHashMap<>();

    Members put(String key, @Nullable Object value) {
        Object kept = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (kept instanceof Members object) {
            kept = object.map();
        }
        if (kept != null) {
            members.put(key, kept);
        }
        return this;
    }

    /** Adds the members of another object. */
    Members all(Members other) {
        members.putAll(other.members);
        return this;
    }

    Map<String, Object> map() {
        return members;
    }
}
