package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.internal.NoncentralT;
import io.ckpi.experiments.power.HoldoutSizing;
import io.ckpi.experiments.power.PowerAnalysis;
import io.ckpi.experiments.power.RatePower;
import io.ckpi.experiments.power.SeveralArms;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Power, sizes and holdouts: reference values, round trips, edges, bad input. */
class PlanningTest {

    private static final PowerAnalysis SPEND = PowerAnalysis.of(0.6527893551112363, 134.28637185302165);

    @Test
    void theNoncentralTAgreesWithScipy() { // scipy.stats.nct.sf
        assertThat(NoncentralT.above(2, 5, 1)).isCloseTo(0.22192533738378514, within(1e-12));
        assertThat(NoncentralT.above(1.96, 100, 2.8)).isCloseTo(0.7986822047133529, within(1e-12));
        assertThat(NoncentralT.above(2.5, 3, -1)).isCloseTo(0.0058976277033376, within(1e-12));
        assertThat(NoncentralT.above(12.7, 1, 2)).isCloseTo(0.12528380564418673, within(1e-9));
        assertThat(NoncentralT.above(1.96, 1e12, 2.8)).isCloseTo(0.7995458067395503, within(1e-12));
    }

    @Test
    void sizesExistForEverySplit() { // a peer finds none at 9 and 19 treated per control
        for (double ratio : new double[] {1, 9, 19, 99, 1.0 / 19}) {
            for (Alternative alternative : List.of(Alternative.TWO_SIDED, Alternative.GREATER)) {
                PowerAnalysis analysis = SPEND.withRatio(ratio).with(alternative);
                PowerAnalysis.Size size = analysis.size(0.2, 0.8);
                assertThat(analysis.power(0.2, size.total())).isCloseTo(0.8, within(1e-10));
                assertThat(size.treatment() / size.control()).isCloseTo(ratio, within(1e-9 * ratio));
                assertThat(analysis.effect(size.total(), 0.8)).isCloseTo(0.2, within(1e-10));
                assertThat(size.customers()).isEqualTo((long) Math.ceil(size.total()));
            }
        }
    }

    @Test
    void rootsAreExact() { // two tools' roots are good to 2–3e-4 only
        RatePower rates = RatePower.withDefaults().withRatio(19);
        for (RatePower.Scale scale : RatePower.Scale.values()) {
            RatePower power = rates.with(scale);
            double n = power.size(0.1, 0.11, 0.8);
            assertThat(power.power(0.1, 0.11, n)).isCloseTo(0.8, within(1e-11));
        }
        assertThat(RatePower.arcsineEffect(0.1, 0.11)).isCloseTo(0.03262940077, within(1e-10)); // R, pwr
    }

    @Test
    void noEffectHasThePowerOfAlpha() {
        assertThat(SPEND.power(0, 1_000)).isCloseTo(0.05, within(1e-9));
        assertThat(SPEND.with(Alternative.LESS).power(0, 1_000)).isCloseTo(0.05, within(1e-9));
        assertThat(SPEND.with(Alternative.LESS).power(-2, 1_000))
                .isCloseTo(SPEND.with(Alternative.GREATER).power(2, 1_000), within(1e-12));
        assertThat(SPEND.with(Alternative.LESS).effect(50_000, 0.8)).isNegative();
        // noncentral t against the normal distribution for a small sample: Welch needs more
        assertThat(SPEND.with(Conventions.Reference.NORMAL).power(10, 20)).isGreaterThan(SPEND.power(10, 20));
    }

    @Test
    void covariatesSaveTheirShare() {
        double plain = SPEND.with(Conventions.Reference.NORMAL).size(0.2, 0.8).total();
        double adjusted = SPEND.with(Conventions.Reference.NORMAL)
                .withCovariates(0.4)
                .size(0.2, 0.8)
                .total();
        assertThat(adjusted / plain).isCloseTo(0.6, within(1e-9));
    }

