package io.ckpi.core;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A number that lies between two bounds while the data cannot say where: an unknown counterfactual, missing factors.
 * Bounds (what is missing) are not an interval (what is uncertain); the two are never merged.
 *
 * @param low the lower bound, finite
 * @param high the upper bound, finite and not below {@code low}
 * @param unit the unit of both
 * @param reason why the number cannot be told
 * @param detail what exactly is unknown, or null
 * @param n the number of observations behind the bounds, 0 or more
 * @param flags what else is worth knowing
 */
public record Bounded(
        double low,
        double high,
        Unit unit,
        Reason reason,
        @Nullable Names detail,
        long n,
        Set<Flag> flags) implements Reading {

    /** Checks the ranges and copies the flags in a stable order. */
    public Bounded {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
            throw new IllegalArgumentException("not bounds: " + low + " … " + high);
        }
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(reason, "reason");
        if (n < 0) {
            throw new IllegalArgumentException("n is negative: " + n);
        }
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }
}
