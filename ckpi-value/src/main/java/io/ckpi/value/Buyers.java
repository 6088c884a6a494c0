package io.ckpi.value;

import io.ckpi.value.internal.StringIndex;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Currency;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The purchase summary of many customers at an end date: a {@link Buyer} each, held in columns of some 40 bytes a customer.
 *
 * <p>Made by {@link Purchases#buyers()} from a log or by a {@link BuyersAccumulator} from a stream.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Buyers {

    /** The columns while they are filled: first and last as days since 1970-01-01. */
    static final class Columns {
        final int[] first;
        final int[] last;
        final int[] days;
        final long[] spend;
        final long[] firstSpend;
        final double[] logGaps;

        Columns(int size) {
            first = new int[size];
            last = new int[size];
            days = new int[size];
            spend = new long[size];
            firstSpend = new long[size];
            logGaps = new double[size];
        }

        private Columns(Columns other, int size) {
            first = Arrays.copyOf(other.first, size);
            last = Arrays.copyOf(other.last, size);
            days = Arrays.copyOf(other.days, size);
            spend = Arrays.copyOf(other.spend, size);
            firstSpend = Arrays.copyOf(other.firstSpend, size);
            logGaps = Arrays.copyOf(other.logGaps, size);
        }

        /** A copy of this length. */
        Columns copy(int size) {
            return new Columns(this, size);
        }

        Buyer buyer(int i) {
            return new Buyer(
                    LocalDate.ofEpochDay(first[i]),
                    LocalDate.ofEpochDay(last[i]),
                    days[i],
                    spend[i],
                    firstSpend[i],
                    logGaps[i]);
        }
    }

    private final @Nullable StringIndex ids; // null: customers are numbered
    private final int size;
    private final Columns columns;
    private final LocalDate end;
    private final @Nullable Currency currency;

    Buyers(@Nullable StringIndex ids, int size, Columns columns, LocalDate end, @Nullable Currency currency) {
        this.ids = ids;
        this.size = size;
        this.columns = columns;
        this.end = end;
        this.currency = currency;
    }

    /** The number of customers. */
    public int size() {
        return size;
    }

    /** The last day of observation. */
    public LocalDate end() {
        return end;
    }

    /** The currency of all amounts; empty if there is no purchase. */
    public Optional<Currency> currency() {
        return Optional.ofNullable(currency);
    }

    /** The id of a customer; its number in a log without ids. */
    public String id(int customer) {
        return ids == null ? Integer.toString(Objects.checkIndex(customer, size)) : ids.name(customer);
    }

    /** The customer of this id. */
    public Optional<Buyer> find(String id) {
        if (ids == null) {
            return Optional.empty();
        }
        int customer = ids.find(id);
        return customer < 0 ? Optional.empty() : Optional.of(columns.buyer(customer));
    }

    /** One customer, 0 … {@link #size()} − 1. */
    public Buyer buyer(int customer) {
        return columns.buyer(Objects.checkIndex(customer, size));
    }

    /** (x, t_x, T) of one customer. */
    public History history(int customer, Cadence cadence) {
        return buyer(customer).history(end, cadence);
    }

    /** x of one customer. */
    public int repeats(int customer) {
        return columns.days[customer] - 1;
    }

    /** Money of the repeat days of one customer in millionths. */
    public long repeatSpend(int customer) {
        return columns.spend[customer] - columns.firstSpend[customer];
    }

    /** m of one customer in currency units; 0 without a repeat. */
    double meanRepeatSpend(int customer) {
        return repeats(customer) == 0 ? 0 : repeatSpend(customer) / 1e6 / repeats(customer);
    }

    /** The group of each customer among histories that were made of these customers. */
    int[] groupsIn(Histories histories) {
        int[] group = new int[size];
        int last = (int) end.toEpochDay();
        for (int i = 0; i < size; i++) {
            int first = columns.first[i];
            group[i] = histories.find(Histories.key(repeats(i), columns.last[i] - first, last - first));
        }
        return group;
    }

    /** Money of all days of one customer in millionths. */
    public long spend(int customer) {
        return columns.spend[customer];
    }

    /** Days from the last purchase to the end of observation. */
    public int daysSinceLast(int customer) {
        return (int) end.toEpochDay() - columns.last[customer];
    }

    /**
     * The distinct (x, t_x, T) with counts and the total of ln(gap): what a fit takes.
     *
     * @throws IllegalArgumentException if a customer has more than {@link Histories#MOST} repeats or days
     */
    public Histories histories(Cadence cadence) {
        long[] keys = new long[size];
        int last = (int) end.toEpochDay();
        double logGaps = 0;
        for (int i = 0; i < size; i++) {
            int age = last - columns.first[i];
            if (age > Histories.MOST) {
                throw new IllegalArgumentException(
                        "customer " + i + ": age of " + age + " days is above " + Histories.MOST);
            }
            keys[i] = Histories.key(columns.days[i] - 1, columns.last[i] - columns.first[i], age);
            logGaps += columns.logGaps[i];
        }
        return Histories.ofKeys(keys, cadence, logGaps);
    }
}
