package io.ckpi.funnel;

import io.ckpi.funnel.Funnel.Anchor;
import io.ckpi.funnel.Funnel.Bound;
import io.ckpi.funnel.Funnel.ExclusionPolicy;
import io.ckpi.funnel.Funnel.Order;
import io.ckpi.funnel.Funnel.Ties;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The definition of a funnel spelt out: every chain of a short history is tried. */
final class Reference {

    /** An event: milliseconds, name, value of the one property. */
    record Event(long t, String name, @Nullable String value) {}

    private final Funnel.Spec spec;
    private final List<Event> events;
    private final int steps;
    /** All chains, exclusions ignored. */
    private final List<int[]> chains = new ArrayList<>();

    /** Events in order of (time, input). */
    Reference(Funnel funnel, List<Event> events) {
        this.spec = funnel.spec;
        this.events = events;
        this.steps = spec.steps().size();
        if (spec.order() != Order.ANY) {
            grow(new int[0]);
        }
    }

    boolean matches(int e, int step) {
        return spec.steps().get(step - 1).anyOf().contains(events.get(e).name());
    }

    private boolean inside(long from, long to) {
        if (spec.window() == null) {
            return true;
        }
        long window = spec.window().toMillis();
        return spec.bound() == Bound.CLOSED ? to - from <= window : to - from < window;
    }

    private void grow(int[] chain) {
        int k = chain.length + 1;
        if (k > steps) {
            return;
        }
        for (int e = 0; e < events.size(); e++) {
            if (matches(e, k) && fits(chain, e)) {
                int[] longer = java.util.Arrays.copyOf(chain, k);
                longer[k - 1] = e;
                chains.add(longer);
                grow(longer);
            }
        }
    }

    private boolean fits(int[] chain, int e) {
        if (chain.length == 0) {
            return spec.anchor() == Anchor.ANY_ENTRY || e == firstEntry();
        }
        for (int used : chain) {
            if (used == e) {
                return false;
            }
        }
        int i = chain.length;
        int last = chain[i - 1];
        long t = events.get(e).t();
        long before = events.get(last).t();
        boolean order = spec.order() == Order.STRICT
                ? e > last && strict(last, e, i)
                : spec.ties() == Ties.SEQUENCE
                        ? e > last
                        : spec.ties() == Ties.STRICTLY_LATER ? t > before : t >= before;
        return order
                && inside(events.get(chain[0]).t(), t)
                && (spec.maxGap().get(i - 1).isEmpty()
                        || t - before <= spec.maxGap().get(i - 1).get().toMillis());
    }

    private boolean strict(int from, int to, int step) {
        for (int e = from + 1; e < to; e++) {
            if (!spec.ignored().contains(events.get(e).name()) && !matches(e, step)) {
                return false;
            }
        }
        return true;
    }

    private int firstEntry() {
        int e = 0;
        while (e < events.size() && !matches(e, 1)) {
            e++;
        }
        return e;
    }

