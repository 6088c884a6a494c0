package io.ckpi.value;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Money;
import io.ckpi.core.Names;
import io.ckpi.value.internal.StringIndex;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Folds a stream of purchases into the summary of each customer, without keeping the purchases: some 40 bytes and the id for
 * each customer.
 *
 * <p>The purchases of one customer must come in the order of their days; those of different customers in any order. Purchases
 * after the end date are outside and counted. Accumulators of disjoint customers, or of parts of the time that follow one
 * another, merge exactly.
 *
 * <p>Mutable; not thread-safe.
 */
public final class BuyersAccumulator {

    private final LocalDate end;
    private final StringIndex ids = new StringIndex();
    private Buyers.Columns columns = new Buyers.Columns(64);
    private @Nullable Currency currency;
    private long negative;
    private long after;

    /** An empty accumulator of an observation that ends with {@code end}, that day included. */
    public BuyersAccumulator(LocalDate end) {
        this.end = Objects.requireNonNull(end, "end");
    }

    /**
     * Adds one purchase. A negative amount is left out and counted in {@link #issues()}.
     *
     * @throws IllegalArgumentException if the day is before the last one of the same customer, or the currency differs from
     *     that of the purchases before
     * @throws ArithmeticException if the amount has more than six decimals or the sum does not fit a {@code long}
     */
    public void add(String customer, LocalDate day, Money amount) {
        Objects.requireNonNull(customer, "customer");
        if (amount.signum() < 0) {
            negative++;
            return;
        }
        if (day.isAfter(end)) {
            after++;
            return;
        }
        long micros = amount.micros();
        int epochDay = Math.toIntExact(day.toEpochDay());
        same(amount.currency());
        add(ids.add(customer), epochDay, micros);
    }

    private void add(int i, int day, long micros) {
        if (room(i)) {
            columns.first[i] = day;
            columns.last[i] = day;
            columns.days[i] = 1;
            columns.spend[i] = micros;
            columns.firstSpend[i] = micros;
            return;
        }
        int gap = day - columns.last[i];
        if (gap < 0) {
            throw new IllegalArgumentException("purchases of a customer are out of time order: "
                    + LocalDate.ofEpochDay(day) + " after " + LocalDate.ofEpochDay(columns.last[i]));
        }
        columns.spend[i] = Math.addExact(columns.spend[i], micros);
        if (day == columns.first[i]) {
            columns.firstSpend[i] += micros;
        }
        if (gap > 0) {
            columns.days[i]++;
            columns.last[i] = day;
            columns.logGaps[i] += Math.log(gap);
        }
    }

    /** Makes room for the customer; true if it is new. */
    private boolean room(int i) {
        if (i == columns.days.length) {
            columns = columns.copy(Math.multiplyExact(i, 2));
        }
        return columns.days[i] == 0;
    }

    /**
     * Adds the summary of a part of one customer's purchases, for instance from a database.
     *
     * @throws IllegalArgumentException if it interleaves in time with what is known of the customer, ends after the end date,
     *     or the currency differs
     */
    public void add(String customer, Buyer part, Currency partCurrency) {
        Objects.requireNonNull(customer, "customer");
        if (part.lastDay().isAfter(end)) {
            throw new IllegalArgumentException("lastDay " + part.lastDay() + " is after the end " + end);
        }
        same(partCurrency);
        int known = ids.find(customer);
        Buyer whole = known < 0 ? part : columns.buyer(known).plus(part);
        int i = known < 0 ? ids.add(customer) : known;
        room(i);
        columns.first[i] = (int) whole.firstDay().toEpochDay();
        columns.last[i] = (int) whole.lastDay().toEpochDay();
        columns.days[i] = whole.days();
        columns.spend[i] = whole.spend();
        columns.firstSpend[i] = whole.firstDaySpend();
        columns.logGaps[i] = whole.logGaps();
    }

    /**
     * Adds all that another accumulator holds; what it holds of a customer known here must not begin before the last day known
     * here.
     *
     * @throws IllegalArgumentException if end dates or currencies differ, or a customer's parts interleave in time
     */
    public void merge(BuyersAccumulator later) {
        if (!end.equals(later.end)) {
            throw new IllegalArgumentException("end dates differ: " + end + " and " + later.end);
        }
        Currency theirs = later.currency;
        if (theirs != null) {
            same(theirs);
            for (int i = 0; i < later.ids.size(); i++) { // all are checked before the first is changed
                int known = ids.find(later.ids.name(i));
                if (known >= 0) {
                    Buyer unused = columns.buyer(known).plus(later.columns.buyer(i));
                }
            }
            for (int i = 0; i < later.ids.size(); i++) {
                add(later.ids.name(i), later.columns.buyer(i), theirs);
            }
        }
        negative += later.negative;
        after += later.after;
    }

    private void same(Currency other) {
        if (currency == null) {
            currency = other;
        } else if (!currency.equals(other)) {
            throw new IllegalArgumentException("currencies differ: " + currency + " and " + other);
        }
    }

    /** The summary of what was added so far; later additions do not change it. */
    public Buyers buyers() {
        StringIndex names = new StringIndex();
        int size = ids.size();
        for (int i = 0; i < size; i++) {
            names.add(ids.name(i));
        }
        Buyers.Columns copy = columns.copy(size);
        return new Buyers(names, size, copy, end, currency);
    }

    /** What was left out, counted. */
    public List<DataIssue> issues() {
        List<DataIssue> issues = new ArrayList<>();
        if (negative > 0) {
            issues.add(issue("NEGATIVE_AMOUNT", DataIssue.Severity.WARNING, negative, null));
        }
        if (after > 0) {
            issues.add(issue("AFTER_END", DataIssue.Severity.INFO, after, null));
        }
        return List.copyOf(issues);
    }

    /** The issues of purchases, by code. */
    static DataIssue issue(String code, DataIssue.Severity severity, long count, @Nullable String location) {
        Names sentence =
                switch (code) {
                    case "NEGATIVE_AMOUNT" ->
                        new Names(
                                "покупки с отрицательной суммой не учтены",
                                "purchases of a negative amount are left out");
                    case "AFTER_END" ->
                        new Names("покупки после конца наблюдения не учтены", "purchases after the end are outside");
                    case "UNREADABLE_AMOUNT" ->
                        new Names(
                                "суммы точнее миллионных или слишком большие не учтены",
                                "amounts finer than millionths or too large are left out");
                    case "DUPLICATE_ORDER" ->
                        new Names("повторы номера заказа не учтены", "repeated order numbers are left out");
                    case "NO_RATE" ->
                        new Names(
                                "покупки без курса валюты не учтены",
                                "purchases without an exchange rate are left out");
                    case "UNKNOWN_REFUND" ->
                        new Names("возвраты неизвестных заказов не учтены", "refunds of unknown orders are left out");
                    case "EXCESS_REFUND" ->
                        new Names(
                                "возврат больше суммы заказа: учтён до суммы заказа",
                                "refunds above the amount of the order count up to it");
                    default -> throw new IllegalStateException(code);
                };
        return new DataIssue(code, severity, null, location, count, sentence);
    }
}
