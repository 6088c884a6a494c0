package io.ckpi.value.internal;

/**
 * Means under a beta distribution by the double-exponential rule, everything from ln p and ln(1−p).
 *
 * <p>ln(p/(1−p)) = π sinh u with step 1/128, or, where the distribution is narrow, the trapezoidal rule in ln(p/(1−p))
 * itself. Weights are normalised by their sum. <b>Thread-safety.</b> static functions.
 */
final class BetaMean {

    private static final double STEP = 1.0 / 128;

    private BetaMean() {}

    /** A function of p that is also told ln p. */
    interface Of {
        double at(double p, double logP);
    }

    static double of(double a, double b, Of f) {
        double spread = Math.sqrt(1 / a + 1 / b);
        if (spread < 0.3) {
            return narrow(a, b, spread, f);
        }
        int most = (int) Math.ceil(asinh(40 / (Math.PI * Math.min(1, Math.min(a, b)))) / STEP);
        double shift = logWeight(a, b, Math.log(a / b));
        double sum = 0;
        double weights = 0;
        for (int i = -most; i <= most; i++) {
            double u = i * STEP;
            double odds = Math.PI * Math.sinh(u);
            double w = Math.exp(logWeight(a, b, odds) - shift) * Math.cosh(u);
            if (w > 0) {
                weights += w;
                sum += w * at(f, odds);
            }
        }
        return sum / weights;
    }

    private static double narrow(double a, double b, double spread, Of f) {
        double centre = Math.log(a / b);
        double shift = logWeight(a, b, centre);
        double step = spread / 16;
        double sum = 0;
        double weights = 0;
        for (int i = -256; i <= 256; i++) {
            double odds = centre + i * step;
            double w = Math.exp(logWeight(a, b, odds) - shift);
            if (w > 0) {
                weights += w;
                sum += w * at(f, odds);
            }
        }
        return sum / weights;
    }

    private static double at(Of f, double odds) {
        double logP = odds > 0 ? -Math.log1p(Math.exp(-odds)) : odds - Math.log1p(Math.exp(odds));
        return f.at(Math.exp(logP), logP);
    }

    /** a ln p + b ln(1−p) with p at these log-odds. */
    private static double logWeight(double a, double b, double odds) {
        double e = Math.log1p(Math.exp(-Math.abs(odds)));
        return odds > 0 ? -a * e - b * (odds + e) : a * (odds - e) - b * e;
    }

    private static double asinh(double x) {
        return Math.log(x + Math.sqrt(1 + x * x));
    }
}
