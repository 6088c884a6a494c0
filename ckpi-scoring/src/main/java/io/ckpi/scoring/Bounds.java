package io.ckpi.scoring;

/**
 * The composites that are possible for what is missing: with every leaf without data at 0 and at 100.
 *
 * @param low the least, finite
 * @param high the greatest, finite, not below {@code low}
 */
public record Bounds(double low, double high) {

    /** Checks the order. */
    public Bounds {
        Checks.finite("low", low);
        Checks.finite("high", high);
        if (low > high) {
            throw new IllegalArgumentException("low " + low + " is above high " + high);
        }
    }

    /** True if {@code value} is possible, up to 1e-9. */
    public boolean contains(double value) {
        return value >= low - 1e-9 && value <= high + 1e-9;
    }

    /** How far the bounds lie apart, 0 if nothing is missing. */
    public double width() {
        return high - low;
    }
}
