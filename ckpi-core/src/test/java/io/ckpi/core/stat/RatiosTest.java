package io.ckpi.core.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Expected limits were computed with numpy 2 and scipy 1.17 from the definitions. */
@NullUnmarked // a test knows what is there, and hands over null on purpose
class RatiosTest {

    private static final Ratios RATIOS = Ratios.withDefaults();
    private static final Unit RUB = Unit.money(Currency.getInstance("RUB"));
    private static final double[] Y = {3, 0, 5, 2, 8, 1, 0, 4};
    private static final double[] D = {10, 4, 9, 7, 12, 6, 3, 9};

    private static PairAccumulator sums(double[] y, double[] d) {
        PairAccumulator sums = new PairAccumulator();
        for (int i = 0; i < y.length; i++) {
            sums.add(y[i], d[i]);
        }
        return sums;
    }

    @Test
    void ratioOfSums() {
        Estimate estimate = RATIOS.of(sums(Y, D), Unit.RATIO).measured().orElseThrow();
        assertThat(estimate.value()).isEqualTo(23.0 / 60);
        assertInterval(estimate, 0.19123035100859992, 0.5754363156580669);
        assertThat(estimate.n()).isEqualTo(8);
        assertThat(estimate.method()).isEqualTo("delta");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(23, 60));
        Moments moments = MomentsLayout.of("y", "d").fromArrays(Y, D);
        Estimate same = RATIOS.of(moments, "y", "d", Unit.RATIO).measured().orElseThrow();
        assertThat(same.value()).isEqualTo(estimate.value());
        assertInterval(same, 0.19123035100859992, 0.5754363156580669);
        assertInterval(
                RATIOS.withLevel(0.9).of(sums(Y, D), Unit.RATIO).measured().orElseThrow(),
                0.22941703984980497,
                0.5372496268168617);
        assertThat(RATIOS.withLevel(0.9).level()).isEqualTo(0.9);
    }

    @Test
    void meanAndTotal() {
        PairAccumulator sums = sums(Y, D);
        sums.addPending(2);
        Estimate mean = RATIOS.mean(sums, RUB).measured().orElseThrow();
        assertThat(mean.value()).isEqualTo(2.875);
        assertInterval(mean, 0.5773000431592452, 5.172699956840755);
        assertThat(mean.pending()).isEqualTo(2);
        assertThat(mean.unit()).isEqualTo(RUB);
        assertThat(mean.ratio()).isEqualTo(new Estimate.Ratio(23, 8));
        Estimate total = RATIOS.total(sums, RUB).measured().orElseThrow();
        assertThat(total.value()).isEqualTo(23);
        assertInterval(total, 4.618400345273958, 41.381599654726045);
        Moments moments = MomentsLayout.of("y").fromArrays(Y);
        assertInterval(RATIOS.mean(moments, "y", RUB).measured().orElseThrow(), 0.5773000431592452, 5.172699956840755);
        assertInterval(RATIOS.total(moments, "y", RUB).measured().orElseThrow(), 4.618400345273958, 41.381599654726045);
    }

    @Test
    void aRatioIsNotTheAverageOfRatios() {
        PairAccumulator sums = sums(new double[] {1, 10}, new double[] {1, 100});
        assertThat(RATIOS.of(sums, Unit.RATIO).value()).hasValue(11.0 / 101);
    }

    @Test
    void ratioOfTwoRatios() {
        Moments moments = MomentsLayout.of("y", "d", "a", "b")
                .fromArrays(Y, D, new double[] {1, 2, 3, 1, 2, 5, 1, 2}, new double[] {2, 5, 4, 3, 3, 9, 2, 6});
        Estimate estimate = RATIOS.product(moments, List.of("y", "b"), List.of("d", "a"), Unit.RATIO)
                .measured()
                .orElseThrow();
        assertThat(estimate.value()).isEqualTo(23.0 / 60 * 34 / 17, within(1e-15));
        assertInterval(estimate, 0.48260214723117373, 1.217934443827129);
        assertThat(estimate.method()).isEqualTo("delta-log");
        assertThat(((Absent) RATIOS.product(
                                MomentsLayout.of("y", "d").fromArrays(Y, new double[8]),
                                List.of("y"),
                                List.of("d"),
                                Unit.RATIO))
                        .sentence(Locale.ENGLISH))
                .isEqualTo("the denominator is zero: d is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RATIOS.product(moments, List.of("y", "z"), List.of(), Unit.RATIO))
                .withMessage("no variable z, there are [y, d, a, b]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RATIOS.product(moments, List.of(), List.of("d"), Unit.RATIO))
                .withMessage("no variable above");
    }

    @Test
    void aProductWithOneVariableIsItsMean() {
        double[] negative = {-3, 1, -5, 2, -8, 1, 0, -4};
        Moments moments = MomentsLayout.of("y").fromArrays(negative);
        Estimate mean = RATIOS.mean(moments, "y", RUB).measured().orElseThrow();
        Estimate product =
                RATIOS.product(moments, List.of("y"), List.of(), RUB).measured().orElseThrow();
        assertThat(product.method()).isEqualTo("delta");
        assertThat(product.value()).isEqualTo(-2);
        assertInterval(product, mean.interval().low(), mean.interval().high());
        Moments zero = MomentsLayout.of("y", "d").fromArrays(new double[] {-1, 1}, new double[] {2, 3});
        Estimate atZero = RATIOS.product(zero, List.of("y"), List.of("d"), Unit.RATIO)
                .measured()
                .orElseThrow();
        assertThat(atZero.value()).isZero();
        assertThat(atZero.interval().low()).isNegative();
        assertThat(RATIOS.product(zero.layout().empty(), List.of("y"), List.of("d"), Unit.RATIO)
                        .why())
                .contains(Reason.NO_DATA);
    }

    @Test
    void emptyAndZero() {
        PairAccumulator empty = new PairAccumulator();
        assertThat(RATIOS.of(empty, Unit.RATIO)).isEqualTo(Absent.because(Reason.NO_DATA));
        assertThat(RATIOS.share(empty)).isEqualTo(Absent.because(Reason.NO_DATA));
        assertThat(RATIOS.mean(empty, RUB)).isEqualTo(Absent.because(Reason.NO_DATA));
        assertThat(RATIOS.total(empty, RUB)).isEqualTo(Absent.because(Reason.NO_DATA));
        empty.addPending(4);
        assertThat(RATIOS.of(empty, Unit.RATIO)).isEqualTo(Absent.because(Reason.NOT_DUE_YET));
        assertThat(RATIOS.share(empty)).isEqualTo(Absent.because(Reason.NOT_DUE_YET));
        assertThat(RATIOS.mean(empty, RUB)).isEqualTo(Absent.because(Reason.NOT_DUE_YET));
        assertThat(RATIOS.total(empty, RUB)).isEqualTo(Absent.because(Reason.NOT_DUE_YET));
        Absent zero = (Absent) RATIOS.of(sums(new double[] {4, 2}, new double[] {0, 0}), Unit.RATIO);
        assertThat(zero.sentence(Locale.ENGLISH)).isEqualTo("the denominator is zero: the sums are 6 and 0");
        assertThat(zero.sentence(Locale.forLanguageTag("ru"))).isEqualTo("знаменатель равен нулю: суммы равны 6 и 0");
        assertThat(RATIOS.share(sums(new double[] {0, 0}, new double[] {0, 0})).why())
                .contains(Reason.NO_DATA);
    }

    @Test
    void whatDoesNotVaryHasNoInterval() {
        assertNoInterval(RATIOS.of(sums(new double[] {3}, new double[] {4}), Unit.RATIO));
        assertNoInterval(RATIOS.of(sums(new double[] {1, 2, 3}, new double[] {2, 4, 6}), Unit.RATIO));
        assertNoInterval(RATIOS.mean(sums(new double[] {5, 5, 5}, new double[] {1, 1, 1}), Unit.POINTS));
        assertNoInterval(RATIOS.total(sums(new double[] {5}, new double[] {1}), RUB));
        assertNoInterval(RATIOS.mean(MomentsLayout.of("y").fromArrays(new double[] {0.1, 0.1, 0.1}), "y", RUB));
    }

    @Test
    void aShareStaysBetweenZeroAndOne() {
        PairAccumulator high = sums(new double[] {10, 1, 9, 9, 8}, new double[] {10, 2, 9, 9, 8});
        Estimate estimate = RATIOS.share(high).measured().orElseThrow();
        assertThat(estimate.interval().high()).isEqualTo(1);
        assertThat(estimate.method()).isEqualTo("delta");
        assertThat(estimate.interval().low()).isLessThan(estimate.value());
    }

    @Test
    void aShareOfEqualUnitsGetsWilsonsIntervalWithTheEffectiveNumber() {
        PairAccumulator none = sums(new double[] {0, 0, 0}, new double[] {1, 2, 3});
        none.addPending(1);
        Estimate estimate = RATIOS.share(none).measured().orElseThrow();
        double effective = 36.0 / 14;
        double z2 = 1.959963984540054 * 1.959963984540054;
        assertThat(estimate.value()).isZero();
        assertThat(estimate.interval().low()).isZero();
        assertThat(estimate.interval().high()).isEqualTo(z2 / (effective + z2), within(1e-12));
        assertThat(estimate.method()).isEqualTo("wilson-kish");
        assertThat(estimate.pending()).isEqualTo(1);
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(0, 6));
        Estimate single = RATIOS.share(sums(new double[] {30}, new double[] {40}))
                .measured()
                .orElseThrow();
        assertThat(single.value()).isEqualTo(0.75);
        assertThat(single.interval().low()).isLessThan(0.2);
    }

    @Test
    void sumsThatAreNoShare() {
        assertThat(((Absent) RATIOS.share(sums(new double[] {3}, new double[] {2}))).sentence(Locale.ENGLISH))
                .isEqualTo("the data are contradictory: 3 of 2");
        assertThat(RATIOS.share(sums(new double[] {-1}, new double[] {2})).why())
                .contains(Reason.INVALID_INPUT);
    }

    @Test
    void plainRatio() {
        Estimate estimate = Ratios.plain(1, 3, Unit.RATIO).measured().orElseThrow();
        assertThat(estimate.value()).isEqualTo(1.0 / 3);
        assertThat(estimate.has(Flag.Code.NO_INTERVAL)).isTrue();
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 3));
        assertThat(((Absent) Ratios.plain(2.5, 0, Unit.RATIO)).sentence(Locale.ENGLISH))
                .isEqualTo("the denominator is zero: the sums are 2.5 and 0");
        assertThat(Ratios.plain(1e300, 1e-300, Unit.RATIO).why()).contains(Reason.UNBOUNDED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratios.plain(Double.NaN, 1, Unit.RATIO))
                .withMessage("numerator is not finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratios.plain(1, Double.POSITIVE_INFINITY, Unit.RATIO))
                .withMessage("denominator is not finite: Infinity");
    }

    @Test
    void quotientOfEstimates() {
        Estimate ltv =
                Estimate.of(300, RUB).withInterval(Interval.of(250, 360, 0.95)).withN(400);
        Estimate cac =
                Estimate.of(100, RUB).withInterval(Interval.of(90, 110, 0.95)).withN(50);
        Estimate both = Ratios.quotient(ltv, cac, Unit.RATIO).measured().orElseThrow();
        assertThat(both.value()).isEqualTo(3);
        assertThat(both.n()).isEqualTo(50);
        assertThat(both.method()).isEqualTo("mover");
        double down = Math.hypot(Math.log(300.0 / 250), Math.log(110.0 / 100));
        double up = Math.hypot(Math.log(360.0 / 300), Math.log(100.0 / 90));
        assertInterval(both, 3 * Math.exp(-down), 3 * Math.exp(up));
        Estimate known = Ratios.quotient(ltv, Estimate.of(100, RUB), Unit.RATIO)
                .measured()
                .orElseThrow();
        assertInterval(known, 2.5, 3.6);
        assertThat(known.n()).isEqualTo(400);
        assertNoInterval(Ratios.quotient(Estimate.of(1, RUB), Estimate.of(4, RUB), Unit.RATIO));
        assertThat(Ratios.quotient(ltv, Estimate.of(0, RUB), Unit.RATIO).why()).contains(Reason.ZERO_DENOMINATOR);
        assertNoInterval(Ratios.quotient(ltv, Estimate.of(1, RUB).withInterval(Interval.of(-1, 3, 0.95)), Unit.RATIO));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Ratios.quotient(ltv, Estimate.of(1, RUB).withInterval(Interval.of(0.5, 3, 0.9)), Unit.RATIO))
                .withMessage("the levels differ: 0.95 and 0.9");
    }

    @Test
    void quotientOfALoss() {
        Estimate loss = Estimate.of(-100, RUB).withInterval(Interval.of(-150, -40, 0.95));
        Estimate cac = Estimate.of(50, RUB).withInterval(Interval.of(40, 60, 0.95));
        Estimate quotient = Ratios.quotient(loss, cac, Unit.RATIO).measured().orElseThrow();
        assertThat(quotient.value()).isEqualTo(-2);
        // down: the loss 50 deeper, or CAC 10 lower; up: the loss 60 smaller, or CAC 10 higher
        assertInterval(quotient, -2 - Math.hypot(1.0, 0.4), -2 + Math.hypot(1.2, 0.4));
        Estimate mirrored = Ratios.quotient(
                        Estimate.of(100, RUB).withInterval(Interval.of(40, 150, 0.95)),
                        Estimate.of(-50, RUB).withInterval(Interval.of(-60, -40, 0.95)),
                        Unit.RATIO)
                .measured()
                .orElseThrow();
        assertInterval(mirrored, quotient.interval().low(), quotient.interval().high());
    }

    @Test
    void lostDigitsAreFlagged() {
        MomentsLayout layout = MomentsLayout.of("y");
        Moments poor = layout.fromSums(
                4, new double[] {0}, new double[] {4e4}, new double[][] {{4e8 + 2}}, null, new long[] {4});
        Estimate mean = RATIOS.mean(poor, "y", RUB).measured().orElseThrow();
        assertThat(mean.flags()).containsExactly(Flag.of(Flag.Code.DIGITS_LOST, "8"));
        assertThat(mean.interval()).isNotNull();
        Moments lost =
                layout.fromSums(4, new double[] {0}, new double[] {4e9}, new double[][] {{4e18}}, null, new long[] {4});
        Estimate without = RATIOS.mean(lost, "y", RUB).measured().orElseThrow();
        assertThat(without.value()).isEqualTo(1e9);
        assertThat(without.interval()).isNull();
        assertThat(without.flags())
                .containsExactly(Flag.of(Flag.Code.DIGITS_LOST, "17"), Flag.of(Flag.Code.NO_INTERVAL));
    }

    private static void assertNoInterval(Reading reading) {
        Estimate estimate = ((Measured) reading).estimate();
        assertThat(estimate.interval()).isNull();
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.NO_INTERVAL));
    }

    private static void assertInterval(Estimate estimate, double low, double high) {
        Interval interval = estimate.interval();
        assertThat(interval).isNotNull();
        assertThat(interval.low()).isEqualTo(low, within(1e-12 * Math.abs(low)));
        assertThat(interval.high()).isEqualTo(high, within(1e-12 * Math.abs(high)));
    }
}
