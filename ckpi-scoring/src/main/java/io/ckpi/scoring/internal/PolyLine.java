package io.ckpi.scoring.internal;

/** A line through points, flat outside. */
public final class PolyLine {

    private PolyLine() {}

    /** The height of the line over {@code at}; {@code x} rises strictly. Exact at the points. */
    public static double height(double[] x, double[] y, double at) {
        int last = x.length - 1;
        if (at <= x[0]) {
            return y[0];
        }
        if (at >= x[last]) {
            return y[last];
        }
        int k = 1;
        while (at > x[k]) {
            k++;
        }
        double share = (at - x[k - 1]) / (x[k] - x[k - 1]);
        return y[k - 1] + share * (y[k] - y[k - 1]);
    }
}
