package io.ckpi.spi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RejectLogTest {

    private static Reject reject(String source, String stream, long row, RejectReason reason) {
        return new Reject(source, stream, "orders.csv:" + (row + 1), row, reason, "id", "digits");
    }

    private static void accept(RejectLog log, int rows) {
        for (int i = 0; i < rows; i++) {
            log.accepted("crm", "Order");
        }
    }

    @Test
    void keepsTheFirstAndCountsAll() {
        RejectLog log = RejectLog.withDefaults();
        for (int row = 1; row <= 250; row++) {
            log.add(reject("crm", "Order", row, row % 5 == 0 ? RejectReason.NO_ZONE : RejectReason.BAD_NUMBER));
        }
        log.add(reject("ads", "Spend", 1, RejectReason.BAD_CURRENCY));
        accept(log, 50);
        assertThat(log.kept("crm"))
                .hasSize(100)
                .extracting(Reject::row)
                .startsWith(1L)
                .endsWith(100L);
        assertThat(log.kept("ads")).hasSize(1);
        assertThat(log.kept("none")).isEmpty();
        assertThat(log.rejected("crm")).isEqualTo(250);
        assertThat(log.rowCount("crm")).isEqualTo(300);
        assertThat(log.rejected("none")).isZero();
        assertThat(log.streams())
                .containsExactly(
                        new RejectLog.StreamCount("ads", "Spend", 1, 1, Map.of(RejectReason.BAD_CURRENCY, 1L), false),
                        new RejectLog.StreamCount(
                                "crm",
                                "Order",
                                300,
                                250,
                                Map.of(RejectReason.NO_ZONE, 50L, RejectReason.BAD_NUMBER, 200L),
                                true));
    }

    @Test
    void theBudgetCountsFromAHundredRows() {
        RejectLog log = RejectLog.withDefaults();
        for (int row = 1; row <= 99; row++) {
            log.add(reject("crm", "Order", row, RejectReason.BAD_NUMBER));
        }
        assertThat(log.overBudget("crm", "Order")).isFalse();
        log.accepted("crm", "Order");
        assertThat(log.overBudget("crm", "Order")).isTrue();
        assertThat(log.overBudget("crm", "Spend")).isFalse();
        assertThat(log.overBudget("ads", "Order")).isFalse();
    }

    @Test
    void onePerCentIsTolerated() {
        RejectLog log = RejectLog.withDefaults();
        accept(log, 198);
        log.add(reject("crm", "Order", 199, RejectReason.BAD_NUMBER));
        log.add(reject("crm", "Order", 200, RejectReason.BAD_NUMBER));
        assertThat(log.overBudget("crm", "Order")).isFalse(); // 2 of 200
        log.add(reject("crm", "Order", 201, RejectReason.BAD_NUMBER));
        assertThat(log.overBudget("crm", "Order")).isTrue(); // 3 of 201
        accept(log, 10_000);
        assertThat(log.overBudget("crm", "Order")).as("once over, always over").isTrue();
    }

    @Test
    void anotherBudget() {
        RejectLog none = RejectLog.with(new RejectLog.Budget(0, 1));
        none.accepted("crm", "Order");
        assertThat(none.overBudget("crm", "Order")).isFalse();
        none.add(reject("crm", "Order", 2, RejectReason.BAD_NUMBER));
        assertThat(none.overBudget("crm", "Order")).isTrue();
        RejectLog all = RejectLog.with(new RejectLog.Budget(1, 1));
        all.add(reject("crm", "Order", 1, RejectReason.BAD_NUMBER));
        assertThat(all.overBudget("crm", "Order")).isFalse();
        assertThatThrownBy(() -> new RejectLog.Budget(Double.NaN, 1)).hasMessage("share is not in [0, 1]: NaN");
        assertThatThrownBy(() -> new RejectLog.Budget(0.1, 0)).hasMessage("fromRows is below 1: 0");
    }

    @Test
    void theFailureGivesCountsAndTheTopReasons() {
        RejectLog log = RejectLog.withDefaults();
        Map<String, Long> before = log.rows("crm");
        accept(log, 50);
        RejectReason[] reasons = {
            RejectReason.BAD_NUMBER,
            RejectReason.BAD_NUMBER,
            RejectReason.BAD_NUMBER,
            RejectReason.NO_ZONE,
            RejectReason.NO_ZONE,
            RejectReason.MISSING_KEY,
            RejectReason.BAD_PHONE
        };
        for (int row = 1; row <= 70; row++) {
            log.add(reject("crm", "Order", row, reasons[row % reasons.length]));
        }
        assertThat(log.overBudgetSince("crm", before)).isTrue();
        assertThat(log.overBudgetSince("crm", log.rows("crm")))
                .as("nothing since")
                .isFalse();
        CkpiException failure = log.failure("crm", count -> count.rows() > before.getOrDefault(count.stream(), 0L));
        assertThat(failure.kind()).isEqualTo(CkpiException.Kind.DATA);
        assertThat(failure.code()).isEqualTo("CKPI-SRC-REJECTS");
        assertThat(failure.source()).contains("crm");
        assertThat(failure)
                .hasMessage("source crm has too many rejected rows: Order 70 of 120 (58.33 %, more than 1.00 %): "
                        + "BAD_NUMBER 30, NO_ZONE 20, MISSING_KEY 10");
    }

    @Test
    void issuesForTheReport() {
        RejectLog log = RejectLog.withDefaults();
        assertThat(log.issues()).isEmpty();
        accept(log, 7);
        log.add(reject("crm", "Order", 8, RejectReason.NO_ZONE));
        log.add(reject("crm", "Order", 9, RejectReason.BAD_NUMBER));
        log.add(reject("crm", "Order", 10, RejectReason.BAD_NUMBER));
        assertThat(log.issues())
                .extracting(
                        DataIssue::code, DataIssue::severity, DataIssue::source, DataIssue::location, DataIssue::count)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "REJECTS", DataIssue.Severity.WARNING, "crm", "orders.csv:10", 2L),
                        org.assertj.core.groups.Tuple.tuple(
                                "REJECTS", DataIssue.Severity.WARNING, "crm", "orders.csv:9", 1L));
        assertThat(log.issues().get(0).sentence().en())
                .isEqualTo("Order: 2 of 10 rows rejected, a number cannot be read (BAD_NUMBER)");
        assertThat(log.issues().get(0).sentence().ru())
                .isEqualTo("Order: отклонено строк: 2 из 10, нечитаемое число (BAD_NUMBER)");
        for (int row = 11; row <= 100; row++) {
            log.add(reject("crm", "Order", row, RejectReason.NO_ZONE));
        }
        assertThat(log.issues()).allMatch(issue -> issue.severity() == DataIssue.Severity.ERROR);
    }

    @Test
    void countsAreExactWithManyThreads() throws InterruptedException {
        RejectLog log = RejectLog.withDefaults();
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                for (int row = 1; row <= 5000; row++) {
                    if (row % 2 == 0) {
                        log.accepted("crm", "Order");
                    } else {
                        log.add(reject("crm", "Order", row, RejectReason.LATE));
                    }
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(log.streams()).singleElement().satisfies(s -> {
            assertThat(s.rows()).isEqualTo(20_000);
            assertThat(s.rejected()).isEqualTo(10_000);
            assertThat(s.overBudget()).isTrue();
        });
        assertThat(log.kept("crm")).hasSize(100);
    }
}
