package io.ckpi.scoring.internal;

import java.util.Arrays;

/**
 * A weighted mean of a run of values. Missing values and items of weight 0 are left out, the other weights are scaled to
 * sum 1. Without any item left the result is {@link FlatTree#MISSING}; where a value must be positive and is not it is
 * {@link FlatTree#FAILED}.
 */
public abstract class Mean {

    /** The arithmetic mean. */
    public static final Mean ARITHMETIC = new Arithmetic();
    /** The least value. */
    public static final Mean MINIMUM = new Minimum();
    /** The lower weighted median. */
    public static final Mean MEDIAN = new Median();

    Mean() {}

    /** The mean of {@code values[from … from+n-1]} under the weights at the same places. */
    public abstract double of(double[] values, double[] weights, int from, int n);

    /** True if a {@link FlatTree#FAILED} item makes the result failed without being looked for beforehand. */
    boolean spreadsFailure() {
        return false;
    }

    /** The geometric mean; values below {@code floor} are raised to it, a floor of 0 means that they must be positive. */
    public static Mean geometric(double floor) {
        return new Geometric(floor);
    }

    /** The power mean of exponent {@code p}, not 0; for {@code p < 0} the floor works as in the geometric mean. */
    public static Mean power(double p, double floor) {
        return new Power(p, floor);
    }

    /** The mean with these weights on the values in descending order; missing if any value is missing. */
    public static Mean ordered(double[] orderWeights) {
        return new Ordered(orderWeights);
    }

    /** Mean minus variance over mean, all items alike. */
    public static Mean mazziottaPareto(boolean sample) {
        return new MazziottaPareto(sample);
    }

    private static double clamp(double value, double min, double max) {
        return value < min ? min : value > max ? max : value;
    }

    private static final class Arithmetic extends Mean {
        @Override
        boolean spreadsFailure() {
            return true;
        }

        @Override
        public double of(double[] values, double[] weights, int from, int n) {
            double sum = 0;
            double total = 0;
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + n; i++) {
                double v = values[i];
                double w = weights[i];
                if (!Double.isNaN(v) && w > 0) {
                    sum += w * v;
                    total += w;
                    min = v < min ? v : min;
                    max = v > max ? v : max;
                }
            }
            if (!(total > 0)) {
                return FlatTree.MISSING;
            }
            if (min == FlatTree.FAILED) {
                return FlatTree.FAILED;
            }
            double mean = sum / total;
            return Double.isFinite(mean) ? clamp(mean, min, max) : huge(values, weights, from, n, total, min, max);
        }

