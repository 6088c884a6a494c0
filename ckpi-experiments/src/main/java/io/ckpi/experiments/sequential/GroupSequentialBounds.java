package io.ckpi.experiments.sequential;

import io.ckpi.core.Interval;
import io.ckpi.experiments.Alternative;
import io.ckpi.experiments.internal.SubDensity;
import java.util.List;
import java.util.Objects;

/**
 * The bounds of a group sequential design.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param looks the looks in time order
 * @param alpha the error rate of the whole design
 * @param alternative which side
 */
public record GroupSequentialBounds(List<Look> looks, double alpha, Alternative alternative) {

    /** Copies the looks. */
    public GroupSequentialBounds {
        looks = List.copyOf(looks);
        Objects.requireNonNull(alternative, "alternative");
    }

    /**
     * True if the experiment stops at look {@code k} (from 0) with this test statistic.
     *
     * @throws IllegalArgumentException if the statistic is not finite
     */
    public boolean stops(int k, double statistic) {
        if (!Double.isFinite(statistic)) {
            throw new IllegalArgumentException("statistic is not finite: " + statistic);
        }
        double reached =
                switch (alternative) {
                    case TWO_SIDED -> Math.abs(statistic);
                    case GREATER -> statistic;
                    case LESS -> -statistic;
                };
        return looks.get(k).z().isPresent() && reached >= looks.get(k).z().getAsDouble();
    }

    /**
     * The repeated confidence interval at look {@code k} (from 0): effect ± z_k·standard error; all looks' intervals together
     * cover with probability 1 − α. Without a bound at this look both ends are open.
     *
     * @param standardError 0 or more
     * @throws IllegalArgumentException if a number is not finite or the standard error is negative
     */
    public Interval interval(int k, double effect, double standardError) {
        if (!Double.isFinite(effect) || !(standardError >= 0 && standardError < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("not an effect with a standard error: " + effect + ", " + standardError);
        }
        if (looks.get(k).z().isEmpty()) {
            return new Interval(null, null, 1 - alpha);
        }
        double half = looks.get(k).z().getAsDouble() * standardError;
        return new Interval(
                alternative == Alternative.LESS ? null : (Double) (effect - half),
                alternative == Alternative.GREATER ? null : (Double) (effect + half),
                1 - alpha);
    }

    /**
     * The probability of stopping at each look, in favour of an effect, if the expected statistic at information time 1 is {@code
     * drift}: the power of the design is their sum.
     *
     * @param drift the effect divided by its standard error at information time 1; the bound towards which it points counts, for a
     *     two-sided design that above
     * @throws IllegalArgumentException if the drift is not finite or its size is above 30
     */
    public double[] stopping(double drift) {
        if (!(Math.abs(drift) <= 30)) {
            throw new IllegalArgumentException("drift is not from -30 to 30: " + drift);
        }
        double towards = alternative == Alternative.LESS ? -drift : drift;
        SubDensity paths = new SubDensity(alternative == Alternative.TWO_SIDED, towards);
        double[] probability = new double[looks.size()];
        for (int k = 0; k < probability.length; k++) {
            Look look = looks.get(k);
            double z = look.z().orElse(37.5);
            probability[k] = paths.above(look.information(), z);
            if (k + 1 < probability.length) {
                paths.cut(look.information(), z, looks.get(k + 1).information());
            }
        }
        return probability;
    }

    /** The power of the design at this drift: the probability of stopping in favour of the effect at any look. */
    public double power(double drift) {
        double sum = 0;
        for (double p : stopping(drift)) {
            sum += p;
        }
        return Math.min(1, sum);
    }
}
