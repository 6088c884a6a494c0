package io.ckpi.experiments.assignment;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Flag;
import io.ckpi.core.Names;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Envelope;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Units of one experiment that were assigned to two arms, or treated although a holdout has them. They are left out of the arms and
 * counted, never put into one of them.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param arms the arm of every unit that has exactly one and is no holdout's
 * @param inTwoArms units with more arms than one
 * @param fromHoldout units that a holdout holds back on the day of their assignment
 */
public record Contamination(Map<String, String> arms, Set<String> inTwoArms, Set<String> fromHoldout) {

    /** Copies the collections, in their order. */
    public Contamination {
        arms = Collections.unmodifiableMap(new LinkedHashMap<>(arms));
        inTwoArms = Collections.unmodifiableSet(new LinkedHashSet<>(inTwoArms));
        fromHoldout = Collections.unmodifiableSet(new LinkedHashSet<>(fromHoldout));
    }

    /**
     * Sorts the assignments of one experiment.
     *
     * @param assignments all of the same experiment; repeated assignments to the same arm are fine,
     *     withdrawn ones are left out
     * @param zone in which the day of an assignment is told
     * @param holdouts those that the experiment had to respect
     * @throws IllegalArgumentException if the assignments belong to several experiments
     */
    public static Contamination of(Iterable<Assignment> assignments, ZoneId zone, Holdout... holdouts) {
        Map<String, String> arms = new LinkedHashMap<>();
        Set<String> twice = new LinkedHashSet<>();
        Set<String> held = new LinkedHashSet<>();
        String experiment = null;
        for (Assignment assignment : assignments) {
            if (experiment != null && !experiment.equals(assignment.experiment())) {
                throw new IllegalArgumentException(
                        "assignments of two experiments: " + experiment + " and " + assignment.experiment());
            }
            experiment = assignment.experiment();
            if (assignment.envelope().op() == Envelope.Op.DELETE) {
                continue;
            }
            String unit = assignment.unit();
            String before = arms.putIfAbsent(unit, assignment.arm());
            if (before != null && !before.equals(assignment.arm())) {
                twice.add(unit);
            }
            for (Holdout holdout : holdouts) {
                if (holdout.holdsBack(
                        unit, assignment.envelope().occurredAt().atZone(zone).toLocalDate())) {
                    held.add(unit);
                }
            }
        }
        twice.forEach(arms::remove);
        held.forEach(arms::remove);
        return new Contamination(arms, twice, held);
    }

    /** True if nobody is in two arms and nobody in a holdout was treated. */
    public boolean clean() {
        return inTwoArms.isEmpty() && fromHoldout.isEmpty();
    }

    /** The number of units that were left out. */
    public long leftOut() {
        return inTwoArms.size()
                + fromHoldout.stream().filter(u -> !inTwoArms.contains(u)).count();
    }

    /** The flag that every number of this experiment should carry, or none if it is clean. */
    public List<Flag> flags() {
        return clean() ? List.of() : List.of(Flag.of(Flag.Code.CONTAMINATED, Long.toString(leftOut())));
    }

    /** What to report about the data; empty if it is clean. */
    public List<DataIssue> issues() {
        List<DataIssue> issues = new ArrayList<>();
        if (!inTwoArms.isEmpty()) {
            issues.add(new DataIssue(
                    "CONTAMINATED",
                    DataIssue.Severity.WARNING,
                    null,
                    null,
                    inTwoArms.size(),
                    new Names("клиенты попали в две группы теста", "customers were assigned to two arms")));
        }
        if (!fromHoldout.isEmpty()) {
            issues.add(new DataIssue(
                    "HOLDOUT_TREATED",
                    DataIssue.Severity.WARNING,
                    null,
                    null,
                    fromHoldout.size(),
                    new Names(
                            "клиенты контрольной группы попали в тест",
                            "customers of a holdout were assigned to an arm")));
        }
        return issues;
    }
}
