package io.ckpi.funnel;

import io.ckpi.core.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * How long it takes from the first event of one kind to the first later event of another, with open cases as what they are.
 *
 * <p>A subject starts to wait at its first {@code from} event; it converts at the first {@code to} event that stands after it
 * in its journey (at the same time: as the events came). The wait is cut at the horizon and at the end of observation, see
 * {@link Durations#addArrival}. First arrivals are stopping times: whether to count a subject never depends on what it
 * does later. Durations are in seconds, rounded down to whole ones.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param from the event that starts the clock
 * @param to the event that stops it
 * @param horizon the longest wait that is looked at, 0 or more
 */
public record Arrivals(Step from, Step to, Duration horizon) {

    /** Checks the horizon. @throws IllegalArgumentException if it is negative */
    public Arrivals {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        if (horizon.isNegative()) {
            throw new IllegalArgumentException("horizon is negative: " + horizon);
        }
    }

    /**
     * The waits of all subjects that have started, for {@link KaplanMeier}; parts of a population merge.
     *
     * @throws IllegalArgumentException if {@code observedUntil} lies beyond the milliseconds of a long
     */
    public Durations measure(Journeys journeys, Instant observedUntil) {
        long end;
        try {
            end = observedUntil.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("observedUntil is out of range: " + observedUntil, e);
        }
        boolean[] starts = codes(journeys, from);
        boolean[] stops = codes(journeys, to);
        long seconds = horizon.toSeconds();
        Durations durations = new Durations(Unit.SECONDS);
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            int size = cursor.size();
            int start = 0;
            while (start < size && !starts[cursor.code(start)]) {
                start++;
            }
            if (start == size || cursor.millis(start) > end) {
                continue;
            }
            int stop = start + 1;
            while (stop < size && !stops[cursor.code(stop)]) {
                stop++;
            }
            long origin = cursor.millis(start);
            long left = seconds(origin, end);
            if (stop < size && cursor.millis(stop) <= end) {
                durations.addArrival(0, seconds(origin, cursor.millis(stop)), left, seconds);
            } else {
                durations.addWaiting(0, left, seconds);
            }
        }
        return durations;
    }

    /**
     * The waits between two levels of a funnel, with all its options: from the first time at which a subject reached level
     * {@code from} to the first time at which it reached level {@code to}. The horizon is the funnel's window, the end of
     * observation the funnel's; subjects that an exclusion dropped are not counted.
     *
     * @throws IllegalArgumentException if the levels are not 1 ≤ from &lt; to ≤ steps, or the funnel has no window, no end of
     *     observation, or one beyond the milliseconds of a long
     */
    public static Durations ofFunnel(Funnel funnel, Journeys journeys, int from, int to) {
        if (from < 1 || to <= from || to > funnel.steps().size()) {
            throw new IllegalArgumentException(
                    "levels are not 1 <= from < to <= " + funnel.steps().size() + ": " + from + ", " + to);
        }
        long limit = funnel.window()
                .orElseThrow(() -> new IllegalArgumentException("the funnel has no window, the horizon is open"))
                .toSeconds();
        Instant until = funnel.observedUntil()
                .orElseThrow(() -> new IllegalArgumentException("the funnel has no observedUntil"));
        long end;
        try {
            end = until.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("observedUntil is out of range: " + until, e);
        }
        Durations durations = new Durations(Unit.SECONDS);
        funnel.visit(journeys, (subject, level, arrivals) -> {
            if (level < from || arrivals[from - 1] > end) {
                return;
            }
            long origin = arrivals[from - 1];
            long left = seconds(origin, end);
            if (level >= to && arrivals[to - 1] <= end) {
                durations.addArrival(0, seconds(origin, arrivals[to - 1]), left, limit);
            } else {
                durations.addWaiting(0, left, limit);
            }
        });
        return durations;
    }

    private static long seconds(long from, long to) {
        long passed = to - from;
        return (passed < 0 ? Long.MAX_VALUE : passed) / 1000;
    }

    private static boolean[] codes(Journeys journeys, Step step) {
        boolean[] codes = new boolean[journeys.names().size()];
        for (String name : step.anyOf()) {
            int code = journeys.code(name);
            if (code >= 0) {
                codes[code] = true;
            }
        }
        return codes;
    }
}
