package io.ckpi.scoring.internal;

/** Quantiles of a sorted sample. */
public final class Quantiles {

    private Quantiles() {}

    /** The quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). */
    public static double type7(double[] sorted, int n, double p) {
        double h = (n - 1) * p;
        int low = (int) Math.floor(h);
        int high = Math.min(low + 1, n - 1);
        return sorted[low] + (h - low) * (sorted[high] - sorted[low]);
    }

    /**
     * The Monte-Carlo error of that quantile: half the distance between the order statistics one standard deviation of
     * the binomial count to either side.
     */
    public static double error(double[] sorted, int n, double p) {
        double spread = Math.sqrt(n * p * (1 - p));
        int low = (int) Math.max(0, Math.floor(n * p - spread));
        int high = (int) Math.min(n - 1, Math.ceil(n * p + spread));
        return (sorted[high] - sorted[low]) / 2;
    }
}
