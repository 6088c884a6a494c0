package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import java.util.Collections;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * The effect of treating customers against a holdout, by {@link HoldoutInterval}.
 *
 * @param controlUnits customers held out
 * @param treatedUnits customers treated
 * @param control mean per customer held out
 * @param treated mean per customer treated
 * @param interval of the difference treated − control
 * @param liftInterval of the ratio minus 1, or why there is none
 * @param signedRoot R, to be held against the normal distribution; negative if the treated spend less
 * @param pValue of the hypothesis of no effect
 * @param log10P its decimal logarithm
 * @param alternative which side was tested
 * @param pooledDispersion φ of both arms together
 * @param controlDispersion φ of the control; empty if it has no spread
 * @param treatedDispersion φ of the treatment; empty if it has no spread
 * @param dispersion the φ that the test of no effect used, 0 or more above the pooled one
 * @param coverageIfSmallerOrders what part of the intervals with the pooled φ would cover the truth if the treatment made order
 *     values smaller by 30 %; below the level
 * @param flags DISPERSION_UNCHECKED, FEW_BUYERS, DIGITS_LOST
 */
public record HoldoutEffect(
        long controlUnits,
        long treatedUnits,
        double control,
        double treated,
        Interval interval,
        Outcome<Interval> liftInterval,
        double signedRoot,
        double pValue,
        double log10P,
        Alternative alternative,
        double pooledDispersion,
        OptionalDouble controlDispersion,
        OptionalDouble treatedDispersion,
        double dispersion,
        double coverageIfSmallerOrders,
        Set<Flag> flags) {

    /** The stable word for the method in readings. */
    public static final String METHOD = "pooled-dispersion-likelihood";

    /** Copies the flags. */
    public HoldoutEffect {
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }

    /** The effect per customer, treated − control, with its interval. */
    public Reading difference(Unit unit) {
        return reading(treated - control, interval, unit, 1);
    }

    /** The relative effect with its interval, or why there is none. */
    public Reading lift() {
        return liftInterval instanceof Outcome.Computed<Interval> range
                ? reading((treated - control) / control, range.result(), Unit.RATIO, 1)
                : ((Outcome.NotComputable<Interval>) liftInterval).why();
    }

    /** The effect over all treated customers. */
    public Reading total(Unit unit) {
        return reading(treated - control, interval, unit, (double) treatedUnits);
    }

    /** The share of the treated arm's total that the treatment caused: 1 − control / treated. */
    public Reading shareIncremental() {
        return Economics.shareOf(lift());
    }

    private Reading reading(double value, Interval range, Unit unit, double factor) {
        boolean finite = Double.isFinite(value * factor)
                && (range.low() == null || Double.isFinite(range.low() * factor))
                && (range.high() == null || Double.isFinite(range.high() * factor));
        if (!finite) {
            Absent absent = Contrast.tooLarge();
            return absent;
        }
        Estimate estimate = Estimate.of(value * factor, unit)
                .withInterval(range.times(factor))
                .withN(Math.addExact(controlUnits, treatedUnits))
                .withMethod(METHOD);
        for (Flag flag : flags) {
            estimate = estimate.withFlag(flag);
        }
        return new Measured(estimate);
    }
}
