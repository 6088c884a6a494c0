package io.ckpi.core.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Cac.Costs;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CacTest {

    private static final Unit USD = Unit.money(Currency.getInstance("USD"));

    @Test
    void fourDefinitionsNameThemselves() {
        Cac cac = new Cac(List.of(new Costs(usd(100), usd(20), 10, 2), new Costs(usd(200), usd(30), 20, 5)));
        assertReading(cac.blended(), 300.0 / 30, 30, "cac-blended");
        assertReading(cac.acquisitionOnly(), 250.0 / 30, 30, "cac-acquisition-only");
        assertReading(cac.paid(), 250.0 / 23, 23, "cac-paid");
        assertReading(cac.lagged(0), 250.0 / 30, 30, "cac-lag-0");
        assertReading(cac.lagged(1), 80.0 / 20, 20, "cac-lag-1");
    }

    private static void assertReading(Reading reading, double value, long n, String method) {
        Estimate estimate = reading.measured().orElseThrow();
        assertThat(estimate.value()).isEqualTo(value);
        assertThat(estimate.n()).isEqualTo(n);
        assertThat(estimate.method()).isEqualTo(method);
        assertThat(estimate.unit()).isEqualTo(USD);
    }

    @Test
    void undefined() {
        Cac none = new Cac(List.of());
        assertThat(none.blended()).isEqualTo(Absent.because(Reason.NO_DATA));
        assertThat(none.lagged(0)).isEqualTo(Absent.because(Reason.NO_DATA));
        Cac one = new Cac(List.of(new Costs(usd(100), usd(0), 3, 3)));
        assertThat(one.paid().why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(((Absent) one.lagged(2)).sentence(Locale.ENGLISH))
                .isEqualTo("not enough data: 1 periods for a lag of 2");
        assertThatIllegalArgumentException().isThrownBy(() -> one.lagged(-1)).withMessage("lag is negative: -1");
    }

    @Test
    void impossibleCosts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Costs(usd(-1), usd(0), 1, 0))
                .withMessage("salesAndMarketing is negative: -1 USD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Costs(usd(1), usd(-1), 1, 0))
                .withMessage("retention is negative: -1 USD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Costs(usd(1), usd(1), -1, 0))
                .withMessage("newCustomers is negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Costs(usd(1), usd(1), 1, -1))
                .withMessage("organic is negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Costs(usd(1), Money.of(1, "EUR"), 1, 0))
                .withMessage("currencies differ: USD and EUR");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Cac(List.of(
                        new Costs(usd(1), usd(0), 1, 0), new Costs(Money.of(1, "EUR"), Money.of(0, "EUR"), 1, 0))))
                .withMessage("currencies differ: USD and EUR");
    }

    @Test
    void ofSums() {
        assertThat(Cac.of(usd(36000), 12).value()).hasValue(3000);
        assertThat(Cac.of(usd(0), 12).value()).hasValue(0);
        assertThat(Cac.of(usd(36000), 0).why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(((Absent) Cac.of(null, 12)).sentence(Locale.ENGLISH)).isEqualTo("no data: the spend is not known");
        assertThat(((Absent) Cac.of(usd(-1), 12)).sentence(Locale.ENGLISH))
                .isEqualTo("the data are contradictory: the spend is negative: -1 USD");
        assertThat(((Absent) Cac.of(usd(1), -12)).sentence(Locale.ENGLISH))
                .isEqualTo("the data are contradictory: the number of new customers is negative: -12");
    }

    @Test
    void ofAnEstimatedNumberOfCustomers() {
        Estimate customers = Estimate.of(40, Unit.COUNT)
                .withInterval(Interval.of(25, 50, 0.9))
                .withN(1000)
                .withMethod("wilson");
        Estimate cac = Cac.of(usd(1000), customers).measured().orElseThrow();
        assertThat(cac.value()).isEqualTo(25);
        assertThat(cac.interval()).isEqualTo(Interval.of(20, 40, 0.9));
        assertThat(cac.n()).isEqualTo(1000);
        assertThat(cac.flags()).isEmpty();
        Estimate open = Cac.of(usd(1000), customers.withInterval(Interval.of(0, 50, 0.9)))
                .measured()
                .orElseThrow();
        assertThat(open.interval()).isEqualTo(new Interval(20.0, null, 0.9));
        assertThat(Cac.of(usd(1000), Estimate.of(40, Unit.COUNT))
                        .measured()
                        .orElseThrow()
                        .flags())
                .containsExactly(Flag.of(Flag.Code.NO_INTERVAL));
        assertThat(Cac.of(null, customers).why()).contains(Reason.NO_DATA);
        assertThat(Cac.of(usd(-1), customers).why()).contains(Reason.INVALID_INPUT);
        assertThat(Cac.of(usd(1), Estimate.of(-1, Unit.COUNT)).why()).contains(Reason.INVALID_INPUT);
        assertThat(Cac.of(usd(1), Estimate.of(0, Unit.COUNT)).why()).contains(Reason.ZERO_DENOMINATOR);
    }

    private static Money usd(long amount) {
        return Money.of(amount, "USD");
    }
}
