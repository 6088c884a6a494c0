package io.ckpi.scoring;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A run of numbers of which some may be missing. A missing value is not a number of its own: it is asked for with
 * {@link #isPresent}, and only the array form names NaN as its mark.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Column {

    private final double[] values;
    private final int present;

    private Column(double[] values) {
        this.values = values;
        this.present = (int) Arrays.stream(values).filter(v -> !Double.isNaN(v)).count();
    }

    /**
     * A column without missing values.
     *
     * @throws IllegalArgumentException if a value is NaN or infinite, with its index
     */
    public static Column of(double... values) {
        for (int i = 0; i < values.length; i++) {
            Checks.finite("value " + i, values[i]);
        }
        return new Column(values.clone());
    }

    /**
     * A column in which NaN marks a missing value.
     *
     * @throws IllegalArgumentException if a value is infinite, with its index
     */
    public static Column withMissing(double... values) {
        for (int i = 0; i < values.length; i++) {
            if (Double.isInfinite(values[i])) {
                throw new IllegalArgumentException("value " + i + " is not finite: " + values[i]);
            }
        }
        return new Column(values.clone());
    }

    /** The number of places, filled or not. */
    public int size() {
        return values.length;
    }

    /** The number of values that are present. */
    public int present() {
        return present;
    }

    /** True if the value at {@code index} is present. */
    public boolean isPresent(int index) {
        return !Double.isNaN(values[index]);
    }

    /**
     * The value at {@code index}.
     *
     * @throws IllegalStateException if it is missing
     */
    public double get(int index) {
        double value = values[index];
        if (Double.isNaN(value)) {
            throw new IllegalStateException("value " + index + " is missing");
        }
        return value;
    }

    /** The value at {@code index} if it is present. */
    public OptionalDouble value(int index) {
        return isPresent(index) ? OptionalDouble.of(values[index]) : OptionalDouble.empty();
    }

    /** A copy as an array, NaN for a missing value. */
    public double[] toArray() {
        return values.clone();
    }

    /** The values that are present, in order. */
    double[] presentValues() {
        return Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Column column && Arrays.equals(values, column.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** The values in brackets, {@code -} for a missing one. */
    @Override
    public String toString() {
        return Arrays.toString(IntStream.range(0, values.length)
                .mapToObj(i -> isPresent(i) ? Double.toString(values[i]) : "-")
                .toArray());
    }
}
