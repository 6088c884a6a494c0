package io.ckpi.funnel;

import java.util.Objects;

/**
 * The property by which a funnel's subjects are told apart, read at one event of their canonical chain.
 *
 * @param property the name of the property
 * @param step the step at whose event it is read, from 1; 0: at the last step that the subject reached
 */
public record Breakdown(String property, int step) {

    /** Checks the name and the step. */
    public Breakdown {
        Objects.requireNonNull(property, "property");
        if (step < 0 || step > Funnel.MAX_STEPS) {
            throw new IllegalArgumentException("step is not from 0 to " + Funnel.MAX_STEPS + ": " + step);
        }
    }

    /** The value at one step; subjects that did not reach it count under the missing value. */
    public static Breakdown at(String property, int step) {
        if (step < 1) {
            throw new IllegalArgumentException("step is below 1: " + step);
        }
        return new Breakdown(property, step);
    }

    /** The value at the last step that each subject reached. */
    public static Breakdown atLastReached(String property) {
        return new Breakdown(property, 0);
    }
}