    /** True if an excluded event of level i lies between two times, both included. */
    private boolean excluded(int i, long from, long to) {
        for (Exclusion exclusion : spec.exclusions()) {
            if (i >= exclusion.fromStep() && i < exclusion.toStep()) {
                for (Event event : events) {
                    if (exclusion.anyOf().contains(event.name()) && event.t() >= from && event.t() <= to) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean clean(int[] chain) {
        for (int i = 1; i < chain.length; i++) {
            if (excluded(i, events.get(chain[i - 1]).t(), events.get(chain[i]).t())) {
                return false;
            }
        }
        return true;
    }

    private boolean stands(int[] chain) {
        return !excluded(chain.length, events.get(chain[chain.length - 1]).t(), Long.MAX_VALUE);
    }

    /** All chains of a length that the exclusions leave. */
    List<int[]> surviving(int k) {
        return chains.stream().filter(c -> c.length == k && clean(c)).toList();
    }

    int level() {
        if (spec.order() == Order.ANY) {
            return anyOrder();
        }
        int longest = chains.stream().mapToInt(c -> c.length).max().orElse(0);
        if (longest == 0 || spec.exclusions().isEmpty()) {
            return longest;
        }
        if (spec.policy() == ExclusionPolicy.COUNT_REMAINING) {
            return chains.stream()
                    .filter(this::clean)
                    .mapToInt(c -> c.length)
                    .max()
                    .orElse(0);
        }
        for (int[] chain : surviving(longest)) {
            long last = events.get(chain[longest - 1]).t();
            long end = Long.MAX_VALUE;
            if (spec.window() != null) {
                end = events.get(chain[0]).t() + spec.window().toMillis() - (spec.bound() == Bound.CLOSED ? 0 : 1);
            }
            if (!excluded(longest, last, end)) {
                return longest;
            }
        }
        return -1;
    }

    boolean open() {
        int level = level();
        if (spec.observedUntil() == null || level <= 0 || level == steps) {
            return false;
        }
        long until = spec.observedUntil().toEpochMilli();
        List<int[]> standing;
        if (spec.order() == Order.STRICT) {
            standing = surviving(level).stream()
                    .filter(c -> strict(c[level - 1], events.size(), level))
                    .toList();
        } else {
            standing = surviving(level).stream().filter(this::stands).toList();
        }
        if (standing.isEmpty()) {
            return false;
        }
        int[] best = standing.stream()
                .max(Comparator.<int[]>comparingLong(c -> events.get(c[0]).t())
                        .thenComparingLong(c -> events.get(c[level - 1]).t()))
                .orElseThrow();
        boolean window = spec.window() == null
                || events.get(best[0]).t() + spec.window().toMillis() - (spec.bound() == Bound.CLOSED ? 0 : 1) > until;
        boolean gap = spec.maxGap().get(level - 1).isEmpty()
                || events.get(best[level - 1]).t()
                                + spec.maxGap().get(level - 1).get().toMillis()
                        > until;
        return window && gap;
    }

    long arrival(int k) {
        return surviving(k).stream()
                .mapToLong(c -> events.get(c[k - 1]).t())
                .min()
                .orElseThrow();
    }

    /** The times of the canonical chain: earliest completion, latest start, earliest intermediate events. */
    List<Long> canonical() {
        int level = level();
        if (level == 0) {
            return List.of();
        }
        Comparator<List<Long>> rule = Comparator.<List<Long>>comparingLong(c -> c.get(level - 1))
                .thenComparing(
                        Comparator.<List<Long>>comparingLong(c -> c.get(0)).reversed());
        for (int k = 1; k < level - 1; k++) {
            int at = k;
            rule = rule.thenComparingLong(c -> c.get(at));
        }
        return surviving(level).stream().map(this::times).min(rule).orElseThrow();
    }

    List<Long> times(int[] chain) {
        List<Long> times = new ArrayList<>();
        for (int e : chain) {
            times.add(events.get(e).t());
        }
        return times;
    }

    boolean isChain(int[] chain) {
        return chains.stream().anyMatch(c -> java.util.Arrays.equals(c, chain)) && clean(chain);
    }

    private int anyOrder() {
        int best = 0;
        for (Event first : events) {
            List<Integer> inside = new ArrayList<>();
            for (int e = 0; e < events.size(); e++) {
                if (events.get(e).t() >= first.t()
                        && inside(first.t(), events.get(e).t())) {
                    inside.add(e);
                }
            }
            best = Math.max(best, match(inside, 1, new HashSet<>()));
        }
        return best;
    }

    private int match(List<Integer> inside, int step, Set<Integer> used) {
        if (step > steps) {
            return 0;
        }
        int best = match(inside, step + 1, used);
        for (int e : inside) {
            if (matches(e, step) && used.add(e)) {
                best = Math.max(best, 1 + match(inside, step + 1, used));
                used.remove(e);
            }
        }
        return best;
    }

    /** The most sequential chains of length k in the order (time, lowest step, input). */
    static int conversions(Funnel funnel, List<Event> events, int k) {
        Funnel.Spec spec = funnel.spec;
        List<Event> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.<Event>comparingLong(Event::t).thenComparingInt(e -> {
            for (int s = 0; s < spec.steps().size(); s++) {
                if (spec.steps().get(s).anyOf().contains(e.name())) {
                    return s;
                }
            }
            return spec.steps().size();
        }));
        Reference reference = new Reference(funnel.ties(Ties.SEQUENCE), sorted);
        return most(reference.surviving(k), 0);
    }

    private static int most(List<int[]> chains, int from) {
        int best = 0;
        for (int[] chain : chains) {
            if (chain[0] >= from) {
                best = Math.max(best, 1 + most(chains, chain[chain.length - 1] + 1));
            }
        }
        return best;
    }

    long multiStepEvents() {
        return events.stream().filter(e -> stepsOf(e) > 1).count();
    }

    private long stepsOf(Event event) {
        return spec.steps().stream()
                .filter(s -> s.anyOf().contains(event.name()))
                .count();
    }
}
