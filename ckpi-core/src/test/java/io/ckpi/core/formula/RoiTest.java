package io.ckpi.core.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Money;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Currency;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RoiTest {

    private static final Unit RUB = Unit.money(Currency.getInstance("RUB"));

    @Test
    void roi() {
        Estimate roi = Roi.of(rub("400000"), rub("100000")).measured().orElseThrow();
        assertThat(roi.value()).isEqualTo(3);
        assertThat(roi.unit()).isEqualTo(Unit.RATIO);
        assertThat(roi.method()).isEqualTo("roi");
        assertThat(roi.ratio()).isEqualTo(new Estimate.Ratio(300000, 100000));
        assertThat(roi.flags()).containsExactly(Flag.of(Flag.Code.NO_INTERVAL));
        assertThat(Roi.of(rub("-50"), rub("100")).value()).hasValue(-1.5);
        assertThat(Roi.of(rub("0.3"), rub("0.1")).value()).hasValue(2);
    }

    @Test
    void impossibleInvestments() {
        assertThat(Roi.of(rub("1"), rub("0")).why()).contains(Reason.ZERO_DENOMINATOR);
        Absent negative = (Absent) Roi.of(rub("1"), rub("-2"));
        assertThat(negative.sentence(Locale.ENGLISH))
                .isEqualTo("the data are contradictory: the investment is negative: -2 RUB");
        assertThat(negative.sentence(Locale.forLanguageTag("ru")))
                .isEqualTo("данные противоречивы: вложение меньше нуля: -2 RUB");
        assertThat(Roi.romi(rub("1"), rub("-2")).why()).contains(Reason.INVALID_INPUT);
        assertThat(Roi.roas(rub("1"), rub("-2")).why()).contains(Reason.INVALID_INPUT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roi.of(rub("1"), Money.of("1", "EUR")))
                .withMessage("currencies differ: RUB and EUR");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roi.romi(rub("1"), Double.NaN, rub("2")))
                .withMessage("marginRate is not finite: NaN");
    }

    @Test
    void theIntervalOfTheIncomeIsCarriedOver() {
        Estimate income = Estimate.of(400, RUB)
                .withInterval(Interval.of(300, 550, 0.9))
                .withN(77)
                .withMethod("t")
                .withPending(2);
        Estimate roi = Roi.of(income, rub("100")).measured().orElseThrow();
        assertThat(roi.value()).isEqualTo(3);
        assertThat(roi.interval()).isEqualTo(Interval.of(2, 4.5, 0.9));
        assertThat(roi.n()).isEqualTo(77);
        assertThat(roi.pending()).isEqualTo(2);
        assertThat(roi.method()).isEqualTo("t");
        assertThat(roi.flags()).isEmpty();
        assertThat(Roi.of(income.withInterval(new Interval(null, 500.0, 0.9)), rub("100"))
                        .measured()
                        .orElseThrow()
                        .interval())
                .isEqualTo(new Interval(null, 4.0, 0.9));
        Estimate bare = Roi.of(Estimate.of(400, RUB).withFlag(Flag.of(Flag.Code.PROXY)), rub("100"))
                .measured()
                .orElseThrow();
        assertThat(bare.flags()).containsExactly(Flag.of(Flag.Code.NO_INTERVAL), Flag.of(Flag.Code.PROXY));
        assertThat(Roi.of(income, rub("0")).why()).contains(Reason.ZERO_DENOMINATOR);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Roi.of(Estimate.of(1, Unit.RATIO), rub("1")))
                .withMessage("income is in RATIO, the investment in RUB");
    }

    @Test
    void theOthers() {
        assertThat(Roi.romi(rub("250"), rub("100")).value()).hasValue(1.5);
        assertThat(Roi.romi(rub("1000"), 0.25, rub("100")).value()).hasValue(1.5);
        assertThat(Roi.breakEvenRoas(0.4).value()).hasValue(2.5);
        assertThat(((Absent) Roi.breakEvenRoas(-0.25)).sentence(Locale.ENGLISH))
                .isEqualTo("a value that must be positive is not: the margin rate is -0.25");
        assertThat(Roi.marginalRomi(rub("100"), rub("1000"), rub("90"), rub("980"), 0.5)
                        .value())
                .as("spending 10 less cost 10 of margin")
                .hasValue(0);
    }

    @Test
    void numbersBeyondTheRangeOfDoublesAreAbsent() {
        assertThat(Roi.of(rub("1e400"), rub("1")).why()).contains(Reason.UNBOUNDED);
        assertThat(Roi.of(rub("1e400"), rub("1e400")).value()).hasValue(0);
        assertThat(Roi.of(rub("2e-400"), rub("1e-400")).value()).hasValue(1);
    }

    private static Money rub(String amount) {
        return Money.of(amount, "RUB");
    }
}
