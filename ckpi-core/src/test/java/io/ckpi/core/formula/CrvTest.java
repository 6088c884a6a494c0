package io.ckpi.core.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Money;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Crv.Flow;
import io.ckpi.core.formula.Crv.Referred;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // a test knows what is there, and hands over null on purpose
class CrvTest {

    private static final Currency USD = Currency.getInstance("USD");

    @Test
    void knownCounterfactual() {
        Crv crv = new Crv(
                List.of(new Referred(usd(5000), false), new Referred(usd(9000), true), new Referred(usd(-100), false)),
                usd(900),
                usd(1200));
        Estimate value = crv.value().measured().orElseThrow();
        assertThat(value.value()).isEqualTo(4900 + 3 * 900 - 1200);
        assertThat(value.unit()).isEqualTo(Unit.money(USD));
        assertThat(value.n()).isEqualTo(3);
        assertThat(value.flags()).containsExactly(Flag.of(Flag.Code.NO_INTERVAL));
        assertThat(crv.earned().value()).hasValue(4900);
        assertThat(crv.savedAcquisition().value()).hasValue(1500);
    }

    @Test
    void unknownCounterfactualGivesBothBoundsAndNoPoint() {
        Crv crv = new Crv(
                List.of(new Referred(usd(5000), null), new Referred(usd(3000), false), new Referred(usd(700), null)),
                usd(900),
                usd(1200));
        Bounded bounds = (Bounded) crv.value();
        assertThat(bounds.low()).isEqualTo(3000 + 1500);
        assertThat(bounds.high()).isEqualTo(8700 + 1500);
        assertThat(bounds.reason()).isEqualTo(Reason.NOT_IDENTIFIED);
        assertThat(bounds.n()).isEqualTo(3);
        assertThat(bounds.detail().in(Locale.ENGLISH))
                .isEqualTo("not known whether 2 of 3 customers would have come anyway");
        assertThat(crv.value().value()).isEmpty();
        assertThat(crv.earned()).isInstanceOf(Bounded.class);
        assertThat(crv.savedAcquisition().value()).hasValue(1500);
        Bounded loss = (Bounded) new Crv(List.of(new Referred(usd(-50), null)), usd(0), usd(0)).value();
        assertThat(loss.low()).isEqualTo(-50);
        assertThat(loss.high()).isZero();
    }

    @Test
    void aProgrammeThatBroughtNobody() {
        Crv crv = new Crv(List.of(), usd(900), usd(1200));
        assertThat(crv.value().value()).hasValue(-1200);
        assertThat(crv.value().measured().orElseThrow().n()).isZero();
    }

    @Test
    void faults() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Crv(List.of(), usd(-1), usd(0)))
                .withMessage("acquisitionCost is negative: -1 USD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Crv(List.of(), usd(1), usd(-2)))
                .withMessage("programmeCost is negative: -2 USD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Crv(List.of(new Referred(Money.of(1, "EUR"), true)), usd(1), usd(0)))
                .withMessage("currencies differ: USD and EUR");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Flow(usd(1), usd(1), usd(1), Money.of(1, "EUR")))
                .withMessage("currencies differ: USD and EUR");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Crv.presentValue(List.of(), List.of(), USD, -1))
                .withMessage("discount is not a number of 0 or more: -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Crv.presentValue(List.of(), List.of(List.of(Money.of(1, "EUR"))), USD, 0))
                .withMessage("currencies differ: USD and EUR");
    }

    @Test
    void presentValueOfUnequalLengths() {
        Flow ten = new Flow(usd(12), usd(1), usd(2), usd(1));
        assertThat(Crv.presentValue(List.of(List.of(ten), List.of(ten, ten)), List.of(), USD, 1)
                        .value())
                .hasValue(5 + 5 + 2.5);
        assertThat(Crv.presentValue(List.of(), Arrays.asList(List.of(), List.of(usd(4))), USD, 0)
                        .measured()
                        .orElseThrow()
                        .n())
                .isEqualTo(2);
    }

    private static Money usd(long amount) {
        return Money.of(amount, "USD");
    }
}