    @Test
    void pastDataGiveValueVarianceAndCovariates() {
        double[] y = {0, 3, 5, 0, 9, 2, 7, 1, 4, 8};
        double[] d = {1, 2, 3, 1, 4, 1, 3, 2, 2, 4};
        double[] x = {1, 2, 6, 0, 7, 3, 5, 2, 4, 9};
        Moments past = MomentsLayout.of("y", "d", "x").fromArrays(y, d, x);
        PowerAnalysis mean = some(PowerAnalysis.of(Metric.mean("y").adjustedBy("x"), past));
        assertThat(mean.value()).isCloseTo(3.9, within(1e-12));
        double r = past.covariance("x", "y").orElseThrow()
                / Math.sqrt(
                        past.variance("x").orElseThrow() * past.variance("y").orElseThrow());
        assertThat(mean.explained()).isCloseTo(r * r, within(1e-12));
        // the same covariate twice explains no more
        assertThat(some(PowerAnalysis.of(
                                Metric.mean("y")
                                        .adjustedBy("x")
                                        .adjustedBy(Metric.combination("2x", java.util.Map.of("x", 2.0))),
                                past))
                        .explained())
                .isCloseTo(r * r, within(1e-12));
        PowerAnalysis ratio = some(PowerAnalysis.of(Metric.ratio("y", "d"), past));
        assertThat(ratio.value()).isCloseTo(39.0 / 23, within(1e-12));
        double md = 2.3;
        assertThat(ratio.variance())
                .isCloseTo(past.varianceOfSum(1 / md, -3.9 / (md * md), 0).orElseThrow(), within(1e-12));
        assertThat(ratio.explained()).isZero();
        assertThat(reason(
                        PowerAnalysis.of(Metric.mean("y"), MomentsLayout.of("y").empty())))
                .isEqualTo(Reason.NO_DATA);
        assertThat(reason(
                        PowerAnalysis.of(Metric.mean("y"), MomentsLayout.of("y").fromArrays(new double[] {2, 2, 2}))))
                .isEqualTo(Reason.NO_VARIATION);
        assertThat(reason(PowerAnalysis.of(
                        Metric.ratio("y", "z"),
                        MomentsLayout.of("y", "z").fromArrays(new double[] {1, 2}, new double[] {0, 0}))))
                .isEqualTo(Reason.ZERO_DENOMINATOR);
    }

    private static <T> Reason reason(Outcome<T> outcome) {
        return ((Outcome.NotComputable<T>) outcome).why().reason();
    }

    @Test
    void planningRefusesWhatIsNoPlan() {
        assertThatThrownBy(() -> PowerAnalysis.of(1, 0)).hasMessage("variance is not positive and finite: 0.0");
        assertThatThrownBy(() -> PowerAnalysis.of(Double.NaN, 1)).hasMessage("value is not finite: NaN");
        assertThatThrownBy(() -> PowerAnalysis.ofRate(1)).hasMessage("rate is not strictly between 0 and 1: 1.0");
        assertThatThrownBy(() -> SPEND.withControlShare(1)).hasMessage("share is not strictly between 0 and 1: 1.0");
        assertThatThrownBy(() -> SPEND.withCovariates(1)).hasMessage("rSquared is not from 0 to below 1: 1.0");
        assertThatThrownBy(() -> SPEND.power(1, 3)).hasMessage("total leaves an arm below 2 customers: 3.0");
        assertThatThrownBy(() -> SPEND.power(1, Double.NaN)).hasMessage("total leaves an arm below 2 customers: NaN");
        assertThatThrownBy(() -> SPEND.size(0, 0.8)).hasMessage("effect does not suit TWO_SIDED: 0.0");
        assertThatThrownBy(() -> SPEND.with(Alternative.LESS).size(1, 0.8))
                .hasMessage("effect does not suit LESS: 1.0");
        assertThatThrownBy(() -> SPEND.size(1, 0.05)).hasMessage("power is not strictly between alpha and 1: 0.05");
        assertThatThrownBy(() -> SPEND.effect(100, 1)).hasMessage("power is not strictly between alpha and 1: 1.0");
        assertThatThrownBy(() -> SPEND.withAlpha(Double.NaN)).hasMessage("alpha is not strictly between 0 and 1: NaN");
        assertThatThrownBy(() -> RatePower.withDefaults().power(0.5, 1, 10))
                .hasMessage("treatment is not strictly between 0 and 1: 1.0");
        assertThatThrownBy(() -> RatePower.withDefaults().size(0.1, 0.1, 0.8))
                .hasMessage("the effect does not suit TWO_SIDED: 0.0");
        assertThatThrownBy(() -> SeveralArms.of(1.0)).hasMessage("shares needs two arms or more: 1");
        assertThatThrownBy(() -> SeveralArms.of(1.0, -1.0).size(1, 1, 0.8))
                .hasMessage("a share is not positive and finite: -1.0");
        assertThatThrownBy(() -> SeveralArms.of(1.0, 1.0).size(1, 0, 0.8)).hasMessage("effect is 0 or not finite: 0.0");
    }

    @Test
    void severalArmsAreSizedForTheWorstComparison() {
        SeveralArms arms = SeveralArms.of(0.5, 0.3, 0.2);
        double twoArms = SeveralArms.of(0.5, 0.2).size(1, 0.1, 0.8) / 0.7; // the smallest arm against the control
        assertThat(arms.size(1, 0.1, 0.8)).isCloseTo(twoArms, within(1e-9 * twoArms));
        assertThat(arms.with(SeveralArms.Comparisons.ALL_PAIRS).count()).isEqualTo(3);
        assertThat(arms.withAlpha(0.05, true).size(1, 0.1, 0.8))
                .isCloseTo(arms.withAlpha(0.025, false).size(1, 0.1, 0.8), within(1e-9));
    }

