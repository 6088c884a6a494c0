package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Links of the strategy map on history. */
class LinkTestTest {

    private static final StrategyMap.Link UP = link(StrategyMap.Sign.POSITIVE, 0);

    private static StrategyMap.Link link(StrategyMap.Sign sign, int lag) {
        return new StrategyMap.Link("a.cause", "a.effect", sign, lag, Provenance.SET);
    }

    private static double[] walk(RandomStream random, int length) {
        double[] walk = new double[length];
        for (int t = 1; t < length; t++) {
            walk[t] = walk[t - 1] + Samplers.normal(random);
        }
        return walk;
    }

    @Test
    void independentRandomWalksSeldomAgree() {
        RandomStream random = new RandomStream(20_261_101);
        int consistent = 0;
        int contradicted = 0;
        int undifferenced = 0;
        for (int k = 0; k < 1000; k++) {
            double[] cause = walk(random, 36);
            double[] effect = walk(random, 36);
            LinkTest test = LinkTest.of(UP, Column.of(cause), Column.of(effect), 0);
            assertThat(test.pairs()).isEqualTo(35);
            consistent += test.verdict() == LinkTest.Verdict.CONSISTENT ? 1 : 0;
            contradicted += test.verdict() == LinkTest.Verdict.CONTRADICTED ? 1 : 0;
            // the differences of running sums are the walks themselves
            LinkTest naive = LinkTest.of(UP, sums(cause), sums(effect), 0);
            undifferenced += naive.verdict() == LinkTest.Verdict.CONSISTENT ? 1 : 0;
        }
        assertThat(consistent).isBetween(25, 70);
        assertThat(contradicted).isBetween(25, 75);
        assertThat(undifferenced).isGreaterThan(250);
    }

    private static Column sums(double[] values) {
        double[] sums = values.clone();
        Arrays.parallelPrefix(sums, Double::sum);
        double[] from0 = new double[sums.length + 1];
        System.arraycopy(sums, 0, from0, 1, sums.length);
        return Column.of(from0);
    }

    @Test
    void theIntervalIsFishers() {
        double[] x = {1, 3, 2, 5, 4, 6, 8, 7, 9, 12, 10, 11};
        double[] y = {2, 1, 4, 3, 6, 5, 7, 9, 8, 10, 12, 11};
        LinkTest test = LinkTest.of(UP, sums(x), sums(y), 0);
        Estimate r = test.correlation().measured().orElseThrow();
        assertThat(test.pairs()).isEqualTo(12);
        assertThat(r.n()).isEqualTo(12);
        double expected = pearson(x, y);
        assertThat(r.value()).isCloseTo(expected, within(1e-12));
        Interval interval = r.interval();
        assertThat(interval).isNotNull();
        double z = 0.5 * Math.log((1 + expected) / (1 - expected));
        assertThat(interval.low()).isCloseTo(Math.tanh(z - 1.6448536269514722 / 3), within(1e-12));
        assertThat(interval.high()).isCloseTo(Math.tanh(z + 1.6448536269514722 / 3), within(1e-12));
        assertThat(interval.level()).isEqualTo(0.9);
        assertThat(test.verdict()).isEqualTo(LinkTest.Verdict.CONSISTENT);
        assertThat(r.has(Flag.Code.OBSERVATIONAL)).isTrue();
        assertThat(LinkTest.of(link(StrategyMap.Sign.NEGATIVE, 0), sums(x), sums(y), 0)
                        .verdict())
                .isEqualTo(LinkTest.Verdict.CONTRADICTED);
    }

    /** The textbook formula over raw sums, independent of the code under test. */
    private static double pearson(double[] x, double[] y) {
        double n = x.length;
        double sx = Arrays.stream(x).sum();
        double sy = Arrays.stream(y).sum();
        double sxy = 0;
        double sxx = 0;
        double syy = 0;
        for (int i = 0; i < x.length; i++) {
            sxy += x[i] * y[i];
            sxx += x[i] * x[i];
            syy += y[i] * y[i];
        }
        return (n * sxy - sx * sy) / Math.sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
    }

    @Test
    void theLagMovesTheEffect() {
        RandomStream random = new RandomStream(5);
        double[] cause = walk(random, 30);
        double[] effect = new double[30];
        for (int t = 3; t < 30; t++) {
            effect[t] = 2 * cause[t - 3];
        }
        LinkTest lagged = LinkTest.of(UP, Column.of(cause), Column.of(effect), 3);
        assertThat(lagged.pairs()).isEqualTo(26);
        assertThat(lagged.correlation().value().orElseThrow()).isCloseTo(1, within(1e-12));
        assertThat(lagged.verdict()).isEqualTo(LinkTest.Verdict.CONSISTENT);
        assertThat(LinkTest.of(UP, Column.of(cause), Column.of(effect), 0).verdict())
                .isEqualTo(LinkTest.Verdict.INCONCLUSIVE);
    }

