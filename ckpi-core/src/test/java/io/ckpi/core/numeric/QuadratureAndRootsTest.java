package io.ckpi.core.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Against integrals and roots that are known in closed form. */
class QuadratureAndRootsTest {

    @Test
    void polynomialsAreIntegratedExactly() {
        for (int n : new int[] {1, 2, 3, 5, 16, 64, 201}) {
            GaussLegendre rule = GaussLegendre.of(n);
            int degree = 2 * n - 1 - (2 * n - 1) % 2; // the highest even one
            double got = rule.integrate(x -> Math.pow(x, degree), -1, 1);
            assertThat(got).as("n = %d", n).isCloseTo(2.0 / (degree + 1), within(2e-14));
            double sum = 0;
            for (int i = 0; i < rule.size(); i++) {
                sum += rule.weight(i);
                assertThat(rule.node(i)).isEqualTo(-rule.node(n - 1 - i));
            }
            assertThat(sum).isCloseTo(2, within(1e-13));
        }
    }

    @Test
    void theNodesAreThePublishedOnes() {
        GaussLegendre rule = GaussLegendre.of(5); // Abramowitz and Stegun, table 25.4
        assertThat(rule.node(4)).isCloseTo(0.906179845938664, within(1e-15));
        assertThat(rule.node(3)).isCloseTo(0.538469310105683, within(1e-15));
        assertThat(rule.weight(4)).isCloseTo(0.236926885056189, within(1e-15));
        assertThat(rule.weight(2)).isCloseTo(0.568888888888889, within(1e-15));
    }

    @Test
    void aSmoothIntegralIsRightToTheLastDigits() {
        assertThat(GaussLegendre.of(40).integrate(Math::exp, 0, 3)).isCloseTo(Math.expm1(3), within(1e-13));
        assertThat(GaussLegendre.of(1000).integrate(Math::cos, 0, 100)).isCloseTo(Math.sin(100), within(1e-12));
    }

    @Test
    void wrongArgumentsOfQuadratureAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GaussLegendre.of(0))
                .withMessageContaining("n must be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GaussLegendre.of(3).integrate(x -> x, 0, Double.POSITIVE_INFINITY))
                .withMessageContaining("Infinity");
    }

    @Test
    void rootsAreFoundToTheLastBits() {
        assertThat(Roots.find(x -> x * x - 2, 0, 2, 0)).isCloseTo(Math.sqrt(2), within(1e-15));
        assertThat(Roots.find(x -> Math.cos(x) - x, 0, 1, 0)).isCloseTo(0.7390851332151607, within(1e-15));
        assertThat(Roots.find(x -> Math.cbrt(x - 1), -50, 90, 0)).isCloseTo(1, within(1e-15)); // vertical tangent
        assertThat(Roots.find(x -> Math.pow(x, 19), -1, 4, 1e-12)).isCloseTo(0, within(1e-2)); // flat: 1e-38 at 1e-2
        assertThat(Roots.find(x -> x - 3, 3, 5, 0)).isEqualTo(3);
    }

    @Test
    void aBracketWithoutAChangeOfSignIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roots.find(x -> x * x + 1, -1, 1, 0))
                .withMessageContaining("no change of sign");
        assertThatIllegalArgumentException().isThrownBy(() -> Roots.find(x -> x, 1, -1, 0));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Roots.find(x -> x == -1 || x == 2 ? x : Double.NaN, -1, 2, 0));
    }
}
