package io.ckpi.core.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.NullUnmarked;

/** Whatever the numbers, a reading is finite or absent, and its interval holds its value. */
@NullUnmarked // a test knows what is there, and hands over null on purpose
class StatProperties {

    @Provide
    Arbitrary<Double> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.doubles().between(-1e90, 1e90),
                Arbitraries.doubles().between(-10, 10),
                Arbitraries.of(0.0, -0.0, 1.0, -1.0, 1e90, -1e90, Double.MIN_VALUE));
    }

    @Property
    void shares(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long a,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long b,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double level) {
        long k = Math.min(a, b) / 2;
        long n = Math.max(a, b) / 2;
        Shares shares = Shares.withDefaults().withLevel(level);
        check(shares.of(k, n));
        check(shares.difference(k, n, n - k, n));
        check(shares.ratio(k, n, n - k, n));
        if (n > 0) {
            Interval interval = shares.of(k, n).measured().orElseThrow().interval();
            Interval mirrored = shares.of(n - k, n).measured().orElseThrow().interval();
            assertThat(interval.low()).isEqualTo(1 - mirrored.high(), within(1e-12));
            assertThat(interval.low()).isBetween(0.0, 1.0);
            assertThat(interval.high()).isBetween(0.0, 1.0);
        }
    }

    @Property
    void aHigherLevelIsWider(@ForAll @IntRange(max = 1000) int k, @ForAll @IntRange(min = 1, max = 1000) int more) {
        int n = k + more;
        Interval wide = Shares.withDefaults()
                .withLevel(0.99)
                .of(k, n)
                .measured()
                .orElseThrow()
                .interval();
        Interval narrow = Shares.withDefaults()
                .withLevel(0.9)
                .of(k, n)
                .measured()
                .orElseThrow()
                .interval();
        assertThat(wide.low()).isLessThanOrEqualTo(narrow.low());
        assertThat(wide.high()).isGreaterThan(narrow.high());
    }

    @Property
    void ratiosMeansTotalsAndDifferences(
            @ForAll @Size(max = 12) List<@From("numbers") Double> y,
            @ForAll @Size(max = 12) List<@From("numbers") Double> d) {
        PairAccumulator sums = new PairAccumulator();
        PairAccumulator others = new PairAccumulator();
        MomentsLayout layout = MomentsLayout.of("y", "d");
        int n = Math.min(y.size(), d.size());
        double[] ys = y.stream().limit(n).mapToDouble(Double::doubleValue).toArray();
        double[] ds = d.stream().limit(n).mapToDouble(Double::doubleValue).toArray();
        for (int i = 0; i < n; i++) {
            sums.add(ys[i], ds[i]);
            others.add(ds[i]);
        }
        Moments moments = layout.fromArrays(ys, ds);
        Ratios ratios = Ratios.withDefaults();
        check(ratios.of(sums, Unit.RATIO));
        check(ratios.of(moments, "y", "d", Unit.RATIO));
        check(ratios.share(sums));
        check(ratios.mean(sums, Unit.COUNT));
        check(ratios.total(moments, "d", Unit.COUNT));
        check(ratios.product(moments, List.of("y", "y"), List.of("d"), Unit.RATIO));
        check(Welch.withDefaults().difference(sums, others, Unit.COUNT));
        check(Welch.withDefaults().relative(moments, moments, "y"));
        check(Quantiles.withDefaults().quantile(ys, 0.3, Unit.COUNT));
    }

    @Property
    void aFormulaOnAccumulatorsIsThatOnMoments(
            @ForAll @Size(min = 2, max = 30) List<@DoubleRange(min = 0, max = 1000) Double> y) {
        PairAccumulator sums = new PairAccumulator();
        double[] ys = y.stream().mapToDouble(Double::doubleValue).toArray();
        double[] ds = y.stream().mapToDouble(value -> 1 + value % 7).toArray();
        for (int i = 0; i < ys.length; i++) {
            sums.add(ys[i], ds[i]);
        }
        Moments moments = MomentsLayout.of("y", "d").fromArrays(ys, ds);
        Estimate one = Ratios.withDefaults().of(sums, Unit.RATIO).measured().orElseThrow();
        Estimate two = Ratios.withDefaults()
                .of(moments, "y", "d", Unit.RATIO)
                .measured()
                .orElseThrow();
        assertThat(one.value()).isEqualTo(two.value(), within(1e-12 * Math.abs(two.value())));
        if (one.interval() != null && two.interval() != null) {
            double width = two.interval().high() - two.interval().low();
            assertThat(one.interval().low()).isEqualTo(two.interval().low(), within(1e-6 * width));
        }
    }

    @Property
    void censoredQuantilesLieAmongTheTimes(
            @ForAll @Size(max = 20) List<@DoubleRange(min = 0, max = 100) Double> ended,
            @ForAll @Size(max = 20) List<@DoubleRange(min = 0, max = 100) Double> running,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double p) {
        double[] ends = ended.stream().mapToDouble(Double::doubleValue).toArray();
        Reading reading = Quantiles.withDefaults()
                .censored(
                        ends, running.stream().mapToDouble(Double::doubleValue).toArray(), p, Unit.DAYS);
        check(reading);
        reading.value().ifPresent(value -> assertThat(ends).contains(value));
    }

    private static void check(Reading reading) {
        if (reading instanceof Measured measured) {
            Estimate estimate = measured.estimate();
            assertThat(estimate.value()).isFinite();
            Interval interval = estimate.interval();
            if (interval == null) {
                assertThat(estimate.has(Flag.Code.NO_INTERVAL)).isTrue();
            } else {
                double slack = 1e-9 * Math.abs(estimate.value()) + Double.MIN_NORMAL;
                assertThat(interval.low() == null || interval.low() <= estimate.value() + slack)
                        .isTrue();
                assertThat(interval.high() == null || interval.high() >= estimate.value() - slack)
                        .isTrue();
            }
        }
    }
}
