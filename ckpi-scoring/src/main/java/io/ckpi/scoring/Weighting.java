package io.ckpi.scoring;

import io.ckpi.core.Direction;
import io.ckpi.core.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A way to find weights. All weights are scaled to sum 1.
 *
 * <p>{@link Entropy}, {@link Critic} and {@link StandardDeviation} look at data and are for panels of many entities or
 * periods only.
 *
 * <p><b>Thread-safety.</b> all implementations are immutable.
 */
public sealed interface Weighting {

    /** The weights with their diagnostics, or why the data give none. */
    Outcome<Weights> weights();

    /**
     * Stated weights.
     *
     * @param values not negative, finite, at least one above 0
     */
    record Given(List<Double> values) implements Weighting {
        /** Checks the weights. */
        public Given {
            values = List.copyOf(values);
            WeightChecks.scaled("weight", values.stream().mapToDouble(w -> w).toArray());
        }

        @Override
        public Outcome<Weights> weights() {
            return computed(
                    "given",
                    WeightChecks.scaled(
                            "weight", values.stream().mapToDouble(w -> w).toArray()));
        }
    }

    /**
     * Equal weights 1/n.
     *
     * @param n number of items, 1 or more
     */
    record Equal(int n) implements Weighting {
        /** Checks n. */
        public Equal {
            checkCount(n);
        }

        @Override
        public Outcome<Weights> weights() {
            double[] weights = new double[n];
            Arrays.fill(weights, 1.0 / n);
            return computed("equal", weights);
        }
    }

    /**
     * Rank-order centroid: items ordered by importance, the first most; w_r = (1/n)·Σ_{k ≥ r} 1/k.
     *
     * @param n number of items, 1 or more
     */
    record RankOrderCentroid(int n) implements Weighting {
        /** Checks n. */
        public RankOrderCentroid {
            checkCount(n);
        }

        @Override
        public Outcome<Weights> weights() {
            double[] weights = new double[n];
            double sum = 0;
            for (int r = n; r >= 1; r--) {
                sum += 1.0 / r;
                weights[r - 1] = sum / n;
            }
            return computed("rank-order-centroid", weights);
        }
    }

    /**
     * Rank sum: items ordered by importance, the first most; w_r = 2(n + 1 − r)/(n(n + 1)).
     *
     * @param n number of items, 1 or more
     */
    record RankSum(int n) implements Weighting {
        /** Checks n. */
        public RankSum {
            checkCount(n);
        }

        @Override
        public Outcome<Weights> weights() {
            double[] weights = new double[n];
            for (int r = 1; r <= n; r++) {
                weights[r - 1] = 2.0 * (n + 1.0 - r) / (n * (n + 1.0));
            }
            return computed("rank-sum", weights);
        }
    }

    /**
     * The mean of what several experts would give each item of a budget, each expert's row scaled to sum 1.
     *
     * @param experts one row per expert, all of one length; not negative, each with something above 0
     */
    record BudgetAllocation(List<List<Double>> experts) implements Weighting {
        /** Checks the rows. */
        public BudgetAllocation {
            experts = experts.stream().map(List::copyOf).toList();
            if (experts.isEmpty()) {
                throw new IllegalArgumentException("there are no experts");
            }
            for (int e = 0; e < experts.size(); e++) {
                if (experts.get(e).size() != experts.get(0).size()) {
                    throw new IllegalArgumentException("expert " + e + " gave "
                            + experts.get(e).size() + " numbers, expert 0 gave "
                            + experts.get(0).size());
                }
                WeightChecks.scaled(
                        "share of expert " + e + ", item",
                        experts.get(e).stream().mapToDouble(w -> w).toArray());
            }
        }

        @Override
        public Outcome<Weights> weights() {
            int n = experts.get(0).size();
            double[] mean = new double[n];
            double[][] rows = new double[experts.size()][];
            for (int e = 0; e < rows.length; e++) {
                rows[e] = WeightChecks.scaled(
                        "share", experts.get(e).stream().mapToDouble(w -> w).toArray());
                for (int i = 0; i < n; i++) {
                    mean[i] += rows[e][i] / rows.length;
                }
            }
            double[] least = new double[n];
            double[] greatest = new double[n];
            for (int i = 0; i < n; i++) {
                int item = i;
                least[i] =
                        Arrays.stream(rows).mapToDouble(row -> row[item]).min().orElseThrow();
                greatest[i] =
                        Arrays.stream(rows).mapToDouble(row -> row[item]).max().orElseThrow();
            }
            return Outcome.of(new Weights(
                    "budget-allocation", list(mean), null, Map.of("least", list(least), "greatest", list(greatest))));
        }
    }

    /**
     * The analytic hierarchy process: weights from comparisons of each pair, a_ij = how many times more i weighs than j.
     *
     * <p>EIGENVECTOR is the principal eigenvector by power iteration from the row geometric means, to 1e-14; the other
     * methods are named in the result. λmax = mean of (Aw)_i/w_i. Comparisons are consistent if CR is at most 0.10. Source:
     * T. L. Saaty, The Analytic Hierarchy Process, 1980.
     *
     * @param upper the comparisons above the diagonal, row by row: a_12, a_13 … a_23 …; above 0. Those below are their
     *     reciprocals, so that 0.33 against 3 cannot occur
     * @param method how the weights are taken from the matrix
     * @param table the table of random indices
     */
    record Ahp(List<Double> upper, Method method, RandomIndex table) implements Weighting {

