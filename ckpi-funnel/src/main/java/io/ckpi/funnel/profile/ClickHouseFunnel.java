package io.ckpi.funnel.profile;

import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.Journeys;
import io.ckpi.funnel.Step;
import io.ckpi.funnel.profile.Entries.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The level that {@code windowFunnel(W, modes)} of ClickHouse 26.7 gives.
 *
 * <p><b>Differences from {@link Funnel}.</b> One event can fill several steps (unless STRICT_ONCE); the window is closed; of
 * all chains of a level only the latest pair of start and last event is kept, so that STRICT_INCREASE can lose a chain that
 * exists; STRICT_ORDER judges the first attempt only. Reproduced by executing the same event tables.
 *
 * <p><b>Limits.</b> At most 32 steps; times before 1970 are refused, since the engine's times are unsigned. With STRICT_ONCE
 * every partial chain is kept, as in the engine: time and memory can grow with a power of a subject's events.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class ClickHouseFunnel {

    /** The options of the engine, by their own names. */
    public enum Mode {
        /** Stops when a step comes again. */
        STRICT_DEDUPLICATION,
        /** Stops at an event that is not the next step. */
        STRICT_ORDER,
        /** The next step must have a later time. */
        STRICT_INCREASE,
        /** One event fills one step only. */
        STRICT_ONCE,
        /** Skips a step that comes too early instead of stopping; needs STRICT_ORDER. */
        ALLOW_REENTRY
    }

    private final long window;
    private final List<Step> steps;
    private final Set<Mode> modes;

    private ClickHouseFunnel(Duration window, List<Step> steps, Set<Mode> modes) {
        this.window = Entries.millis(window);
        this.steps = Entries.steps(steps, 32);
        this.modes = Collections.unmodifiableSet(modes);
        if (modes.contains(Mode.ALLOW_REENTRY) && !modes.contains(Mode.STRICT_ORDER)) {
            throw new IllegalArgumentException("ALLOW_REENTRY needs STRICT_ORDER");
        }
    }

    /** {@code windowFunnel(window, modes)(time, steps)}. */
    public static ClickHouseFunnel of(Duration window, List<Step> steps, Mode... modes) {
        EnumSet<Mode> set = EnumSet.noneOf(Mode.class);
        set.addAll(Arrays.asList(modes));
        return new ClickHouseFunnel(window, steps, set);
    }

    /**
     * The level of each subject by its index, 0 without events.
     *
     * @throws IllegalArgumentException if a time is before 1970
     */
    public byte[] levels(Journeys journeys) {
        Entries entries = new Entries(steps, journeys);
        byte[] levels = new byte[journeys.subjectLimit()];
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            if (cursor.millis(0) < 0) {
                throw new IllegalArgumentException("ClickHouse has no times before 1970");
            }
            List<Entry> list = entries.of(cursor, true, modes.contains(Mode.STRICT_ORDER));
            levels[cursor.subject()] = (byte) (modes.contains(Mode.STRICT_ONCE) ? once(list) : latestPair(list));
        }
        return levels;
    }

    /** How many subjects reach at least each step. */
    public List<Long> atLeast(Journeys journeys) {
        return Entries.atLeast(levels(journeys), steps.size());
    }

    /** What to do with an entry before its chain is looked at. */
    private enum Next {
        GO_ON,
        SKIP,
        STOP,
        STOP_AT_GAP
    }

    private Next judge(Entry entry, boolean begun, boolean here, boolean before) {
        if (entry.step() == 0) {
            return begun ? Next.STOP : Next.SKIP;
        }
        if (entry.step() == 1) {
            return Next.GO_ON;
        }
        if (modes.contains(Mode.STRICT_DEDUPLICATION) && here) {
            return Next.STOP;
        }
        if (modes.contains(Mode.STRICT_ORDER) && begun && !before) {
            return modes.contains(Mode.ALLOW_REENTRY) ? Next.SKIP : Next.STOP_AT_GAP;
        }
        return Next.GO_ON;
    }

    /** One pair of start and last time per level. */
    private int latestPair(List<Entry> entries) {
        if (entries.isEmpty()) {
            return 0;
        }
        if (steps.size() == 1 && !modes.contains(Mode.STRICT_ORDER)) {
            return 1;
        }
        int k = steps.size();
        long[] @Nullable [] pairs = new long[k + 1][];
        boolean begun = false;
        for (Entry entry : entries) {
            int step = entry.step();
            Next next = judge(entry, begun, pairs[step] != null, step > 1 && pairs[step - 1] != null);
            if (next == Next.STOP) {
                break;
            }
            if (next == Next.STOP_AT_GAP) {
                return lowestMissing(pairs) - 1;
            }
            if (next == Next.SKIP) {
                continue;
            }
            long[] before = step == 1 ? null : pairs[step - 1];
            if (step == 1) {
                pairs[1] = new long[] {entry.t(), entry.t()};
                begun = true;
            } else if (before != null
                    && entry.t() <= Entries.end(before[0], window)
                    && !(modes.contains(Mode.STRICT_INCREASE) && entry.t() <= before[1])) {
                pairs[step] = new long[] {before[0], entry.t()};
                if (step == k) {
                    break;
                }
            }
        }
        for (int level = k; level > 0; level--) {
            if (pairs[level] != null) {
                return level;
            }
        }
        return 0;
    }

    private static int lowestMissing(long[] @Nullable [] pairs) {
        int level = 1;
        while (level < pairs.length && pairs[level] != null) {
            level++;
        }
        return level;
    }

    /** A partial chain and the events it used. */
    private record Partial(long start, long last, Set<Integer> used) {
        Partial with(Entry entry) {
            Set<Integer> more = new HashSet<>(used);
            more.add(entry.id());
            return new Partial(start, entry.t(), more);
        }
    }

    /** All partial chains per level. */
    private int once(List<Entry> entries) {
        if (entries.isEmpty()) {
            return 0;
        }
        if (steps.size() == 1 && !modes.contains(Mode.STRICT_ORDER)) {
            return 1;
        }
        int k = steps.size();
        List<List<Partial>> levels = new ArrayList<>();
        for (int i = 0; i <= k; i++) {
            levels.add(new ArrayList<>());
        }
        boolean begun = false;
        for (Entry entry : entries) {
            int step = entry.step();
            Next next = judge(
                    entry,
                    begun,
                    !levels.get(step).isEmpty(),
                    step > 1 && !levels.get(step - 1).isEmpty());
            if (next == Next.STOP) {
                break;
            }
            if (next == Next.STOP_AT_GAP) {
                int level = 1;
                while (level <= k && !levels.get(level).isEmpty()) {
                    level++;
                }
                return level - 1;
            }
            if (next == Next.SKIP) {
                continue;
            }
            if (step == 1) {
                levels.get(1).add(new Partial(entry.t(), entry.t(), Set.of(entry.id())));
                begun = true;
            } else if (extend(levels.get(step - 1), levels.get(step), entry) && step == k) {
                break;
            }
        }
        for (int level = k; level > 0; level--) {
            if (!levels.get(level).isEmpty()) {
                return level;
            }
        }
        return 0;
    }

    private boolean extend(List<Partial> from, List<Partial> to, Entry entry) {
        boolean extended = false;
        for (Iterator<Partial> it = from.iterator(); it.hasNext(); ) {
            Partial partial = it.next();
            if (entry.t() > Entries.end(partial.start(), window)) {
                if (from.size() > 1) {
                    it.remove();
                }
            } else if (!partial.used().contains(entry.id())
                    && !(modes.contains(Mode.STRICT_INCREASE) && entry.t() <= partial.last())) {
                to.add(partial.with(entry));
                extended = true;
            }
        }
        return extended;
    }

    @Override
    public String toString() {
        return "CLICKHOUSE_26_7[" + steps + ", window " + Duration.ofMillis(window) + ", " + modes + "]";
    }
}
