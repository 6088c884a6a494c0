package io.ckpi.experiments.internal;

import io.ckpi.core.numeric.GaussLegendre;
import java.util.Arrays;

/**
 * The density of a Brownian motion with drift at successive times, restricted to paths that have not left the bounds so far,
 * carried on Gauss–Legendre nodes. Mutable.
 *
 * <p>Source: P. Armitage, C. K. McPherson, B. C. Rowe 1969, doi:10.2307/2343787; C. Jennison, B. W. Turnbull, Group Sequential
 * Methods, 2000, chapter 19.
 */
public final class SubDensity {

    /** Beyond this many standard deviations nothing of a path is carried: 1e-25. */
    private static final double REACH = 10.5;

    private static final int NODES = 200;
    private static final double SQRT_2_PI = Math.sqrt(2 * Math.PI);
    private static final GaussLegendre USUAL = GaussLegendre.of(NODES);

    private final boolean twoSided;
    private final double drift;
    private double time;
    private double[] x = {0};
    private double[] mass = {1};

    /** A motion that starts at 0; with two bounds symmetric about 0, or with an upper bound alone. */
    public SubDensity(boolean twoSided, double drift) {
        this.twoSided = twoSided;
        this.drift = drift;
    }

    /** The probability of being at or beyond the upper bound {@code z}·√t at time {@code t}, not having left before. */
    public double above(double t, double z) {
        double sd = Math.sqrt(t - time);
        double bound = z * Math.sqrt(t) - drift * (t - time);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += mass[i] * Tails.normal((bound - x[i]) / sd);
        }
        return sum;
    }

    /** The probability of being at or below −{@code z}·√t at time {@code t}; 0 for one bound. */
    public double below(double t, double z) {
        if (!twoSided) {
            return 0;
        }
        double sd = Math.sqrt(t - time);
        double bound = z * Math.sqrt(t) + drift * (t - time);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += mass[i] * Tails.normal((bound + x[i]) / sd);
        }
        return sum;
    }

    /** The probability of leaving at time {@code t} by either bound. */
    public double leaving(double t, double z) {
        return above(t, z) + below(t, z);
    }

    /**
     * Moves on to time {@code t} and cuts off what lies beyond ±{@code z}·√t; {@code next} is the time after it, for which the
     * nodes must be near enough, or {@code t} if there is none.
     */
    public void cut(double t, double z, double next) {
        double sd = Math.sqrt(t - time);
        double root = Math.sqrt(t);
        double bound = z * root;
        double middle = drift * t;
        double high = Math.min(bound, middle + REACH * root);
        double low = Math.max(twoSided ? -bound : Double.NEGATIVE_INFINITY, middle - REACH * root);
        if (!(low < high)) { // the drift has carried everything beyond a bound
            x = new double[] {Math.min(Math.max(middle, -bound), bound)};
            mass = new double[] {0};
            time = t;
            return;
        }
        double narrowest = next > t ? Math.min(sd, Math.sqrt(next - t)) : sd;
        int needed = (int) Math.ceil(Math.PI / 2 * (high - low) / (0.8 * narrowest));
        GaussLegendre rule = needed <= NODES ? USUAL : GaussLegendre.of(Math.min(needed, 5_000));
        double[] nodes = new double[rule.size()];
        double[] masses = new double[rule.size()];
        double half = (high - low) / 2;
        double centre = low + half;
        double shift = drift * (t - time);
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = centre + half * rule.node(i);
            double sum = 0;
            for (int j = 0; j < x.length; j++) {
                double u = (nodes[i] - x[j] - shift) / sd;
                if (u < 38 && u > -38) {
                    sum += mass[j] * Math.exp(-0.5 * u * u);
                }
            }
            masses[i] = half * rule.weight(i) * sum / (sd * SQRT_2_PI);
        }
        x = nodes;
        mass = masses;
        time = t;
    }

    /** The probability of not having left so far. */
    public double remaining() {
        return Arrays.stream(mass).sum();
    }
}
