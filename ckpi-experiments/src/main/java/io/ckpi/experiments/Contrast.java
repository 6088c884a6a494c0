package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A metric compared between two arms.
 *
 * @param controlUnits units of the control arm
 * @param treatedUnits units of the treated arm
 * @param control the metric's value in the control arm, without adjustment
 * @param treated the same in the treated arm
 * @param adjustedControl the value after adjustment by covariates; the same as {@code control} without
 * @param adjustedTreated the same in the treated arm
 * @param controlVariance the squared standard error of the adjusted value in the control arm
 * @param treatedVariance the same in the treated arm
 * @param absolute the test of treated − control
 * @param relative the test of (treated − control) / control, or why there is none
 * @param coefficients the pooled coefficient of each covariate (0 for a dropped one); per-arm ones for Lin's adjustment, those
 *     of the control arm first
 * @param conventions the conventions used
 * @param flags what else is worth knowing
 */
public record Contrast(
        long controlUnits,
        long treatedUnits,
        double control,
        double treated,
        double adjustedControl,
        double adjustedTreated,
        double controlVariance,
        double treatedVariance,
        TestResult absolute,
        Outcome<TestResult> relative,
        List<Double> coefficients,
        Conventions conventions,
        Set<Flag> flags) {

    /** Copies lists and flags. */
    public Contrast {
        coefficients = List.copyOf(coefficients);
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }

    /** The effect per unit, treated − control, with its interval. */
    public Reading difference(Unit unit) {
        return reading(absolute, unit, 1);
    }

    /** The relative effect with its interval, or why there is none. */
    public Reading lift() {
        if (relative instanceof Outcome.NotComputable<TestResult> none) {
            return none.why();
        }
        return reading(relative.value().orElseThrow(), Unit.RATIO, 1);
    }

    /** The effect over all treated units, in {@code unit}: the effect per unit times their number. */
    public Reading total(Unit unit) {
        return reading(absolute, unit, (double) treatedUnits);
    }

    private Reading reading(TestResult test, Unit unit, double factor) {
        Interval interval = test.interval();
        double value = test.estimate() * factor;
        Interval scaled;
        if (!Double.isFinite(value) || !finite(interval.low(), factor) || !finite(interval.high(), factor)) {
            return tooLarge();
        }
        scaled = interval.times(factor);
        Estimate estimate = Estimate.of(value, unit)
                .withInterval(scaled)
                .withN(Math.addExact(controlUnits, treatedUnits))
                .withMethod(test.method());
        for (Flag flag : flags) {
            estimate = estimate.withFlag(flag);
        }
        return new Measured(estimate);
    }

    private static boolean finite(@Nullable Double end, double factor) {
        return end == null || Double.isFinite(end * factor);
    }

    static Absent tooLarge() {
        return Absent.because(
                Reason.UNBOUNDED,
                "beyond the range of double-precision numbers",
                "за пределами чисел двойной точности");
    }
}
