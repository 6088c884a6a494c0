package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.core.stat.Ratios;
import io.ckpi.core.stat.Shares;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Cohorts} bought at each age.
 *
 * <p>Every cell is a {@link Reading}: {@link Reason#NOT_DUE_YET} where the age lies after the end of the data, flagged
 * PROVISIONAL with the subject {@code started} where it has begun and is not over. The number of observations is that of the
 * customers who count in the cell, {@code pending} that of the cohort's other customers.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class CohortTable {

    /** What the customers of a cohort did at one age. */
    static final class Cell {
        long over;
        long counted;
        long active;
        long spend;
        long margin;
        final PairAccumulator spendSoFar = new PairAccumulator();
        final PairAccumulator marginSoFar = new PairAccumulator();

        void add(boolean bought, long newSpend, long newMargin, long allSpend, long allMargin) {
            counted++;
            active += bought ? 1 : 0;
            spend = Math.addExact(spend, newSpend);
            margin = Math.addExact(margin, newMargin);
            spendSoFar.add(allSpend / 1e6);
            marginSoFar.add(allMargin / 1e6);
        }
    }

    /**
     * One cell as a row, for tables and files.
     *
     * @param cohort the label
     * @param age 0, 1, 2 …
     * @param acquired the customers of the cohort
     * @param active customers with a purchase at that age
     * @param retention active / customers who count
     * @param revenue spend at that age
     * @param cumulativeRevenue spend up to that age / customers who count
     * @param margin margin at that age
     * @param cumulativeMargin margin up to that age / customers who count
     */
    public record Row(
            String cohort,
            int age,
            long acquired,
            Reading active,
            Reading retention,
            Reading revenue,
            Reading cumulativeRevenue,
            Reading margin,
            Reading cumulativeMargin) {}

    private final List<String> cohorts;
    private final long[] acquired;
    private final long outside;
    private final Cell[][] cells;
    private final boolean margins;
    private final @Nullable Currency currency;

    CohortTable(
            List<String> cohorts,
            long[] acquired,
            long outside,
            Cell[][] cells,
            boolean margins,
            @Nullable Currency currency) {
        this.cohorts = List.copyOf(cohorts);
        this.acquired = acquired;
        this.outside = outside;
        this.cells = cells;
        this.margins = margins;
        this.currency = currency;
    }

    /** The labels in their order. */
    public List<String> cohorts() {
        return cohorts;
    }

    /** The number of ages: 0 … ages − 1. */
    public int ages() {
        return cells.length == 0 ? 0 : cells[0].length;
    }

    /** The customers of a cohort. @throws IllegalArgumentException if there is no such cohort */
    public long acquired(String cohort) {
        return acquired[row(cohort)];
    }

    /** Customers who are in no cohort. */
    public long outside() {
        return outside;
    }

    /** Customers with a purchase at that age. */
    public Reading active(String cohort, int age) {
        Cell cell = cell(cohort, age);
        return cell.counted == 0 ? none(cohort) : total(cohort, cell, Estimate.of((double) cell.active, Unit.COUNT));
    }

    /** Active / customers who count in the cell, with Wilson's interval. */
    public Reading retention(String cohort, int age) {
        Cell cell = cell(cohort, age);
        return cell.counted == 0
                ? none(cohort)
                : flagged(Shares.withDefaults().of(cell.active, cell.counted, acquired(cohort) - cell.counted), cell);
    }

    /** Spend at that age. */
    public Reading revenue(String cohort, int age) {
        Cell cell = cell(cohort, age);
        return cell.counted == 0 ? none(cohort) : total(cohort, cell, Estimate.of(cell.spend / 1e6, money()));
    }

    /** Spend up to that age / customers who count, with an interval from the spread between customers. */
    public Reading cumulativeRevenue(String cohort, int age) {
        Cell cell = cell(cohort, age);
        return cell.counted == 0 ? none(cohort) : mean(cohort, cell, cell.spendSoFar);
    }

    /** Margin at that age; {@link Reason#NO_DATA} if the log does not know the margin of every purchase. */
    public Reading margin(String cohort, int age) {
        Cell cell = cell(cohort, age);
        if (cell.counted > 0 && !margins) {
            return unknownMargin();
        }
        return cell.counted == 0 ? none(cohort) : total(cohort, cell, Estimate.of(cell.margin / 1e6, money()));
    }

    /** Margin up to that age / customers who count; {@link Reason#NO_DATA} as {@link #margin}. */
    public Reading cumulativeMargin(String cohort, int age) {
        Cell cell = cell(cohort, age);
        if (cell.counted > 0 && !margins) {
            return unknownMargin();
        }
        return cell.counted == 0 ? none(cohort) : mean(cohort, cell, cell.marginSoFar);
    }

    /** All cells, cohort by cohort and age by age. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String cohort : cohorts) {
            for (int age = 0; age < ages(); age++) {
                rows.add(new Row(
                        cohort,
                        age,
                        acquired(cohort),
                        active(cohort, age),
                        retention(cohort, age),
                        revenue(cohort, age),
                        cumulativeRevenue(cohort, age),
                        margin(cohort, age),
                        cumulativeMargin(cohort, age)));
            }
        }
        return rows;
    }

    private Reading mean(String cohort, Cell cell, PairAccumulator sums) {
        Reading mean = Ratios.withDefaults().mean(sums, money());
        return mean instanceof Measured measured
                ? flagged(new Measured(measured.estimate().withPending(acquired(cohort) - cell.counted)), cell)
                : mean;
    }

    private Reading total(String cohort, Cell cell, Estimate estimate) {
        return flagged(
                new Measured(estimate.withN(cell.counted)
                        .withPending(acquired(cohort) - cell.counted)
                        .withFlag(Flag.of(Flag.Code.NO_INTERVAL))),
                cell);
    }

    private static Reading flagged(Reading reading, Cell cell) {
        return cell.over == 0 && reading instanceof Measured measured
                ? new Measured(measured.estimate().withFlag(Flag.of(Flag.Code.PROVISIONAL, "started")))
                : reading;
    }

    private Absent none(String cohort) {
        return acquired(cohort) == 0 ? Absent.because(Reason.NO_DATA) : Absent.because(Reason.NOT_DUE_YET);
    }

    private static Absent unknownMargin() {
        return Absent.because(
                Reason.NO_DATA, "the margin of some purchases is not known", "маржа части покупок неизвестна");
    }

    private Unit money() {
        if (currency == null) {
            throw new IllegalStateException("a purchase has no currency");
        }
        return Unit.money(currency);
    }

    private Cell cell(String cohort, int age) {
        if (age < 0 || age >= ages()) {
            throw new IllegalArgumentException("age is not from 0 to " + (ages() - 1) + ": " + age);
        }
        return cells[row(cohort)][age];
    }

    private int row(String cohort) {
        int row = cohorts.indexOf(cohort);
        if (row < 0) {
            throw new IllegalArgumentException("no such cohort: " + cohort);
        }
        return row;
    }
}
