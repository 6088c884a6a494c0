package io.ckpi.funnel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records that say when who came to which state, in any order: what a {@link Ladder} folds. Times count in whole milliseconds.
 *
 * <p>Mutable; not thread-safe.
 */
public final class StageRecords {

    private static final int NO_FROM = -1;

    private final Map<String, Integer> subjects = new HashMap<>();
    private final Map<String, Integer> texts = new HashMap<>();
    private final List<String> words = new ArrayList<>();
    private final BitSet unmapped = new BitSet();
    private final List<Edge> edges = new ArrayList<>();
    private int[] subject = new int[16];
    private long[] time = new long[16];
    private int[] to = new int[16];
    private int[] from = new int[16];
    private int size;

    private record Edge(String referrer, String referee, long time) {}

    /** Without records. */
    public StageRecords() {}

    /** {@code who} comes to state {@code state}. @throws IllegalArgumentException as the longer form */
    public StageRecords add(String who, Instant at, String state) {
        return add(who, at, state, null);
    }

    /**
     * {@code who} comes to a state.
     *
     * @param who the opaque id of the subject, not empty
     * @param at when
     * @param state the state in the words of the ladder; an unknown one is reported when the ladder is measured
     * @param before the state that the source says it comes from, or null
     * @throws IllegalArgumentException if {@code who} is empty or {@code at} lies beyond the milliseconds of a long
     */
    public StageRecords add(String who, Instant at, String state, @Nullable String before) {
        return add(who, at, word(state), before == null ? NO_FROM : word(before));
    }

    /** A state in the words of a source that nobody mapped: unknown, even if the ladder has one of the same name. */
    StageRecords addUnmapped(String who, Instant at, String raw) {
        int known = texts.computeIfAbsent("\u0000" + raw, key -> {
            words.add(raw);
            unmapped.set(words.size() - 1);
            return words.size() - 1;
        });
        return add(who, at, known, NO_FROM);
    }

    private StageRecords add(String who, Instant at, int state, int before) {
        if (who.isEmpty()) {
            throw new IllegalArgumentException("the subject of row " + size + " is empty");
        }
        long millis = millis(at);
        if (size == time.length) {
            int larger = size * 2;
            subject = Arrays.copyOf(subject, larger);
            time = Arrays.copyOf(time, larger);
            to = Arrays.copyOf(to, larger);
            from = Arrays.copyOf(from, larger);
        }
        subject[size] = subjects.computeIfAbsent(who, s -> subjects.size());
        time[size] = millis;
        to[size] = state;
        from[size++] = before;
        return this;
    }

    /**
     * {@code referrer} recommended us to {@code referee}: an edge between two subjects, no move of either.
     *
     * @throws IllegalArgumentException if {@code at} lies beyond the milliseconds of a long
     */
    public StageRecords addReferral(String referrer, String referee, Instant at) {
        edges.add(new Edge(
                Objects.requireNonNull(referrer, "referrer"), Objects.requireNonNull(referee, "referee"), millis(at)));
        return this;
    }

    /** The number of records. */
    public int size() {
        return size;
    }

    private static long millis(Instant at) {
        try {
            return at.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("at is out of range: " + at, e);
        }
    }

    private int word(String text) {
        Integer known = texts.putIfAbsent(Objects.requireNonNull(text, "state"), words.size());
        if (known == null) {
            words.add(text);
            return words.size() - 1;
        }
        return known;
    }

