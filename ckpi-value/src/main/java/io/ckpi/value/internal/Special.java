package io.ckpi.value.internal;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Logarithms of rising factorials: by sums for small counts, so that nothing cancels, by gamma functions for large ones.
 *
 * <p><b>Thread-safety.</b> static functions.
 */
final class Special {

    private static final int SUMMED = 4096;

    private Special() {}

    /** ln[a(a+1)…(a+n−1)]. */
    static double logRising(double a, long n) {
        if (n <= SUMMED) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.log(a + i);
            }
            return sum;
        }
        return LogGamma.value(a + n) - LogGamma.value(a);
    }

    /** ln[(b)ₙ/(a+b)ₙ] = −Σ log1p(a/(b+i)). */
    static double logStay(double a, double b, long n) {
        if (n <= SUMMED) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum -= Math.log1p(a / (b + i));
            }
            return sum;
        }
        return LogBeta.value(a, b + n) - LogBeta.value(a, b);
    }
}
