package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.sequential.AlwaysValid;
import io.ckpi.experiments.sequential.ConfidenceSequence;
import io.ckpi.experiments.sequential.GroupSequential;
import io.ckpi.experiments.sequential.GroupSequentialBounds;
import io.ckpi.experiments.sequential.Hybrid;
import io.ckpi.experiments.sequential.Msprt;
import io.ckpi.experiments.sequential.SequentialSrm;
import io.ckpi.experiments.sequential.Spending;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Sample ratios and looking while an experiment runs: reference values, edges, bad input. */
class MonitoringTest {

    @Test
    void theHillstromSplitIsClean() {
        Srm.Check check = some(Srm.of(1, 1, 1).chiSquared(21_307, 21_387, 21_306));
        assertThat(check.statistic()).isCloseTo(0.2025, within(5e-5)); // published
        assertThat(check.pValue()).isCloseTo(0.904, within(5e-4));
        assertThat(check.alarm()).isFalse();
    }

    @Test
    void farTailsKeepTheirLogarithm() {
        // mpmath: log10 of the regularised upper gamma function
        Srm.Check beyond = some(Srm.of(1, 1).chiSquared(4_000, 12_000)); // x = 4,000
        assertThat(beyond.statistic()).isEqualTo(4_000);
        assertThat(beyond.pValue()).isZero();
        assertThat(beyond.log10P()).isCloseTo(-870.488162246528, within(1e-9));
        assertThat(beyond.alarm()).isTrue();
        Srm.Check fourArms = some(Srm.of(1, 1, 1, 1).chiSquared(0, 0, 4_000, 0)); // x = 12,000
        assertThat(fourArms.pValue()).isZero();
        // −x/2 · log10 e + ½ log10 (2x/π), the leading term
        assertThat(fourArms.log10P()).isCloseTo(-6_000 / Math.log(10) + Math.log10(24_000 / Math.PI) / 2, within(1e-3));
    }

    @Test
    void theExactTestAddsWhatIsNotMoreProbable() { // scipy.stats.binomtest
        assertThat(some(Srm.of(0.7, 0.3).exact(13, 7)).pValue()).isCloseTo(0.6294979666766769, within(1e-12));
        assertThat(some(Srm.of(0.95, 0.05).exact(9_500, 120)).pValue())
                .isCloseTo(2.9731027820126165e-89, within(1e-98));
        assertThat(some(Srm.of(0.9, 0.1).exact(50, 0)).pValue()).isCloseTo(0.008373696343230033, within(1e-13));
        assertThat(some(Srm.of(0.95, 0.05).exact(990, 10)).pValue()).isCloseTo(6.476680939727518e-12, within(1e-20));
        assertThat(some(Srm.of(1, 1).exact(50, 50)).pValue()).isEqualTo(1);
        Srm.Check far = some(Srm.of(1, 1).exact(1_000_000, 0));
        assertThat(far.pValue()).isZero();
        assertThat(far.log10P()).isCloseTo(1_000_000 * Math.log10(0.5), within(0.5));
    }

