package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Moments;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.core.stat.Quantiles;
import io.ckpi.core.stat.Ratios;
import io.ckpi.core.stat.Shares;
import io.ckpi.core.stat.Welch;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The calculators at one level, and small helpers that all measures share. Immutable. */
final class Stats {

    final Shares shares;
    final Ratios ratios;
    final Welch welch;
    final Quantiles quantiles;

    Stats(double level) {
        this.shares = Shares.withDefaults().withLevel(level);
        this.ratios = Ratios.withDefaults().withLevel(level);
        this.welch = Welch.withDefaults().withLevel(level);
        this.quantiles = Quantiles.withDefaults().withLevel(level);
    }

    /**
     * A share of sums over independent units: the value and the standard error of the delta method, the interval on the scale
     * of Wilson's score, which never leaves 0 … 1 and stays right for rare events, where the plain one is too short above.
     * With the half width h of the plain interval and a = h² / (p (1 − p)) it is (p + a/2 ± √(h² + a²/4)) / (1 + a).
     */
    Reading share(PairAccumulator sums) {
        Reading share = ratios.share(sums);
        if (!(share instanceof Measured measured)
                || !measured.estimate().method().equals("delta")) {
            return share;
        }
        double p = measured.estimate().value();
        double half = halfWidth(ratios.of(sums, Unit.RATIO));
        if (!(half > 0 && p > 0 && p < 1)) {
            return share;
        }
        double a = half * half / (p * (1 - p));
        double middle = (p + a / 2) / (1 + a);
        double reach = Math.sqrt(half * half + a * a / 4) / (1 + a);
        return new Measured(measured.estimate()
                .withInterval(Interval.of(Math.max(0, middle - reach), Math.min(1, middle + reach), ratios.level()))
                .withMethod("delta-wilson"));
    }

    /** A ratio of sums over independent units; where it is positive, the interval of the delta method on the logarithm. */
    Reading ratio(PairAccumulator sums, Unit unit) {
        return onLogarithm(ratios.of(sums, unit), "delta-log");
    }

    /** A total over independent units; where it is positive, the interval on the logarithm. */
    Reading total(PairAccumulator sums, Unit unit) {
        return onLogarithm(ratios.total(sums, unit), "t-log");
    }

    /** The same for a variable of moments. */
    Reading total(Moments moments, String variable, Unit unit) {
        return onLogarithm(ratios.total(moments, variable, unit), "t-log");
    }

    private Reading onLogarithm(Reading reading, String method) {
        double half = halfWidth(reading);
        if (!(reading instanceof Measured measured)
                || !(half > 0 && measured.estimate().value() > 0)) {
            return reading;
        }
        double value = measured.estimate().value();
        double factor = Math.exp(half / value);
        return Double.isFinite(value * factor)
                ? new Measured(measured.estimate()
                        .withInterval(Interval.of(value / factor, value * factor, ratios.level()))
                        .withMethod(method))
                : reading;
    }

    private static double halfWidth(Reading reading) {
        return reading.measured()
                .map(Estimate::interval)
                .map(interval -> interval.halfWidth().orElse(0))
                .orElse(0.0);
    }

    /** No data, and what exactly is missing. */
    static Absent none(String en, String ru) {
        return Absent.because(Reason.NO_DATA, en, ru);
    }

    /** The reading, unless it is merely "no data", which {@code instead} then explains. */
    static Reading orElse(Reading reading, Absent instead) {
        return reading instanceof Absent absent && absent.reason() == Reason.NO_DATA && absent.detail() == null
                ? instead
                : reading;
    }

    /** The reading with one more flag if it is measured and {@code set}. */
    static Reading flagged(Reading reading, boolean set, Flag flag) {
        return set && reading instanceof Measured measured
                ? new Measured(measured.estimate().withFlag(flag))
                : reading;
    }

    /** The reading, flagged with the share of cases that could not be assigned, if there are any. */
    static Reading withUnknown(Reading reading, long unknown, long all) {
        if (unknown == 0 || all == 0) {
            return reading;
        }
        String share = BigDecimal.valueOf(unknown)
                .divide(BigDecimal.valueOf(all), 4, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
        return flagged(reading, true, Flag.of(Flag.Code.UNKNOWN_EXCLUDED, share));
    }

    /** The same estimate with that value: the exact one in place of a rounded one. */
    static Estimate withValue(Estimate e, double value) {
        return new Estimate(value, e.unit(), e.interval(), e.n(), e.method(), e.ratio(), e.pending(), e.flags());
    }

    /** Adds {@code units} units of (0, 0): those in whom nothing happened. */
    static PairAccumulator plusZeros(PairAccumulator sums, long units) {
        PairAccumulator all = new PairAccumulator();
        all.merge(sums);
        PairAccumulator zeros = new PairAccumulator();
        zeros.add(0, 0);
        for (long left = units; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                all.merge(zeros);
            }
            PairAccumulator twice = new PairAccumulator();
            twice.merge(zeros);
            twice.merge(zeros);
            zeros = twice;
        }
        return all;
    }
}
