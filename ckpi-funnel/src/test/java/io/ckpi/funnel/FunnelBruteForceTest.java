package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.funnel.Funnel.Anchor;
import io.ckpi.funnel.Funnel.Bound;
import io.ckpi.funnel.Funnel.Count;
import io.ckpi.funnel.Funnel.ExclusionPolicy;
import io.ckpi.funnel.Funnel.Order;
import io.ckpi.funnel.Funnel.Ties;
import io.ckpi.funnel.Reference.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every option against the definition, tried out chain by chain on random short histories. */
class FunnelBruteForceTest {

    private static final int SUBJECTS = 100;

    private final SplittableRandom random = new SplittableRandom(20261122);
    private long unit = 1;

    private record Log(Journeys journeys, List<List<Event>> histories) {}

    private Log log(int most, int names) {
        List<Object[]> rows = new ArrayList<>();
        List<List<Event>> histories = new ArrayList<>();
        for (int s = 0; s < SUBJECTS; s++) {
            List<Event> history = new ArrayList<>();
            int n = random.nextInt(most + 1);
            int range = 1 + random.nextInt(12);
            for (int i = 0; i < n; i++) {
                String value = random.nextInt(5) == 0 ? null : random.nextBoolean() ? "v" : "w";
                Event event = new Event(
                        (random.nextInt(range) - 3) * unit,
                        String.valueOf((char) ('a' + random.nextInt(names))),
                        value);
                history.add(event);
                rows.add(new Object[] {s, event});
            }
            histories.add(history);
        }
        // an interleaving of the subjects that keeps the input order of each
        List<Object[]> mixed = new ArrayList<>();
        int[] next = new int[SUBJECTS];
        while (!rows.isEmpty()) {
            int s = (Integer) rows.remove(random.nextInt(rows.size()))[0];
            mixed.add(new Object[] {s, histories.get(s).get(next[s]++)});
        }
        JourneysBuilder builder = Journeys.builder("p");
        for (int s = 0; s < SUBJECTS; s++) {
            builder.add("" + s, 1000L * unit, "end", (String) null); // fixes the order of the subjects
        }
        for (Object[] row : mixed) {
            Event event = (Event) row[1];
            builder.add("" + row[0], event.t(), event.name(), event.value());
        }
        List<List<Event>> sorted = new ArrayList<>();
        for (List<Event> history : histories) {
            List<Event> copy = new ArrayList<>(history);
            copy.sort(Comparator.comparingLong(Event::t));
            copy.add(new Event(1000 * unit, "end", null));
            sorted.add(copy);
        }
        return new Log(builder.build(), sorted);
    }

    private Funnel funnel(boolean overlapping) {
        int steps = 1 + random.nextInt(4);
        List<Step> list = new ArrayList<>();
        for (int s = 0; s < steps; s++) {
            String own = String.valueOf((char) ('a' + s));
            String other = String.valueOf((char) ('a' + random.nextInt(4)));
            list.add(overlapping && random.nextInt(3) > 0 ? Step.of(own, other) : Step.of(overlapping ? other : own));
        }
        Funnel funnel = Funnel.of(list);
        if (random.nextInt(6) > 0) {
            funnel = funnel.within(Duration.ofMillis((1 + random.nextInt(8)) * unit));
            if (random.nextInt(3) == 0) {
                funnel = funnel.bound(Bound.HALF_OPEN);
            } else if (random.nextInt(8) == 0) {
                funnel = funnel.within(Duration.ZERO);
            }
        }
        return funnel;
    }

    private Funnel ordered() {
        Funnel funnel = funnel(random.nextBoolean()).ties(Ties.values()[random.nextInt(3)]);
        if (random.nextInt(3) == 0) {
            funnel = funnel.anchor(Anchor.FIRST_ENTRY);
        }
        int steps = funnel.steps().size();
        if (steps > 1 && random.nextInt(3) == 0) {
            funnel = random.nextBoolean()
                    ? funnel.maxGap(Duration.ofMillis(random.nextInt(5) * unit))
                    : funnel.maxGap(1 + random.nextInt(steps - 1), Duration.ofMillis(random.nextInt(5) * unit));
        }
        return funnel;
    }

