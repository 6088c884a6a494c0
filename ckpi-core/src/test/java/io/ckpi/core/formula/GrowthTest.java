package io.ckpi.core.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ckpi.core.Absent;
import io.ckpi.core.Money;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class GrowthTest {

    @Test
    void growth() {
        assertThat(Growth.of(115, 100).value()).hasValue(0.15);
        assertThat(Growth.of(0, 100).value()).hasValue(-1);
        assertThat(Growth.of(Money.of("0.3", "EUR"), Money.of("0.1", "EUR")).value())
                .hasValue(2);
        assertThat(Growth.of(115, 100).measured().orElseThrow().method()).isEqualTo("growth");
    }

    @Test
    void withoutAPositiveBaseTheAbsoluteChangeIsTold() {
        assertThat(((Absent) Growth.of(5, 0)).sentence(Locale.ENGLISH))
                .isEqualTo("growth from zero is undefined: the change is 5");
        assertThat(((Absent) Growth.of(0, 0)).sentence(Locale.ENGLISH))
                .isEqualTo("growth from zero is undefined: the change is 0");
        assertThat(((Absent) Growth.of(Money.of("25.50", "EUR"), Money.of("-100", "EUR")))
                        .sentence(Locale.forLanguageTag("ru")))
                .isEqualTo("рост от отрицательной базы не определён: изменение равно 125.5 EUR");
        assertThat(((Absent) Growth.of(-100000, -1e6)).sentence(Locale.ENGLISH))
                .isEqualTo("growth from a negative base is undefined: the change is 900000");
    }

    @Test
    void faults() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Growth.of(Double.NaN, 1))
                .withMessage("now is not finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Growth.of(1, Double.NEGATIVE_INFINITY))
                .withMessage("before is not finite: -Infinity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Growth.of(Money.of(1, "EUR"), Money.of(1, "USD")))
                .withMessage("currencies differ: EUR and USD");
    }
}
