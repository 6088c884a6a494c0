package io.ckpi.core.stat;

import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Moments;
import io.ckpi.core.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One variable of a sample: n, sum, mean and sample variance, from whichever summary holds it.
 *
 * @param noVariance why there is no variance, or null if there is one
 */
record Sample(
        long n,
        double sum,
        double mean,
        double variance,
        double digitsLost,
        @Nullable Reason noVariance) {

    static Sample of(Moments moments, String variable) {
        double variance = moments.variance(variable).orElse(0);
        return new Sample(
                moments.n(),
                moments.sum(variable),
                moments.mean(variable).orElse(0),
                variance,
                moments.digitsLost(variable),
                moments.whyNoVariance(variable).orElse(null));
    }

    static Sample of(PairAccumulator sums) {
        long n = sums.n();
        Reason none = n == 0 ? Reason.NO_DATA : n == 1 ? Reason.INSUFFICIENT_DATA : null;
        return new Sample(n, sums.sumY(), n == 0 ? 0 : sums.sumY() / n, n < 2 ? 0 : sums.squaresY() / (n - 1), 0, none);
    }

    /** True if a variance is there and above what rounding leaves of equal values. */
    boolean varies() {
        return noVariance == null && variance > 1e-28 * mean * mean;
    }

    /** The estimate, flagged if too many digits were lost. */
    Estimate flagged(Estimate estimate) {
        return flagged(estimate, digitsLost);
    }

    static Estimate flagged(Estimate estimate, double digitsLost) {
        return digitsLost > Moments.DIGITS_FLAGGED
                ? estimate.withFlag(Flag.of(Flag.Code.DIGITS_LOST, Long.toString(Math.round(digitsLost))))
                : estimate;
    }
}