    LadderResult fold(Ladder ladder, long asOf) {
        int[] states = new int[words.size()];
        for (int w = 0; w < states.length; w++) {
            states[w] = unmapped.get(w) ? -1 : ladder.state(words.get(w));
        }
        Map<Integer, List<Integer>> asReferrer = new HashMap<>();
        for (int e = 0; e < edges.size(); e++) {
            Integer who = subjects.get(edges.get(e).referrer);
            if (who != null && edges.get(e).time <= asOf) {
                asReferrer.computeIfAbsent(who, s -> new ArrayList<>()).add(e);
            }
        }
        @Nullable String[] fromOf = new @Nullable String[edges.size()];
        int[] firstOf = new int[subjects.size()];
        LadderFold fold = new LadderFold(ladder);
        Map<LadderResult.IssueKind, Long> counts = new TreeMap<>();
        List<LadderResult.Issue> issues = new ArrayList<>();
        int[] offset = offsets();
        int[] order = bySubject(offset);
        for (int s = 0; s < firstOf.length; s++) {
            sort(order, offset[s], offset[s + 1]);
            fold.begin();
            List<Integer> own = asReferrer.getOrDefault(s, List.of());
            for (int i = offset[s]; i < offset[s + 1] && time[order[i]] <= asOf; i++) {
                int row = order[i];
                int state = states[to[row]];
                if (state < 0) {
                    issue(counts, issues, LadderResult.IssueKind.UNKNOWN_VALUE, row, to[row]);
                    continue;
                }
                if (from[row] != NO_FROM && (fold.state() < 0 || states[from[row]] != fold.state())) {
                    issue(counts, issues, LadderResult.IssueKind.FROM_MISMATCH, row, from[row]);
                }
                fold.to(time[row], state);
                for (int e : own) {
                    fromOf[e] = time[row] <= edges.get(e).time ? ladder.name(state) : fromOf[e];
                }
            }
            firstOf[s] = fold.first();
            fold.end();
        }
        issues.sort(Comparator.comparingLong(LadderResult.Issue::row));
        return fold.result(
                counts,
                issues.subList(0, Math.min(LadderResult.MOST_ISSUES, issues.size())),
                referrals(ladder, asOf, fromOf, firstOf));
    }

    private List<LadderResult.Referral> referrals(Ladder ladder, long asOf, @Nullable String[] fromOf, int[] firstOf) {
        List<LadderResult.Referral> referrals = new ArrayList<>();
        for (int e = 0; e < fromOf.length; e++) {
            Edge edge = edges.get(e);
            if (edge.time <= asOf) {
                int referee = subjects.getOrDefault(edge.referee, -1);
                int first = referee < 0 ? -1 : firstOf[referee];
                referrals.add(new LadderResult.Referral(
                        edge.referrer, edge.referee, fromOf[e], first < 0 ? null : ladder.name(first)));
            }
        }
        return referrals;
    }

    private void issue(
            Map<LadderResult.IssueKind, Long> counts,
            List<LadderResult.Issue> issues,
            LadderResult.IssueKind kind,
            int row,
            int word) {
        counts.merge(kind, 1L, Math::addExact);
        issues.add(new LadderResult.Issue(kind, row, words.get(word)));
        if (issues.size() >= 2 * LadderResult.MOST_ISSUES) {
            issues.sort(Comparator.comparingLong(LadderResult.Issue::row));
            issues.subList(LadderResult.MOST_ISSUES, issues.size()).clear();
        }
    }

    private int[] offsets() {
        int[] offset = new int[subjects.size() + 1];
        for (int i = 0; i < size; i++) {
            offset[subject[i] + 1]++;
        }
        for (int s = 0; s + 1 < offset.length; s++) {
            offset[s + 1] += offset[s];
        }
        return offset;
    }

    private int[] bySubject(int[] offset) {
        int[] at = offset.clone();
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[at[subject[i]]++] = i;
        }
        return order;
    }

    /** A stable sort by time; most subjects have few records, most of them in order. */
    private void sort(int[] order, int begin, int end) {
        boolean sorted = true;
        for (int i = begin + 1; i < end; i++) {
            sorted &= time[order[i - 1]] <= time[order[i]];
        }
        if (!sorted) {
            Integer[] rows = new Integer[end - begin];
            for (int i = begin; i < end; i++) {
                rows[i - begin] = order[i];
            }
            Arrays.sort(rows, Comparator.comparingLong(row -> time[row]));
            for (int i = begin; i < end; i++) {
                order[i] = rows[i - begin];
            }
        }
    }
}
