package io.ckpi.experiments.sequential;

import io.ckpi.core.numeric.Roots;
import io.ckpi.experiments.Alternative;
import io.ckpi.experiments.internal.SubDensity;
import io.ckpi.experiments.internal.Tails;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Bounds for a few planned looks, at any information times, such that the probability of a false alarm over all looks is α.
 *
 * <p><b>Definition.</b> The test statistic at information times t₁ &lt; … &lt; t_K ≤ 1 is that of a Brownian motion, Z_k = B(t_k)/√t_k.
 * With {@link #spending} each bound spends f(t_k) − f(t_{k−1}); {@link #pocock} has one constant c with |Z_k| ≥ c, {@link
 * #obrienFleming} |Z_k| ≥ c·√(t_K/t_k), {@link #wangTsiatis} |Z_k| ≥ c·(t_k/t_K)^(Δ−½). Two-sided designs stop at either bound,
 * one-sided ones at their own.
 *
 * <p><b>Numerics.</b> the density of the paths that are still inside is carried on 200 Gauss–Legendre nodes, more where looks lie
 * close together; bounds by Brent's method. Accurate to 1e-9. 90 looks take less than a tenth of a second. <b>Thread-safety.</b>
 * immutable.
 *
 * <p>Sources: S. J. Pocock 1977, doi:10.1093/biomet/64.2.191. P. C. O'Brien, T. R. Fleming 1979, doi:10.2307/2530245. K. K. G. Lan,
 * D. L. DeMets 1983, doi:10.1093/biomet/70.3.659. S. K. Wang, A. A. Tsiatis 1987, doi:10.2307/2531959.
 */
public final class GroupSequential {

    private static final GroupSequential DEFAULT = new GroupSequential(0.05, Alternative.TWO_SIDED);

    /** Below this probability a bound is not worth looking for: it would lie beyond 37 standard deviations. */
    private static final double NOTHING = 1e-295;

    private static final double FARTHEST = 37.5;

    private final double alpha;
    private final Alternative alternative;

    private GroupSequential(double alpha, Alternative alternative) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha is not strictly between 0 and 1: " + alpha);
        }
        this.alpha = alpha;
        this.alternative = Objects.requireNonNull(alternative, "alternative");
    }

    /** Two-sided, α = 0.05. */
    public static GroupSequential withDefaults() {
        return DEFAULT;
    }

    /** The same with another error rate of the whole design. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public GroupSequential withAlpha(double newAlpha) {
        return new GroupSequential(newAlpha, alternative);
    }

    /** The same for another alternative. */
    public GroupSequential with(Alternative newAlternative) {
        return new GroupSequential(alpha, newAlternative);
    }

    /** The error rate of the whole design. */
    public double alpha() {
        return alpha;
    }

    /** Which side. */
    public Alternative alternative() {
        return alternative;
    }

    /** Equal information times 1/K … 1. @throws IllegalArgumentException if there is not at least one look */
    public static double[] equallySpaced(int looks) {
        if (looks < 1) {
            throw new IllegalArgumentException("looks is below 1: " + looks);
        }
        double[] t = new double[looks];
        for (int k = 0; k < looks; k++) {
            t[k] = (k + 1.0) / looks;
        }
        return t;
    }

    /**
     * Information times from sample sizes: N_k / max(planned, N_K), so that a run over the plan still ends at 1.
     *
     * @param planned customers in all arms at the planned end, 1 or more
     * @param totals customers in all arms at each look so far, rising
     * @throws IllegalArgumentException if a number is below 1 or the totals do not rise
     */
    public static double[] information(long planned, long... totals) {
        if (planned < 1) {
            throw new IllegalArgumentException("planned is below 1: " + planned);
        }
        if (totals.length == 0) {
            throw new IllegalArgumentException("totals is empty");
        }
        double most = Math.max(planned, totals[totals.length - 1]);
        double[] t = new double[totals.length];
        for (int k = 0; k < t.length; k++) {
            if (totals[k] < 1 || (k > 0 && totals[k] <= totals[k - 1])) {
                throw new IllegalArgumentException("totals do not rise at look " + (k + 1) + ": " + totals[k]);
            }
            t[k] = totals[k] / most;
        }
        return t;
    }

    /**
     * Bounds that spend α by a function of the information time.
     *
     * @param information rising, above 0, at most 1; times of looks already made must stay as they were
     * @throws IllegalArgumentException if the times do not rise or are out of range, or the function falls or exceeds α
     */
    public GroupSequentialBounds spending(Spending function, double... information) {
        Objects.requireNonNull(function, "function");
        check(information);
        SubDensity paths = new SubDensity(twoSided(), 0);
        List<Look> looks = new ArrayList<>();
        double spent = 0;
        for (int k = 0; k < information.length; k++) {
            double t = information[k];
            double upTo = function.spent(t, alpha);
            if (!(upTo >= spent && upTo <= alpha * (1 + 1e-12))) {
                throw new IllegalArgumentException(
                        "the spending function falls or exceeds α at t = " + t + ": " + upTo + " after " + spent);
            }
            OptionalDouble z = bound(paths, t, upTo - spent);
            spent = upTo;
            looks.add(look(t, z, spent));
            if (k + 1 < information.length) {
                paths.cut(t, z.orElse(FARTHEST), information[k + 1]);
            }
        }
        return new GroupSequentialBounds(looks, alpha, alternative);
    }

    private static OptionalDouble bound(SubDensity paths, double t, double toSpend) {
        if (!(toSpend > NOTHING)) {
            return OptionalDouble.empty();
        }
        double target = Math.log(toSpend);
        DoubleUnaryOperator f = z -> Math.log(Math.max(paths.leaving(t, z), 1e-320)) - target;
        double low = 0;
        if (f.applyAsDouble(low) <= 0) { // not even that much is left inside: stop whatever comes
            return OptionalDouble.of(0);
        }
        return OptionalDouble.of(Roots.find(f, low, FARTHEST, 1e-13));
    }

    private Look look(double t, OptionalDouble z, double spent) {
        double p = z.isEmpty() ? 0 : (twoSided() ? 2 : 1) * Tails.normal(z.getAsDouble());
        return new Look(t, z, Math.min(1, p), spent);
    }

    /** One constant bound at every look. @throws IllegalArgumentException if the times do not rise or are out of range */
    public GroupSequentialBounds pocock(double... information) {
        return wangTsiatis(0.5, information);
    }

    /** High bounds early, close to the test without looks at the end. @throws IllegalArgumentException as {@link #pocock} */
    public GroupSequentialBounds obrienFleming(double... information) {
        return wangTsiatis(0, information);
    }

    /**
     * The family between: Δ = ½ is Pocock's shape, Δ = 0 that of O'Brien and Fleming.
     *
     * @param delta from −1 to 1
     * @throws IllegalArgumentException if delta is out of range, or the times do not rise or are out of range
     */
    public GroupSequentialBounds wangTsiatis(double delta, double... information) {
        if (!(delta >= -1 && delta <= 1)) {
            throw new IllegalArgumentException("delta is not from -1 to 1: " + delta);
        }
        check(information);
        double last = information[information.length - 1];
        double[] shape = new double[information.length];
        for (int k = 0; k < shape.length; k++) {
            shape[k] = Math.pow(information[k] / last, delta - 0.5);
        }
        double target = Math.log(alpha);
        double c = Roots.find(
                constant -> Math.log(falseAlarms(information, shape, constant, null)) - target,
                Math.max(1e-6, Tails.normalQuantile(twoSided() ? alpha / 2 : Math.min(alpha, 0.5)) - 1e-9),
                12,
                1e-13);
        double[] spent = new double[shape.length];
        falseAlarms(information, shape, c, spent);
        List<Look> looks = new ArrayList<>();
        for (int k = 0; k < shape.length; k++) {
            looks.add(look(information[k], OptionalDouble.of(c * shape[k]), spent[k]));
        }
        return new GroupSequentialBounds(looks, alpha, alternative);
    }

    private double falseAlarms(double[] t, double[] shape, double constant, double @Nullable [] spent) {
        SubDensity paths = new SubDensity(twoSided(), 0);
        double sum = 0;
        for (int k = 0; k < t.length; k++) {
            double z = Math.min(constant * shape[k], FARTHEST);
            sum += paths.leaving(t[k], z);
            if (spent != null) {
                spent[k] = sum;
            }
            if (k + 1 < t.length) {
                paths.cut(t[k], z, t[k + 1]);
            }
        }
        return sum;
    }

    private boolean twoSided() {
        return alternative == Alternative.TWO_SIDED;
    }

    private static void check(double[] t) {
        if (t.length == 0) {
            throw new IllegalArgumentException("information is empty");
        }
        for (int k = 0; k < t.length; k++) {
            if (!(t[k] > 0 && t[k] <= 1)) {
                throw new IllegalArgumentException("information[" + k + "] is not above 0 and at most 1: " + t[k]);
            }
            if (k > 0 && !(t[k] - t[k - 1] > 1e-9)) {
                throw new IllegalArgumentException(
                        "information must rise from look to look: " + t[k] + " after " + t[k - 1]);
            }
        }
    }
}
