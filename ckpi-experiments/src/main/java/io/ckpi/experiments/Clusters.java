package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Flag;
import io.ckpi.core.Moments;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.internal.LeastSquares;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Effects where whole clusters were randomised (shops, families, regions).
 *
 * <p><b>Definition.</b> {@link #ratioOfSums}: a row of the data is a cluster with its sums; the metric is a ratio of sums (outcome
 * over members), its variance that of {@link MeanComparison}, Student's t with G − 2 degrees of freedom for G clusters.
 * {@link #regression}: ordinary least squares of y on the treatment over members, the variance from the clusters' scores times
 * G/(G − 1)·(N − 1)/(N − K), G − 2 degrees of freedom.
 *
 * <p>Below {@value #ENOUGH_CLUSTERS} clusters the flag FEW_CLUSTERS is set: the variance is too small then.
 *
 * <p><b>Thread-safety.</b> static functions.
 *
 * <p><b>References.</b> A. Donner, N. Klar 2000, Design and Analysis of Cluster Randomization Trials. A. C. Cameron, D. L. Miller
 * 2015, doi:10.3368/jhr.50.2.317.
 */
public final class Clusters {

    /** From this many clusters on the variance is trusted. */
    public static final int ENOUGH_CLUSTERS = 40;

    private Clusters() {}

    /**
     * A test with its flags.
     *
     * @param test the test
     * @param clusters how many clusters
     * @param flags FEW_CLUSTERS
     */
    public record Result(TestResult test, long clusters, Set<Flag> flags) {
        /** Copies the flags. */
        public Result {
            flags = Set.copyOf(flags);
        }
    }

    /**
     * The difference of ratios of sums, or of any other metric, over clusters.
     *
     * @param control moments with one row per control cluster
     * @param treated moments with one row per treated cluster
     * @throws IllegalArgumentException if a variable of the metric is not in the moments
     */
    public static Outcome<Result> ratioOfSums(
            Moments control, Moments treated, Metric metric, Alternative alternative, double level) {
        Outcome<Contrast> outcome = MeanComparison.withDefaults().compare(control, treated, metric);
        if (outcome instanceof Outcome.NotComputable<Contrast> none) {
            return Outcome.absent(none.why());
        }
        Contrast contrast = outcome.value().orElseThrow();
        long clusters = Math.addExact(control.n(), treated.n());
        return Outcome.of(result(
                contrast.absolute().estimate(),
                contrast.absolute().standardError(),
                clusters,
                alternative,
                level,
                "cluster-ratio",
                contrast.flags()));
    }

    /**
     * The coefficient of the treatment in the regression of the outcome on it.
     *
     * @param cluster the cluster of each member
     * @param treated whether the member's cluster is treated
     * @param outcome the member's outcome
     * @throws IllegalArgumentException if the lengths differ, an outcome is not finite, or a cluster is both treated and control
     */
    public static Outcome<Result> regression(
            long[] cluster, boolean[] treated, double[] outcome, Alternative alternative, double level) {
        if (cluster.length != treated.length || cluster.length != outcome.length) {
            throw new IllegalArgumentException(
                    "lengths differ: " + cluster.length + ", " + treated.length + ", " + outcome.length);
        }
        Map<Long, Integer> index = new HashMap<>();
        int[] of = new int[cluster.length];
        boolean[] arm = new boolean[cluster.length];
        int[] counts = new int[2];
        double[][] rows = new double[cluster.length][];
        for (int i = 0; i < cluster.length; i++) {
            if (!Double.isFinite(outcome[i])) {
                throw new IllegalArgumentException("outcome[" + i + "] is not finite: " + outcome[i]);
            }
            Integer known = index.get(cluster[i]);
            if (known == null) {
                known = index.size();
                index.put(cluster[i], known);
                arm[known] = treated[i];
                counts[treated[i] ? 1 : 0]++;
            } else if (arm[known] != treated[i]) {
                throw new IllegalArgumentException("the cluster of row " + i + " is both treated and control");
            }
            of[i] = known;
            rows[i] = new double[] {1, treated[i] ? 1 : 0};
        }
        if (counts[0] == 0 || counts[1] == 0) {
            return Outcome.absent(Absent.because(Reason.NO_DATA));
        }
        if (counts[0] < 2 || counts[1] < 2) {
            return Outcome.absent(Absent.because(Reason.INSUFFICIENT_DATA));
        }
        LeastSquares fit = new LeastSquares(rows, outcome);
        double variance = fit.clusterVariance(1, of, index.size());
        double scale = Arrays.stream(outcome).map(Math::abs).max().orElse(0);
        if (!(variance > 1e-28 * scale * scale)) {
            return Outcome.absent(Absent.because(Reason.NO_VARIATION));
        }
        return Outcome.of(result(
                fit.coefficient(1), Math.sqrt(variance), index.size(), alternative, level, "cluster-ols", Set.of()));
    }

    private static Result result(
            double estimate,
            double se,
            long clusters,
            Alternative alternative,
            double level,
            String method,
            Set<Flag> more) {
        Set<Flag> flags = new TreeSet<>(more);
        if (clusters < ENOUGH_CLUSTERS) {
            flags.add(Flag.of(Flag.Code.FEW_CLUSTERS, Long.toString(clusters)));
        }
        return new Result(TestResult.of(estimate, se, clusters - 2.0, 0, alternative, level, method), clusters, flags);
    }
}
