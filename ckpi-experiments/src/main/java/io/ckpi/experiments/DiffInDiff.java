package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Flag;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.internal.LeastSquares;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Difference in differences, where nobody was randomised: the change of the treated minus the change of the others.
 *
 * <p>It assumes that without the treatment both would have changed alike, which the data cannot show; every result carries the flag
 * OBSERVATIONAL.
 *
 * <p><b>Definition.</b> {@link #panel}: the same units before and after; Welch's test of the changes. {@link #crossSections}: other
 * units each time; least squares of y on treated, after and their product with the HC1 variance, N − 4 degrees of freedom.
 * {@link #periods}: units over several periods; the same regression with a variance clustered by unit, G − 1 degrees of freedom.
 *
 * <p><b>Thread-safety.</b> static functions.
 *
 * <p><b>References.</b> M. Bertrand, E. Duflo, S. Mullainathan 2004, doi:10.1162/003355304772839588.
 */
public final class DiffInDiff {

    private DiffInDiff() {}

    /**
     * The effect.
     *
     * @param test the test of the difference of changes
     * @param classicalError the standard error under equal variances; for a panel the test's own
     * @param flags OBSERVATIONAL
     */
    public record Result(TestResult test, double classicalError, Set<Flag> flags) {
        /** Copies the flags. */
        public Result {
            flags = Set.copyOf(flags);
        }
    }

    /**
     * The same units before and after.
     *
     * @throws IllegalArgumentException if an arm's arrays differ in length or a value is not finite
     */
    public static Outcome<Result> panel(
            double[] controlBefore,
            double[] controlAfter,
            double[] treatedBefore,
            double[] treatedAfter,
            double level) {
        double[] control = changes("control", controlBefore, controlAfter);
        double[] treated = changes("treated", treatedBefore, treatedAfter);
        Outcome<Contrast> outcome = MeanComparison.withDefaults()
                .with(Conventions.defaults().withLevel(level))
                .compare(control, treated);
        return outcome instanceof Outcome.Computed<Contrast> computed
                ? Outcome.of(new Result(
                        computed.result().absolute(),
                        computed.result().absolute().standardError(),
                        Set.of(Flag.of(Flag.Code.OBSERVATIONAL))))
                : Outcome.absent(((Outcome.NotComputable<Contrast>) outcome).why());
    }

    private static double[] changes(String arm, double[] before, double[] after) {
        if (before.length != after.length) {
            throw new IllegalArgumentException(
                    arm + " has " + before.length + " units before and " + after.length + " after");
        }
        check(arm + " before", before);
        check(arm + " after", after);
        double[] changes = new double[before.length];
        Arrays.setAll(changes, i -> after[i] - before[i]);
        return changes;
    }

    private static void check(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(name + "[" + i + "] is not finite: " + values[i]);
            }
        }
    }

    /** Other units each time. @throws IllegalArgumentException if a value is not finite */
    public static Outcome<Result> crossSections(
            double[] controlBefore,
            double[] controlAfter,
            double[] treatedBefore,
            double[] treatedAfter,
            double level) {
        double[][] cells = {controlBefore, controlAfter, treatedBefore, treatedAfter};
        String[] names = {"control before", "control after", "treated before", "treated after"};
        int n = 0;
        for (int cell = 0; cell < 4; cell++) {
            check(names[cell], cells[cell]);
            n += cells[cell].length;
        }
        boolean[] treated = new boolean[n];
        boolean[] after = new boolean[n];
        double[] y = new double[n];
        int at = 0;
        for (int cell = 0; cell < 4; cell++) {
            for (double value : cells[cell]) {
                treated[at] = cell >= 2;
                after[at] = cell % 2 == 1;
                y[at++] = value;
            }
        }
        return regression(treated, after, y, null, level);
    }

    /**
     * Units over several periods.
     *
     * @param unit of each row
     * @param treated whether the unit is treated, in each of its rows
     * @param after whether the row's period lies after the start of the treatment
     * @param outcome of each row
     * @throws IllegalArgumentException if the lengths differ or an outcome is not finite
     */
    public static Outcome<Result> periods(
            long[] unit, boolean[] treated, boolean[] after, double[] outcome, double level) {
        if (unit.length != treated.length || unit.length != after.length || unit.length != outcome.length) {
            throw new IllegalArgumentException("lengths differ: " + unit.length + ", " + treated.length + ", "
                    + after.length + ", " + outcome.length);
        }
        check("outcome", outcome);
        return regression(treated, after, outcome, unit, level);
    }

    private static Outcome<Result> regression(
            boolean[] treated, boolean[] after, double[] y, long @Nullable [] unit, double level) {
        int[] counts = new int[4];
        double[][] rows = new double[y.length][];
        for (int i = 0; i < y.length; i++) {
            double t = treated[i] ? 1 : 0;
            double p = after[i] ? 1 : 0;
            counts[(treated[i] ? 2 : 0) + (after[i] ? 1 : 0)]++;
            rows[i] = new double[] {1, t, p, t * p};
        }
        for (int count : counts) {
            if (count < 2) {
                return Outcome.absent(Absent.because(
                        count == 0 ? Reason.NO_DATA : Reason.INSUFFICIENT_DATA,
                        "a group has " + count + " rows before or after",
                        "наблюдений в одной из групп до или после: " + count));
            }
        }
        LeastSquares fit = new LeastSquares(rows, y);
        double variance;
        double degrees;
        if (unit == null) {
            variance = fit.robustVariance(3);
            degrees = y.length - 4.0;
        } else {
            Map<Long, Integer> index = new HashMap<>();
            int[] cluster = new int[unit.length];
            for (int i = 0; i < unit.length; i++) {
                Integer known = index.putIfAbsent(unit[i], index.size());
                cluster[i] = known == null ? index.size() - 1 : known;
            }
            variance = fit.clusterVariance(3, cluster, index.size());
            degrees = index.size() - 1.0;
        }
        double scale = Arrays.stream(y).map(Math::abs).max().orElse(0);
        if (!(variance > 1e-28 * scale * scale)) {
            return Outcome.absent(Absent.because(Reason.NO_VARIATION));
        }
        TestResult test = TestResult.of(
                fit.coefficient(3),
                Math.sqrt(variance),
                degrees,
                0,
                Alternative.TWO_SIDED,
                level,
                unit == null ? "ols-hc1" : "ols-cluster");
        return Outcome.of(
                new Result(test, Math.sqrt(fit.classicalVariance(3)), Set.of(Flag.of(Flag.Code.OBSERVATIONAL))));
    }
}
