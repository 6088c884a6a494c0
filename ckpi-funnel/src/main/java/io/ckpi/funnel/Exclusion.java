package io.ckpi.funnel;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * Events that end a chain standing between two steps: a chain at level i from {@code fromStep} to {@code toStep} − 1 dies if
 * such an event lies between its steps i and i + 1, both times included (an event at the time of either step kills).
 *
 * @param anyOf the event names, at least one
 * @param fromStep the first step, from 1
 * @param toStep the last step, above {@code fromStep}
 */
public record Exclusion(List<String> anyOf, int fromStep, int toStep) {

    /** Checks the names and the steps. */
    public Exclusion {
        anyOf = List.copyOf(new LinkedHashSet<>(anyOf));
        if (anyOf.isEmpty()) {
            throw new IllegalArgumentException("an exclusion has no event");
        }
        if (fromStep < 1 || toStep <= fromStep) {
            throw new IllegalArgumentException(
                    "an exclusion lies between two steps, not from " + fromStep + " to " + toStep);
        }
    }

    /** Events of this name between two steps. */
    public static Exclusion of(String event, int fromStep, int toStep) {
        return new Exclusion(List.of(event), fromStep, toStep);
    }

    @Override
    public String toString() {
        return String.join("|", anyOf) + "@" + fromStep + "-" + toStep;
    }
}
