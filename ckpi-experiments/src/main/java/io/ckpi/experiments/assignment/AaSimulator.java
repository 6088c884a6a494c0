package io.ckpi.experiments.assignment;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.experiments.internal.Resampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A/A tests on real customers: their values are split again and again into two arms that differ by chance alone, and the test says
 * how often it finds a difference. The first thing to run on a new metric: few buyers or a few huge orders break tests that are
 * right on paper.
 *
 * <p><b>Definition.</b> Each replication draws the control customers without replacement, the rest is treated. With the one-sided p-value
 * p of "the treated are higher": too high = share of p ≤ α/2, too low = share of p ≥ 1 − α/2. Uniformity: Kolmogorov–Smirnov
 * distance of the p-values from the uniform distribution, and its p-value by the asymptotic series (with Stephens' correction).
 *
 * <p><b>Randomness.</b> seeded; replication k has a stream of its own. <b>Undefined.</b> Too few customers: {@link
 * Reason#INSUFFICIENT_DATA}; all equal: {@link Reason#NO_VARIATION}. Replications in which the test gives nothing are counted.
 *
 * <p><b>Thread-safety.</b> immutable; arrays are read, never kept.
 *
 * <p>Source: R. Kohavi, D. Tang, Y. Xu, Trustworthy Online Controlled Experiments, 2020, chapter 19.
 */
public final class AaSimulator {

    private static final int LEAST = 100;

    private final double controlShare;
    private final int replications;
    private final long seed;
    private final double alpha;

    private AaSimulator(double controlShare, int replications, long seed, double alpha) {
        this.controlShare = controlShare;
        this.replications = replications;
        this.seed = seed;
        this.alpha = alpha;
    }

    /** Equal arms, 2,000 replications, seed 0, two-sided α = 0.05. */
    public static AaSimulator withDefaults() {
        return new AaSimulator(0.5, 2_000, 0, 0.05);
    }

    /** The same with another share of control customers. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public AaSimulator withControlShare(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share is not strictly between 0 and 1: " + share);
        }
        return new AaSimulator(share, replications, seed, alpha);
    }

    /** The same with another number of replications. @throws IllegalArgumentException if it is below 100 */
    public AaSimulator withReplications(int number) {
        if (number < LEAST) {
            throw new IllegalArgumentException("number is below 100: " + number);
        }
        return new AaSimulator(controlShare, number, seed, alpha);
    }

    /** The same with another seed. */
    public AaSimulator withSeed(long newSeed) {
        return new AaSimulator(controlShare, replications, newSeed, alpha);
    }

    /** The same with another two-sided error rate. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public AaSimulator withAlpha(double newAlpha) {
        if (!(newAlpha > 0 && newAlpha < 1)) {
            throw new IllegalArgumentException("alpha is not strictly between 0 and 1: " + newAlpha);
        }
        return new AaSimulator(controlShare, replications, seed, newAlpha);
    }

    /** A test of two arms. */
    @FunctionalInterface
    public interface ArmTest {
        /**
         * The one-sided p-value of "the treated are higher".
         *
         * @param control values of the control customers; not to be kept or changed
         * @param treatment values of the treated customers; not to be kept or changed
         * @return 0 to 1, or NaN if the test gives nothing
         */
        double pOfHigher(double[] control, double[] treatment);
    }

    /**
     * What the replications show.
     *
     * @param replications how many gave a p-value
     * @param without how many gave none
     * @param tooHigh share that found the treated higher
     * @param tooLow share that found the treated lower
     * @param falsePositives both together; a right test has α
     * @param distance Kolmogorov–Smirnov distance of the p-values from uniform, 0 to 1
     * @param uniformity p-value of that distance: small if the p-values are not uniform
     * @param fromCustomers customers in the control arm and in the treated arm
     */
    public record Report(
            int replications,
            int without,
            double tooHigh,
            double tooLow,
            double falsePositives,
            double distance,
            double uniformity,
            List<Integer> fromCustomers) {

        /** True if each side lies within three standard errors of α/2. */
        public boolean holds(double alpha) {
            double half = alpha / 2;
            double margin = 3 * Math.sqrt(half * (1 - half) / replications);
            return Math.abs(tooHigh - half) <= margin && Math.abs(tooLow - half) <= margin;
        }
    }

    /**
     * Splits these customers.
     *
     * @param values one metric, one value per customer
     * @param test the test to be tried
     * @throws IllegalArgumentException if a value is not finite or the test returns no probability
     */
    public Outcome<Report> run(double[] values, ArmTest test) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("values[" + i + "] is not finite: " + values[i]);
            }
        }
        int controls = (int) Math.round(values.length * controlShare);
        int treated = values.length - controls;
        if (controls < 2 || treated < 2) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    "the arms would have " + controls + " and " + treated + " customers",
                    "в группах было бы " + controls + " и " + treated + " клиентов"));
        }
        if (Arrays.stream(values).allMatch(v -> v == values[0])) {
            return Outcome.absent(Absent.because(Reason.NO_VARIATION));
        }
        boolean fewerControls = controls <= treated;
        int drawn = Math.min(controls, treated);
        double[] pool = values.clone();
        double[] few = new double[drawn];
        double[] many = new double[values.length - drawn];
        double[] p = new double[replications];
        int size = 0;
        RandomStream stream = new RandomStream(0);
        long family = RandomStream.family(seed, "aa");
        for (int r = 0; r < replications; r++) {
            stream.start(family, r);
            for (int i = 0; i < drawn; i++) { // the first places of a shuffle
                int j = i + Resampler.index(stream, pool.length - i);
                double swap = pool[i];
                pool[i] = pool[j];
                pool[j] = swap;
            }
            System.arraycopy(pool, 0, few, 0, drawn);
            System.arraycopy(pool, drawn, many, 0, many.length);
            double one = fewerControls ? test.pOfHigher(few, many) : test.pOfHigher(many, few);
            if (one < 0 || one > 1) {
                throw new IllegalArgumentException("the test returned no probability: " + one);
            }
            if (!Double.isNaN(one)) {
                p[size++] = one;
            }
        }
        if (size == 0) {
            return Outcome.absent(Absent.because(Reason.NO_DATA));
        }
        return Outcome.of(report(Arrays.copyOf(p, size), List.of(controls, treated)));
    }

    /**
     * Splits several metrics, all in the same way.
     *
     * @param columns one array per metric, one value per customer
     * @param test the test to be tried
     */
    public List<Outcome<Report>> run(List<double[]> columns, ArmTest test) {
        List<Outcome<Report>> reports = new ArrayList<>();
        for (double[] column : columns) {
            reports.add(run(column, test));
        }
        return reports;
    }

    private Report report(double[] p, List<Integer> customers) {
        Arrays.sort(p);
        double n = p.length;
        double high = 0;
        double low = 0;
        double distance = 0;
        for (int i = 0; i < p.length; i++) {
            high += p[i] <= alpha / 2 ? 1 : 0;
            low += p[i] >= 1 - alpha / 2 ? 1 : 0;
            distance = Math.max(distance, Math.max((i + 1) / n - p[i], p[i] - i / n));
        }
        return new Report(
                p.length,
                replications - p.length,
                high / n,
                low / n,
                (high + low) / n,
                distance,
                kolmogorov((Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance),
                customers);
    }

    /** P(K &gt; x) of Kolmogorov's distribution: 2Σ(−1)^{k−1} e^{−2k²x²}. */
    private static double kolmogorov(double x) {
        if (x < 0.3) {
            return 1; // to 1e-5
        }
        double sum = 0;
        for (int k = 1; k <= 100; k++) {
            double term = Math.exp(-2.0 * k * k * x * x);
            sum += k % 2 == 1 ? term : -term;
            if (term < 1e-17) {
                break;
            }
        }
        return Math.min(1, Math.max(0, 2 * sum));
    }
}
