package io.ckpi.funnel;

import io.ckpi.funnel.Funnel.Count;
import io.ckpi.funnel.Funnel.ExclusionPolicy;
import io.ckpi.funnel.Funnel.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The general evaluation of one subject after the other, for all options. One thread. */
final class SubjectRun {

    private static final long[] NONE = {};

    private final Plan plan;
    private final Track track;
    private final boolean killing;
    private final @Nullable Chains chains;
    private final @Nullable StrictChains strict;
    private final @Nullable AnyOrder any;
    private final @Nullable Dropping dropping;
    private final @Nullable Conversions conversions;

    /** The level; −1 if dropped. */
    int level;

    boolean open;

    SubjectRun(Plan plan, Part part, boolean withChains) {
        this.plan = plan;
        this.track = new Track(plan, part);
        Order order = plan.spec.order();
        Chains ordered = order == Order.ORDERED ? new Chains(plan, withChains) : null;
        chains = ordered;
        strict = order == Order.STRICT ? new StrictChains(plan, withChains) : null;
        any = order == Order.ANY ? new AnyOrder(plan) : null;
        boolean excluding = !plan.spec.exclusions().isEmpty();
        killing = excluding && plan.spec.policy() == ExclusionPolicy.COUNT_REMAINING;
        dropping = excluding && !killing && ordered != null ? new Dropping(plan, ordered) : null;
        conversions = plan.spec.count() == Count.CONVERSIONS ? new Conversions(plan) : null;
    }

    /** Evaluates a subject and adds it to the counts. */
    void run(Part part, int local, Tally tally) {
        track.subject(part, local);
        tally.unseen += part.offsets[local + 1] - part.offsets[local] - track.size();
        if (plan.held.length > 0) {
            tuples(tally);
        } else {
            one(tally);
        }
        if (level < 0) {
            tally.dropped++;
        } else {
            tally.exactly[level]++;
            if (open) {
                tally.open[level]++;
            }
        }
        if (conversions != null) {
            conversions.add(track, tally.conversions);
        }
        if (plan.breakdown >= 0) {
            tally.group(value())[level]++;
        }
    }

    private void one(Tally tally) {
        if (chains != null) {
            chains.run(track, killing);
            level = chains.level;
            open = chains.isOpen();
            tally.tieGroups += chains.tieGroups;
            tally.multiEvents += chains.multiEvents;
            if (dropping != null) {
                dropping.judge(track);
                level = dropping.level;
                open = dropping.open;
            }
        } else if (strict != null) {
            strict.run(track);
            level = strict.level;
            open = strict.isOpen();
            tally.tieGroups += strict.tieGroups;
            tally.multiEvents += strict.multiEvents;
        } else if (any != null) {
            any.run(track);
            level = any.level;
            open = false;
            tally.tieGroups += any.tieGroups;
            tally.multiEvents += any.multiEvents;
        }
    }

    /** The events of a tuple of held values. */
    private static final class Picks {
        private int[] events = new int[4];
        private int size;

        void add(int event) {
            if (size == events.length) {
                events = Arrays.copyOf(events, size * 2);
            }
            events[size++] = event;
        }
    }

    /** One run per tuple of held values; the subject has the greatest level of its tuples. */
    private void tuples(Tally tally) {
        Map<List<Integer>, Picks> tuples = new LinkedHashMap<>();
        for (int i = 0; i < track.size(); i++) {
            List<Integer> key = new ArrayList<>(plan.held.length);
            for (int column : plan.held) {
                int value = track.value(column, i);
                if (value != 0) {
                    key.add(value);
                }
            }
            if (key.size() == plan.held.length) {
                tuples.computeIfAbsent(key, k -> new Picks()).add(track.event(i));
            }
        }
        int best = 0;
        boolean bestOpen = false;
        boolean anyDropped = false;
        for (Picks picks : tuples.values()) {
            track.pick(picks.events, picks.size);
            one(tally);
            if (level < 0) {
                anyDropped = true;
                continue;
            }
            tally.pairs[level]++;
            if (level > best) {
                best = level;
                bestOpen = false;
            }
            bestOpen |= level == best && open;
        }
        level = best == 0 && anyDropped ? -1 : best;
        open = bestOpen;
    }

    private int value() {
        int step = plan.spec.breakdown() == null ? 0 : plan.spec.breakdown().step();
        if (level <= 0 || step > level) {
            return 0;
        }
        int i = chainInTrack()[(step == 0 ? level : step) - 1];
        return track.value(plan.breakdown, i);
    }

    private int[] chainInTrack() {
        return chains != null ? chains.chain() : strict != null ? strict.chain() : new int[0];
    }

    /** The positions of the canonical chain in the subject's journey; the run must keep chains. */
    int[] chain() {
        int[] chain = Arrays.copyOf(chainInTrack(), level);
        for (int k = 0; k < chain.length; k++) {
            chain[k] = track.position(chain[k]);
        }
        return chain;
    }

    /** The first times of the levels, in ticks. */
    long[] arrivals() {
        return chains != null ? chains.arrivals : strict != null ? strict.arrivals : NONE;
    }
}
