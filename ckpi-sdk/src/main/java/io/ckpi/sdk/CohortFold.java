package io.ckpi.sdk;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.core.stat.Ratios;
import io.ckpi.sdk.PaidOrders.Purchase;
import io.ckpi.sdk.history.SubjectHistory;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Customers by the month of their first purchase and by age. Mutable, confined to one thread. */
final class CohortFold {

    private final ZoneId zone;
    private final Instant dataEnd;
    private final YearMonth lastMonth;
    private final boolean lastOpen;
    private final Map<YearMonth, Row> rows = new TreeMap<>();

    CohortFold(Period period, Instant dataEnd) {
        this.zone = period.zone();
        this.dataEnd = dataEnd;
        // the end of the data belongs to nobody: at midnight of the first, the month before is the last
        this.lastMonth = month(dataEnd.minusNanos(1));
        this.lastOpen =
                lastMonth.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant().isAfter(dataEnd);
    }

    private final class Row {
        private final List<Cell> cells = new ArrayList<>();
        private long size;

        Row(YearMonth month) {
            long ages = ChronoUnit.MONTHS.between(month, lastMonth) + 1;
            for (long age = 0; age < ages; age++) {
                cells.add(new Cell());
            }
        }
    }

    private static final class Cell {
        private long buyers;
        private BigDecimal revenue = BigDecimal.ZERO;
        private final PairAccumulator cumulative = new PairAccumulator();
    }

    private YearMonth month(Instant instant) {
        return YearMonth.from(instant.atZone(zone));
    }

    void add(SubjectHistory history) {
        if (history.kind() != SubjectHistory.Kind.PERSON || history.orders().isEmpty()) {
            return;
        }
        List<Purchase> purchases = PaidOrders.of(history.orders(), dataEnd);
        if (purchases.isEmpty()) {
            return;
        }
        YearMonth first = month(purchases.get(0).at());
        Row row = rows.computeIfAbsent(first, Row::new);
        row.size++;
        BigDecimal cumulative = BigDecimal.ZERO;
        int next = 0;
        for (int age = 0; age < row.cells.size(); age++) {
            Cell cell = row.cells.get(age);
            boolean bought = false;
            while (next < purchases.size()
                    && ChronoUnit.MONTHS.between(
                                    first, month(purchases.get(next).at()))
                            == age) {
                BigDecimal amount = purchases.get(next++).amount();
                cumulative = cumulative.add(amount);
                cell.revenue = cell.revenue.add(amount);
                bought = true;
            }
            if (bought) {
                cell.buyers++;
            }
            cell.cumulative.add(cumulative.doubleValue());
        }
    }

    void merge(CohortFold other) {
        other.rows.forEach((month, theirs) -> {
            Row mine = rows.computeIfAbsent(month, Row::new);
            mine.size += theirs.size;
            for (int age = 0; age < mine.cells.size(); age++) {
                Cell cell = mine.cells.get(age);
                Cell more = theirs.cells.get(age);
                cell.buyers += more.buyers;
                cell.revenue = cell.revenue.add(more.revenue);
                cell.cumulative.merge(more.cumulative);
            }
        });
    }

    Cohorts cohorts(@Nullable Unit money, Ratios ratios, Reading cac, Evidence evidence) {
        Absent mixed = Absent.because(
                Reason.INVALID_INPUT, "the amounts are in several currencies", "суммы в нескольких валютах");
        List<Cohorts.Cohort> table = new ArrayList<>();
        rows.forEach((month, row) -> {
            List<Cohorts.Cell> cells = new ArrayList<>();
            for (int age = 0; age < row.cells.size(); age++) {
                Cell cell = row.cells.get(age);
                Reading revenue = money == null
                        ? mixed
                        : new Measured(
                                Estimate.of(cell.revenue.doubleValue(), money).withN(cell.buyers));
                Reading cumulative = money == null ? mixed : ratios.mean(cell.cumulative, money);
                boolean open = lastOpen && month.plusMonths(age).equals(lastMonth);
                cells.add(new Cohorts.Cell(age, cell.buyers, revenue, cumulative, open));
            }
            table.add(new Cohorts.Cohort(month, row.size, cells));
        });
        return new Cohorts(table, cac, evidence);
    }
}
