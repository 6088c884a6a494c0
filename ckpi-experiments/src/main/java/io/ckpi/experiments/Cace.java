package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Moments;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;

/**
 * The effect on those who are reached only because they are in the treatment (complier average causal effect), where not everybody
 * was: an e-mail not opened, a call not answered.
 *
 * <p><b>Definition.</b> CACE = (ȳ_T − ȳ_C)/(ē_T − ē_C) with the 0/1 variable e of exposure. The interval is the delta method's; where
 * the treatment hardly changes exposure (|z| of its effect below {@value #WEAK}) it is Fieller's. Assumes that the assignment acts
 * through exposure alone and keeps nobody from it.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> J. D. Angrist, G. W. Imbens, D. B. Rubin 1996, doi:10.1080/01621459.1996.10476902.
 *
 * @param compliance the effect on exposure, a ratio
 * @param intentionToTreat the effect on the outcome, everybody counted
 * @param effect the effect on compliers
 * @param baseline what compliers would do without the treatment: the mean of the exposed treated − the effect; only where nobody in
 *     the control was exposed, else {@link Reason#NOT_IDENTIFIED}
 * @param relative effect / baseline
 */
public record Cace(Reading compliance, Reading intentionToTreat, Reading effect, Reading baseline, Reading relative) {

    /** Below this |z| of the effect on exposure the interval is Fieller's. */
    public static final double WEAK = 3;

    /**
     * The effect on compliers.
     *
     * @param outcome the outcome's variable
     * @param exposure the 0/1 variable that is 1 for who was reached
     * @param unit of the outcome
     * @param conventions variance, reference and level are used
     * @throws IllegalArgumentException if there is no such variable
     */
    public static Cace of(
            Moments control, Moments treated, String outcome, String exposure, Unit unit, Conventions conventions) {
        MeanComparison comparison = MeanComparison.withDefaults().with(conventions.with(Alternative.TWO_SIDED));
        Outcome<Contrast> reached = comparison.compare(control, treated, Metric.mean(exposure));
        Outcome<Contrast> itt = comparison.compare(control, treated, Metric.mean(outcome));
        boolean weak = reached.value()
                .map(contrast -> Math.abs(contrast.absolute().statistic()) < WEAK)
                .orElse(false);
        Reading effect = DifferenceRatio.withDefaults()
                .with(conventions)
                .with(weak ? DifferenceRatio.Method.FIELLER : DifferenceRatio.Method.DELTA)
                .of(control, treated, outcome, exposure, unit);
        Reading baseline = baseline(control, treated, outcome, exposure, unit, effect);
        return new Cace(reading(reached, Unit.RATIO), reading(itt, unit), effect, baseline, relative(effect, baseline));
    }

    private static Reading reading(Outcome<Contrast> outcome, Unit unit) {
        return outcome instanceof Outcome.Computed<Contrast> computed
                ? computed.result().difference(unit)
                : ((Outcome.NotComputable<Contrast>) outcome).why();
    }

    private static Reading baseline(
            Moments control, Moments treated, String outcome, String exposure, Unit unit, Reading effect) {
        if (!(effect instanceof Measured measured)) {
            return effect;
        }
        if (control.nonZero(exposure) > 0) {
            return Absent.because(
                    Reason.NOT_IDENTIFIED,
                    "some in the control were exposed",
                    "часть контрольной группы тоже получила воздействие");
        }
        double exposed = treated.mean(exposure).orElse(0);
        double together = treated.centredProduct(outcome, exposure) / treated.n()
                + treated.mean(outcome).orElse(0) * exposed;
        double value = together / exposed - measured.estimate().value();
        return Double.isFinite(value)
                ? new Measured(Estimate.of(value, unit)
                        .withN(treated.nonZero(exposure))
                        .withMethod("exposed-minus-effect"))
                : Contrast.tooLarge();
    }

    private static Reading relative(Reading effect, Reading baseline) {
        if (!(effect instanceof Measured top)) {
            return effect;
        }
        if (!(baseline instanceof Measured base)) {
            return baseline;
        }
        double below = base.estimate().value();
        if (!(below > 0)) {
            return Absent.because(below == 0 ? Reason.ZERO_BASE : Reason.NEGATIVE_BASE);
        }
        double value = top.estimate().value() / below;
        return Double.isFinite(value)
                ? new Measured(
                        Estimate.of(value, Unit.RATIO).withN(top.estimate().n()).withMethod("effect-over-baseline"))
                : Contrast.tooLarge();
    }
}
