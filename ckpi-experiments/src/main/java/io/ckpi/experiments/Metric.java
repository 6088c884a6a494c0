package io.ckpi.experiments;

import io.ckpi.core.Direction;
import io.ckpi.core.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is compared between arms: a smooth function of the means of variables, with the covariates that make it more precise.
 *
 * <p>A row of the data is one unit of randomisation, as a rule one customer, never an order or a visit. Start with
 * {@link #mean}, {@link #rate}, {@link #ratio}, {@link #logRatio}, {@link #combination} or {@link #of} and add:
 * {@code Metric.mean("revenue").adjustedBy("revenue_90d").primary()}.
 *
 * <p><b>Covariates</b> must have been measured before the assignment. For customers without a history put 0 and add a second
 * covariate that is 1 for them: {@code adjustedBy("revenue_90d", "is_new")}.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param name how the read-out calls it, not blank
 * @param variables the variables of the formula, in its order
 * @param formula the function of their means
 * @param covariates metrics of the time before the assignment, without covariates of their own
 * @param role what it decides
 * @param margin the margin of a guardrail, else null
 * @param direction whether more is better
 * @param unit the unit of its value
 */
public record Metric(
        String name,
        List<String> variables,
        Formula formula,
        List<Metric> covariates,
        Role role,
        @Nullable Margin margin,
        Direction direction,
        Unit unit) {

    /** What a metric decides. */
    public enum Role {
        /** Success is judged by it. */
        PRIMARY,
        /** It is reported and counts among the comparisons. */
        SECONDARY,
        /** It must not get worse than its margin. */
        GUARDRAIL
    }

    /** Checks names, covariates and the margin. */
    public Metric {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a metric is blank");
        }
        variables = List.copyOf(variables);
        covariates = List.copyOf(covariates);
        if (variables.isEmpty() || variables.stream().distinct().count() != variables.size()) {
            throw new IllegalArgumentException("the variables of " + name + " are none or repeat: " + variables);
        }
        Objects.requireNonNull(formula, "formula");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(unit, "unit");
        if (direction != Direction.HIGHER_IS_BETTER && direction != Direction.LOWER_IS_BETTER) {
            throw new IllegalArgumentException("the direction of " + name + " is not higher or lower: " + direction);
        }
        for (Metric covariate : covariates) {
            if (!covariate.covariates().isEmpty()) {
                throw new IllegalArgumentException(
                        "the covariate " + covariate.name() + " of " + name + " has covariates of its own");
            }
        }
        if ((role == Role.GUARDRAIL) != (margin != null)) {
            throw new IllegalArgumentException("a margin belongs to a guardrail and only to it: " + name);
        }
    }

    /** Any smooth function of means. */
    public static Metric of(String name, List<String> variables, Formula formula) {
        return new Metric(
                name, variables, formula, List.of(), Role.SECONDARY, null, Direction.HIGHER_IS_BETTER, Unit.RATIO);
    }

    /** The mean of a variable per customer, for instance revenue; its unit is COUNT until {@link #in} says otherwise. */
    public static Metric mean(String variable) {
        return of(variable, List.of(variable), BasicFormula.MEAN).in(Unit.COUNT);
    }

    /** The share of customers with a 1 in a 0/1 variable. */
    public static Metric rate(String variable) {
        return of(variable, List.of(variable), BasicFormula.MEAN);
    }

    /** The ratio of two sums, for instance revenue per order; named {@code numerator/denominator}. */
    public static Metric ratio(String numerator, String denominator) {
        return of(numerator + "/" + denominator, List.of(numerator, denominator), BasicFormula.RATIO);
    }

    /** The natural logarithm of a ratio; its effect is a relative one. */
    public static Metric logRatio(String numerator, String denominator) {
        return of("ln(" + numerator + "/" + denominator + ")", List.of(numerator, denominator), BasicFormula.LOG_RATIO);
    }

    /**
     * A weighted sum of means, for instance profit: {@code combination("profit", Map.of("margin", 1.0, "cost", -1.0))}.
     *
     * @throws IllegalArgumentException if there is no weight or one is not finite
     */
    public static Metric combination(String name, Map<String, Double> weights) {
        List<String> variables = weights.keySet().stream().sorted().toList();
        double[] coefficients = new double[variables.size()];
        for (int j = 0; j < coefficients.length; j++) {
            coefficients[j] = Objects.requireNonNull(weights.get(variables.get(j)));
            if (!Double.isFinite(coefficients[j])) {
                throw new IllegalArgumentException(
                        "the weight of " + variables.get(j) + " is not finite: " + coefficients[j]);
            }
        }
        return of(name, variables, new Combination(coefficients)).in(Unit.COUNT);
    }

    /** The same under another name. */
    public Metric named(String newName) {
        return new Metric(newName, variables, formula, covariates, role, margin, direction, unit);
    }

    /** The same in that unit. */
    public Metric in(Unit newUnit) {
        return new Metric(name, variables, formula, covariates, role, margin, direction, newUnit);
    }

    /** The same, adjusted also by the means of these variables of the time before the assignment (CUPED). */
    public Metric adjustedBy(String... variablesBefore) {
        Metric adjusted = this;
        for (String variable : variablesBefore) {
            adjusted = adjusted.adjustedBy(mean(variable));
        }
        return adjusted;
    }

    /** The same, adjusted also by this metric of the time before the assignment, for instance a ratio. */
    public Metric adjustedBy(Metric covariate) {
        List<Metric> more = new ArrayList<>(covariates);
        more.add(covariate);
        return new Metric(name, variables, formula, more, role, margin, direction, unit);
    }

    /** The same without covariates. */
    public Metric unadjusted() {
        return new Metric(name, variables, formula, List.of(), role, margin, direction, unit);
    }

    /** The same as the metric that decides on success. */
    public Metric primary() {
        return new Metric(name, variables, formula, covariates, Role.PRIMARY, null, direction, unit);
    }

    /** The same as a guardrail: it may be worse than the control by less than the margin. */
    public Metric guardrail(Margin newMargin) {
        return new Metric(name, variables, formula, covariates, Role.GUARDRAIL, newMargin, direction, unit);
    }

    /** The same where less is better. */
    public Metric lowerIsBetter() {
        return new Metric(name, variables, formula, covariates, role, margin, Direction.LOWER_IS_BETTER, unit);
    }

    /** True if it is the plain mean of one variable. */
    public boolean isMean() {
        return formula == BasicFormula.MEAN;
    }

    /** True if it is a ratio of two means, or its logarithm. */
    public boolean isRatio() {
        return formula == BasicFormula.RATIO || formula == BasicFormula.LOG_RATIO;
    }

    /** True if it is a mean or a weighted sum of means, so that it has a total. */
    boolean isLinear() {
        return isMean() || formula instanceof Combination;
    }

    /** A weighted sum. */
    private static final class Combination implements Formula {
        private final double[] coefficients;

        Combination(double[] coefficients) {
            this.coefficients = coefficients;
        }

        @Override
        public double value(double[] means) {
            double sum = 0;
            for (int j = 0; j < coefficients.length; j++) {
                sum += coefficients[j] * means[j];
            }
            return sum;
        }

        @Override
        public double[] gradient(double[] means) {
            return coefficients.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Combination combination && Arrays.equals(coefficients, combination.coefficients);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(coefficients);
        }
    }
}
