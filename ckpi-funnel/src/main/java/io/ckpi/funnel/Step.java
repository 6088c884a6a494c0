package io.ckpi.funnel;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * A step of a funnel: an event of any of these names.
 *
 * @param anyOf the event names, at least one, different
 */
public record Step(List<String> anyOf) {

    /** Checks the names. */
    public Step {
        anyOf = List.copyOf(new LinkedHashSet<>(anyOf));
        if (anyOf.isEmpty()) {
            throw new IllegalArgumentException("a step has no event");
        }
        for (String name : anyOf) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a step has an event without a name");
            }
        }
    }

    /** A step of an event of any of these names. */
    public static Step of(String... anyOf) {
        return new Step(List.of(anyOf));
    }

    @Override
    public String toString() {
        return String.join("|", anyOf);
    }
}
