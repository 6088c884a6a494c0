package io.ckpi.experiments.uplift;

import java.util.Arrays;

/**
 * A curve over the number of customers taken from the top of a ranking, from (0, 0) to all of them. Customers with equal scores are one
 * point.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class UpliftCurve {

    private final double[] x;
    private final double[] y;

    UpliftCurve(double[] x, double[] y, int size) {
        this.x = Arrays.copyOf(x, size);
        this.y = Arrays.copyOf(y, size);
    }

    /** The number of points. */
    public int size() {
        return x.length;
    }

    /** How many customers point {@code i} has taken. */
    public double x(int i) {
        return x[i];
    }

    /** What they bring, in units of the outcome. */
    public double y(int i) {
        return y[i];
    }

    /** The area below the curve by trapezoids. */
    public double area() {
        double sum = 0;
        for (int i = 1; i < x.length; i++) {
            sum += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
        }
        return sum;
    }

    /** The area below the straight line to the last point: a ranking by chance. */
    public double diagonalArea() {
        return x[x.length - 1] * y[y.length - 1] / 2;
    }

    /** The curve's value at any number of customers, by linear interpolation; outside the value at the end. */
    public double at(double customers) {
        if (!(customers > 0)) {
            return 0;
        }
        int i = Arrays.binarySearch(x, customers);
        if (i >= 0) {
            return y[i];
        }
        int next = -i - 1;
        if (next == x.length) {
            return y[next - 1];
        }
        double share = (customers - x[next - 1]) / (x[next] - x[next - 1]);
        return y[next - 1] + share * (y[next] - y[next - 1]);
    }
}
