package io.ckpi.value.internal;

import io.ckpi.value.internal.Form.Dropout;
import io.ckpi.value.internal.Form.Rate;
import org.jspecify.annotations.Nullable;

/**
 * Maximum likelihood of BG/BB and its limits.
 *
 * <p><b>Thread-safety.</b> static functions.
 */
public final class OpportunityFit {

    private OpportunityFit() {}

    /**
     * The answer.
     *
     * @param form the full model or the limit that was chosen
     * @param best where the search ended
     * @param certificate the slope from a limit of equal chances into the interior; NaN otherwise
     */
    public record Answer(Form form, Newton.Maximum best, double certificate) {}

    /** Fits; null if nothing converged. */
    public static @Nullable Answer fit(Groups groups) {
        Form full = Form.full(Form.Family.BGBB, 1);
        Form form = full;
        Newton.Maximum best = null;
        for (double[] start : new double[][] {{1, 1, 1, 2}, {1, 1, 0.05, 0.2}, {1, 1, 2, 20}}) {
            Newton.Maximum at = Newton.maximise(new BgBbLikelihood(groups, full), start);
            if (at.proved() && (best == null || at.value() > best.value())) {
                best = at;
            }
        }
        double highest = best == null ? Double.NEGATIVE_INFINITY : best.value();
        for (Rate rate : Rate.values()) {
            for (Dropout dropout : Dropout.values()) {
                Form limit = full.with(rate, dropout);
                if (limit.equals(full)) {
                    continue;
                }
                Newton.Maximum at = Newton.maximise(new BgBbLikelihood(groups, limit), start(limit));
                if (!at.proved() || at.value() < highest - 1e-6) {
                    continue;
                }
                highest = Math.max(highest, at.value());
                if (best == null || at.value() > best.value() + 1e-6 || limit.size() < form.size()) {
                    best = at;
                    form = limit;
                }
            }
        }
        return best == null ? null : new Answer(form, best, certificate(groups, form, best));
    }

    private static double[] start(Form form) {
        double[] start = new double[form.size()];
        for (int i = 0; i < start.length; i++) {
            start[i] = form.isShare(i) ? 0.3 : 1;
        }
        return start;
    }

    private static double certificate(Groups groups, Form form, Newton.Maximum at) {
        int n = form.size();
        double[][] products = new double[n][n];
        new BgBbLikelihood(groups, form).scoreProducts(at.p(), products);
        double worst = Double.NaN;
        for (int i = 0; i < n; i++) {
            boolean rate = i == 0 && form.rate() == Rate.POINT;
            boolean drop = i == form.dropoutAt() && form.dropout() == Dropout.POINT;
            if (rate || drop) {
                double p = at.p()[i];
                double slope = p * (1 - p) / 2 * (at.hessian()[i][i] + products[i][i]);
                worst = Double.isNaN(worst) ? slope : Math.max(worst, slope);
            }
        }
        return worst;
    }
}
