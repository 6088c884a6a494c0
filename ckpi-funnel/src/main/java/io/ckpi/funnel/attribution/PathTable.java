package io.ckpi.funnel.attribution;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows with a touch, as flat columns; the channels are indices into the sorted names. */
final class PathTable {

    final List<String> names;
    final int channels;
    final int rows;
    /** The touches of row r are touch[offset[r]] to touch[offset[r + 1] − 1]. */
    final int[] offset;

    final int[] touch;
    /** The distinct channels of row r, in rising order, likewise. */
    final int[] setOffset;

    final int[] set;
    final TouchPaths.Row[] row;
    final Amounts amounts;
    /** What came without a touch. */
    final double unattributedConversions;

    final double unattributedValue;
    final long unattributedMinor;
    final long minor;

    /** Conversions, their value and the journeys without one, per row: as counted, or as drawn in a replicate. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the package
    record Amounts(
            double[] conversions,
            double[] value,
            double[] nulls,
            double totalConversions,
            double totalValue,
            double totalNulls) {

        static Amounts of(double[] conversions, double[] value, double[] nulls) {
            return new Amounts(conversions, value, nulls, sum(conversions), sum(value), sum(nulls));
        }

        private static double sum(double[] column) {
            double sum = 0;
            for (double each : column) {
                sum += each;
            }
            return sum;
        }
    }

    PathTable(List<String> names, List<TouchPaths.Row> all) {
        this.names = names;
        Map<String, Integer> code = new HashMap<>();
        for (String channel : names) {
            code.put(channel, code.size());
        }
        this.channels = code.size();
        double lostConversions = 0;
        double lostValue = 0;
        long lostMinor = 0;
        long keptMinor = 0;
        int first = 0; // rows without a touch sort first
        while (first < all.size() && all.get(first).path().isEmpty()) {
            lostConversions += all.get(first).conversions();
            lostValue += all.get(first).value();
            lostMinor = Math.addExact(lostMinor, all.get(first).minor());
            first++;
        }
        this.rows = all.size() - first;
        this.row = all.subList(first, all.size()).toArray(TouchPaths.Row[]::new);
        this.offset = new int[rows + 1];
        this.setOffset = new int[rows + 1];
        double[] conversions = new double[rows];
        double[] value = new double[rows];
        double[] nulls = new double[rows];
        for (int r = 0; r < rows; r++) {
            offset[r + 1] = Math.addExact(offset[r], row[r].path().size());
            conversions[r] = row[r].conversions();
            value[r] = row[r].value();
            nulls[r] = row[r].nulls();
            keptMinor = Math.addExact(keptMinor, row[r].minor());
        }
        this.touch = new int[offset[rows]];
        int[] sets = new int[offset[rows]];
        int filled = 0;
        for (int r = 0; r < rows; r++) {
            int at = offset[r];
            for (String channel : row[r].path()) {
                touch[at++] = code.getOrDefault(channel, -1);
            }
            int[] distinct = java.util.Arrays.stream(touch, offset[r], offset[r + 1])
                    .distinct()
                    .sorted()
                    .toArray();
            System.arraycopy(distinct, 0, sets, filled, distinct.length);
            filled += distinct.length;
            setOffset[r + 1] = filled;
        }
        this.set = java.util.Arrays.copyOf(sets, filled);
        this.amounts = Amounts.of(conversions, value, nulls);
        this.unattributedConversions = lostConversions;
        this.unattributedValue = lostValue;
        this.unattributedMinor = lostMinor;
        this.minor = keptMinor;
    }
}
