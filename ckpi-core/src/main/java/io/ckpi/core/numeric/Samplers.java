package io.ckpi.core.numeric;

/**
 * Samplers that use nothing but the bits of a {@link RandomStream}, so that a seed gives the same numbers on every JDK.
 *
 * <p>Normal: the ziggurat with 128 layers (G. Marsaglia and W. W. Tsang 2000, doi:10.18637/jss.v005.i08) with the layer
 * and the position taken from different bits (J. A. Doornik 2005). Gamma: G. Marsaglia and W. W. Tsang 2000,
 * doi:10.1145/358407.358414; shapes below 1 by the power boost.
 */
public final class Samplers {

    private static final int LAYERS = 128;
    private static final double R = 3.442619855899; // right edge of the lowest layer
    private static final double AREA = 9.91256303526217e-3; // area of each layer
    private static final double[] X = new double[LAYERS + 1];
    private static final double[] RATIO = new double[LAYERS];

    static {
        double f = Math.exp(-0.5 * R * R);
        X[0] = AREA / f;
        X[1] = R;
        X[LAYERS] = 0;
        for (int i = 2; i < LAYERS; i++) {
            X[i] = Math.sqrt(-2 * Math.log(AREA / X[i - 1] + f));
            f = Math.exp(-0.5 * X[i] * X[i]);
        }
        for (int i = 0; i < LAYERS; i++) {
            RATIO[i] = X[i + 1] / X[i];
        }
    }

    private Samplers() {}

    /** A standard normal number. */
    public static double normal(RandomStream stream) {
        while (true) {
            long bits = stream.nextLong();
            double u = (bits >> 10) * 0x1.0p-53; // -1 … 1, the upper 54 bits
            int layer = (int) bits & (LAYERS - 1);
            if (Math.abs(u) < RATIO[layer]) {
                return u * X[layer];
            }
            if (layer == 0) {
                return tail(stream, u < 0);
            }
            double x = u * X[layer];
            double above = Math.exp(-0.5 * (X[layer] * X[layer] - x * x));
            double below = Math.exp(-0.5 * (X[layer + 1] * X[layer + 1] - x * x));
            if (below + stream.nextDouble() * (above - below) < 1.0) {
                return x;
            }
        }
    }

    private static double tail(RandomStream stream, boolean negative) {
        double x;
        double y;
        do {
            x = Math.log(1 - stream.nextDouble()) / R;
            y = Math.log(1 - stream.nextDouble());
        } while (-2 * y < x * x);
        return negative ? x - R : R - x;
    }

    /** A gamma number of shape {@code a > 0} and scale 1. For shapes far below 1 it may underflow to 0. */
    public static double gamma(RandomStream stream, double a) {
        if (a < 1) {
            return gamma(stream, a + 1) * Math.pow(1 - stream.nextDouble(), 1 / a);
        }
        double d = a - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal(stream);
            double v = 1 + c * x;
            if (v <= 0) {
                continue;
            }
            v = v * v * v;
            double u = 1 - stream.nextDouble();
            double xx = x * x;
            if (u < 1 - 0.0331 * xx * xx || Math.log(u) < 0.5 * xx + d * (1 - v + Math.log(v))) {
                return d * v;
            }
        }
    }

    /** The logarithm of a gamma number of shape {@code a > 0}: it cannot underflow. */
    public static double logGamma(RandomStream stream, double a) {
        return a < 1
                ? Math.log(gamma(stream, a + 1)) + Math.log(1 - stream.nextDouble()) / a
                : Math.log(gamma(stream, a));
    }

    /** A beta number of shapes {@code a, b >= 1/2}. */
    public static double beta(RandomStream stream, double a, double b) {
        double x = gamma(stream, a);
        double y = gamma(stream, b);
        double sum = x + y;
        return sum > 0 ? x / sum : 0.5;
    }

    /**
     * A Poisson number of this mean, 0 … 1e9: counting through the probabilities below a mean of 10, transformed
     * rejection (W. Hörmann 1993, doi:10.1016/0167-6687(93)90997-4) above.
     */
    public static long poisson(RandomStream stream, double mean) {
        if (!(mean >= 0 && mean <= 1e9)) {
            throw new IllegalArgumentException("mean must be in 0 … 1e9: " + mean);
        }
        return mean < 10 ? smallPoisson(stream, mean) : largePoisson(stream, mean);
    }

    private static long smallPoisson(RandomStream stream, double mean) {
        double u = stream.nextDouble();
        double p = Math.exp(-mean);
        long k = 0;
        while (u >= p && p > 0) {
            u -= p;
            k++;
            p *= mean / k;
        }
        return k;
    }

    private static long largePoisson(RandomStream stream, double mean) {
        double b = 0.931 + 2.53 * Math.sqrt(mean);
        double a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        double vr = 0.9277 - 3.6224 / (b - 2);
        double logMean = Math.log(mean);
        while (true) {
            double u = stream.nextDouble() - 0.5;
            double v = 1 - stream.nextDouble();
            double us = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= vr) {
                return (long) k;
            }
            if (k < 0 || (us < 0.013 && v > us)) {
                continue;
            }
            if (Math.log(v * inverseAlpha / (a / (us * us) + b)) <= k * logMean - mean - logFactorial(k)) {
                return (long) k;
            }
        }
    }

    /** ln k!, by Stirling's series above 9. */
    private static double logFactorial(double k) {
        if (k < 10) {
            double product = 1;
            for (int i = 2; i <= k; i++) {
                product *= i;
            }
            return Math.log(product);
        }
        double r = 1 / k;
        double rr = r * r;
        return (k + 0.5) * Math.log(k)
                - k
                + 0.5 * Math.log(2 * Math.PI)
                + r * (1.0 / 12 - rr * (1.0 / 360 - rr * (1.0 / 1260 - rr / 1680)));
    }

    /**
     * A Dirichlet number: shapes in {@code shape[from … from+n-1]}, result at the same place of {@code out}; a shape of
     * 0 gives 0. At least one shape is positive.
     */
    public static void dirichlet(RandomStream stream, double[] shape, double[] out, int from, int n) {
        boolean small = false;
        for (int i = from; i < from + n; i++) {
            small |= shape[i] < 1 && shape[i] > 0;
        }
        double sum = 0;
        if (small) {
            double max = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + n; i++) {
                out[i] = shape[i] > 0 ? logGamma(stream, shape[i]) : Double.NEGATIVE_INFINITY;
                max = Math.max(max, out[i]);
            }
            for (int i = from; i < from + n; i++) {
                out[i] = Math.exp(out[i] - max);
                sum += out[i];
            }
        } else {
            for (int i = from; i < from + n; i++) {
                out[i] = shape[i] > 0 ? gamma(stream, shape[i]) : 0;
                sum += out[i];
            }
        }
        for (int i = from; i < from + n; i++) {
            out[i] /= sum;
        }
    }
}
