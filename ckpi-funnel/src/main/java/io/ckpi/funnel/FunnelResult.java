package io.ckpi.funnel;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Shares;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many subjects came how far, with the full funnel that says what was counted and the facts that could change it.
 *
 * <p>Counts of disjoint sets of subjects add ({@link #plus}); the sum equals the result over all of them.
 *
 * <p><b>Rates</b> are shares of subjects with Wilson's interval ({@link Shares}): {@code rate(k, k+1)} = N_{k+1} / N_k.
 * Undefined when N_k is 0: ZERO_DENOMINATOR, or NO_DATA without any subject. With subjects still open
 * {@link #bounds} says between which values the rate will end.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class FunnelResult {

    private final Funnel spec;
    private final Tally tally;
    private final Map<String, long[]> groups;
    private final long[] missingGroup;
    private final long duplicates;
    private final List<String> absent;
    private final List<DataIssue> issues;
    private final Shares shares;

    private FunnelResult(
            Funnel spec,
            Tally tally,
            Map<String, long[]> groups,
            long[] missingGroup,
            long duplicates,
            List<String> absent,
            List<DataIssue> issues) {
        this.spec = spec;
        this.tally = tally;
        this.groups = groups;
        this.missingGroup = missingGroup;
        this.duplicates = duplicates;
        this.absent = absent;
        this.issues = issues;
        this.shares = Shares.withDefaults();
    }

    static FunnelResult of(Funnel funnel, Plan plan, Tally tally) {
        Map<String, long[]> groups = new TreeMap<>();
        long[] missing = new long[plan.steps + 1];
        tally.groups.forEach((code, counts) -> {
            String value = plan.journeys.value(plan.breakdown, code);
            if (value == null) {
                System.arraycopy(counts, 0, missing, 0, counts.length);
            } else {
                groups.put(value, counts);
            }
        });
        return new FunnelResult(
                funnel, tally, groups, missing, plan.journeys.duplicates(), plan.absent, plan.journeys.issues());
    }

    static FunnelResult of(Funnel funnel, Tally tally, List<DataIssue> issues) {
        return new FunnelResult(
                funnel, tally, Map.of(), new long[tally.exactly.length], 0, List.of(), List.copyOf(issues));
    }

    /** The funnel that was measured, with all its options. */
    public Funnel spec() {
        return spec;
    }

    /** How many steps the funnel has, K. */
    public int steps() {
        return spec.steps().size();
    }

    /** How many subjects have an event, dropped ones included. */
    public long subjects() {
        return Arrays.stream(tally.exactly).sum() + tally.dropped;
    }

    /** How many subjects reached step {@code k} or a later one, N_k; k from 0 (all that were not dropped) to K. */
    public long reached(int k) {
        check(k);
        long sum = 0;
        for (int i = k; i <= steps(); i++) {
            sum += tally.exactly[i];
        }
        return sum;
    }

    /** How many subjects reached step {@code k} and no later one; k from 0 to K. */
    public long exactly(int k) {
        check(k);
        return tally.exactly[k];
    }

    /** N_1 … N_K. */
    public List<Long> atLeast() {
        List<Long> counts = new ArrayList<>();
        for (int k = 1; k <= steps(); k++) {
            counts.add(reached(k));
        }
        return Collections.unmodifiableList(counts);
    }

    /** The subjects whose level is exactly 1 … K. */
    public List<Long> exactly() {
        List<Long> counts = new ArrayList<>();
        for (int k = 1; k <= steps(); k++) {
            counts.add(tally.exactly[k]);
        }
        return Collections.unmodifiableList(counts);
    }

    /** How many subjects of exactly level {@code k} could still go on after the end of the observation; 0 without one. */
    public long open(int k) {
        check(k);
        return tally.open[k];
    }

    /** How many subjects left every step because of an exclusion. */
    public long dropped() {
        return tally.dropped;
    }

    /** How many pairs of a subject and a tuple of held values reached step {@code k}; 0 if none is held. */
    public long pairs(int k) {
        check(k);
        long sum = 0;
        for (int i = k; i <= steps(); i++) {
            sum += tally.pairs[i];
        }
        return sum;
    }

    /**
     * How many chains of length {@code k}, one after the other, all subjects completed.
     *
     * @throws IllegalArgumentException if the funnel does not count conversions or k is not from 1 to K
     */
    public long conversions(int k) {
        FunnelChecks.refuse(spec.spec.count() != Funnel.Count.CONVERSIONS, "the funnel does not count conversions");
        FunnelChecks.refuse(k < 1 || k > steps(), "step is not from 1 to " + steps() + ": " + k);
        return tally.conversions[k - 1];
    }

    /** The values of the breakdown, in alphabetical order; empty without one. */
    public Set<String> values() {
        return Collections.unmodifiableSet(groups.keySet());
    }

    /** How many subjects with this value of the breakdown reached step {@code k}; 0 for a value that is not there. */
    public long reached(String value, int k) {
        check(k);
        return from(groups.getOrDefault(value, new long[steps() + 1]), k);
    }

    /** How many subjects without a value reached step {@code k}; 0 without a breakdown. */
    public long reachedWithoutValue(int k) {
        check(k);
        return from(missingGroup, k);
    }

    /**
     * The share of the subjects of step {@code from} that reached step {@code to}, with Wilson's interval; {@code from} 0
     * means all subjects that were not dropped. Pending: the open subjects between the two.
     */
    public Reading rate(int from, int to) {
        return rate(reached(from), from, to);
    }

    private Reading rate(long below, int from, int to) {
        steps(from, to);
        if (below == 0) {
            return subjects() == 0
                    ? Absent.because(Reason.NO_DATA)
                    : Absent.because(
                            Reason.ZERO_DENOMINATOR,
                            "no subject reached step " + from,
                            "ни один клиент не дошёл до шага " + from);
        }
        return shares.of(reached(to), below, openBetween(from, to));
    }

    /** The share of the subjects of step 1 that reached the last step. */
    public Reading conversion() {
        return steps() == 1 ? rate(0, 1) : rate(1, steps());
    }

    /**
     * Between which values the rate lies once all open subjects are over: none or all of them go on to step {@code to}.
     * The rate itself if none is open.
     */
    public Reading bounds(int from, int to) {
        Reading rate = rate(from, to);
        long open = openBetween(from, to);
        long below = reached(from);
        if (open == 0 || below == 0) {
            return rate;
        }
        return new Bounded(
                (double) reached(to) / below,
                (double) (reached(to) + open) / below,
                Unit.RATIO,
                Reason.NOT_DUE_YET,
                new Names("открыты: " + open, "still open: " + open),
                below,
                Set.of());
    }

    private long openBetween(int from, int to) {
        long open = 0;
        for (int k = Math.max(1, from); k < to; k++) {
            open += tally.open[k];
        }
        return open;
    }

    /** Groups of events of one subject and time that hold two steps: the rule for ties can change what they count. */
    public long tieGroups() {
        return tally.tieGroups;
    }

    /** Events that match several steps; each can serve one step of a chain only. */
    public long multiStepEvents() {
        return tally.multiEvents;
    }

    /** Events after the end of the observation, which were not seen. */
    public long unseenEvents() {
        return tally.unseen;
    }

    /** Events that repeat another of their subject in time, name and properties. */
    public long duplicates() {
        return duplicates;
    }

    /** Events that the funnel names and the log does not know: a misspelt name counts 0 everywhere. */
    public List<String> absentEvents() {
        return absent;
    }

    /** What was found while loading, and the absent events. */
    public List<DataIssue> issues() {
        List<DataIssue> all = new ArrayList<>(issues);
        if (!absent.isEmpty()) {
            all.add(new DataIssue(
                    "UNKNOWN_EVENT",
                    DataIssue.Severity.WARNING,
                    null,
                    String.join(", ", absent),
                    absent.size(),
                    new Names(
                            "события воронки, которых нет в журнале",
                            "events of the funnel that the log does not have")));
        }
        return Collections.unmodifiableList(all);
    }

    /**
     * The result over both sets of subjects, which must be disjoint.
     *
     * @throws IllegalArgumentException if the funnels differ
     */
    public FunnelResult plus(FunnelResult other) {
        FunnelChecks.refuse(
                !spec.equals(other.spec), "results of different funnels do not add: " + spec + " and " + other.spec);
        Tally sum = new Tally(steps());
        sum.add(tally);
        sum.add(other.tally);
        Map<String, long[]> values = new TreeMap<>();
        for (FunnelResult part : List.of(this, other)) {
            part.groups.forEach(
                    (value, counts) -> add(values.computeIfAbsent(value, v -> new long[steps() + 1]), counts));
        }
        long[] missing = missingGroup.clone();
        add(missing, other.missingGroup);
        List<String> both = absent.stream().filter(other.absent::contains).toList();
        return new FunnelResult(
                spec, sum, values, missing, duplicates + other.duplicates, both, issues(issues, other.issues));
    }

    private static List<DataIssue> issues(List<DataIssue> some, List<DataIssue> others) {
        Map<String, DataIssue> byCode = new LinkedHashMap<>();
        for (List<DataIssue> list : List.of(some, others)) {
            for (DataIssue issue : list) {
                byCode.merge(
                        issue.code(),
                        issue,
                        (a, b) -> new DataIssue(
                                a.code(), a.severity(), a.source(), a.location(), a.count() + b.count(), a.sentence()));
            }
        }
        return List.copyOf(byCode.values());
    }

    private static void add(long[] sums, long[] more) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += more[i];
        }
    }

    private static long from(long[] counts, int k) {
        long sum = 0;
        for (int i = k; i < counts.length; i++) {
            sum += counts[i];
        }
        return sum;
    }

    private void check(int k) {
        if (k < 0 || k > steps()) {
            throw new IllegalArgumentException("step is not from 0 to " + steps() + ": " + k);
        }
    }

    private void steps(int from, int to) {
        check(from);
        check(to);
        if (from >= to) {
            throw new IllegalArgumentException(
                    "a rate goes from a step to a later one, not from " + from + " to " + to);
        }
    }

    /** Levels and counts; the funnel stands beside it in {@link #spec()}. */
    @Override
    public String toString() {
        return "FunnelResult[subjects " + subjects() + ", at least " + atLeast() + ", exactly " + exactly() + "]";
    }
}
