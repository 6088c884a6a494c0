package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Direction;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import java.util.List;
import java.util.Objects;

/**
 * The weighted models of decision making on a matrix form: with n_ij the scaled cell, the sum Σ_j w_j·n_ij, the product
 * Π_j n_ij^w_j, or the logarithm of the product, Σ_j w_j·log₁₀ n_ij.
 *
 * @param kind which model
 * @param form how the columns are scaled
 * @param rawWeights whether weights are taken as they are; else they are scaled to sum 1. Raw weights are for comparison
 *     with published results of other software
 */
public record WeightedModel(Kind kind, MatrixForm form, boolean rawWeights) {

    /** The models. */
    public enum Kind {
        /** Weighted sum. */
        SUM,
        /** Weighted product; needs positive cells. */
        PRODUCT,
        /** Base-ten logarithm of the weighted product; needs positive cells. */
        LOG_PRODUCT
    }

    /** Checks that nothing is missing. */
    public WeightedModel {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(form, "form");
    }

    /** The weighted sum on a form, with scaled weights. */
    public static WeightedModel sum(MatrixForm form) {
        return new WeightedModel(Kind.SUM, form, false);
    }

    /** The same with weights as they are. */
    public WeightedModel withRawWeights() {
        return new WeightedModel(kind, form, true);
    }

    /**
     * One score per row. Not computable if a cell is missing (INSUFFICIENT_DATA), the form does not exist
     * (DEGENERATE_RANGE) or a product meets a cell of 0 or less (NON_POSITIVE).
     *
     * @throws IllegalArgumentException if directions or weights do not fit
     */
    public Outcome<Column> scores(Panel panel, List<Direction> directions, double... weights) {
        if (weights.length != panel.width()) {
            throw new IllegalArgumentException(weights.length + " weights for " + panel.width() + " columns");
        }
        double[] scaled = WeightChecks.scaled("weight", weights);
        double[] used = rawWeights ? weights : scaled;
        Outcome<Panel> scaledPanel = form.scores(panel, directions);
        if (!(scaledPanel instanceof Outcome.Computed<Panel> computed)) {
            return Outcome.absent(((Outcome.NotComputable<Panel>) scaledPanel).why());
        }
        Panel n = computed.result();
        double[] scores = new double[panel.rows()];
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < used.length; j++) {
                if (!n.column(j).isPresent(i)) {
                    return Outcome.absent(Absent.because(
                            Reason.INSUFFICIENT_DATA,
                            "row " + i + " lacks column " + j,
                            "в строке " + i + " нет столбца " + j));
                }
                double cell = n.column(j).get(i);
                if (kind != Kind.SUM && !(cell > 0)) {
                    return Outcome.absent(Absent.because(
                            Reason.NON_POSITIVE,
                            "row " + i + ", column " + j + " of the form " + form,
                            "строка " + i + ", столбец " + j + " формы " + form));
                }
                scores[i] += used[j] * (kind == Kind.SUM ? cell : Math.log10(cell));
            }
            scores[i] = Checks.cut(kind == Kind.PRODUCT ? Math.pow(10, scores[i]) : scores[i]);
        }
        return Outcome.of(Column.of(scores));
    }
}
