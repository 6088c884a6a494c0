package io.ckpi.value;

import io.ckpi.core.Period;
import io.ckpi.value.internal.PurchaseTable;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Cohorts of customers by their first purchase, followed over their age.
 *
 * <p><b>Cohort.</b> The calendar month of the first purchase; or a {@link Period} of a list; or the channel of the first
 * purchase; or any label made from the customer's number. Customers without a label are in no cohort.
 *
 * <p><b>Age.</b> Calendar months after the month of the first purchase (age 0 is that month), or steps of a {@link Cadence} after
 * the day of the first purchase: ⌊days/step⌋.
 *
 * <p><b>Which customers a cell counts.</b> Those whose age is over at the end of the data. If it is over for none but has begun for
 * some, those, and the readings carry the flag PROVISIONAL. If it has not begun for anybody, the readings are absent,
 * NOT_DUE_YET: never 0. In cohorts of one calendar month, followed by calendar months, all customers are alike.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Cohorts {

    /** Gives customer {@code c} of a log its cohort, or null for none. */
    private final BiFunction<Purchases, Integer, @Nullable String> label;

    private final boolean ofDay; // the label depends on the first day alone
    private final @Nullable List<String> order;
    private final @Nullable Cadence step;
    private final int ages;

    private Cohorts(
            BiFunction<Purchases, Integer, @Nullable String> label,
            boolean ofDay,
            @Nullable List<String> order,
            @Nullable Cadence step,
            int ages) {
        this.label = label;
        this.ofDay = ofDay;
        this.order = order;
        this.step = step;
        this.ages = ages;
    }

    /** Cohorts of a calendar month, followed by calendar months to the end of the data. */
    public static Cohorts withDefaults() {
        return new Cohorts((log, c) -> YearMonth.from(log.firstDay(c)).toString(), true, null, null, Integer.MAX_VALUE);
    }

    /**
     * One cohort for each of these periods, in their order; the label is the period's text. The first period that holds the first
     * purchase counts.
     */
    public Cohorts byPeriod(List<Period> periods) {
        List<Period> all = List.copyOf(periods);
        return new Cohorts(
                (log, c) -> {
                    LocalDate first = log.firstDay(c);
                    for (Period period : all) {
                        if (period.contains(first)) {
                            return period.toString();
                        }
                    }
                    return null;
                },
                true,
                all.stream().map(Period::toString).distinct().toList(),
                step,
                ages);
    }

    /** One cohort for each channel of a first purchase. */
    public Cohorts byChannel() {
        return by((log, c) -> log.channel(c).orElse(null));
    }

    /** One cohort for each label, in the order of the labels; null puts a customer into none. */
    public Cohorts by(BiFunction<Purchases, Integer, @Nullable String> newLabel) {
        return new Cohorts(Objects.requireNonNull(newLabel, "newLabel"), false, null, step, ages);
    }

    /**
     * The same cohorts followed by steps from each customer's own first purchase.
     *
     * @throws IllegalArgumentException if the step is shorter than a day
     */
    public Cohorts agedBy(Cadence newStep) {
        if (newStep.days() < 1) {
            throw new IllegalArgumentException("newStep is shorter than a day: " + newStep);
        }
        return new Cohorts(label, ofDay, order, newStep, ages);
    }

    /** The same, followed over this many ages at most. @throws IllegalArgumentException if there is none */
    public Cohorts withAges(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most is below 1: " + most);
        }
        return new Cohorts(label, ofDay, order, step, most);
    }

    /** The table of a log. */
    public CohortTable of(Purchases log) {
        int customers = log.customers();
        @Nullable String[] labels = labels(log);
        List<String> cohorts = order;
        if (cohorts == null) {
            TreeSet<String> sorted = new TreeSet<>(Comparator.naturalOrder());
            for (String one : labels) {
                if (one != null) {
                    sorted.add(one);
                }
            }
            cohorts = List.copyOf(sorted);
        }
        Map<String, Integer> rows = new LinkedHashMap<>();
        for (String cohort : cohorts) {
            rows.put(cohort, rows.size());
        }
        int[] cohortOf = new int[customers];
        int[] over = new int[customers]; // the last age that is over, −1 if none
        int[] begun = new int[customers]; // the last age that has begun
        int columns = cohorts.isEmpty() ? 0 : 1;
        int end = Math.toIntExact(log.end().toEpochDay());
        Ages age = ages(log, end);
        for (int c = 0; c < customers; c++) {
            String mine = labels[c];
            Integer row = mine == null ? null : rows.get(mine);
            cohortOf[c] = row == null ? -1 : row;
            int first = log.table().day()[log.table().from()[c]];
            begun[c] = Math.min(ages - 1, age.at(first, end));
            over[c] = Math.min(ages - 1, age.at(first, end + 1) - 1);
            columns = row == null ? columns : Math.max(columns, begun[c] + 1);
        }
        CohortTable.Cell[][] cells = new CohortTable.Cell[cohorts.size()][columns];
        for (CohortTable.Cell[] line : cells) {
            Arrays.setAll(line, k -> new CohortTable.Cell());
        }
        long[] acquired = new long[cohorts.size()];
        for (int c = 0; c < customers; c++) {
            if (cohortOf[c] >= 0) {
                acquired[cohortOf[c]]++;
                for (int k = 0; k <= over[c]; k++) {
                    cells[cohortOf[c]][k].over++;
                }
            }
        }
        long outside = 0;
        for (int c = 0; c < customers; c++) {
            if (cohortOf[c] < 0) {
                outside++;
            } else {
                follow(log.table(), c, over[c], begun[c], cells[cohortOf[c]], age);
            }
        }
        return new CohortTable(
                cohorts,
                acquired,
                outside,
                cells,
                log.hasMargins(),
                log.currency().orElse(null));
    }

    private @Nullable String[] labels(Purchases log) {
        @Nullable String[] labels = new @Nullable String[log.customers()];
        Map<Integer, Integer> known = new HashMap<>(); // the first customer of each first day
        for (int c = 0; c < labels.length; c++) {
            Integer before =
                    ofDay ? known.putIfAbsent(log.table().day()[log.table().from()[c]], c) : null;
            labels[c] = before == null ? label.apply(log, c) : labels[before];
        }
        return labels;
    }

    private static void follow(
            PurchaseTable table, int customer, int over, int begun, CohortTable.Cell[] cells, Ages age) {
        int row = table.from()[customer];
        int until = table.from()[customer + 1];
        int first = table.day()[row];
        long[] margins = table.margin();
        long spendSoFar = 0;
        long marginSoFar = 0;
        for (int k = 0; k <= begun; k++) {
            long spend = 0;
            long margin = 0;
            boolean active = false;
            while (row < until && age.at(first, table.day()[row]) == k) {
                active = true;
                spend = Math.addExact(spend, table.spend()[row]);
                margin = margins == null ? 0 : Math.addExact(margin, margins[row]);
                row++;
            }
            spendSoFar = Math.addExact(spendSoFar, spend);
            marginSoFar = Math.addExact(marginSoFar, margin);
            if (k <= over || cells[k].over == 0) {
                cells[k].add(active, spend, margin, spendSoFar, marginSoFar);
            }
        }
    }

    /** The age at {@code day} of a customer who first bought on {@code first}. */
    private interface Ages {
        int at(int first, int day);
    }

    private Ages ages(Purchases log, int end) {
        if (step != null) {
            Cadence length = step;
            return (first, day) -> (int) Math.floor(length.ofDays(day - first));
        }
        int start = end;
        for (int i = 0; i < log.table().rows(); i++) {
            start = Math.min(start, log.table().day()[i]);
        }
        int[] months = new int[end + 2 - start];
        for (int i = 0; i < months.length; i++) {
            LocalDate day = LocalDate.ofEpochDay(start + (long) i);
            months[i] = Math.toIntExact(day.getYear() * 12L + day.getMonthValue());
        }
        int base = start;
        return (first, day) -> months[day - base] - months[first - base];
    }
}
