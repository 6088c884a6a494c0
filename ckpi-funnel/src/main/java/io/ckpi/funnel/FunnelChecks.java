package io.ckpi.funnel;

import io.ckpi.funnel.Funnel.Anchor;
import io.ckpi.funnel.Funnel.Bound;
import io.ckpi.funnel.Funnel.Count;
import io.ckpi.funnel.Funnel.ExclusionPolicy;
import io.ckpi.funnel.Funnel.Order;
import io.ckpi.funnel.Funnel.Ties;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;

/** Refuses funnels that have no meaning, and writes the others down. */
final class FunnelChecks {

    private FunnelChecks() {}

    static void check(Funnel.Spec spec) {
        int steps = spec.steps().size();
        if (steps == 0) {
            throw new IllegalArgumentException("a funnel has no step");
        }
        if (steps > Funnel.MAX_STEPS) {
            throw new IllegalArgumentException("a funnel has " + steps + " steps, at most " + Funnel.MAX_STEPS);
        }
        Duration window = spec.window();
        if (window != null && window.isNegative()) {
            throw new IllegalArgumentException("window is negative: " + window);
        }
        if (window != null && spec.bound() == Bound.HALF_OPEN && window.isZero()) {
            throw new IllegalArgumentException("a half-open window of 0 holds no chain");
        }
        for (Optional<Duration> gap : spec.maxGap()) {
            if (gap.isPresent() && gap.get().isNegative()) {
                throw new IllegalArgumentException("maxGap is negative: " + gap.get());
            }
        }
        for (Exclusion exclusion : spec.exclusions()) {
            exclusion(spec, Objects.requireNonNull(exclusion, "exclusion"));
        }
        if (new HashSet<>(spec.hold()).size() < spec.hold().size()) {
            throw new IllegalArgumentException("a property is held twice: " + spec.hold());
        }
        Breakdown breakdown = spec.breakdown();
        if (breakdown != null) {
            refuse(breakdown.step() > steps, "breakdown is at step " + breakdown.step() + ", there are " + steps);
            canonical(spec, "a breakdown");
        }
        if (spec.order() == Order.STRICT) {
            strict(spec);
        } else {
            refuse(!spec.ignored().isEmpty(), "events are ignored only with order STRICT");
        }
        if (spec.order() == Order.ANY) {
            any(spec);
        }
        if (spec.count() == Count.CONVERSIONS) {
            conversions(spec);
        }
    }

    private static void exclusion(Funnel.Spec spec, Exclusion exclusion) {
        int steps = spec.steps().size();
        refuse(exclusion.toStep() > steps, "exclusion " + exclusion + " names a step above " + steps);
        for (int s = exclusion.fromStep(); s <= exclusion.toStep(); s++) {
            for (String name : exclusion.anyOf()) {
                refuse(
                        spec.steps().get(s - 1).anyOf().contains(name),
                        "exclusion " + exclusion + " names \"" + name + "\", which is its step " + s);
            }
        }
    }

    /** Refuses what has no canonical chain. */
    static void canonical(Funnel.Spec spec, String what) {
        refuse(spec.order() == Order.ANY, what + " needs an order of steps, ANY has none");
        refuse(hasGap(spec), what + " with maxGap is not defined: the earliest events may not keep the gaps");
        refuse(
                drops(spec),
                what + " with DROP_SUBJECT is not defined: the longest chain need not be the one that was spared");
        refuse(
                !spec.hold().isEmpty(),
                what + " with held properties is not defined: each tuple has a chain of its own");
    }

    static boolean hasCanonicalChain(Funnel.Spec spec) {
        return spec.order() != Order.ANY
                && !hasGap(spec)
                && !drops(spec)
                && spec.hold().isEmpty();
    }

    private static void strict(Funnel.Spec spec) {
        refuse(spec.ties() != Ties.SIMULTANEOUS_OK, "order STRICT follows the input order, ties do not apply");
        refuse(hasGap(spec), "maxGap is not defined for order STRICT");
        refuse(
                !spec.exclusions().isEmpty(),
                "exclusions are not defined for order STRICT, where every other event ends a chain");
        for (Step step : spec.steps()) {
            for (String name : step.anyOf()) {
                refuse(spec.ignored().contains(name), "\"" + name + "\" is a step and cannot be ignored");
            }
        }
    }

    private static void any(Funnel.Spec spec) {
        refuse(spec.ties() != Ties.SIMULTANEOUS_OK, "ties are not defined for order ANY");
        refuse(hasGap(spec), "maxGap is not defined for order ANY: there is no next step");
        refuse(
                !spec.exclusions().isEmpty(),
                "exclusions are not defined for order ANY: nothing lies between two steps");
        refuse(spec.anchor() != Anchor.ANY_ENTRY, "FIRST_ENTRY is not defined for order ANY: any step can come first");
        refuse(spec.observedUntil() != null, "open subjects are not defined for order ANY");
    }

    private static void conversions(Funnel.Spec spec) {
        refuse(spec.order() != Order.ORDERED, "conversions are defined for order ORDERED only");
        refuse(
                spec.anchor() != Anchor.ANY_ENTRY,
                "conversions with FIRST_ENTRY are not defined: one entry gives one at most");
        refuse(drops(spec), "conversions with DROP_SUBJECT are not defined");
        refuse(!spec.hold().isEmpty(), "conversions with held properties are not defined");
    }

    private static boolean drops(Funnel.Spec spec) {
        return !spec.exclusions().isEmpty() && spec.policy() == ExclusionPolicy.DROP_SUBJECT;
    }

    static boolean hasGap(Funnel.Spec spec) {
        return spec.maxGap().stream().anyMatch(Optional::isPresent);
    }

    static void refuse(boolean wrong, String sentence) {
        if (wrong) {
            throw new IllegalArgumentException(sentence);
        }
    }

    static String text(Funnel.Spec spec) {
        StringJoiner text = new StringJoiner(", ", "Funnel[", "]");
        StringJoiner steps = new StringJoiner(" → ");
        spec.steps().forEach(step -> steps.add(step.toString()));
        text.add(steps.toString());
        text.add(spec.order().name());
        ifAny(text, "ignored", spec.ignored());
        if (spec.order() == Order.ORDERED) {
            text.add(spec.ties().name());
        }
        if (spec.window() == null) {
            text.add("no window");
        } else {
            text.add("window " + spec.window() + " " + spec.bound());
        }
        if (hasGap(spec)) {
            StringJoiner gaps = new StringJoiner(" ", "gaps ", "");
            spec.maxGap().forEach(gap -> gaps.add(gap.map(Duration::toString).orElse("-")));
            text.add(gaps.toString());
        }
        text.add(spec.anchor().name());
        if (!spec.exclusions().isEmpty()) {
            text.add("excluding " + spec.exclusions() + " " + spec.policy());
        }
        ifAny(text, "holding", spec.hold());
        if (spec.breakdown() != null) {
            text.add("by " + spec.breakdown().property() + " at "
                    + (spec.breakdown().step() == 0
                            ? "the last step"
                            : "step " + spec.breakdown().step()));
        }
        text.add(spec.count().name());
        if (spec.observedUntil() != null) {
            text.add("observed until " + spec.observedUntil());
        }
        return text.toString();
    }

    private static void ifAny(StringJoiner text, String what, List<String> names) {
        if (!names.isEmpty()) {
            text.add(what + " " + names);
        }
    }
}
