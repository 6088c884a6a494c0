package io.ckpi.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.math.BigDecimal;
import java.util.Currency;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // a test knows what is there, and hands over null on purpose
class MoneyTest {

    private static final Currency EUR = Currency.getInstance("EUR");

    @Test
    void trailingZerosDoNotCount() {
        assertThat(Money.of("9.010", "EUR"))
                .isEqualTo(Money.of("9.01", "EUR"))
                .hasSameHashCodeAs(Money.of("9.01", "EUR"))
                .hasToString("9.01 EUR");
        assertThat(Money.of("1e3", "EUR")).isEqualTo(Money.of(1000, "EUR")).hasToString("1000 EUR");
        assertThat(Money.of("0.00", "EUR")).isEqualTo(Money.zero(EUR)).hasToString("0 EUR");
    }

    @Test
    void arithmetic() {
        Money price = Money.of("0.1", "EUR");
        assertThat(price.plus(price).plus(price)).isEqualTo(Money.of("0.3", "EUR"));
        assertThat(price.minus(Money.of("0.3", "EUR"))).isEqualTo(Money.of("-0.2", "EUR"));
        assertThat(price.negated().signum()).isEqualTo(-1);
        assertThat(price.doubleValue()).isEqualTo(0.1);
        assertThat(price).isLessThan(Money.of("0.2", "EUR"));
    }

    @Test
    void currenciesNeverMix() {
        Money euro = Money.of(1, "EUR");
        Money dollar = Money.of(1, "USD");
        assertThat(euro).isNotEqualTo(dollar);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> euro.plus(dollar))
                .withMessage("currencies differ: EUR and USD");
        assertThatIllegalArgumentException().isThrownBy(() -> euro.minus(dollar));
        assertThatIllegalArgumentException().isThrownBy(() -> euro.compareTo(dollar));
        assertThatNullPointerException()
                .isThrownBy(() -> new Money(BigDecimal.ONE, null))
                .withMessage("currency");
        assertThatNullPointerException().isThrownBy(() -> new Money(null, EUR)).withMessage("amount");
    }

    @Test
    void columnsAreExactOrAnError() {
        assertThat(Money.of("9.01", "EUR").micros()).isEqualTo(9_010_000);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Money.of("0.0000001", "EUR").micros());
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Money.of("10000000000000", "EUR").micros());
    }

    @Property
    void everyColumnValueSurvives(@ForAll long micros) {
        assertThat(Money.ofMicros(micros, EUR).micros()).isEqualTo(micros);
    }
}
