package io.ckpi.value;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Purchase histories with counts: the distinct (x, t_x, T) of many customers and how many customers have each. A likelihood
 * depends on nothing else, so this is all that a fit needs: a million customers are some ten thousand groups.
 *
 * <p>Times are whole days; the {@link Cadence} says what a model divides them by. The total of the logarithms of the gaps
 * between purchase days travels along where it is known: models with regular timing need it.
 *
 * <p><b>Merging</b> adds counts: histories of disjoint customers merge to the same groups and counts in whatever parts they
 * were counted.
 *
 * <p><b>Order.</b> by x, then T, then t_x, ascending. <b>Numerics.</b> x, t_x and T are packed into 20 bits each of a
 * {@code long}, sorted in parallel and counted in runs; counts are exact. <b>Thread-safety.</b> immutable.
 */
public final class Histories {

    /** The largest x, t_x and T that can be held: 2^20 − 1 (T: 2,871 years). */
    public static final int MOST = (1 << 20) - 1;

    private final long[] keys;
    private final long[] counts;
    private final Cadence cadence;
    private final double logGaps; // of days; NaN: not known
    private final long customers;
    private final long transactions;
    private final int repeaterGroups;

    private Histories(long[] keys, long[] counts, Cadence cadence, double logGaps) {
        this.keys = keys;
        this.counts = counts;
        this.cadence = cadence;
        long all = 0;
        long repeats = 0;
        int zero = 0;
        for (int g = 0; g < keys.length; g++) {
            all = Math.addExact(all, counts[g]);
            repeats = Math.addExact(repeats, Math.multiplyExact(counts[g], keys[g] >>> 40));
            zero += keys[g] >>> 40 == 0 ? 1 : 0;
        }
        this.customers = all;
        this.transactions = repeats;
        this.repeaterGroups = keys.length - zero;
        this.logGaps = repeats == 0 ? 0 : logGaps;
    }

    /** No customer at all. */
    public static Histories none(Cadence cadence) {
        return new Histories(new long[0], new long[0], Objects.requireNonNull(cadence, "cadence"), 0);
    }

    /**
     * One customer per index.
     *
     * @param repeats x
     * @param lastDays t_x in days
     * @param ageDays T in days
     * @param cadence what the days are to be divided by
     * @throws IllegalArgumentException if the arrays differ in length, a history is impossible (x &lt; 0, t_x &gt; T, x = 0
     *     with t_x ≠ 0 or the other way round) or a number is above {@link #MOST}; the message has the index
     */
    public static Histories of(int[] repeats, int[] lastDays, int[] ageDays, Cadence cadence) {
        long[] keys = pack(repeats, lastDays, ageDays);
        return ofKeys(keys, cadence, Double.NaN);
    }

