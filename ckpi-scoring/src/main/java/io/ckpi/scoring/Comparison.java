package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.RandomStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Compares composites: two results of one definition, or alternatives under weights that nobody knows.
 *
 * <p><b>Thread-safety.</b> the static methods are.
 */
public final class Comparison {

    /** The share of draws from which on an order is called robust; a judgement. */
    public static final double ROBUST = 0.95;

    private Comparison() {}

    /**
     * Which of two results is the better one.
     *
     * <p>{@link Verdict.Incomparable} if one of them lacks data and their bounds overlap, or do not exist.
     * {@link Verdict.Robust} if both are complete and no score of one is below that of the other (proved, for trees of
     * monotone aggregators), or if one is better in at least {@value #ROBUST} of the draws; weights and curves are drawn in
     * common, readings apart. Else {@link Verdict.Fragile}.
     *
     * @param first a result
     * @param second a result of the same definition; its seed and number of draws do not count
     * @throws IllegalArgumentException if the definitions differ, or the first result has no draws
     */
    public static Verdict of(CompositeResult first, CompositeResult second) {
        if (!first.definitionHash().equals(second.definitionHash())) {
            throw new IllegalArgumentException("the results have different definitions: "
                    + first.profile().reference() + " and "
                    + second.profile().reference());
        }
        int rows = first.uncertainty().draws();
        if (rows == 0) {
            throw new IllegalArgumentException("the first result has no draws");
        }
        Set<String> missing = new LinkedHashSet<>(first.withoutScore());
        missing.addAll(second.withoutScore());
        boolean known = first.value() instanceof Measured && second.value() instanceof Measured;
        if (!known || (!missing.isEmpty() && overlap(first, second))) {
            return new Verdict.Incomparable(List.copyOf(missing));
        }
        if (missing.isEmpty() && first.tree().isMonotone()) {
            boolean up = first.isNowhereBelow(second);
            boolean down = second.isNowhereBelow(first);
            if (up && !down) {
                return new Verdict.Robust(Verdict.Side.FIRST, 1, true);
            } else if (down && !up) {
                return new Verdict.Robust(Verdict.Side.SECOND, 1, true);
            }
        }
        double p = probability(first, second, rows);
        if (p >= ROBUST) {
            return new Verdict.Robust(Verdict.Side.FIRST, p, false);
        }
        return p <= 1 - ROBUST ? new Verdict.Robust(Verdict.Side.SECOND, 1 - p, false) : new Verdict.Fragile(p);
    }

    private static boolean overlap(CompositeResult first, CompositeResult second) {
        Bounds a = first.bounds().orElse(null);
        Bounds b = second.bounds().orElse(null);
        return a == null || b == null || (a.low() <= b.high() && b.low() <= a.high());
    }

    private static double probability(CompositeResult first, CompositeResult second, int rows) {
        long seed = first.uncertainty().seed();
        Draws a = first.draws();
        Draws b = second.drawsLike(first);
        Draws.Sample ofA = a.sample(seed, "");
        Draws.Sample common = b.sample(seed, "");
        Draws.Sample dataOfB = b.sample(seed, ".b");
        double better = 0;
        for (int k = 0; k < rows; k++) {
            ofA.draw(k);
            common.draw(k);
            dataOfB.draw(k);
            double x = a.composite(ofA, ofA, ofA);
            double y = b.composite(common, dataOfB, common);
            better += x > y ? 1 : x == y ? 0.5 : 0;
        }
        return better / rows;
    }

    /**
     * The probability that the weighted arithmetic mean of {@code a} is above that of {@code b} if nothing is known about
     * the weights: uniform on the simplex. Exact, for ties too: the share of the simplex on one side of a plane, by the
     * recursion of G. Varsi 1973. It takes weighted means of probabilities only, so nothing cancels.
     *
     * @param a scores of the one, as many as {@code b}, finite
     * @param b scores of the other
     * @return the probability; ties have none, so equal scores give 0
     * @throws IllegalArgumentException if lengths differ or are 0, or a score is not finite
     */
    public static double probabilityAbove(double[] a, double[] b) {
        if (a.length != b.length || a.length == 0) {
            throw new IllegalArgumentException(a.length + " scores and " + b.length + " scores");
        }
        List<Double> positive = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        for (int i = 0; i < a.length; i++) {
            Checks.finite("a[" + i + "]", a[i]);
            Checks.finite("b[" + i + "]", b[i]);
            double d = Checks.cut(a[i] / 2 - b[i] / 2);
            (d > 0 ? positive : others).add(d);
        }
        if (positive.isEmpty()) {
            return 0;
        }
        // above[j]: the probability with the positive differences so far and the first j of the others
        double[] above = new double[others.size() + 1];
        above[0] = 1;
        for (double y : positive) {
            for (int j = 1; j < above.length; j++) {
                double share = y / (y - others.get(j - 1));
                above[j] = share * above[j - 1] + (1 - share) * above[j];
            }
        }
        return above[others.size()];
    }

