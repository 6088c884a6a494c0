package io.ckpi.core;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A measured number with all that is known about its accuracy.
 *
 * <p>Start with {@link #of} and add what is known: {@code Estimate.of(0.54, Unit.RATIO).withN(100).withMethod("wilson")}.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param value the number, finite
 * @param unit its unit
 * @param interval its interval, or null if none can be given (then the flag NO_INTERVAL says so)
 * @param n the number of observations behind it, 0 or more
 * @param method how value and interval were made, a short stable word such as {@code wilson}
 * @param ratio both sums of a ratio, in the units of the counted things, or null for a number that is no ratio
 * @param pending cases whose term has not expired and that are therefore in neither sum, 0 or more
 * @param flags what else is worth knowing
 */
public record Estimate(
        double value,
        Unit unit,
        @Nullable Interval interval,
        long n,
        String method,
        @Nullable Ratio ratio,
        long pending,
        Set<Flag> flags) {

    /**
     * The two sums of a ratio. Ratios roll up from these sums, never by averaging ratios.
     *
     * @param numerator the sum above, finite
     * @param denominator the sum below, finite and not zero
     */
    public record Ratio(double numerator, double denominator) {
        /** Checks that the sums are finite and that the ratio exists. */
        public Ratio {
            if (!Double.isFinite(numerator) || !Double.isFinite(denominator) || denominator == 0) {
                throw new IllegalArgumentException("not a ratio: " + numerator + " / " + denominator);
            }
        }
    }

    /** Checks the ranges and copies the flags in a stable order. */
    public Estimate {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value is not finite: " + value);
        }
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(method, "method");
        if (n < 0) {
            throw new IllegalArgumentException("n is negative: " + n);
        }
        if (pending < 0) {
            throw new IllegalArgumentException("pending is negative: " + pending);
        }
        value = value + 0.0; // turns -0 into 0
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }

    /** A bare number; {@code value} must be finite. */
    public static Estimate of(double value, Unit unit) {
        return new Estimate(value, unit, null, 0, "exact", null, 0, Set.of());
    }

    /** The same with an interval, or with none. */
    public Estimate withInterval(@Nullable Interval newInterval) {
        return new Estimate(value, unit, newInterval, n, method, ratio, pending, flags);
    }

    /** The same with the number of observations. */
    public Estimate withN(long newN) {
        return new Estimate(value, unit, interval, newN, method, ratio, pending, flags);
    }

    /** The same with the name of the method. */
    public Estimate withMethod(String newMethod) {
        return new Estimate(value, unit, interval, n, newMethod, ratio, pending, flags);
    }

    /** The same with both sums of the ratio. */
    public Estimate withRatio(double numerator, double denominator) {
        return new Estimate(value, unit, interval, n, method, new Ratio(numerator, denominator), pending, flags);
    }

    /** The same with the number of pending cases. */
    public Estimate withPending(long newPending) {
        return new Estimate(value, unit, interval, n, method, ratio, newPending, flags);
    }

    /** The same with one more flag. */
    public Estimate withFlag(Flag flag) {
        Set<Flag> more = new TreeSet<>(flags);
        more.add(flag);
        return new Estimate(value, unit, interval, n, method, ratio, pending, more);
    }

    /** Value and interval times {@code factor}, in another unit; both sums stay as they are. */
    public Estimate scaled(double factor, Unit newUnit) {
        Interval scaled = interval == null ? null : interval.times(factor);
        return new Estimate(value * factor, newUnit, scaled, n, method, ratio, pending, flags);
    }

    /** True if a flag of this code is set, whatever its subject. */
    public boolean has(Flag.Code code) {
        return flags.stream().anyMatch(flag -> flag.code() == code);
    }
}
