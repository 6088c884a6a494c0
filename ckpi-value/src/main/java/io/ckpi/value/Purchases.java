package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.core.stat.Ratios;
import io.ckpi.core.stat.Shares;
import io.ckpi.value.internal.PurchaseTable;
import io.ckpi.value.internal.StringIndex;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log of purchases: who bought on which day for how much, up to an end date.
 *
 * <p><b>Definitions.</b> A day is a local date of the log's zone. Several orders of a customer on one day are one purchase
 * occasion, their money summed. The end date is included; what comes later is outside, and a customer first seen later does not
 * exist. An amount of 0 is an occasion without money. A refund reduces the order it names and nothing else; an order refunded
 * in full stays an occasion of 0.
 *
 * <p><b>Data that look wrong</b> (negative amounts, repeated order numbers, refunds of unknown orders, missing exchange rates)
 * are left out, counted and reported by {@link #issues()}.
 *
 * <p><b>Merging</b> ({@link #plus}): logs of disjoint customers. For streams that are not to be kept there is
 * {@link BuyersAccumulator}.
 *
 * <p><b>Size.</b> 12 bytes for each occasion, 20 with margins, and 4 and the id for each customer.
 * <b>Thread-safety.</b> immutable.
 */
public final class Purchases {

    private final @Nullable StringIndex ids;
    private final PurchaseTable table;
    private final @Nullable String @Nullable [] channels;
    private final ZoneId zone;
    private final LocalDate end;
    private final @Nullable Currency currency;
    private final List<DataIssue> issues;

    Purchases(
            @Nullable StringIndex ids,
            PurchaseTable table,
            @Nullable String @Nullable [] channels,
            ZoneId zone,
            LocalDate end,
            @Nullable Currency currency,
            List<DataIssue> issues) {
        this.ids = ids;
        this.table = table;
        this.channels = channels;
        this.zone = zone;
        this.end = end;
        this.currency = currency;
        this.issues = List.copyOf(issues);
    }

    /** A builder for orders with instants and customer ids; days are local dates of {@code zone}. */
    public static PurchasesBuilder builder(ZoneId zone) {
        return new PurchasesBuilder(zone);
    }

    /**
     * A log from columns: row i is a purchase of customer {@code customer[i]} on day {@code epochDay[i]}. Rows in any order.
     * Customers are known by their numbers.
     *
     * @param customer numbers from 0 without gaps
     * @param epochDay local dates as days since 1970-01-01
     * @param micros amounts in millionths of the currency unit
     * @param zone the zone the days are local to
     * @param end the last day of observation
     * @throws IllegalArgumentException if the columns differ in length, a customer's number or an amount is negative (with its
     *     index), or a day is after the end (with its index): whoever has columns has them cleaned
     */
    public static Purchases ofColumns(
            int[] customer, int[] epochDay, long[] micros, ZoneId zone, LocalDate end, Currency currency) {
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(currency, "currency");
        int rows = customer.length;
        if (epochDay.length != rows || micros.length != rows) {
            throw new IllegalArgumentException(
                    "customer has " + rows + " rows, epochDay " + epochDay.length + ", micros " + micros.length);
        }
        long last = end.toEpochDay();
        int most = -1;
        for (int i = 0; i < rows; i++) {
            if (customer[i] < 0 || micros[i] < 0 || epochDay[i] > last) {
                throw new IllegalArgumentException(
                        customer[i] < 0
                                ? "customer " + i + " is negative: " + customer[i]
                                : micros[i] < 0
                                        ? "amount " + i + " is negative: " + micros[i]
                                        : "day " + i + " is after the end " + end + ": "
                                                + LocalDate.ofEpochDay(epochDay[i]));
            }
            most = Math.max(most, customer[i]);
        }
        if (most >= rows) {
            throw new IllegalArgumentException(
                    "customer numbers have gaps: the largest is " + most + " in " + rows + " rows");
        }
        PurchaseTable table = PurchaseTable.group(Math.addExact(most, 1), rows, customer, epochDay, micros, null);
        for (int c = 0; c <= most; c++) {
            if (table.from()[c] == table.from()[c + 1]) {
                throw new IllegalArgumentException(
                        "customer " + c + " has no purchase: numbers must run from 0 without gaps");
            }
        }
        return new Purchases(null, table, null, zone, end, currency, List.of());
    }

    /**
     * The log of both, which must be of different customers. Margins are known if both logs know them.
     *
     * @throws IllegalArgumentException if zones, end dates or currencies differ, a customer is in both, or one log has numbers
     *     in place of ids
     */
    public Purchases plus(Purchases other) {
        StringIndex mine = ids;
        StringIndex theirs = other.ids;
        if (mine == null || theirs == null) {
            throw new IllegalArgumentException("a log of numbered customers cannot be merged");
        }
        if (!zone.equals(other.zone) || !end.equals(other.end)) {
            throw new IllegalArgumentException(
                    "the logs end differently: " + end + " " + zone + " and " + other.end + " " + other.zone);
        }
        if (currency != null && other.currency != null && !currency.equals(other.currency)) {
            throw new IllegalArgumentException("currencies differ: " + currency + " and " + other.currency);
        }
        StringIndex both = new StringIndex();
        for (int i = 0; i < mine.size(); i++) {
            both.add(mine.name(i));
        }
        for (int i = 0; i < theirs.size(); i++) {
            if (both.add(theirs.name(i)) != mine.size() + i) {
                throw new IllegalArgumentException("a customer is in both logs: its purchases must stay together");
            }
        }
        @Nullable String[] labels = null;
        if (channels != null || other.channels != null) {
            labels = new @Nullable String[both.size()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = i < mine.size() ? label(i) : other.label(i - mine.size());
            }
        }
        List<DataIssue> all = new ArrayList<>(issues);
        all.addAll(other.issues);
        return new Purchases(
                both, joined(other), labels, zone, end, currency == null ? other.currency : currency, merged(all));
    }

    /** A log without purchases knows its margins: it must not hide those of the other. */
    private PurchaseTable joined(Purchases other) {
        return customers() == 0 ? other.table : other.customers() == 0 ? table : table.plus(other.table);
    }

    private static List<DataIssue> merged(List<DataIssue> all) {
        List<DataIssue> sums = new ArrayList<>();
        for (DataIssue issue : all) {
            int same = 0;
            while (same < sums.size() && !sums.get(same).code().equals(issue.code())) {
                same++;
            }
            if (same == sums.size()) {
                sums.add(issue);
            } else {
                DataIssue first = sums.get(same);
                sums.set(
                        same,
                        new DataIssue(
                                first.code(),
                                first.severity(),
                                null,
                                first.location(),
                                first.count() + issue.count(),
                                first.sentence()));
            }
        }
        return sums;
    }

    /** The number of customers, each with a purchase. */
    public int customers() {
        return table.from().length - 1;
    }

    /** The id of a customer; its number in a log without ids. */
    public String id(int customer) {
        return ids == null ? Integer.toString(Objects.checkIndex(customer, customers())) : ids.name(customer);
    }

    /** The number of the customer of this id, or −1 if there is none. */
    public int indexOf(String id) {
        return ids == null ? -1 : ids.find(id);
    }

    /** The channel of the first purchase of a customer; empty if it named none. */
    public Optional<String> channel(int customer) {
        return Optional.ofNullable(label(Objects.checkIndex(customer, customers())));
    }

    private @Nullable String label(int customer) {
        return channels == null ? null : channels[customer];
    }

    /** The day of the first purchase of a customer. */
    public LocalDate firstDay(int customer) {
        return LocalDate.ofEpochDay(table.day()[table.from()[customer]]);
    }

    /** The last day of observation. */
    public LocalDate end() {
        return end;
    }

    /** The zone whose local dates the days are. */
    public ZoneId zone() {
        return zone;
    }

    /** The currency of all amounts; empty if there is no purchase. */
    public Optional<Currency> currency() {
        return Optional.ofNullable(currency);
    }

    /** True if the margin of every purchase is known. */
    public boolean hasMargins() {
        return table.margin() != null;
    }

    /** What was left out or looked wrong, counted. */
    public List<DataIssue> issues() {
        return issues;
    }

    /** All spend. */
    public Optional<Money> spend() {
        Currency known = currency;
        if (known == null) {
            return Optional.empty();
        }
        long sum = 0;
        for (int i = 0; i < table.rows(); i++) {
            sum = Math.addExact(sum, table.spend()[i]);
        }
        return Optional.of(Money.ofMicros(sum, known));
    }

    /** The occasions in rows. */
    PurchaseTable table() {
        return table;
    }

    /** The summary of every customer, in the same order. */
    public Buyers buyers() {
        int size = customers();
        Buyers.Columns columns = new Buyers.Columns(size);
        int[] from = table.from();
        int[] day = table.day();
        long[] spend = table.spend();
        double[] logs = new double[4096];
        for (int c = 0; c < size; c++) {
            int low = from[c];
            int high = from[c + 1];
            long sum = spend[low];
            double logGaps = 0;
            for (int i = low + 1; i < high; i++) {
                sum = Math.addExact(sum, spend[i]);
                logGaps += log(day[i] - day[i - 1], logs);
            }
            columns.first[c] = day[low];
            columns.last[c] = day[high - 1];
            columns.days[c] = high - low;
            columns.spend[c] = sum;
            columns.firstSpend[c] = spend[low];
            columns.logGaps[c] = logGaps;
        }
        return new Buyers(ids, size, columns, end, currency);
    }

    /** ln(gap), remembered for short gaps; a gap of a day has the logarithm 0, which needs no memory. */
    private static double log(int gap, double[] logs) {
        if (gap >= logs.length) {
            return Math.log(gap);
        }
        if (logs[gap] == 0) {
            logs[gap] = Math.log(gap);
        }
        return logs[gap];
    }

    /** The distinct (x, t_x, T) with counts and the total of ln(gap): what a fit takes. */
    public Histories histories(Cadence cadence) {
        return buyers().histories(cadence);
    }

    /**
     * The share of customers with a purchase on more than one day, with Wilson's interval. {@link Reason#NO_DATA} without a
     * customer.
     */
    public Reading repeatRate() {
        int[] from = table.from();
        long repeaters = 0;
        for (int c = 0; c < customers(); c++) {
            repeaters += from[c + 1] - from[c] > 1 ? 1 : 0;
        }
        return Shares.withDefaults().of(repeaters, customers());
    }

    /**
     * Orders / customers who ordered, both within the part of {@code period} that is observed; a ratio per customer, n the
     * customers. {@link Reason#NO_DATA} if nobody ordered, {@link Reason#NOT_DUE_YET} if the period begins after the end.
     */
    public Reading purchaseFrequency(Period period) {
        PairAccumulator sums = new PairAccumulator();
        perCustomer(period, (orders, spend) -> sums.add((double) orders));
        return notDue(period)
                ? Absent.because(Reason.NOT_DUE_YET)
                : Ratios.withDefaults().mean(sums, Unit.RATIO);
    }

    /**
     * Spend / orders within the observed part of {@code period}: the average basket, in money; n is the number of customers, by
     * whom the interval is made. {@link Reason#NO_DATA} if nobody ordered, {@link Reason#NOT_DUE_YET} if the period begins after
     * the end.
     */
    public Reading basket(Period period) {
        Currency known = currency;
        if (notDue(period)) {
            return Absent.because(Reason.NOT_DUE_YET);
        }
        if (known == null) {
            return Absent.because(Reason.NO_DATA);
        }
        PairAccumulator sums = new PairAccumulator();
        perCustomer(period, (orders, spend) -> sums.add(spend / 1e6, (double) orders));
        return Ratios.withDefaults().of(sums, Unit.money(known));
    }

    private boolean notDue(Period period) {
        return period.from().isAfter(end);
    }

    /** What a customer did in a period. */
    private interface Seen {
        void customer(long orders, long spend);
    }

    private void perCustomer(Period period, Seen seen) {
        if (!period.zone().equals(zone)) {
            throw new IllegalArgumentException("the period is of " + period.zone() + ", the log of " + zone);
        }
        long first = period.from().toEpochDay();
        long until = period.until().toEpochDay();
        int[] from = table.from();
        for (int c = 0; c < customers(); c++) {
            long orders = 0;
            long spend = 0;
            for (int i = from[c]; i < from[c + 1]; i++) {
                if (table.day()[i] >= first && table.day()[i] < until) {
                    orders += table.ordersOf(i);
                    spend = Math.addExact(spend, table.spend()[i]);
                }
            }
            if (orders > 0) {
                seen.customer(orders, spend);
            }
        }
    }
}
