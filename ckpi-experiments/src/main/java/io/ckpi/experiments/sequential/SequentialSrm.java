package io.ckpi.experiments.sequential;

import io.ckpi.experiments.Srm;
import io.ckpi.experiments.internal.LogGamma;
import java.util.Arrays;

/**
 * The sample-ratio check that may be made after every batch of customers: the probability of ever raising an alarm without a
 * mismatch is at most the threshold.
 *
 * <p><b>Definition.</b> Every look with counts x multiplies the Bayes factor by DM(x; a)/Multinomial(x; p₀): DM is the
 * Dirichlet-multinomial probability, a starts at concentration·p₀ (10,000·p₀) and takes up the counts. With a slab of weight w
 * the factor of a look is (1 − w)·DM(x; a) + w·DM(x; b) over the same denominator, b starting at 1 per arm. p = the smallest
 * 1/(Bayes factor) so far, at most 1. Alarm below 0.001.
 *
 * <p><b>Numerics.</b> in logarithms by differences of ln Γ, relative 1e-9 for batches of millions. <b>Thread-safety.</b>
 * immutable: {@link #plus} gives a new check.
 *
 * <p>Source: M. Lindon, A. Malek, Anytime-valid inference for multinomial count data, 2022, arXiv:2011.03567.
 */
public final class SequentialSrm {

    private static final double CONCENTRATION = 10_000;

    private final double[] shares;
    private final double alarm;
    private final double concentration;
    private final double slabWeight;
    private final double slabConcentration;
    private final double[] spike;
    private final double[] slab;
    private final long[] counts;
    private final double logBayes;
    private final double lnP;

    private SequentialSrm(
            double[] shares,
            double alarm,
            double concentration,
            double slabWeight,
            double slabConcentration,
            double[] spike,
            double[] slab,
            long[] counts,
            double logBayes,
            double lnP) {
        this.shares = shares;
        this.alarm = alarm;
        this.concentration = concentration;
        this.slabWeight = slabWeight;
        this.slabConcentration = slabConcentration;
        this.spike = spike;
        this.slab = slab;
        this.counts = counts;
        this.logBayes = logBayes;
        this.lnP = lnP;
    }

    /**
     * A check that has seen nobody yet.
     *
     * @param shares two or more positive weights; they are divided by their sum
     * @throws IllegalArgumentException if there are fewer than two, or one is not positive and finite
     */
    public static SequentialSrm of(double... shares) {
        return start(normalised(shares), Srm.ALARM, CONCENTRATION, 0, 1);
    }

    private static double[] normalised(double[] shares) {
        Srm srm = Srm.of(shares); // checks
        double[] p = new double[shares.length];
        Arrays.setAll(p, srm::share);
        return p;
    }

    private static SequentialSrm start(
            double[] shares, double alarm, double concentration, double slabWeight, double slabConcentration) {
        double[] spike = Arrays.stream(shares).map(p -> p * concentration).toArray();
        double[] slab = new double[shares.length];
        Arrays.fill(slab, slabConcentration);
        return new SequentialSrm(
                shares,
                alarm,
                concentration,
                slabWeight,
                slabConcentration,
                spike,
                slab,
                new long[shares.length],
                0,
                0);
    }

    /**
     * A check that has seen nobody yet, with another concentration: how near to the planned shares a mismatch is looked for.
     *
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public SequentialSrm withConcentration(double concentration) {
        positive("concentration", concentration);
        return start(shares, alarm, concentration, slabWeight, slabConcentration);
    }

    /**
     * A check that has seen nobody yet, with a slab for gross mismatches.
     *
     * @param weight 0 to 1, 1 excluded
     * @param concentration what the slab starts with per arm, above 0
     * @throws IllegalArgumentException if a number is out of range
     */
    public SequentialSrm withSlab(double weight, double concentration) {
        if (!(weight >= 0 && weight < 1)) {
            throw new IllegalArgumentException("weight is not from 0 to below 1: " + weight);
        }
        positive("concentration", concentration);
        return start(shares, alarm, this.concentration, weight, concentration);
    }

    /** The same with another threshold of alarm. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public SequentialSrm withAlarm(double pValue) {
        if (!(pValue > 0 && pValue < 1)) {
            throw new IllegalArgumentException("alarm is not strictly between 0 and 1: " + pValue);
        }
        return new SequentialSrm(
                shares, pValue, concentration, slabWeight, slabConcentration, spike, slab, counts, logBayes, lnP);
    }

    /**
     * The check after one more batch.
     *
     * @param batch new customers per arm, not running totals
     * @throws IllegalArgumentException if the number of arms differs or a count is negative
     */
    public SequentialSrm plus(long... batch) {
        if (batch.length != shares.length) {
            throw new IllegalArgumentException("batch has " + batch.length + " arms, the plan has " + shares.length);
        }
        long[] total = counts.clone();
        for (int i = 0; i < batch.length; i++) {
            if (batch[i] < 0) {
                throw new IllegalArgumentException("batch[" + i + "] is negative: " + batch[i]);
            }
            total[i] = Math.addExact(total[i], batch[i]);
        }
        double near = logRatio(spike, batch);
        double factor = near;
        if (slabWeight > 0) {
            double first = Math.log1p(-slabWeight) + near;
            double second = Math.log(slabWeight) + logRatio(slab, batch);
            double top = Math.max(first, second);
            factor = top + Math.log(Math.exp(first - top) + Math.exp(second - top));
        }
        double bayes = logBayes + factor;
        return new SequentialSrm(
                shares,
                alarm,
                concentration,
                slabWeight,
                slabConcentration,
                grown(spike, batch),
                grown(slab, batch),
                total,
                bayes,
                Math.min(lnP, -bayes));
    }

    /** ln DM(x; a) − ln Multinomial(x; p): the multinomial coefficient cancels. */
    private double logRatio(double[] a, long[] x) {
        double sum = 0;
        double all = 0;
        double n = 0;
        for (int i = 0; i < a.length; i++) {
            all += a[i];
            n += x[i];
        }
        for (int i = 0; i < a.length; i++) {
            if (x[i] > 0) {
                sum += x[i] * Math.log(a[i] / (all * shares[i])) + LogGamma.risingOverPower(a[i], (double) x[i]);
            }
        }
        return n > 0 ? sum - LogGamma.risingOverPower(all, n) : 0;
    }

    private static double[] grown(double[] a, long[] x) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += x[i];
        }
        return sum;
    }

    /** Customers seen so far. */
    public long customers() {
        return Arrays.stream(counts).sum();
    }

    /** Customers of arm {@code i} seen so far. */
    public long count(int i) {
        return counts[i];
    }

    /** The p-value, valid at every look, 0 to 1. */
    public double pValue() {
        return Math.exp(lnP);
    }

    /** Its decimal logarithm, finite also where the p-value underflows. */
    public double log10P() {
        return lnP / Math.log(10) + 0.0;
    }

    /** True if the p-value is below the threshold: check the assignment before reading any effect. */
    public boolean alarm() {
        return pValue() < alarm;
    }

    private static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is not positive and finite: " + value);
        }
    }
}
