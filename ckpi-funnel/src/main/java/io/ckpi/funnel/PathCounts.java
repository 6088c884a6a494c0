package io.ckpi.funnel;

import io.ckpi.core.Absent;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.stat.Shares;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each run of events occurred: transitions (runs of two), k-grams or whole paths. Counts of disjoint sets of paths
 * add up.
 *
 * <p><b>Ties</b> of a ranking: equal counts in order of the names, compared from the first event on.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class PathCounts {

    /** The state before the first event of a path. */
    public static final String START = "START";

    /** The state after the last event of a path. */
    public static final String END = "END";

    private static final Comparator<List<String>> BY_NAME = (a, b) -> {
        int n = Math.min(a.size(), b.size());
        for (int i = 0; i < n; i++) {
            int c = a.get(i).compareTo(b.get(i));
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(a.size(), b.size());
    };

    private final long paths;
    private final TreeMap<List<String>, Long> counts;
    private final Map<String, Long> from = new TreeMap<>();
    private final Map<String, Long> to = new TreeMap<>();

    /**
     * One run of events.
     *
     * @param events the names in order
     * @param count how often it occurred
     */
    public record Run(List<String> events, long count) {}

    PathCounts(long paths, Map<List<String>, Long> counts) {
        this.paths = paths;
        this.counts = new TreeMap<>(BY_NAME);
        this.counts.putAll(counts);
        counts.forEach((run, count) -> {
            if (!run.isEmpty()) {
                from.merge(run.get(0), count, Math::addExact);
                to.merge(run.get(run.size() - 1), count, Math::addExact);
            }
        });
    }

    /** How many paths were counted. */
    public long paths() {
        return paths;
    }

    /** How many runs occurred, repeats counted. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
    }

    /** How many different runs occurred. */
    public int distinct() {
        return counts.size();
    }

    /** All runs with their counts, in order of their names. */
    public Map<List<String>, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** How often this run occurred, 0 if never. */
    public long count(String... events) {
        return counts.getOrDefault(List.of(events), 0L);
    }

    /** The {@code n} most frequent runs; equal counts in order of the names. @throws IllegalArgumentException if {@code n} is negative */
    public List<Run> top(int n) {
        return ranked(n, run -> true);
    }

    /** What follows {@code event}, by frequency: the runs that begin with it. */
    public List<Run> next(String event) {
        return ranked(Integer.MAX_VALUE, run -> run.get(0).equals(event));
    }

    /** What precedes {@code event}, by frequency: the runs that end with it. */
    public List<Run> previous(String event) {
        return ranked(Integer.MAX_VALUE, run -> run.get(run.size() - 1).equals(event));
    }

    private List<Run> ranked(int n, java.util.function.Predicate<List<String>> which) {
        if (n < 0) {
            throw new IllegalArgumentException("n is negative: " + n);
        }
        return counts.entrySet().stream()
                .filter(each -> which.test(each.getKey()))
                .map(each -> new Run(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(Run::count).reversed().thenComparing(Run::events, BY_NAME))
                .limit(n)
                .toList();
    }

    /**
     * The share of this run among all that begin with the same event, with Wilson's interval: of transitions the row rate of
     * the transition matrix. {@link Reason#ZERO_DENOMINATOR} if none begins so. The interval takes the runs for independent; a path that goes in circles makes it too short.
     */
    public Reading rate(String... events) {
        return events.length == 0
                ? Absent.because(Reason.NO_DATA)
                : share(count(events), from.getOrDefault(events[0], 0L));
    }

    /** The share of this run among all that end with the same event, with Wilson's interval. */
    public Reading rateBefore(String... events) {
        return events.length == 0
                ? Absent.because(Reason.NO_DATA)
                : share(count(events), to.getOrDefault(events[events.length - 1], 0L));
    }

    private Reading share(long above, long below) {
        return below == 0 && paths > 0
                ? Absent.because(Reason.ZERO_DENOMINATOR)
                : Shares.withDefaults().of(above, below);
    }

    /** The sums of two disjoint sets of paths. */
    public PathCounts plus(PathCounts other) {
        Map<List<String>, Long> sum = new TreeMap<>(BY_NAME);
        sum.putAll(counts);
        other.counts.forEach((run, count) -> sum.merge(run, count, Math::addExact));
        return new PathCounts(Math.addExact(paths, other.paths), sum);
    }

    /** The paths, the runs and the different runs. */
    @Override
    public String toString() {
        return "PathCounts[" + paths + " paths, " + total() + " runs, " + distinct() + " different]";
    }
}
