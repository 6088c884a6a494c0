package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Flag;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What changed between two results, and what came of it: the exact split into business and method, the factors behind the
 * business part, the readings that changed, and the places of the definition that changed.
 *
 * <p><b>Definition.</b> With V(D, X) the composite of data X under definition D, the business part of the {@link Bridge} is
 * the mean of V(D₀, X₁) − V(D₀, X₀) and V(D₁, X₁) − V(D₁, X₀). Each of the two is explained by Shapley values with a
 * coverage effect (see {@link Contributions}); their mean adds up to the business part within 1e-9. A factor that only one
 * definition has counts half of its line there. Without a change of definition the lines are those of
 * {@link Baseline#previous}.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param bridge the split; not computable if one of the four values is absent, and the detail says which
 * @param contributions the factors' lines and the coverage effect, from the earlier value to it plus the business part
 * @param readings the readings of either definition that changed, by indicator id
 * @param definitions the places of the definition that changed, in the order of the document
 */
public record ResultChange(
        Outcome<Bridge> bridge,
        Outcome<Contributions> contributions,
        List<ReadingChange> readings,
        List<DefinitionChange> definitions) {

    /**
     * A reading that changed.
     *
     * @param indicator the indicator
     * @param from the earlier reading; NO_DATA if none was given
     * @param to the later reading; NO_DATA if none was given
     * @param change how it changed
     */
    public record ReadingChange(String indicator, Reading from, Reading to, Change change) {}

    /**
     * A place of the definition that changed.
     *
     * @param path where, by the ids of the nodes, such as {@code ckpimarc/economics/economics.roi.weight}
     * @param from the earlier content in canonical form; "nothing" if it is new
     * @param to the later content in canonical form; "nothing" if it is gone
     */
    public record DefinitionChange(String path, String from, String to) {}

    /** Copies the lists. */
    public ResultChange {
        Objects.requireNonNull(bridge, "bridge");
        Objects.requireNonNull(contributions, "contributions");
        readings = List.copyOf(readings);
        definitions = List.copyOf(definitions);
    }

    /** The change from one result to another; their definitions may differ. */
    public static ResultChange between(CompositeResult from, CompositeResult to) {
        return new ResultChange(Bridge.of(from, to), business(from, to), readings(from, to), definitions(from, to));
    }

    // ---- contributions

    private static Outcome<Contributions> business(CompositeResult from, CompositeResult to) {
        if (from.definitionHash().equals(to.definitionHash())) {
            return to.contributions(Baseline.previous(from));
        }
        Outcome<Contributions> before = under(from, to, from.profile());
        Outcome<Contributions> after = under(from, to, to.profile());
        if (before instanceof Outcome.NotComputable<Contributions>) {
            return before;
        }
        if (after instanceof Outcome.NotComputable<Contributions>) {
            return after;
        }
        double start = from.value().value().orElseThrow();
        return Outcome.of(
                mean(start, before.value().orElseThrow(), after.value().orElseThrow()));
    }

    private static Outcome<Contributions> under(CompositeResult from, CompositeResult to, Profile definition) {
        return to.under(definition).contributions(Baseline.previous(from.under(definition)));
    }

    private static Contributions mean(double start, Contributions before, Contributions after) {
        Map<String, Contributions.Line> lines = new LinkedHashMap<>();
        for (Contributions.Line line : after.factors()) {
            lines.put(line.factor(), half(line));
        }
        for (Contributions.Line line : before.factors()) {
            lines.merge(
                    line.factor(),
                    half(line),
                    (late, early) -> new Contributions.Line(
                            late.factor(),
                            late.fromScore(),
                            late.toScore(),
                            late.points() + early.points(),
                            Math.hypot(late.standardError(), early.standardError())));
        }
        Map<String, Double> groups = new LinkedHashMap<>();
        after.groups().forEach((id, points) -> groups.merge(id, points / 2, Double::sum));
        before.groups().forEach((id, points) -> groups.merge(id, points / 2, Double::sum));
        Set<Flag> flags = new TreeSet<>(before.flags());
        flags.addAll(after.flags());
        return new Contributions(
                start,
                start + (before.total() + after.total()) / 2,
                List.copyOf(lines.values()),
                (before.coverageEffect() + after.coverageEffect()) / 2,
                groups,
                flags);
    }

    private static Contributions.Line half(Contributions.Line line) {
        return new Contributions.Line(
                line.factor(), line.fromScore(), line.toScore(), line.points() / 2, line.standardError() / 2);
    }

    // ---- readings

    private static List<ReadingChange> readings(CompositeResult from, CompositeResult to) {
        Set<String> used = new LinkedHashSet<>(indicators(to.profile()));
        used.addAll(indicators(from.profile()));
        Absent none = Absent.because(Reason.NO_DATA);
        List<ReadingChange> changes = new ArrayList<>();
        for (String id : used) {
            Reading before = from.readings().getOrDefault(id, none);
            Reading after = to.readings().getOrDefault(id, none);
            if (!Explain.content(before).equals(Explain.content(after))) {
                changes.add(new ReadingChange(id, before, after, Change.between(before, after)));
            }
        }
        return changes;
    }

    private static List<String> indicators(Profile profile) {
        return profile.tree().leaves().stream()
                .flatMap(leaf -> leaf.candidates().stream())
                .map(ScoredIndicator::indicator)
                .toList();
    }

    // ---- definitions

    private static List<DefinitionChange> definitions(CompositeResult from, CompositeResult to) {
        Map<String, String> before = DocumentParts.places(from.profile());
        Map<String, String> after = DocumentParts.places(to.profile());
        Set<String> paths = new LinkedHashSet<>(after.keySet());
        paths.addAll(before.keySet());
        List<DefinitionChange> changes = new ArrayList<>();
        for (String path : paths) {
            String left = before.getOrDefault(path, "nothing");
            String right = after.getOrDefault(path, "nothing");
            if (!left.equals(right)) {
                changes.add(new DefinitionChange(path, left, right));
            }
        }
        return changes;
    }
}