        /** The same where a product or the sum overflows. */
        private static double huge(
                double[] values, double[] weights, int from, int n, double total, double min, double max) {
            double mean = 0;
            double used = 0;
            for (int i = from; i < from + n; i++) {
                double v = values[i];
                double share = weights[i] / total;
                if (!Double.isNaN(v) && share > 0) {
                    used += share;
                    double step = share / used;
                    mean = mean * (1 - step) + v * step;
                }
            }
            return clamp(mean, min, max);
        }
    }

    static final class Geometric extends Mean {
        final double floor;

        Geometric(double floor) {
            this.floor = floor;
        }

        @Override
        boolean spreadsFailure() {
            return true;
        }

        @Override
        public double of(double[] values, double[] weights, int from, int n) {
            double sum = 0;
            double total = 0;
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + n; i++) {
                double v = values[i];
                double w = weights[i];
                if (!Double.isNaN(v) && w > 0) {
                    double x = v < floor ? floor : v;
                    if (!(x > 0) || v == FlatTree.FAILED) {
                        return FlatTree.FAILED;
                    }
                    sum += w * Math.log(x);
                    total += w;
                    min = x < min ? x : min;
                    max = x > max ? x : max;
                }
            }
            return total > 0 ? clamp(Math.exp(sum / total), min, max) : FlatTree.MISSING;
        }
    }

    private static final class Power extends Mean {
        private final double p;
        private final double floor;

        Power(double p, double floor) {
            this.p = p;
            this.floor = floor;
        }

        @Override
        public double of(double[] values, double[] weights, int from, int n) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            double total = 0;
            for (int i = from; i < from + n; i++) {
                if (!Double.isNaN(values[i]) && weights[i] > 0) {
                    double x = Math.max(values[i], floor);
                    if (x < 0 || (p < 0 && x == 0)) {
                        return FlatTree.FAILED;
                    }
                    total += weights[i];
                    min = Math.min(min, x);
                    max = Math.max(max, x);
                }
            }
            if (!(total > 0)) {
                return FlatTree.MISSING;
            }
            if (max == 0) {
                return 0;
            }
            // relative to the item that dominates, so that no power overflows
            double scale = p > 0 ? max : min;
            double sum = 0;
            for (int i = from; i < from + n; i++) {
                if (!Double.isNaN(values[i]) && weights[i] > 0) {
                    sum += weights[i] / total * Math.pow(Math.max(values[i], floor) / scale, p);
                }
            }
            return clamp(scale * Math.pow(sum, 1 / p), min, max);
        }
    }

    private static final class Minimum extends Mean {
        @Override
        public double of(double[] values, double[] weights, int from, int n) {
            double min = Double.POSITIVE_INFINITY;
            for (int i = from; i < from + n; i++) {
                if (!Double.isNaN(values[i]) && weights[i] > 0) {
                    min = Math.min(min, values[i]);
                }
            }
            return min == Double.POSITIVE_INFINITY ? FlatTree.MISSING : min;
        }
    }

    private static final class Median extends Mean {
        @Override
        public double of(double[] values, double[] weights, int from, int n) {
            double total = 0;
            int[] order = new int[n];
            int present = 0;
            for (int i = from; i < from + n; i++) {
                if (!Double.isNaN(values[i]) && weights[i] > 0) {
                    total += weights[i];
                    int at = present++;
                    while (at > 0 && values[order[at - 1]] > values[i]) {
                        order[at] = order[at - 1];
                        at--;
                    }
                    order[at] = i;
                }
            }
            double cumulative = 0;
            double half = total / 2 * (1 - 1e-12); // half is reached despite the rounding of the sum
            for (int k = 0; k < present; k++) {
                cumulative += weights[order[k]];
                if (cumulative >= half) {
                    return values[order[k]];
                }
            }
            return FlatTree.MISSING;
        }
    }

    private static final class Ordered extends Mean {
        private final double[] orderWeights;

        Ordered(double[] orderWeights) {
            this.orderWeights = orderWeights.clone();
        }

        @Override
        public double of(double[] values, double[] weights, int from, int n) {
            double[] sorted = Arrays.copyOfRange(values, from, from + n);
            Arrays.sort(sorted); // ascending, missing values last
            if (n != orderWeights.length || Double.isNaN(sorted[n - 1])) {
                return FlatTree.MISSING;
            }
            double[] falling = new double[n];
            for (int i = 0; i < n; i++) {
                falling[i] = sorted[n - 1 - i];
            }
            return ARITHMETIC.of(falling, orderWeights, 0, n);
        }
    }

    private static final class MazziottaPareto extends Mean {
        private final boolean sample;

        MazziottaPareto(boolean sample) {
            this.sample = sample;
        }

        @Override
        public double of(double[] values, double[] weights, int from, int n) {
            double mean = 0;
            double squares = 0;
            int present = 0;
            for (int i = from; i < from + n; i++) {
                if (!Double.isNaN(values[i]) && weights[i] > 0) {
                    present++;
                    double delta = values[i] - mean;
                    mean += delta / present;
                    squares += delta * (values[i] - mean);
                }
            }
            if (present == 0 || (sample && present == 1)) {
                return FlatTree.MISSING;
            }
            if (!(mean > 0)) {
                return FlatTree.FAILED;
            }
            return mean - squares / (sample ? present - 1 : present) / mean;
        }
    }
}
