package io.ckpi.experiments;

import io.ckpi.core.Interval;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One metric of one treatment against the control.
 *
 * <p>The headline ({@link #absolute}, {@link #relative}, {@link #incrementalTotal}, {@link #shareIncremental}, {@link #pValue}) is
 * made by {@link #method}; everything else that was computed stands beside it.
 *
 * @param metric what was compared
 * @param arm the treatment
 * @param method how the headline was made
 * @param control the control's value
 * @param treated the treatment's value
 * @param absolute treated − control, per unit
 * @param relative (treated − control) / control
 * @param incrementalTotal the effect over all treated units; absent for what is no mean
 * @param shareIncremental the share of the treated arm's total that the treatment caused
 * @param pValue of no effect; empty if there is no test
 * @param adjustedPValue the p-value corrected for all comparisons of the plan; empty for guardrails and without a test
 * @param simultaneous the interval of the effect at the level of {@link Correction#levelOfEach}; only where the plan's correction
 *     has intervals and the metric counts among the comparisons
 * @param unadjusted the comparison without covariates
 * @param adjusted the comparison with covariates; empty if the metric has none
 * @param holdout the pooled-dispersion interval; empty if the metric is no plain mean
 * @param nonInferiority the test that a guardrail is not worse than its margin; empty for other metrics
 */
public record MetricReadout(
        Metric metric,
        String arm,
        Method method,
        Reading control,
        Reading treated,
        Reading absolute,
        Reading relative,
        Reading incrementalTotal,
        Reading shareIncremental,
        OptionalDouble pValue,
        OptionalDouble adjustedPValue,
        Optional<Interval> simultaneous,
        Outcome<Contrast> unadjusted,
        Optional<Outcome<Contrast>> adjusted,
        Optional<Outcome<HoldoutEffect>> holdout,
        Optional<Outcome<TestResult>> nonInferiority) {

    /** How the headline is made. */
    public enum Method {
        /** By {@link MeanComparison} without covariates. */
        COMPARISON,
        /** By {@link MeanComparison} with covariates. */
        ADJUSTED,
        /** By {@link HoldoutInterval}. */
        HOLDOUT
    }

    /** Checks that nothing is missing. */
    public MetricReadout {
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(arm, "arm");
        Objects.requireNonNull(method, "method");
    }

    MetricReadout corrected(double adjustedP, Optional<Interval> interval) {
        return new MetricReadout(
                metric,
                arm,
                method,
                control,
                treated,
                absolute,
                relative,
                incrementalTotal,
                shareIncremental,
                pValue,
                OptionalDouble.of(adjustedP),
                interval,
                unadjusted,
                adjusted,
                holdout,
                nonInferiority);
    }
}
