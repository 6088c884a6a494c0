package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.internal.LogGamma;
import io.ckpi.experiments.internal.Tails;
import java.util.Arrays;
import java.util.Objects;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Sample-ratio mismatch: did the arms get the customers that the plan gives them? A mismatch means that assignment, logging or
 * filtering depends on the arm; then no effect of this experiment can be believed.
 *
 * <p><b>Definition.</b> With counts xᵢ, N = Σxᵢ and planned shares pᵢ: {@link #chiSquared} is Pearson's Σ(xᵢ − Npᵢ)²/(Npᵢ)
 * with k − 1 degrees of freedom; {@link #normal} is z = (x₂ − Np₂)/√(Np₁p₂) of two arms, on request with the continuity
 * correction of ½; {@link #exact} adds the binomial probabilities that do not exceed the observed one. All are two-sided.
 * An alarm is a p-value below 0.001, or below what {@link #withAlarm} says.
 *
 * <p><b>Undefined.</b> Nobody in any arm: {@link Reason#NO_DATA}.
 *
 * <p><b>Looking several times</b> raises the error rate of these tests; use the test in {@code io.ckpi.experiments.sequential}
 * for that.
 *
 * <p><b>Numerics.</b> log10 p is finite also where p underflows (of the exact test it is then that of the observed split alone). <b>Thread-safety.</b> immutable.
 *
 * <p>Source: A. Fabijan et al., Diagnosing sample ratio mismatch in online controlled experiments, 2019,
 * doi:10.1145/3292500.3330722.
 */
public final class Srm {

    /** Below this p-value there is an alarm, unless another threshold is asked for. */
    public static final double ALARM = 0.001;

    /** How much rounding may separate two probabilities that are equal. */
    private static final double EQUAL = 1 + 1e-7;

    private final double[] shares;
    private final double alarm;

    private Srm(double[] shares, double alarm) {
        this.shares = shares;
        this.alarm = alarm;
    }

    /**
     * The result of a check.
     *
     * @param statistic chi-squared, z, or, for the exact test, the observed count of the second arm
     * @param pValue two-sided, 0 to 1
     * @param log10P its decimal logarithm, finite
     * @param alarm true if the p-value is below the threshold
     * @param method {@code chi-squared}, {@code normal}, {@code normal-corrected} or {@code exact}
     */
    public record Check(double statistic, double pValue, double log10P, boolean alarm, String method) {
        /** Checks the p-value. */
        public Check {
            if (!(pValue >= 0 && pValue <= 1) || !(log10P <= 0) || !Double.isFinite(log10P)) {
                throw new IllegalArgumentException("not a p-value: " + pValue + ", log10 " + log10P);
            }
            Objects.requireNonNull(method, "method");
        }
    }

    /**
     * A check against planned shares.
     *
     * @param shares two or more positive weights; they are divided by their sum
     * @throws IllegalArgumentException if there are fewer than two, or one is not positive and finite
     */
    public static Srm of(double... shares) {
        if (shares.length < 2) {
            throw new IllegalArgumentException("shares needs two arms or more: " + shares.length);
        }
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            if (!(shares[i] > 0 && shares[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("shares[" + i + "] is not positive and finite: " + shares[i]);
            }
            sum += shares[i];
        }
        double total = sum;
        return new Srm(Arrays.stream(shares).map(s -> s / total).toArray(), ALARM);
    }

    /**
     * The same with another threshold of alarm.
     *
     * @throws IllegalArgumentException if it is not strictly between 0 and 1
     */
    public Srm withAlarm(double pValue) {
        if (!(pValue > 0 && pValue < 1)) {
            throw new IllegalArgumentException("alarm is not strictly between 0 and 1: " + pValue);
        }
        return new Srm(shares, pValue);
    }

    /** The planned share of arm {@code i}, 0 to 1. */
    public double share(int i) {
        return shares[i];
    }

    /** The number of arms. */
    public int arms() {
        return shares.length;
    }

    /**
     * Pearson's chi-squared test.
     *
     * @param counts customers per arm, in the order of the shares
     * @throws IllegalArgumentException if their number differs from the shares' or one is negative
     */
    public Outcome<Check> chiSquared(long... counts) {
        double n = total(counts);
        if (n == 0) {
            return noData();
        }
        double x = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = n * shares[i];
            double d = counts[i] - expected;
            x += d * d / expected;
        }
        int degrees = shares.length - 1;
        double p = Tails.chiSquared(x, degrees);
        double log = p > 1e-290 ? Math.log10(p) : LogGamma.logChiSquaredTail(x, degrees) / Math.log(10);
        return Outcome.of(new Check(x, p, log, p < alarm, "chi-squared"));
    }

    /**
     * The normal test of two arms.
     *
     * @param corrected with the continuity correction of ½
     * @throws IllegalArgumentException if the plan has more arms than two or a count is negative
     */
    public Outcome<Check> normal(boolean corrected, long first, long second) {
        twoArms();
        double n = total(first, second);
        if (n == 0) {
            return noData();
        }
        double d = second - n * shares[1];
        double distance = Math.max(0, Math.abs(d) - (corrected ? 0.5 : 0));
        double z = distance / Math.sqrt(n * shares[0] * shares[1]);
        double p = Math.min(1, 2 * Tails.normal(z));
        double log = Math.min(0, Math.log10(2) + Tails.log10Student(z, Double.POSITIVE_INFINITY));
        return Outcome.of(new Check(Math.copySign(z, d), p, log, p < alarm, corrected ? "normal-corrected" : "normal"));
    }

    /**
     * The exact binomial test of two arms: the probability of every split that is not more probable than the observed one.
     *
     * @throws IllegalArgumentException if the plan has more arms than two, a count is negative, or both together exceed 2³¹ − 1
     */
    public Outcome<Check> exact(long first, long second) {
        twoArms();
        double n = total(first, second);
        if (n == 0) {
            return noData();
        }
        if (n > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "the exact test takes at most 2147483647 customers: " + (first + second));
        }
        BinomialDistribution binomial = BinomialDistribution.of((int) n, shares[1]);
        int x = (int) second;
        int mode = (int) Math.min(n, Math.floor((n + 1) * shares[1]));
        double limit = binomial.logProbability(x) + Math.log(EQUAL);
        double p;
        if (x <= mode) {
            int from = firstAtMost(binomial, limit, mode, (int) n + 1);
            p = binomial.cumulativeProbability(x) + (from > n ? 0 : binomial.survivalProbability(from - 1));
        } else {
            int to = lastAtMost(binomial, limit, -1, mode);
            p = binomial.survivalProbability(x - 1) + (to < 0 ? 0 : binomial.cumulativeProbability(to));
        }
        p = Math.min(1, p);
        double log = p > 0 ? Math.log10(p) : limit / Math.log(10); // far out the nearest term is all of the tail's size
        return Outcome.of(new Check(x, p, Math.min(0, log), p < alarm, "exact"));
    }

    /** The first value from the mode on whose probability is at most the limit; the probabilities fall there. */
    private static int firstAtMost(BinomialDistribution binomial, double limit, int mode, int beyond) {
        int low = mode;
        int high = beyond;
        while (low < high) {
            int middle = low + (high - low) / 2;
            if (binomial.logProbability(middle) <= limit) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The last value up to the mode whose probability is at most the limit; the probabilities rise there. */
    private static int lastAtMost(BinomialDistribution binomial, double limit, int before, int mode) {
        int low = before;
        int high = mode;
        while (low < high) {
            int middle = high - (high - low) / 2;
            if (binomial.logProbability(middle) <= limit) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void twoArms() {
        if (shares.length != 2) {
            throw new IllegalArgumentException("this test is for two arms: " + shares.length);
        }
    }

    private double total(long... counts) {
        if (counts.length != shares.length) {
            throw new IllegalArgumentException("counts has " + counts.length + " arms, the plan has " + shares.length);
        }
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < 0) {
                throw new IllegalArgumentException("counts[" + i + "] is negative: " + counts[i]);
            }
            sum += counts[i];
        }
        return sum;
    }

    private static Outcome<Check> noData() {
        return Outcome.absent(
                Absent.because(Reason.NO_DATA, "no customer in any arm", "ни в одной группе нет клиентов"));
    }
}
