package io.ckpi.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Interval;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Outcome;
import io.ckpi.experiments.HoldoutInterval.Dispersion;
import io.ckpi.experiments.proportion.TwoProportions;
import io.ckpi.experiments.proportion.TwoProportions.DifferenceMethod;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What holds for any data: swapped arms mirror the result, units do not matter, parts give the whole. */
class EffectProperties {

    private static final MomentsLayout LAYOUT = MomentsLayout.of("y", "x");

    /** Rows (y, x) of customers of whom some buy. */
    @Provide
    Arbitrary<List<double[]>> customers() {
        Arbitrary<Double> spend = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(0.0)),
                Tuple.of(2, Arbitraries.doubles().between(1, 500).ofScale(2)));
        Arbitrary<Double> before = Arbitraries.doubles().between(0, 300).ofScale(1);
        return Combinators.combine(spend, before)
                .as((y, x) -> new double[] {y, x})
                .list()
                .ofMinSize(2)
                .ofMaxSize(60);
    }

    private static Moments moments(List<double[]> rows, double factor) {
        return rows.stream().map(row -> new double[] {factor * row[0], row[1]}).collect(LAYOUT.collector());
    }

    private static final List<Metric> METRICS =
            List.of(Metric.mean("y"), Metric.mean("y").adjustedBy("x"), Metric.ratio("y", "x"));

    private static void close(double actual, double expected, double scale) {
        assertThat(actual).isCloseTo(expected, within(1e-9 * Math.max(Math.abs(expected), scale)));
    }

    @Property
    void swappedArmsMirrorTheEffect(
            @ForAll("customers") List<double[]> control,
            @ForAll("customers") List<double[]> treated,
            @ForAll @IntRange(max = 2) int which) {
        Moments c = moments(control, 1);
        Moments t = moments(treated, 1);
        Outcome<Contrast> there = MeanComparison.withDefaults().compare(c, t, METRICS.get(which));
        Outcome<Contrast> back = MeanComparison.withDefaults().compare(t, c, METRICS.get(which));
        assertThat(there.value().isPresent()).isEqualTo(back.value().isPresent());
        there.value().ifPresent(one -> {
            Contrast other = back.value().orElseThrow();
            double scale = one.absolute().standardError();
            close(other.absolute().estimate(), -one.absolute().estimate(), scale);
            close(other.absolute().standardError(), scale, 0);
            assertThat(other.absolute().pValue()).isCloseTo(one.absolute().pValue(), within(1e-8));
            if (which == 0 && one.control() > 0 && one.treated() > 0) {
                Interval lift = one.relative().value().orElseThrow().interval();
                Interval mirrored = other.relative().value().orElseThrow().interval();
                close(1 + some(mirrored.low()), 1 / (1 + some(lift.high())), 0);
                close(1 + some(mirrored.high()), 1 / (1 + some(lift.low())), 0);
            }
        });
    }

    @Property
    void unitsDoNotMatter(
            @ForAll("customers") List<double[]> control,
            @ForAll("customers") List<double[]> treated,
            @ForAll @DoubleRange(min = 0.01, max = 1e6) double factor,
            @ForAll @IntRange(max = 2) int which) {
        Outcome<Contrast> one =
                MeanComparison.withDefaults().compare(moments(control, 1), moments(treated, 1), METRICS.get(which));
        Outcome<Contrast> scaled = MeanComparison.withDefaults()
                .compare(moments(control, factor), moments(treated, factor), METRICS.get(which));
        assertThat(scaled.value().isPresent()).isEqualTo(one.value().isPresent());
        one.value().ifPresent(a -> {
            Contrast b = scaled.value().orElseThrow();
            double scale = factor * a.absolute().standardError();
            close(b.absolute().estimate(), factor * a.absolute().estimate(), scale);
            close(b.absolute().standardError(), scale, 0);
            a.relative()
                    .value()
                    .ifPresent(lift -> close(
                            b.relative().value().orElseThrow().estimate(), lift.estimate(), lift.standardError()));
        });
        HoldoutInterval holdout = HoldoutInterval.withDefaults();
        Outcome<HoldoutEffect> small = holdout.of(moments(control, 1), moments(treated, 1), "y");
        Outcome<HoldoutEffect> large = holdout.of(moments(control, factor), moments(treated, factor), "y");
        assertThat(large.value().isPresent()).isEqualTo(small.value().isPresent());
        small.value().ifPresent(a -> {
            HoldoutEffect b = large.value().orElseThrow();
            close(b.signedRoot(), a.signedRoot(), 1);
            close(
                    some(b.interval().low()),
                    factor * some(a.interval().low()),
                    factor * some(a.interval().halfWidth().orElseThrow()));
        });
    }

    @Property
    void theHoldoutIntervalMirrorsAndHoldsItsEstimate(
            @ForAll("customers") List<double[]> control,
            @ForAll("customers") List<double[]> treated,
            @ForAll Dispersion dispersion) {
        HoldoutInterval holdout = HoldoutInterval.withDefaults().with(dispersion);
        Outcome<HoldoutEffect> there = holdout.of(moments(control, 1), moments(treated, 1), "y");
        Outcome<HoldoutEffect> back = holdout.of(moments(treated, 1), moments(control, 1), "y");
        assertThat(there.value().isPresent()).isEqualTo(back.value().isPresent());
        there.value().ifPresent(a -> {
            HoldoutEffect b = back.value().orElseThrow();
            double width = a.interval().halfWidth().orElseThrow();
            assertThat(width).isPositive();
            assertThat(a.interval().contains(a.treated() - a.control())).isTrue();
            close(some(b.interval().low()), -some(a.interval().high()), width);
            close(some(b.interval().high()), -some(a.interval().low()), width);
            close(b.signedRoot(), -a.signedRoot(), 1);
            // the test and the interval agree on no effect
            boolean significant = a.pValue() < 0.05;
            if (Math.abs(a.pValue() - 0.05) > 1e-6) {
                assertThat(a.interval().contains(0)).isEqualTo(!significant);
            }
            if (dispersion == Dispersion.CHECKED) {
                assertThat(a.dispersion()).isGreaterThanOrEqualTo(a.pooledDispersion());
            }
        });
    }

    @Property
    void correctedPValuesAreOrderedAndNotSmaller(
            @ForAll List<@DoubleRange(min = 0, max = 1) Double> values, @ForAll Correction correction) {
        double[] p = values.stream().mapToDouble(Double::doubleValue).toArray();
        double[] adjusted = correction.adjusted(p);
        for (int i = 0; i < p.length; i++) {
            assertThat(adjusted[i]).isBetween(p[i] * (1 - 1e-12), 1.0);
            for (int j = 0; j < p.length; j++) {
                if (p[i] < p[j]) {
                    assertThat(adjusted[i]).isLessThanOrEqualTo(adjusted[j]);
                }
            }
        }
        if (correction == Correction.HOMMEL) {
            double[] hochberg = Correction.HOCHBERG.adjusted(p);
            for (int i = 0; i < p.length; i++) {
                assertThat(adjusted[i]).isLessThanOrEqualTo(hochberg[i] * (1 + 1e-12));
            }
        }
    }

    @Property
    void anyTwoSharesHaveFiniteResults(
            @ForAll @IntRange(max = 30) int a,
            @ForAll @IntRange(max = 30) int b,
            @ForAll @IntRange(min = 1, max = 30) int more,
            @ForAll DifferenceMethod method) {
        TwoProportions counts = new TwoProportions(a, a + more, b, b + more);
        TwoProportions swapped = new TwoProportions(b, b + more, a, a + more);
        Interval interval =
                some(counts.difference(method, 0.95).measured().orElseThrow().interval());
        Interval mirrored =
                some(swapped.difference(method, 0.95).measured().orElseThrow().interval());
        assertThat(some(interval.low())).isCloseTo(-some(mirrored.high()), within(1e-9));
        for (TwoProportions.Test test : TwoProportions.Test.values()) {
            counts.test(test, Alternative.TWO_SIDED).value().ifPresent(result -> {
                assertThat(result.pValue()).isBetween(0.0, 1.0);
                assertThat(swapped.test(test, Alternative.TWO_SIDED)
                                .value()
                                .orElseThrow()
                                .pValue())
                        .isCloseTo(result.pValue(), within(1e-6));
            });
        }
    }

    private static <T> T some(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
