package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.scoring.internal.FlatTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds several values into one. Items that are missing or weigh 0 are left out and the other weights are scaled to sum
 * 1; the result lies between the least and the greatest value (Mazziotta–Pareto may fall below the least).
 *
 * <p><b>Undefined.</b> No value left: NO_DATA. A mean that needs positive values finds another and has no floor:
 * NON_POSITIVE.
 *
 * <p><b>Numerics.</b> The result is cut to the range of the values, so that rounding cannot give 100.00000000000004; power
 * means work relative to the value that dominates, so that no power overflows.
 *
 * <p><b>Thread-safety.</b> all implementations are immutable.
 */
public sealed interface Aggregator {

    /**
     * True if no value can rise and the result fall. Only then do the bounds of a composite with missing leaves come from
     * putting them at 0 and at 100.
     */
    default boolean isMonotone() {
        return true;
    }

    /**
     * Folds a column under weights.
     *
     * @param values the values; missing ones are left out (order weights: then the result is absent)
     * @param weights one weight per value, not negative, finite, at least one above 0
     * @return Measured in {@link Unit#POINTS}, with the number of present values as n, or Absent
     * @throws IllegalArgumentException if lengths differ or the weights are no weights
     */
    default Reading aggregate(Column values, double... weights) {
        if (weights.length != values.size()) {
            throw new IllegalArgumentException(weights.length + " weights for " + values.size() + " values");
        }
        double[] scaled = WeightChecks.scaled("weight", weights);
        if (this instanceof Ordered ordered && ordered.orderWeights().size() != values.size()) {
            throw new IllegalArgumentException(
                    ordered.orderWeights().size() + " order weights for " + values.size() + " values");
        }
        if (values.present() == 0) {
            return Absent.because(Reason.NO_DATA);
        }
        if (this instanceof Ordered && values.present() < values.size()) {
            return Absent.because(
                    Reason.INSUFFICIENT_DATA, "order weights need every value", "порядковым весам нужны все значения");
        }
        double[] array = values.toArray();
        double result = Means.of(this).of(array, scaled, 0, array.length);
        if (result == FlatTree.FAILED) {
            return Absent.because(
                    Reason.NON_POSITIVE,
                    "this mean needs positive values",
                    "этому среднему нужны положительные значения");
        }
        if (Double.isNaN(result)) {
            return this instanceof MazziottaPareto
                    ? Absent.because(
                            Reason.INSUFFICIENT_DATA,
                            "a sample variance needs two values",
                            "для выборочной дисперсии нужны два значения")
                    : Absent.because(
                            Reason.NO_DATA, "the present values weigh nothing", "у имеющихся значений нулевой вес");
        }
        Estimate estimate = Estimate.of(Checks.cut(result), Unit.POINTS)
                .withN(values.present())
                .withMethod(word());
        double floor = Means.floorOf(this);
        for (int i = 0; i < array.length; i++) {
            if (floor > 0 && array[i] < floor && scaled[i] > 0) {
                estimate = estimate.withFlag(Flag.of(Flag.Code.FLOORED, Integer.toString(i)));
            }
        }
        return new Measured(estimate);
    }

    /** Folds values that are all present, see {@link #aggregate(Column, double...)}. */
    default Reading aggregate(double[] values, double... weights) {
        return aggregate(Column.of(values), weights);
    }

    /** A short stable word for results and definition documents. */
    String word();

    /** The weighted arithmetic mean Σwx: what one item lacks another makes up for. */
    record Arithmetic() implements Aggregator {
        @Override
        public String word() {
            return "arithmetic";
        }
    }

    /**
     * The weighted geometric mean exp(Σw ln x): a balance is rewarded, one bad item cannot be hidden.
     *
     * @param floor lesser values are raised to it and flagged FLOORED; null: a value of 0 or less is an error,
     *     NON_POSITIVE
     */
    record Geometric(@Nullable Double floor) implements Aggregator {
        /** Checks the floor. */
        public Geometric {
            checkFloor(floor);
        }

        @Override
        public String word() {
            return "geometric";
        }
    }

    /**
     * The weighted harmonic mean 1/Σ(w/x).
     *
     * @param floor as in {@link Geometric}
     */
    record Harmonic(@Nullable Double floor) implements Aggregator {
        /** Checks the floor. */
        public Harmonic {
            checkFloor(floor);
        }

        @Override
        public String word() {
            return "harmonic";
        }
    }

    /**
     * The weighted power mean (Σw·x^p)^(1/p); p = 0 is the geometric mean. Values must not be negative, and for p of 0 or
     * less they must be positive.
     *
     * @param p the exponent, finite
     * @param floor as in {@link Geometric}
     */
    record Power(double p, @Nullable Double floor) implements Aggregator {
        /** Checks exponent and floor. */
        public Power {
            Checks.finite("p", p);
            checkFloor(floor);
        }

        @Override
        public String word() {
            return "power";
        }
    }

    /** The least value. */
    record Minimum() implements Aggregator {
        @Override
        public String word() {
            return "minimum";
        }
    }

    /** The lower weighted median: the least value at which the cumulative weight reaches half. */
    record WeightedMedian() implements Aggregator {
        @Override
        public String word() {
            return "weighted-median";
        }
    }

    /**
     * Ordered weighted averaging (R. R. Yager 1988): the weights belong to the positions of the values in descending order.
     * The items' own weights do not count; with a missing value the result is absent.
     *
     * @param orderWeights one weight per position, the greatest value first; not negative, at least one above 0
     */
    record Ordered(List<Double> orderWeights) implements Aggregator {
        /** Checks the weights. */
        public Ordered {
            orderWeights = List.copyOf(orderWeights);
            WeightChecks.scaled(
                    "order weight", orderWeights.stream().mapToDouble(w -> w).toArray());
        }

        @Override
        public String word() {
            return "ordered";
        }
    }

    /**
     * The index of Mazziotta and Pareto, M − S²/M: mean less variance over mean, all items alike. It is not monotone.
     * M of 0 or less: NON_POSITIVE.
     *
     * @param sample whether the variance divides by n − 1; by n is the authors' own form
     */
    record MazziottaPareto(boolean sample) implements Aggregator {
        @Override
        public boolean isMonotone() {
            return false;
        }

        @Override
        public String word() {
            return "mazziotta-pareto";
        }
    }

    /** {@link Arithmetic}. */
    static Arithmetic arithmetic() {
        return new Arithmetic();
    }

    /** {@link Geometric} without a floor: a value of 0 or less is an error. */
    static Geometric geometric() {
        return new Geometric(null);
    }

    /** {@link Geometric} with a floor. */
    static Geometric geometric(double floor) {
        return new Geometric(floor);
    }

    private static void checkFloor(@Nullable Double floor) {
        if (floor != null) {
            Checks.positive("floor", floor);
        }
    }
}
