package io.ckpi.experiments.internal;

import io.ckpi.core.numeric.GaussLegendre;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Tails and quantiles of the reference distributions. Tails come from survival functions, so that small ones keep their digits;
 * infinite degrees of freedom mean the normal distribution.
 */
public final class Tails {

    /** Beyond this the normal tail is taken from its asymptotic series, in logarithms. */
    private static final double SERIES_FROM = 35;

    /** From so many degrees of freedom on the quantile is a series. */
    private static final double MANY_DEGREES = 5000;

    private static final double LN10 = Math.log(10);
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Tails() {}

    /** P(Z &gt; z) of the normal distribution. */
    public static double normal(double z) {
        return NORMAL.survivalProbability(z);
    }

    /** The density of the normal distribution. */
    public static double density(double z) {
        return NORMAL.density(z);
    }

    /** The z that leaves {@code tail} above it. */
    public static double normalQuantile(double tail) {
        return NORMAL.inverseSurvivalProbability(tail);
    }

    /** P(T &gt; t) of Student's distribution. */
    public static double student(double t, double degrees) {
        return degrees == Double.POSITIVE_INFINITY
                ? normal(t)
                : TDistribution.of(degrees).survivalProbability(t);
    }

    /**
     * The t that leaves {@code tail} above it. With many degrees of freedom ν by the expansion of R. A. Fisher and E. A. Cornish in
     * 1/ν around the normal quantile (1960, doi:10.2307/1266546), to the last digits; else by the distribution's own search.
     */
    public static double studentQuantile(double tail, double degrees) {
        if (degrees == Double.POSITIVE_INFINITY) {
            return normalQuantile(tail);
        }
        if (degrees >= MANY_DEGREES) {
            double z = normalQuantile(tail);
            if (Math.abs(z) <= 6) {
                double w = z * z;
                double a = z * (w + 1) / 4;
                double b = z * (3 + w * (16 + w * 5)) / 96;
                double c = z * (-15 + w * (17 + w * (19 + w * 3))) / 384;
                double d = z * (-945 + w * (-1920 + w * (1482 + w * (776 + w * 79)))) / 92160;
                return z + (a + (b + (c + d / degrees) / degrees) / degrees) / degrees;
            }
        }
        return TDistribution.of(degrees).inverseSurvivalProbability(tail);
    }

    /** P(X² &gt; x) of the chi-squared distribution. */
    public static double chiSquared(double x, double degrees) {
        return ChiSquaredDistribution.of(degrees).survivalProbability(x);
    }

    /** The natural logarithm of {@link #normal}, also where that is 0. */
    public static double logNormal(double z) {
        if (z < SERIES_FROM) {
            return Math.log(normal(z));
        }
        double w = 1 / (z * z);
        return -z * z / 2 - Math.log(z * Math.sqrt(2 * Math.PI)) + Math.log1p(w * (-1 + w * (3 + w * (-15 + w * 105))));
    }

    /** The decimal logarithm of {@link #student}, also where that is 0. */
    public static double log10Student(double t, double degrees) {
        if (degrees == Double.POSITIVE_INFINITY) {
            return logNormal(t) / LN10;
        }
        double p = student(t, degrees);
        if (p > 1e-290) {
            return Math.log10(p);
        }
        return logStudentFar(t, degrees) / LN10;
    }

    /**
     * ln P(T &gt; t) far out, by integrating the density f from t on, in multiples of t: P = f(t)·t·∫₀^∞ e^{-h(v)} dv with h(v) =
     * (ν+1)/2 · ln((ν/t² + (1+v)²)/(ν/t² + 1)), a smooth function summed by Gauss–Legendre pieces.
     */
    private static double logStudentFar(double t, double degrees) {
        double half = (degrees + 1) / 2;
        double rest = degrees / t / t;
        double base = rest + 1;
        double sum = 0;
        double from = 0;
        double width = base / (2 * half); // 1 / h'(0)
        GaussLegendre rule = GaussLegendre.of(20);
        for (int piece = 0; piece < 400; piece++) {
            double part = rule.integrate(v -> Math.exp(-half * Math.log1p(v * (2 + v) / base)), from, from + width);
            sum += part;
            if (part <= sum * 1e-17) {
                break;
            }
            from += width;
            width *= 1.3;
        }
        double spread =
                t < 1e150 ? Math.log1p(t * t / degrees) : 2 * Math.log(t) - Math.log(degrees) + Math.log1p(rest);
        double logDensity = TDistribution.of(degrees).logDensity(0) - half * spread;
        return logDensity + Math.log(t) + Math.log(sum);
    }
}
