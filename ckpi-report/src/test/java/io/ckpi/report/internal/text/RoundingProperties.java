package io.ckpi.report.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;

class RoundingProperties {

    @Property
    void roundedPartsAddUpToTheRoundedWhole(
            @ForAll @Size(max = 20) List<@BigRange(min = "-100", max = "100") @Scale(9) BigDecimal> parts,
            @ForAll @BigRange(min = "0", max = "100") @Scale(9) BigDecimal base,
            @ForAll @IntRange(max = 3) int decimals) {
        BigDecimal total = parts.stream().reduce(base, BigDecimal::add);
        BigDecimal from = base.setScale(decimals, RoundingMode.HALF_UP);
        BigDecimal to = total.setScale(decimals, RoundingMode.HALF_UP);
        if (parts.isEmpty()) {
            return;
        }
        List<BigDecimal> rounded = Rounding.parts(parts, to.subtract(from), decimals);
        assertThat(rounded.stream().reduce(from, BigDecimal::add)).isEqualByComparingTo(to);
        BigDecimal unit = BigDecimal.ONE.movePointLeft(decimals);
        for (int i = 0; i < parts.size(); i++) {
            assertThat(rounded.get(i).subtract(parts.get(i)).abs()).isLessThanOrEqualTo(unit);
        }
    }

    @Example
    void theLargestRemaindersGetTheMissingUnitsTiesInOrder() {
        List<BigDecimal> parts = List.of(
                new BigDecimal("1.25"), new BigDecimal("2.25"), new BigDecimal("-0.55"), new BigDecimal("0.05"));
        assertThat(Rounding.parts(parts, new BigDecimal("3.0"), 1))
                .containsExactly(
                        new BigDecimal("1.3"), new BigDecimal("2.3"), new BigDecimal("-0.6"), new BigDecimal("0.0"));
    }

    @Example
    void aWholeThatIsNotTheirSumIsRefused() {
        List<BigDecimal> parts = List.of(BigDecimal.ONE);
        assertThatThrownBy(() -> Rounding.parts(parts, BigDecimal.TEN, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the parts do not add up to 10: [1]");
        assertThatThrownBy(() -> Rounding.parts(parts, new BigDecimal("1.05"), 1))
                .hasMessage("the whole 1.05 does not have 1 decimals");
    }
}
