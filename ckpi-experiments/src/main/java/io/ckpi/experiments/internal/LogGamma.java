package io.ckpi.experiments.internal;

/** Differences of ln Γ and logarithms of gamma tails, without the cancellation that two calls of ln Γ would have. */
public final class LogGamma {

    private static final double SERIES_FROM = 15;
    private static final double LN_PI = Math.log(Math.PI);

    private LogGamma() {}

    /** What Stirling's formula lacks: ln Γ(a) − [(a − ½) ln a − a + ½ ln 2π], for a of 15 or more to 1e-17. */
    private static double correction(double a) {
        double w = 1 / (a * a);
        return (1.0 / 12
                        - w * (1.0 / 360 - w * (1.0 / 1260 - w * (1.0 / 1680 - w * (1.0 / 1188 - w * 691.0 / 360360)))))
                / a;
    }

    /**
     * ln Γ(a + x) − ln Γ(a) − x ln a for a &gt; 0, x ≥ 0: the part that remains when x ln a is taken out. Accurate to a few
     * 1e-16 of x.
     */
    public static double risingOverPower(double a, double x) {
        double shifted = 0;
        double from = a;
        while (from < SERIES_FROM) { // Γ(a + x) / Γ(a) = Γ(a + 1 + x) / Γ(a + 1) · a / (a + x)
            shifted -= Math.log1p(x / from);
            from += 1;
        }
        double rest = (from + x - 0.5) * Math.log1p(x / from) - x + correction(from + x) - correction(from);
        return shifted + rest + (from == a ? 0 : x * Math.log(from / a));
    }

    /** ln Γ(degrees / 2) for whole degrees ≥ 1, by the recurrence from Γ(1) or Γ(½). */
    private static double ofHalf(int degrees) {
        double sum = degrees % 2 == 0 ? 0 : LN_PI / 2;
        for (double a = degrees % 2 == 0 ? 1 : 0.5; a < degrees / 2.0; a++) {
            sum += Math.log(a);
        }
        return sum;
    }

    /**
     * ln P(X² &gt; x) of the chi-squared distribution for x above degrees + 2, also where the probability underflows: Legendre's
     * continued fraction of the upper incomplete gamma function by the modified method of Lentz.
     */
    public static double logChiSquaredTail(double x, int degrees) {
        double a = degrees / 2.0;
        double half = x / 2;
        double b = half + 1 - a;
        double c = 1e300;
        double d = 1 / b;
        double fraction = d;
        for (int i = 1; i < 10_000; i++) {
            double an = -i * (i - a);
            b += 2;
            d = 1 / (an * d + b);
            c = b + an / c;
            double factor = c * d;
            fraction *= factor;
            if (Math.abs(factor - 1) < 1e-16) {
                break;
            }
        }
        return -half + a * Math.log(half) - ofHalf(degrees) + Math.log(fraction);
    }
}
