package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Direction;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ways to bring the columns of a decision matrix to one scale, each column by itself, with one form for benefits and one
 * for costs. A missing cell stays missing; sums and extremes are those of the present cells.
 */
public enum MatrixForm {
    /** (x − min)/(max − min); cost (max − x)/(max − min). All equal: DEGENERATE_RANGE. */
    MIN_MAX {
        @Override
        double[] column(double[] x, boolean cost) {
            double min = min(x);
            double width = max(x) - min;
            return map(x, v -> cost ? (max(x) - v) / width : (v - min) / width);
        }
    },
    /** x/Σx; cost (1/x)/Σ(1/x). A sum of 0: DEGENERATE_RANGE. */
    SUM {
        @Override
        double[] column(double[] x, boolean cost) {
            double[] y = cost ? map(x, v -> 1 / v) : x;
            double sum = present(y).sum();
            return map(y, v -> v / sum);
        }
    },
    /** x/max; cost min/x. */
    LINEAR_RATIO {
        @Override
        double[] column(double[] x, boolean cost) {
            return map(x, v -> cost ? min(x) / v : v / max(x));
        }
    },
    /** x/max; cost 1 − x/max. */
    MAX {
        @Override
        double[] column(double[] x, boolean cost) {
            return map(x, v -> cost ? 1 - v / max(x) : v / max(x));
        }
    },
    /** x/‖x‖; cost 1 − x/‖x‖, with the Euclidean norm. */
    VECTOR {
        @Override
        double[] column(double[] x, boolean cost) {
            double scale = present(x).map(Math::abs).max().orElse(0);
            double norm = scale
                    * Math.sqrt(present(x).map(v -> v / scale * (v / scale)).sum());
            return map(x, v -> cost ? 1 - v / norm : v / norm);
        }
    };

    abstract double[] column(double[] x, boolean cost);

    /**
     * The panel in this form.
     *
     * @param panel the values
     * @param directions one per column: HIGHER_IS_BETTER is a benefit, LOWER_IS_BETTER a cost
     * @return the scaled panel; not computable, DEGENERATE_RANGE, if the form does not exist for some columns, which are
     *     named
     * @throws IllegalArgumentException if the directions do not fit
     */
    public Outcome<Panel> scores(Panel panel, List<Direction> directions) {
        if (directions.size() != panel.width()) {
            throw new IllegalArgumentException(directions.size() + " directions for " + panel.width() + " columns");
        }
        directions.forEach(Checks::upOrDown);
        List<Column> columns = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (int j = 0; j < panel.width(); j++) {
            double[] scaled = column(panel.column(j).toArray(), directions.get(j) == Direction.LOWER_IS_BETTER);
            boolean fine = true;
            for (int i = 0; i < scaled.length; i++) {
                fine &= Double.isFinite(scaled[i]) == panel.column(j).isPresent(i);
            }
            if (fine) {
                columns.add(Column.withMissing(scaled));
            } else {
                bad.add(Integer.toString(j));
            }
        }
        if (!bad.isEmpty()) {
            String list = String.join(", ", bad);
            return Outcome.absent(Absent.because(
                    Reason.DEGENERATE_RANGE,
                    "no form " + this + " of columns " + list,
                    "нет формы " + this + " столбцов " + list));
        }
        return Outcome.of(new Panel(columns));
    }

    private static java.util.stream.DoubleStream present(double[] x) {
        return Arrays.stream(x).filter(v -> !Double.isNaN(v));
    }

    private static double min(double[] x) {
        return present(x).min().orElse(Double.NaN);
    }

    private static double max(double[] x) {
        return present(x).max().orElse(Double.NaN);
    }

    private static double[] map(double[] x, java.util.function.DoubleUnaryOperator score) {
        return Arrays.stream(x)
                .map(v -> !Double.isNaN(v) ? score.applyAsDouble(v) : v)
                .toArray();
    }
}
