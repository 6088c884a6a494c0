package io.ckpi.funnel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An ordered funnel: how many subjects come how far through steps 1 … K.
 *
 * <p><b>Definition.</b> Events of a subject stand by (time t, input order q). A <i>chain of length k</i> is k <b>distinct</b>
 * events, the j-th matching step j, with
 * <ul>
 *   <li>{@link Ties}: t_j ≤ t_{j+1} (default), t_j &lt; t_{j+1}, or (t, q) increasing;
 *   <li>the window W ({@link #within}): t_k − t_1 ≤ W, or &lt; W with {@link Bound#HALF_OPEN}; no window by default;
 *   <li>{@link #maxGap}: t_{j+1} − t_j ≤ g_j;
 *   <li>no {@link Exclusion} between its steps.
 * </ul>
 * A subject's <b>level is the largest k with a chain</b>, over all chains and not only the first: an early entry that led
 * nowhere does not spoil a later one. Counts of subjects at least and exactly at a level stand side by side in
 * {@link FunnelResult}.
 *
 * <p><b>Refused.</b> Combinations of options without a stated meaning are an {@link IllegalArgumentException} that says
 * which and why, as are no step, more than {@value #MAX_STEPS} steps, a negative window and a half-open window of 0. Events
 * that the log does not know count 0 and are named in {@link FunnelResult#absentEvents()}.
 *
 * <p><b>Cost.</b> One pass, O(K) memory a subject. Steps of one event each over whole seconds take a pass without branches;
 * {@link ExclusionPolicy#DROP_SUBJECT} looks again at subjects that have an excluded event. Differences of times saturate
 * instead of overflowing, so that times at both ends of {@code long} are safe.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Funnel {

    /** The most steps a funnel can have. */
    public static final int MAX_STEPS = 64;

    /** How events of one time can follow each other. */
    public enum Ties {
        /** Events of one time may be in either order: t_j ≤ t_{j+1}. */
        SIMULTANEOUS_OK,
        /** The next step is later: t_j &lt; t_{j+1}. */
        STRICTLY_LATER,
        /** Input order decides between events of one time: (t, q) increases. */
        SEQUENCE
    }

    /** Whether the end of the window belongs to it. */
    public enum Bound {
        /** t_k − t_1 ≤ W. */
        CLOSED,
        /** t_k − t_1 &lt; W. */
        HALF_OPEN
    }

    /** Which entries can start a chain. */
    public enum Anchor {
        /** Every event of step 1. */
        ANY_ENTRY,
        /** The subject's first event of step 1 in these journeys only. */
        FIRST_ENTRY
    }

    /** How the steps follow each other. */
    public enum Order {
        /** In order, whatever happens in between. */
        ORDERED,
        /**
         * In order of (t, q), and between the events of steps k and k + 1 only events that match step k. Events of
         * {@link Funnel#strictIgnoring} do not count as in between.
         */
        STRICT,
        /** In any order: the most distinct steps matched by distinct events within one window. */
        ANY
    }

    /** What an excluded event does. */
    public enum ExclusionPolicy {
        /** It ends the chains it hits; the level is taken over the surviving ones, levels reached before stay. */
        COUNT_REMAINING,
        /**
         * The subject leaves every step, unless one of its longest chains (exclusions ignored) has no excluded event
         * between its steps and, if it ends between the exclusion's steps, none from its last event to the end of its
         * window.
         */
        DROP_SUBJECT
    }

    /** What is counted. */
    public enum Count {
        /** Subjects by level. */
        SUBJECTS,
        /**
         * Besides, for each k, the most sequential chains of length k that do not overlap, in the order (t, lowest step,
         * q); {@link Ties} do not apply to them.
         */
        CONVERSIONS
    }

    /** Receives one subject after the other. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * One subject that has events.
         *
         * @param subject its index in the journeys
         * @param level its level; −1 if it was dropped
         * @param arrivals at k − 1 the first time at which level k was reached, in milliseconds since 1970, for k up to the
         *     level; the array is used again for the next subject
         */
        void visit(int subject, int level, long[] arrivals);
    }

    final Spec spec;

    private Funnel(Spec spec) {
        this.spec = spec;
    }

    /** The options of a funnel in their fixed order. */
    record Spec(
            List<Step> steps,
            Order order,
            List<String> ignored,
            Ties ties,
            Bound bound,
            @Nullable Duration window,
            List<Optional<Duration>> maxGap,
            Anchor anchor,
            List<Exclusion> exclusions,
            ExclusionPolicy policy,
            List<String> hold,
            @Nullable Breakdown breakdown,
            Count count,
            @Nullable Instant observedUntil) {}

    /** A funnel of steps of one event each, without a window. */
    public static Funnel of(String... events) {
        return of(Arrays.stream(events).map(Step::of).toList());
    }

    /** A funnel of these steps, without a window. */
    public static Funnel of(List<Step> steps) {
        return checked(new Spec(
                List.copyOf(steps),
                Order.ORDERED,
                List.of(),
                Ties.SIMULTANEOUS_OK,
                Bound.CLOSED,
                null,
                Collections.nCopies(Math.max(0, steps.size() - 1), Optional.empty()),
                Anchor.ANY_ENTRY,
                List.of(),
                ExclusionPolicy.COUNT_REMAINING,
                List.of(),
                null,
                Count.SUBJECTS,
                null));
    }

    private static Funnel checked(Spec spec) {
        FunnelChecks.check(spec);
        return new Funnel(spec);
    }

    /** The same with a window from the first to the last event of a chain; 0 means at one time. */
    public Funnel within(Duration window) {
        return new Change(spec).window(Objects.requireNonNull(window, "window")).done();
    }

    /** The same without a window. */
    public Funnel withoutWindow() {
        return new Change(spec).window(null).done();
    }

    /** The same with another rule for events of one time. */
    public Funnel ties(Ties ties) {
        return new Change(spec).ties(ties).done();
    }

    /** The same with or without the end of the window. */
    public Funnel bound(Bound bound) {
        return new Change(spec).bound(bound).done();
    }

    /** The same with one greatest time between any two neighbouring steps. */
    public Funnel maxGap(Duration gap) {
        return new Change(spec)
                .gaps(Collections.nCopies(steps().size() - 1, Optional.of(gap)))
                .done();
    }

    /** The same with a greatest time between steps {@code step} and {@code step + 1}. */
    public Funnel maxGap(int step, Duration gap) {
        if (step < 1 || step >= steps().size()) {
            throw new IllegalArgumentException("step is not from 1 to " + (steps().size() - 1) + ": " + step);
        }
        List<Optional<Duration>> gaps = new ArrayList<>(spec.maxGap());
        gaps.set(step - 1, Optional.of(gap));
        return new Change(spec).gaps(gaps).done();
    }

    /** The same without greatest times between steps. */
    public Funnel withoutMaxGap() {
        return new Change(spec)
                .gaps(Collections.nCopies(steps().size() - 1, Optional.empty()))
                .done();
    }

    /** The same with other entries allowed. */
    public Funnel anchor(Anchor anchor) {
        return new Change(spec).anchor(anchor).done();
    }

    /** The same with another order of steps. */
    public Funnel order(Order order) {
        return new Change(spec).order(order).done();
    }

    /** {@link Order#STRICT}, with events that do not count as in between. An event that is a step cannot be ignored. */
    public Funnel strictIgnoring(String... events) {
        return new Change(spec)
                .order(Order.STRICT)
                .ignored(List.copyOf(new TreeSet<>(List.of(events))))
                .done();
    }

    /** The same with events that end chains, and what they do to the subject. */
    public Funnel excluding(ExclusionPolicy policy, Exclusion... exclusions) {
        return new Change(spec).exclusions(List.of(exclusions), policy).done();
    }

    /**
     * The same, run apart for each subject and each tuple of values of these properties; an event that misses a value
     * belongs to no tuple. A subject's level is the greatest of its tuples', the tuples are counted as pairs. With
     * {@link ExclusionPolicy#DROP_SUBJECT} a tuple is dropped, and a subject if all its tuples that began are.
     */
    public Funnel holding(String... properties) {
        return new Change(spec).hold(List.of(properties)).done();
    }

    /** The same, with counts by the value of a property at an event of the canonical chain; null for none. */
    public Funnel brokenDownBy(@Nullable Breakdown breakdown) {
        return new Change(spec).breakdown(breakdown).done();
    }

    /** The same, counting this. */
    public Funnel counting(Count count) {
        return new Change(spec).count(count).done();
    }

    /**
     * The same with the end of the observation. Later events are not seen. A subject below the last step whose window (and
     * gap) from its latest chain of its level reaches beyond that time is <i>open</i>, not a drop-off; without a window
     * every such subject is.
     */
    public Funnel observedUntil(@Nullable Instant end) {
        return new Change(spec).observedUntil(end).done();
    }

    /** The steps. */
    public List<Step> steps() {
        return spec.steps();
    }

    /** The window, if there is one. */
    public Optional<Duration> window() {
        return Optional.ofNullable(spec.window());
    }

    /** The end of the observation, if it is known. */
    public Optional<Instant> observedUntil() {
        return Optional.ofNullable(spec.observedUntil());
    }

    /** The rule for events of one time. */
    public Ties ties() {
        return spec.ties();
    }

    /** Whether the end of the window belongs to it. */
    public Bound bound() {
        return spec.bound();
    }

    /** Measures the funnel in one thread. */
    public FunnelResult measure(Journeys journeys) {
        return measure(journeys, 1);
    }

    /**
     * Measures the funnel with several threads; the result does not depend on their number.
     *
     * @param threads how many threads, at least 1, the caller's included
     * @throws IllegalArgumentException if the journeys lack a property that the funnel names
     */
    public FunnelResult measure(Journeys journeys, int threads) {
        return FunnelRun.measure(this, journeys, Parallel.threads(threads));
    }

    /**
     * The level of every subject by its index: 0 without a step 1 (or without events), −1 if dropped.
     *
     * @throws IllegalArgumentException if the journeys lack a property that the funnel names
     */
    public byte[] levels(Journeys journeys) {
        return FunnelRun.levels(this, journeys);
    }

    /**
     * Shows every subject with the first times at which it reached its levels. Of all chains, so that they can be used as
     * stopping times; not the times of one chain.
     *
     * @throws IllegalArgumentException if the funnel holds properties (a tuple has no place here) or counts in any order
     */
    public void visit(Journeys journeys, Visitor visitor) {
        FunnelRun.visit(this, journeys, visitor);
    }

    /**
     * The canonical chain of a subject: a longest; of these one that is complete earliest; of these one that starts latest;
     * its events as early as possible, by input order among events of one time. Empty at level 0.
     *
     * @param index the index of the subject
     * @return the indices of the chain's events in the subject's journey
     * @throws IllegalArgumentException for a funnel that breakdowns refuse: with gaps, in any order, dropping subjects or
     *     holding properties
     */
    public int[] chain(Journeys journeys, int index) {
        return FunnelRun.chain(this, journeys, index);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Funnel funnel && spec.equals(funnel.spec);
    }

    @Override
    public int hashCode() {
        return spec.hashCode();
    }

    /** All options that are not at their default, in a fixed order. */
    @Override
    public String toString() {
        return FunnelChecks.text(spec);
    }

    /** A copy of the options under change. */
    static final class Change {
        private Order order;
        private List<String> ignored;
        private Ties ties;
        private Bound bound;
        private @Nullable Duration window;
        private List<Optional<Duration>> gaps;
        private Anchor anchor;
        private List<Exclusion> exclusions;
        private ExclusionPolicy policy;
        private List<String> hold;
        private @Nullable Breakdown breakdown;
        private Count count;
        private @Nullable Instant observedUntil;
        private List<Step> steps;

        Change(Spec spec) {
            steps = spec.steps();
            order = spec.order();
            ignored = spec.ignored();
            ties = spec.ties();
            bound = spec.bound();
            window = spec.window();
            gaps = spec.maxGap();
            anchor = spec.anchor();
            exclusions = spec.exclusions();
            policy = spec.policy();
            hold = spec.hold();
            breakdown = spec.breakdown();
            count = spec.count();
            observedUntil = spec.observedUntil();
        }

        Change steps(List<Step> value) {
            steps = value;
            return this;
        }

        Change order(Order value) {
            order = Objects.requireNonNull(value, "order");
            return this;
        }

        Change ignored(List<String> value) {
            ignored = value;
            return this;
        }

        Change ties(Ties value) {
            ties = Objects.requireNonNull(value, "ties");
            return this;
        }

        Change bound(Bound value) {
            bound = Objects.requireNonNull(value, "bound");
            return this;
        }

        Change window(@Nullable Duration value) {
            window = value;
            return this;
        }

        Change gaps(List<Optional<Duration>> value) {
            gaps = List.copyOf(value);
            return this;
        }

        Change anchor(Anchor value) {
            anchor = Objects.requireNonNull(value, "anchor");
            return this;
        }

        Change exclusions(List<Exclusion> value, ExclusionPolicy newPolicy) {
            exclusions = value;
            policy = Objects.requireNonNull(newPolicy, "policy");
            return this;
        }

        Change hold(List<String> value) {
            hold = value;
            return this;
        }

        Change breakdown(@Nullable Breakdown value) {
            breakdown = value;
            return this;
        }

        Change count(Count value) {
            count = Objects.requireNonNull(value, "count");
            return this;
        }

        Change observedUntil(@Nullable Instant value) {
            observedUntil = value;
            return this;
        }

        Spec spec() {
            return new Spec(
                    steps,
                    order,
                    ignored,
                    ties,
                    bound,
                    window,
                    gaps,
                    anchor,
                    exclusions,
                    policy,
                    hold,
                    breakdown,
                    count,
                    observedUntil);
        }

        Funnel done() {
            return checked(spec());
        }
    }
}
