package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
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
        return set && reading instanceof Measured measured ? new Measured(measured.estimate().withFlag(flag)) : reading;
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
