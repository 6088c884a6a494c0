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
import org.jspecify.annotations.Nullable;

/**
 * What an effect is worth: profit and return where the cost is known, the share that the treatment caused, the lift over all
 * customers. Costs that vary by customer are a variable of the data: see {@link DifferenceRatio} and
 * {@code Metric.combination("profit", Map.of("margin", 1.0, "cost", -1.0))}.
 *
 * <p><b>Thread-safety.</b> static functions.
 */
public final class Economics {

    private Economics() {}

    /**
     * Profit = incremental total · margin − cost.
     *
     * @param total the incremental total, money
     * @param margin the share of revenue that is left before the cost of the action, finite
     * @param cost the known cost of the action, finite, in the total's unit
     * @throws IllegalArgumentException if a number is not finite
     */
    public static Reading profit(Reading total, double margin, double cost) {
        finite("margin", margin);
        finite("cost", cost);
        return map(total, margin, -cost, null, "profit");
    }

    /**
     * iROAS = incremental total / cost, a ratio.
     *
     * @throws IllegalArgumentException if the cost is not positive and finite
     */
    public static Reading iroas(Reading total, double cost) {
        positive(cost);
        return map(total, 1 / cost, 0, Unit.RATIO, "iroas");
    }

    /**
     * Cost per incremental order = cost / incremental orders.
     *
     * <p>Undefined where the interval of the orders is not clear of 0: {@link Reason#UNBOUNDED}.
     *
     * @param orders the incremental orders in total
     * @param cost the known cost
     * @param money the cost's unit
     * @throws IllegalArgumentException if the cost is not positive and finite
     */
    public static Reading costPerIncremental(Reading orders, double cost, Unit money) {
        positive(cost);
        if (!(orders instanceof Measured measured)) {
            return orders;
        }
        Estimate estimate = measured.estimate();
        Interval interval = estimate.interval();
        if (interval == null || interval.low() == null || !(interval.low() > 0)) {
            return Absent.because(
                    Reason.UNBOUNDED,
                    "the incremental number is not clear of 0",
                    "прирост статистически не отличается от нуля");
        }
        Double low = interval.high() == null ? null : (Double) (cost / interval.high());
        Estimate result = Estimate.of(cost / estimate.value(), money)
                .withInterval(new Interval(low, cost / interval.low(), interval.level()))
                .withN(estimate.n())
                .withMethod("cost-per-incremental");
        return new Measured(flagged(result, estimate));
    }

    /** The share of the treated arm's value that the treatment caused: 1 − control/treated = lift/(1 + lift). */
    public static Reading shareIncremental(Contrast contrast) {
        if (contrast.relative() instanceof Outcome.NotComputable<TestResult> none) {
            return none.why();
        }
        return shareOf(contrast.lift());
    }

    /** The share that belongs to a lift: lift/(1 + lift); absent where the lift is −100 %. */
    static Reading shareOf(Reading lift) {
        if (!(lift instanceof Measured measured)) {
            return lift;
        }
        Estimate estimate = measured.estimate();
        if (!(estimate.value() > -1)) {
            return Absent.because(Reason.NON_POSITIVE);
        }
        Interval interval = estimate.interval();
        Estimate result = Estimate.of(estimate.value() / (1 + estimate.value()), Unit.RATIO)
                .withInterval(
                        interval == null
                                ? null
                                : new Interval(share(interval.low()), share(interval.high()), interval.level()))
                .withN(estimate.n())
                .withMethod(estimate.method());
        return new Measured(flagged(result, estimate));
    }

    private static @Nullable Double share(@Nullable Double lift) {
        return lift == null || !(lift > -1) ? null : (Double) (lift / (1 + lift));
    }

    /**
     * The lift over all customers where only a part was enrolled: (X_T/p − X_C/(1 − p)) / (M − E + X_C/(1 − p)) / exposure.
     *
     * @param treatedTotal X_T, the metric's total in the treatment
     * @param controlTotal X_C, the metric's total in the control
     * @param treatedShare p, the treatment's share of those enrolled, strictly between 0 and 1
     * @param allTotal M, the metric's total over all customers
     * @param enrolledTotal E, the metric's total over those enrolled
     * @param exposure the share of traffic that could be enrolled, above 0, at most 1
     * @throws IllegalArgumentException if a number is not finite or out of range
     */
    public static Reading globalLift(
            double treatedTotal,
            double controlTotal,
            double treatedShare,
            double allTotal,
            double enrolledTotal,
            double exposure) {
        finite("treatedTotal", treatedTotal);
        finite("controlTotal", controlTotal);
        finite("allTotal", allTotal);
        finite("enrolledTotal", enrolledTotal);
        if (!(treatedShare > 0 && treatedShare < 1)) {
            throw new IllegalArgumentException("treatedShare is not strictly between 0 and 1: " + treatedShare);
        }
        if (!(exposure > 0 && exposure <= 1)) {
            throw new IllegalArgumentException("exposure is not above 0 and at most 1: " + exposure);
        }
        double without = controlTotal / (1 - treatedShare);
        double base = (allTotal - enrolledTotal + without) * exposure;
        double lift = (treatedTotal / treatedShare - without) / base;
        if (base == 0) {
            return Absent.because(Reason.ZERO_BASE);
        }
        return Double.isFinite(lift)
                ? new Measured(Estimate.of(lift, Unit.RATIO)
                        .withMethod("global-lift")
                        .withFlag(Flag.of(Flag.Code.NO_INTERVAL)))
                : Contrast.tooLarge();
    }

    /** factor · reading + shift, interval and flags kept. */
    static Reading map(Reading reading, double factor, double shift, @Nullable Unit unit, String method) {
        if (!(reading instanceof Measured measured)) {
            return reading;
        }
        Estimate estimate = measured.estimate();
        Interval interval = estimate.interval();
        double value = estimate.value() * factor + shift;
        Double low = interval == null || interval.low() == null ? null : (Double) (interval.low() * factor + shift);
        Double high = interval == null || interval.high() == null ? null : (Double) (interval.high() * factor + shift);
        if (!Double.isFinite(value)
                || (low != null && !Double.isFinite(low))
                || (high != null && !Double.isFinite(high))) {
            return Contrast.tooLarge();
        }
        Interval mapped = interval == null
                ? null
                : factor < 0 ? new Interval(high, low, interval.level()) : new Interval(low, high, interval.level());
        Estimate result = Estimate.of(value, unit == null ? estimate.unit() : unit)
                .withInterval(mapped)
                .withN(estimate.n())
                .withMethod(method);
        return new Measured(flagged(result, estimate));
    }

    static Estimate flagged(Estimate estimate, Estimate source) {
        Estimate result = estimate;
        for (Flag flag : source.flags()) {
            result = result.withFlag(flag);
        }
        return result;
    }

    private static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is not finite: " + value);
        }
    }

    private static void positive(double cost) {
        if (!(cost > 0 && cost < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("cost is not positive and finite: " + cost);
        }
    }
}
