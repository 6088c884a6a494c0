package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Locale;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How a number changed between two periods.
 *
 * @param difference later less earlier, in their unit, with an interval where both have one; or Absent
 * @param percent the change in per cent of the earlier value; Absent with ZERO_BASE or NEGATIVE_BASE where that has no
 *     meaning
 * @param trend the arrow
 */
public record Change(Reading difference, Reading percent, Trend trend) {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /**
     * The change between two readings, treated as independent.
     *
     * <p>The interval of the difference is made from the two intervals: with the half widths below and above each value,
     * the lower end is d − √(below₁² + above₀²) and the upper end d + √(above₁² + below₀²). Source: G. Y. Zou and A. Donner
     * 2008, doi:10.1002/sim.3095. Intervals of different levels are first brought to that of the later one.
     *
     * @param from the earlier reading
     * @param to the later reading
     */
    public static Change between(Reading from, Reading to) {
        if (!(from instanceof Measured earlier)) {
            return none(from, "the earlier value is missing", "прежнего значения нет");
        }
        if (!(to instanceof Measured later)) {
            return none(to, "the later value is missing", "нового значения нет");
        }
        Estimate a = earlier.estimate();
        Estimate b = later.estimate();
        if (!a.unit().equals(b.unit())) {
            Absent why = Absent.because(
                    Reason.INVALID_INPUT,
                    "the units differ: " + a.unit() + " and " + b.unit(),
                    "единицы различаются: " + a.unit() + " и " + b.unit());
            return new Change(why, why, Trend.UNCLEAR);
        }
        double d = Checks.cut(b.value() - a.value());
        Estimate difference = Estimate.of(d, a.unit()).withN(a.n() + b.n()).withMethod("difference");
        Interval interval = interval(d, a, b);
        Trend trend = Trend.UNCLEAR;
        if (interval == null) {
            difference = difference.withFlag(Flag.of(Flag.Code.NO_INTERVAL));
        } else {
            difference = difference.withInterval(interval).withMethod("mover");
            Double low = interval.low();
            Double high = interval.high();
            if (low != null && low > 0) {
                trend = Trend.UP;
            } else if (high != null && high < 0) {
                trend = Trend.DOWN;
            }
        }
        return new Change(new Measured(difference), percent(a.value(), b.value(), a.unit()), trend);
    }

    private static Change none(Reading missing, String en, String ru) {
        Absent why = Absent.because(missing.why().orElse(Reason.NO_DATA), en, ru);
        return new Change(why, why, Trend.UNCLEAR);
    }

    private static @org.jspecify.annotations.Nullable Interval interval(double d, Estimate a, Estimate b) {
        Interval from = a.interval();
        Interval to = b.interval();
        if (from == null || to == null) {
            return null;
        }
        double scale = z(to.level()) / z(from.level());
        Double low = to.low() == null || from.high() == null
                ? null
                : (Double) (d - Math.hypot(b.value() - to.low(), scale * (from.high() - a.value())));
        Double high = to.high() == null || from.low() == null
                ? null
                : (Double) (d + Math.hypot(to.high() - b.value(), scale * (a.value() - from.low())));
        boolean finite = (low == null || Double.isFinite(low)) && (high == null || Double.isFinite(high));
        return finite ? new Interval(low, high, to.level()) : null;
    }

    private static double z(double level) {
        return NORMAL.inverseSurvivalProbability((1 - level) / 2);
    }

    /**
     * The change in per cent, (to − from)/from · 100. From 0: ZERO_BASE; from a negative base: NEGATIVE_BASE; both with the
     * absolute change in the detail.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    public static Reading percent(double from, double to) {
        return percent(from, to, null);
    }

    private static Reading percent(double from, double to, @org.jspecify.annotations.Nullable Unit unit) {
        Checks.finite("from", from);
        Checks.finite("to", to);
        if (from <= 0) {
            String change = String.format(Locale.ROOT, "%.6g", to - from) + (unit == null ? "" : " " + unit);
            return Absent.because(
                    from < 0 ? Reason.NEGATIVE_BASE : Reason.ZERO_BASE,
                    "absolute change " + change,
                    "абсолютное изменение " + change);
        }
        return new Measured(Estimate.of(Checks.cut((to / from - 1) * 100), Unit.PERCENT)
                .withMethod("percent-change")
                .withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }

    /**
     * The compound growth per unit of time, (to/from)^(1/(toTime − fromTime)) − 1, as a ratio. From 0: ZERO_BASE; from a
     * negative base: NEGATIVE_BASE; to a negative value: NON_POSITIVE.
     *
     * @param fromTime time of the first value, for instance a year
     * @param from the first value
     * @param toTime time of the last value, after {@code fromTime}
     * @param to the last value
     * @throws IllegalArgumentException if a number is not finite or the times do not rise
     */
    public static Reading compoundGrowth(double fromTime, double from, double toTime, double to) {
        Checks.ordered("fromTime", fromTime, "toTime", toTime);
        Checks.finite("from", from);
        Checks.finite("to", to);
        if (from <= 0) {
            return Absent.because(from < 0 ? Reason.NEGATIVE_BASE : Reason.ZERO_BASE);
        }
        if (to < 0) {
            return Absent.because(Reason.NON_POSITIVE, "the last value is negative", "последнее значение отрицательно");
        }
        double growth = to == 0 ? -1 : Math.expm1((Math.log(to) - Math.log(from)) / (toTime - fromTime));
        return new Measured(Estimate.of(Checks.cut(growth), Unit.RATIO)
                .withMethod("compound-growth")
                .withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }
}
