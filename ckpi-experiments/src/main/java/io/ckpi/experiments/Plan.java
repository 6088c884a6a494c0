package io.ckpi.experiments;

import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is tested, fixed before the data: arms and their shares, metrics and their roles, the correction for many comparisons, the
 * conventions, the planned number of units.
 *
 * <p>{@code Plan.named("spring mail").control("holdout", 0.05).treatment("mailed", 0.95).metric(...).build()}; then
 * {@link #moments} says what to collect (from arrays, rows or SQL) and {@link #read} makes the read-out.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Plan {

    /**
     * One arm.
     *
     * @param name its name, not blank
     * @param share its planned share, strictly between 0 and 1; NaN if none was planned
     */
    private record Arm(String name, double share) {}

    /** Which interval is the headline of a metric. */
    public enum Headline {
        /**
         * {@link HoldoutInterval} for a mean without negative values if the smaller arm has fewer than 200 non-zero rows or the
         * larger arm more than 4 times its units; else {@link MeanComparison}.
         */
        AUTOMATIC,
        /** Always {@link MeanComparison}. */
        COMPARISON,
        /** {@link HoldoutInterval} for every mean without negative values. */
        HOLDOUT
    }

    private final Builder fields;

    private Plan(Builder fields) {
        this.fields = fields;
    }

    /** Starts a plan. @throws IllegalArgumentException if the name is blank */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** The plan's name. */
    public String name() {
        return fields.name;
    }

    /** The name of the control arm. */
    public String control() {
        return fields.control().name;
    }

    /** The names of the treatments, in the order of the plan. */
    public List<String> treatments() {
        return fields.treatments.stream().map(Arm::name).toList();
    }

    /** All arms, the control first. */
    public List<String> arms() {
        List<String> arms = new ArrayList<>();
        arms.add(control());
        arms.addAll(treatments());
        return List.copyOf(arms);
    }

    /** The planned share of an arm; empty if none was planned. @throws IllegalArgumentException if there is no such arm */
    public OptionalDouble share(String arm) {
        double share = fields.arm(arm).share;
        return Double.isNaN(share) ? OptionalDouble.empty() : OptionalDouble.of(share);
    }

    /** The check of sample ratios against the planned shares, in the order of {@link #arms}; empty without shares. */
    public Optional<Srm> sampleRatio() {
        double[] shares =
                arms().stream().mapToDouble(arm -> fields.arm(arm).share).toArray();
        return Double.isNaN(shares[0]) ? Optional.empty() : Optional.of(Srm.of(shares));
    }

    /** The metrics, in the order of the plan. */
    public List<Metric> metrics() {
        return List.copyOf(fields.metrics);
    }

    /** The metric of that name. @throws IllegalArgumentException if there is none */
    public Metric metric(String metricName) {
        return fields.metrics.stream()
                .filter(metric -> metric.name().equals(metricName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no metric " + metricName + ", there are "
                        + fields.metrics.stream().map(Metric::name).toList()));
    }

    /** The goal, if one was set. */
    public Optional<Goal> goal() {
        return Optional.ofNullable(fields.goal);
    }

    /** The conventions of all tests. */
    public Conventions conventions() {
        return fields.conventions;
    }

    /** The correction for the number of comparisons: metrics that are no guardrails, times treatments. */
    public Correction correction() {
        return fields.correction;
    }

    /** Which interval is the headline. */
    public Headline headline() {
        return fields.headline;
    }

    /** The planned number of units in all arms together. */
    public OptionalLong plannedUnits() {
        return fields.plannedUnits > 0 ? OptionalLong.of(fields.plannedUnits) : OptionalLong.empty();
    }

    /**
     * The layout of the moments that the plan needs: all variables of all metrics and covariates, with only the pairs that a
     * metric multiplies. Use its {@code fromArrays}, {@code collector} or {@code toSql}.
     */
    public MomentsLayout moments() {
        Set<String> names = new LinkedHashSet<>();
        Set<MomentsLayout.Pair> pairs = new LinkedHashSet<>();
        for (Metric metric : fields.metrics) {
            Set<String> together = new LinkedHashSet<>(metric.variables());
            metric.covariates().forEach(covariate -> together.addAll(covariate.variables()));
            List<String> own = List.copyOf(together);
            names.addAll(own);
            for (int j = 0; j < own.size(); j++) {
                for (int k = j + 1; k < own.size(); k++) {
                    pairs.add(new MomentsLayout.Pair(own.get(j), own.get(k)));
                }
            }
        }
        MomentsLayout layout = MomentsLayout.of(names.toArray(String[]::new)).withPairs(pairs);
        for (Map.Entry<String, MomentsLayout.Missing> rule : fields.missing.entrySet()) {
            layout = layout.withMissing(rule.getKey(), rule.getValue());
        }
        return fields.thirdMoments ? layout.withThirdMoments() : layout;
    }

    /**
     * The read-out of all metrics and treatments.
     *
     * @param moments moments per arm; the layout may hold more variables than the plan needs
     * @throws IllegalArgumentException if an arm of the plan is not among them, one is not in the plan, or a variable is not in
     *     the moments
     */
    public Readout read(Map<String, Moments> moments) {
        for (String arm : moments.keySet()) {
            fields.arm(arm);
        }
        for (String arm : arms()) {
            if (!moments.containsKey(arm)) {
                throw new IllegalArgumentException("no moments of the arm " + arm);
            }
        }
        return Readouts.read(this, moments);
    }

    /** Rows of single units for this plan, which finds units that appear in two arms. */
    public PlanRows rows() {
        return new PlanRows(this);
    }

    /** Builds a {@link Plan}. <b>Mutable.</b> */
    public static final class Builder {

        private static final double SUM_TOLERANCE = 1e-9;

        private final String name;
        private @Nullable Arm control;
        private final List<Arm> treatments = new ArrayList<>();
        private final List<Metric> metrics = new ArrayList<>();
        private final Map<String, MomentsLayout.Missing> missing = new LinkedHashMap<>();
        private final Map<String, Instant> measuredUntil = new LinkedHashMap<>();
        private @Nullable Instant assigned;
        private @Nullable Goal goal;
        private Conventions conventions = Conventions.defaults();
        private Correction correction = Correction.HOLM;
        private Headline headline = Headline.AUTOMATIC;
        private long plannedUnits;
        private boolean thirdMoments;

        private Builder(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("the name of the plan is blank");
            }
            this.name = name;
        }

        private Arm control() {
            return Objects.requireNonNull(control, "control");
        }

        private Arm arm(String arm) {
            if (control().name.equals(arm)) {
                return control();
            }
            for (Arm treatment : treatments) {
                if (treatment.name.equals(arm)) {
                    return treatment;
                }
            }
            throw new IllegalArgumentException("no arm " + arm + ", there are " + control().name + " and "
                    + treatments.stream().map(Arm::name).toList());
        }

        private static Arm checked(String arm, double share) {
            if (arm.isBlank()) {
                throw new IllegalArgumentException("the name of an arm is blank");
            }
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException(
                        "the share of " + arm + " is not strictly between 0 and 1: " + share);
            }
            return new Arm(arm, share);
        }

        private static Arm checked(String arm) {
            if (arm.isBlank()) {
                throw new IllegalArgumentException("the name of an arm is blank");
            }
            return new Arm(arm, Double.NaN);
        }

        /** The control arm, without a planned share. */
        public Builder control(String arm) {
            control = checked(arm);
            return this;
        }

        /** The control arm with its planned share. @throws IllegalArgumentException if not strictly between 0 and 1 */
        public Builder control(String arm, double share) {
            control = checked(arm, share);
            return this;
        }

        /** A treatment, without a planned share. */
        public Builder treatment(String arm) {
            treatments.add(checked(arm));
            return this;
        }

        /** A treatment with its planned share. @throws IllegalArgumentException if not strictly between 0 and 1 */
        public Builder treatment(String arm, double share) {
            treatments.add(checked(arm, share));
            return this;
        }

        /** One more metric. */
        public Builder metric(Metric metric) {
            metrics.add(Objects.requireNonNull(metric, "metric"));
            return this;
        }

        /** The goal with its metrics. */
        public Builder goal(Goal newGoal) {
            goal = newGoal;
            metrics.add(newGoal.primary());
            metrics.addAll(newGoal.beside());
            return this;
        }

        /** Other conventions than {@link Conventions#defaults()}. */
        public Builder conventions(Conventions newConventions) {
            conventions = Objects.requireNonNull(newConventions, "newConventions");
            return this;
        }

        /** Another correction than {@link Correction#HOLM}. */
        public Builder correction(Correction newCorrection) {
            correction = Objects.requireNonNull(newCorrection, "newCorrection");
            return this;
        }

        /** Another choice of the headline interval than {@link Headline#AUTOMATIC}. */
        public Builder headline(Headline newHeadline) {
            headline = Objects.requireNonNull(newHeadline, "newHeadline");
            return this;
        }

        /** The planned number of units in all arms. @throws IllegalArgumentException if below 1 */
        public Builder plannedUnits(long units) {
            if (units < 1) {
                throw new IllegalArgumentException("plannedUnits is below 1: " + units);
            }
            plannedUnits = units;
            return this;
        }

        /** What a missing value of a variable means; FAIL if not said. */
        public Builder missing(String variable, MomentsLayout.Missing rule) {
            missing.put(variable, Objects.requireNonNull(rule, "rule"));
            return this;
        }

        /** Keeps third moments, which make the dispersion check of {@link HoldoutInterval} more accurate. */
        public Builder thirdMoments() {
            thirdMoments = true;
            return this;
        }

        /** When units were assigned to their arms; covariates must end before. */
        public Builder assigned(Instant when) {
            assigned = Objects.requireNonNull(when, "when");
            return this;
        }

        /** The end of the time in which a variable was measured; checked for covariates against {@link #assigned}. */
        public Builder measuredUntil(String variable, Instant end) {
            measuredUntil.put(variable, Objects.requireNonNull(end, "end"));
            return this;
        }

        /**
         * The plan.
         *
         * @throws IllegalArgumentException if an arm or metric is missing or repeats, only some arms have a share, the shares do
         *     not sum to 1, a rule concerns a variable that no metric has, or a covariate was measured after the assignment
         */
        public Plan build() {
            Builder copy = copy();
            copy.check();
            return new Plan(copy);
        }

        private Builder copy() {
            Builder copy = new Builder(name);
            copy.control = control;
            copy.treatments.addAll(treatments);
            copy.metrics.addAll(metrics);
            copy.missing.putAll(missing);
            copy.measuredUntil.putAll(measuredUntil);
            copy.assigned = assigned;
            copy.goal = goal;
            copy.conventions = conventions;
            copy.correction = correction;
            copy.headline = headline;
            copy.plannedUnits = plannedUnits;
            copy.thirdMoments = thirdMoments;
            return copy;
        }

        private void check() {
            if (control == null) {
                throw new IllegalArgumentException("the plan " + name + " has no control arm");
            }
            if (treatments.isEmpty()) {
                throw new IllegalArgumentException("the plan " + name + " has no treatment");
            }
            if (metrics.isEmpty()) {
                throw new IllegalArgumentException("the plan " + name + " has no metric");
            }
            Set<String> names = new LinkedHashSet<>();
            names.add(control.name);
            boolean shared = !Double.isNaN(control.share);
            double sum = control.share;
            for (Arm treatment : treatments) {
                if (!names.add(treatment.name)) {
                    throw new IllegalArgumentException("the arm " + treatment.name + " repeats");
                }
                if (shared == Double.isNaN(treatment.share)) {
                    throw new IllegalArgumentException("give all arms a share or none: " + treatment.name);
                }
                sum += treatment.share;
            }
            if (shared && !(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
                throw new IllegalArgumentException("the shares do not sum to 1: " + sum);
            }
            Set<String> seen = new LinkedHashSet<>();
            Set<String> variables = new LinkedHashSet<>();
            for (Metric metric : metrics) {
                if (!seen.add(metric.name())) {
                    throw new IllegalArgumentException("the metric " + metric.name() + " repeats");
                }
                variables.addAll(metric.variables());
                for (Metric covariate : metric.covariates()) {
                    variables.addAll(covariate.variables());
                    covariate.variables().forEach(this::checkBefore);
                }
            }
            for (String variable : missing.keySet()) {
                if (!variables.contains(variable)) {
                    throw new IllegalArgumentException("no metric has the variable " + variable);
                }
            }
        }

        private void checkBefore(String covariate) {
            Instant end = measuredUntil.get(covariate);
            if (end != null && assigned != null && end.isAfter(assigned)) {
                throw new IllegalArgumentException("the covariate " + covariate + " was measured until " + end
                        + ", after the assignment at " + assigned);
            }
        }
    }
}
