package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.scoring.internal.Mean;
import io.ckpi.scoring.internal.PolyLine;
import io.ckpi.scoring.internal.Quantiles;
import io.ckpi.scoring.internal.Shapley;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** The numerics behind the public types. */
class InternalsTest {

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
        RandomStream stream = new RandomStream(8);
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
