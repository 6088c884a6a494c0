package io.ckpi.sdk;

import io.ckpi.core.Reading;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Customers by the month of their first order, and what they bought since.
 *
 * @param rows one cohort a month in which customers were won, ascending
 * @param cac cost of winning a customer, to compare the cumulative revenue with, or why there is none
 * @param evidence what the table rests on
 */
public record Cohorts(List<Cohort> rows, Reading cac, Evidence evidence) {

    /** Copies the list. */
    public Cohorts {
        rows = List.copyOf(rows);
        Objects.requireNonNull(cac, "cac");
        Objects.requireNonNull(evidence, "evidence");
    }

    /**
     * The customers of one month.
     *
     * @param month month of the first order, in the report's zone
     * @param size customers
     * @param cells ages 0, 1, … in months up to the end of the data, none left out
     */
    public record Cohort(YearMonth month, long size, List<Cell> cells) {

        /** Checks the size and copies the list. */
        public Cohort {
            Objects.requireNonNull(month, "month");
            if (size < 1) {
                throw new IllegalArgumentException("size is below 1: " + size);
            }
            cells = List.copyOf(cells);
        }

        /**
         * The first age at which the cumulative revenue per customer reaches {@code amount}; empty if it has not yet. Open
         * months count.
         */
        public OptionalInt firstAgeReaching(double amount) {
            for (Cell cell : cells) {
                var value = cell.cumulativePerCustomer().value();
                if (value.isPresent() && value.getAsDouble() >= amount) {
                    return OptionalInt.of(cell.age());
                }
            }
            return OptionalInt.empty();
        }
    }

    /**
     * One cohort at one age.
     *
     * @param age months since the month of the first order, from 0
     * @param buyers customers of the cohort who bought in that month
     * @param revenue what they paid in that month less what was given back, or why it cannot be told
     * @param cumulativePerCustomer revenue up to the end of that month per customer of the cohort, or why it cannot be told
     * @param open true if that month had not ended at the end of the data
     */
    public record Cell(int age, long buyers, Reading revenue, Reading cumulativePerCustomer, boolean open) {

        /** Checks the counts. */
        public Cell {
            if (age < 0 || buyers < 0) {
                throw new IllegalArgumentException("age or buyers is negative: " + age + ", " + buyers);
            }
            Objects.requireNonNull(revenue, "revenue");
            Objects.requireNonNull(cumulativePerCustomer, "cumulativePerCustomer");
        }
    }
}
