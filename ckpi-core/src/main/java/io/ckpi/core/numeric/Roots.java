package io.ckpi.core.numeric;

import java.util.function.DoubleUnaryOperator;

/**
 * Roots of a continuous function of one variable by Brent's method: bisection, secant and inverse quadratic interpolation,
 * whichever is safe.
 *
 * <p><b>Numerics.</b> The root found lies within {@code tolerance + 2 · 2⁻⁵² · |root|} of a change of sign. At most 200
 * steps, far above what bisection needs. <b>Thread-safety.</b> static functions.
 *
 * <p>Source: R. P. Brent, Algorithms for Minimization without Derivatives, 1973, chapter 4.
 */
public final class Roots {

    private static final int MOST_STEPS = 200;

    private Roots() {}

    /**
     * A root of {@code f} between {@code low} and {@code high}.
     *
     * @param tolerance the absolute width at which the search stops, 0 for all bits
     * @throws IllegalArgumentException if the ends are not finite and ordered, the tolerance is negative, or {@code f} has
     *     the same sign, or no number, at both ends
     * @throws ArithmeticException if {@code f} gives no number inside
     */
    public static double find(DoubleUnaryOperator f, double low, double high, double tolerance) {
        if (!(low <= high) || !Double.isFinite(low) || !Double.isFinite(high)) {
            throw new IllegalArgumentException("low and high must be finite and ordered: " + low + ", " + high);
        }
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance must not be negative: " + tolerance);
        }
        double fLow = f.applyAsDouble(low);
        double fHigh = f.applyAsDouble(high);
        if (fLow == 0) {
            return low;
        }
        if (fHigh == 0) {
            return high;
        }
        if (!(fLow < 0 && fHigh > 0) && !(fLow > 0 && fHigh < 0)) {
            throw new IllegalArgumentException(
                    "no change of sign: f(" + low + ") = " + fLow + ", f(" + high + ") = " + fHigh);
        }
        return search(f, low, fLow, high, fHigh, tolerance);
    }

    /** b is the best guess, a the one before, c the other side of the change of sign. */
    private static double search(
            DoubleUnaryOperator f, double start, double fStart, double end, double fEnd, double tolerance) {
        double a = start;
        double fa = fStart;
        double b = end;
        double fb = fEnd;
        double c = a;
        double fc = fa;
        double step = b - a;
        double before = step;
        for (int i = 0; i < MOST_STEPS; i++) {
            if (Math.abs(fc) < Math.abs(fb)) {
                a = b;
                fa = fb;
                b = c;
                fb = fc;
                c = a;
                fc = fa;
            }
            double accuracy = 2 * Math.ulp(1.0) * Math.abs(b) + tolerance / 2;
            double half = (c - b) / 2;
            if (Math.abs(half) <= accuracy || fb == 0) {
                return b;
            }
            if (Math.abs(before) < accuracy || Math.abs(fa) <= Math.abs(fb)) {
                step = half;
                before = half;
            } else {
                double s = fb / fa;
                double p;
                double q;
                if (a == c) {
                    p = 2 * half * s;
                    q = 1 - s;
                } else {
                    double r = fa / fc;
                    double t = fb / fc;
                    p = s * (2 * half * r * (r - t) - (b - a) * (t - 1));
                    q = (r - 1) * (t - 1) * (s - 1);
                }
                if (p > 0) {
                    q = -q;
                } else {
                    p = -p;
                }
                if (2 * p < Math.min(3 * half * q - Math.abs(accuracy * q), Math.abs(before * q))) {
                    before = step;
                    step = p / q;
                } else {
                    step = half;
                    before = half;
                }
            }
            a = b;
            fa = fb;
            b += Math.abs(step) > accuracy ? step : Math.copySign(accuracy, half);
            fb = f.applyAsDouble(b);
            if (Double.isNaN(fb)) {
                throw new ArithmeticException("f(" + b + ") is not a number");
            }
            if (fb > 0 == fc > 0) {
                c = a;
                fc = fa;
                step = b - a;
                before = step;
            }
        }
        return b;
    }
}
