package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.Money;
import io.ckpi.core.record.Order;
import io.ckpi.tck.ledger.LedgerTck;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompareTest {

    private final Samples samples = new Bench(new LedgerTck()).samples();

    private static Order changed(Order order, Money revenue) {
        return Order.builder(order.envelope(), order.orderRef(), order.status(), order.createdAt(), revenue)
                .build();
    }

    @Test
    void theFirstDifferenceIsTold() {
        Order one = samples.full(Order.class, 0);
        Order bare = changed(one, one.revenue());
        Order cheap = changed(one, Money.of("0.05", "EUR"));
        assertThatThrownBy(() -> Compare.same("all", List.of(bare), List.of(cheap)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "all: of 1 records 1 did not come back as they should, and 1 came that should not\n"
                                + "  of the one with the key " + one.envelope().sourceKey()
                                + " revenue.amount is 0.05 instead of "
                                + one.revenue().amount() + "\n  expected {");
        assertThat(Compare.differences(one, bare)).contains("person is null instead of " + one.person());
        Order other = samples.full(Order.class, 1);
        assertThatThrownBy(() -> Compare.same("all", List.of(one), List.of(other)))
                .message()
                .doesNotContain("of the one");
        Compare.same("all", List.of(one, other), List.of(other, one));
    }
}
