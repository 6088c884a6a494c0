package io.ckpi.core.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Money;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.core.stat.Welch;
import io.ckpi.testing.Cases;
import java.io.IOException;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // a test knows what is there, and hands over null on purpose
class IncrementalTest {

    private static final Unit USD = Unit.money(Currency.getInstance("USD"));
    private static final MomentsLayout LAYOUT = MomentsLayout.of("spend");
    private static final double[] CONTROL = {5, 7, 6, 9, 4, 8};
    private static final double[] TREATED = {9, 12, 7, 15, 10, 8, 11};

    @Test
    void fromMomentsAndFromAccumulators() {
        Incremental effect = Incremental.of(LAYOUT.fromArrays(CONTROL), LAYOUT.fromArrays(TREATED), "spend", USD);
        Estimate perHead = effect.perHead().measured().orElseThrow();
        Estimate total = effect.total().measured().orElseThrow();
        assertThat(total.value()).isEqualTo(7 * perHead.value());
        assertThat(total.interval()).isEqualTo(perHead.interval().times(7));
        assertThat(total.unit()).isEqualTo(USD);
        // scipy 1.17, ttest_ind with unequal variances
        assertThat(perHead.interval().low()).isEqualTo(0.9744265520130653, within(1e-12));
        assertThat(effect.uplift().value().orElseThrow()).isEqualTo(0.5824175824175826, within(1e-14));
        Incremental same = Incremental.of(sums(CONTROL), sums(TREATED), USD);
        assertThat(same.total().value().orElseThrow()).isEqualTo(total.value(), within(1e-12));
        assertThat(same.uplift().value().orElseThrow()).isEqualTo(0.5824175824175826, within(1e-14));
        Incremental narrow = Incremental.of(
                Welch.withDefaults().withLevel(0.5),
                LAYOUT.fromArrays(CONTROL),
                LAYOUT.fromArrays(TREATED),
                "spend",
                USD);
        assertThat(narrow.total().measured().orElseThrow().interval().level()).isEqualTo(0.5);
    }

    /** The published figures of Hillstrom's e-mail test: men's mail against none. */
    @Test
    void realData() throws IOException {
        List<Map<String, String>> rows = Cases.data("hillstrom/hillstrom.csv");
        Incremental effect = Incremental.of(spend(rows, "No E-Mail"), spend(rows, "Mens E-Mail"), "spend", USD);
        Estimate perHead = effect.perHead().measured().orElseThrow();
        assertThat(perHead.value()).isEqualTo(0.7698, within(5e-5));
        assertThat(perHead.interval().low()).isEqualTo(0.4851, within(5e-5));
        assertThat(perHead.interval().high()).isEqualTo(1.0545, within(5e-5));
        assertThat(effect.uplift().value().orElseThrow()).isEqualTo(1.179, within(5e-4));
        assertThat(effect.total().value().orElseThrow()).isEqualTo(perHead.value() * 21307, within(1e-9));
    }

    private static Moments spend(List<Map<String, String>> rows, String arm) {
        return LAYOUT.fromArrays(Cases.column(
                rows.stream().filter(row -> row.get("treatment").equals(arm)).toList(), "spend"));
    }

    @Test
    void fromTotals() {
        Incremental effect = Incremental.ofTotals(usd(500_000), 5_000, usd(9_785_000), 95_000);
        assertThat(effect.perHead().value()).hasValue(3);
        assertThat(effect.total().value()).hasValue(285_000);
        assertThat(effect.uplift().value()).hasValue(0.03);
        Estimate total = effect.total().measured().orElseThrow();
        assertThat(total.n()).isEqualTo(100_000);
        assertThat(total.flags()).containsExactly(Flag.of(Flag.Code.NO_INTERVAL));
    }

    @Test
    void undefined() {
        Incremental empty = Incremental.ofTotals(usd(0), 0, usd(5), 5);
        assertThat(((Absent) empty.total()).sentence(Locale.ENGLISH))
                .isEqualTo("no data: the groups have 0 and 5 observations");
        assertThat(empty.uplift().why()).contains(Reason.NO_DATA);
        assertThat(Incremental.ofTotals(usd(0), 3, usd(5), 5).uplift().why()).contains(Reason.ZERO_BASE);
        assertThat(Incremental.ofTotals(usd(-3), 3, usd(5), 5).uplift().why()).contains(Reason.NEGATIVE_BASE);
        assertThat(Incremental.of(LAYOUT.empty(), LAYOUT.fromArrays(TREATED), "spend", USD)
                        .total()
                        .why())
                .contains(Reason.NO_DATA);
        assertThat(Incremental.of(sums(1), sums(TREATED), USD).perHead().why()).contains(Reason.INSUFFICIENT_DATA);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Incremental.ofTotals(usd(0), -1, usd(5), 5))
                .withMessage("controlCount is negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Incremental.ofTotals(usd(0), 1, usd(5), -5))
                .withMessage("treatedCount is negative: -5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Incremental.ofTotals(usd(0), 1, Money.of(5, "EUR"), 5))
                .withMessage("currencies differ: USD and EUR");
    }

    private static PairAccumulator sums(double... values) {
        PairAccumulator sums = new PairAccumulator();
        Arrays.stream(values).forEach(sums::add);
        return sums;
    }

    private static Money usd(long amount) {
        return Money.of(amount, "USD");
    }
}
