package io.ckpi.funnel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The state machine of a ladder over one subject after the other. Mutable. */
final class LadderFold {

    private static final int NONE = -1;

    private final Ladder ladder;
    private final int rungs;
    private final long[] observed;
    private final long[] strictly;
    private final long[] beyond;
    private final long[] current;
    private final Map<LadderResult.Move, Long>[] moves;
    private final Map<Integer, Long> passCounts = new TreeMap<>();
    private long subjects;
    private long repeats;

    private int state;
    private int highest;
    private int passes;
    private int first;
    private boolean any;
    private final boolean[] seen;
    private int level; // of the strictly ordered chain
    private final boolean[] group; // rungs met at the present time
    private long groupTime;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of maps
    LadderFold(Ladder ladder) {
        this.ladder = ladder;
        this.rungs = ladder.rungs().size();
        this.observed = new long[rungs];
        this.strictly = new long[rungs];
        this.beyond = new long[rungs];
        this.current = new long[ladder.states()];
        this.moves = new Map[LadderResult.Kind.values().length];
        for (int i = 0; i < moves.length; i++) {
            moves[i] = new TreeMap<>();
        }
        this.seen = new boolean[rungs];
        this.group = new boolean[rungs];
        begin();
    }

    /** Begins a subject. */
    void begin() {
        state = NONE;
        highest = NONE;
        passes = 0;
        first = NONE;
        any = false;
        level = 0;
        java.util.Arrays.fill(seen, false);
        java.util.Arrays.fill(group, false);
    }

    /** The present state, −1 before the first record. */
    int state() {
        return state;
    }

    /** The first rung, −1 if there was none. */
    int first() {
        return first;
    }

    /** A record of a known state. */
    void to(long time, int next) {
        if (any && time != groupTime) {
            closeGroup();
        }
        groupTime = time;
        any = true;
        if (next >= rungs) {
            if (next == state) {
                repeats++;
            } else {
                count(LadderResult.Kind.EXIT, next);
            }
        } else {
            rung(next);
        }
        state = next;
    }

    private void rung(int next) {
        seen[next] = true;
        group[next] = true;
        highest = Math.max(highest, next);
        first = first == NONE ? next : first;
        if (state == NONE || state >= rungs) {
            passes++;
            if (state != NONE) {
                count(LadderResult.Kind.REENTRY, next);
            }
        } else if (next == state) {
            repeats++;
        } else if (next == state + 1) {
            count(LadderResult.Kind.ADVANCE, next);
        } else if (next > state) {
            count(LadderResult.Kind.SKIP, next);
        } else {
            count(LadderResult.Kind.REGRESSION, next);
        }
    }

    /** Records of one time may stand in any order: the chain climbs as far as they allow. */
    private void closeGroup() {
        while (level < rungs && group[level]) {
            level++;
        }
        java.util.Arrays.fill(group, false);
    }

    private void count(LadderResult.Kind kind, int next) {
        String from = state == NONE ? LadderResult.NONE : ladder.name(state);
        moves[kind.ordinal()].merge(new LadderResult.Move(from, ladder.name(next)), 1L, Math::addExact);
    }

    /** Ends a subject; one without a record is not counted. */
    void end() {
        if (!any) {
            return;
        }
        closeGroup();
        subjects++;
        for (int k = 0; k < rungs; k++) {
            observed[k] += seen[k] ? 1 : 0;
            strictly[k] += level > k ? 1 : 0;
            beyond[k] += highest >= k ? 1 : 0;
        }
        current[state]++;
        passCounts.merge(passes, 1L, Math::addExact);
    }

    LadderResult result(
            Map<LadderResult.IssueKind, Long> issueCounts,
            List<LadderResult.Issue> issues,
            List<LadderResult.Referral> referrals) {
        Map<String, Long> off = new TreeMap<>();
        for (int s = rungs; s < current.length; s++) {
            off.put(ladder.name(s), current[s]);
        }
        Map<LadderResult.Kind, Map<LadderResult.Move, Long>> all = new TreeMap<>();
        for (LadderResult.Kind kind : LadderResult.Kind.values()) {
            all.put(kind, moves[kind.ordinal()]);
        }
        return new LadderResult(
                ladder,
                subjects,
                list(observed, rungs),
                list(strictly, rungs),
                list(beyond, rungs),
                list(current, rungs),
                off,
                all,
                repeats,
                passCounts,
                issueCounts,
                issues,
                referrals);
    }

    private static List<Long> list(long[] counts, int n) {
        List<Long> list = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            list.add(counts[i]);
        }
        return list;
    }
}
