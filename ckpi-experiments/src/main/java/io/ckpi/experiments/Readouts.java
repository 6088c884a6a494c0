package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Moments;
import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.experiments.MetricReadout.Method;
import io.ckpi.experiments.internal.Tails;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** Makes the read-out of a plan from the moments of its arms. */
final class Readouts {

    /** With fewer non-zero rows in the smaller arm the holdout's interval is the headline. */
    private static final int FEW_NON_ZERO = 200;

    /** With a larger arm of more than so many times the smaller one, too. */
    private static final double UNEVEN = 4;

    private final Plan plan;
    private final Map<String, Moments> moments;
    private final Set<Flag> flags = new TreeSet<>();

    private Readouts(Plan plan, Map<String, Moments> moments) {
        this.plan = plan;
        this.moments = moments;
    }

    static Readout read(Plan plan, Map<String, Moments> moments) {
        return read(plan, moments, List.of());
    }

    static Readout read(Plan plan, Map<String, Moments> moments, List<DataIssue> issues) {
        return new Readouts(plan, moments).read(issues);
    }

    private Moments arm(String name) {
        return Objects.requireNonNull(moments.get(name));
    }

    private Readout read(List<DataIssue> known) {
        Map<String, Long> units = new LinkedHashMap<>();
        List<DataIssue> issues = new ArrayList<>(known);
        for (String name : plan.arms()) {
            units.put(name, arm(name).n());
            if (arm(name).skipped() > 0) {
                issues.add(new DataIssue(
                        "SKIPPED_ROWS",
                        DataIssue.Severity.WARNING,
                        null,
                        name,
                        arm(name).skipped(),
                        new Names("строки без значения пропущены", "rows with a missing value were left out")));
            }
        }
        for (DataIssue issue : known) {
            if (issue.code().equals("CONTAMINATED")) {
                flags.add(Flag.of(Flag.Code.CONTAMINATED, Long.toString(issue.count())));
            }
        }
        Optional<Outcome<Srm.Check>> srm = plan.sampleRatio()
                .map(check -> check.chiSquared(
                        units.values().stream().mapToLong(Long::longValue).toArray()));
        Optional<Srm.Check> alarm = srm.flatMap(Outcome::value).filter(Srm.Check::alarm);
        alarm.ifPresent(check -> flags.add(Flag.of(Flag.Code.SRM, "p=" + Double.toString(check.pValue()))));
        List<MetricReadout> readouts = new ArrayList<>();
        for (String treatment : plan.treatments()) {
            for (Metric metric : plan.metrics()) {
                readouts.add(metric(metric, treatment));
            }
        }
        readouts = corrected(readouts);
        Map<String, Reading> goals = new LinkedHashMap<>();
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        long all = units.values().stream().mapToLong(Long::longValue).sum();
        for (String treatment : plan.treatments()) {
            List<MetricReadout> own =
                    readouts.stream().filter(r -> r.arm().equals(treatment)).toList();
            plan.goal().ifPresent(goal -> goals.put(treatment, goal(goal, treatment, own)));
            verdicts.put(treatment, Verdicts.of(plan, own, alarm, all));
        }
        return new Readout(plan, units, srm, readouts, goals, verdicts, issues);
    }

    private MetricReadout metric(Metric metric, String treatment) {
        Moments control = arm(plan.control());
        Moments treated = arm(treatment);
        MeanComparison comparison = MeanComparison.withDefaults().with(plan.conventions());
        Outcome<Contrast> plain = comparison.compare(control, treated, metric.unadjusted());
        Optional<Outcome<Contrast>> adjusted = metric.covariates().isEmpty()
                ? Optional.empty()
                : Optional.of(comparison.compare(control, treated, metric));
        Optional<Outcome<HoldoutEffect>> holdout = metric.isMean()
                ? Optional.of(interval(plan.conventions().level())
                        .of(control, treated, metric.variables().get(0)))
                : Optional.empty();
        Optional<HoldoutEffect> held = holdout.flatMap(Outcome::value);
        Outcome<Contrast> best = adjusted.orElse(plain);
        Optional<Outcome<TestResult>> nonInferiority =
                Optional.ofNullable(metric.margin()).map(margin -> nonInferiority(best, metric, margin));
        Unit totalUnit = metric.unit().kind() == Unit.Kind.RATIO ? Unit.COUNT : metric.unit();
        if (held.isPresent()
                && holdoutIsHeadline(control, treated, metric.variables().get(0))) {
            HoldoutEffect effect = held.get();
            Set<Flag> more = new TreeSet<>(flags);
            if (adjusted.isPresent()) {
                more.add(Flag.of(Flag.Code.ADJUSTED_BESIDE));
            }
            return new MetricReadout(
                    metric,
                    treatment,
                    Method.HOLDOUT,
                    value(plain, metric, true),
                    value(plain, metric, false),
                    flagged(effect.difference(metric.unit()), more),
                    flagged(effect.lift(), more),
                    flagged(effect.total(totalUnit), more),
                    flagged(effect.shareIncremental(), more),
                    OptionalDouble.of(effect.pValue()),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    plain,
                    adjusted,
                    holdout,
                    nonInferiority);
        }
        Reading none = best instanceof Outcome.NotComputable<Contrast> missing ? missing.why() : null;
        Contrast contrast = best.value().orElse(null);
        return new MetricReadout(
                metric,
                treatment,
                adjusted.isPresent() ? Method.ADJUSTED : Method.COMPARISON,
                value(plain, metric, true),
                value(plain, metric, false),
                none != null || contrast == null
                        ? Objects.requireNonNull(none)
                        : flagged(contrast.difference(metric.unit()), flags),
                none != null || contrast == null ? Objects.requireNonNull(none) : flagged(contrast.lift(), flags),
                none != null || contrast == null
                        ? Objects.requireNonNull(none)
                        : metric.isLinear() ? flagged(contrast.total(totalUnit), flags) : noTotal(),
                none != null || contrast == null
                        ? Objects.requireNonNull(none)
                        : flagged(Economics.shareIncremental(contrast), flags),
                contrast == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(contrast.absolute().pValue()),
                OptionalDouble.empty(),
                Optional.empty(),
                plain,
                adjusted,
                holdout,
                nonInferiority);
    }

