package io.ckpi.value.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Purchase occasions in rows grouped by customer and ordered by day: those of customer c are {@code from[c] … from[c+1] − 1}.
 * Rows of one customer and day are one occasion, their money and orders summed. The columns may be longer than the rows.
 *
 * @param from the first row of each customer, and the number of rows
 * @param day days since 1970-01-01
 * @param spend millionths of the currency unit
 * @param margin the same, or null if not known
 * @param orders the number of orders, or null if every occasion is one order
 */
@SuppressWarnings("ArrayRecordComponent") // internal, never compared
public record PurchaseTable(int[] from, int[] day, long[] spend, long @Nullable [] margin, int @Nullable [] orders) {

    /**
     * Groups rows in any order. Nothing is checked here but the overflow of sums.
     *
     * @param customers the number of customers; some may have no row
     * @param rows how many entries of the columns count
     */
    public static PurchaseTable group(
            int customers, int rows, int[] customer, int[] day, long[] spend, long @Nullable [] margin) {
        int[] from = new int[customers + 1];
        for (int i = 0; i < rows; i++) {
            from[customer[i] + 1]++;
        }
        for (int c = 0; c < customers; c++) {
            from[c + 1] += from[c];
        }
        int[] next = Arrays.copyOf(from, customers);
        int[] days = new int[rows];
        long[] money = new long[rows];
        long[] gained = margin == null ? null : new long[rows];
        for (int i = 0; i < rows; i++) {
            int to = next[customer[i]]++;
            days[to] = day[i];
            money[to] = spend[i];
            if (gained != null && margin != null) {
                gained[to] = margin[i];
            }
        }
        for (int c = 0; c < customers; c++) {
            order(days, money, gained, from[c], from[c + 1]);
        }
        return folded(from, days, money, gained);
    }

    /** Orders the rows of one customer by day, keeping rows of one day in their order. */
    private static void order(int[] day, long[] spend, long @Nullable [] margin, int low, int high) {
        boolean ordered = true;
        for (int i = low + 1; i < high && ordered; i++) {
            ordered = day[i - 1] <= day[i];
        }
        if (ordered) {
            return;
        }
        long[] keys = new long[high - low];
        for (int i = low; i < high; i++) {
            keys[i - low] = (long) day[i] << 32 | (i - low);
        }
        Arrays.sort(keys);
        long[] oldSpend = Arrays.copyOfRange(spend, low, high);
        long[] oldMargin = margin == null ? null : Arrays.copyOfRange(margin, low, high);
        for (int i = low; i < high; i++) {
            int was = (int) keys[i - low];
            day[i] = (int) (keys[i - low] >> 32);
            spend[i] = oldSpend[was];
            if (margin != null && oldMargin != null) {
                margin[i] = oldMargin[was];
            }
        }
    }

    private static PurchaseTable folded(int[] from, int[] day, long[] spend, long @Nullable [] margin) {
        int customers = from.length - 1;
        int rows = day.length;
        int[] orders = null;
        int to = 0;
        for (int c = 0; c < customers; c++) {
            int start = to;
            int low = from[c];
            int high = from[c + 1];
            from[c] = start;
            for (int i = low; i < high; i++) {
                if (to > start && day[to - 1] == day[i]) {
                    if (orders == null) {
                        orders = new int[rows];
                        Arrays.fill(orders, 1);
                    }
                    orders[to - 1]++;
                    spend[to - 1] = Math.addExact(spend[to - 1], spend[i]);
                    if (margin != null) {
                        margin[to - 1] = Math.addExact(margin[to - 1], margin[i]);
                    }
                } else {
                    day[to] = day[i];
                    spend[to] = spend[i];
                    if (margin != null) {
                        margin[to] = margin[i];
                    }
                    to++;
                }
            }
        }
        from[customers] = to;
        return rows - to <= rows / 8 // what is left over is not worth a copy
                ? new PurchaseTable(from, day, spend, margin, orders)
                : new PurchaseTable(
                        from,
                        Arrays.copyOf(day, to),
                        Arrays.copyOf(spend, to),
                        margin == null ? null : Arrays.copyOf(margin, to),
                        orders == null ? null : Arrays.copyOf(orders, to));
    }

    /** The rows of both, those of {@code other} as further customers. */
    public PurchaseTable plus(PurchaseTable other) {
        int mine = rows();
        int[] both = Arrays.copyOf(from, from.length + other.from.length - 1);
        for (int c = 1; c < other.from.length; c++) {
            both[from.length - 1 + c] = Math.addExact(mine, other.from[c]);
        }
        long[] myMargin = margin;
        long[] theirMargin = other.margin;
        int[] counts = null;
        if (orders != null || other.orders != null) {
            counts = new int[mine + other.rows()];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = i < mine ? ordersOf(i) : other.ordersOf(i - mine);
            }
        }
        return new PurchaseTable(
                both,
                joined(day, mine, other.day, other.rows()),
                joined(spend, mine, other.spend, other.rows()),
                myMargin == null || theirMargin == null ? null : joined(myMargin, mine, theirMargin, other.rows()),
                counts);
    }

    /** The number of occasions. */
    public int rows() {
        return from[from.length - 1];
    }

    /** The number of orders of one occasion. */
    public int ordersOf(int row) {
        return orders == null ? 1 : orders[row];
    }

    private static int[] joined(int[] a, int ofA, int[] b, int ofB) {
        int[] both = new int[Math.addExact(ofA, ofB)];
        System.arraycopy(a, 0, both, 0, ofA);
        System.arraycopy(b, 0, both, ofA, ofB);
        return both;
    }

    private static long[] joined(long[] a, int ofA, long[] b, int ofB) {
        long[] both = new long[Math.addExact(ofA, ofB)];
        System.arraycopy(a, 0, both, 0, ofA);
        System.arraycopy(b, 0, both, ofA, ofB);
        return both;
    }
}
