package io.ckpi.funnel;

import io.ckpi.core.Unit;
import io.ckpi.funnel.internal.LongCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How long subjects took and how it ended: counts per (duration, outcome), the summary from which {@link KaplanMeier} and
 * {@link CumulativeIncidence} are computed.
 *
 * <p>Outcome {@link #CENSORED} says that the end of observation came first, {@link #CONVERTED} that the subject converted;
 * 2 to {@value #MOST_OUTCOMES} are other endings that make a conversion impossible (left by an exclusion, lapsed).
 *
 * <p>Summaries merge by adding their counts: any split of the subjects gives the same summary as one pass.
 *
 * <p><b>Memory.</b> at most 16 bytes per distinct (duration, outcome) and 8 per observation not yet folded in.
 *
 * <p>Mutable; not thread-safe.
 */
public final class Durations {

    /** The observation ended first. */
    public static final int CENSORED = 0;

    /** The subject converted. */
    public static final int CONVERTED = 1;

    /** The greatest number of an outcome. */
    public static final int MOST_OUTCOMES = 15;

    private final Unit unit;
    private final List<LongCounts> byOutcome = new ArrayList<>();

    /** Without observations; {@code unit} is that of the durations, such as {@link Unit#SECONDS} or {@link Unit#DAYS}. */
    public Durations(Unit unit) {
        this.unit = Objects.requireNonNull(unit, "unit");
    }

    /** The unit of the durations. */
    public Unit unit() {
        return unit;
    }

    /**
     * Counts one subject.
     *
     * @throws IllegalArgumentException if {@code duration} is negative or {@code outcome} is not 0 to {@value #MOST_OUTCOMES}
     */
    public void add(long duration, int outcome) {
        check(duration);
        counts(outcome).add(duration);
    }

    /**
     * Counts several subjects of the same duration and outcome; takes time in proportion to the distinct durations.
     *
     * @throws IllegalArgumentException if {@code duration} or {@code subjects} is negative or {@code outcome} is not 0 to
     *     {@value #MOST_OUTCOMES}
     */
    public void add(long duration, int outcome, long subjects) {
        check(duration);
        if (subjects < 0) {
            throw new IllegalArgumentException("subjects is negative: " + subjects);
        }
        LongCounts counts = counts(outcome);
        if (subjects > 0) {
            counts.add(duration, subjects);
        }
    }

    /**
     * Counts a subject that began to wait at {@code start} and converted at {@code arrival}: the duration is the least of
     * {@code arrival − start}, {@code observedUntil − start} and {@code horizon}; a conversion if the arrival is not above
     * the two others, else censored. A subject that began after {@code observedUntil} is not counted.
     *
     * @throws IllegalArgumentException if {@code horizon} is negative or {@code arrival} is before {@code start}
     */
    public void addArrival(long start, long arrival, long observedUntil, long horizon) {
        if (arrival < start) {
            throw new IllegalArgumentException("arrival " + arrival + " is before start " + start);
        }
        long limit = limit(start, observedUntil, horizon);
        if (limit < 0) {
            return;
        }
        long waited = saturated(arrival, start);
        add(Math.min(waited, limit), waited <= limit ? CONVERTED : CENSORED);
    }

    /**
     * Counts a subject that began to wait at {@code start} and never converted: censored after the lesser of
     * {@code observedUntil − start} and {@code horizon}. A subject that began after {@code observedUntil} is not counted.
     *
     * @throws IllegalArgumentException if {@code horizon} is negative
     */
    public void addWaiting(long start, long observedUntil, long horizon) {
        long limit = limit(start, observedUntil, horizon);
        if (limit >= 0) {
            add(limit, CENSORED);
        }
    }

    private static long limit(long start, long observedUntil, long horizon) {
        if (horizon < 0) {
            throw new IllegalArgumentException("horizon is negative: " + horizon);
        }
        return start > observedUntil ? -1 : Math.min(saturated(observedUntil, start), horizon);
    }

    /** later − earlier, at most the greatest long. */
    private static long saturated(long later, long earlier) {
        long difference = later - earlier;
        return difference < 0 ? Long.MAX_VALUE : difference;
    }

    /**
     * Adds the counts of {@code other}.
     *
     * @return this
     * @throws IllegalArgumentException if the units differ
     */
    public Durations merge(Durations other) {
        if (!unit.equals(other.unit)) {
            throw new IllegalArgumentException("units differ: " + unit + " and " + other.unit);
        }
        for (int outcome = 0; outcome < other.byOutcome.size(); outcome++) {
            counts(outcome).merge(other.byOutcome.get(outcome));
        }
        return this;
    }

    /** The number of subjects. */
    public long subjects() {
        return byOutcome.stream().mapToLong(LongCounts::total).sum();
    }

    /** The number of subjects of one outcome. @throws IllegalArgumentException if it is not 0 to {@value #MOST_OUTCOMES} */
    public long count(int outcome) {
        checkOutcome(outcome);
        return outcome < byOutcome.size() ? byOutcome.get(outcome).total() : 0;
    }

    /** The counts of every outcome that occurred, by outcome. */
    List<LongCounts> byOutcome() {
        return byOutcome;
    }

    private LongCounts counts(int outcome) {
        checkOutcome(outcome);
        while (byOutcome.size() <= outcome) {
            byOutcome.add(new LongCounts());
        }
        return byOutcome.get(outcome);
    }

    private static void check(long duration) {
        if (duration < 0) {
            throw new IllegalArgumentException("duration is negative: " + duration);
        }
    }

    private static void checkOutcome(int outcome) {
        if (outcome < 0 || outcome > MOST_OUTCOMES) {
            throw new IllegalArgumentException("outcome is not 0 to " + MOST_OUTCOMES + ": " + outcome);
        }
    }
}
