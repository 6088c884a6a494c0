package io.ckpi.core.stat;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Interval;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsAccumulator;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How often the intervals of 95 % hold the truth: exactly where that can be summed, else by seeded simulation. */
class CoverageTest {

    private static final int REPEATS = 4000;

    /** Wilson's coverage oscillates around the nominal level; averaged over shares it is close to it. */
    @Test
    void wilsonExactly() {
        for (int n : new int[] {20, 50, 200}) {
            double sum = 0;
            int shares = 0;
            for (double p = 0.02; p < 0.99; p += 0.01) {
                BinomialDistribution binomial = BinomialDistribution.of(n, p);
                double covered = 0;
                for (int k = 0; k <= n; k++) {
                    covered += Shares.wilson(k, n, 0.95).contains(p) ? binomial.probability(k) : 0;
                }
                assertThat(covered).as("n %d, p %.2f", n, p).isBetween(0.83, 0.999);
                sum += covered;
                shares++;
            }
            assertThat(sum / shares).as("n %d", n).isBetween(0.945, 0.96);
        }
    }

    /** Persons differ in their share and make different numbers of visits; Wilson on visits would be far too short. */
    @Test
    @Tag("slow")
    void sharesOverVisits() {
        int[] wilsonHolds = new int[1];
        double coverage = coverage(0.3, random -> {
            PairAccumulator sums = new PairAccumulator();
            for (int person = 0; person < 300; person++) {
                double share = random.nextDouble() < 0.3 ? 0.65 : 0.15; // mean 0.3, independent of the visits
                int visits = 1 + (int) (random.nextDouble() * random.nextDouble() * 20);
                int clicks = 0;
                for (int visit = 0; visit < visits; visit++) {
                    clicks += random.nextDouble() < share ? 1 : 0;
                }
                sums.add(clicks, visits);
            }
            Interval naive = Shares.wilson(sums.sumY(), sums.sumD(), 0.95);
            wilsonHolds[0] += naive.contains(0.3) ? 1 : 0;
            return Ratios.withDefaults().share(sums);
        });
        assertNominal(coverage);
        assertThat(wilsonHolds[0] / (double) REPEATS).isLessThan(0.9);
    }

    /** Few buy, and what they spend is skewed; those who buy nothing count as zeros. */
    @Test
    @Tag("slow")
    void totalsAndBaskets() {
        double basket = 100 * Math.exp(0.32); // log-normal with sigma 0.8
        assertNominal(
                coverage(4000 * 0.1 * basket, random -> Ratios.withDefaults().total(buyers(random), Unit.COUNT)));
        assertNominal(coverage(basket, random -> Ratios.withDefaults().of(buyers(random), Unit.COUNT)));
    }

    private static PairAccumulator buyers(RandomGenerator random) {
        PairAccumulator sums = new PairAccumulator();
        for (int customer = 0; customer < 4000; customer++) {
            boolean buys = random.nextDouble() < 0.1;
            sums.add(buys ? 100 * Math.exp(0.8 * random.nextGaussian()) : 0, buys ? 1 : 0);
        }
        return sums;
    }

    /** Conversion on phones over that on desktops, where a person may use both. */
    @Test
    @Tag("slow")
    void ratioOfTwoRatios() {
        MomentsLayout layout = MomentsLayout.of("phone", "phoneVisits", "desktop", "desktopVisits");
        assertNominal(coverage(0.5, random -> {
            MomentsAccumulator sums = layout.accumulator();
            double[] row = new double[4];
            for (int person = 0; person < 1500; person++) {
                double mood = random.nextDouble() < 0.5 ? 0.5 : 1.5;
                Arrays.fill(row, 0);
                row[1] = random.nextInt(4);
                row[3] = random.nextInt(3);
                for (int visit = 0; visit < row[1]; visit++) {
                    row[0] += random.nextDouble() < 0.05 * mood ? 1 : 0;
                }
                for (int visit = 0; visit < row[3]; visit++) {
                    row[2] += random.nextDouble() < 0.1 * mood ? 1 : 0;
                }
                sums.add(row);
            }
            Moments moments = sums.moments();
            return Ratios.withDefaults()
                    .product(moments, List.of("phone", "desktopVisits"), List.of("phoneVisits", "desktop"), Unit.RATIO);
        }));
    }

    @Test
    @Tag("slow")
    void differencesAndRatiosOfShares() {
        Shares shares = Shares.withDefaults();
        assertNominal(coverage(
                0.15, random -> shares.difference(successes(random, 80, 0.45), 80, successes(random, 120, 0.3), 120)));
        assertNominal(coverage(
                1.5, random -> shares.ratio(successes(random, 400, 0.15), 400, successes(random, 600, 0.1), 600)));
    }

    private static int successes(RandomGenerator random, int n, double p) {
        int k = 0;
        for (int i = 0; i < n; i++) {
            k += random.nextDouble() < p ? 1 : 0;
        }
        return k;
    }

    @Test
    @Tag("slow")
    void differencesOfMeans() {
        Welch welch = Welch.withDefaults();
        assertNominal(coverage(
                2, random -> welch.difference(normal(random, 12, 5, 1), normal(random, 30, 7, 4), Unit.COUNT)));
        assertNominal(coverage(0.4, random -> welch.relative(normal(random, 12, 5, 1), normal(random, 30, 7, 4))));
    }

    private static PairAccumulator normal(RandomGenerator random, int n, double mean, double sd) {
        PairAccumulator sums = new PairAccumulator();
        for (int i = 0; i < n; i++) {
            sums.add(mean + sd * random.nextGaussian());
        }
        return sums;
    }

    /** The interval of a median is at least as wide as it must be; with running cases it is nearly so. */
    @Test
    @Tag("slow")
    void medians() {
        double median = 24 * Math.log(2);
        assertThat(coverage(median, random -> Quantiles.withDefaults().median(hours(random, 61), Unit.HOURS)))
                .isBetween(0.936, 0.985);
        assertThat(coverage(median, random -> {
                    double[] hours = hours(random, 150);
                    double[] end = random.doubles(150).map(u -> 72 * u).toArray(); // still running at the end of data
                    double[] ended = new double[150];
                    double[] running = new double[150];
                    int e = 0;
                    int r = 0;
                    for (int i = 0; i < hours.length; i++) {
                        if (hours[i] <= end[i]) {
                            ended[e++] = hours[i];
                        } else {
                            running[r++] = end[i];
                        }
                    }
                    return Quantiles.withDefaults()
                            .censored(Arrays.copyOf(ended, e), Arrays.copyOf(running, r), 0.5, Unit.HOURS);
                }))
                .isBetween(0.93, 0.97);
    }

    private static double[] hours(RandomGenerator random, int n) {
        return random.doubles(n).map(u -> -24 * Math.log1p(-u)).toArray();
    }

    private static double coverage(double truth, Function<RandomGenerator, Reading> measure) {
        RandomGeneratorFactory<RandomGenerator> factory = RandomGeneratorFactory.of("L64X128MixRandom");
        int held = 0;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            Reading reading = measure.apply(factory.create(1_000_003L * repeat + 17));
            Interval interval = reading.measured().orElseThrow().interval();
            held += interval != null && interval.contains(truth) ? 1 : 0;
        }
        return held / (double) REPEATS;
    }

    /** Within four standard errors of the nominal level. */
    private static void assertNominal(double coverage) {
        double error = Math.sqrt(0.95 * 0.05 / REPEATS);
        assertThat(coverage).isBetween(0.95 - 4 * error, 0.95 + 4 * error);
    }
}
