package io.ckpi.experiments.rows;

/**
 * The nine sample quantiles of Hyndman and Fan. With n sorted values and the fraction p each takes a position h and interpolates
 * between x₍⌊h⌋₎ and the next value, or takes one of them.
 *
 * <p>Source: R. J. Hyndman, Y. Fan 1996, doi:10.1080/00031305.1996.10473566.
 */
public enum QuantileType {
    /** The inverse of the empirical distribution function. */
    TYPE_1,
    /** The same, the mean of both values at a jump. */
    TYPE_2,
    /** The value whose rank is nearest to np, an even one in a tie. */
    TYPE_3,
    /** Linear interpolation of the distribution function: h = np. */
    TYPE_4,
    /** h = np + ½. */
    TYPE_5,
    /** h = (n + 1)p. */
    TYPE_6,
    /** h = (n − 1)p + 1, the default of most tools. */
    TYPE_7,
    /** h = (n + ⅓)p + ⅓: median-unbiased. */
    TYPE_8,
    /** h = (n + ¼)p + ⅜: unbiased for normal numbers. */
    TYPE_9;

    /** How far np may lie from a whole number and still count as one. */
    private static final double FUZZ = 4 * 0x1p-52;

    /**
     * The quantile.
     *
     * @param sorted at least one value, ascending; neither order nor finiteness is checked
     * @param p from 0 to 1
     * @throws IllegalArgumentException if there is no value or p is out of range
     */
    public double of(double[] sorted, double p) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("p is not from 0 to 1: " + p);
        }
        double n = sorted.length;
        return switch (this) {
            case TYPE_1 -> step(sorted, n * p, 1);
            case TYPE_2 -> step(sorted, n * p, 0.5);
            case TYPE_3 -> nearestEven(sorted, n * p);
            case TYPE_4 -> between(sorted, n * p);
            case TYPE_5 -> between(sorted, n * p + 0.5);
            case TYPE_6 -> between(sorted, (n + 1) * p);
            case TYPE_7 -> between(sorted, (n - 1) * p + 1);
            case TYPE_8 -> between(sorted, (n + 1.0 / 3) * p + 1.0 / 3);
            case TYPE_9 -> between(sorted, (n + 0.25) * p + 0.375);
        };
    }

    /** x₍ⱼ₎ if h is the whole number j (weighted with the next), else x₍ⱼ₊₁₎. */
    private static double step(double[] x, double h, double weightOfLower) {
        double j = Math.floor(h + FUZZ * Math.max(1, h));
        boolean whole = Math.abs(h - j) <= FUZZ * Math.max(1, h);
        if (!whole) {
            return at(x, j + 1);
        }
        return weightOfLower == 1 ? at(x, j) : weightOfLower * at(x, j) + (1 - weightOfLower) * at(x, j + 1);
    }

    private static double nearestEven(double[] x, double h) {
        double g = h - 0.5;
        double j = Math.floor(g + FUZZ * Math.max(1, h));
        boolean tie = Math.abs(g - j) <= FUZZ * Math.max(1, h);
        return at(x, tie && j % 2 == 0 ? j : j + 1);
    }

    private static double between(double[] x, double h) {
        double j = Math.floor(h + FUZZ * Math.max(1, h));
        double fraction = h - j;
        if (Math.abs(fraction) <= FUZZ * Math.max(1, h)) {
            return at(x, j);
        }
        return (1 - fraction) * at(x, j) + fraction * at(x, j + 1);
    }

    /** The value of rank {@code j} from 1; ranks outside are moved to the ends. */
    private static double at(double[] x, double j) {
        return x[(int) Math.min(x.length, Math.max(1, j)) - 1];
    }
}
