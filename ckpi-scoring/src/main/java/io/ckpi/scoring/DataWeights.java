package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Direction;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arithmetic of weights that come from data. */
final class DataWeights {

    private DataWeights() {}

    static Outcome<Weights> standardDeviation(Panel panel) {
        Optional<Outcome<Weights>> unfit = unfit(panel);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        double[] sd = new double[panel.width()];
        for (int j = 0; j < sd.length; j++) {
            sd[j] = Relatives.Moments.of(panel.column(j).toArray()).sd();
        }
        return proportional("standard-deviation", sd, Map.of("standard deviation", sd));
    }

    static Outcome<Weights> entropy(Panel panel) {
        Optional<Outcome<Weights>> unfit = unfit(panel);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        int m = panel.rows();
        double[] entropy = new double[panel.width()];
        double[] diversity = new double[panel.width()];
        List<Integer> empty = new ArrayList<>();
        for (int j = 0; j < entropy.length; j++) {
            double[] column = panel.column(j).toArray();
            double max = Arrays.stream(column).max().orElseThrow();
            double min = Arrays.stream(column).min().orElseThrow();
            if (min < 0) {
                return none(
                        Reason.INVALID_INPUT,
                        "column " + j + " has a negative cell",
                        "в столбце " + j + " есть отрицательная ячейка");
            }
            if (max == 0) {
                empty.add(j);
                continue;
            }
            double sum = Arrays.stream(column).map(x -> x / max).sum();
            double h = 0;
            for (double x : column) {
                double p = x / max / sum;
                h -= p > 0 ? p * Math.log(p) : 0;
            }
            entropy[j] = Math.min(1, h / Math.log(m));
            diversity[j] = min == max ? 0 : 1 - entropy[j];
        }
        if (!empty.isEmpty()) {
            return degenerate("the sum is 0 in columns ", "сумма равна 0 в столбцах ", empty);
        }
        return proportional("entropy", diversity, Map.of("entropy", entropy));
    }

    static Outcome<Weights> critic(Panel panel, List<Direction> directions, Weighting.Critic.Correlation correlation) {
        Optional<Outcome<Weights>> unfit = unfit(panel);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        int n = panel.width();
        double[][] columns = new double[n][];
        List<Integer> constant = new ArrayList<>();
        for (int j = 0; j < n; j++) {
            Outcome<Column> scaled = new Normalizer.MinMax(0, 1, directions.get(j)).scores(panel.column(j));
            if (scaled instanceof Outcome.Computed<Column> computed) {
                columns[j] = computed.result().toArray();
            } else {
                columns[j] = new double[0];
                constant.add(j);
            }
        }
        if (!constant.isEmpty()) {
            return degenerate("constant columns ", "постоянные столбцы ", constant);
        }
        double[] sd = new double[n];
        double[] conflict = new double[n];
        double[] information = new double[n];
        double[][] compared = new double[n][];
        for (int j = 0; j < n; j++) {
            sd[j] = Relatives.Moments.of(columns[j]).sd();
            compared[j] = correlation == Weighting.Critic.Correlation.SPEARMAN ? meanRanks(columns[j]) : columns[j];
        }
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < n; k++) {
                conflict[j] += j == k ? 0 : 1 - pearson(compared[j], compared[k]);
            }
            information[j] = sd[j] * conflict[j];
        }
        return proportional("critic", information, Map.of("standard deviation", sd, "conflict", conflict));
    }

    static double pearson(double[] x, double[] y) {
        Relatives.Moments mx = Relatives.Moments.of(x);
        Relatives.Moments my = Relatives.Moments.of(y);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - mx.mean()) / mx.sd() * ((y[i] - my.mean()) / my.sd());
        }
        return Math.min(1, Math.max(-1, sum / (x.length - 1)));
    }

    private static double[] meanRanks(double[] x) {
        double[] ranks = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int below = 0;
            int equal = 0;
            for (double other : x) {
                below += other < x[i] ? 1 : 0;
                equal += other == x[i] ? 1 : 0;
            }
            ranks[i] = below + (equal + 1) / 2.0;
        }
        return ranks;
    }

    private static Optional<Outcome<Weights>> unfit(Panel panel) {
        List<Integer> missing = new ArrayList<>();
        for (int j = 0; j < panel.width(); j++) {
            if (panel.column(j).present() < panel.rows()) {
                missing.add(j);
            }
        }
        if (!missing.isEmpty()) {
            return Optional.of(none(
                    Reason.INSUFFICIENT_DATA,
                    "cells are missing in columns " + join(missing),
                    "пропуски в столбцах " + join(missing)));
        }
        return panel.rows() < 2
                ? Optional.of(none(Reason.INSUFFICIENT_DATA, "fewer than two rows", "меньше двух строк"))
                : Optional.empty();
    }

    private static Outcome<Weights> proportional(String method, double[] raw, Map<String, double[]> found) {
        if (Arrays.stream(raw).noneMatch(v -> v > 0)) {
            return none(Reason.DEGENERATE_RANGE, "no column varies", "ни один столбец не меняется");
        }
        Map<String, List<Double>> diagnostics = new LinkedHashMap<>();
        found.forEach((name, values) ->
                diagnostics.put(name, Arrays.stream(values).boxed().toList()));
        double[] positive = Arrays.stream(raw).map(v -> Math.max(0, v)).toArray();
        double[] weights = WeightChecks.scaled("weight", positive);
        return Outcome.of(new Weights(method, Arrays.stream(weights).boxed().toList(), null, diagnostics));
    }

    private static Outcome<Weights> degenerate(String en, String ru, List<Integer> columns) {
        return none(Reason.DEGENERATE_RANGE, en + join(columns), ru + join(columns));
    }

    private static String join(List<Integer> columns) {
        return String.join(", ", columns.stream().map(String::valueOf).toList());
    }

    private static Outcome<Weights> none(Reason reason, String en, String ru) {
        return Outcome.absent(Absent.because(reason, en, ru));
    }
}
