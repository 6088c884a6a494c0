package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Moments;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.internal.Tails;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The effect in each segment, whether it differs between segments, and which segments' effects stand up to looking at many.
 *
 * <p><b>Definition.</b> Cochran's Q = Σ wₖ(dₖ − d̄)² with wₖ = 1/seₖ² and d̄ the weighted mean; under one common effect it follows
 * the chi-squared distribution with K − 1 degrees of freedom. I² = max(0, 1 − (K − 1)/Q). The segments' p-values are corrected by
 * Benjamini and Hochberg. A segment that differs by its p-value from another need not differ in effect: only Q says so.
 *
 * <p><b>Undefined.</b> A segment without a comparison keeps its reason and is left out of Q; fewer than two segments left: no Q.
 *
 * <p><b>References.</b> W. G. Cochran 1954, doi:10.2307/3001666. J. P. T. Higgins, S. G. Thompson 2002, doi:10.1002/sim.1186.
 *
 * @param effects the comparison of each segment, in the order given
 * @param adjustedPValues p-values corrected over the segments that have one
 * @param interaction the test that the effects differ, or why there is none
 */
public record SegmentEffects(
        Map<String, Outcome<Contrast>> effects, Map<String, Double> adjustedPValues, Outcome<Interaction> interaction) {

    /**
     * Cochran's test.
     *
     * @param q the statistic, 0 or more
     * @param degreesOfFreedom segments − 1
     * @param pValue of one common effect
     * @param heterogeneity I², the share of Q beyond chance, 0 to 1
     * @param commonEffect d̄
     */
    public record Interaction(
            double q, int degreesOfFreedom, double pValue, double heterogeneity, double commonEffect) {}

    /** Copies in order. */
    public SegmentEffects {
        effects = Collections.unmodifiableMap(new LinkedHashMap<>(effects));
        adjustedPValues = Collections.unmodifiableMap(new LinkedHashMap<>(adjustedPValues));
        Objects.requireNonNull(interaction, "interaction");
    }

    /**
     * The effects on a metric.
     *
     * @param control the control's moments by segment
     * @param treated the treatment's moments by the same segments
     * @throws IllegalArgumentException if the segments differ, there is none, or a variable is not in the moments
     */
    public static SegmentEffects of(
            Map<String, Moments> control, Map<String, Moments> treated, Metric metric, Conventions conventions) {
        if (control.isEmpty() || !control.keySet().equals(treated.keySet())) {
            throw new IllegalArgumentException("the segments of both arms differ or there are none: " + control.keySet()
                    + ", " + treated.keySet());
        }
        MeanComparison comparison = MeanComparison.withDefaults().with(conventions);
        Map<String, Outcome<Contrast>> effects = new LinkedHashMap<>();
        control.forEach((segment, moments) -> effects.put(
                segment, comparison.compare(moments, Objects.requireNonNull(treated.get(segment)), metric)));
        return of(effects);
    }

    /** The same from comparisons that were made already. */
    public static SegmentEffects of(Map<String, Outcome<Contrast>> effects) {
        List<String> names = new ArrayList<>();
        List<TestResult> tests = new ArrayList<>();
        effects.forEach((segment, outcome) -> outcome.value().ifPresent(contrast -> {
            names.add(segment);
            tests.add(contrast.absolute());
        }));
        double[] adjusted = Correction.BENJAMINI_HOCHBERG.adjusted(
                tests.stream().mapToDouble(TestResult::pValue).toArray());
        Map<String, Double> byName = new LinkedHashMap<>();
        for (int k = 0; k < adjusted.length; k++) {
            byName.put(names.get(k), adjusted[k]);
        }
        return new SegmentEffects(effects, byName, interaction(tests));
    }

    private static Outcome<Interaction> interaction(List<TestResult> tests) {
        if (tests.size() < 2) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    "fewer than two segments have an effect",
                    "эффект измерен меньше чем в двух сегментах"));
        }
        // weights relative to the most precise segment, so that none overflows
        double least =
                tests.stream().mapToDouble(TestResult::standardError).min().orElseThrow();
        double weights = 0;
        double sum = 0;
        for (TestResult test : tests) {
            double w = Math.pow(least / test.standardError(), 2);
            weights += w;
            sum += w * test.estimate();
        }
        double common = sum / weights;
        double q = 0;
        for (TestResult test : tests) {
            q += Math.pow((test.estimate() - common) / test.standardError(), 2);
        }
        int degrees = tests.size() - 1;
        return Double.isFinite(q) && Double.isFinite(common)
                ? Outcome.of(new Interaction(
                        q, degrees, Tails.chiSquared(q, degrees), q > degrees ? 1 - degrees / q : 0, common))
                : Outcome.absent(Contrast.tooLarge());
    }

    /** The corrected p-value of a segment; empty if it has none. */
    public OptionalDouble adjustedPValue(String segment) {
        Double p = adjustedPValues.get(segment);
        return p == null ? OptionalDouble.empty() : OptionalDouble.of(p);
    }
}
