package io.ckpi.experiments.internal;

/**
 * Twice the loss of the log-likelihood of two means m_C, m_T with variance proportional to the mean, times the dispersion φ: how
 * far a difference or a ratio is from the data.
 *
 * @param nC units of the control
 * @param yC its mean, 0 or more
 * @param nT units of the treatment
 * @param yT its mean, 0 or more
 */
public record Deviance(double nC, double yC, double nT, double yT) {

    /** The control mean that fits best if the difference is d. */
    public double controlMeanOfDifference(double d) {
        double n = nC + nT;
        double b = n * d - nC * yC - nT * yT;
        double c = -nC * yC * d;
        double root = Math.sqrt(Math.max(0, b * b - 4 * n * c));
        // the larger root of n m² + b m + c, without cancellation
        double m = b <= 0 ? (root - b) / (2 * n) : -2 * c / (b + root);
        return Math.max(m, Math.max(0, -d));
    }

    /** The control mean that fits best if the ratio is rho. */
    public double controlMeanOfRatio(double rho) {
        return (nC * yC + nT * yT) / (nC + rho * nT);
    }

    /** D(d). */
    public double ofDifference(double d) {
        double m = controlMeanOfDifference(d);
        return Math.max(0, 2 * (nC * part(yC, m) + nT * part(yT, m + d)));
    }

    /** D(ρ); both means above 0. */
    public double ofRatio(double rho) {
        double m = controlMeanOfRatio(rho);
        return Math.max(0, 2 * (nC * part(yC, m) + nT * part(yT, rho * m)));
    }

    /** y ln(y/m) − y + m, without cancellation where y and m are close. */
    private static double part(double y, double m) {
        if (y == 0) {
            return m;
        }
        if (!(m > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        double x = (m - y) / y;
        if (Math.abs(x) < 1e-3) { // x − ln(1 + x) by its series
            double x2 = x * x;
            return y * x2 * (1.0 / 2 + x * (-1.0 / 3 + x * (1.0 / 4 + x * (-1.0 / 5 + x * (1.0 / 6 - x / 7)))));
        }
        return y * (x - Math.log1p(x));
    }
}
