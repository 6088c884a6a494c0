package io.ckpi.funnel;

import io.ckpi.funnel.internal.LongTally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ways that subjects take: transitions between events, runs of several events, whole paths, and which event stands at
 * which step.
 *
 * <p><b>What a path is</b>: all events of a subject; those with the same value of a property such as a visit id (events
 * without a value belong to no path); or those between which no more time passes than a gap. The order is that of the
 * journeys: by time and, at the same time, as they came.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class PathAnalysis {

    /** The longest path that {@link #wholePaths} names in full; the rest of a longer one is cut off there. */
    public static final int LONGEST = 1000;

    private final @Nullable String property;
    private final @Nullable Duration gap;
    private final boolean collapsed;

    private PathAnalysis(@Nullable String property, @Nullable Duration gap, boolean collapsed) {
        this.property = property;
        this.gap = gap;
        this.collapsed = collapsed;
    }

    /** One path per subject. */
    public static PathAnalysis bySubject() {
        return new PathAnalysis(null, null, false);
    }

    /** One path per subject and value of a property, such as the id of a visit. */
    public static PathAnalysis byProperty(String property) {
        return new PathAnalysis(java.util.Objects.requireNonNull(property, "property"), null, false);
    }

    /** A new path after more than {@code gap} without an event. @throws IllegalArgumentException if it is negative */
    public static PathAnalysis byInactivity(Duration gap) {
        if (gap.isNegative()) {
            throw new IllegalArgumentException("gap is negative: " + gap);
        }
        return new PathAnalysis(null, gap, false);
    }

    /** The same with an event that directly repeats the one before it left out. */
    public PathAnalysis collapsingRepeats() {
        return new PathAnalysis(property, gap, true);
    }

    /**
     * How often each event follows each other one, START before the first and END after the last.
     *
     * @throws IllegalArgumentException if there is no such property, or an event is called START or END
     */
    public PathCounts transitions(Journeys journeys) {
        refuse(journeys, PathCounts.START);
        refuse(journeys, PathCounts.END);
        List<String> names = journeys.names();
        long base = names.size() + 1L;
        LongTally tally = new LongTally();
        long paths = walk(journeys, (n, codes, start) -> {
            long from = names.size();
            for (int i = 0; i <= n; i++) {
                long to = i < n ? codes[i] : names.size();
                tally.add(from * base + to, 1);
                from = to;
            }
        });
        Map<List<String>, Long> counts = new HashMap<>();
        tally.forEach((key, count) -> {
            int from = (int) (key / base);
            int to = (int) (key % base);
            counts.put(
                    List.of(
                            from < names.size() ? names.get(from) : PathCounts.START,
                            to < names.size() ? names.get(to) : PathCounts.END),
                    count);
        });
        return new PathCounts(paths, counts);
    }

    /**
     * How often each run of {@code k} neighbouring events occurs.
     *
     * @throws IllegalArgumentException if {@code k} is below 1 or names^k does not fit a long, or there is no such property
     */
    public PathCounts grams(Journeys journeys, int k) {
        List<String> names = journeys.names();
        long base = Math.max(2, names.size());
        if (k < 1 || k * Math.log((double) base) > 62 * Math.log(2)) {
            throw new IllegalArgumentException("k is below 1, or too large for " + names.size() + " event names: " + k);
        }
        LongTally tally = new LongTally();
        long paths = walk(journeys, (n, codes, start) -> {
            for (int i = 0; i + k <= n; i++) {
                long key = 0;
                for (int j = i; j < i + k; j++) {
                    key = key * base + codes[j];
                }
                tally.add(key, 1);
            }
        });
        Map<List<String>, Long> counts = new HashMap<>();
        tally.forEach((key, count) -> {
            String[] run = new String[k];
            long rest = key;
            for (int j = k - 1; j >= 0; j--) {
                run[j] = names.get((int) (rest % base));
                rest /= base;
            }
            counts.put(List.of(run), count);
        });
        return new PathCounts(paths, counts);
    }

    /**
     * How often each whole path occurs, cut off after {@value #LONGEST} events.
     *
     * @throws IllegalArgumentException if there is no such property
     */
    public PathCounts wholePaths(Journeys journeys) {
        List<String> names = journeys.names();
        Map<List<Integer>, long[]> tally = new HashMap<>();
        long paths = walk(journeys, (n, codes, start) -> tally.computeIfAbsent(
                        Arrays.stream(codes, 0, Math.min(n, LONGEST)).boxed().toList(), path -> new long[1])[0]++);
        Map<List<String>, Long> counts = new HashMap<>();
        tally.forEach((path, count) -> counts.put(path.stream().map(names::get).toList(), count[0]));
        return new PathCounts(paths, counts);
    }

    /**
     * Which event stands at step 1, 2, … {@code depth} of the paths; a path that is over by then stands at END.
     *
     * @throws IllegalArgumentException if {@code depth} is not 1 to {@value #LONGEST}, there is no such property, or an
     *     event is called END
     */
    public StepMatrix stepMatrix(Journeys journeys, int depth) {
        refuse(journeys, PathCounts.END);
        if (depth < 1 || depth > LONGEST) {
            throw new IllegalArgumentException("depth is not 1 to " + LONGEST + ": " + depth);
        }
        List<String> names = journeys.names();
        long[][] counts = new long[depth][names.size() + 1];
        long paths = walk(journeys, (n, codes, start) -> {
            for (int i = 0; i < depth; i++) {
                counts[i][i < n ? codes[i] : names.size()]++;
            }
        });
        List<Map<String, Long>> steps = new ArrayList<>();
        for (long[] row : counts) {
            Map<String, Long> step = new HashMap<>();
            for (int c = 0; c < row.length; c++) {
                if (row[c] > 0) {
                    step.put(c < names.size() ? names.get(c) : PathCounts.END, row[c]);
                }
            }
            steps.add(step);
        }
        return new StepMatrix(paths, steps);
    }

    /**
     * Which paths have an event of step k, and which of these an event of step k + 1 after it, whatever came before: the
     * steps pair by pair, beside the levels of the chain through all steps in the order of the path.
     *
     * @throws IllegalArgumentException if there are fewer than 2 steps or no such property
     */
    public StepPairs pairs(Journeys journeys, List<Step> steps) {
        return pairs(journeys, steps, Instant.ofEpochMilli(Long.MIN_VALUE), Instant.ofEpochMilli(Long.MAX_VALUE));
    }

    /**
     * The same for the paths whose first event is at or after {@code from} and before {@code until}.
     *
     * @throws IllegalArgumentException also if a time lies beyond the milliseconds of a long
     */
    public StepPairs pairs(Journeys journeys, List<Step> steps, Instant from, Instant until) {
        int k = steps.size();
        if (k < 2) {
            throw new IllegalArgumentException("fewer than 2 steps: " + k);
        }
        long begin = millis("from", from);
        long end = millis("until", until);
        boolean[][] meets = new boolean[k][journeys.names().size()];
        for (int j = 0; j < k; j++) {
            for (String name : steps.get(j).anyOf()) {
                int code = journeys.code(name);
                if (code >= 0) {
                    meets[j][code] = true;
                }
            }
        }
        long[] at = new long[k];
        long[] then = new long[k - 1];
        long[] chain = new long[k];
        long[] paths = new long[1];
        boolean[] met = new boolean[k];
        boolean[] followed = new boolean[k];
        walk(journeys, (n, codes, start) -> {
            if (start < begin || start >= end) {
                return;
            }
            paths[0]++;
            Arrays.fill(met, false);
            Arrays.fill(followed, false);
            int level = 0;
            for (int i = 0; i < n; i++) {
                for (int j = k - 1; j >= 0; j--) { // descending: one event is not two steps of a pair
                    if (meets[j][codes[i]]) {
                        followed[j] |= j > 0 && met[j - 1];
                        met[j] = true;
                    }
                }
                level += level < k && meets[level][codes[i]] ? 1 : 0;
            }
            for (int j = 0; j < k; j++) {
                at[j] += met[j] ? 1 : 0;
                chain[j] += level > j ? 1 : 0;
                if (j > 0) {
                    then[j - 1] += followed[j] ? 1 : 0;
                }
            }
        });
        return new StepPairs(steps, paths[0], list(at), list(then), list(chain));
    }

    private static List<Long> list(long[] counts) {
        return Arrays.stream(counts).boxed().toList();
    }

    private static long millis(String name, Instant at) {
        try {
            return at.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(name + " is out of range: " + at, e);
        }
    }

    private static void refuse(Journeys journeys, String name) {
        if (journeys.code(name) >= 0) {
            throw new IllegalArgumentException("an event is called " + name + ", as a state of the paths is");
        }
    }

    private interface Walk {
        /** One path: its first {@code n} codes and the time of its first event. */
        void path(int n, int[] codes, long start);
    }

    private long walk(Journeys journeys, Walk walk) {
        int column = property == null ? -1 : journeys.property(property);
        long limit = Long.MAX_VALUE;
        if (gap != null) {
            limit = gap.toSeconds() > Long.MAX_VALUE / 1000 - 1 ? Long.MAX_VALUE : gap.toMillis();
        }
        long paths = 0;
        int[] codes = new int[16];
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            if (column >= 0) {
                paths += byValue(cursor, column, walk);
                continue;
            }
            int size = cursor.size();
            codes = size > codes.length ? new int[Math.max(size, 2 * codes.length)] : codes;
            int n = 0;
            long start = cursor.millis(0);
            for (int i = 0; i < size; i++) {
                if (i > 0 && apart(cursor.millis(i - 1), cursor.millis(i)) > limit) {
                    walk.path(n, codes, start);
                    paths++;
                    n = 0;
                    start = cursor.millis(i);
                }
                n = put(codes, n, cursor.code(i));
            }
            walk.path(n, codes, start);
            paths++;
        }
        return paths;
    }

    private static long apart(long earlier, long later) {
        long passed = later - earlier;
        return passed < 0 ? Long.MAX_VALUE : passed;
    }

    private int put(int[] codes, int n, int code) {
        if (collapsed && n > 0 && codes[n - 1] == code) {
            return n;
        }
        codes[n] = code;
        return n + 1;
    }

    /** Paths of one subject in the order in which their values first occur; visits may interleave. */
    private long byValue(Journeys.Cursor cursor, int column, Walk walk) {
        int size = cursor.size();
        Map<Integer, Integer> index = new HashMap<>();
        int[] of = new int[size];
        int[] lengths = new int[size + 1];
        for (int i = 0; i < size; i++) {
            int value = cursor.value(column, i);
            of[i] = value == 0 ? -1 : index.computeIfAbsent(value, v -> index.size());
            if (of[i] >= 0) {
                lengths[of[i]]++;
            }
        }
        int[][] codes = new int[index.size()][];
        int[] n = new int[codes.length];
        long[] start = new long[codes.length];
        for (int i = 0; i < size; i++) {
            int p = of[i];
            if (p >= 0) {
                if (codes[p] == null) {
                    codes[p] = new int[lengths[p]];
                    start[p] = cursor.millis(i);
                }
                n[p] = put(codes[p], n[p], cursor.code(i));
            }
        }
        for (int p = 0; p < codes.length; p++) {
            walk.path(n[p], codes[p], start[p]);
        }
        return codes.length;
    }
}
