package io.ckpi.funnel;

import io.ckpi.core.Absent;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.stat.Shares;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Ladder} counted. Results of disjoint sets of subjects add up.
 *
 * <p>Four views of the same rungs, to be shown together: records skip stages, so none of them alone is the truth.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param ladder the ladder
 * @param subjects subjects with a valid record
 * @param observed per rung the subjects with a record at it
 * @param strictlyOrdered per rung the subjects with records of all rungs up to it in their order, whatever stands between
 *     (records of the same time may stand in any order, no window)
 * @param reachedOrBeyond per rung the subjects whose highest rung is it or one above
 * @param current per rung the subjects that stand there
 * @param off per state off the ladder the subjects that stand there
 * @param moves per kind the transitions and how often they occurred
 * @param repeats records of the state the subject was in already
 * @param passes how many subjects went through the ladder so many times
 * @param issueCounts how many records had an issue of each kind
 * @param issues the first {@value #MOST_ISSUES} issues in order of the rows
 * @param referrals who recommended whom
 */
public record LadderResult(
        Ladder ladder,
        long subjects,
        List<Long> observed,
        List<Long> strictlyOrdered,
        List<Long> reachedOrBeyond,
        List<Long> current,
        Map<String, Long> off,
        Map<Kind, Map<Move, Long>> moves,
        long repeats,
        Map<Integer, Long> passes,
        Map<IssueKind, Long> issueCounts,
        List<Issue> issues,
        List<Referral> referrals) {

    /** So many issues are kept with their row; all are counted. */
    public static final int MOST_ISSUES = 1000;

    /** What a transition calls the state before the first record. */
    public static final String NONE = "(none)";

    /** Kinds of transitions. */
    public enum Kind {
        /** To the next rung. */
        ADVANCE,
        /** Up by more than one rung. */
        SKIP,
        /** To a lower rung. */
        REGRESSION,
        /** To a state off the ladder. */
        EXIT,
        /** From a state off the ladder to a rung. */
        REENTRY
    }

    /**
     * A transition.
     *
     * @param from the state before, {@value #NONE} without one
     * @param to the state after
     */
    public record Move(String from, String to) implements Comparable<Move> {
        @Override
        public int compareTo(Move other) {
            return toString().compareTo(other.toString());
        }

        /** {@code FROM>TO}. */
        @Override
        public String toString() {
            return from + ">" + to;
        }
    }

    /** Kinds of issues. */
    public enum IssueKind {
        /** A state that the ladder does not have; the record is ignored. */
        UNKNOWN_VALUE,
        /** The record says that it comes from another state than the subject was in; its new state holds. */
        FROM_MISMATCH
    }

    /**
     * A record that contradicts the ladder or the records before it.
     *
     * @param kind what is wrong
     * @param row the record's row, from 0 in the order in which records were added
     * @param value the state that is unknown or does not match
     */
    public record Issue(IssueKind kind, long row, String value) {}

    /**
     * A recommendation: an edge from the stage of one subject to the first stage of another.
     *
     * @param referrer who recommended
     * @param referee who came
     * @param from the referrer's state at that time, or null without a record of it among these
     * @param to the referee's first rung, or null without one among these
     */
    public record Referral(
            String referrer,
            String referee,
            @Nullable String from,
            @Nullable String to) {}

    /** Copies the collections. */
    public LadderResult {
        observed = List.copyOf(observed);
        strictlyOrdered = List.copyOf(strictlyOrdered);
        reachedOrBeyond = List.copyOf(reachedOrBeyond);
        current = List.copyOf(current);
        off = Collections.unmodifiableMap(new TreeMap<>(off));
        Map<Kind, Map<Move, Long>> copies = new TreeMap<>();
        moves.forEach((kind, counts) -> copies.put(kind, Collections.unmodifiableMap(new TreeMap<>(counts))));
        moves = Collections.unmodifiableMap(copies);
        passes = Collections.unmodifiableMap(new TreeMap<>(passes));
        issueCounts = Collections.unmodifiableMap(new TreeMap<>(issueCounts));
        issues = List.copyOf(issues);
        referrals = List.copyOf(referrals);
    }

    /** Per rung the subjects that must have been there without a record that says so: reachedOrBeyond − observed. */
    public List<Long> inferred() {
        return IntStream.range(0, observed.size())
                .mapToObj(k -> reachedOrBeyond.get(k) - observed.get(k))
                .toList();
    }

    /**
     * The share of those at rung {@code from} or above that are at {@code to} or above, with Wilson's interval.
     * {@link Reason#ZERO_DENOMINATOR} if nobody came so far, {@link Reason#NO_DATA} without a subject.
     *
     * @throws IllegalArgumentException if a rung is not on the ladder or {@code to} is not above {@code from}
     */
    public Reading rate(String from, String to) {
        int low = rung(from);
        int high = rung(to);
        if (high <= low) {
            throw new IllegalArgumentException(to + " is not above " + from);
        }
        return share(reachedOrBeyond.get(high), reachedOrBeyond.get(low));
    }

    /**
     * How much of a rung was observed and not inferred: observed / reachedOrBeyond, with Wilson's interval.
     *
     * @throws IllegalArgumentException if it is not a rung
     */
    public Reading coverage(String rung) {
        int k = rung(rung);
        return share(observed.get(k), reachedOrBeyond.get(k));
    }

    private Reading share(long above, long below) {
        return below == 0 && subjects > 0
                ? Absent.because(Reason.ZERO_DENOMINATOR)
                : Shares.withDefaults().of(above, below);
    }

    private int rung(String name) {
        int rung = ladder.rungs().indexOf(name);
        if (rung < 0) {
            throw new IllegalArgumentException("no rung of the ladder: " + name);
        }
        return rung;
    }

    /**
     * The sums of two disjoint sets of subjects. Rows of the other's issues stay as they are; a referral between the two sets
     * keeps the side it does not know as null.
     *
     * @throws IllegalArgumentException if the ladders differ
     */
    public LadderResult plus(LadderResult other) {
        if (!ladder.equals(other.ladder)) {
            throw new IllegalArgumentException("ladders differ: " + ladder + " and " + other.ladder);
        }
        Map<Kind, Map<Move, Long>> sum = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            sum.put(kind, sum(moves.getOrDefault(kind, Map.of()), other.moves.getOrDefault(kind, Map.of())));
        }
        List<Issue> both = new ArrayList<>(issues);
        both.addAll(other.issues);
        both.sort(Comparator.comparingLong(Issue::row));
        List<Referral> edges = new ArrayList<>(referrals);
        edges.addAll(other.referrals);
        return new LadderResult(
                ladder,
                Math.addExact(subjects, other.subjects),
                sum(observed, other.observed),
                sum(strictlyOrdered, other.strictlyOrdered),
                sum(reachedOrBeyond, other.reachedOrBeyond),
                sum(current, other.current),
                sum(off, other.off),
                sum,
                Math.addExact(repeats, other.repeats),
                sum(passes, other.passes),
                sum(issueCounts, other.issueCounts),
                both.subList(0, Math.min(MOST_ISSUES, both.size())),
                edges);
    }

    private static List<Long> sum(List<Long> a, List<Long> b) {
        return IntStream.range(0, a.size())
                .mapToObj(k -> Math.addExact(a.get(k), b.get(k)))
                .toList();
    }

    private static <K> Map<K, Long> sum(Map<K, Long> a, Map<K, Long> b) {
        Map<K, Long> sum = new TreeMap<>(a);
        b.forEach((key, count) -> sum.merge(key, count, Math::addExact));
        return sum;
    }
}
