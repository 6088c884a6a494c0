package io.ckpi.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * Entities compared pair by pair. o_ab is the weighted share of columns in which a is better than b, half for a tie, over
 * the columns present in both; a pair without such a column has ½. The Copeland score of a is the sum over b of the signs
 * of o_ab − ½, a tie within 1e-12; it does not depend on the order of the rows.
 *
 * @param matrix o_ab by row and column; 0 on the diagonal
 * @param copeland the Copeland score of each entity
 * @param dominancePairs number of pairs of which one is better in everything (o is 0 or 1)
 * @param dominanceFraction that number over all pairs; 0 if there is no pair
 */
public record Outranking(
        List<List<Double>> matrix, List<Double> copeland, int dominancePairs, double dominanceFraction) {

    /** Copies the lists. */
    public Outranking {
        matrix = matrix.stream().map(List::copyOf).toList();
        copeland = List.copyOf(copeland);
    }

    /**
     * Compares the rows of a panel.
     *
     * @param panel scores, the greater the better, in every column; cells may be missing
     * @param weights one weight per column
     * @throws IllegalArgumentException if the weights do not fit
     */
    public static Outranking of(Panel panel, double... weights) {
        if (weights.length != panel.width()) {
            throw new IllegalArgumentException(weights.length + " weights for " + panel.width() + " columns");
        }
        double[] scaled = WeightChecks.scaled("weight", weights);
        int n = panel.rows();
        double[][] o = new double[n][n];
        int dominance = 0;
        List<Double> copeland = new ArrayList<>();
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < a; b++) {
                double share = share(panel, scaled, a, b);
                o[a][b] = share;
                o[b][a] = 1 - share;
                dominance += share <= 1e-12 || share >= 1 - 1e-12 ? 1 : 0;
            }
        }
        List<List<Double>> matrix = new ArrayList<>();
        for (int a = 0; a < n; a++) {
            double score = 0;
            List<Double> row = new ArrayList<>();
            for (int b = 0; b < n; b++) {
                row.add(o[a][b]);
                double lead = o[a][b] - 0.5;
                score += a == b || Math.abs(lead) <= 1e-12 ? 0 : Math.signum(lead);
            }
            matrix.add(row);
            copeland.add(score);
        }
        double pairs = n * (n - 1.0) / 2;
        return new Outranking(matrix, copeland, dominance, pairs == 0 ? 0 : dominance / pairs);
    }

    private static double share(Panel panel, double[] weights, int a, int b) {
        double better = 0;
        double present = 0;
        for (int j = 0; j < weights.length; j++) {
            Column column = panel.column(j);
            if (column.isPresent(a) && column.isPresent(b)) {
                present += weights[j];
                int sign = Double.compare(column.get(a) + 0.0, column.get(b) + 0.0);
                better += weights[j] * (sign > 0 ? 1 : sign == 0 ? 0.5 : 0);
            }
        }
        return present > 0 ? Math.min(1, better / present) : 0.5;
    }
}
