package io.ckpi.experiments.sequential;

import io.ckpi.core.Interval;
import io.ckpi.experiments.Alternative;
import java.util.Objects;

/**
 * An effect with an interval and a p-value that hold at every look: the probability that any of the intervals seen while the
 * experiment runs misses the true effect is at most 1 − level.
 *
 * @param effect treatment minus control
 * @param standardError its standard error, above 0
 * @param interval the interval at this look; one end is open for a one-sided alternative
 * @param pValue the p-value at this look, 0 to 1; the smallest so far may be used
 * @param log10P its decimal logarithm, finite also where the p-value underflows
 * @param alternative which side
 * @param method how, a short stable word
 */
public record AlwaysValid(
        double effect,
        double standardError,
        Interval interval,
        double pValue,
        double log10P,
        Alternative alternative,
        String method) {

    /** Checks the numbers. */
    public AlwaysValid {
        if (!Double.isFinite(effect)) {
            throw new IllegalArgumentException("effect is not finite: " + effect);
        }
        if (!(standardError > 0 && standardError < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("standardError is not above 0 and finite: " + standardError);
        }
        if (!(pValue >= 0 && pValue <= 1) || !Double.isFinite(log10P)) {
            throw new IllegalArgumentException("not a p-value: " + pValue + ", log10 " + log10P);
        }
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(alternative, "alternative");
        Objects.requireNonNull(method, "method");
    }

    /** True if no effect at all is excluded: 0 lies outside the interval. */
    public boolean excludesZero() {
        return !interval.contains(0);
    }

    /** An effect with a half-width around it; the logarithm of p may be above 0 and is then cut. */
    static AlwaysValid of(
            double effect, double se, double half, double lnP, Alternative alternative, double level, String method) {
        Interval interval = new Interval(
                alternative == Alternative.LESS ? null : (Double) (effect - half),
                alternative == Alternative.GREATER ? null : (Double) (effect + half),
                level);
        double ln = Math.min(0, lnP);
        return new AlwaysValid(effect, se, interval, Math.exp(ln), ln / Math.log(10) + 0.0, alternative, method);
    }
}
