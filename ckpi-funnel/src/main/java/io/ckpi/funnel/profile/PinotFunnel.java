package io.ckpi.funnel.profile;

import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.Journeys;
import io.ckpi.funnel.Step;
import io.ckpi.funnel.profile.Entries.Entry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What Apache Pinot's {@code funnelMaxStep}, {@code funnelMatchStep}, {@code funnelCompleteCount} and {@code FUNNEL_COUNT}
 * give.
 *
 * <p><b>Differences from {@link Funnel}.</b> An event is its first matching step only; the window is half-open and slides
 * from step 1 to step 1; the last window is looked at from its first entry only, so that a clean later attempt inside it is
 * missed in the strict modes. Reproduced from published tests and the sources, not executed.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class PinotFunnel {

    /** The options of the engine, by their own names. */
    public enum Mode {
        /** Stops when the step that was counted last comes again. */
        STRICT_DEDUPLICATION,
        /** Stops at an event that is not the next step. */
        STRICT_ORDER,
        /** Skips an event of the same time as the one counted last. */
        STRICT_INCREASE,
        /** Foreign events stay in the window. */
        KEEP_ALL
    }

    private final long window;
    private final List<Step> steps;
    private final Set<Mode> modes;

    private PinotFunnel(Duration window, List<Step> steps, Set<Mode> modes) {
        this.window = Entries.millis(window);
        this.steps = Entries.steps(steps, Funnel.MAX_STEPS);
        this.modes = Collections.unmodifiableSet(modes);
    }

    /** The functions over a window, steps and modes. */
    public static PinotFunnel of(Duration window, List<Step> steps, Mode... modes) {
        EnumSet<Mode> set = EnumSet.noneOf(Mode.class);
        set.addAll(Arrays.asList(modes));
        return new PinotFunnel(window, steps, set);
    }

    /** {@code funnelMaxStep}: the level of each subject by its index. */
    public byte[] levels(Journeys journeys) {
        byte[] levels = new byte[journeys.subjectLimit()];
        each(journeys, (subject, list) -> levels[subject] = (byte) slide(list, false));
        return levels;
    }

    /** {@code funnelMatchStep}: 1 for every step up to the level of a subject. */
    public List<Integer> matchStep(Journeys journeys, int index) {
        int level = levels(journeys)[index];
        List<Integer> steps01 = new ArrayList<>();
        for (int k = 1; k <= steps.size(); k++) {
            steps01.add(k <= level ? 1 : 0);
        }
        return List.copyOf(steps01);
    }

    /** {@code funnelCompleteCount}: how often each subject, by its index, came to the last step. */
    public int[] completeCounts(Journeys journeys) {
        int[] counts = new int[journeys.subjectLimit()];
        each(journeys, (subject, list) -> counts[subject] = slide(list, true));
        return counts;
    }

    /** How many subjects reach at least each step. */
    public List<Long> atLeast(Journeys journeys) {
        return Entries.atLeast(levels(journeys), steps.size());
    }

    /** {@code FUNNEL_COUNT}: the subjects that have an event of all steps up to each, whatever order and time. */
    public static List<Long> setCounts(Journeys journeys, List<Step> steps) {
        Entries entries = new Entries(Entries.steps(steps, Funnel.MAX_STEPS), journeys);
        byte[] levels = new byte[journeys.subjectLimit()];
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            levels[cursor.subject()] = prefix(entries.of(cursor, true, false), steps.size());
        }
        return Entries.atLeast(levels, steps.size());
    }

    /** {@code FUNNEL_COUNT} grouped by a property, each group by itself; events without a value are in none. */
    public static Map<String, List<Long>> setCountsBy(Journeys journeys, List<Step> steps, String property) {
        Entries entries = new Entries(Entries.steps(steps, Funnel.MAX_STEPS), journeys);
        int column = journeys.property(property);
        int values = journeys.values(property).size();
        long[][] counts = new long[values + 1][steps.size()];
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            Map<Integer, List<Entry>> groups = new TreeMap<>();
            for (Entry entry : entries.of(cursor, true, false)) {
                groups.computeIfAbsent(cursor.value(column, entry.id()), v -> new ArrayList<>())
                        .add(entry);
            }
            groups.forEach((value, list) -> {
                int level = prefix(list, steps.size());
                for (int k = 0; k < level; k++) {
                    counts[value][k]++;
                }
            });
        }
        Map<String, List<Long>> result = new TreeMap<>();
        for (int v = 1; v <= values; v++) {
            result.put(
                    journeys.values(property).get(v - 1),
                    Arrays.stream(counts[v]).boxed().toList());
        }
        return result;
    }

    private static byte prefix(List<Entry> entries, int steps) {
        boolean[] has = new boolean[steps + 2];
        entries.forEach(entry -> has[entry.step()] = true);
        int level = 0;
        while (has[level + 1]) {
            level++;
        }
        return (byte) level;
    }

    private interface Each {
        void accept(int subject, List<Entry> entries);
    }

    private void each(Journeys journeys, Each each) {
        Entries entries = new Entries(steps, journeys);
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            each.accept(cursor.subject(), entries.of(cursor, false, modes.contains(Mode.KEEP_ALL)));
        }
    }

    private int slide(List<Entry> entries, boolean rounds) {
        Deque<Entry> queue = new ArrayDeque<>(entries);
        Deque<Entry> inside = new ArrayDeque<>();
        int result = 0;
        while (!queue.isEmpty()) {
            fill(queue, inside);
            if (inside.isEmpty()) {
                break;
            }
            if (rounds) {
                result += rounds(inside);
            } else {
                result = Math.max(result, farthest(inside));
                if (result == steps.size()) {
                    break;
                }
            }
            inside.pollFirst();
        }
        return result;
    }

    private void fill(Deque<Entry> queue, Deque<Entry> inside) {
        while (!inside.isEmpty() && inside.getFirst().step() != 1) {
            inside.removeFirst();
        }
        while (inside.isEmpty()) {
            Entry next = queue.poll();
            if (next == null) {
                return;
            }
            if (next.step() == 1) {
                inside.add(next);
            }
        }
        long end = Entries.end(inside.getFirst().t(), window);
        while (!queue.isEmpty() && queue.getFirst().t() < end) {
            inside.add(queue.removeFirst());
        }
    }

    private int farthest(Deque<Entry> inside) {
        int level = 0;
        long last = 0;
        for (Entry entry : inside) {
            if (modes.contains(Mode.STRICT_DEDUPLICATION) && level > 0 && entry.step() == level) {
                break;
            }
            if (modes.contains(Mode.STRICT_ORDER) && entry.step() != level + 1) {
                break;
            }
            if (modes.contains(Mode.STRICT_INCREASE) && level > 0 && entry.t() == last) {
                continue;
            }
            if (entry.step() == level + 1) {
                level++;
                last = entry.t();
                if (level == steps.size()) {
                    break;
                }
            }
        }
        return level;
    }

    private int rounds(Deque<Entry> inside) {
        int level = 0;
        int rounds = 0;
        int position = 0;
        int completed = 0;
        long last = 0;
        boolean looked = false;
        for (Entry entry : inside) {
            boolean again = modes.contains(Mode.STRICT_DEDUPLICATION) && level > 0 && entry.step() == level;
            boolean foreign = modes.contains(Mode.STRICT_ORDER) && entry.step() != level + 1;
            if (again || foreign) {
                level = 0;
            }
            boolean same = modes.contains(Mode.STRICT_INCREASE) && looked && entry.t() == last;
            last = entry.t();
            looked = true;
            if (!same && entry.step() == level + 1) {
                level++;
                if (level == steps.size()) {
                    rounds++;
                    level = 0;
                    completed = position;
                }
            }
            position++;
        }
        for (int i = 0; i < completed; i++) {
            inside.removeFirst();
        }
        return rounds;
    }

    @Override
    public String toString() {
        return "PINOT[" + steps + ", window " + Duration.ofMillis(window) + ", " + modes + "]";
    }
}
