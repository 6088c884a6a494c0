package io.ckpi.experiments.power;

import io.ckpi.core.Moments;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.Metric;
import io.ckpi.experiments.internal.Cholesky;
import java.util.ArrayList;
import java.util.List;

/** Value, variance and explained share of a metric in past data. */
final class PastMetric {

    private PastMetric() {}

    @SuppressWarnings("ArrayRecordComponent") // never leaves the package
    private record Influence(List<String> variables, double[] gradient, double value) {}

    private static Influence influence(Metric metric, Moments past) {
        double[] means = metric.variables().stream()
                .mapToDouble(v -> past.mean(v).orElse(0))
                .toArray();
        return new Influence(
                metric.variables(),
                metric.formula().gradient(means),
                metric.formula().value(means));
    }

    static Outcome<PowerAnalysis> read(Metric metric, Moments past) {
        List<String> all = new ArrayList<>(metric.variables());
        metric.covariates().forEach(c -> all.addAll(c.variables()));
        Reason none = past.whyNoVariance(all.toArray(new String[0])).orElse(null);
        if (none != null) {
            return PowerAnalysis.absent(none);
        }
        Influence y = influence(metric, past);
        if (!Double.isFinite(y.value)) {
            return PowerAnalysis.absent(Reason.ZERO_DENOMINATOR);
        }
        double variance = product(y, y, past) / (past.n() - 1);
        if (!(variance > 0) || !Double.isFinite(variance)) {
            return PowerAnalysis.absent(Reason.NO_VARIATION);
        }
        return Outcome.of(PowerAnalysis.of(y.value, variance).withCovariates(explained(y, metric.covariates(), past)));
    }

    /** R² of the metric's influence on those of its covariates; a covariate that tells nothing new is left out. */
    private static double explained(Influence y, List<Metric> covariates, Moments past) {
        List<Influence> x = new ArrayList<>();
        for (Metric covariate : covariates) {
            Influence next = influence(covariate, past);
            if (Double.isFinite(next.value) && product(next, next, past) > 0) {
                x.add(next);
            }
        }
        if (x.isEmpty()) {
            return 0;
        }
        double[][] within = new double[x.size()][x.size()];
        double[] with = new double[x.size()];
        for (int i = 0; i < with.length; i++) {
            with[i] = product(x.get(i), y, past);
            for (int j = 0; j <= i; j++) {
                within[i][j] = product(x.get(i), x.get(j), past);
                within[j][i] = within[i][j];
            }
        }
        double[] theta = new Cholesky(within).solve(with);
        double explained = 0;
        for (int i = 0; i < theta.length; i++) {
            explained += theta[i] * with[i];
        }
        return Math.min(Math.max(0, explained / product(y, y, past)), 1 - 1e-12);
    }

    /** uᵀ·M2·w of two influences. */
    private static double product(Influence a, Influence b, Moments past) {
        double sum = 0;
        for (int i = 0; i < a.gradient.length; i++) {
            for (int j = 0; j < b.gradient.length; j++) {
                sum += a.gradient[i] * b.gradient[j] * past.centredProduct(a.variables.get(i), b.variables.get(j));
            }
        }
        return sum;
    }
}
