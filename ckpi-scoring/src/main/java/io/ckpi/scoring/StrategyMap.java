package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Indicator;
import io.ckpi.core.Names;
import io.ckpi.core.Perspective;
import io.ckpi.core.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What is believed to cause what: links between indicators. A link is a hypothesis, never a fact. There is no cycle.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param links the links
 * @param perspectives the perspective of each indicator, by id; every linked indicator has one
 */
public record StrategyMap(List<Link> links, Map<String, String> perspectives) {

    /** Which way the effect follows. */
    public enum Sign {
        /** A better score of the cause is followed by a better score of the effect. */
        POSITIVE,
        /** A better score of the cause is followed by a worse score of the effect. */
        NEGATIVE
    }

    /**
     * One hypothesis: a change of the cause is followed by a change of the effect.
     *
     * @param cause id of the indicator that causes
     * @param effect id of the indicator that follows
     * @param sign which way, in scores (so that "better" needs no direction)
     * @param lagMonths after how many months, 0 or more
     * @param provenance where the hypothesis comes from
     */
    public record Link(String cause, String effect, Sign sign, int lagMonths, Provenance provenance) {
        /** Checks ids and lag. */
        public Link {
            if (!Indicator.isId(cause)) {
                throw new IllegalArgumentException("not an indicator id: " + cause);
            }
            if (!Indicator.isId(effect)) {
                throw new IllegalArgumentException("not an indicator id: " + effect);
            }
            Objects.requireNonNull(sign, "sign");
            if (lagMonths < 0) {
                throw new IllegalArgumentException("lagMonths is negative: " + lagMonths);
            }
            Objects.requireNonNull(provenance, "provenance");
        }

        @Override
        public String toString() {
            return cause + " → " + effect;
        }
    }

    /** Checks that the links are single, form no cycle and that every indicator has a perspective. */
    public StrategyMap {
        links = List.copyOf(links);
        perspectives = Collections.unmodifiableMap(new LinkedHashMap<>(perspectives));
        Set<String> seen = new LinkedHashSet<>();
        for (Link link : links) {
            for (String id : List.of(link.cause(), link.effect())) {
                if (!perspectives.containsKey(id)) {
                    throw new IllegalArgumentException("no perspective is given for " + id);
                }
            }
            if (!seen.add(link.toString())) {
                throw new IllegalArgumentException("the link " + link + " is repeated");
            }
        }
        List<String> cycle = cycle(links);
        if (!cycle.isEmpty()) {
            throw new IllegalArgumentException("the strategy map has a cycle: " + String.join(" → ", cycle));
        }
    }

    /** A map without links. */
    public static StrategyMap empty() {
        return new StrategyMap(List.of(), Map.of());
    }

    private static Map<String, List<String>> effects(List<Link> links) {
        Map<String, List<String>> effects = new LinkedHashMap<>();
        for (Link link : links) {
            effects.computeIfAbsent(link.cause(), id -> new ArrayList<>()).add(link.effect());
            effects.computeIfAbsent(link.effect(), id -> new ArrayList<>());
        }
        return effects;
    }

    /** A cycle, its first member repeated at the end; empty if there is none. */
    private static List<String> cycle(List<Link> links) {
        Map<String, List<String>> effects = effects(links);
        Set<String> done = new LinkedHashSet<>();
        for (String start : effects.keySet()) {
            // depth first; the path is the stack of ids with the position of their next effect
            Deque<String> path = new ArrayDeque<>();
            Map<String, Integer> next = new HashMap<>();
            path.addLast(start);
            next.put(start, 0);
            while (!path.isEmpty() && !done.contains(path.getLast())) {
                String at = path.getLast();
                int k = next.getOrDefault(at, 0);
                List<String> out = effects.getOrDefault(at, List.of());
                if (k == out.size()) {
                    done.add(at);
                    path.removeLast();
                    continue;
                }
                next.put(at, k + 1);
                String effect = out.get(k);
                if (path.contains(effect)) {
                    List<String> cycle = new ArrayList<>(path);
                    cycle.subList(0, cycle.indexOf(effect)).clear();
                    cycle.add(effect);
                    return cycle;
                }
                if (!done.contains(effect)) {
                    path.addLast(effect);
                    next.put(effect, 0);
                }
            }
        }
        return List.of();
    }

