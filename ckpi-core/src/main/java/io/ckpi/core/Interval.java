package io.ckpi.core;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A range that covers the true value with a stated probability. An end may be open: absent, never infinite.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param low the lower end, finite, or null if open
 * @param high the upper end, finite and not below {@code low}, or null if open
 * @param level the probability, strictly between 0 and 1, for instance 0.95
 */
public record Interval(@Nullable Double low, @Nullable Double high, double level) {

    /** Checks that ends are finite and ordered and that the level is a probability. */
    public Interval {
        if (low != null && !Double.isFinite(low)) {
            throw new IllegalArgumentException("low is not finite: " + low);
        }
        if (high != null && !Double.isFinite(high)) {
            throw new IllegalArgumentException("high is not finite: " + high);
        }
        if (low != null && high != null && low > high) {
            throw new IllegalArgumentException("low " + low + " is above high " + high);
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
    }

    /** An interval closed at both ends. */
    public static Interval of(double low, double high, double level) {
        return new Interval(low, high, level);
    }

    /** True if {@code value} lies inside, ends included; an open end excludes nothing. */
    public boolean contains(double value) {
        return (low == null || low <= value) && (high == null || value <= high);
    }

    /** Half of the width, or empty if an end is open. */
    public OptionalDouble halfWidth() {
        return low == null || high == null ? OptionalDouble.empty() : OptionalDouble.of((high - low) / 2);
    }

    /** Both ends times {@code factor}; a negative factor swaps them. */
    public Interval times(double factor) {
        Double a = low == null ? null : (Double) (low * factor);
        Double b = high == null ? null : (Double) (high * factor);
        return factor < 0 ? new Interval(b, a, level) : new Interval(a, b, level);
    }

    /** The interval cut to the range from {@code least} to {@code greatest}, for a number that cannot leave it. */
    public Interval within(double least, double greatest) {
        return new Interval(
                low == null ? null : (Double) Math.min(Math.max(low, least), greatest),
                high == null ? null : (Double) Math.min(Math.max(high, least), greatest),
                level);
    }
}
