package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Interval;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.experiments.bayes.BayesianLift;
import io.ckpi.experiments.bayes.Best;
import io.ckpi.experiments.bayes.BetaPosterior;
import io.ckpi.experiments.internal.Binomials;
import io.ckpi.experiments.rows.Bootstrap;
import io.ckpi.experiments.rows.MannWhitney;
import io.ckpi.experiments.rows.QuantileMetric;
import io.ckpi.experiments.rows.QuantileType;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bayes, quantiles, ranks, bootstrap: reference values, edges, bad input. */
class RowsTest {

    private static final double[] SPARSE = DoubleStream.concat(
                    DoubleStream.iterate(0, x -> x).limit(80),
                    DoubleStream.of(1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 1, 1, 2, 2, 3, 3, 4, 4, 7, 9))
            .toArray();

    @Test
    void skewedBetasAreIntegratedExactly() { // mpmath, 30 digits
        Best two = Best.ofRates(BetaPosterior.jeffreys().after(0, 100), new BetaPosterior(1.5, 1_000.5));
        assertThat(two.probability(0)).isCloseTo(0.621711089574372721, within(1e-10));
        assertThat(two.probability(1)).isCloseTo(0.378288910425627279, within(1e-10));
        assertThat(two.expectedLoss(0)).isCloseTo(0.000506295581878363318, within(1e-12));
        assertThat(two.expectedLoss(1)).isCloseTo(0.003959784643359361717, within(1e-12));
        Best three = Best.ofRates(
                BetaPosterior.uniform().after(0, 29),
                BetaPosterior.uniform().after(50, 999),
                BetaPosterior.uniform().after(2, 61));
        assertThat(three.probability(0)).isCloseTo(0.173666970573611349, within(1e-10));
        assertThat(three.probability(1)).isCloseTo(0.484717150251836251, within(1e-10));
        assertThat(three.probability(2)).isCloseTo(0.341615879174552400, within(1e-10));
        assertThat(three.expectedLoss(0)).isCloseTo(0.0333724805925287539, within(1e-11));
        assertThat(three.expectedLoss(1)).isCloseTo(0.0146814941596068371, within(1e-11));
        assertThat(three.expectedLoss(2)).isCloseTo(0.0180114974896101670, within(1e-11));
    }

    @Test
    void armsOfVeryDifferentSizeAreNoProblem() {
        Best best = Best.ofNormals(new double[] {0, 0.001}, new double[] {1, 1e-6});
        double chance = best.probability(1); // Φ(0.001 / √(1 + 1e-12))
        assertThat(chance).isCloseTo(0.500398942213911, within(1e-10));
        assertThat(best.probability(0) + chance).isCloseTo(1, within(1e-10));
        // E[max(d, 0)] of a normal difference
        BayesianLift.Posterior d = some(BayesianLift.withDefaults().of(-0.001, Math.sqrt(1 + 1e-12)));
        assertThat(best.expectedLoss(1)).isCloseTo(d.lossIfControl(), within(1e-10));
    }