    private Funnel excluding(Funnel funnel, ExclusionPolicy policy) {
        int steps = funnel.steps().size();
        if (steps < 2) {
            return funnel;
        }
        List<Exclusion> exclusions = new ArrayList<>();
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            int from = 1 + random.nextInt(steps - 1);
            int to = from + 1 + random.nextInt(steps - from);
            exclusions.add(Exclusion.of(i == 0 ? "x" : "y", from, to));
        }
        return funnel.excluding(policy, exclusions.toArray(new Exclusion[0]));
    }

    private Funnel observed(Funnel funnel) {
        return random.nextInt(3) == 0
                ? funnel.observedUntil(Instant.ofEpochMilli(1000 * unit + random.nextInt(9)))
                : funnel;
    }

    /** Compares levels, open subjects, arrivals and counts of one funnel over one log. */
    private int compare(Funnel funnel, Log log) {
        byte[] levels = funnel.levels(log.journeys);
        long[] exactly = new long[funnel.steps().size() + 1];
        long dropped = 0;
        long open = 0;
        long multi = 0;
        List<List<Long>> arrivals = new ArrayList<>();
        funnel.visit(log.journeys, (s, level, millis) -> {
            List<Long> list = new ArrayList<>();
            for (int k = 0; k < level; k++) {
                list.add(millis[k]);
            }
            arrivals.add(list);
        });
        for (int s = 0; s < SUBJECTS; s++) {
            Reference reference = new Reference(funnel, log.histories.get(s));
            int level = reference.level();
            assertThat((int) levels[s])
                    .as("%s over %s", funnel, log.histories.get(s))
                    .isEqualTo(level);
            if (level < 0) {
                dropped++;
            } else {
                exactly[level]++;
            }
            open += reference.open() ? 1 : 0;
            multi += reference.multiStepEvents();
            boolean counts = funnel.spec.policy() == ExclusionPolicy.COUNT_REMAINING;
            if (level > 0 && counts) {
                for (int k = 1; k <= level; k++) {
                    assertThat(arrivals.get(s).get(k - 1))
                            .as("%s level %d over %s", funnel, k, log.histories.get(s))
                            .isEqualTo(reference.arrival(k));
                }
            }
        }
        FunnelResult result = funnel.measure(log.journeys);
        for (int k = 0; k < exactly.length; k++) {
            assertThat(result.exactly(k)).isEqualTo(exactly[k]);
        }
        assertThat(result.dropped()).isEqualTo(dropped);
        long sumOpen = 0;
        for (int k = 1; k < exactly.length; k++) {
            sumOpen += result.open(k);
        }
        assertThat(sumOpen).as("%s", funnel).isEqualTo(open);
        if (funnel.spec.anchor() == Anchor.ANY_ENTRY) {
            assertThat(result.multiStepEvents()).isEqualTo(multi);
        }
        return SUBJECTS;
    }

    private void nextUnit() {
        unit = random.nextBoolean() ? 1000 : 1;
    }

    @Test
    void orderedChainsWithTiesWindowsGapsAndAnchors() {
        int checked = 0;
        while (checked < 40_000) {
            nextUnit();
            checked += compare(observed(ordered()), log(8, 5));
        }
    }

    @Test
    void plainFunnelsOfOneEventAStep() {
        int checked = 0;
        while (checked < 20_000) {
            unit = 1000;
            checked += compare(funnel(false).ties(Ties.values()[random.nextInt(3)]), bytesOnly(log(9, 5)));
        }
    }

    /** The same without a property column, so that times and codes travel as keys. */
    private Log bytesOnly(Log log) {
        JourneysBuilder builder = Journeys.builder();
        int longest = log.histories.stream().mapToInt(List::size).max().orElse(0);
        boolean bySubject = random.nextBoolean();
        for (int i = 0; i < (bySubject ? SUBJECTS : longest); i++) {
            for (int j = 0; j < (bySubject ? longest : SUBJECTS); j++) {
                int s = bySubject ? i : j;
                int e = bySubject ? j : i;
                if (e < log.histories.get(s).size()) {
                    Event event = log.histories.get(s).get(e);
                    builder.add("" + s, event.t(), event.name());
                }
            }
        }
        return new Log(builder.build(), log.histories);
    }

    @Test
    void exclusionsThatLeaveTheRemainingChains() {
        int checked = 0;
        while (checked < 30_000) {
            nextUnit();
            checked += compare(observed(excluding(ordered(), ExclusionPolicy.COUNT_REMAINING)), named(log(8, 6)));
        }
    }

    @Test
    void exclusionsThatDropTheSubject() {
        int checked = 0;
        while (checked < 40_000) {
            nextUnit();
            checked += compare(observed(excluding(ordered(), ExclusionPolicy.DROP_SUBJECT)), named(log(8, 6)));
        }
    }

    /** Names the last two events x and y, so that exclusions meet them. */
    private Log named(Log log) {
        JourneysBuilder builder = Journeys.builder("p");
        List<List<Event>> histories = new ArrayList<>();
        for (int s = 0; s < SUBJECTS; s++) {
            List<Event> history = new ArrayList<>();
            for (Event event : log.histories.get(s)) {
                String name = event.name().equals("e") ? "x" : event.name().equals("f") ? "y" : event.name();
                history.add(new Event(event.t(), name, event.value()));
                builder.add("" + s, event.t(), name, event.value());
            }
            histories.add(history);
        }
        return new Log(builder.build(), histories);
    }

    @Test
    void strictOrder() {
        int checked = 0;
        while (checked < 20_000) {
            nextUnit();
            Funnel funnel = funnel(random.nextBoolean());
            funnel = random.nextBoolean() ? funnel.order(Order.STRICT) : funnel.strictIgnoring("e");
            if (random.nextInt(3) == 0) {
                funnel = funnel.anchor(Anchor.FIRST_ENTRY);
            }
            checked += compare(observed(funnel), log(8, 5));
        }
    }

    @Test
    void anyOrder() {
        int checked = 0;
        while (checked < 20_000) {
            nextUnit();
            Funnel funnel = funnel(true).order(Order.ANY);
            Log log = log(7, 5);
            byte[] levels = funnel.levels(log.journeys);
            for (int s = 0; s < SUBJECTS; s++) {
                assertThat((int) levels[s])
                        .as("%s over %s", funnel, log.histories.get(s))
                        .isEqualTo(new Reference(funnel, log.histories.get(s)).level());
            }
            checked += SUBJECTS;
        }
    }

    @Test
    void conversionsThatDoNotOverlap() {
        int checked = 0;
        while (checked < 20_000) {
            nextUnit();
            Funnel funnel = ordered().anchor(Anchor.ANY_ENTRY).counting(Count.CONVERSIONS);
            if (random.nextInt(3) == 0) {
                funnel = excluding(funnel, ExclusionPolicy.COUNT_REMAINING);
            }
            Log log = named(log(7, 6));
            long[] sums = new long[funnel.steps().size()];
            for (int s = 0; s < SUBJECTS; s++) {
                for (int k = 1; k <= sums.length; k++) {
                    sums[k - 1] += Reference.conversions(funnel, log.histories.get(s), k);
                }
            }
            FunnelResult result = funnel.measure(log.journeys);
            for (int k = 1; k <= sums.length; k++) {
                assertThat(result.conversions(k)).as("%s length %d", funnel, k).isEqualTo(sums[k - 1]);
            }
            checked += SUBJECTS;
        }
    }

    @Test
    void canonicalChainsAndBreakdowns() {
        int checked = 0;
        while (checked < 30_000) {
            nextUnit();
            boolean strict = random.nextInt(4) == 0;
            Funnel funnel =
                    strict ? funnel(true).order(Order.STRICT) : ordered().withoutMaxGap();
            Log log = log(8, 5);
            if (!strict && random.nextInt(3) == 0) {
                funnel = excluding(funnel, ExclusionPolicy.COUNT_REMAINING);
                log = named(log(8, 6));
            }
            int step = random.nextInt(funnel.steps().size() + 1);
            Map<String, long[]> groups = new LinkedHashMap<>();
            for (int s = 0; s < SUBJECTS; s++) {
                List<Event> history = log.histories.get(s);
                Reference reference = new Reference(funnel, history);
                int[] chain = funnel.chain(log.journeys, s);
                assertThat(reference.times(chain))
                        .as("%s over %s", funnel, history)
                        .isEqualTo(reference.canonical());
                if (chain.length > 0) {
                    assertThat(reference.isChain(chain))
                            .as("%s chain %s over %s", funnel, Arrays.toString(chain), history)
                            .isTrue();
                }
                int at = step == 0 ? chain.length : step;
                String value = at == 0 || at > chain.length
                        ? null
                        : history.get(chain[at - 1]).value();
                groups.computeIfAbsent(value, v -> new long[5])[chain.length]++;
            }
            FunnelResult result = funnel.brokenDownBy(new Breakdown("p", step)).measure(log.journeys);
            for (String value : new String[] {"v", "w", null}) {
                long[] counts = groups.getOrDefault(value, new long[5]);
                for (int k = 0; k <= funnel.steps().size(); k++) {
                    long expected = Arrays.stream(counts, k, 5).sum();
                    assertThat(value == null ? result.reachedWithoutValue(k) : result.reached(value, k))
                            .isEqualTo(expected);
                }
            }
            checked += SUBJECTS;
        }
    }

    @Test
    void heldPropertiesSplitTheHistory() {
        int checked = 0;
        while (checked < 15_000) {
            nextUnit();
            Funnel funnel = ordered();
            int kind = random.nextInt(4);
            if (kind < 2) {
                funnel = excluding(funnel, kind == 0 ? ExclusionPolicy.COUNT_REMAINING : ExclusionPolicy.DROP_SUBJECT);
            } else if (kind == 2) {
                funnel = funnel(true).order(Order.ANY);
            }
            Log log = named(log(10, 6));
            byte[] levels = funnel.holding("p").levels(log.journeys);
            long[] pairs = new long[6];
            for (int s = 0; s < SUBJECTS; s++) {
                int best = 0;
                boolean dropped = false;
                for (String value : List.of("v", "w")) {
                    List<Event> part = log.histories.get(s).stream()
                            .filter(e -> value.equals(e.value()))
                            .toList();
                    int level = new Reference(funnel, part).level();
                    dropped |= level < 0;
                    best = Math.max(best, level);
                    for (int k = 1; k <= level; k++) {
                        pairs[k]++;
                    }
                }
                assertThat((int) levels[s]).isEqualTo(best == 0 && dropped ? -1 : best);
            }
            FunnelResult result = funnel.holding("p").measure(log.journeys);
            for (int k = 1; k <= funnel.steps().size(); k++) {
                assertThat(result.pairs(k)).isEqualTo(pairs[k]);
            }
            checked += SUBJECTS;
        }
    }
}
