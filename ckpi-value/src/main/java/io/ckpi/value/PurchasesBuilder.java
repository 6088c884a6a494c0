package io.ckpi.value;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Money;
import io.ckpi.value.internal.PurchaseTable;
import io.ckpi.value.internal.StringIndex;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Collects orders into {@link Purchases}; made by {@link Purchases#builder}.
 *
 * <p>Orders may come in any order of time. All amounts are of one currency: that of the first order, unless
 * {@link #converting} says how others become one.
 *
 * <p>Mutable; not thread-safe.
 */
public final class PurchasesBuilder {

    private final ZoneId zone;
    private final StringIndex customers = new StringIndex();
    private final StringIndex orders = new StringIndex();
    private final List<Refund> refunds = new ArrayList<>();
    private final Map<String, long[]> counts = new LinkedHashMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();
    private int[] customer = new int[64];
    private int[] day = new int[64];
    private long[] spend = new long[64];
    private long[] margin = new long[64];
    private boolean[] hasMargin = new boolean[64];
    private int[] rowOfOrder = new int[64];
    private @Nullable Instant[] firstAt = new @Nullable Instant[64];
    private @Nullable String[] channelOf = new @Nullable String[64];
    private boolean anyChannel;
    private boolean built;
    private int rows;
    private long seen;
    private @Nullable LocalDate end;
    private @Nullable Currency currency;
    private @Nullable BiFunction<Money, LocalDate, @Nullable Money> conversion;

    private record Refund(String order, LocalDate day, long micros) {}

    PurchasesBuilder(ZoneId zone) {
        this.zone = Objects.requireNonNull(zone, "zone");
    }

    /** The last day of observation, included; must be given. */
    public PurchasesBuilder endsOn(LocalDate lastDay) {
        end = Objects.requireNonNull(lastDay, "lastDay");
        return this;
    }

    /**
     * How amounts of another currency become {@code target}: the amount and its day give the converted amount, or null if there is
     * no rate (the purchase is then left out and counted as NO_RATE). Converted amounts are rounded half-even to millionths. To be
     * called before the first order.
     *
     * @throws IllegalStateException if an order was already added
     */
    public PurchasesBuilder converting(Currency target, BiFunction<Money, LocalDate, @Nullable Money> rates) {
        if (rows > 0) {
            throw new IllegalStateException("converting comes before the first order");
        }
        currency = Objects.requireNonNull(target, "target");
        conversion = Objects.requireNonNull(rates, "rates");
        return this;
    }

    /** An order without number, channel and margin. */
    public PurchasesBuilder add(String who, Instant at, Money amount) {
        return add(null, who, at, amount, null, null);
    }

    /** A purchase of which the local date is known; without number, channel and margin. */
    public PurchasesBuilder add(String who, LocalDate date, Money amount) {
        return add(null, who, date, date.atStartOfDay(zone).toInstant(), amount, null, null);
    }

    /** An order with its number. */
    public PurchasesBuilder add(String order, String who, Instant at, Money amount) {
        return add(order, who, at, amount, null, null);
    }

    /**
     * An order.
     *
     * @param order its number, or null; a number seen before is left out and counted as DUPLICATE_ORDER
     * @param who the customer
     * @param at when it was bought
     * @param amount what was paid, 0 or more; a negative amount is left out and counted as NEGATIVE_AMOUNT, one that is finer than
     *     millionths as UNREADABLE_AMOUNT
     * @param channel the channel it came by, or null; the first purchase decides the customer's channel
     * @param gain the margin, any sign, or null if not known
     * @throws IllegalArgumentException if the currency is another one and there is no conversion
     */
    public PurchasesBuilder add(
            @Nullable String order,
            String who,
            Instant at,
            Money amount,
            @Nullable String channel,
            @Nullable Money gain) {
        return add(order, who, at.atZone(zone).toLocalDate(), at, amount, channel, gain);
    }

    private PurchasesBuilder add(
            @Nullable String order,
            String who,
            LocalDate date,
            Instant at,
            Money amount,
            @Nullable String channel,
            @Nullable Money gain) {
        Objects.requireNonNull(who, "who");
        seen++;
        String place = order == null ? "row " + seen : order;
        if (order != null && orders.find(order) >= 0) {
            return skip("DUPLICATE_ORDER", place);
        }
        if (amount.signum() < 0) {
            return skip("NEGATIVE_AMOUNT", place);
        }
        Money paid = converted(amount, date);
        Money gained = gain == null ? null : converted(gain, date);
        if (paid == null || (gain != null && gained == null)) {
            return skip("NO_RATE", place);
        }
        long micros;
        long gainMicros;
        try {
            micros = paid.micros();
            gainMicros = gained == null ? 0 : gained.micros();
        } catch (ArithmeticException e) {
            return skip("UNREADABLE_AMOUNT", place);
        }
        room();
        if (order != null) {
            int number = orders.add(order);
            if (number == rowOfOrder.length) {
                rowOfOrder = Arrays.copyOf(rowOfOrder, Math.multiplyExact(number, 2));
            }
            rowOfOrder[number] = rows;
        }
        int c = customers.add(who);
        if (c == firstAt.length) {
            firstAt = Arrays.copyOf(firstAt, Math.multiplyExact(c, 2));
            channelOf = Arrays.copyOf(channelOf, firstAt.length);
        }
        Instant known = firstAt[c];
        if (known == null || at.isBefore(known)) {
            firstAt[c] = at;
            channelOf[c] = channel;
        }
        anyChannel |= channel != null;
        customer[rows] = c;
        day[rows] = Math.toIntExact(date.toEpochDay());
        spend[rows] = micros;
        margin[rows] = gainMicros;
        hasMargin[rows] = gained != null;
        rows++;
        return this;
    }

    /**
     * A refund. It reduces the order of this number, wherever in the input that order stands; one dated after the end is outside.
     * Without such an order it is left out and counted as UNKNOWN_REFUND; what exceeds the order is left out and counted as
     * EXCESS_REFUND. The margin, where known, falls by the same share as the amount.
     *
     * @throws IllegalArgumentException if the amount is negative or its currency another one without a conversion
     */
    public PurchasesBuilder refund(String order, Instant at, Money amount) {
        Objects.requireNonNull(order, "order");
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("amount is negative: " + amount);
        }
        LocalDate date = at.atZone(zone).toLocalDate();
        Money paid = converted(amount, date);
        if (paid == null) {
            return skip("NO_RATE", order);
        }
        try {
            refunds.add(new Refund(order, date, paid.micros()));
        } catch (ArithmeticException e) {
            return skip("UNREADABLE_AMOUNT", order);
        }
        return this;
    }

    private @Nullable Money converted(Money amount, LocalDate date) {
        if (currency == null) {
            currency = amount.currency();
        }
        if (amount.currency().equals(currency)) {
            return amount;
        }
        if (conversion == null) {
            throw new IllegalArgumentException("currencies differ: " + currency + " and " + amount.currency()
                    + "; converting(...) says how they become one");
        }
        Money money = conversion.apply(amount, date);
        if (money == null) {
            return null;
        }
        if (!money.currency().equals(currency)) {
            throw new IllegalArgumentException("converted to " + money.currency() + " instead of " + currency);
        }
        return new Money(money.amount().setScale(6, RoundingMode.HALF_EVEN), currency);
    }

    private void room() {
        if (rows == day.length) {
            int size = Math.addExact(rows, (rows >> 1) + 1);
            customer = Arrays.copyOf(customer, size);
            day = Arrays.copyOf(day, size);
            spend = Arrays.copyOf(spend, size);
            margin = Arrays.copyOf(margin, size);
            hasMargin = Arrays.copyOf(hasMargin, size);
        }
    }

    private PurchasesBuilder skip(String code, String place) {
        count(code, place);
        return this;
    }

    private void count(String code, String place) {
        counts.computeIfAbsent(code, any -> new long[1])[0]++;
        places.putIfAbsent(code, place);
    }

    /**
     * The log. The builder is used up.
     *
     * @throws IllegalStateException if no end date was given, or the log was built before
     */
    public Purchases build() {
        LocalDate last = end;
        if (built) {
            throw new IllegalStateException("the log was built before");
        }
        if (last == null) {
            throw new IllegalStateException("endsOn was not called");
        }
        built = true;
        refund(last);
        long endDay = last.toEpochDay();
        int[] renumbered = new int[customers.size()]; // + 1; 0: not seen up to the end
        StringIndex ids = new StringIndex();
        List<@Nullable String> channels = new ArrayList<>();
        boolean margins = true;
        int kept = 0;
        for (int i = 0; i < rows; i++) {
            if (day[i] > endDay) {
                count("AFTER_END", "row " + (i + 1));
                continue;
            }
            int c = customer[i];
            if (renumbered[c] == 0) {
                renumbered[c] = ids.add(customers.name(c)) + 1;
                channels.add(channelOf[c]);
            }
            customer[kept] = renumbered[c] - 1;
            day[kept] = day[i];
            spend[kept] = spend[i];
            margin[kept] = margin[i];
            margins &= hasMargin[i];
            kept++;
        }
        PurchaseTable table =
                PurchaseTable.group(ids.size(), kept, customer, day, spend, margins && kept > 0 ? margin : null);
        List<DataIssue> issues = new ArrayList<>();
        counts.forEach((code, count) -> issues.add(BuyersAccumulator.issue(
                code,
                code.equals("AFTER_END") ? DataIssue.Severity.INFO : DataIssue.Severity.WARNING,
                count[0],
                places.get(code))));
        @Nullable String[] labels = anyChannel ? channels.toArray(new @Nullable String[0]) : null;
        return new Purchases(ids, table, labels, zone, last, ids.size() == 0 ? null : currency, issues);
    }

    private void refund(LocalDate last) {
        for (Refund refund : refunds) {
            if (refund.day().isAfter(last)) {
                continue;
            }
            int number = orders.find(refund.order());
            if (number < 0) {
                count("UNKNOWN_REFUND", refund.order());
                continue;
            }
            int row = rowOfOrder[number];
            long before = spend[row];
            long back = refund.micros();
            if (back > before) {
                count("EXCESS_REFUND", refund.order());
                back = before;
            }
            spend[row] = before - back;
            if (before > 0) {
                margin[row] -= Math.round(margin[row] * ((double) back / before));
            }
        }
    }
}
