package io.ckpi.value.internal;

/**
 * Customers grouped by equal (x, T, t_x), times in whole days: the arrays are sorted by x, then age, then last, and are not
 * copied, so nobody may change them.
 *
 * @param x repeat purchases
 * @param last days from the first to the last purchase
 * @param age days from the first purchase to the end of the data
 * @param weight customers per group
 * @param unit days per unit of time of the model
 * @param sumLogGap Σ ln(gap in units of the model) over all customers; NaN if it is not known
 */
@SuppressWarnings("ArrayRecordComponent") // internal, shared on purpose, never compared
public record Groups(int[] x, int[] last, int[] age, double[] weight, double unit, double sumLogGap) {

    /** Checks the lengths. */
    public Groups {
        if (last.length != x.length || age.length != x.length || weight.length != x.length) {
            throw new IllegalArgumentException("arrays of different length");
        }
    }

    /** The number of groups. */
    public int size() {
        return x.length;
    }

    /** Every {@code stride}-th of these groups: a part to search in before all are. */
    Groups every(int stride) {
        int n = (x.length + stride - 1) / stride;
        int[] someX = new int[n];
        int[] someLast = new int[n];
        int[] someAge = new int[n];
        double[] someWeight = new double[n];
        for (int i = 0; i < n; i++) {
            someX[i] = x[i * stride];
            someLast[i] = last[i * stride];
            someAge[i] = age[i * stride];
            someWeight[i] = weight[i * stride];
        }
        return new Groups(someX, someLast, someAge, someWeight, unit, sumLogGap);
    }

    /** The same groups with other weights. */
    public Groups withWeight(double[] other) {
        return new Groups(x, last, age, other, unit, sumLogGap);
    }
}
