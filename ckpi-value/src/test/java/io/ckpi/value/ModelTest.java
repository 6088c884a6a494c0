package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wrong arguments, limits of the models of opportunities, contracts and spend, and the choice between models. */
class ModelTest {

    private static final BgNbd BG = new BgNbd(0.243, 4.414, 0.793, 2.426, Cadence.WEEKS);

    @Test
    void wrongArgumentsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BgNbd(0, 1, 1, 1, Cadence.WEEKS))
                .withMessage("r must be positive and finite: 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ParetoNbd(1, 1, Double.NaN, 1, Cadence.WEEKS))
                .withMessage("s must be positive and finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BgCnbd(13, BgCnbd.Leaving.AFTER_FIRST, 1, 1, 1, 1, Cadence.WEEKS))
                .withMessage("k must be in 1 … 12: 13");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BG.expected(BG.newCustomer(), -1))
                .withMessage("t must be finite and not negative: -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BG.logLik(2, 40, 39))
                .withMessageContaining("40.0");
        assertThatIllegalArgumentException().isThrownBy(() -> BG.logLik(0, 3, 39));
        assertThatIllegalArgumentException().isThrownBy(() -> BG.logLik(1, 0, 39));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BG.future(BG.newCustomer(), 1).quantile(1))
                .withMessage("level must be strictly between 0 and 1: 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BG.future(BG.newCustomer(), 1).p(-1))
                .withMessage("n must not be negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sbg.fit(List.of(new long[] {100, 101}), Cadence.YEARS))
                .withMessage("survivors must not be negative or rise: index 1, 101");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BgBb(1, 1, 1, 1, Cadence.YEARS).logLik(2, 1, 6))
                .withMessage("not 0 <= x <= tx <= n with tx 0 exactly if x is 0: x 2, tx 1, n 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GammaGamma.fit(new int[] {1}, new double[] {Double.NaN}))
                .withMessage("m is negative or not finite at index 0: NaN");
        BgCnbd regular = new BgCnbd(2, BgCnbd.Leaving.AFTER_FIRST, 1, 1, 1, 1, Cadence.WEEKS);
        assertThatThrownBy(() -> regular.dert(regular.newCustomer(), Rate.perYear(0.1)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("discounted transactions are not computed for k > 1: k 2");
    }

    @Test
    void withoutADiscountALifetimeMayHaveNoBound() {
        assertThat(BG.dert(BG.newCustomer(), Rate.NONE)).isEqualTo(Absent.because(Reason.UNBOUNDED));
        BgNbd sure = new BgNbd(0.243, 4.414, 1.5, 2.426, Cadence.WEEKS);
        double far = sure.expected(sure.newCustomer(), 1e12);
        assertThat(sure.dert(sure.newCustomer(), Rate.NONE).value().orElseThrow())
                .isGreaterThan(far)
                .isCloseTo((1.5 + 2.426 - 1) / (1.5 - 1), within(1e-12));
        assertThat(new Sbg(0.668, 3.806, Cadence.YEARS).expectedLifetime(Rate.NONE))
                .isEqualTo(Absent.because(Reason.UNBOUNDED));
        Sbg bounded = new Sbg(2, 3, Cadence.YEARS);
        assertThat(bounded.expectedLifetime(Rate.NONE).value().orElseThrow()).isCloseTo(4, within(1e-12));
        assertThat(new BgBb(1, 1, 0.9, 1, Cadence.YEARS).dert(1, 1, 2, Rate.NONE))
                .isEqualTo(Absent.because(Reason.UNBOUNDED));
    }

    /** BdW with c = 1 is sBG: another route (gamma functions and a tail integral) to the same numbers. */
    @Test
    void betaDiscreteWeibullContainsSbg() {
        Sbg plain = new Sbg(2.5, 3.8, Cadence.YEARS);
        BdW weibull = new BdW(2.5, 3.8, 1, Cadence.YEARS);
        for (int t : new int[] {1, 2, 7, 40}) {
            assertThat(weibull.survival(t)).isCloseTo(plain.survival(t), within(1e-13));
            assertThat(weibull.retention(t)).isCloseTo(plain.retention(t), within(1e-12));
        }
        for (double d : new double[] {0, 0.001, 0.1}) {
            Rate rate = Rate.perYear(d);
            for (int n : new int[] {1, 5}) {
                double expected = plain.residualLifetime(n, rate).value().orElseThrow();
                assertThat(weibull.residualLifetime(n, rate).value().orElseThrow())
                        .isCloseTo(expected, within(1e-9 * expected));
            }
        }
    }

    @Test
    void limitsOfContractsOpportunitiesAndSpendAreNamed() {
        Fit<Sbg> constant = Sbg.fit(List.of(new long[] {10_000, 8000, 6300, 4900, 3750}), Cadence.MONTHS)
                .value()
                .orElseThrow();
        assertThat(constant.boundary()).isEqualTo(Boundary.HOMOGENEOUS_DROPOUT);
        assertThat(constant.model().parameters().get("p")).isCloseTo(6250.0 / 29_200, within(1e-9));
        assertThat(constant.convergence().certificate().orElseThrow()).isLessThan(0);
        assertThat(constant.model().retention(7)).isCloseTo(1 - 6250.0 / 29_200, within(1e-9));
        assertThat(constant.model().expectedLifetime(Rate.NONE).value().orElseThrow())
                .isCloseTo(29_200 / 6250.0, within(1e-7));

        // all buy with the chance 0.4 and nobody leaves: every one of the 16 histories as often as it must be
        int[] x = new int[16];
        int[] tx = new int[16];
        int[] n = new int[16];
        long[] customers = new long[16];
        for (int h = 0; h < 16; h++) {
            x[h] = Integer.bitCount(h);
            tx[h] = 32 - Integer.numberOfLeadingZeros(h);
            n[h] = 4;
            customers[h] = Math.round(10_000 * Math.pow(0.4, x[h]) * Math.pow(0.6, 4 - x[h]));
        }
        Fit<BgBb> same = BgBb.fit(x, tx, n, customers, Cadence.YEARS).value().orElseThrow();
        assertThat(same.boundary()).isEqualTo(Boundary.HOMOGENEOUS_RATE_NO_DROPOUT);
        assertThat(same.model().parameters().get("p")).isCloseTo(0.4, within(1e-9));
        assertThat(same.model().expected(2, 3, 4, 5)).isCloseTo(2, within(1e-9));
        assertThat(same.model().future(2, 3, 4, 5).p(5)).isCloseTo(Math.pow(0.4, 5), within(1e-9));

        RandomStream stream = RandomStream.of(3, "limits", 0);
        int[] repeats = new int[2000];
        double[] alike = new double[2000];
        double[] steady = new double[2000];
        for (int i = 0; i < 2000; i++) {
            repeats[i] = 1 + i % 5;
            alike[i] = Samplers.gamma(stream, 4.0 * repeats[i]) / (4.0 * repeats[i]) * 30;
            steady[i] = 30 / Samplers.gamma(stream, 5);
        }
        Fit<GammaGamma> spend = GammaGamma.fit(repeats, alike).value().orElseThrow();
        assertThat(spend.model().expectedSpend(3, 90).value().orElseThrow()).isBetween(28.0, 36.0);
        Fit<GammaGamma> fixed = GammaGamma.fit(repeats, steady).value().orElseThrow();
        assertThat(fixed.model().expectedSpend(3, 9).value().orElseThrow()).isCloseTo(9, within(0.3));
        assertThat(GammaGamma.fit(
                                new int[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                                new double[] {5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5})
                        .value())
                .isEmpty();
    }

    @Test
    void donationsArePredictedByTheirDistribution() {
        BgBb model = new BgBb(1.204, 0.750, 0.657, 2.783, Cadence.YEARS);
        Future future = model.future(4, 5, 6, 5);
        double sum = 0;
        double mean = 0;
        for (int n = 0; n <= 5; n++) {
            sum += future.p(n);
            mean += n * future.p(n);
        }
        assertThat(sum).isCloseTo(1, within(1e-13));
        assertThat(mean).isCloseTo(model.expected(4, 5, 6, 5), within(1e-13));
        assertThat(future.quantile(0.999)).isEqualTo(5);
        assertThat(future.pGreaterThan(5)).isZero();
    }

    @Test
    void regularTimingIsChosenOnGrocery() {
        ModelChoice choice = ModelChoice.of(DataSets.grocery().histories());
        ModelChoice.Row best = choice.recommended().orElseThrow();
        assertThat(best.name()).isEqualTo("MBG/CNBD-2");
        assertThat(best.fit().logLikelihood()).isCloseTo(-14978.211, within(5e-4));
        double mbg = choice.rows().stream()
                .filter(row -> row.name().equals("MBG/NBD"))
                .findFirst()
                .orElseThrow()
                .fit()
                .logLikelihood();
        assertThat(best.fit().logLikelihood() - mbg).isCloseTo(803.7, within(0.1));
        assertThat(choice.rows()).hasSize(6);
        assertThat(choice.refused()).isEmpty();
        assertThat(choice.leastAic()).contains(best);
        Histories noGaps = Histories.of(
                new int[] {0, 1, 3},
                new int[] {0, 40, 90},
                new int[] {100, 100, 100},
                new long[] {50, 30, 20},
                Cadence.WEEKS);
        ModelChoice without = ModelChoice.of(noGaps, 10, 100);
        assertThat(without.refused())
                .extracting(r -> r.why().reason())
                .containsExactly(Reason.INSUFFICIENT_DATA, Reason.INSUFFICIENT_DATA);
        assertThat(without.rows()).hasSize(4).allMatch(row -> row.holdoutError().isPresent());
    }
}