    @Test
    void aGapTakesItsTwoDifferencesOut() {
        double[] cause = walk(new RandomStream(6), 20);
        double[] effect = walk(new RandomStream(7), 20);
        cause[5] = Double.NaN;
        effect[12] = Double.NaN;
        LinkTest test = LinkTest.of(UP, Column.withMissing(cause), Column.withMissing(effect), 0);
        assertThat(test.pairs()).isEqualTo(19 - 4);
    }

    @Test
    void twelvePairsAreNeeded() {
        double[] walk = walk(new RandomStream(8), 13);
        assertThat(LinkTest.of(UP, Column.of(walk), Column.of(walk), 0).verdict())
                .isEqualTo(LinkTest.Verdict.CONSISTENT);
        LinkTest short1 = LinkTest.of(UP, Column.of(walk), Column.of(walk), 1);
        assertThat(short1.verdict()).isEqualTo(LinkTest.Verdict.TOO_LITTLE_DATA);
        assertThat(short1.pairs()).isEqualTo(11);
        assertThat(short1.correlation().why()).contains(Reason.INSUFFICIENT_DATA);
        assertThat(LinkTest.of(UP, Column.of(), Column.of(), 1).pairs()).isZero();
        assertThat(LinkTest.of(UP, Column.of(walk), Column.of(walk), Integer.MAX_VALUE)
                        .pairs())
                .isZero();
    }

    @Test
    void whatNeverChangesSettlesNothing() {
        double[] walk = walk(new RandomStream(9), 20);
        double[] line = new double[20];
        Arrays.setAll(line, t -> 3.0 * t); // its differences are all equal
        LinkTest test = LinkTest.of(UP, Column.of(walk), Column.of(line), 0);
        assertThat(test.verdict()).isEqualTo(LinkTest.Verdict.INCONCLUSIVE);
        assertThat(test.correlation().why()).contains(Reason.NO_VARIATION);
    }

    @Test
    void numbersOfAnySizeAreCorrelated() {
        RandomStream random = new RandomStream(10);
        double[] huge = new double[20];
        double[] tiny = new double[20];
        Arrays.setAll(huge, t -> (random.nextDouble() - 0.5) * 1.9 * Double.MAX_VALUE);
        Arrays.setAll(tiny, t -> huge[t] / Double.MAX_VALUE * 1e-300);
        LinkTest test = LinkTest.of(UP, Column.of(huge), Column.of(tiny), 0);
        assertThat(test.correlation().value().orElseThrow()).isCloseTo(1, within(1e-9));
    }

    @Test
    void aMapTestsItsLinks() {
        StrategyMap map = new StrategyMap(
                List.of(
                        new StrategyMap.Link("a.one", "a.two", StrategyMap.Sign.POSITIVE, 0, Provenance.SET),
                        new StrategyMap.Link("a.two", "a.three", StrategyMap.Sign.POSITIVE, 3, Provenance.SET),
                        new StrategyMap.Link("a.one", "a.four", StrategyMap.Sign.POSITIVE, 1, Provenance.SET),
                        new StrategyMap.Link("a.three", "a.none", StrategyMap.Sign.POSITIVE, 0, Provenance.SET)),
                Map.of("a.one", "x", "a.two", "x", "a.three", "x", "a.four", "x", "a.none", "x"));
        double[] walk = walk(new RandomStream(11), 24);
        Column series = Column.of(walk);
        Map<String, Column> scores = Map.of("a.one", series, "a.two", series, "a.three", series, "a.four", series);
        List<LinkTest> quarters = map.test(scores, 3);
        assertThat(quarters).extracting(LinkTest::pairs).containsExactly(23, 22, 0, 0);
        assertThat(quarters.get(2).correlation().toString()).contains("the lag is no whole number of periods");
        assertThat(quarters.get(3).correlation().toString()).contains("no scores of a.none");
        assertThat(quarters.get(3).verdict()).isEqualTo(LinkTest.Verdict.TOO_LITTLE_DATA);
        assertThat(map.test(scores, 1)).extracting(LinkTest::pairs).containsExactly(23, 20, 22, 0);
        assertThat(map.test(scores, 0)).extracting(LinkTest::pairs).containsExactly(23, 0, 0, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.test(scores, -1))
                .withMessage("monthsPerPeriod is negative: -1");
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LinkTest.of(UP, Column.of(1), Column.of(1, 2), 0))
                .withMessage("the cause has 1 periods, the effect 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LinkTest.of(UP, Column.of(1), Column.of(1), -1))
                .withMessage("lag is negative: -1");
    }
}
