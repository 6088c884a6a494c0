package io.ckpi.experiments;

import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.experiments.ConformanceFile.Tree;
import java.util.List;
import java.util.TreeSet;

/** Moments from the sums of conformance cases. */
final class Arms {

    private Arms() {}

    /** {n, sum, sum_squares} or {n, successes} as the variable y. */
    static Moments of(Tree arm) {
        double n = arm.number("n");
        double sum = arm.has("successes") ? arm.number("successes") : arm.number("sum");
        double squares = arm.has("successes") ? sum : arm.number("sum_squares");
        // around the mean, as a database would that follows the generated query
        double mean = sum / n;
        boolean binary = sum == squares;
        return MomentsLayout.of("y")
                .fromSums(
                        (long) n,
                        new double[] {mean},
                        new double[] {0},
                        new double[][] {{squares - sum * mean}},
                        null,
                        new long[] {binary ? (long) sum : 1});
    }

    /** {n, mean, var, cov} with n − 1 below. */
    static Moments ofMoments(Tree arm) {
        Tree means = arm.tree("mean");
        Tree variances = arm.tree("var");
        Tree covariances = arm.tree("cov");
        List<String> names = List.copyOf(new TreeSet<>(means.map().keySet()));
        double n = arm.number("n");
        double[] shifts = names.stream().mapToDouble(means::number).toArray();
        double[][] products = new double[names.size()][names.size()];
        for (int i = 0; i < names.size(); i++) {
            for (int j = i; j < names.size(); j++) {
                products[i][j] = (n - 1)
                        * (i == j
                                ? variances.number(names.get(i))
                                : covariances.number(names.get(i) + "|" + names.get(j)));
            }
        }
        return MomentsLayout.of(names.toArray(String[]::new))
                .fromSums((long) n, shifts, new double[shifts.length], products, null, new long[shifts.length]);
    }

    /** Σ ZZᵀ with 1 first, as y, x1, x2 … */
    static Moments ofCrossProducts(Tree arm) {
        double[][] z = arm.list("cross_products").stream()
                .map(ConformanceFile::numbers)
                .toArray(double[][]::new);
        int p = z.length - 1;
        double n = z[0][0];
        String[] names = new String[p];
        double[] shifts = new double[p];
        double[][] products = new double[p][p];
        for (int i = 0; i < p; i++) {
            names[i] = i == 0 ? "y" : "x" + i;
            shifts[i] = z[0][i + 1] / n;
            for (int j = 0; j < p; j++) {
                products[i][j] = z[i + 1][j + 1] - z[0][i + 1] * (z[0][j + 1] / n);
            }
        }
        return MomentsLayout.of(names).fromSums((long) n, shifts, new double[p], products, null, new long[p]);
    }

    /** {n, y, yy, x, xx, xy}: sums of y, y², x, x², xy. */
    static Moments ofPair(Tree arm) {
        double n = arm.number("n");
        double y = arm.number("y");
        double x = arm.number("x");
        double[][] products = {
            {arm.number("yy") - y * y / n, arm.number("xy") - x * y / n}, {0, arm.number("xx") - x * x / n}
        };
        return MomentsLayout.of("y", "x")
                .fromSums((long) n, new double[] {y / n, x / n}, new double[2], products, null, new long[2]);
    }

    /** The row of an arm and metric among rows {arm, metric, n, sum, sum_squares}. */
    static Moments of(List<Tree> rows, String arm, String metric) {
        return rows.stream()
                .filter(row -> row.text("arm").equals(arm) && row.text("metric").equals(metric))
                .map(Arms::of)
                .findFirst()
                .orElseThrow();
    }

    /** True if the variable is 0/1, so that Σy = Σy². */
    static boolean binary(Tree arm) {
        return arm.has("successes") || arm.number("sum") == arm.number("sum_squares");
    }
}
