package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What came out of an experiment: every metric of every treatment against the control, the check of the assignment, the verdict.
 *
 * <p>Numbers stay visible whatever is wrong; a broken assignment is a flag on each of them and the only verdict then is to check it.
 *
 * @param plan what was planned
 * @param units units per arm, in the plan's order, the control first
 * @param srm the check of the arms' sizes against their planned shares; empty if none were planned
 * @param metrics per treatment and metric, in the plan's order
 * @param goals the answer to the plan's goal per treatment; empty without a goal
 * @param verdicts per treatment
 * @param issues what is wrong with the data, counted
 */
public record Readout(
        Plan plan,
        Map<String, Long> units,
        Optional<Outcome<Srm.Check>> srm,
        List<MetricReadout> metrics,
        Map<String, Reading> goals,
        Map<String, Verdict> verdicts,
        List<DataIssue> issues) {

    /** Copies maps and lists in their order. */
    public Readout {
        units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
        metrics = List.copyOf(metrics);
        goals = Collections.unmodifiableMap(new LinkedHashMap<>(goals));
        verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
        issues = List.copyOf(issues);
    }

    /** The metric of the only treatment. @throws IllegalArgumentException if there is no such metric, or several treatments */
    public MetricReadout of(String metric) {
        return of(metric, onlyTreatment());
    }

    /** The metric of a treatment. @throws IllegalArgumentException if there is no such metric or treatment */
    public MetricReadout of(String metric, String treatment) {
        plan.metric(metric);
        checkTreatment(treatment);
        return metrics.stream()
                .filter(readout ->
                        readout.metric().name().equals(metric) && readout.arm().equals(treatment))
                .findFirst()
                .orElseThrow();
    }

    /** The verdict on the only treatment. @throws IllegalArgumentException if there are several */
    public Verdict verdict() {
        return verdict(onlyTreatment());
    }

    /** The verdict on a treatment. @throws IllegalArgumentException if there is no such treatment */
    public Verdict verdict(String treatment) {
        checkTreatment(treatment);
        return Objects.requireNonNull(verdicts.get(treatment));
    }

    /** The answer to the plan's goal for the only treatment; absent without a goal. */
    public Reading goal() {
        return goal(onlyTreatment());
    }

    /** The answer to the plan's goal for a treatment; absent without a goal. */
    public Reading goal(String treatment) {
        checkTreatment(treatment);
        Reading answer = goals.get(treatment);
        return answer == null ? Absent.because(Reason.NO_DATA, "the plan has no goal", "в плане нет цели") : answer;
    }

    private String onlyTreatment() {
        List<String> treatments = plan.treatments();
        if (treatments.size() > 1) {
            throw new IllegalArgumentException("name one of the treatments: " + treatments);
        }
        return treatments.get(0);
    }

    private void checkTreatment(String treatment) {
        if (!plan.treatments().contains(treatment)) {
            throw new IllegalArgumentException("no treatment " + treatment + ", there are " + plan.treatments());
        }
    }
}
