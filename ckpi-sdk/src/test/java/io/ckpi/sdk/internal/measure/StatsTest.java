package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.PairAccumulator;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StatsTest {

    private final Stats stats = new Stats(0.95);

    private static Estimate estimate(Reading reading) {
        return reading.measured().orElseThrow();
    }

    private static double geometricMean(Interval interval) {
        return Math.sqrt(Objects.requireNonNull(interval.low()) * Objects.requireNonNull(interval.high()));
    }

    @Test
    void zerosChangeNoSumButTheCount() {
        PairAccumulator sums = new PairAccumulator();
        sums.add(3, 2);
        sums.add(5, 1);
        PairAccumulator all = Stats.plusZeros(sums, 1_000_003);
        assertThat(all.n()).isEqualTo(1_000_005);
        assertThat(all.sumY()).isEqualTo(8);
        assertThat(all.sumD()).isEqualTo(3);
        // Σ(y − ȳ)² = Σy² − (Σy)²/n
        assertThat(all.squaresY()).isCloseTo(34 - 64 / 1_000_005.0, within(1e-9));
        assertThat(all.products()).isCloseTo(11 - 24 / 1_000_005.0, within(1e-9));
        assertThat(Stats.plusZeros(sums, 0).n()).isEqualTo(2);
        assertThat(sums.n()).isEqualTo(2);
    }

    @Test
    void theScoreIntervalKeepsTheWidthOfThePlainOneInTheMiddle() {
        PairAccumulator sums = new PairAccumulator();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 100_000; i++) {
            int d = 1 + random.nextInt(3);
            sums.add(random.nextInt(d + 1), d);
        }
        double plain =
                Company.interval(estimate(stats.ratios.share(sums))).halfWidth().orElseThrow();
        double score = Company.interval(estimate(stats.share(sums))).halfWidth().orElseThrow();
        assertThat(score).isCloseTo(plain, within(1e-3 * plain));
    }

    @Test
    void theScoreIntervalStaysInsideAndHoldsTheShare() {
        PairAccumulator sums = new PairAccumulator();
        sums.add(1, 1);
        for (int i = 0; i < 50; i++) {
            sums.add(0, 1 + i % 3);
        }
        Estimate share = estimate(stats.share(sums));
        Interval interval = Company.interval(share);
        assertThat(share.method()).isEqualTo("delta-wilson");
        assertThat(interval.low()).isPositive();
        assertThat(interval.contains(share.value())).isTrue();
    }

    @Test
    void positiveTotalsAndRatiosHavePositiveLimits() {
        PairAccumulator sums = new PairAccumulator();
        sums.add(10, 1);
        sums.add(0, 1);
        sums.add(1, 2);
        Estimate total = estimate(stats.total(sums, Unit.COUNT));
        assertThat(Company.interval(total).low()).isPositive();
        assertThat(geometricMean(Company.interval(total))).isCloseTo(11, within(1e-9));
        Estimate ratio = estimate(stats.ratio(sums, Unit.RATIO));
        assertThat(Company.interval(ratio).low()).isPositive();
        PairAccumulator negative = new PairAccumulator();
        negative.add(-3, 1);
        negative.add(1, 1);
        assertThat(estimate(stats.total(negative, Unit.COUNT)).method()).isEqualTo("t");
        assertThat(estimate(stats.ratio(negative, Unit.RATIO)).method()).isEqualTo("delta");
    }

    @Test
    void explanationsReplaceOnlyTheBareReason() {
        Absent instead = Stats.none("nothing", "ничего");
        assertThat(Stats.orElse(Absent.because(Reason.NO_DATA), instead)).isSameAs(instead);
        Absent told = Stats.none("told", "сказано");
        assertThat(Stats.orElse(told, instead)).isSameAs(told);
        Absent other = Absent.because(Reason.NOT_DUE_YET);
        assertThat(Stats.orElse(other, instead)).isSameAs(other);
    }

    @Test
    void unknownCasesAreFlaggedWithTheirShare() {
        Reading reading = stats.shares.of(1, 2);
        assertThat(Stats.withUnknown(reading, 0, 10)).isSameAs(reading);
        assertThat(estimate(Stats.withUnknown(reading, 1, 3)).flags())
                .containsExactly(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.3333"));
    }

    @Test
    void durationsAreCountedByTheSecond() {
        Durations durations = new Durations();
        SplittableRandom random = new SplittableRandom(5);
        double[] expected = new double[5000];
        Durations other = new Durations();
        for (int i = 0; i < expected.length; i++) {
            long millis = random.nextInt(3_000_000);
            (i % 2 == 0 ? durations : other).add(millis);
            expected[i] = Math.floorDiv(millis, 1000L);
        }
        durations.merge(other);
        double[] got = durations.in(1);
        java.util.Arrays.sort(got);
        java.util.Arrays.sort(expected);
        assertThat(got).isEqualTo(expected);
        assertThat(durations.cases()).isEqualTo(5000);
    }
}