    private static Absent noTotal() {
        return Absent.because(
                Reason.NOT_IDENTIFIED, "only sums have a total", "итог есть только у суммируемых величин");
    }

    private HoldoutInterval interval(double level) {
        return HoldoutInterval.withDefaults()
                .withLevel(level)
                .with(plan.conventions().alternative());
    }

    private boolean holdoutIsHeadline(Moments control, Moments treated, String variable) {
        // without a known least value nobody can say that none is negative
        if (control.min(variable).isEmpty() || treated.min(variable).isEmpty()) {
            return plan.headline() == Plan.Headline.HOLDOUT;
        }
        return switch (plan.headline()) {
            case COMPARISON -> false;
            case HOLDOUT -> true;
            case AUTOMATIC -> {
                Moments smaller = control.n() <= treated.n() ? control : treated;
                double ratio = (double) Math.max(control.n(), treated.n()) / Math.min(control.n(), treated.n());
                yield smaller.nonZero(variable) < FEW_NON_ZERO || ratio > UNEVEN;
            }
        };
    }

    private Outcome<TestResult> nonInferiority(Outcome<Contrast> outcome, Metric metric, Margin margin) {
        return outcome instanceof Outcome.Computed<Contrast> computed
                ? Outcome.of(NonInferiority.test(
                        computed.result(),
                        margin,
                        metric.direction(),
                        plan.conventions().level()))
                : Outcome.absent(((Outcome.NotComputable<Contrast>) outcome).why());
    }

    private Reading value(Outcome<Contrast> outcome, Metric metric, boolean ofControl) {
        if (outcome instanceof Outcome.NotComputable<Contrast> none) {
            return none.why();
        }
        Contrast contrast = outcome.value().orElseThrow();
        double value = ofControl ? contrast.control() : contrast.treated();
        long n = ofControl ? contrast.controlUnits() : contrast.treatedUnits();
        double se = Math.sqrt(ofControl ? contrast.controlVariance() : contrast.treatedVariance());
        double level = plan.conventions().level();
        double half = Tails.studentQuantile((1 - level) / 2, n - 1.0) * se;
        Estimate estimate = Estimate.of(value, metric.unit()).withN(n).withMethod("delta");
        Interval interval = Double.isFinite(value - half) && Double.isFinite(value + half)
                ? Interval.of(value - half, value + half, level)
                : null;
        return flagged(new Measured(estimate.withInterval(interval)), flags);
    }

    private static Reading flagged(Reading reading, Set<Flag> more) {
        if (!(reading instanceof Measured measured) || more.isEmpty()) {
            return reading;
        }
        Estimate estimate = measured.estimate();
        for (Flag flag : more) {
            estimate = estimate.withFlag(flag);
        }
        return new Measured(estimate);
    }

    private List<MetricReadout> corrected(List<MetricReadout> readouts) {
        List<Integer> family = new ArrayList<>();
        for (int i = 0; i < readouts.size(); i++) {
            if (readouts.get(i).metric().role() != Metric.Role.GUARDRAIL
                    && readouts.get(i).pValue().isPresent()) {
                family.add(i);
            }
        }
        double[] adjusted = plan.correction()
                .adjusted(family.stream()
                        .mapToDouble(i -> readouts.get(i).pValue().orElseThrow())
                        .toArray());
        List<MetricReadout> result = new ArrayList<>(readouts);
        for (int k = 0; k < adjusted.length; k++) {
            MetricReadout readout = readouts.get(family.get(k));
            result.set(family.get(k), readout.corrected(adjusted[k], simultaneous(readout, adjusted.length)));
        }
        return result;
    }

    private Optional<Interval> simultaneous(MetricReadout readout, int comparisons) {
        if (!plan.correction().hasIntervals()) {
            return Optional.empty();
        }
        double level = plan.correction().levelOfEach(plan.conventions().level(), comparisons);
        if (readout.method() == Method.HOLDOUT) {
            return interval(level)
                    .of(
                            arm(plan.control()),
                            arm(readout.arm()),
                            readout.metric().variables().get(0))
                    .value()
                    .map(HoldoutEffect::interval);
        }
        return readout.adjusted().orElse(readout.unadjusted()).value().map(contrast -> contrast.absolute()
                .with(plan.conventions().alternative(), level)
                .interval());
    }

    private Reading goal(Goal goal, String treatment, List<MetricReadout> own) {
        MetricReadout primary = own.stream()
                .filter(r -> r.metric().name().equals(goal.primary().name()))
                .findFirst()
                .orElseThrow();
        if (goal.kind() != Goal.Kind.LAUNCH) {
            return primary.absolute();
        }
        List<String> variables = goal.launchVariables();
        Reading margin = DifferenceRatio.withDefaults()
                .with(plan.conventions())
                .of(arm(plan.control()), arm(treatment), variables.get(0), variables.get(1), Unit.RATIO);
        return flagged(Economics.map(margin, 100, -100, Unit.PERCENT, "incremental-roi"), flags);
    }
}
