package io.ckpi.funnel;

import io.ckpi.funnel.Funnel.Anchor;
import io.ckpi.funnel.Funnel.Count;
import io.ckpi.funnel.Funnel.ExclusionPolicy;
import io.ckpi.funnel.Funnel.Order;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A funnel's mergeable summary per subject and day (UTC): from it <b>every window of at least a day and every range of whole
 * days is answered exactly</b>, without the events.
 *
 * <p><b>What is kept.</b> For each subject and day with a relevant event and K steps: the first time at which a chain that
 * enters the day at level i reaches level j (1 ≤ i &lt; j ≤ K), the latest start of a chain of length j inside the day, the
 * levels reached and, with exclusions, where chains stand in the evening. Missing times are not stored: a day of one event
 * takes some 24 bytes and never more than K(K + 1)/2 + K + 2 words of 8 bytes.
 *
 * <p><b>Covers</b> all {@link Funnel.Ties}, both {@link Funnel.Bound}s and exclusions with COUNT_REMAINING. Anything else is
 * refused: gaps, STRICT, ANY, FIRST_ENTRY, DROP_SUBJECT, held properties, breakdowns, conversions, an end of observation.
 *
 * <p><b>Merging.</b> {@link #plus} joins summaries that share no subject-day: of other days, other subjects or both.
 * {@link #replacing} puts in days that were summarised again after late events.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class DailySummary {

    /** The length of a segment. */
    public static final Duration DAY = Duration.ofDays(1);

    private static final long DAY_MILLIS = 86_400_000L;

    private final Funnel funnel;
    private final int steps;
    private final boolean killing;
    /** By subject: for each day in order the header, the levels reached, the standing chains and the times. */
    private final Map<String, long[]> tapes;

    private DailySummary(Funnel funnel, Map<String, long[]> tapes) {
        this.funnel = funnel;
        this.steps = funnel.steps().size();
        this.killing = !funnel.spec.exclusions().isEmpty();
        this.tapes = tapes;
    }

    /**
     * Summarises journeys. The funnel's window does not matter; its bound stays for {@link #measure}.
     *
     * @throws IllegalArgumentException for an option that the summary does not cover
     */
    public static DailySummary of(Funnel funnel, Journeys journeys) {
        Funnel.Spec spec = funnel.spec;
        FunnelChecks.refuse(FunnelChecks.hasGap(spec), "the daily summary does not cover maxGap");
        FunnelChecks.refuse(spec.order() != Order.ORDERED, "the daily summary does not cover order " + spec.order());
        FunnelChecks.refuse(spec.anchor() != Anchor.ANY_ENTRY, "the daily summary does not cover FIRST_ENTRY");
        FunnelChecks.refuse(
                !spec.exclusions().isEmpty() && spec.policy() == ExclusionPolicy.DROP_SUBJECT,
                "the daily summary does not cover DROP_SUBJECT");
        FunnelChecks.refuse(!spec.hold().isEmpty(), "the daily summary does not cover held properties");
        FunnelChecks.refuse(spec.breakdown() != null, "the daily summary does not cover breakdowns");
        FunnelChecks.refuse(spec.count() != Count.SUBJECTS, "the daily summary does not cover conversions");
        FunnelChecks.refuse(spec.observedUntil() != null, "the daily summary does not cover an end of observation");
        Funnel free = funnel.bound(Funnel.Bound.CLOSED).withoutWindow();
        Plan plan = new Plan(free.spec, Objects.requireNonNull(journeys, "journeys"));
        Map<String, long[]> tapes = new HashMap<>();
        Chains chains = new Chains(plan, false);
        Segment segment = new Segment(plan.steps);
        DailySummary writer = new DailySummary(funnel, tapes);
        for (Part part : journeys.parts) {
            Track track = new Track(plan, part);
            for (int s = 0; s < part.subjects(); s++) {
                if (part.offsets[s + 1] > part.offsets[s]) {
                    track.subject(part, s);
                    tapes.put(journeys.subject(part.first + s), writer.tape(plan, chains, track, segment));
                }
            }
        }
        return writer;
    }

    private long[] tape(Plan plan, Chains chains, Track track, Segment segment) {
        long[] tape = new long[8];
        int size = 0;
        int from = 0;
        while (from < track.size()) {
            long day = Math.floorDiv(plan.journeys.millis(track.tick(from)), DAY_MILLIS);
            int to = from;
            boolean relevant = false;
            while (to < track.size() && Math.floorDiv(plan.journeys.millis(track.tick(to)), DAY_MILLIS) == day) {
                relevant |= (track.mask(to) | track.kill(to)) != 0;
                to++;
            }
            if (relevant) {
                Segment.of(plan, chains, track, from, to, segment);
                int most = size + 2 + steps + steps * (steps + 1) / 2 + steps;
                if (tape.length < most) {
                    tape = Arrays.copyOf(tape, most + (most >> 1));
                }
                size = write(segment, day, tape, size);
            }
            from = to;
        }
        return Arrays.copyOf(tape, size);
    }

    /** Writes a day: (day, number of times), reached, standing chains if there are exclusions, then (i, j, time of day). */
    private int write(Segment segment, long day, long[] tape, int at) {
        int next = at + 2;
        tape[at + 1] = segment.reached;
        if (killing) {
            System.arraycopy(segment.alive, 1, tape, next, steps);
            next += steps;
        }
        int times = next;
        for (int i = 0; i <= steps; i++) {
            for (int j = i + 1; j <= steps; j++) {
                long time = segment.first[i][j];
                if (time != Segment.NONE) {
                    tape[next++] = ((long) ((i << 8) | j) << 32) | (time - day * DAY_MILLIS);
                }
            }
        }
        tape[at] = (day << 16) | (next - times);
        return next;
    }

    /** Reads the day that begins at {@code at}; the answer is where the next begins. */
    private int read(long[] tape, int at, Segment segment) {
        segment.clear();
        long day = tape[at] >> 16;
        int times = (int) tape[at] & 0xFFFF;
        segment.reached = tape[at + 1];
        int next = at + 2;
        if (killing) {
            System.arraycopy(tape, next, segment.alive, 1, steps);
            next += steps;
        }
        for (int end = next + times; next < end; next++) {
            int key = (int) (tape[next] >>> 32);
            segment.first[key >>> 8][key & 0xFF] = day * DAY_MILLIS + (int) tape[next];
            if (!killing && key >>> 8 > 0) {
                segment.alive[key >>> 8] |= 1L << ((key & 0xFF) - 1);
            }
        }
        return next;
    }

    /**
     * The funnel over all days with this window. Facts about ties and events of several steps are not kept and 0.
     *
     * @throws IllegalArgumentException if the window is below a day
     */
    public FunnelResult measure(Duration window) {
        return measure(window, LocalDate.MIN, LocalDate.MAX);
    }

    /**
     * The funnel over the days from {@code from} up to, but not including, {@code to}. Subjects without a relevant event in
     * these days count as level 0.
     *
     * @throws IllegalArgumentException if the window is below a day or {@code to} is before {@code from}
     */
    public FunnelResult measure(Duration window, LocalDate from, LocalDate to) {
        Tally tally = new Tally(steps);
        Segment folded = new Segment(steps);
        Segment day = new Segment(steps);
        long limit = limit(window);
        range(from, to);
        for (long[] tape : tapes.values()) {
            tally.exactly[level(tape, limit, from.toEpochDay(), to.toEpochDay(), folded, day)]++;
        }
        return FunnelResult.of(funnel.within(window), tally, List.of());
    }

    /**
     * The level of one subject over all days; 0 for a subject that is not there.
     *
     * @throws IllegalArgumentException if the window is below a day
     */
    public int level(String subject, Duration window) {
        long[] tape = tapes.get(Objects.requireNonNull(subject, "subject"));
        long limit = limit(window);
        return tape == null
                ? 0
                : level(tape, limit, Long.MIN_VALUE, Long.MAX_VALUE, new Segment(steps), new Segment(steps));
    }

    private long limit(Duration window) {
        if (window.compareTo(DAY) < 0) {
            throw new IllegalArgumentException("window is below a day: " + window);
        }
        return Plan.limit(window, funnel.bound());
    }

    private static void range(LocalDate from, LocalDate to) {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("to " + to + " is before from " + from);
        }
    }

    private int level(long[] tape, long limit, long fromDay, long toDay, Segment folded, Segment day) {
        folded.clear();
        for (int at = 0; at < tape.length; ) {
            long date = tape[at] >> 16;
            at = read(tape, at, day);
            if (date >= fromDay && date < toDay) {
                folded.absorb(day, limit);
            }
        }
        return folded.level();
    }

    /** The funnel that was summarised. */
    public Funnel funnel() {
        return funnel;
    }

    /** How many subjects there are. */
    public int subjects() {
        return tapes.size();
    }

    /** The bytes of the days, without the ids of the subjects. */
    public long bytes() {
        return tapes.values().stream().mapToLong(tape -> 8L * tape.length).sum();
    }

    /**
     * Both summaries together: other subjects, other days of the same subjects, or both.
     *
     * @throws IllegalArgumentException if the funnels differ or a subject has the same day in both
     */
    public DailySummary plus(DailySummary other) {
        return merged(other, false);
    }

    /**
     * This summary with the subject-days of {@code newer} in place of its own, for days summarised again from all their
     * events after late ones came in.
     *
     * @throws IllegalArgumentException if the funnels differ
     */
    public DailySummary replacing(DailySummary newer) {
        return merged(newer, true);
    }

    private DailySummary merged(DailySummary other, boolean replace) {
        FunnelChecks.refuse(!funnel.equals(other.funnel), "summaries of different funnels do not merge");
        Map<String, long[]> all = new HashMap<>(tapes);
        other.tapes.forEach((subject, tape) -> all.merge(subject, tape, (a, b) -> merge(a, b, replace)));
        return new DailySummary(funnel, all);
    }

    private long[] merge(long[] a, long[] b, boolean replace) {
        long[] merged = new long[a.length + b.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < a.length || j < b.length) {
            long left = i < a.length ? a[i] >> 16 : Long.MAX_VALUE;
            long right = j < b.length ? b[j] >> 16 : Long.MAX_VALUE;
            if (left == right && !replace) {
                throw new IllegalArgumentException(
                        "a subject has day " + LocalDate.ofEpochDay(left) + " in both summaries");
            }
            boolean takeLeft = left < right;
            long[] source = takeLeft ? a : b;
            int at = takeLeft ? i : j;
            int length = length(source, at);
            System.arraycopy(source, at, merged, size, length);
            size += length;
            i += takeLeft ? length : left == right ? length(a, i) : 0;
            j += takeLeft ? 0 : length;
        }
        return Arrays.copyOf(merged, size);
    }

    private int length(long[] tape, int at) {
        return 2 + (killing ? steps : 0) + ((int) tape[at] & 0xFFFF);
    }
}
