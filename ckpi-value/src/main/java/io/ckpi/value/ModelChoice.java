package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which transaction model fits these histories best: a table of NBD (nobody leaves), BG/NBD, MBG/NBD, their forms with
 * regular timing and Pareto/NBD.
 *
 * <p>Recommended is the least BIC; AIC and, where a later period is given, the error of the predicted number of purchases
 * stand beside it. Regular timing (k &gt; 1) enters only where the histories know the gaps.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class ModelChoice {

    /** The largest k that is tried. */
    private static final int MOST_K = 4;

    private final List<Row> rows;
    private final List<Refused> refused;

    private ModelChoice(List<Row> rows, List<Refused> refused) {
        this.rows = rows;
        this.refused = refused;
    }

    /**
     * One model.
     *
     * @param name its name, for instance {@code MBG/CNBD-2}
     * @param fit its fit
     * @param holdoutError (predicted − actual)/actual purchases in the later period; empty without one or if nobody bought
     */
    public record Row(String name, Fit<? extends TransactionModel> fit, OptionalDouble holdoutError) {
        /** The number of parameters, k of the gaps counted as one where it was chosen. */
        public int parameters() {
            return fit.model().parameters().size() + (fit.model() instanceof BgCnbd ? 1 : 0);
        }

        /** Akaike's criterion. */
        public double aic() {
            return 2.0 * parameters() - 2 * fit.logLikelihood();
        }

        /** Schwarz's criterion, with the number of customers. */
        public double bic() {
            return Math.log((double) fit.customers()) * parameters() - 2 * fit.logLikelihood();
        }
    }

    /**
     * A model that could not be fitted.
     *
     * @param name its name
     * @param why the reason
     */
    public record Refused(String name, Absent why) {}

    /** Fits all models. */
    public static ModelChoice of(Histories histories) {
        return of(histories, OptionalDouble.empty(), 0);
    }

    /**
     * Fits all models and compares what they predict with what happened.
     *
     * @param t length of the later period in the histories' unit, positive and finite
     * @param purchases how many purchase days these customers had in it, 0 or more
     */
    public static ModelChoice of(Histories histories, double t, long purchases) {
        if (!(t > 0 && t < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("t must be positive and finite: " + t);
        }
        if (purchases < 0) {
            throw new IllegalArgumentException("purchases must not be negative: " + purchases);
        }
        return of(histories, OptionalDouble.of(t), purchases);
    }

    private static ModelChoice of(Histories histories, OptionalDouble t, long purchases) {
        List<Row> rows = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        add(rows, refused, "NBD", TransactionModel.fitWithoutDropout(histories), histories, t, purchases);
        add(rows, refused, "BG/NBD", BgNbd.fit(histories), histories, t, purchases);
        add(rows, refused, "MBG/NBD", MbgNbd.fit(histories), histories, t, purchases);
        add(rows, refused, "Pareto/NBD", ParetoNbd.fit(histories), histories, t, purchases);
        for (BgCnbd.Leaving leaving : BgCnbd.Leaving.values()) {
            String family = leaving == BgCnbd.Leaving.AFTER_FIRST ? "MBG/CNBD-" : "BG/CNBD-";
            Fit<BgCnbd> best = null;
            Refused last = null;
            for (int k = 2; k <= MOST_K; k++) {
                Outcome<Fit<BgCnbd>> fit = BgCnbd.fit(histories, k, leaving);
                Optional<Fit<BgCnbd>> now = fit.value();
                if (fit instanceof Outcome.NotComputable<Fit<BgCnbd>> not) {
                    last = new Refused(family + "k", not.why());
                } else if (now.isPresent() && (best == null || now.get().logLikelihood() > best.logLikelihood())) {
                    best = now.get();
                }
            }
            if (best != null) {
                add(rows, refused, family + best.model().k(), Outcome.of(best), histories, t, purchases);
            } else if (last != null) {
                refused.add(last);
            }
        }
        rows.sort(Comparator.comparingDouble(Row::bic));
        return new ModelChoice(List.copyOf(rows), List.copyOf(refused));
    }

    private static <M extends TransactionModel> void add(
            List<Row> rows,
            List<Refused> refused,
            String name,
            Outcome<Fit<M>> outcome,
            Histories histories,
            OptionalDouble t,
            long purchases) {
        if (outcome instanceof Outcome.NotComputable<Fit<M>> not) {
            refused.add(new Refused(name, not.why()));
            return;
        }
        Fit<M> fit = outcome.value().orElseThrow();
        OptionalDouble error = OptionalDouble.empty();
        if (t.isPresent() && purchases > 0) {
            double predicted = 0;
            for (int g = 0; g < histories.groups(); g++) {
                predicted += histories.count(g) * fit.model().expected(histories.history(g), t.getAsDouble());
            }
            error = OptionalDouble.of((predicted - purchases) / purchases);
        }
        rows.add(new Row(name, fit, error));
    }

    /** The models that could be fitted, the least BIC first. */
    public List<Row> rows() {
        return rows;
    }

    /** The models that could not. */
    public List<Refused> refused() {
        return refused;
    }

    /** The model of the least BIC; empty if none could be fitted. */
    public Optional<Row> recommended() {
        return rows.stream().findFirst();
    }

    /** The model of the least AIC; empty if none could be fitted. */
    public Optional<Row> leastAic() {
        return rows.stream().min(Comparator.comparingDouble(Row::aic));
    }

    /** One line per model. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            text.append(row.name)
                    .append(": BIC ")
                    .append(Math.round(row.bic()))
                    .append(", AIC ")
                    .append(Math.round(row.aic()))
                    .append(row.fit.boundary() == Boundary.NONE ? "" : ", " + row.fit.boundary())
                    .append('\n');
        }
        return text.toString();
    }
}