    /**
     * Counted groups; the same triple may occur several times and a count may be 0.
     *
     * @param counts how many customers have the history of that index, 0 or more
     * @throws IllegalArgumentException as {@link #of(int[], int[], int[], Cadence)}, and if a count is negative
     */
    public static Histories of(int[] repeats, int[] lastDays, int[] ageDays, long[] counts, Cadence cadence) {
        Objects.requireNonNull(cadence, "cadence");
        if (counts.length != repeats.length) {
            throw new IllegalArgumentException("counts has " + counts.length + " entries, repeats " + repeats.length);
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < 0) {
                throw new IllegalArgumentException("count " + i + " is negative: " + counts[i]);
            }
        }
        long[] packed = pack(repeats, lastDays, ageDays);
        Integer[] order = new Integer[packed.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(packed[a], packed[b]));
        long[] keys = new long[packed.length];
        long[] sums = new long[packed.length];
        int groups = 0;
        for (int i : order) {
            if (counts[i] == 0) {
                continue;
            }
            if (groups == 0 || keys[groups - 1] != packed[i]) {
                keys[groups++] = packed[i];
            }
            sums[groups - 1] = Math.addExact(sums[groups - 1], counts[i]);
        }
        return new Histories(Arrays.copyOf(keys, groups), Arrays.copyOf(sums, groups), cadence, Double.NaN);
    }

    /** Groups packed keys, one per customer; sorts the array it is given. */
    static Histories ofKeys(long[] keys, Cadence cadence, double logGaps) {
        Objects.requireNonNull(cadence, "cadence");
        Arrays.parallelSort(keys);
        int groups = 0;
        for (int i = 0; i < keys.length; i++) {
            groups += i == 0 || keys[i] != keys[i - 1] ? 1 : 0;
        }
        long[] distinct = new long[groups];
        long[] counts = new long[groups];
        int g = -1;
        int from = 0;
        for (int i = 0; i < keys.length; i++) {
            if (i == 0 || keys[i] != keys[i - 1]) {
                if (g >= 0) {
                    counts[g] = (long) i - from;
                }
                from = i;
                distinct[++g] = keys[i];
            }
        }
        if (g >= 0) {
            counts[g] = (long) keys.length - from;
        }
        return new Histories(distinct, counts, cadence, logGaps);
    }

    /** The key of one history. */
    static long key(int repeats, int lastDays, int ageDays) {
        return (long) repeats << 40 | (long) ageDays << 20 | lastDays;
    }

    private static long[] pack(int[] repeats, int[] lastDays, int[] ageDays) {
        if (repeats.length != lastDays.length || repeats.length != ageDays.length) {
            throw new IllegalArgumentException("repeats has " + repeats.length + " entries, lastDays " + lastDays.length
                    + ", ageDays " + ageDays.length);
        }
        long[] keys = new long[repeats.length];
        for (int i = 0; i < keys.length; i++) {
            try {
                History.check(repeats[i], lastDays[i], ageDays[i]);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("history " + i + ": " + e.getMessage(), e);
            }
            fits(i, repeats[i], ageDays[i]);
            keys[i] = key(repeats[i], lastDays[i], ageDays[i]);
        }
        return keys;
    }

    private static void fits(int index, int repeats, int ageDays) {
        if (repeats > MOST || ageDays > MOST) {
            throw new IllegalArgumentException("history " + index + ": "
                    + (repeats > MOST ? "repeats " + repeats : "age " + ageDays) + " is above " + MOST);
        }
    }

    /**
     * The same with the total of ln(gap in days) over all gaps between consecutive purchase days of all customers.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public Histories withLogGapsInDays(double total) {
        if (!Double.isFinite(total)) {
            throw new IllegalArgumentException("total is not finite: " + total);
        }
        return new Histories(keys, counts, cadence, total);
    }

    /** The same histories for a model in another unit of time; the days stay as they are. */
    public Histories in(Cadence other) {
        return other.equals(cadence) ? this : new Histories(keys, counts, other, logGaps);
    }

    /**
     * The histories of both, which must be of different customers. The total of logarithms is known if both are.
     *
     * @throws IllegalArgumentException if the cadences differ
     */
    public Histories plus(Histories other) {
        if (!cadence.equals(other.cadence)) {
            throw new IllegalArgumentException("cadences differ: " + cadence + " and " + other.cadence);
        }
        long[] merged = new long[keys.length + other.keys.length];
        long[] sums = new long[merged.length];
        int groups = 0;
        int i = 0;
        int j = 0;
        while (i < keys.length || j < other.keys.length) {
            boolean mine = j == other.keys.length || (i < keys.length && keys[i] <= other.keys[j]);
            boolean theirs = i == keys.length || (j < other.keys.length && other.keys[j] <= keys[i]);
            merged[groups] = mine ? keys[i] : other.keys[j];
            sums[groups++] = Math.addExact(mine ? counts[i] : 0, theirs ? other.counts[j] : 0);
            i += mine ? 1 : 0;
            j += theirs ? 1 : 0;
        }
        return new Histories(
                Arrays.copyOf(merged, groups), Arrays.copyOf(sums, groups), cadence, logGaps + other.logGaps);
    }

    /** What a model divides days by. */
    public Cadence cadence() {
        return cadence;
    }

    /** The number of distinct histories. */
    public int groups() {
        return keys.length;
    }

    /** The number of customers. */
    public long customers() {
        return customers;
    }

    /** The number of customers with at least one repeat. */
    public long repeaters() {
        long sum = 0;
        for (int g = firstRepeater(); g < keys.length; g++) {
            sum += counts[g];
        }
        return sum;
    }

    /** Σ x: the repeat purchase days of all customers. */
    public long repeats() {
        return transactions;
    }

    /** The first group with a repeat, or {@link #groups()} if there is none: groups are ordered by x. */
    int firstRepeater() {
        return keys.length - repeaterGroups;
    }

    /** x of a group. */
    public int repeats(int group) {
        return (int) (keys[group] >>> 40);
    }

    /** t_x of a group in days. */
    public int lastDays(int group) {
        return (int) (keys[group] & MOST);
    }

    /** T of a group in days. */
    public int ageDays(int group) {
        return (int) (keys[group] >>> 20) & MOST;
    }

    /** How many customers have the history of a group, 1 or more. */
    public long count(int group) {
        return counts[group];
    }

    /** The group of a key, negative if there is none. */
    int find(long key) {
        return Arrays.binarySearch(keys, key);
    }

    /** A group as a history in this cadence. */
    public History history(int group) {
        return History.ofDays(repeats(group), lastDays(group), ageDays(group), cadence);
    }

    /** Σ ln(gap) over all gaps, in units of the cadence: that of days − Σx · ln(days per unit). Empty if not known. */
    public OptionalDouble logGaps() {
        return Double.isNaN(logGaps)
                ? OptionalDouble.empty()
                : OptionalDouble.of(logGaps - transactions * Math.log(cadence.days()));
    }

    /** Same groups, counts, cadence and total of logarithms. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Histories that
                && Arrays.equals(keys, that.keys)
                && Arrays.equals(counts, that.counts)
                && cadence.equals(that.cadence)
                && Double.compare(logGaps, that.logGaps) == 0;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(keys) * 31 + Arrays.hashCode(counts);
    }

    /** Numbers of customers and groups, and the unit. */
    @Override
    public String toString() {
        return customers + " customers in " + keys.length + " histories, per " + cadence;
    }
}
