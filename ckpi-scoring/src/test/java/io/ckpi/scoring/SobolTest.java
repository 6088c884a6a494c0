package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SobolTest {

    /** The function sin x1 + a sin² x2 + b x3⁴ sin x1 on −π … π, whose indices are known. */
    record Ishigami(double a, double b) {

        double at(double[] x) {
            double s = Math.sin(x[1]);
            return Math.sin(x[0]) + a * s * s + b * Math.pow(x[2], 4) * Math.sin(x[0]);
        }

        List<Sobol.Index> indices(int rows, long seed) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            double[] ya = new double[rows];
            double[] yb = new double[rows];
            double[][] yab = new double[3][rows];
            for (int k = 0; k < rows; k++) {
                double[] xa = new double[3];
                double[] xb = new double[3];
                for (int i = 0; i < 3; i++) {
                    xa[i] = Math.PI * (2 * random.nextDouble() - 1);
                    xb[i] = Math.PI * (2 * random.nextDouble() - 1);
                }
                ya[k] = at(xa);
                yb[k] = at(xb);
                for (int i = 0; i < 3; i++) {
                    double[] mixed = xa.clone();
                    mixed[i] = xb[i];
                    yab[i][k] = at(mixed);
                }
            }
            return Sobol.indices(ya, yb, yab).value().orElseThrow();
        }
    }

    @Test
    void isExactForAnExactDesign() {
        // y = x1 + 2 x2 with x in {-1, 1}: all 16 rows of A × B, so that no noise is left
        double[] ya = new double[16];
        double[] yb = new double[16];
        double[][] yab = new double[2][16];
        for (int k = 0; k < 16; k++) {
            int a1 = (k & 1) * 2 - 1;
            int a2 = (k >> 1 & 1) * 2 - 1;
            int b1 = (k >> 2 & 1) * 2 - 1;
            int b2 = (k >> 3 & 1) * 2 - 1;
            ya[k] = a1 + 2 * a2;
            yb[k] = b1 + 2 * b2;
            yab[0][k] = b1 + 2 * a2;
            yab[1][k] = a1 + 2 * b2;
        }
        double sampleFactor = 31.0 / 32; // V is a sample variance over 32 results
        List<Sobol.Index> indices = Sobol.indices(ya, yb, yab).value().orElseThrow();
        assertThat(indices.get(0).first()).isCloseTo(0.2 * sampleFactor, within(1e-12));
        assertThat(indices.get(0).total()).isCloseTo(0.2 * sampleFactor, within(1e-12));
        assertThat(indices.get(1).first()).isCloseTo(0.8 * sampleFactor, within(1e-12));
        assertThat(indices.get(1).total()).isCloseTo(0.8 * sampleFactor, within(1e-12));
    }

    @Test
    void hasNoIndicesWithoutVariance() {
        double[] constant = {5, 5, 5};
        Outcome<List<Sobol.Index>> outcome = Sobol.indices(constant, constant, new double[][] {constant});
        assertThat(((Outcome.NotComputable<?>) outcome).why().reason()).isEqualTo(Reason.NO_VARIATION);
        double[] one = {5};
        assertThat(((Outcome.NotComputable<?>) Sobol.indices(one, one, new double[][] {one}))
                        .why()
                        .reason())
                .isEqualTo(Reason.INSUFFICIENT_DATA);
    }

    @Test
    void refusesWhatIsNoResult() {
        double[] two = {1, 2};
        assertThatThrownBy(() -> Sobol.indices(two, new double[] {1, Double.NaN}, new double[][] {two}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("b[1] is not finite: NaN");
        assertThatThrownBy(() -> Sobol.indices(two, two, new double[][] {{1}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ab[0] has 1 results, a has 2");
    }
}