    @Test
    void sampleRatiosRefuseWhatIsNoSplit() {
        assertThatThrownBy(() -> Srm.of(1)).hasMessage("shares needs two arms or more: 1");
        assertThatThrownBy(() -> Srm.of(0.5, 0)).hasMessage("shares[1] is not positive and finite: 0.0");
        assertThatThrownBy(() -> Srm.of(0.5, Double.NaN)).hasMessage("shares[1] is not positive and finite: NaN");
        assertThatThrownBy(() -> Srm.of(1, 1).chiSquared(5, -1)).hasMessage("counts[1] is negative: -1");
        assertThatThrownBy(() -> Srm.of(1, 1).chiSquared(5)).hasMessage("counts has 1 arms, the plan has 2");
        assertThatThrownBy(() -> Srm.of(1, 1, 1).exact(1, 2)).hasMessage("this test is for two arms: 3");
        assertThatThrownBy(() -> Srm.of(1, 1).withAlarm(0)).hasMessage("alarm is not strictly between 0 and 1: 0.0");
        assertThatThrownBy(() -> Srm.of(1, 1).exact(2_000_000_000, 2_000_000_000))
                .hasMessage("the exact test takes at most 2147483647 customers: 4000000000");
        Outcome<Srm.Check> nobody = Srm.of(1, 1).chiSquared(0, 0);
        assertThat(nobody).isInstanceOf(Outcome.NotComputable.class);
        assertThat(((Outcome.NotComputable<Srm.Check>) nobody).why().reason()).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void theSequentialCheckIsAccurateForLargeBatches() { // mpmath, 30 digits
        SequentialSrm check = SequentialSrm.of(0.95, 0.05).plus(30_000, 900);
        assertThat(check.log10P()).isCloseTo(-51.8136139170239042, within(1e-10));
        assertThat(check.alarm()).isTrue();
        assertThat(check.customers()).isEqualTo(30_900);
        assertThat(check.count(1)).isEqualTo(900);
    }

    @Test
    void theSequentialCheckDoesNotDependOnHowBatchesAreCut() {
        SequentialSrm whole = SequentialSrm.of(1, 1).plus(5_300, 4_700);
        SequentialSrm parts = SequentialSrm.of(1, 1);
        for (int i = 0; i < 100; i++) {
            parts = parts.plus(53, 47);
        }
        assertThat(parts.log10P()).isCloseTo(whole.log10P(), within(1e-9));
        assertThat(SequentialSrm.of(1, 1).plus(0, 0).pValue()).isEqualTo(1);
    }

    @Test
    void theSequentialCheckRefusesWhatIsNoBatch() {
        SequentialSrm check = SequentialSrm.of(1, 1);
        assertThatThrownBy(() -> check.plus(1)).hasMessage("batch has 1 arms, the plan has 2");
        assertThatThrownBy(() -> check.plus(1, -3)).hasMessage("batch[1] is negative: -3");
        assertThatThrownBy(() -> check.withSlab(1, 1)).hasMessage("weight is not from 0 to below 1: 1.0");
        assertThatThrownBy(() -> check.withConcentration(-1))
                .hasMessage("concentration is not positive and finite: -1.0");
        assertThatThrownBy(() -> check.withAlarm(1)).hasMessage("alarm is not strictly between 0 and 1: 1.0");
        assertThat(check.withConcentration(100)
                        .withSlab(0.5, 2)
                        .withConcentration(10_000)
                        .plus(10, 90)
                        .pValue())
                .isEqualTo(check.withSlab(0.5, 2).plus(10, 90).pValue());
    }

    @Test
    void pValuesAndIntervalsOfConfidenceSequencesAgree() {
        for (ConfidenceSequence sequence : new ConfidenceSequence[] {
            ConfidenceSequence.asymptotic(5_000),
            ConfidenceSequence.asymptotic(5_000).with(Alternative.GREATER),
            ConfidenceSequence.asymptotic(5_000).with(Alternative.LESS),
            ConfidenceSequence.howard(5_000)
        }) {
            double sign = sequence.alternative() == Alternative.LESS ? -1 : 1;
            double edge = sign * sequence.multiplier(4_000); // the effect in standard errors that is just significant
            AlwaysValid at = some(sequence.at(edge, 1, 4_000));
            assertThat(at.pValue()).isCloseTo(0.05, within(1e-12));
            assertThat(some(sequence.at(edge * 1.001, 1, 4_000)).excludesZero()).isTrue();
            assertThat(some(sequence.at(edge * 0.999, 1, 4_000)).excludesZero()).isFalse();
        }
    }

    @Test
    void tinyPValuesKeepTheirLogarithm() {
        AlwaysValid at = some(ConfidenceSequence.asymptotic(1_000).at(60, 1, 1_000_000));
        assertThat(at.pValue()).isZero();
        assertThat(at.log10P()).isLessThan(-700).isFinite();
        AlwaysValid oneSided = some(
                ConfidenceSequence.asymptotic(1_000).with(Alternative.GREATER).at(60, 1, 1_000_000));
        assertThat(oneSided.pValue()).isZero();
        assertThat(oneSided.log10P()).isLessThan(-700).isFinite();
        assertThat(some(Msprt.planned(1_000).at(5, 1, 10_000, 1, 10_000)).log10P())
                .isLessThan(-1_000)
                .isFinite();
    }

    @Test
    void theWrongSideHasPOne() {
        ConfidenceSequence greater = ConfidenceSequence.asymptotic(1_000).with(Alternative.GREATER);
        assertThat(some(greater.at(-1, 0.1, 500)).pValue()).isEqualTo(1);
        assertThat(some(greater.at(-1, 0.1, 500)).interval().high()).isNull();
        assertThat(some(greater.at(0, 0.1, 500)).pValue()).isEqualTo(1);
    }

    @Test
    void noVariationIsAReasonAndBadNumbersAreErrors() {
        ConfidenceSequence sequence = ConfidenceSequence.asymptotic(1_000);
        assertThat(reason(sequence.at(0.5, 0, 10))).isEqualTo(Reason.NO_VARIATION);
        assertThat(reason(Msprt.planned(100).at(0.5, 0, 10, 0, 10))).isEqualTo(Reason.NO_VARIATION);
        assertThatThrownBy(() -> sequence.at(Double.NaN, 1, 10)).hasMessage("effect is not finite: NaN");
        assertThatThrownBy(() -> sequence.at(1, -1, 10)).hasMessage("standardError is not 0 or more and finite: -1.0");
        assertThatThrownBy(() -> sequence.at(1, 1, 0)).hasMessage("n is below 1: 0");
        assertThatThrownBy(() -> ConfidenceSequence.asymptotic(0)).hasMessage("tuning is not positive and finite: 0.0");
        assertThatThrownBy(() -> sequence.withLevel(1)).hasMessage("level is not strictly between 0 and 1: 1.0");
        assertThatThrownBy(() -> sequence.withLevel(0.4).with(Alternative.LESS))
                .hasMessage("level must be above 0.5 for one side: 0.4");
        assertThatThrownBy(() -> ConfidenceSequence.howard(10).with(Alternative.LESS))
                .hasMessage("the normal mixture is two-sided: LESS");
        assertThatThrownBy(() -> Msprt.planned(Double.NaN)).hasMessage("size is not positive and finite: NaN");
        assertThatThrownBy(() -> Msprt.planned(10).at(1, 1, 0, 1, 5)).hasMessage("an arm is empty: 0, 5");
        assertThatThrownBy(() -> Msprt.planned(10).at(1, -1, 5, 1, 5))
                .hasMessage("controlVariance is not 0 or more and finite: -1.0");
    }

    private static <T> Reason reason(Outcome<T> outcome) {
        return ((Outcome.NotComputable<T>) outcome).why().reason();
    }

    @Test
    void twoLooksAgreeWithTheBivariateNormal() { // mpmath quadrature: P(|Z₁| < 2.5, |Z₂| < 2)
        checkTwoLooks(0.3, 2.5, 2.0, 0.945764713924623221900645685165);
        checkTwoLooks(0.98, 2.2, 2.1, 0.962691418123778585092923419415);
    }

    private static void checkTwoLooks(double t, double first, double second, double inside) {
        double spentFirst = 2 * normal(first);
        Spending spending = (time, alpha) -> time < 1 ? spentFirst : 1 - inside;
        GroupSequentialBounds bounds =
                GroupSequential.withDefaults().withAlpha(0.06).spending(spending, t, 1);
        assertThat(bounds.looks().get(0).z().orElseThrow()).isCloseTo(first, within(1e-10));
        assertThat(bounds.looks().get(1).z().orElseThrow()).isCloseTo(second, within(1e-9));
    }

    private static double normal(double z) {
        return org.apache.commons.statistics.distribution.NormalDistribution.of(0, 1)
                .survivalProbability(z);
    }

    @Test
    void ninetyLooksSpendExactlyAlpha() {
        GroupSequential design = GroupSequential.withDefaults();
        double[] t = GroupSequential.equallySpaced(90);
        for (Spending spending : new Spending[] {Spending.obrienFleming(), Spending.pocock(), Spending.power(3)}) {
            GroupSequentialBounds bounds = design.spending(spending, t);
            assertThat(2 * bounds.power(0)).isCloseTo(0.05, within(1e-9)); // both sides, by symmetry
            assertThat(bounds.looks().get(89).spent()).isCloseTo(0.05, within(1e-12));
        }
        GroupSequentialBounds oneSided = design.with(Alternative.GREATER).spending(Spending.obrienFlemingOneSided(), t);
        assertThat(oneSided.power(0)).isCloseTo(0.05, within(1e-9));
    }

    @Test
    void theDriftGivesThePower() {
        // one look: the power of the fixed test, Φ(drift − z) + nothing below
        GroupSequentialBounds one = GroupSequential.withDefaults().spending(Spending.power(1), 1);
        assertThat(one.looks().get(0).z().orElseThrow()).isCloseTo(1.959963984540054, within(1e-12));
        assertThat(one.power(2.801585)).isCloseTo(0.8, within(1e-6));
        // Jennison and Turnbull 2000, table 2.2: Pocock, five looks, power 0.8 needs 1.228 times the information
        GroupSequentialBounds pocock = GroupSequential.withDefaults().pocock(GroupSequential.equallySpaced(5));
        assertThat(pocock.power(2.801585 * Math.sqrt(1.228))).isCloseTo(0.8, within(1e-3));
        GroupSequentialBounds mirrored =
                GroupSequential.withDefaults().with(Alternative.LESS).spending(Spending.power(2), 0.5, 1);
        assertThat(mirrored.power(-3)).isGreaterThan(0.85);
        assertThat(mirrored.power(3)).isLessThan(1e-4);
    }

    @Test
    void boundsStopAndGiveRepeatedIntervals() {
        GroupSequentialBounds bounds = GroupSequential.withDefaults().spending(Spending.obrienFleming(), 0.001, 0.5, 1);
        assertThat(bounds.looks().get(0).z()).isEmpty(); // nothing to spend so early
        assertThat(bounds.stops(0, 12)).isFalse();
        assertThat(bounds.interval(0, 1, 1).low()).isNull();
        double z = bounds.looks().get(1).z().orElseThrow();
        assertThat(bounds.stops(1, -z)).isTrue();
        assertThat(bounds.stops(1, z - 1e-9)).isFalse();
        assertThat(Objects.requireNonNull(bounds.interval(1, 2, 0.5).low())).isCloseTo(2 - z / 2, within(1e-12));
        GroupSequentialBounds less =
                GroupSequential.withDefaults().with(Alternative.LESS).spending(Spending.pocock(), 0.5, 1);
        assertThat(less.stops(1, -3)).isTrue();
        assertThat(less.stops(1, 3)).isFalse();
        assertThat(less.interval(1, 0, 1).low()).isNull();
        assertThatThrownBy(() -> less.stops(0, Double.NaN)).hasMessage("statistic is not finite: NaN");
        assertThatThrownBy(() -> less.stopping(31)).hasMessage("drift is not from -30 to 30: 31.0");
        assertThatThrownBy(() -> less.interval(0, 1, -1)).hasMessage("not an effect with a standard error: 1.0, -1.0");
    }

    @Test
    void informationMustRise() {
        GroupSequential design = GroupSequential.withDefaults();
        assertThatThrownBy(() -> design.spending(Spending.pocock(), 0.5, 0.5))
                .hasMessage("information must rise from look to look: 0.5 after 0.5");
        assertThatThrownBy(() -> design.pocock(0.5, 0.3))
                .hasMessage("information must rise from look to look: 0.3 after 0.5");
        assertThatThrownBy(() -> design.pocock(0.5, 1.3))
                .hasMessage("information[1] is not above 0 and at most 1: 1.3");
        assertThatThrownBy(() -> design.pocock()).hasMessage("information is empty");
        assertThatThrownBy(() -> design.spending((t, a) -> a * (1.5 - t), 0.6, 1))
                .hasMessageStartingWith("the spending function falls or exceeds α at t = 1.0");
        assertThatThrownBy(() -> GroupSequential.information(100, 50, 50))
                .hasMessage("totals do not rise at look 2: 50");
        assertThatThrownBy(() -> GroupSequential.information(0, 50)).hasMessage("planned is below 1: 0");
        assertThatThrownBy(() -> GroupSequential.equallySpaced(0)).hasMessage("looks is below 1: 0");
        assertThatThrownBy(() -> design.withAlpha(0)).hasMessage("alpha is not strictly between 0 and 1: 0.0");
        assertThatThrownBy(() -> design.wangTsiatis(2, 1)).hasMessage("delta is not from -1 to 1: 2.0");
        assertThatThrownBy(() -> Spending.power(0)).hasMessage("rho is not positive and finite: 0.0");
        assertThat(GroupSequential.information(1_000, 400, 1_250)).containsExactly(0.32, 1); // overrun
        assertThat(GroupSequential.information(1_000, 400, 800)).containsExactly(0.4, 0.8);
    }

    @Test
    void theHybridGivesEachHalfItsShare() {
        Hybrid hybrid = Hybrid.of(ConfidenceSequence.asymptotic(1_000).withLevel(0.9));
        assertThat(hybrid.running().level()).isCloseTo(0.95, within(1e-15));
        assertThat(hybrid.alphaAtEnd()).isCloseTo(0.05, within(1e-15));
        TestResult end = hybrid.end(2.0, 1.0, Double.POSITIVE_INFINITY);
        assertThat(end.significantAt(hybrid.alphaAtEnd())).isTrue();
        assertThat(end.interval().contains(0)).isFalse();
        assertThat(some(hybrid.look(2.0, 1.0, 1_000)).excludesZero()).isFalse();
    }
}
