package io.ckpi.core.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // a test knows what is there, and hands over null on purpose
class LtvTest {

    private static final Unit USD = Unit.money(Currency.getInstance("USD"));

    @Test
    void theCapIsFlaggedOnlyWhereItWasNeeded() {
        Ltv leaving = new Ltv(usd("100"), 0.8, 0.025);
        assertThat(leaving.simple(60)).isEqualTo(leaving.simple());
        assertThat(leaving.expectedLifetime(40)).isEqualTo(leaving.expectedLifetime());
        Estimate capped = leaving.simple(30).measured().orElseThrow();
        assertThat(capped.value()).isEqualTo(2400);
        assertThat(capped.has(Flag.Code.LIFETIME_CAPPED)).isTrue();
        Estimate loyal = new Ltv(usd("100"), 0.8, 0).simple(60).measured().orElseThrow();
        assertThat(loyal.value()).isEqualTo(4800);
        assertThat(loyal.unit()).isEqualTo(USD);
        assertThat(loyal.has(Flag.Code.LIFETIME_CAPPED)).isTrue();
        Estimate lifetime =
                new Ltv(usd("100"), 0.8, 0).expectedLifetime(60).measured().orElseThrow();
        assertThat(lifetime.value()).isEqualTo(60);
        assertThat(lifetime.unit()).isEqualTo(Unit.COUNT);
        assertThatIllegalArgumentException().isThrownBy(() -> leaving.simple(0)).withMessage("cap is below 1: 0");
    }

    @Test
    void endless() {
        Ltv loyal = new Ltv(usd("100"), 0.8, 0);
        assertThat(((Absent) loyal.simple()).sentence(Locale.ENGLISH))
                .isEqualTo("the number is unbounded: customers never leave");
        assertThat(Ltv.marginMultiple(1, 0).why()).contains(Reason.UNBOUNDED);
        assertThat(new Ltv(usd("100"), 0.8, 1e-320).simple().why()).contains(Reason.UNBOUNDED);
    }

    @Test
    void theMarginIsExact() {
        assertThat(new Ltv(usd("0.1"), 0.7, 0.1).marginPerPeriod()).isEqualTo(usd("0.07"));
    }

    @Test
    void ranges() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ltv(usd("1"), 0.8, Double.NaN))
                .withMessage("churn is not from 0 to 1: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ltv(usd("1"), Double.POSITIVE_INFINITY, 0.1))
                .withMessage("marginRate is not finite: Infinity");
        assertThatNullPointerException()
                .isThrownBy(() -> new Ltv(null, 0.8, 0.1))
                .withMessage("revenuePerPeriod");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ltv(usd("1"), 0.8, 0.1).firstPaymentNow(-0.1))
                .withMessage("discount is not a number of 0 or more: -0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ltv.marginMultiple(1.1, 0))
                .withMessage("retention is not from 0 to 1: 1.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ltv.bergerNasr(usd("1"), usd("1"), 0.5, 0.1, -1))
                .withMessage("years is negative: -1");
    }

    @Test
    void bergerNasrIsTheSumOfItsTerms() {
        double expected = 0;
        for (int i = 0; i <= 7; i++) {
            expected += 12 * Math.pow(0.6 / 1.15, i);
            expected -= i == 0 ? 0 : 5 * Math.pow(0.6, i - 1) / Math.pow(1.15, i - 0.5);
        }
        assertThat(Ltv.bergerNasr(usd("12"), usd("5"), 0.6, 0.15, 7).value().orElseThrow())
                .isEqualTo(expected, within(1e-13));
        assertThat(Ltv.bergerNasr(usd("12"), usd("5"), 0, 0.15, Integer.MAX_VALUE)
                        .value()
                        .orElseThrow())
                .isEqualTo(12 - 5 / Math.sqrt(1.15), within(1e-13));
    }

    @Test
    void balance() {
        Reading ltv = new Measured(
                Estimate.of(300, USD).withInterval(Interval.of(240, 360, 0.95)).withN(90));
        Estimate known = LtvToCac.of(ltv, usd("100")).measured().orElseThrow();
        assertThat(known.value()).isEqualTo(3);
        assertThat(known.interval().low()).isEqualTo(2.4, within(1e-14));
        assertThat(known.interval().high()).isEqualTo(3.6, within(1e-14));
        assertThat(known.n()).isEqualTo(90);
        Estimate customers = Estimate.of(50, Unit.COUNT)
                .withInterval(Interval.of(40, 62, 0.95))
                .withN(5000);
        Estimate both = LtvToCac.of(ltv, usd("5000"), customers).measured().orElseThrow();
        assertThat(both.value()).isEqualTo(3);
        assertThat(both.interval().low()).isLessThan(2.4);
        assertThat(both.interval().high()).isGreaterThan(3.6);
        assertThat(LtvToCac.of(ltv, usd("5000"), 50).value()).hasValue(3);
    }

    @Test
    void nobodyCame() {
        Reading ltv = new Ltv(usd("100"), 0.8, 0.025).simple();
        Estimate none = LtvToCac.of(ltv, usd("80000"), 0).measured().orElseThrow();
        assertThat(none.value()).isZero();
        assertThat(none.flags()).containsExactly(Flag.of(Flag.Code.NO_INTERVAL), Flag.of(Flag.Code.NO_NEW_CUSTOMERS));
        assertThat(LtvToCac.of(ltv, usd("80000"), Estimate.of(0, Unit.COUNT))).isEqualTo(new Measured(none));
        assertThat(((Absent) LtvToCac.of(ltv, usd("0"), 5)).sentence(Locale.ENGLISH))
                .isEqualTo("the denominator is zero: nothing was spent");
        assertThat(LtvToCac.of(ltv, usd("0"), 0).why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(LtvToCac.of(ltv, usd("-1"), 5).why()).contains(Reason.INVALID_INPUT);
        assertThat(LtvToCac.of(ltv, usd("-1")).why()).contains(Reason.INVALID_INPUT);
        assertThat(LtvToCac.of(ltv, usd("1"), -5).why()).contains(Reason.INVALID_INPUT);
    }

    @Test
    void whatLtvKnowsIsPassedOn() {
        Reading capped = new Ltv(usd("100"), 0.8, 0).simple(60);
        assertThat(LtvToCac.of(capped, usd("100")).measured().orElseThrow().has(Flag.Code.LIFETIME_CAPPED))
                .isTrue();
        assertThat(LtvToCac.of(Absent.because(Reason.NOT_CONVERGED), usd("100")))
                .isEqualTo(Absent.because(Reason.NOT_CONVERGED));
        Bounded bounds = new Bounded(100, 300, USD, Reason.NOT_IDENTIFIED, null, 7, Set.of());
        assertThat(LtvToCac.of(bounds, usd("100")))
                .isEqualTo(new Bounded(1, 3, Unit.RATIO, Reason.NOT_IDENTIFIED, null, 7, Set.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LtvToCac.of(capped, Money.of("1", "EUR")))
                .withMessage("LTV is in MONEY:USD, CAC in MONEY:EUR");
    }

    private static Money usd(String amount) {
        return Money.of(amount, "USD");
    }
}