        /** How the weights are taken from the matrix. */
        public enum Method {
            /** The principal eigenvector. */
            EIGENVECTOR,
            /** The geometric means of the rows. */
            ROW_GEOMETRIC_MEAN,
            /** The means of the rows after each column is scaled to sum 1: an approximation. */
            COLUMN_MEANS
        }

        /** Checks that the comparisons are those of a matrix. */
        public Ahp {
            upper = List.copyOf(upper);
            int n = size(upper.size());
            if (n * (n - 1) / 2 != upper.size()) {
                throw new IllegalArgumentException(
                        upper.size() + " comparisons are not those above the diagonal of a matrix");
            }
            for (int k = 0; k < upper.size(); k++) {
                Checks.positive("comparison " + k, upper.get(k));
            }
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(table, "table");
        }

        private static int size(int comparisons) {
            return (int) Math.round((1 + Math.sqrt(1 + 8.0 * comparisons)) / 2);
        }

        /** Comparisons above the diagonal, row by row; none for a single item. */
        public static Ahp upperTriangle(double... comparisons) {
            return new Ahp(list(comparisons), Method.EIGENVECTOR, RandomIndex.SAATY);
        }

        /**
         * A full matrix.
         *
         * @throws IllegalArgumentException if it is not square, or |a_ij · a_ji − 1| is above 1e-9 somewhere, the diagonal
         *     included
         */
        public static Ahp matrix(double[]... rows) {
            List<Double> upper = new ArrayList<>();
            for (int i = 0; i < rows.length; i++) {
                if (rows[i].length != rows.length) {
                    throw new IllegalArgumentException(
                            "the matrix is not square: row " + i + " has " + rows[i].length + " of " + rows.length);
                }
                for (int j = 0; j < rows.length; j++) {
                    Checks.positive("a[" + i + "][" + j + "]", rows[i][j]);
                }
            }
            for (int i = 0; i < rows.length; i++) {
                for (int j = i; j < rows.length; j++) {
                    if (!(Math.abs(rows[i][j] * rows[j][i] - 1) <= 1e-9)) {
                        throw new IllegalArgumentException("the matrix is not reciprocal: a[" + i + "][" + j + "] = "
                                + rows[i][j] + ", a[" + j + "][" + i + "] = " + rows[j][i]);
                    }
                    if (j > i) {
                        upper.add(rows[i][j]);
                    }
                }
            }
            return new Ahp(upper, Method.EIGENVECTOR, RandomIndex.SAATY);
        }

        /** The same comparisons by another method. */
        public Ahp with(Method newMethod) {
            return new Ahp(upper, newMethod, table);
        }

        /** The same comparisons by another table. */
        public Ahp with(RandomIndex newTable) {
            return new Ahp(upper, method, newTable);
        }

        /** The number of items. */
        public int size() {
            return size(upper.size());
        }

        @Override
        public Outcome<Weights> weights() {
            return PairwiseComparisons.weights(this);
        }
    }

    /**
     * By standard deviation: w_j = s_j/Σs with s of the raw columns, n − 1. Fewer than two rows: INSUFFICIENT_DATA; all
     * columns constant: DEGENERATE_RANGE.
     *
     * @param panel the data, no cell missing
     */
    record StandardDeviation(Panel panel) implements Weighting {
        @Override
        public Outcome<Weights> weights() {
            return DataWeights.standardDeviation(panel);
        }
    }

    /**
     * By entropy: with p_ij = x_ij/Σ_i x_ij and E_j = −Σ p ln p/ln m, w_j is proportional to 1 − E_j. A negative cell:
     * INVALID_INPUT; a constant column weighs 0; all constant, or a column of sum 0: DEGENERATE_RANGE; fewer than two rows:
     * INSUFFICIENT_DATA.
     *
     * @param panel the data, no cell missing
     */
    record Entropy(Panel panel) implements Weighting {
        @Override
        public Outcome<Weights> weights() {
            return DataWeights.entropy(panel);
        }
    }

    /**
     * CRITIC: columns scaled 0 … 1 with their direction; c_j = s_j·Σ_k(1 − r_jk), w proportional to c. A constant column:
     * DEGENERATE_RANGE, named. Source: D. Diakoulaki et al. 1995, doi:10.1016/0305-0548(94)00059-H.
     *
     * @param panel the data, no cell missing
     * @param directions one per column, HIGHER_IS_BETTER or LOWER_IS_BETTER
     * @param correlation which correlation
     */
    record Critic(Panel panel, List<Direction> directions, Correlation correlation) implements Weighting {

        /** A measure of correlation. */
        public enum Correlation {
            /** Of the values. */
            PEARSON,
            /** Of the ranks; equal values have their mean rank. */
            SPEARMAN
        }

        /** Checks the directions. */
        public Critic {
            directions = List.copyOf(directions);
            if (directions.size() != panel.width()) {
                throw new IllegalArgumentException(directions.size() + " directions for " + panel.width() + " columns");
            }
            directions.forEach(Checks::upOrDown);
            Objects.requireNonNull(correlation, "correlation");
        }

        @Override
        public Outcome<Weights> weights() {
            return DataWeights.critic(panel, directions, correlation);
        }
    }

    private static void checkCount(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("n is below 1: " + n);
        }
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static Outcome<Weights> computed(String method, double[] weights) {
        return Outcome.of(new Weights(method, list(weights), null, Map.of()));
    }
}
