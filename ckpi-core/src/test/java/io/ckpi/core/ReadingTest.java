package io.ckpi.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings, estimates, intervals, bounds, reasons, flags, outcomes. */
@NullUnmarked // a test knows what is there, and hands over null on purpose
class ReadingTest {

    private static final Locale RUSSIAN = Locale.forLanguageTag("ru-RU");

    @Test
    void measured() {
        Reading reading = new Measured(Estimate.of(0.54, Unit.RATIO));
        assertThat(reading.value()).hasValue(0.54);
        assertThat(reading.measured()).contains(Estimate.of(0.54, Unit.RATIO));
        assertThat(reading.why()).isEmpty();
        assertThatNullPointerException().isThrownBy(() -> new Measured(null)).withMessage("estimate");
    }

    @Test
    void absent() {
        Reading reading = Absent.because(Reason.NO_DATA, "no spend in October", "нет расходов за октябрь");
        assertThat(reading.value()).isEmpty();
        assertThat(reading.measured()).isEmpty();
        assertThat(reading.why()).contains(Reason.NO_DATA);
        assertThat(((Absent) reading).sentence(Locale.ENGLISH)).isEqualTo("no data: no spend in October");
        assertThat(((Absent) reading).sentence(RUSSIAN)).isEqualTo("нет данных: нет расходов за октябрь");
        assertThat(Absent.because(Reason.ZERO_BASE).sentence(Locale.FRENCH)).isEqualTo("growth from zero is undefined");
        assertThatNullPointerException()
                .isThrownBy(() -> new Absent(null, null))
                .withMessage("reason");
    }

    @Test
    void bounded() {
        Bounded bounds = new Bounded(
                1,
                3,
                Unit.RATIO,
                Reason.NOT_IDENTIFIED,
                null,
                7,
                Set.of(Flag.of(Flag.Code.PROXY), Flag.of(Flag.Code.IMPUTED)));
        assertThat(bounds.value()).isEmpty();
        assertThat(bounds.why()).contains(Reason.NOT_IDENTIFIED);
        assertThat(bounds.flags())
                .containsExactly(Flag.of(Flag.Code.IMPUTED), Flag.of(Flag.Code.PROXY))
                .isUnmodifiable();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bounded(3, 1, Unit.RATIO, Reason.NO_DATA, null, 0, Set.of()))
                .withMessage("not bounds: 3.0 … 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bounded(1, Double.NaN, Unit.RATIO, Reason.NO_DATA, null, 0, Set.of()))
                .withMessage("not bounds: 1.0 … NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bounded(1, 2, Unit.RATIO, Reason.NO_DATA, null, -1, Set.of()))
                .withMessage("n is negative: -1");
    }

    @Test
    void anEstimateIsBuiltStepByStep() {
        Estimate estimate = Estimate.of(0.54, Unit.RATIO)
                .withInterval(Interval.of(0.44, 0.63, 0.95))
                .withN(100)
                .withMethod("wilson")
                .withRatio(54, 100)
                .withPending(20)
                .withFlag(Flag.of(Flag.Code.PROVISIONAL));
        assertThat(estimate.value()).isEqualTo(0.54);
        assertThat(estimate.interval()).isEqualTo(Interval.of(0.44, 0.63, 0.95));
        assertThat(estimate.n()).isEqualTo(100);
        assertThat(estimate.method()).isEqualTo("wilson");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(54, 100));
        assertThat(estimate.pending()).isEqualTo(20);
        assertThat(estimate.has(Flag.Code.PROVISIONAL)).isTrue();
        assertThat(estimate.has(Flag.Code.PROXY)).isFalse();
        assertThat(estimate.flags()).isUnmodifiable();
        Estimate percent = estimate.scaled(100, Unit.PERCENT);
        assertThat(percent.value()).isEqualTo(54);
        assertThat(percent.interval()).isEqualTo(Interval.of(44, 63, 0.95));
        assertThat(percent.unit()).isEqualTo(Unit.PERCENT);
        assertThat(percent.ratio()).isEqualTo(estimate.ratio());
        assertThat(estimate.withInterval(null).interval()).isNull();
        assertThat(Estimate.of(-0.0, Unit.RATIO)).isEqualTo(Estimate.of(0, Unit.RATIO));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void noEstimateIsInfinite(double value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Estimate.of(value, Unit.RATIO))
                .withMessage("value is not finite: " + value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(value, null, 0.95))
                .withMessage("low is not finite: " + value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(null, value, 0.95))
                .withMessage("high is not finite: " + value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Estimate.Ratio(value, 1))
                .withMessage("not a ratio: " + value + " / 1.0");
    }