    /**
     * How often each alternative takes each rank under unknown weights, uniform on the simplex. For two alternatives exact,
     * see {@link #probabilityAbove}; for more, by draws.
     *
     * @param alternatives one row of scores per alternative, no cell missing; the weighted arithmetic mean counts
     * @param seed the seed of the draws
     * @param draws how many, 1 or more
     * @return for each alternative its acceptability of rank 1, 2 …; each row and each column adds up to 1. Equal means
     *     share their ranks evenly
     * @throws IllegalArgumentException if a cell is missing or {@code draws} is below 1
     */
    public static List<List<Double>> acceptability(Panel alternatives, long seed, int draws) {
        int n = alternatives.rows();
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = alternatives.row(i).toArray();
            for (int j = 0; j < rows[i].length; j++) {
                Checks.finite("score of alternative " + i + " in column " + j, rows[i][j]);
            }
        }
        if (draws < 1) {
            throw new IllegalArgumentException("draws is below 1: " + draws);
        }
        double[][] taken = new double[n][n];
        if (n == 2) {
            double first = probabilityAbove(rows[0], rows[1]);
            double second = probabilityAbove(rows[1], rows[0]);
            double tie = Math.max(0, 1 - first - second); // all scores equal
            taken[0][0] = first + tie / 2;
            taken[0][1] = second + tie / 2;
            taken[1][0] = taken[0][1];
            taken[1][1] = taken[0][0];
        } else {
            sample(rows, seed, draws, taken);
        }
        List<List<Double>> result = new ArrayList<>();
        for (double[] row : taken) {
            result.add(java.util.Arrays.stream(row).boxed().toList());
        }
        return result;
    }

    /**
     * How often each of several results takes each rank: over common draws of weights and curves, readings drawn apart, by
     * the settings of the first result.
     *
     * @param results results of one definition, two or more
     * @return for each result its acceptability of rank 1, 2 …; each row and each column adds up to 1. Equal composites share
     *     their ranks evenly. Not computable (INSUFFICIENT_DATA) if a result has no value, or if no draw gave all of them one
     * @throws IllegalArgumentException if there are fewer than two results, the definitions differ, or the first result has
     *     no draws
     */
    public static Outcome<List<List<Double>>> acceptability(List<CompositeResult> results) {
        int n = results.size();
        if (n < 2) {
            throw new IllegalArgumentException("there are fewer than two results: " + n);
        }
        CompositeResult first = results.get(0);
        int rows = first.uncertainty().draws();
        if (rows == 0) {
            throw new IllegalArgumentException("the first result has no draws");
        }
        long seed = first.uncertainty().seed();
        Draws[] draws = new Draws[n];
        Draws.Sample[] common = new Draws.Sample[n];
        Draws.Sample[] data = new Draws.Sample[n];
        for (int i = 0; i < n; i++) {
            CompositeResult result = results.get(i);
            if (!first.definitionHash().equals(result.definitionHash())) {
                throw new IllegalArgumentException("the results have different definitions: "
                        + first.profile().reference() + " and "
                        + result.profile().reference());
            }
            if (!(result.value() instanceof Measured)) {
                return Outcome.absent(Absent.because(
                        Reason.INSUFFICIENT_DATA,
                        "result " + (i + 1) + " has no value",
                        "у результата " + (i + 1) + " нет значения"));
            }
            draws[i] = result.drawsLike(first);
            common[i] = draws[i].sample(seed, "");
            data[i] = i == 0 ? common[i] : draws[i].sample(seed, "." + i);
        }
        double[][] counts = new double[n][n];
        double[] values = new double[n];
        int kept = 0;
        for (int k = 0; k < rows; k++) {
            boolean finite = true;
            for (int i = 0; i < n; i++) {
                common[i].draw(k);
                if (i > 0) {
                    data[i].draw(k);
                }
                values[i] = draws[i].composite(common[i], data[i], common[i]);
                finite &= Double.isFinite(values[i]);
            }
            if (finite) {
                rank(values, counts, 1);
                kept++;
            }
        }
        if (kept == 0) {
            return Outcome.absent(Absent.because(Reason.INSUFFICIENT_DATA));
        }
        List<List<Double>> shares = new ArrayList<>();
        for (double[] row : counts) {
            double all = kept;
            shares.add(java.util.Arrays.stream(row)
                    .map(count -> count / all)
                    .boxed()
                    .toList());
        }
        return Outcome.of(List.copyOf(shares));
    }

    /** Adds {@code share} to the rank of each value, the greatest first; equal values share their ranks. */
    private static void rank(double[] values, double[][] taken, double share) {
        for (int i = 0; i < values.length; i++) {
            int better = 0;
            int equal = 0;
            for (double value : values) {
                better += value > values[i] ? 1 : 0;
                equal += value == values[i] ? 1 : 0;
            }
            for (int r = better; r < better + equal; r++) {
                taken[i][r] += share / equal;
            }
        }
    }

    private static void sample(double[][] rows, long seed, int draws, double[][] taken) {
        RandomGenerator random = new RandomStream(seed);
        double[] weights = new double[rows[0].length];
        double[] means = new double[rows.length];
        for (int k = 0; k < draws; k++) {
            double sum = 0;
            for (int j = 0; j < weights.length; j++) {
                weights[j] = -Math.log(1 - random.nextDouble()); // exponential numbers, scaled: Dirichlet(1, …, 1)
                sum += weights[j];
            }
            for (int i = 0; i < rows.length; i++) {
                means[i] = 0;
                for (int j = 0; j < weights.length; j++) {
                    means[i] += weights[j] / sum * rows[i][j];
                }
            }
            rank(means, taken, 1.0 / draws);
        }
    }
}
