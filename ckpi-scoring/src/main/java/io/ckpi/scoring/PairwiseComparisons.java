package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The arithmetic of the analytic hierarchy process. */
final class PairwiseComparisons {

    private static final int MAX_STEPS = 1_000_000;

    private PairwiseComparisons() {}

    static Outcome<Weights> weights(Weighting.Ahp ahp) {
        double[][] a = matrix(ahp);
        double[] weights =
                switch (ahp.method()) {
                    case EIGENVECTOR -> eigenvector(a);
                    case ROW_GEOMETRIC_MEAN -> geometricMeans(a);
                    case COLUMN_MEANS -> columnMeans(a);
                };
        double lambda = 0;
        for (int i = 0; i < a.length; i++) {
            lambda += row(a, i, weights) / weights[i] / a.length;
        }
        if (!Double.isFinite(lambda) || Arrays.stream(weights).anyMatch(w -> !(w > 0))) {
            return Outcome.absent(Absent.because(
                    Reason.NOT_CONVERGED,
                    "the comparisons span too many orders of magnitude",
                    "сравнения различаются на слишком много порядков"));
        }
        String method = "ahp-" + ahp.method().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Outcome.of(new Weights(
                method, Arrays.stream(weights).boxed().toList(), consistency(lambda, a.length, ahp.table()), Map.of()));
    }

    private static double[][] matrix(Weighting.Ahp ahp) {
        int n = ahp.size();
        double[][] a = new double[n][n];
        int k = 0;
        for (int i = 0; i < n; i++) {
            a[i][i] = 1;
            for (int j = i + 1; j < n; j++) {
                a[i][j] = ahp.upper().get(k);
                a[j][i] = 1 / ahp.upper().get(k);
                k++;
            }
        }
        return a;
    }

    private static Weights.Consistency consistency(double lambda, int n, RandomIndex table) {
        double index = n <= 2 ? 0 : Math.max(0, (lambda - n) / (n - 1));
        OptionalDouble random = table.of(n);
        if (n > 2 && random.isEmpty()) {
            Reading ratio = Absent.because(
                    Reason.NOT_IDENTIFIED,
                    "the table " + table + " ends at " + table.greatest() + " items",
                    "таблица " + table + " кончается на " + table.greatest() + " объектах");
            return new Weights.Consistency(lambda, index, ratio, table, null);
        }
        double ratio = n <= 2 ? 0 : index / random.getAsDouble();
        Estimate estimate =
                Estimate.of(ratio, Unit.RATIO).withMethod("consistency-ratio").withFlag(Flag.of(Flag.Code.NO_INTERVAL));
        return new Weights.Consistency(lambda, index, new Measured(estimate), table, ratio <= 0.10);
    }

    private static double row(double[][] a, int i, double[] weights) {
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
            sum += a[i][j] * weights[j];
        }
        return sum;
    }

    private static double[] geometricMeans(double[][] a) {
        double[] logs = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            for (double value : a[i]) {
                logs[i] += Math.log(value) / a.length;
            }
        }
        double max = Arrays.stream(logs).max().orElse(0);
        return scaled(Arrays.stream(logs).map(log -> Math.exp(log - max)).toArray());
    }

    private static double[] columnMeans(double[][] a) {
        double[] weights = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            double sum = 0;
            for (double[] row : a) {
                sum += row[j];
            }
            for (int i = 0; i < a.length; i++) {
                weights[i] += a[i][j] / sum / a.length;
            }
        }
        return scaled(weights);
    }

    private static double[] eigenvector(double[][] a) {
        double[] weights = geometricMeans(a);
        for (int step = 0; step < MAX_STEPS; step++) {
            double[] next = new double[weights.length];
            for (int i = 0; i < next.length; i++) {
                next[i] = row(a, i, weights);
            }
            next = scaled(next);
            double change = 0;
            for (int i = 0; i < next.length; i++) {
                change = Math.max(change, Math.abs(next[i] - weights[i]));
            }
            weights = next;
            if (change <= 1e-14) {
                return weights;
            }
        }
        Arrays.fill(weights, Double.NaN);
        return weights;
    }

    private static double[] scaled(double[] values) {
        double sum = Arrays.stream(values).sum();
        return Arrays.stream(values).map(v -> v / sum).toArray();
    }
}
