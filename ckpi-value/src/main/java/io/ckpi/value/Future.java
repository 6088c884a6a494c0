package io.ckpi.value;

import io.ckpi.value.internal.Kernel;

/**
 * The distribution of the number of purchases in a coming time, given a history: what one customer may do when the model
 * and its parameters are taken as known.
 *
 * <p><b>Numerics.</b> tails and quantiles are summed or integrated directly, never taken as one minus a sum; relative error
 * about 1e-12. <b>Thread-safety.</b> immutable.
 */
public final class Future {

    private static final long MOST = 1L << 40;

    private final Kernel.Counts counts;

    Future(Kernel.Counts counts) {
        this.counts = counts;
    }

    /** E[X]. */
    public double mean() {
        return counts.mean();
    }

    /** E[X²] − E[X]². */
    public double variance() {
        double mean = mean();
        return Math.max(0, counts.secondFactorial() + mean * (1 - mean));
    }

    /** P(X &gt; n). @throws IllegalArgumentException if {@code n} is negative */
    public double pGreaterThan(long n) {
        check(n);
        return Math.min(1, counts.above(n));
    }

    /** P(X = n). @throws IllegalArgumentException if {@code n} is negative */
    public double p(long n) {
        check(n);
        return Math.min(1, counts.at(n));
    }

    /**
     * The least n with P(X ≤ n) ≥ level.
     *
     * @throws IllegalArgumentException if the level is not strictly between 0 and 1
     */
    public long quantile(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level must be strictly between 0 and 1: " + level);
        }
        return least(counts::above, 1 - level);
    }

    /** A falling function of n ≥ 0. */
    interface Tail {
        double above(long n);
    }

    /** The least n whose tail is at most {@code rest}. */
    static long least(Tail tail, double rest) {
        if (tail.above(0) <= rest) {
            return 0;
        }
        long low = 0;
        long high = 1;
        while (high < MOST && tail.above(high) > rest) {
            low = high;
            high *= 2;
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (tail.above(middle) > rest) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static void check(long n) {
        if (n < 0) {
            throw new IllegalArgumentException("n must not be negative: " + n);
        }
    }
}
