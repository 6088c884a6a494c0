package io.ckpi.core.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Money;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Locale;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PaybackTest {

    @Test
    void discountingCountsLikeChurn() {
        Payback payback = new Payback(usd("500"), usd("80"), 0.02, 0.01);
        double q = 0.98 / 1.01;
        assertThat(payback.continuous().value().orElseThrow())
                .isEqualTo(Math.log(1 - 500 * (1 - q) / 80) / Math.log(q), within(1e-12));
        assertThat(payback.whole().value()).hasValue(7);
        assertThat(payback.simple().value()).hasValue(6.25);
        assertThat(payback.whole().measured().orElseThrow().unit()).isEqualTo(Unit.COUNT);
    }

    @Test
    void aPaymentThatJustSufficesSuffices() {
        // 80 + 78.4 is 158.4, which is not so in binary arithmetic
        assertThat(new Payback(usd("158.4"), usd("80"), 0.02, 0).whole().value())
                .hasValue(2);
        assertThat(new Payback(usd("158.41"), usd("80"), 0.02, 0).whole().value())
                .hasValue(3);
        assertThat(new Payback(usd("0.3"), usd("0.1"), 0, 0).whole().value()).hasValue(3);
    }

    @Test
    void nothingToPayBack() {
        Payback free = new Payback(usd("0"), usd("-5"), 0.5, 0);
        assertThat(free.simple().value()).hasValue(0);
        assertThat(free.continuous().value()).hasValue(0);
        assertThat(free.whole().value()).hasValue(0);
    }

    @Test
    void never() {
        Payback loss = new Payback(usd("10"), usd("-5"), 0.5, 0);
        assertThat(((Absent) loss.simple()).sentence(Locale.ENGLISH))
                .isEqualTo("can never be reached: the margin never pays the cost back");
        assertThat(loss.continuous().why()).contains(Reason.NEVER_REACHED);
        assertThat(loss.whole().why()).contains(Reason.NEVER_REACHED);
        Payback once = new Payback(usd("50"), usd("80"), 1, 0);
        assertThat(once.whole().value()).hasValue(1);
        assertThat(((Absent) once.continuous()).sentence(Locale.ENGLISH))
                .isEqualTo("the data cannot tell this number: with a churn of 1 only whole periods exist");
        assertThat(new Payback(usd("4000"), usd("80"), 0.02, 0).whole().why()).contains(Reason.NEVER_REACHED);
        assertThat(new Payback(usd("255"), usd("51"), 0.2, 0).whole().why())
                .as("51 / 0.2 is the limit, approached and never met")
                .contains(Reason.NEVER_REACHED);
    }

    @Test
    void veryLongPayback() {
        // 1 - K(1-q)/m is 1e-9: about 1,036 periods of 2 %
        double n = Math.log(1e-9) / Math.log(0.98);
        assertThat(new Payback(usd("3999.999996"), usd("80"), 0.02, 0)
                        .continuous()
                        .value()
                        .orElseThrow())
                .isEqualTo(n, within(1e-4));
        assertThat(new Payback(usd("3999.999996"), usd("80"), 0.02, 0).whole().value())
                .hasValue(Math.ceil(n));
    }

    @Test
    void ranges() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Payback(usd("-1"), usd("1"), 0, 0))
                .withMessage("cost is negative: -1 USD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Payback(usd("1"), usd("1"), 1.5, 0))
                .withMessage("churn is not from 0 to 1: 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Payback(usd("1"), usd("1"), 0, Double.NaN))
                .withMessage("discount is not a number of 0 or more: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Payback(usd("1"), Money.of("1", "EUR"), 0, 0))
                .withMessage("currencies differ: USD and EUR");
    }

    @Property
    void theWholeFormIsTheSmallestNumberOfPayments(
            @ForAll @IntRange(min = 1, max = 5000) int cost,
            @ForAll @IntRange(min = 1, max = 300) int margin,
            @ForAll @IntRange(max = 100) int churnPercent) {
        Payback payback = new Payback(Money.of(cost, "USD"), Money.of(margin, "USD"), churnPercent / 100.0, 0);
        OptionalDouble whole = payback.whole().value();
        if (cost > margin && cost * churnPercent >= margin * 100) {
            assertThat(whole)
                    .as("all payments together never exceed margin / churn")
                    .isEmpty();
            return;
        }
        double sum = 0;
        double payment = margin;
        int n = 0;
        while (sum < cost * (1 - 1e-12)) {
            sum += payment;
            payment *= 1 - churnPercent / 100.0;
            n++;
        }
        assertThat(whole).hasValue(n);
    }

    private static Money usd(String amount) {
        return Money.of(amount, "USD");
    }
}