    @Test
    void rangesOfAnEstimate() {
        Estimate estimate = Estimate.of(1, Unit.COUNT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimate.withN(-1))
                .withMessage("n is negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimate.withPending(-2))
                .withMessage("pending is negative: -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimate.withRatio(1, 0))
                .withMessage("not a ratio: 1.0 / 0.0");
        assertThatNullPointerException().isThrownBy(() -> Estimate.of(1, null)).withMessage("unit");
        assertThatNullPointerException()
                .isThrownBy(() -> estimate.withMethod(null))
                .withMessage("method");
    }

    @Test
    void intervals() {
        Interval interval = Interval.of(1, 3, 0.9);
        assertThat(interval.contains(1)).isTrue();
        assertThat(interval.contains(3.1)).isFalse();
        assertThat(interval.halfWidth()).hasValue(1);
        assertThat(interval.times(-2)).isEqualTo(Interval.of(-6, -2, 0.9));
        assertThat(interval.within(2, 2.5)).isEqualTo(Interval.of(2, 2.5, 0.9));
        Interval open = new Interval(1.0, null, 0.9);
        assertThat(open.contains(1e300)).isTrue();
        assertThat(open.contains(0)).isFalse();
        assertThat(open.halfWidth()).isEmpty();
        assertThat(open.times(-1)).isEqualTo(new Interval(null, -1.0, 0.9));
        assertThat(open.within(0, 5)).isEqualTo(open);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interval.of(2, 1, 0.9))
                .withMessage("low 2.0 is above high 1.0");
        for (double level : new double[] {0, 1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Interval.of(1, 2, level))
                    .withMessage("level is not strictly between 0 and 1: " + level);
        }
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonSpeaksBothLanguages(Reason reason) {
        assertThat(reason.sentence(Locale.ENGLISH))
                .isEqualTo(reason.sentence().en())
                .matches("[a-z ,]+");
        assertThat(reason.sentence(RUSSIAN)).isEqualTo(reason.sentence().ru()).matches("[а-яё ,]+");
    }

    @Test
    void theClosedListOfReasons() {
        assertThat(Arrays.stream(Reason.values()).map(Enum::name))
                .containsExactly(
                        "NO_DATA",
                        "INSUFFICIENT_DATA",
                        "NOT_DUE_YET",
                        "ZERO_DENOMINATOR",
                        "ZERO_BASE",
                        "NEGATIVE_BASE",
                        "NON_POSITIVE",
                        "NO_VARIATION",
                        "DEGENERATE_RANGE",
                        "EMPTY_STRATUM",
                        "SINGULAR",
                        "NOT_IDENTIFIED",
                        "NOT_CONVERGED",
                        "NOT_REACHED",
                        "NEVER_REACHED",
                        "UNBOUNDED",
                        "PRECISION_LOST",
                        "INVALID_INPUT");
    }

    @ParameterizedTest
    @EnumSource(Flag.Code.class)
    void everyFlagSpeaksBothLanguages(Flag.Code code) {
        assertThat(Flag.of(code).sentence(Locale.ENGLISH))
                .isEqualTo(code.sentence().en());
        assertThat(Flag.of(code, "x").sentence(RUSSIAN))
                .isEqualTo(code.sentence().ru() + ": x");
        assertThat(Flag.of(code)).hasToString(code.name());
        assertThat(Flag.of(code, "x")).hasToString(code.name() + ":x");
    }

    @Test
    void flagsAreOrderedByTheirText() {
        assertThat(List.of(Flag.of(Flag.Code.FLOORED, "b"), Flag.of(Flag.Code.FLOORED, "a"), Flag.of(Flag.Code.FLOORED))
                        .stream()
                        .sorted())
                .map(Flag::toString)
                .containsExactly("FLOORED", "FLOORED:a", "FLOORED:b");
        assertThatNullPointerException()
                .isThrownBy(() -> Flag.of(Flag.Code.FLOORED, null))
                .withMessage("subject");
        assertThatNullPointerException().isThrownBy(() -> new Flag(null, null)).withMessage("code");
    }

    @Test
    void outcomes() {
        assertThat(Outcome.of("fit").value()).contains("fit");
        assertThat(Outcome.absent(Absent.because(Reason.SINGULAR)).value()).isEmpty();
        assertThatNullPointerException().isThrownBy(() -> Outcome.of(null)).withMessage("result");
        assertThatNullPointerException().isThrownBy(() -> Outcome.absent(null)).withMessage("why");
    }

    @Test
    void units() {
        Currency eur = Currency.getInstance("EUR");
        assertThat(Unit.money(eur)).hasToString("MONEY:EUR");
        assertThat(Unit.RATIO).hasToString("RATIO");
        assertThat(Unit.of(Unit.Kind.MONEY, eur)).isEqualTo(Unit.money(eur));
        assertThat(Unit.of(Unit.Kind.HOURS, eur)).isEqualTo(Unit.HOURS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Unit(Unit.Kind.MONEY, null))
                .withMessage("a currency belongs to MONEY and only to it: MONEY null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Unit(Unit.Kind.COUNT, eur))
                .withMessage("a currency belongs to MONEY and only to it: COUNT EUR");
        assertThatNullPointerException().isThrownBy(() -> Unit.money(null)).withMessage("currency");
    }
}
