package io.ckpi.experiments;

import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.experiments.ConformanceFile.Tree;
import io.ckpi.experiments.internal.Cholesky;
import java.util.List;

/** What peers compute by conventions that CKPI does not offer. */
final class Peers {

    private Peers() {}

    /** @param estimate the effect @param error its standard error */
    record Regression(double estimate, double error) {}

    /** θ of both arms together; variance = var(y) + (θᵀSθ − 2θᵀs), the bracket with 1/n, var(y) with 1/(n − 1) unless 0/1. */
    static Regression spotifyRegression(Tree inputs) {
        List<Tree> arms =
                inputs.list("arms").stream().map(EffectConformanceTest::tree).toList();
        Moments control = moments(arms.get(0));
        Moments treated = moments(arms.get(1));
        Moments both = control.plus(treated);
        int k = both.layout().size() - 1;
        double[][] gram = new double[k][k];
        double[] cross = new double[k];
        for (int i = 0; i < k; i++) {
            cross[i] = both.centredProduct("x" + i, "y");
            for (int j = 0; j < k; j++) {
                gram[i][j] = both.centredProduct("x" + i, "x" + j);
            }
        }
        double[] theta = new Cholesky(gram).solve(cross);
        double effect = treated.mean("y").orElseThrow() - control.mean("y").orElseThrow();
        double variance = 0;
        for (Moments arm : List.of(control, treated)) {
            boolean binary = arms.get(0).number("sum_y") == arms.get(0).number("sum_yy");
            double own = arm.centredProduct("y", "y") / (binary ? arm.n() : arm.n() - 1.0);
            for (int i = 0; i < k; i++) {
                own -= 2 * theta[i] * arm.centredProduct("x" + i, "y") / arm.n();
                for (int j = 0; j < k; j++) {
                    own += theta[i] * theta[j] * arm.centredProduct("x" + i, "x" + j) / arm.n();
                }
            }
            variance += own / arm.n();
        }
        for (int i = 0; i < k; i++) {
            effect -= theta[i]
                    * (treated.mean("x" + i).orElseThrow()
                            - control.mean("x" + i).orElseThrow());
        }
        return new Regression(effect, Math.sqrt(variance));
    }

    private static Moments moments(Tree arm) {
        double[] x = arm.numbers("sum_x");
        double[][] xx =
                arm.list("sum_xx").stream().map(ConformanceFile::numbers).toArray(double[][]::new);
        double[] xy = arm.numbers("sum_xy");
        double n = arm.number("n");
        int k = x.length;
        String[] names = new String[k + 1];
        double[] shifts = new double[k + 1];
        double[][] products = new double[k + 1][k + 1];
        for (int i = 0; i <= k; i++) {
            names[i] = i == k ? "y" : "x" + i;
            double sum = i == k ? arm.number("sum_y") : x[i];
            shifts[i] = sum / n;
            for (int j = 0; j <= k; j++) {
                double other = j == k ? arm.number("sum_y") : x[j];
                double raw = i == k ? (j == k ? arm.number("sum_yy") : xy[j]) : j == k ? xy[i] : xx[i][j];
                products[i][j] = raw - sum * (other / n);
            }
        }
        return MomentsLayout.of(names).fromSums((long) n, shifts, new double[k + 1], products, null, new long[k + 1]);
    }

    /** HC2 of the treatment in y ~ 1 + treated + x; rows are (cluster, treated, x, y). */
    static double hc2(double[][] rows, double slope, double effect) {
        double[][] gram = new double[3][3];
        double intercept = 0;
        for (double[] row : rows) {
            double[] x = {1, row[1], row[2]};
            intercept += (row[3] - slope * row[2] - effect * row[1]) / rows.length;
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    gram[i][j] += x[i] * x[j];
                }
            }
        }
        Cholesky system = new Cholesky(gram);
        double[] treatment = system.solve(new double[] {0, 1, 0});
        double sum = 0;
        for (double[] row : rows) {
            double[] x = {1, row[1], row[2]};
            double[] solved = system.solve(x);
            double leverage = 0;
            double weight = 0;
            for (int i = 0; i < 3; i++) {
                leverage += x[i] * solved[i];
                weight += treatment[i] * x[i];
            }
            double residual = row[3] - intercept - effect * row[1] - slope * row[2];
            sum += weight * weight * residual * residual / (1 - leverage);
        }
        return Math.sqrt(sum);
    }
}
