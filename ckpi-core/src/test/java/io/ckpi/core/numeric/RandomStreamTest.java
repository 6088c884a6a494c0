package io.ckpi.core.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;

/** Seeded streams against the JDK's generator, samplers against their distributions. */
class RandomStreamTest {

    @Test
    void theStreamIsTheGeneratorOfTheJdk() {
        RandomStream stream = new RandomStream(0);
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
        long family = RandomStream.family(7, "weights");
        RandomStream one = new RandomStream(1);
        RandomStream other = new RandomStream(2);
        other.nextLong();
        one.start(family, 5);
        other.start(family, 5);
        assertThat(one.nextLong()).isEqualTo(other.nextLong());
        assertThat(RandomStream.family(7, "data")).isNotEqualTo(family);
        assertThat(RandomStream.family(8, "weights")).isNotEqualTo(family);
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
        RandomStream stream = new RandomStream(20_26);
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
        RandomStream stream = new RandomStream(3);
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
        RandomStream stream = new RandomStream(5);
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
        RandomStream stream = new RandomStream(6);
        double[] shape = {1e-4, 1e-4, 1e-4};
        double[] out = new double[3];
        for (int k = 0; k < 1000; k++) {
            Samplers.dirichlet(stream, shape, out, 0, 3);
            assertThat(out[0] + out[1] + out[2]).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void aNamedSubStreamIsTheSameHoweverItIsReached() {
        RandomStream reached = new RandomStream(99);
        reached.start(RandomStream.family(7, "weights"), 5);
        assertThat(RandomStream.of(7, "weights", 5).nextLong()).isEqualTo(reached.nextLong());
    }

    @Test
    void poissonNumbersHaveTheirProbabilities() {
        RandomStream stream = new RandomStream(11);
        for (double mean : new double[] {0.2, 1, 9.9, 10, 37.5, 2000}) {
            PoissonDistribution expected = PoissonDistribution.of(mean);
            int n = 100_000;
            long[] drawn = new long[n];
            for (int i = 0; i < n; i++) {
                drawn[i] = Samplers.poisson(stream, mean);
            }
            Arrays.sort(drawn);
            double distance = 0;
            for (int i = 0; i < n; i++) {
                if (i == n - 1 || drawn[i] != drawn[i + 1]) {
                    double p = expected.cumulativeProbability((int) drawn[i]);
                    distance = Math.max(distance, Math.abs(p - (i + 1.0) / n));
                }
            }
            assertThat(distance * Math.sqrt(n)).as("mean %s", mean).isLessThan(1.95);
        }
        assertThat(Samplers.poisson(stream, 0)).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samplers.poisson(stream, Double.NaN))
                .withMessageContaining("mean");
    }
}
