package io.ckpi.experiments.internal;

import io.ckpi.core.numeric.GaussLegendre;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Quadrature over a range in panels that are cut where several bell-shaped functions have their middle and their flanks, so that
 * narrow and wide ones can be multiplied. The outermost panels are stretched towards their outer end, where a beta density may have
 * a pole.
 */
public final class Panels {

    private static final double[] CUTS = {0, 1, 2, 3, 4.5, 6, 8, 10, 12};
    private static final GaussLegendre RULE = GaussLegendre.of(40);

    private final double[] ends;

    private Panels(double[] ends) {
        this.ends = ends;
    }

    /** Panels from {@code low} to {@code high} for bells with these means and standard deviations. */
    public static Panels of(double low, double high, double[] means, double[] deviations) {
        double[] cuts = new double[means.length * (2 * CUTS.length - 1) + 2];
        int size = 0;
        cuts[size++] = low;
        cuts[size++] = high;
        for (int i = 0; i < means.length; i++) {
            for (double c : CUTS) {
                for (double cut : new double[] {means[i] - c * deviations[i], means[i] + c * deviations[i]}) {
                    if (cut > low && cut < high && (c > 0 || cut == means[i]) && size < cuts.length) {
                        cuts[size++] = cut;
                    }
                    if (c == 0) {
                        break;
                    }
                }
            }
        }
        double[] sorted = Arrays.copyOf(cuts, size);
        Arrays.sort(sorted);
        return new Panels(sorted);
    }

    /** The integral of {@code f}. */
    public double integrate(DoubleUnaryOperator f) {
        double sum = 0;
        int last = ends.length - 2;
        for (int i = 0; i <= last; i++) {
            double from = ends[i];
            double width = ends[i + 1] - from;
            if (!(width > 0)) {
                continue;
            }
            if (i == 0 || i == last) {
                double to = ends[i + 1];
                sum += width
                        * RULE.integrate(
                                v -> {
                                    double slope = 30 * v * v * (1 - v) * (1 - v);
                                    double w = v * v * v * (10 + v * (-15 + 6 * v));
                                    double x = v < 0.5 ? from + width * w : to - width * mirrored(1 - v);
                                    return slope == 0 ? 0 : slope * f.applyAsDouble(x);
                                },
                                0,
                                1);
            } else {
                sum += RULE.integrate(f, from, from + width);
            }
        }
        return sum;
    }

    private static double mirrored(double v) {
        return v * v * v * (10 + v * (-15 + 6 * v));
    }
}
