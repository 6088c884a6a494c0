package io.ckpi.funnel;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many come back: subjects grouped by the time of their first qualifying event, and the share of each group that is
 * active again later.
 *
 * <p><b>Definition.</b> The cohort c of a subject is the bucket (day, week from Monday, month) of its first qualifying event.
 * A return event counts from that event on, itself included. For n = 0, 1, …:
 * <ul>
 *   <li>{@link #exact()}: active in bucket c + n;
 *   <li>{@link #onOrAfter()}: active in any bucket from c + n on (elsewhere called unbounded or rolling);
 *   <li>{@link #within(int) within(a)}: active in any bucket from c + a to c + n;
 *   <li>{@link #trailing(int) trailing(w)}: active in any bucket from c + n − w + 1 to c + n.
 * </ul>
 * With {@link Bucket#ELAPSED_DAY} a bucket n is the time from n to n + 1 times 24 hours after the subject's own first event;
 * the cohort is the UTC day of that event.
 *
 * <p><b>Censoring.</b> A bucket that is not over at {@code observedUntil} is NOT_DUE_YET and in no pooled rate; events at or
 * after that time are not seen. Days with 23 or 25 hours are one day.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Retention {

    /** The most buckets after the first that are counted. */
    public static final int MOST_BUCKETS = 3660;

    /** The length of a bucket. */
    public enum Bucket {
        /** A calendar day of the zone. */
        DAY,
        /** A week of the zone, from Monday. */
        WEEK,
        /** A calendar month of the zone. */
        MONTH,
        /** 24 hours, counted from each subject's first event. */
        ELAPSED_DAY
    }

    /** What counts as retained. */
    public enum Kind {
        /** Active in bucket c + n. */
        EXACT,
        /** Active in any bucket from c + n on. */
        ON_OR_AFTER,
        /** Active in any bucket from c + a to c + n. */
        WITHIN,
        /** Active in any bucket from c + n − w + 1 to c + n. */
        TRAILING
    }

    private final Bucket bucket;
    private final ZoneId zone;
    private final Kind kind;
    private final int parameter;
    private final @Nullable Step first;
    private final @Nullable Step returning;
    private final int upTo;

    private Retention(
            Bucket bucket,
            ZoneId zone,
            Kind kind,
            int parameter,
            @Nullable Step first,
            @Nullable Step returning,
            int upTo) {
        this.bucket = bucket;
        this.zone = zone;
        this.kind = kind;
        this.parameter = parameter;
        this.first = first;
        this.returning = returning;
        this.upTo = upTo;
    }

    /** Days, weeks or months of a zone; EXACT, any event qualifies and any event is a return; up to 36 buckets. */
    public static Retention by(Bucket bucket, ZoneId zone) {
        Objects.requireNonNull(bucket, "bucket");
        return new Retention(bucket, Objects.requireNonNull(zone, "zone"), Kind.EXACT, 0, null, null, 36);
    }

    /** 24-hour buckets after each subject's first event. */
    public static Retention byElapsedDay() {
        return by(Bucket.ELAPSED_DAY, ZoneOffset.UTC);
    }

    /** Active in bucket c + n. */
    public Retention exact() {
        return new Retention(bucket, zone, Kind.EXACT, 0, first, returning, upTo);
    }

    /** Active in any bucket from c + n on. */
    public Retention onOrAfter() {
        return new Retention(bucket, zone, Kind.ON_OR_AFTER, 0, first, returning, upTo);
    }

    /** Active in any bucket from c + {@code a} to c + n. @throws IllegalArgumentException if {@code a} is negative */
    public Retention within(int a) {
        if (a < 0) {
            throw new IllegalArgumentException("a is negative: " + a);
        }
        return new Retention(bucket, zone, Kind.WITHIN, a, first, returning, upTo);
    }

    /** Active in any of the {@code w} buckets that end with c + n. @throws IllegalArgumentException if {@code w} is below 1 */
    public Retention trailing(int w) {
        if (w < 1) {
            throw new IllegalArgumentException("w is below 1: " + w);
        }
        return new Retention(bucket, zone, Kind.TRAILING, w, first, returning, upTo);
    }

    /** The events that open a cohort; null for any. */
    public Retention from(@Nullable Step newFirst) {
        return new Retention(bucket, zone, kind, parameter, newFirst, returning, upTo);
    }

    /** The events that count as a return; null for any. */
    public Retention returning(@Nullable Step newReturning) {
        return new Retention(bucket, zone, kind, parameter, first, newReturning, upTo);
    }

    /**
     * The last n that is counted.
     *
     * @throws IllegalArgumentException if it is not 0 to {@value #MOST_BUCKETS}
     */
    public Retention upTo(int n) {
        if (n < 0 || n > MOST_BUCKETS) {
            throw new IllegalArgumentException("n is not 0 to " + MOST_BUCKETS + ": " + n);
        }
        return new Retention(bucket, zone, kind, parameter, first, returning, n);
    }

    /** The length of a bucket. */
    public Bucket bucket() {
        return bucket;
    }

    /** What counts as retained. */
    public Kind kind() {
        return kind;
    }

    /** The last n that is counted. */
    public int upTo() {
        return upTo;
    }

    /**
     * Counts all cohorts.
     *
     * @param observedUntil the end of observation: nothing is known from that time on
     * @throws IllegalArgumentException if {@code observedUntil} lies beyond the milliseconds of a long
     */
    public RetentionTable measure(Journeys journeys, Instant observedUntil) {
        long end;
        try {
            end = observedUntil.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("observedUntil is out of range: " + observedUntil, e);
        }
        boolean[] opens = codes(journeys, first);
        boolean[] counts = codes(journeys, returning);
        Buckets buckets = new Buckets(bucket, zone);
        Map<Long, long[][]> cohorts = new TreeMap<>();
        boolean[] active = new boolean[upTo + 1];
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            int start = 0;
            int size = cursor.size();
            while (start < size && !opens[cursor.code(start)]) {
                start++;
            }
            if (start == size || cursor.millis(start) >= end) {
                continue;
            }
            long origin = cursor.millis(start);
            long cohort = buckets.of(origin);
            Arrays.fill(active, false);
            long last = -1;
            for (int i = start; i < size && cursor.millis(i) < end; i++) {
                if (counts[cursor.code(i)]) {
                    last = bucket == Bucket.ELAPSED_DAY
                            ? elapsed(origin, cursor.millis(i))
                            : buckets.of(cursor.millis(i)) - cohort;
                    if (last <= upTo) {
                        active[(int) last] = true;
                    }
                }
            }
            long[][] row = cohorts.computeIfAbsent(cohort, c -> new long[3][upTo + 1]);
            row[0][0]++;
            tally(row, active, last, due(buckets, cohort, origin, end));
        }
        Map<Long, RetentionTable.Cohort> result = new TreeMap<>();
        cohorts.forEach((cohort, row) -> result.put(
                cohort, new RetentionTable.Cohort(buckets.firstDay(cohort), row[0][0], list(row[1]), list(row[2]))));
        boolean open = kind == Kind.ON_OR_AFTER;
        return new RetentionTable(toString(), open, end, result);
    }

    private static List<Long> list(long[] counts) {
        return Arrays.stream(counts).boxed().toList();
    }

    private static long elapsed(long origin, long millis) {
        long passed = millis - origin;
        return (passed < 0 ? Long.MAX_VALUE : passed) / 86_400_000L;
    }

    /** How many buckets from the first on are over. */
    private int due(Buckets buckets, long cohort, long origin, long end) {
        if (bucket == Bucket.ELAPSED_DAY) {
            return (int) Math.min(upTo + 1L, elapsed(origin, end));
        }
        // the bucket of the end of observation is the first that is not over
        return (int) Math.max(0, Math.min(upTo + 1L, buckets.of(end) - cohort));
    }

    /** row[1]: active, row[2]: due. */
    private void tally(long[][] row, boolean[] active, long last, int due) {
        int recent = Integer.MIN_VALUE; // the latest active bucket up to n
        boolean inside = false;
        for (int n = 0; n < due; n++) {
            recent = active[n] ? n : recent;
            inside |= active[n] && n >= parameter;
            boolean retained =
                    switch (kind) {
                        case EXACT -> active[n];
                        case ON_OR_AFTER -> last >= n;
                        case WITHIN -> inside;
                        case TRAILING -> recent >= 0 && recent > n - parameter;
                    };
            row[1][n] += retained ? 1 : 0;
            row[2][n]++;
        }
    }

    private static boolean[] codes(Journeys journeys, @Nullable Step step) {
        boolean[] codes = new boolean[journeys.names().size()];
        if (step == null) {
            Arrays.fill(codes, true);
            return codes;
        }
        for (String name : step.anyOf()) {
            int code = journeys.code(name);
            if (code >= 0) {
                codes[code] = true;
            }
        }
        return codes;
    }

    /** The whole specification in one line. */
    @Override
    public String toString() {
        String what =
                switch (kind) {
                    case EXACT, ON_OR_AFTER -> kind + "(n)";
                    case WITHIN -> "WITHIN(" + parameter + ", n)";
                    case TRAILING -> "TRAILING(" + parameter + ")";
                };
        return what + " by " + bucket + " in " + zone + " from " + (first == null ? "any event" : first)
                + ", returning " + (returning == null ? "any event" : returning) + ", n up to " + upTo;
    }
}
