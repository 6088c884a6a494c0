package io.ckpi.experiments.uplift;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.stat.Quantiles;
import io.ckpi.experiments.internal.RadixOrder;
import io.ckpi.experiments.internal.Resampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How well a score ranks customers by what a treatment changes, in data of a randomised experiment.
 *
 * <p><b>Definition.</b> Customers by descending score, equal scores one point; Y and N sums and counts of the arms among the first k.
 * Qini(k) = Y_T − Y_C·N_T/N_C, uplift(k) = (Y_T/N_T − Y_C/N_C)·k; an arm without a customer yet contributes 0. Areas by trapezoids, above
 * the diagonal. A normalised score divides by the same area of the best possible ranking, for outcomes of 0 and 1 only; it may exceed 1
 * where the best ranking of the formula is not the best of this sample. Uplift at the top k: the difference of the arms' means among
 * the first ⌊nk⌋ customers, or among the first ⌊n_T·k⌋ treated and ⌊n_C·k⌋ control customers. In tops and bins, which cut through
 * equal scores, later rows stand before earlier ones.
 *
 * <p>Outcomes may be 0/1 or amounts (revenue, margin; negative too).
 *
 * <p><b>Undefined.</b> An empty arm: {@link Reason#NO_DATA}; an arm without a customer in a top or bin: {@link Reason#EMPTY_STRATUM}; a
 * normalised score of other outcomes than 0 and 1: {@link Reason#NOT_IDENTIFIED}; without a total effect above 0 where no negative
 * effects are assumed: {@link Reason#NON_POSITIVE}; a best ranking no better than chance: {@link Reason#ZERO_DENOMINATOR}.
 *
 * <p><b>Cost.</b> linear: a radix sort. <b>Thread-safety.</b> immutable; arrays are read, never kept.
 *
 * <p>Sources: N. J. Radcliffe, Using control groups to target on predicted lift, Direct Marketing Analytics Journal 2007. P. Gutierrez,
 * J.-Y. Gérardy, Causal inference and uplift modelling, PMLR 67, 2017.
 */
public final class Uplift {

    private static final int LEAST_REPLICATES = 100;

    private final double[] outcome; // by descending score
    private final boolean[] treated;
    private final int[] ends; // after the last customer of each group of equal scores
    private final Tally all;
    private final boolean binary;

    private Uplift(double[] outcome, boolean[] treated, int[] ends, Tally all, boolean binary) {
        this.outcome = outcome;
        this.treated = treated;
        this.ends = ends;
        this.all = all;
        this.binary = binary;
    }

    /** What is measured of a ranking. */
    public enum Measure {
        /** Area between the Qini curve and the diagonal, in customers times outcome. */
        QINI_AREA,
        /** Area between the uplift curve and the diagonal, in customers times outcome. */
        UPLIFT_AREA,
        /** {@link #QINI_AREA} over that of the best ranking; outcomes 0 and 1. */
        QINI_SCORE,
        /** The same where no customer can lose by the treatment: the best curve is (0,0), (r,r), (n,r) with r the total effect. */
        QINI_SCORE_WITHOUT_NEGATIVE_EFFECTS,
        /** {@link #UPLIFT_AREA} over that of the best ranking; outcomes 0 and 1. */
        UPLIFT_SCORE
    }

    /** How a top or a bin is cut. */
    public enum Cut {
        /** One ranking of all customers. */
        OVERALL,
        /** A ranking of each arm. */
        BY_ARM
    }

    /**
     * A ranking.
     *
     * @param score one per customer; the highest should gain most
     * @param outcome one per customer
     * @param treated whether the customer was treated
     * @return absent if an arm is empty
     * @throws IllegalArgumentException if the lengths differ or a number is not finite
     */
    public static Outcome<Uplift> of(double[] score, double[] outcome, boolean[] treated) {
        int n = score.length;
        if (outcome.length != n || treated.length != n) {
            throw new IllegalArgumentException(
                    "lengths differ: score " + n + ", outcome " + outcome.length + ", treated " + treated.length);
        }
        Tally all = new Tally();
        boolean binary = true;
        for (int i = 0; i < n; i++) {
            if (!Double.isFinite(score[i])) {
                throw new IllegalArgumentException("score[" + i + "] is not finite: " + score[i]);
            }
            if (!Double.isFinite(outcome[i])) {
                throw new IllegalArgumentException("outcome[" + i + "] is not finite: " + outcome[i]);
            }
            binary &= outcome[i] == 0 || outcome[i] == 1;
            all.add(outcome[i], treated[i], 1);
        }
        if (all.treated == 0 || all.control == 0) {
            return Outcome.absent(Absent.because(
                    Reason.NO_DATA,
                    "the arms have " + (long) all.control + " and " + (long) all.treated + " customers",
                    "клиентов в группах: " + (long) all.control + " и " + (long) all.treated));
        }
        int[] order = RadixOrder.descending(score, true);
        double[] y = new double[n];
        boolean[] t = new boolean[n];
        int[] ends = new int[n];
        int groups = 0;
        double before = score[order[0]];
        for (int i = 0; i < n; i++) {
            int row = order[i];
            y[i] = outcome[row];
            t[i] = treated[row];
            if (score[row] != before) {
                ends[groups++] = i;
                before = score[row];
            }
        }
        ends[groups++] = n;
        return Outcome.of(new Uplift(y, t, Arrays.copyOf(ends, groups), all, binary));
    }

    /**
     * One ranking per treatment, each among its own and the control customers.
     *
     * @param control the name of the control arm
     * @param arm the arm of each customer
     * @param outcome one per customer
     * @param scores by treatment: the score of each customer for it; customers of other arms are passed over
     * @throws IllegalArgumentException if lengths differ, a number is not finite, or the control has a score
     */
    public static Map<String, Outcome<Uplift>> byArm(
            String control, String[] arm, double[] outcome, Map<String, double[]> scores) {
        Map<String, Outcome<Uplift>> result = new LinkedHashMap<>();
        if (scores.containsKey(control)) {
            throw new IllegalArgumentException("the control has a score: " + control);
        }
        for (Map.Entry<String, double[]> entry : scores.entrySet()) {
            double[] score = entry.getValue();
            if (score.length != arm.length || outcome.length != arm.length) {
                throw new IllegalArgumentException("lengths differ for the treatment " + entry.getKey());
            }
            int[] rows = IntStream.range(0, arm.length)
                    .filter(i -> arm[i].equals(control) || arm[i].equals(entry.getKey()))
                    .toArray();
            boolean[] treated = new boolean[rows.length];
            for (int i = 0; i < rows.length; i++) {
                treated[i] = arm[rows[i]].equals(entry.getKey());
            }
            result.put(
                    entry.getKey(),
                    of(
                            Arrays.stream(rows).mapToDouble(i -> score[i]).toArray(),
                            Arrays.stream(rows).mapToDouble(i -> outcome[i]).toArray(),
                            treated));
        }
        return result;
    }

    /** Customers in both arms. */
    public int size() {
        return outcome.length;
    }

    /** True if all outcomes are 0 or 1. */
    public boolean isBinary() {
        return binary;
    }

    /** The Qini curve. */
    public UpliftCurve qiniCurve() {
        return curve(true);
    }

    /** The uplift curve. */
    public UpliftCurve upliftCurve() {
        return curve(false);
    }

    private UpliftCurve curve(boolean qini) {
        double[] x = new double[ends.length + 1];
        double[] y = new double[ends.length + 1];
        Tally tally = new Tally();
        int from = 0;
        for (int g = 0; g < ends.length; g++) {
            for (int i = from; i < ends[g]; i++) {
                tally.add(outcome[i], treated[i], 1);
            }
            from = ends[g];
            x[g + 1] = from;
            y[g + 1] = qini ? tally.qini() : tally.uplift();
        }
        return new UpliftCurve(x, y, x.length);
    }

    /** The Qini curve of the best possible ranking; only for outcomes of 0 and 1. */
    public Outcome<UpliftCurve> perfectQiniCurve() {
        return binary ? Outcome.of(all.perfect(true)) : Outcome.absent(notBinary());
    }

    /** The uplift curve of the best possible ranking; only for outcomes of 0 and 1. */
    public Outcome<UpliftCurve> perfectUpliftCurve() {
        return binary ? Outcome.of(all.perfect(false)) : Outcome.absent(notBinary());
    }

    private static Absent notBinary() {
        return Absent.because(
                Reason.NOT_IDENTIFIED,
                "the best ranking is known for outcomes of 0 and 1 only",
                "лучший порядок известен только для исходов 0 и 1");
    }

    /**
     * The first customers of the ranking.
     *
     * @param treated treated among them
     * @param control control customers among them
     * @param treatedSum outcomes of the treated
     * @param controlSum outcomes of the control customers
     */
    public record Top(long treated, long control, double treatedSum, double controlSum) {}

    /** Counts and sums of the first {@code k} customers, 0 to all. @throws IllegalArgumentException if k is out of range */
    public Top top(int k) {
        if (k < 0 || k > outcome.length) {
            throw new IllegalArgumentException("k is not from 0 to " + outcome.length + ": " + k);
        }
        Tally tally = tally(0, k, null);
        return new Top((long) tally.treated, (long) tally.control, tally.treatedSum, tally.controlSum);
    }

    private Tally tally(int from, int to, @Nullable Boolean arm) {
        Tally tally = new Tally();
        for (int i = from; i < to; i++) {
            if (arm == null || treated[i] == arm) {
                tally.add(outcome[i], treated[i], 1);
            }
        }
        return tally;
    }

    /** A measure of the ranking, without an interval. */
    public Reading measure(Measure measure) {
        Reason none = why(measure);
        if (none != null) {
            return none == Reason.NOT_IDENTIFIED ? notBinary() : Absent.because(none);
        }
        double value = value(measure, null);
        return Double.isFinite(value)
                ? new Measured(estimate(value, measure))
                : Absent.because(Reason.ZERO_DENOMINATOR);
    }

    private Estimate estimate(double value, Measure measure) {
        boolean area = measure == Measure.QINI_AREA || measure == Measure.UPLIFT_AREA;
        return Estimate.of(value, area ? Unit.COUNT : Unit.RATIO)
                .withN(outcome.length)
                .withMethod(measure.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /**
     * A measure with its percentile bootstrap interval: customers are drawn again with replacement within their arm, the ranking is kept.
     *
     * @param replicates 100 or more
     * @param seed the same seed gives the same interval
     * @param level strictly between 0 and 1
     */
    public Reading measure(Measure measure, int replicates, long seed, double level) {
        if (replicates < LEAST_REPLICATES) {
            throw new IllegalArgumentException("replicates is below 100: " + replicates);
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
        if (!(measure(measure) instanceof Measured measured)) {
            return measure(measure);
        }
        int[] ofTreated = places(true);
        int[] ofControl = places(false);
        RandomStream stream = new RandomStream(0);
        long family = RandomStream.family(seed, "uplift");
        int[] weights = new int[outcome.length];
        double[] values = new double[replicates];
        for (int r = 0; r < replicates; r++) {
            stream.start(family, r);
            Arrays.fill(weights, 0);
            draw(ofTreated, weights, stream);
            draw(ofControl, weights, stream);
            values[r] = value(measure, weights);
            if (!Double.isFinite(values[r])) {
                return Absent.because(
                        Reason.UNBOUNDED, "some resamples give no value", "в части повторных выборок значения нет");
            }
        }
        Arrays.sort(values);
        double tail = (1 - level) / 2;
        return new Measured(measured.estimate()
                .withInterval(Interval.of(Quantiles.type7(values, tail), Quantiles.type7(values, 1 - tail), level)));
    }

    private int[] places(boolean arm) {
        return IntStream.range(0, treated.length).filter(i -> treated[i] == arm).toArray();
    }

    private static void draw(int[] places, int[] weights, RandomStream stream) {
        for (int k = 0; k < places.length; k++) {
            weights[places[Resampler.index(stream, places.length)]]++;
        }
    }

    private @Nullable Reason why(Measure measure) {
        boolean area = measure == Measure.QINI_AREA || measure == Measure.UPLIFT_AREA;
        if (!area && !binary) {
            return Reason.NOT_IDENTIFIED;
        }
        return measure == Measure.QINI_SCORE_WITHOUT_NEGATIVE_EFFECTS && !(all.qini() > 0) ? Reason.NON_POSITIVE : null;
    }

    /** The measure, customers weighted; not finite if the best ranking is no better than chance. */
    private double value(Measure measure, int @Nullable [] weights) {
        boolean qini = measure != Measure.UPLIFT_AREA && measure != Measure.UPLIFT_SCORE;
        Tally tally = new Tally();
        double area = 0;
        double beforeX = 0;
        double beforeY = 0;
        int from = 0;
        for (int end : ends) {
            for (int i = from; i < end; i++) {
                tally.add(outcome[i], treated[i], weights == null ? 1 : weights[i]);
            }
            from = end;
            double x = tally.size();
            double y = qini ? tally.qini() : tally.uplift();
            area += (x - beforeX) * (y + beforeY) / 2;
            beforeX = x;
            beforeY = y;
        }
        double diagonal = beforeX * beforeY / 2;
        if (measure == Measure.QINI_AREA || measure == Measure.UPLIFT_AREA) {
            return area - diagonal;
        }
        double best;
        if (measure == Measure.QINI_SCORE_WITHOUT_NEGATIVE_EFFECTS) {
            double r = tally.qini();
            best = r > 0 ? r * r / 2 + (beforeX - r) * r : Double.NaN;
        } else {
            best = tally.perfect(qini).area();
        }
        return (area - diagonal) / (best - diagonal);
    }

    /**
     * The effect among the customers at the top.
     *
     * @param share of customers, above 0, at most 1
     * @param cut of all customers, or of each arm
     */
    public Reading atTop(double share, Cut cut) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share is not above 0 and at most 1: " + share);
        }
        Objects.requireNonNull(cut, "cut");
        Tally tally;
        if (cut == Cut.OVERALL) {
            tally = tally(0, (int) Math.floor(outcome.length * share), null);
        } else {
            tally = new Tally();
            double mostTreated = Math.floor(all.treated * share);
            double mostControl = Math.floor(all.control * share);
            for (int i = 0; i < outcome.length; i++) {
                if (treated[i] ? tally.treated < mostTreated : tally.control < mostControl) {
                    tally.add(outcome[i], treated[i], 1);
                }
            }
        }
        if (tally.treated == 0 || tally.control == 0) {
            return Absent.because(Reason.EMPTY_STRATUM);
        }
        return new Measured(Estimate.of(
                        tally.treatedSum / tally.treated - tally.controlSum / tally.control,
                        binary ? Unit.RATIO : Unit.COUNT)
                .withN((long) tally.size())
                .withMethod("uplift-at-top"));
    }

    /**
     * One bin of the ranking.
     *
     * @param treated treated customers
     * @param control control customers
     * @param treatedMean their mean outcome
     * @param controlMean their mean outcome
     * @param treatedError standard error of the mean, variance over n
     * @param controlError standard error of the mean, variance over n
     */
    public record Bin(
            long treated,
            long control,
            double treatedMean,
            double controlMean,
            double treatedError,
            double controlError) {
        /** The effect in the bin. */
        public double uplift() {
            return treatedMean - controlMean;
        }

        /** Its standard error. */
        public double upliftError() {
            return Math.hypot(treatedError, controlError);
        }
    }

    /**
     * The ranking cut into bins of equal size; where that leaves a rest, the first bins get one customer more.
     *
     * @param number 1 or more, at most the customers
     * @return absent if a bin has nobody of an arm
     */
    public Outcome<List<Bin>> bins(int number, Cut cut) {
        if (number < 1 || number > outcome.length) {
            throw new IllegalArgumentException("number is not from 1 to " + outcome.length + ": " + number);
        }
        int[] every = IntStream.range(0, outcome.length).toArray();
        int[] t = cut == Cut.OVERALL ? every : places(true);
        int[] c = cut == Cut.OVERALL ? every : places(false);
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < number; b++) {
            double[] ofT = members(t, b, number, true);
            double[] ofC = members(c, b, number, false);
            if (ofT.length == 0 || ofC.length == 0) {
                return Outcome.absent(Absent.because(
                        Reason.EMPTY_STRATUM,
                        "bin " + (b + 1) + " of " + number + " has nobody of an arm",
                        "в интервале " + (b + 1) + " из " + number + " нет клиентов одной из групп"));
            }
            bins.add(new Bin(ofT.length, ofC.length, mean(ofT), mean(ofC), error(ofT), error(ofC)));
        }
        return Outcome.of(bins);
    }

    private double[] members(int[] places, int bin, int number, boolean arm) {
        int size = places.length / number;
        int rest = places.length % number;
        int from = bin * size + Math.min(bin, rest);
        int to = from + size + (bin < rest ? 1 : 0);
        return Arrays.stream(places, from, to)
                .filter(i -> treated[i] == arm)
                .mapToDouble(i -> outcome[i])
                .toArray();
    }

    private static double mean(double[] x) {
        return Arrays.stream(x).sum() / x.length;
    }

    private static double error(double[] x) {
        double mean = mean(x);
        double squares = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / x.length / x.length);
    }

    /** The mean of the bins' effects, weighted by their treated customers. */
    public static double weightedAverage(List<Bin> bins) {
        double sum = 0;
        double weight = 0;
        for (Bin bin : bins) {
            sum += bin.uplift() * bin.treated();
            weight += bin.treated();
        }
        return sum / weight;
    }

    /**
     * How far the effects of two samples' bins lie apart: the mean of their squared differences. Compares a ranking in the data it
     * was made from with data it has not seen.
     *
     * @throws IllegalArgumentException if the numbers of bins differ
     */
    public static double averageSquaredDeviation(List<Bin> first, List<Bin> second) {
        if (first.size() != second.size()) {
            throw new IllegalArgumentException("the samples have " + first.size() + " and " + second.size() + " bins");
        }
        double sum = 0;
        for (int i = 0; i < first.size(); i++) {
            double d = first.get(i).uplift() - second.get(i).uplift();
            sum += d * d;
        }
        return sum / first.size();
    }
}
