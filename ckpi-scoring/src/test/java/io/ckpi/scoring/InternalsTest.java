package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.scoring.internal.Mean;
import io.ckpi.scoring.internal.PolyLine;
import io.ckpi.scoring.internal.Quantiles;
import io.ckpi.scoring.internal.Samplers;
import io.ckpi.scoring.internal.Shapley;
import io.ckpi.scoring.internal.Stream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

/** The numerics behind the public types. */
class InternalsTest {

    @Test
    void theStreamIsTheGeneratorOfTheJdk() {
        Stream stream = new Stream(0);
        for (long seed : new long[] {0, 1, -1, 42, Long.MIN_VALUE, Long.MAX_VALUE, 0x9e3779b97f4a7c15L}) {
            RandomGenerator jdk = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            stream.reseed(seed);
            for (int i = 0; i < 1000; i++) {
                assertThat(stream.nextLong()).as("seed %d, number %d", seed, i).isEqualTo(jdk.nextLong());
            }
            assertThat(stream.nextDouble()).isEqualTo(jdk.nextDouble());
        }
    }

    @Test
    void subStreamsDoNotDependOnWhatCameBefore() {
        long family = Stream.family(7, "weights");
        Stream one = new Stream(1);
        Stream other = new Stream(2);
        other.nextLong();
        one.start(family, 5);
        other.start(family, 5);
        assertThat(one.nextLong()).isEqualTo(other.nextLong());
        assertThat(Stream.family(7, "data")).isNotEqualTo(family);
        assertThat(Stream.family(8, "weights")).isNotEqualTo(family);
        other.start(family, 6);
        assertThat(one.nextLong()).isNotEqualTo(other.nextLong());
    }

