package io.ckpi.scoring;

import io.ckpi.core.Direction;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Indicator;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an indicator shall reach.
 *
 * @param indicator id of the indicator
 * @param value the target, in the unit of its readings
 * @param baseline where the way to the target begins; null means 0, which is only allowed if higher is better
 * @param provenance where the target comes from
 * @param from first day it holds, or null if it always held
 * @param until the day after the last day it holds, or null if it has no end
 */
public record Target(
        String indicator,
        double value,
        @Nullable Double baseline,
        Provenance provenance,
        @Nullable LocalDate from,
        @Nullable LocalDate until) {

    /** Checks that target and baseline differ and that the validity is not empty. */
    public Target {
        if (!Indicator.isId(indicator)) {
            throw new IllegalArgumentException("not an indicator id: " + indicator);
        }
        Checks.finite("target of " + indicator, value);
        if (baseline != null) {
            Checks.finite("baseline of " + indicator, baseline);
            if (baseline == value) {
                throw new IllegalArgumentException("target of " + indicator + " equals its baseline: " + value);
            }
        }
        Objects.requireNonNull(provenance, "provenance");
        if (from != null && until != null && !from.isBefore(until)) {
            throw new IllegalArgumentException(
                    "target of " + indicator + " holds for no day: from " + from + " until " + until);
        }
    }

    /** A target the company has set, without baseline and without end. */
    public static Target of(String indicator, double value) {
        return new Target(indicator, value, null, Provenance.SET, null, null);
    }

    /** The same target on the way from a baseline. */
    public Target withBaseline(double newBaseline) {
        return new Target(indicator, value, newBaseline, provenance, from, until);
    }

    /** The same target for the days from {@code newFrom} to the day before {@code newUntil}. */
    public Target withValidity(@Nullable LocalDate newFrom, @Nullable LocalDate newUntil) {
        return new Target(indicator, value, baseline, provenance, newFrom, newUntil);
    }

    /** The same target of another provenance. */
    public Target with(Provenance newProvenance) {
        return new Target(indicator, value, baseline, newProvenance, from, until);
    }

    /** True if the target holds on that day. */
    public boolean holdsOn(LocalDate day) {
        return (from == null || !day.isBefore(from)) && (until == null || day.isBefore(until));
    }

    /**
     * Checks that attainment is defined for an indicator of that direction.
     *
     * @throws IllegalArgumentException if a baseline is missing, lies on the wrong side or equals the target, or the
     *     direction is NEUTRAL
     */
    public void check(Direction direction) {
        double start = baseline(direction);
        if (direction == Direction.LOWER_IS_BETTER ? start < value : directed(direction) && start > value) {
            throw new IllegalArgumentException("target " + value + " of " + indicator + " lies on the worse side of its"
                    + " baseline " + start + " for " + direction);
        }
    }

    private static boolean directed(Direction direction) {
        return direction == Direction.HIGHER_IS_BETTER || direction == Direction.UP_TO_TARGET;
    }

    private double baseline(Direction direction) {
        if (direction == Direction.NEUTRAL) {
            throw new IllegalArgumentException(indicator + " is never judged, so it has no target");
        }
        if (baseline == null && !directed(direction)) {
            throw new IllegalArgumentException(
                    "target of " + indicator + " needs a baseline, as its direction is " + direction);
        }
        double start = baseline == null ? 0 : baseline;
        if (start == value) {
            throw new IllegalArgumentException("target of " + indicator + " equals its baseline: " + value);
        }
        return start;
    }

    /**
     * How much of the way from the baseline to the target is done: (actual − baseline)/(target − baseline), for either
     * direction; for UP_TO_TARGET cut at 1; if the target is best 1 − |actual − target|/|target − baseline|, which is the
     * same on the side of the baseline.
     *
     * @throws IllegalArgumentException as {@link #check}, or if {@code actual} is not finite
     */
    public double attainment(double actual, Direction direction) {
        Checks.finite("actual", actual);
        check(direction);
        double start = baseline(direction);
        if (direction == Direction.TARGET_IS_BEST) {
            return Checks.cut(1 - Math.abs(actual - value) / Math.abs(value - start));
        }
        double done = Checks.cut((actual - start) / (value - start));
        return direction == Direction.UP_TO_TARGET ? Math.min(1, done) : done;
    }

    /** {@link #attainment(double, Direction)} of a reading, as a ratio; Absent for the reading's reason. */
    public Reading attainment(Reading actual, Direction direction) {
        return actual instanceof Measured measured
                ? new Measured(Estimate.of(attainment(measured.estimate().value(), direction), Unit.RATIO)
                        .withN(measured.estimate().n())
                        .withMethod("attainment")
                        .withFlag(Flag.of(Flag.Code.NO_INTERVAL)))
                : actual;
    }

    /** True if the target is met; exactly is enough. */
    public boolean isMetBy(double actual, Direction direction) {
        Checks.finite("actual", actual);
        check(direction);
        return switch (direction) {
            case HIGHER_IS_BETTER, UP_TO_TARGET -> actual >= value;
            case LOWER_IS_BETTER -> actual <= value;
            default -> actual == value;
        };
    }

    /** The colour of a value: GREEN if the target is met, else by the attainment in per cent. */
    public Colour colour(double actual, Direction direction, Thresholds thresholds) {
        return isMetBy(actual, direction)
                ? Colour.GREEN
                : thresholds.of(Checks.cut(100 * attainment(actual, direction)));
    }
}
