package io.ckpi.funnel;

/** The level of a subject under DROP_SUBJECT: that of its longest chains if one of them is clean, else none. */
final class Dropping {

    private final Plan plan;
    private final Chains chains;
    private final Chains remaining;

    /** −1: dropped. */
    int level;

    boolean open;

    Dropping(Plan plan, Chains chains) {
        this.plan = plan;
        this.chains = chains;
        this.remaining = new Chains(plan, false);
    }

    /** Takes the plain pass over the track, which has run already, as given. */
    void judge(Track track) {
        level = chains.level;
        open = chains.isOpen();
        long killed = 0;
        for (int i = 0; i < track.size(); i++) {
            killed |= track.kill(i);
        }
        if (level == 0 || killed == 0) {
            return;
        }
        int longest = level;
        remaining.run(track, true);
        open = remaining.level == longest && remaining.isOpen();
        if (remaining.level < longest) {
            level = -1;
            open = false;
            return;
        }
        long tail = 1L << (longest - 1);
        boolean clean = (killed & tail) == 0 || remaining.stands(longest);
        if (!clean && plan.limit != Long.MAX_VALUE) {
            clean = anyEndsClean(track, longest, tail);
        }
        if (!clean) {
            level = -1;
            open = false;
        }
    }

    /**
     * True if a clean chain has no excluded event from its last event to the end of its window. Between two neighbouring
     * such events at x and y only chains count that end after x and start before y − W; among them the latest start
     * dominates again.
     */
    private boolean anyEndsClean(Track track, int longest, long tail) {
        int begin = 0;
        int i = 0;
        while (i < track.size()) {
            if ((track.kill(i) & tail) == 0) {
                i++;
                continue;
            }
            long y = track.tick(i);
            if (y >= Long.MIN_VALUE + plan.limit) {
                remaining.run(track, true, begin, track.firstAt(y), y - plan.limit);
                if (remaining.level >= longest && remaining.stands(longest)) {
                    return true;
                }
            }
            while (i < track.size() && track.tick(i) == y) {
                i++;
            }
            begin = track.firstAt(Plan.minus(y, plan.limit));
        }
        return false;
    }
}