    /** The linked indicators, every cause before its effects. */
    public List<String> indicators() {
        Map<String, List<String>> effects = effects(links);
        Map<String, Integer> causes = new LinkedHashMap<>();
        effects.forEach((id, out) -> {
            causes.putIfAbsent(id, 0);
            out.forEach(effect -> causes.merge(effect, 1, Integer::sum));
        });
        List<String> order = new ArrayList<>();
        Deque<String> free = new ArrayDeque<>();
        causes.forEach((id, n) -> {
            if (n == 0) {
                free.add(id);
            }
        });
        while (!free.isEmpty()) {
            String id = free.remove();
            order.add(id);
            for (String effect : effects.getOrDefault(id, List.of())) {
                if (causes.merge(effect, -1, Integer::sum) == 0) {
                    free.add(effect);
                }
            }
        }
        return order;
    }

    /**
     * Something about a link that should be looked at.
     *
     * @param link the link
     * @param sentence what it is
     */
    public record Warning(Link link, Names sentence) {}

    /**
     * The links that point down: whose effect stands below its cause in the order of the perspectives.
     *
     * @param order the perspectives, the top one first; perspectives that are not in it are not compared
     */
    public List<Warning> warnings(List<Perspective> order) {
        List<String> ids = order.stream().map(Perspective::id).toList();
        List<Warning> warnings = new ArrayList<>();
        for (Link link : links) {
            int cause = ids.indexOf(perspectives.get(link.cause()));
            int effect = ids.indexOf(perspectives.get(link.effect()));
            if (cause >= 0 && effect > cause) {
                Names from = order.get(cause).names();
                Names to = order.get(effect).names();
                warnings.add(new Warning(
                        link,
                        new Names(
                                "связь " + link + " направлена вниз: «" + from.ru() + "» стоит выше, чем «" + to.ru()
                                        + "»",
                                "the link " + link + " points down: " + from.en() + " stands above " + to.en())));
            }
        }
        return warnings;
    }

    /**
     * Tests every link on history, see {@link LinkTest}.
     *
     * @param scores scores by indicator id, one per period, oldest first, all of one length; what has no series is not
     *     tested
     * @param monthsPerPeriod the months of a period, to turn lags into periods; 0 if a period is no number of whole months:
     *     then only links without a lag are tested
     * @return one test per link, in their order
     * @throws IllegalArgumentException if {@code monthsPerPeriod} is negative or the series have different lengths
     */
    public List<LinkTest> test(Map<String, Column> scores, int monthsPerPeriod) {
        if (monthsPerPeriod < 0) {
            throw new IllegalArgumentException("monthsPerPeriod is negative: " + monthsPerPeriod);
        }
        List<LinkTest> tests = new ArrayList<>();
        for (Link link : links) {
            Column cause = scores.get(link.cause());
            Column effect = scores.get(link.effect());
            int lag = link.lagMonths();
            if (cause == null || effect == null) {
                String id = cause == null ? link.cause() : link.effect();
                tests.add(LinkTest.none(
                        link, Absent.because(Reason.NOT_IDENTIFIED, "no scores of " + id, "нет оценок " + id)));
            } else if (lag > 0 && (monthsPerPeriod == 0 || lag % monthsPerPeriod != 0)) {
                tests.add(LinkTest.none(
                        link,
                        Absent.because(
                                Reason.NOT_IDENTIFIED,
                                "the lag is no whole number of periods",
                                "запаздывание не кратно периоду")));
            } else {
                tests.add(LinkTest.of(link, cause, effect, lag == 0 ? 0 : lag / monthsPerPeriod));
            }
        }
        return List.copyOf(tests);
    }
}
