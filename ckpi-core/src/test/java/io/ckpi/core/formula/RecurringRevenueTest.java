package io.ckpi.core.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Currency;
import org.junit.jupiter.api.Test;

class RecurringRevenueTest {

    @Test
    void sumsAndUnits() {
        RecurringRevenue revenue = new RecurringRevenue(usd(1000), usd(200), usd(80), usd(30), usd(50));
        Estimate nrr = revenue.netRetention().measured().orElseThrow();
        assertThat(nrr.value()).isEqualTo(1.0);
        assertThat(nrr.ratio()).isEqualTo(new Estimate.Ratio(1000, 1000));
        assertThat(nrr.method()).isEqualTo("nrr");
        Estimate net = revenue.netNew().measured().orElseThrow();
        assertThat(net.value()).isEqualTo(200);
        assertThat(net.unit()).isEqualTo(Unit.money(Currency.getInstance("USD")));
        assertThat(revenue.grossRetention().value()).hasValue(0.92);
        assertThat(revenue.churnRate().value()).hasValue(0.08);
        assertThat(revenue.quickRatio().value()).hasValue(3.5);
    }

    @Test
    void faults() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecurringRevenue(usd(1), usd(0), usd(-2), usd(0), usd(0)))
                .withMessage("expansion is negative: -2 USD");
        Outcome<RecurringRevenue> records = RecurringRevenue.ofRecords(usd(-1), usd(0), usd(0), usd(0), usd(0));
        assertThat(records)
                .isEqualTo(Outcome.absent(Absent.because(
                        Reason.INVALID_INPUT, "start is negative: -1 USD", "start is negative: -1 USD")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecurringRevenue.ofRecords(usd(1), usd(0), usd(0), usd(0), Money.of(0, "EUR")))
                .withMessage("currencies differ: USD and EUR");
        assertThat(RecurringRevenue.magicNumber(usd(2), usd(1), usd(-1)).why()).contains(Reason.INVALID_INPUT);
        assertThat(RecurringRevenue.magicNumber(usd(1), usd(2), usd(4)).value()).hasValue(-1);
    }

    private static Money usd(long amount) {
        return Money.of(amount, "USD");
    }
}