    /** The Kolmogorov–Smirnov distance must stay below its 0.1 % point. */
    private static void assertFollows(ContinuousDistribution distribution, DoubleSupplier sampler) {
        int n = 20_000;
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = sampler.getAsDouble();
        }
        Arrays.sort(x);
        double distance = 0;
        for (int i = 0; i < n; i++) {
            double p = distribution.cumulativeProbability(x[i]);
            distance = Math.max(distance, Math.max(p - (double) i / n, (i + 1.0) / n - p));
        }
        assertThat(distance * Math.sqrt(n)).isLessThan(1.95);
    }

    @Test
    void samplersFollowTheirDistributions() {
        Stream stream = new Stream(20_26);
        assertFollows(NormalDistribution.of(0, 1), () -> Samplers.normal(stream));
        for (double shape : new double[] {0.05, 0.5, 1, 1.5, 10, 1000}) {
            assertFollows(GammaDistribution.of(shape, 1), () -> Samplers.gamma(stream, shape));
        }
        assertFollows(GammaDistribution.of(0.2, 1), () -> Math.exp(Samplers.logGamma(stream, 0.2)));
        assertFollows(BetaDistribution.of(0.5, 12.5), () -> Samplers.beta(stream, 0.5, 12.5));
        assertFollows(BetaDistribution.of(30.5, 70.5), () -> Samplers.beta(stream, 30.5, 70.5));
    }

    @Test
    void theNormalSamplerHasItsTails() {
        Stream stream = new Stream(3);
        int n = 2_000_000;
        int beyond = 0;
        for (int i = 0; i < n; i++) {
            beyond += Math.abs(Samplers.normal(stream)) > 3.6 ? 1 : 0;
        }
        double p = 2 * NormalDistribution.of(0, 1).survivalProbability(3.6);
        assertThat(beyond / (n * p)).isCloseTo(1, within(4 / Math.sqrt(n * p)));
    }

    @Test
    void aDirichletHasItsMomentsAndKeepsZeros() {
        Stream stream = new Stream(5);
        for (double concentration : new double[] {50, 0.5}) {
            double[] mean = {0.4, 0.3, 0.2, 0.1, 0};
            double[] shape = Arrays.stream(mean).map(m -> m * concentration).toArray();
            double[] out = new double[5];
            double[] sum = new double[5];
            double[] squares = new double[5];
            int n = 40_000;
            for (int k = 0; k < n; k++) {
                Samplers.dirichlet(stream, shape, out, 0, 5);
                double total = 0;
                for (int i = 0; i < 5; i++) {
                    sum[i] += out[i];
                    squares[i] += out[i] * out[i];
                    total += out[i];
                }
                assertThat(total).isCloseTo(1, within(1e-12));
                assertThat(out[4]).isZero();
            }
            for (int i = 0; i < 4; i++) {
                double variance = mean[i] * (1 - mean[i]) / (concentration + 1);
                assertThat(sum[i] / n).isCloseTo(mean[i], within(4 * Math.sqrt(variance / n)));
                double sampled = squares[i] / n - sum[i] / n * (sum[i] / n);
                assertThat(sampled / variance).isCloseTo(1, within(0.05));
            }
        }
    }

    @Test
    void tinyDirichletShapesDoNotUnderflow() {
        Stream stream = new Stream(6);
        double[] shape = {1e-4, 1e-4, 1e-4};
        double[] out = new double[3];
        for (int k = 0; k < 1000; k++) {
            Samplers.dirichlet(stream, shape, out, 0, 3);
            assertThat(out[0] + out[1] + out[2]).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void quantilesAreOfTypeSeven() {
        double[] sorted = {1, 2, 4, 8};
        assertThat(Quantiles.type7(sorted, 4, 0)).isEqualTo(1);
        assertThat(Quantiles.type7(sorted, 4, 1)).isEqualTo(8);
        assertThat(Quantiles.type7(sorted, 4, 0.5)).isEqualTo(3);
        assertThat(Quantiles.type7(sorted, 4, 0.05)).isCloseTo(1.15, within(1e-12));
    }

    @Test
    void theMonteCarloErrorOfAQuantileIsThatOfRepeatedRuns() {
        Stream stream = new Stream(8);
        int n = 2000;
        int runs = 400;
        double mean = 0;
        double squares = 0;
        double stated = 0;
        for (int r = 0; r < runs; r++) {
            double[] x = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = Samplers.normal(stream);
            }
            Arrays.sort(x);
            double q = Quantiles.type7(x, n, 0.05);
            mean += q / runs;
            squares += q * q / runs;
            stated += Quantiles.error(x, n, 0.05) / runs;
        }
        assertThat(stated / Math.sqrt(squares - mean * mean)).isCloseTo(1, within(0.15));
    }

    @Test
    void aLineIsExactAtItsPointsAndFlatOutside() {
        double[] x = {0.1, 0.3, 0.9};
        double[] y = {0, 50, 20};
        assertThat(PolyLine.height(x, y, 0.1)).isZero();
        assertThat(PolyLine.height(x, y, 0.3)).isEqualTo(50);
        assertThat(PolyLine.height(x, y, 0.9)).isEqualTo(20);
        assertThat(PolyLine.height(x, y, -1e308)).isZero();
        assertThat(PolyLine.height(x, y, 1e308)).isEqualTo(20);
        assertThat(PolyLine.height(x, y, 0.6)).isCloseTo(35, within(1e-12));
    }

    @Test
    void shapleyValuesOfAKnownGame() {
        // the glove game: players 0 and 1 hold left gloves, player 2 a right one; a pair is worth 1
        Shapley.Game gloves = new Shapley.Game() {
            private final BitSet in = new BitSet();

            @Override
            public void set(int player, boolean present) {
                in.set(player, present);
            }

            @Override
            public double value() {
                return in.get(2) && (in.get(0) || in.get(1)) ? 1 : 0;
            }
        };
        assertThat(Shapley.exact(3, gloves)).containsExactly(new double[] {1.0 / 6, 1.0 / 6, 2.0 / 3}, within(1e-15));
        double[][] sampled = Cases.some(Shapley.sampled(3, gloves, 20_000, 1));
        for (int i = 0; i < 3; i++) {
            double truth = i == 2 ? 2.0 / 3 : 1.0 / 6;
            assertThat(sampled[0][i]).isCloseTo(truth, within(4 * sampled[1][i]));
            assertThat(sampled[1][i]).isBetween(1e-4, 0.01);
        }
        assertThat(sampled[0][0] + sampled[0][1] + sampled[0][2]).isCloseTo(1, within(1e-12));
    }

    @Test
    void meansDoNotOverflow() {
        double max = Double.MAX_VALUE;
        double[] huge = {max, max, max};
        double[] w = {1, 1, 1};
        assertThat(Mean.ARITHMETIC.of(huge, w, 0, 3)).isEqualTo(max);
        assertThat(Mean.ARITHMETIC.of(new double[] {max, -max, max}, w, 0, 3)).isCloseTo(max / 3, within(max * 1e-12));
        assertThat(Mean.geometric(0).of(huge, w, 0, 3)).isCloseTo(max, within(max * 1e-12));
        for (double p : new double[] {2, 300, -300, -1, 0.01}) {
            assertThat(Mean.power(p, 0).of(new double[] {1e300, 2e300, 3e300}, w, 0, 3))
                    .isBetween(1e300, 3e300);
            assertThat(Mean.power(p, 0).of(new double[] {1e-300, 2e-300, 3e-300}, w, 0, 3))
                    .isBetween(1e-300, 3e-300);
        }
    }
}
