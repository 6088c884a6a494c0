package io.ckpi.core.stat;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Medians and other quantiles, also of times that are still running.
 *
 * <p><b>Definition.</b> The quantile p of n sorted values is linear interpolation at position (n−1)·p from 0 (type 7 of Hyndman
 * and Fan). Its interval runs between two order statistics: with B binomial(n, p), the low end is the greatest value x₍ₗ₎ with
 * P(B &lt; l) ≤ α/2, the high end the least x₍ᵤ₎ with P(B ≥ u) ≤ α/2; it covers with at least the stated probability whatever
 * the distribution. An end that no value reaches is open, which happens below 6 values for a median at 95 %.
 *
 * <p>With running cases ({@link #censored}) the quantile is the first time at which the Kaplan–Meier curve is at most 1 − p,
 * and its interval the times at which the curve's pointwise log-log limits are; not reached: an open end, or
 * {@link Reason#NOT_REACHED} for the quantile itself.
 *
 * <p><b>Undefined</b> without a value: {@link Reason#NO_DATA}; if every case is still running: {@link Reason#NOT_DUE_YET}.
 *
 * <p><b>Thread-safety.</b> immutable. Arrays are read, never changed or kept.
 *
 * <p><b>References.</b> R. J. Hyndman, Y. Fan 1996, doi:10.1080/00031305.1996.10473566. W. Q. Meeker, G. J. Hahn, L. A. Escobar,
 * Statistical Intervals, 2nd edition 2017, chapter 5. R. Brookmeyer, J. Crowley 1982, doi:10.2307/2530286.
 */
public final class Quantiles {

    private static final Quantiles DEFAULT = new Quantiles(Critical.DEFAULT_LEVEL);

    private final double level;

    private Quantiles(double level) {
        this.level = level;
    }

    /** Intervals of 95 %. */
    public static Quantiles withDefaults() {
        return DEFAULT;
    }

    /** The same with another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public Quantiles withLevel(double newLevel) {
        return new Quantiles(Critical.level(newLevel));
    }

    /** The level of the intervals. */
    public double level() {
        return level;
    }

    /**
     * The median, in {@code unit}.
     *
     * @throws IllegalArgumentException if a value is not finite; the message names its index
     */
    public Reading median(double[] values, Unit unit) {
        return quantile(values, 0.5, unit);
    }

    /**
     * The quantile {@code p}, in {@code unit}.
     *
     * @throws IllegalArgumentException if p is not strictly between 0 and 1, or a value is not finite
     */
    public Reading quantile(double[] values, double p, Unit unit) {
        checkProbability(p);
        double[] sorted = sorted("values", values);
        int n = sorted.length;
        if (n == 0) {
            return Absent.because(Reason.NO_DATA);
        }
        Estimate estimate = Estimate.of(type7(sorted, p), unit).withN(n).withMethod("order-statistics");
        BinomialDistribution below = BinomialDistribution.of(n, p);
        double tail = (1 - level) / 2;
        int l = below.inverseCumulativeProbability(tail);
        int u = below.inverseSurvivalProbability(tail) + 1;
        return interval(estimate, l >= 1 ? (Double) sorted[l - 1] : null, u <= n ? (Double) sorted[u - 1] : null);
    }

    /**
     * The quantile {@code p} of times of which some are still running, in {@code unit}. A case still running when another
     * ends at the same time is still at risk. The number of running cases stands in {@code pending}, that of all in
     * {@code n}.
     *
     * @param ended times of the cases that ended, 0 or more
     * @param running times reached by the cases that are still running, 0 or more
     * @throws IllegalArgumentException if p is not strictly between 0 and 1, or a time is negative or not finite
     */
    public Reading censored(double[] ended, double[] running, double p, Unit unit) {
        checkProbability(p);
        double[] ends = sorted("ended", ended);
        double[] open = sorted("running", running);
        checkNotNegative("ended", ends);
        checkNotNegative("running", open);
        if (ends.length == 0) {
            return Absent.because(open.length == 0 ? Reason.NO_DATA : Reason.NOT_DUE_YET);
        }
        double z = Critical.z(level);
        double survival = 1;
        double greenwood = 0;
        Double quantile = null;
        Double low = null;
        Double high = null;
        int ended0 = 0;
        int left = 0;
        while (ended0 < ends.length && high == null) {
            double time = ends[ended0];
            int next = ended0;
            while (next < ends.length && ends[next] == time) {
                next++;
            }
            while (left < open.length && open[left] < time) {
                left++;
            }
            double atRisk = (double) (ends.length - ended0) + (open.length - left);
            double events = next - ended0;
            survival *= (atRisk - events) / atRisk;
            greenwood += atRisk == events ? 0 : events / (atRisk * (atRisk - events));
            double lower = 0;
            double upper = 0;
            if (survival > 0) {
                double log = Math.log(survival);
                double spread = z * Math.sqrt(greenwood) / -log;
                lower = Math.exp(log * Math.exp(spread));
                upper = Math.exp(log * Math.exp(-spread));
            } else {
                upper = Shares.limits(0, atRisk, level).high();
            }
            double threshold = (1 - p) * (1 + 1e-12);
            low = low == null && lower <= threshold ? (Double) time : low;
            quantile = quantile == null && survival <= threshold ? (Double) time : quantile;
            high = upper <= threshold ? (Double) time : null;
            ended0 = next;
        }
        if (quantile == null) {
            return Absent.because(
                    Reason.NOT_REACHED,
                    ends.length + " cases ended, " + open.length + " are still running",
                    "завершено случаев: " + ends.length + ", ещё идут: " + open.length);
        }
        Estimate estimate = Estimate.of(quantile, unit)
                .withN((long) ends.length + open.length)
                .withMethod("kaplan-meier")
                .withPending(open.length);
        return interval(estimate, low, high);
    }

    /**
     * The type-7 quantile {@code p} of values that are sorted in ascending order.
     *
     * @param sorted at least one value; neither order nor finiteness is checked
     * @param p from 0 (the least) to 1 (the greatest)
     * @throws IllegalArgumentException if there is no value or p is not from 0 to 1
     */
    public static double type7(double[] sorted, double p) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("p is not from 0 to 1: " + p);
        }
        double position = (sorted.length - 1) * p;
        int at = (int) Math.floor(position);
        double fraction = position - at;
        double lower = sorted[at];
        if (fraction == 0) {
            return lower;
        }
        return lower * (1 - fraction) + sorted[at + 1] * fraction;
    }

    private Reading interval(Estimate estimate, @Nullable Double low, @Nullable Double high) {
        return new Measured(
                low == null && high == null
                        ? estimate.withFlag(Flag.of(Flag.Code.NO_INTERVAL))
                        : estimate.withInterval(new Interval(low, high, level)));
    }

    private static void checkProbability(double p) {
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("p is not strictly between 0 and 1: " + p);
        }
    }

    private static double[] sorted(String name, double[] values) {
        double[] copy = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(name + "[" + i + "] is not finite: " + values[i]);
            }
            copy[i] = values[i] + 0.0; // -0 counts as 0
        }
        Arrays.sort(copy);
        return copy;
    }

    private static void checkNotNegative(String name, double[] sorted) {
        if (sorted.length > 0 && sorted[0] < 0) {
            throw new IllegalArgumentException(name + " has a negative time: " + sorted[0]);
        }
    }
}
