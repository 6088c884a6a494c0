package io.ckpi.funnel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * On which subjects two funnels differ, and why.
 *
 * <p><b>Reason.</b> The options go from the first funnel to the second one at a time, in the order steps, order, ties, bound,
 * window, maxGap, anchor, exclusions, hold, observedUntil; the first switch that changes the subject's level is its reason.
 * Switches that are no funnel on the way (a gap before the order that allows it) are made together and named together,
 * joined by "+". What counts and breaks down plays no part.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class FunnelDiff {

    /** A level that stands for a dropped subject. */
    public static final int DROPPED = -1;

    /**
     * A pair of levels.
     *
     * @param first the level under the first funnel, −1 if dropped
     * @param second the level under the second funnel, −1 if dropped
     */
    public record Levels(int first, int second) implements Comparable<Levels> {
        @Override
        public int compareTo(Levels other) {
            return first != other.first ? Integer.compare(first, other.first) : Integer.compare(second, other.second);
        }

        @Override
        public String toString() {
            return first + "->" + second;
        }
    }

    /**
     * A subject on which the funnels differ.
     *
     * @param subject its id
     * @param levels its two levels
     * @param reason the option that made the difference
     * @param firstChain the times of its canonical chain under the first funnel; empty where that is not defined
     * @param secondChain the same under the second funnel
     */
    public record Difference(
            String subject, Levels levels, String reason, List<Instant> firstChain, List<Instant> secondChain) {}

    private record Stage(String name, Plan plan) {}

    private final Funnel first;
    private final Funnel second;
    private final Journeys journeys;
    private final Map<Levels, Long> table;
    private final int[] differing;
    private final Levels[] levels;
    private final String[] reasons;

    private FunnelDiff(
            Funnel first,
            Funnel second,
            Journeys journeys,
            Map<Levels, Long> table,
            int[] differing,
            Levels[] levels,
            String[] reasons) {
        this.first = first;
        this.second = second;
        this.journeys = journeys;
        this.table = table;
        this.differing = differing;
        this.levels = levels;
        this.reasons = reasons;
    }

    /** Compares two funnels over the same journeys. */
    public static FunnelDiff of(Funnel first, Funnel second, Journeys journeys) {
        byte[] a = first.levels(Objects.requireNonNull(journeys, "journeys"));
        byte[] b = second.levels(journeys);
        Map<Levels, Long> table = new TreeMap<>();
        int[] differing = new int[a.length];
        int size = 0;
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            int s = cursor.subject();
            table.merge(new Levels(a[s], b[s]), 1L, Long::sum);
            if (a[s] != b[s]) {
                differing[size++] = s;
            }
        }
        differing = Arrays.copyOf(differing, size);
        Levels[] levels = new Levels[size];
        String[] reasons = new String[size];
        List<Stage> stages = stages(first, second, journeys);
        for (int d = 0; d < size; d++) {
            levels[d] = new Levels(a[differing[d]], b[differing[d]]);
            reasons[d] = "";
        }
        for (Stage stage : stages) {
            name(stage, journeys, differing, levels, reasons);
        }
        return new FunnelDiff(first, second, journeys, table, differing, levels, reasons);
    }

    private static void name(Stage stage, Journeys journeys, int[] differing, Levels[] levels, String[] reasons) {
        Part[] parts = journeys.parts;
        Tally ignored = new Tally(stage.plan.steps);
        SubjectRun run = null;
        for (int d = 0; d < differing.length; d++) {
            if (reasons[d].isEmpty()) {
                Part part = parts[differing[d] >>> Part.SHIFT];
                run = run == null ? new SubjectRun(stage.plan, part, false) : run;
                run.run(part, differing[d] - part.first, ignored);
                if (run.level != levels[d].first()) {
                    reasons[d] = stage.name;
                }
            }
        }
    }

    /** The funnels on the way from the first to the second, each with the name of its switch. */
    private static List<Stage> stages(Funnel first, Funnel second, Journeys journeys) {
        Funnel.Spec target = bare(second.spec);
        Funnel.Spec current = bare(first.spec);
        Map<String, BiConsumer<Funnel.Change, Funnel.Spec>> switches = switches();
        List<Stage> stages = new ArrayList<>();
        String pending = "";
        for (Map.Entry<String, BiConsumer<Funnel.Change, Funnel.Spec>> entry : switches.entrySet()) {
            Funnel.Change parts = new Funnel.Change(current);
            entry.getValue().accept(parts, target);
            Funnel.Spec next = parts.spec();
            if (next.equals(current)) {
                continue;
            }
            current = next;
            pending = pending.isEmpty() ? entry.getKey() : pending + "+" + entry.getKey();
            if (isFunnel(current)) {
                stages.add(new Stage(pending, new Plan(current, journeys)));
                pending = "";
            }
        }
        return stages;
    }

    private static Map<String, BiConsumer<Funnel.Change, Funnel.Spec>> switches() {
        Map<String, BiConsumer<Funnel.Change, Funnel.Spec>> switches = new LinkedHashMap<>();
        switches.put("steps", (change, target) -> change.steps(target.steps()));
        switches.put("order", (change, target) -> change.order(target.order()).ignored(target.ignored()));
        switches.put("ties", (change, target) -> change.ties(target.ties()));
        switches.put("bound", (change, target) -> change.bound(target.bound()));
        switches.put("window", (change, target) -> change.window(target.window()));
        switches.put("maxGap", (change, target) -> change.gaps(target.maxGap()));
        switches.put("anchor", (change, target) -> change.anchor(target.anchor()));
        switches.put("exclusions", (change, target) -> change.exclusions(target.exclusions(), target.policy()));
        switches.put("hold", (change, target) -> change.hold(target.hold()));
        switches.put("observedUntil", (change, target) -> change.observedUntil(target.observedUntil()));
        return switches;
    }

    private static Funnel.Spec bare(Funnel.Spec spec) {
        return new Funnel.Change(spec)
                .breakdown(null)
                .count(Funnel.Count.SUBJECTS)
                .spec();
    }

    private static boolean isFunnel(Funnel.Spec spec) {
        if (spec.maxGap().size() != spec.steps().size() - 1) {
            return false;
        }
        try {
            FunnelChecks.check(spec);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The first funnel. */
    public Funnel first() {
        return first;
    }

    /** The second funnel. */
    public Funnel second() {
        return second;
    }

    /** How many subjects have different levels. */
    public long differing() {
        return differing.length;
    }

    /** How many subjects have each pair of levels, equal ones included. */
    public Map<Levels, Long> table() {
        return Collections.unmodifiableMap(table);
    }

    /** How many subjects differ because of each option. */
    public Map<String, Long> reasons() {
        Map<String, Long> counts = new TreeMap<>();
        for (String reason : reasons) {
            counts.merge(reason, 1L, Long::sum);
        }
        return Collections.unmodifiableMap(counts);
    }

    /**
     * The first subjects that differ, by their index, with both canonical chains.
     *
     * @param most how many at most, 0 or more
     */
    public List<Difference> subjects(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("most is negative: " + most);
        }
        List<Difference> list = new ArrayList<>();
        for (int d = 0; d < Math.min(most, differing.length); d++) {
            int index = differing[d];
            list.add(new Difference(
                    journeys.subject(index), levels[d], reasons[d], chain(first, index), chain(second, index)));
        }
        return Collections.unmodifiableList(list);
    }

    private List<Instant> chain(Funnel funnel, int index) {
        if (!FunnelChecks.hasCanonicalChain(funnel.spec)) {
            return List.of();
        }
        Part part = journeys.parts[index >>> Part.SHIFT];
        List<Instant> times = new ArrayList<>();
        for (int position : funnel.chain(journeys, index)) {
            times.add(Instant.ofEpochMilli(journeys.millis(part.tick(part.offsets[index - part.first] + position))));
        }
        return Collections.unmodifiableList(times);
    }

    /** The pairs of levels that differ and the reasons. */
    @Override
    public String toString() {
        return "FunnelDiff[" + differing.length + " subjects differ: " + reasons() + "]";
    }
}