    private static final double MENS = 1.4226165110057738 / 0.6527893551112363 - 1;

    private static HoldoutSizing hillstrom(long customers) {
        return HoldoutSizing.of(0.6527893551112363, 134.28637185302165, 122.0 / 21_306, customers)
                .withTreatedDispersion(315.2117988656214 / 1.4226165110057738);
    }

    @Test
    void theHoldoutPowerIsThatOfThePooledDispersionInterval() { // published design figures: 32 / 66 / 92 %
        assertThat(hillstrom(20_000).power(0.05, MENS)).isCloseTo(0.32, within(0.005));
        assertThat(hillstrom(50_000).power(0.05, MENS)).isCloseTo(0.66, within(0.005));
        assertThat(hillstrom(100_000).power(0.05, MENS)).isCloseTo(0.92, within(0.005));
    }

    @Test
    void theCurveFallsAndTheCostRises() {
        HoldoutSizing sizing = hillstrom(100_000);
        List<HoldoutSizing.Point> curve = sizing.curve(0.7, 0.05, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5);
        for (int i = 1; i < curve.size(); i++) {
            assertThat(curve.get(i).detectableLift())
                    .isLessThan(curve.get(i - 1).detectableLift());
            assertThat(curve.get(i).cost()).isGreaterThan(curve.get(i - 1).cost());
        }
        HoldoutSizing.Point point = curve.get(2);
        assertThat(point.holdout()).isCloseTo(5_000, within(1e-9));
        assertThat(point.cost()).isCloseTo(5_000 * 0.65, within(1e-9));
        assertThat(point.buyers()).isCloseTo(5_000 * 122.0 / 21_306, within(1e-9)); // 28.6
        assertThat(point.fewBuyers()).isTrue();
        assertThat(curve.get(3).fewBuyers()).isFalse();
        assertThat(sizing.power(0.05, point.detectableLift())).isCloseTo(0.8, within(1e-9));
        assertThat(point.detectableEffect()).isCloseTo(0.6527893551112363 * point.detectableLift(), within(1e-12));
    }

    @Test
    void theRecommendedShareBalancesCostAndPrecision() {
        HoldoutSizing sizing = hillstrom(100_000);
        double price = 20_000;
        HoldoutSizing.Point best = sizing.recommended(0.7, 0.05, price);
        double total = best.cost() + price * best.detectableLift();
        for (double factor : new double[] {0.7, 0.9, 1.1, 1.4}) {
            HoldoutSizing.Point other = sizing.at(best.share() * factor, 0.7, 0.05);
            assertThat(other.cost() + price * other.detectableLift()).isGreaterThan(total);
        }
        assertThat(sizing.recommended(0.7, 0.05, 2 * price).share()).isGreaterThan(best.share());
        assertThat(sizing.recommended(0.05, 0.05, price).share()).isEqualTo(0.5); // holding back costs nothing
        assertThat(sizing.recommended(1e-9, 0, 1e9).share()).isEqualTo(0.5); // precision is priceless
    }

    @Test
    void holdoutSizingRefusesWhatIsNoHoldout() {
        assertThatThrownBy(() -> HoldoutSizing.of(0, 1, 0.1, 100)).hasMessage("mean is not positive and finite: 0.0");
        assertThatThrownBy(() -> HoldoutSizing.of(1, 1, 0, 100))
                .hasMessage("buyerShare is not above 0 and at most 1: 0.0");
        assertThatThrownBy(() -> HoldoutSizing.of(1, 1, 0.1, 3)).hasMessage("customers is below 4: 3");
        HoldoutSizing sizing = HoldoutSizing.of(1, 1, 0.1, 100);
        assertThatThrownBy(() -> sizing.power(0.01, 1))
                .hasMessage("share is not above 0 and at most 0.5 with two customers or more: 0.01");
        assertThatThrownBy(() -> sizing.power(0.6, 1))
                .hasMessage("share is not above 0 and at most 0.5 with two customers or more: 0.6");
        assertThatThrownBy(() -> sizing.power(0.5, -1)).hasMessage("lift is not above -1 and at most 1e6: -1.0");
        assertThatThrownBy(() -> sizing.withPower(0.4)).hasMessage("power is not from 0.5 to below 1: 0.4");
        assertThatThrownBy(() -> sizing.at(0.5, Double.NaN, 0)).hasMessage("gainPerCustomer is not finite: NaN");
        assertThatThrownBy(() -> sizing.recommended(1, 0, 0))
                .hasMessage("priceOfPrecision is not positive and finite: 0.0");
    }
}
