package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.RejectReason;
import io.ckpi.tck.ledger.LedgerTck;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlatOrdersTest {

    private final Bench bench = new Bench(new LedgerTck());
    private final Order full = FlatOrders.fit(bench.samples().full(Order.class, 0));

    private String csv(Fixture.Row<?>... rows) {
        return FlatOrders.csv(Fixture.of(List.of(rows), bench.tokens::raw));
    }

    @Test
    void everyTextOfAnOrderHasItsColumn() {
        Map<String, String> row = FlatOrders.rows(Fixture.of(Bench.rows(List.of(full)), bench.tokens::raw))
                .get(0);
        assertThat(row.keySet()).containsExactlyElementsOf(FlatOrders.COLUMNS);
        assertThat(row)
                .containsEntry("id", full.orderRef())
                .containsEntry("at", full.createdAt().toString())
                .containsEntry("rev", Long.toString(full.envelope().revision()))
                .containsEntry("op", "U")
                .containsEntry("status", full.status().name())
                .containsEntry("sum", full.revenue().amount().toPlainString())
                .containsEntry("cur", "EUR")
                .containsEntry("mail", bench.tokens.raw(full.person()))
                .containsEntry("deal", full.dealRef())
                .containsEntry("campaign", full.origin().campaign())
                .containsEntry("term", full.origin().term());
        assertThat(row.get("paid")).isEqualTo(String.valueOf(full.paidAt()));
        assertThat(new HashSet<>(row.values())).as("no two texts are the same").hasSizeGreaterThan(9);
    }

    @Test
    void whatFitsOnceFitsAgain() {
        for (int i = 0; i < 10; i++) {
            SourceRecord once = FlatOrders.fit(bench.samples().full(Order.class, i));
            assertThat(FlatOrders.fit(once)).isEqualTo(once);
        }
    }

    @Test
    void absentTextsAreNothingAndOthersStandInQuotationMarks() {
        Order small = Order.builder(full.envelope(), "7 \"x\", y", full.status(), full.createdAt(), full.revenue())
                .build();
        assertThat(csv(new Fixture.Row<>(FlatOrders.fit(small), null)))
                .isEqualTo(FlatOrders.header()
                        + """
                "7 ""x"", y","%s","%s","U","%s","%s","EUR",,,,,
                """.formatted(
                                        full.createdAt(),
                                        full.envelope().revision(),
                                        full.status(),
                                        full.revenue().amount()));
        assertThat(csv()).isEqualTo("id,at,rev,op,status,sum,cur,mail,deal,paid,campaign,term\n");
    }

    @Test
    void everyPoisonSpoilsItsRow() {
        Set<RejectReason> spoiled = new HashSet<>();
        for (RejectReason reason : RejectReason.values()) {
            Fixture.Row<Order> row = new Fixture.Row<>(full, new Fixture.Poison(reason, "<poison>"));
            if (csv(row).contains("\"<poison>\"")) {
                assertThat(row.spoiled()).isTrue();
                spoiled.add(reason);
            }
        }
        assertThat(spoiled).isEqualTo(FlatOrders.POISONS);
    }
}
