package io.ckpi.funnel;

import io.ckpi.core.Absent;
import io.ckpi.core.Interval;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The share of subjects that has not converted after a time, from data of which a part was not observed to the end: the
 * product-limit estimate of Kaplan and Meier.
 *
 * <p><b>Definition.</b> S(t) = Π (1 − d/n) over the times of conversions up to t, with d conversions among n subjects at
 * risk; a subject censored at such a time is still at risk there. Variance by Greenwood: S² Σ d/(n(n − d)). Intervals by
 * the log-log transform, S^exp(±z·se(ln(−ln S))); where S is 1 or 0, Wilson's with the number at risk. Converted by t:
 * 1 − S(t). Quantile p: the least t with S(t) ≤ 1 − p; its interval consists of the times at which the limits of the curve
 * reach 1 − p, and an end not reached is open. Restricted mean to τ: ∫₀^τ S, variance Σ A² d/(n(n − d)) with
 * A = ∫ S from the conversion's time to τ.
 *
 * <p><b>Undefined.</b> No subject: {@link Reason#NO_DATA}. A time after the longest observation while somebody still waits:
 * {@link Reason#NOT_DUE_YET}. A quantile the curve does not reach: {@link Reason#NOT_REACHED}. In every reading n is the
 * number of subjects and pending the number of censored ones.
 *
 * <p>Censoring must have nothing to do with the chance to convert. Endings that make a conversion impossible are not
 * censoring: they belong to {@link CumulativeIncidence}, and this class refuses them.
 *
 * <p><b>Numerics.</b> 1 − S is computed from the sum of logarithms, so small shares keep their digits. Equality with 1 − p is
 * decided within 1e-12.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> E. L. Kaplan and P. Meier 1958, doi:10.1080/01621459.1958.10501452. J. D. Kalbfleisch and
 * R. L. Prentice, The Statistical Analysis of Failure Time Data, 2nd edition, doi:10.1002/9781118032985 (log-log interval).
 */
public final class KaplanMeier {

    private static final double EQUAL = 1e-12;

    private final RiskTable table;
    private final long[] censoredTimes;
    private final long[] censoredCounts;

    private KaplanMeier(Durations durations, double level) {
        this.table = new RiskTable(durations, level);
        boolean none = durations.byOutcome().isEmpty();
        this.censoredTimes = none
                ? new long[0]
                : durations.byOutcome().get(Durations.CENSORED).values().clone();
        this.censoredCounts = none
                ? new long[0]
                : durations.byOutcome().get(Durations.CENSORED).counts().clone();
    }

    /**
     * The curve after one time of conversions.
     *
     * @param time the duration
     * @param atRisk subjects not yet converted nor censored before that time
     * @param events conversions at that time
     * @param survival the share not converted after it, 0 to 1
     * @param standardError Greenwood's; 0 where nobody is left
     * @param interval the interval of {@code survival}
     */
    public record Point(
            long time,
            long atRisk,
            long events,
            double survival,
            double standardError,
            @Nullable Interval interval) {}

    /** The estimate with intervals of 95 %. @throws IllegalArgumentException if there are outcomes above 1 */
    public static KaplanMeier of(Durations durations) {
        return of(durations, 0.95);
    }

    /**
     * The estimate.
     *
     * @throws IllegalArgumentException if there are outcomes above 1 or {@code level} is not strictly between 0 and 1
     */
    public static KaplanMeier of(Durations durations, double level) {
        for (int c = Durations.CONVERTED + 1; c < durations.byOutcome().size(); c++) {
            if (durations.count(c) > 0) {
                throw new IllegalArgumentException(
                        "outcome " + c
                                + " competes with the conversion: 1 - Kaplan-Meier would overstate it, use CumulativeIncidence");
            }
        }
        return new KaplanMeier(durations, level);
    }

    /** The number of subjects. */
    public long subjects() {
        return table.subjects;
    }

    /** The number of conversions. */
    public long events() {
        return table.subjects - table.censored;
    }

    /** The unit of the durations. */
    public Unit unit() {
        return table.unit;
    }

    /** The share of subjects whose wait was cut off by the end of observation or the horizon. */
    public Reading censoredShare() {
        return Shares.withDefaults().withLevel(table.level).of(table.censored, table.subjects);
    }

    /** Conversions / subjects: what one gets by treating open cases as lost; for comparison only. */
    public Reading naiveShare() {
        return Shares.withDefaults().withLevel(table.level).of(events(), table.subjects);
    }

    /** The curve: one point per time of conversions, in rising order. */
    public List<Point> points() {
        List<Point> points = new ArrayList<>(table.size);
        for (int i = 0; i < table.size; i++) {
            double s = table.survival[i];
            points.add(new Point(
                    table.times[i],
                    table.atRisk[i],
                    table.events[i],
                    s,
                    s * Math.sqrt(table.greenwood[i]),
                    interval(i, table.times[i])));
        }
        return points;
    }

    /**
     * S(t): the share not converted after {@code t}.
     *
     * @throws IllegalArgumentException if {@code t} is negative
     */
    public Reading survival(long t) {
        Absent unknown = table.unknownAt(t);
        if (unknown != null) {
            return unknown;
        }
        int i = table.at(t);
        return table.reading(i < 0 ? 1 : table.survival[i], Unit.RATIO, interval(i, t), "kaplan-meier");
    }

    /** 1 − S(t): the share converted within {@code t}. @throws IllegalArgumentException if {@code t} is negative */
    public Reading converted(long t) {
        Absent unknown = table.unknownAt(t);
        if (unknown != null) {
            return unknown;
        }
        int i = table.at(t);
        Interval s = interval(i, t);
        Interval flipped = s == null ? null : Interval.of(1 - end(s.high()), 1 - end(s.low()), table.level);
        double value = i < 0 ? 0 : -Math.expm1(table.logSurvival[i]);
        if (flipped != null) {
            flipped =
                    Interval.of(Math.min(value, end(flipped.low())), Math.max(value, end(flipped.high())), table.level);
        }
        return table.reading(value, Unit.RATIO, flipped, "kaplan-meier");
    }

    private static double end(@Nullable Double end) {
        return Objects.requireNonNull(end);
    }

    /** The interval of S at time t, whose last conversion has index i. */
    private @Nullable Interval interval(int i, long t) {
        if (i < 0) {
            return table.wilson(true, atRisk(t));
        }
        double s = table.survival[i];
        if (s == 0) {
            return table.wilson(false, table.atRisk[i]);
        }
        return table.logLog(s, table.logSurvival[i], s * Math.sqrt(table.greenwood[i]));
    }

    /** The number at risk at {@code t}, before the first conversion. */
    private long atRisk(long t) {
        long left = table.subjects;
        for (int i = 0; i < censoredTimes.length && censoredTimes[i] < t; i++) {
            left -= censoredCounts[i];
        }
        return left;
    }

    /**
     * The time by which the share {@code p} has converted; 0.5 is the median.
     *
     * @throws IllegalArgumentException if {@code p} is not strictly between 0 and 1
     */
    public Reading quantile(double p) {
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("p is not strictly between 0 and 1: " + p);
        }
        if (table.subjects == 0) {
            return Absent.because(Reason.NO_DATA);
        }
        double rest = 1 - p;
        Long value = null;
        Double low = null;
        Double high = null;
        for (int i = 0; i < table.size && high == null; i++) {
            Interval limits = interval(i, table.times[i]);
            double time = (double) table.times[i];
            if (limits != null && low == null && end(limits.low()) <= rest + EQUAL) {
                low = time;
            }
            if (value == null && table.survival[i] <= rest + EQUAL) {
                value = table.times[i];
            }
            if (limits != null && value != null && end(limits.high()) <= rest + EQUAL) {
                high = time;
            }
        }
        if (value == null) {
            return Absent.because(
                    Reason.NOT_REACHED,
                    "the curve ends at " + (table.size == 0 ? 0 : -Math.expm1(table.logSurvival[table.size - 1])),
                    "кривая кончается на " + (table.size == 0 ? 0 : -Math.expm1(table.logSurvival[table.size - 1])));
        }
        return table.reading(
                (double) value,
                table.unit,
                low == null && high == null ? null : new Interval(low, high, table.level),
                "kaplan-meier");
    }

    /**
     * The mean time without conversion within the first {@code tau}: the area under the curve.
     *
     * @throws IllegalArgumentException if {@code tau} is negative
     */
    public Reading restrictedMean(long tau) {
        Absent unknown = table.unknownAt(tau);
        if (unknown != null) {
            return unknown;
        }
        int last = table.at(tau);
        double after = 0; // the area from a conversion's time to tau, gathered from the right
        double variance = 0;
        double right = (double) tau;
        for (int i = last; i >= 0; i--) {
            after += table.survival[i] * (right - table.times[i]);
            right = (double) table.times[i];
            double left = (double) (table.atRisk[i] - table.events[i]);
            variance += left == 0 ? 0 : after * after * (table.events[i] / (double) table.atRisk[i] / left);
        }
        double mean = after + right;
        double half = table.z * Math.sqrt(variance);
        Interval interval = variance > 0
                ? Interval.of(Math.max(0, mean - half), Math.min((double) tau, mean + half), table.level)
                : null;
        return table.reading(Math.min(mean, (double) tau), table.unit, interval, "restricted-mean");
    }
}