    @Test
    void farLossesKeepTheirDigits() { // mpmath: ∫₀^∞ x φ(x + 15) dx
        BayesianLift.Posterior p = some(BayesianLift.withDefaults().of(-15, 1));
        assertThat(p.lossIfControl() / 2.42602508752898304826e-52).isCloseTo(1, within(1e-12));
        assertThat(p.lossIfTreatment()).isEqualTo(15);
        BayesianLift.Posterior mirrored = some(BayesianLift.withDefaults().of(15, 1));
        assertThat(mirrored.lossIfTreatment()).isEqualTo(p.lossIfControl());
        for (double u : new double[] {-7.99999, -8.00001}) { // both formulas meet
            double loss = some(BayesianLift.withDefaults().of(u, 1)).lossIfControl();
            assertThat(loss / 7.550262411946498914e-17).isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void bayesRefusesWhatIsNoPrior() {
        assertThatThrownBy(() -> new BetaPosterior(0, 1)).hasMessage("alpha is not from 0.25 to 1e12: 0.0");
        assertThatThrownBy(() -> new BetaPosterior(1, Double.NaN)).hasMessage("beta is not from 0.25 to 1e12: NaN");
        assertThatThrownBy(() -> BetaPosterior.uniform().after(5, 4)).hasMessage("successes 5 is above trials 4");
        assertThatThrownBy(() -> BetaPosterior.uniform().after(-1, 4)).hasMessage("successes is negative: -1");
        assertThatThrownBy(() -> Best.ofRates(BetaPosterior.uniform())).hasMessage("needs two arms or more: 1");
        assertThatThrownBy(() -> Best.ofNormals(new double[] {1, 2}, new double[] {1, 0}))
                .hasMessage("standardErrors[1] is not above 0 and finite: 0.0");
        assertThatThrownBy(() -> Best.ofNormals(new double[] {1, Double.NaN}, new double[] {1, 1}))
                .hasMessage("means[1] is not finite: NaN");
        BayesianLift lift = BayesianLift.withDefaults();
        assertThatThrownBy(() -> lift.withPrior(0, 0)).hasMessage("sd is not from 1e-150 to 1e150: 0.0");
        assertThatThrownBy(() -> lift.withLevel(0)).hasMessage("level is not strictly between 0 and 1: 0.0");
        assertThatThrownBy(() -> lift.of(Double.NaN, 1)).hasMessage("lift is not finite: NaN");
        assertThat(reason(lift.of(1, 0))).isEqualTo(Reason.NO_VARIATION);
    }

    private static <T> Reason reason(Outcome<T> outcome) {
        return ((Outcome.NotComputable<T>) outcome).why().reason();
    }

    @Test
    void allNineQuantilesOfTenNumbers() { // Hyndman and Fan's definitions worked out by hand: n = 10, values 1 … 10,
        // p = 0.25
        double[] x = IntStream.rangeClosed(1, 10).mapToDouble(i -> i).toArray();
        double[] expected = {3, 3, 2, 2.5, 3, 2.75, 3.25, 2.9166666666666665, 2.9375};
        for (QuantileType type : QuantileType.values()) {
            assertThat(type.of(x, 0.25)).as(type.name()).isCloseTo(expected[type.ordinal()], within(1e-12));
            assertThat(type.of(x, 0)).isEqualTo(1);
            assertThat(type.of(x, 1)).isEqualTo(10);
            assertThat(type.of(new double[] {7}, 0.3)).isEqualTo(7);
        }
        assertThat(QuantileType.TYPE_2.of(x, 0.5)).isEqualTo(5.5);
        assertThatThrownBy(() -> QuantileType.TYPE_1.of(x, 1.1)).hasMessage("p is not from 0 to 1: 1.1");
        assertThatThrownBy(() -> QuantileType.TYPE_1.of(new double[0], 0.5)).hasMessage("no values");
    }

    @Test
    void quantilesNeedValuesThatVary() {
        QuantileMetric median = QuantileMetric.of(0.5);
        assertThat(reason(median.measure(new double[0]))).isEqualTo(Reason.NO_DATA);
        assertThat(reason(median.measure(new double[1]))).isEqualTo(Reason.INSUFFICIENT_DATA);
        double[] zeros = new double[50];
        assertThat(reason(median.compare(zeros, zeros, Alternative.TWO_SIDED))).isEqualTo(Reason.NO_VARIATION);
        double[] some = IntStream.range(0, 50).mapToDouble(i -> i).toArray();
        QuantileMetric.Comparison comparison = some(median.compare(zeros, some, Alternative.TWO_SIDED));
        assertThat(comparison.absolute().estimate()).isEqualTo(24.5);
        assertThat(reason(comparison.relative())).isEqualTo(Reason.ZERO_BASE);
        assertThatThrownBy(() -> median.measure(new double[] {1, Double.NaN}))
                .hasMessage("values[1] is not finite: NaN");
        assertThatThrownBy(() -> QuantileMetric.of(1)).hasMessage("q is not strictly between 0 and 1: 1.0");
        assertThatThrownBy(() -> new QuantileMetric.Summary(5, 5, 2, 3, 1))
                .hasMessage("not a quantile: 3.0 … 2.0 … 1.0");
    }

    @Test
    void theExactRankTestAgreesWithScipy() { // scipy.stats.mannwhitneyu(method = 'exact')
        double[] control = {1.1, 2.2, 3.3, 4.4, 5.5, 6.6, 7.7};
        double[] treated = {2.5, 3.5, 8.8, 9.9, 10.1};
        MannWhitney.Result result = some(MannWhitney.withDefaults().test(control, treated));
        assertThat(result.method()).isEqualTo("exact");
        assertThat(result.u()).isEqualTo(26);
        assertThat(result.pValue()).isCloseTo(0.20202020202020204, within(1e-14));
        MannWhitney.Result greater =
                some(MannWhitney.withDefaults().with(Alternative.GREATER).test(control, treated));
        assertThat(greater.pValue()).isCloseTo(0.10101010101010102, within(1e-14));
        double[] forty = IntStream.range(0, 40).mapToDouble(i -> i).toArray();
        double[] thirty = IntStream.range(0, 30).mapToDouble(i -> i + 15.5).toArray();
        assertThat(some(MannWhitney.withDefaults().test(forty, thirty)).pValue())
                .isCloseTo(0.0002731589901482331, within(1e-16));
    }

    @Test
    void ranksNeedTwoArmsThatVary() {
        MannWhitney test = MannWhitney.withDefaults();
        assertThat(reason(test.test(new double[0], new double[] {1}))).isEqualTo(Reason.NO_DATA);
        assertThat(reason(test.test(new double[] {2, 2}, new double[] {2}))).isEqualTo(Reason.NO_VARIATION);
        assertThatThrownBy(() -> test.test(new double[] {1}, new double[] {Double.POSITIVE_INFINITY}))
                .hasMessage("treatment[0] is not finite: Infinity");
        // −0 and 0 are the same value
        assertThat(some(test.test(new double[] {0, 1}, new double[] {-0.0, 2})).u())
                .isEqualTo(2.5);
    }

    @Test
    void binomialNumbersHaveTheirMoments() {
        RandomStream stream = new RandomStream(7);
        for (double[] c : new double[][] {{40, 0.02}, {300, 0.2}, {42_613, 0.99}, {5, 0.5}, {1_000, 0.7}}) {
            int n = (int) c[0];
            double sum = 0;
            double squares = 0;
            int draws = 200_000;
            for (int i = 0; i < draws; i++) {
                double x = Binomials.draw(stream, n, c[1]) - n * c[1];
                sum += x;
                squares += x * x;
            }
            double variance = n * c[1] * (1 - c[1]);
            assertThat(sum / draws).isCloseTo(0, within(5 * Math.sqrt(variance / draws)));
            assertThat(squares / draws / variance).isCloseTo(1, within(0.025));
        }
    }

    @Test
    void bootstrapIntervalsAgreeWithScipy() { // scipy.stats.bootstrap, 200,000 replicates: 1.18 … 6.27 and 0.85 … 5.13
        Bootstrap bca = Bootstrap.withDefaults().with(Bootstrap.Kind.BCA).withReplicates(40_000);
        check(bca.mean(SPARSE, Unit.COUNT), 1.18, 6.27, 0.1);
        check(Bootstrap.withDefaults().withReplicates(40_000).mean(SPARSE, Unit.COUNT), 0.85, 5.13, 0.05);
        // 100,000 replicates of the standard deviation: 5.29 … 21.17
        check(bca.withReplicates(10_000).statistic(SPARSE, RowsTest::deviation, Unit.COUNT), 5.2889, 21.1703, 0.7);
    }

    private static void check(Reading reading, double low, double high, double tolerance) {
        Interval interval =
                Objects.requireNonNull(reading.measured().orElseThrow().interval());
        assertThat(Objects.requireNonNull(interval.low())).isCloseTo(low, within(tolerance));
        assertThat(Objects.requireNonNull(interval.high())).isCloseTo(high, within(tolerance));
    }

    private static double deviation(double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        return Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length);
    }

    @Test
    void countsGiveTheSameDistributionAsRows() {
        double[] treated = Arrays.stream(SPARSE).map(x -> x * 1.5).toArray();
        Bootstrap bootstrap = Bootstrap.withDefaults().withReplicates(20_000);
        Reading counts = bootstrap.meanDifference(SPARSE, treated, Unit.COUNT);
        Reading rows = bootstrap.difference(
                SPARSE, treated, x -> Arrays.stream(x).average().orElseThrow(), Unit.COUNT);
        Interval a = Objects.requireNonNull(counts.measured().orElseThrow().interval());
        check(rows, Objects.requireNonNull(a.low()), Objects.requireNonNull(a.high()), 0.15);
        assertThat(rows.value().orElseThrow()).isCloseTo(counts.value().orElseThrow(), within(1e-12));
        assertThat(bootstrap.meanDifference(SPARSE, treated, Unit.COUNT)).isEqualTo(counts); // the seed decides
        assertThat(bootstrap.withSeed(1).meanDifference(SPARSE, treated, Unit.COUNT))
                .isNotEqualTo(counts);
    }

    @Test
    void theBootstrapCoversAPlainMean() {
        RandomStream stream = new RandomStream(11);
        int covered = 0;
        for (int i = 0; i < 300; i++) {
            double[] x = new double[60];
            for (int k = 0; k < x.length; k++) {
                x[k] = Samplers.gamma(stream, 4);
            }
            Reading reading = Bootstrap.withDefaults()
                    .with(Bootstrap.Kind.BCA)
                    .withReplicates(1_000)
                    .withSeed(i)
                    .mean(x, Unit.COUNT);
            covered += Objects.requireNonNull(reading.measured().orElseThrow().interval())
                            .contains(4)
                    ? 1
                    : 0;
        }
        assertThat(covered / 300.0).isBetween(0.90, 0.98);
    }

    @Test
    void theBootstrapSaysWhyThereIsNothing() {
        Bootstrap bootstrap = Bootstrap.withDefaults().withReplicates(200);
        assertThat(bootstrap.mean(new double[0], Unit.COUNT).why()).contains(Reason.NO_DATA);
        assertThat(bootstrap.mean(new double[1], Unit.COUNT).why()).contains(Reason.INSUFFICIENT_DATA);
        assertThat(bootstrap.mean(new double[9], Unit.COUNT).why()).contains(Reason.NO_VARIATION);
        assertThat(bootstrap.relativeLift(new double[9], SPARSE).why()).contains(Reason.ZERO_BASE);
        assertThat(bootstrap.relativeLift(new double[] {-1, -2}, SPARSE).why()).contains(Reason.NEGATIVE_BASE);
        double[] oneBuyer = {0, 0, 0, 0, 5};
        assertThat(bootstrap.relativeLift(oneBuyer, SPARSE).why()).contains(Reason.UNBOUNDED);
        assertThatThrownBy(() -> bootstrap.mean(new double[] {1, Double.NaN}, Unit.COUNT))
                .hasMessage("values[1] is not finite: NaN");
        assertThatThrownBy(() -> bootstrap.withReplicates(10)).hasMessage("number is below 100: 10");
        assertThatThrownBy(() -> bootstrap.withLevel(1)).hasMessage("level is not strictly between 0 and 1: 1.0");
    }
}
