package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.value.internal.Newton;
import io.ckpi.value.internal.SpendLikelihood;
import io.ckpi.value.internal.SpendLikelihood.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gamma-Gamma: what a purchase is worth. The spend of one purchase is gamma(p, ν) with ν gamma(q, γ) over customers,
 * independent of how often they buy. Given x repeat purchases of mean m, E[Z] = p(γ + mx)/(px + q − 1).
 *
 * <p>Only customers with a repeat purchase and m &gt; 0 tell anything; others are left out of a fit. At a limit, SAME means:
 * parameters p and nu (mean p/ν); CONSTANT spend of a customer: parameters q and g (mean g/(q − 1)).
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p>Source: Fader and Hardie, The Gamma-Gamma model of monetary value, 2013, http://brucehardie.com/notes/025/
 */
public final class GammaGamma {

    private static final int LEAST = 10;

    private final Kind kind;
    private final double[] v;

    /**
     * The model with these parameters.
     *
     * @param p shape of one purchase's spend
     * @param q shape of ν over customers
     * @param gamma scale of ν over customers, in money
     * @throws IllegalArgumentException if a parameter is not positive and finite
     */
    public GammaGamma(double p, double q, double gamma) {
        this(Kind.FULL, new double[] {p, q, gamma});
    }

    private GammaGamma(Kind kind, double[] v) {
        this.kind = kind;
        this.v = v.clone();
        for (int i = 0; i < v.length; i++) {
            if (!(v[i] > 0 && v[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(names(kind).get(i) + " must be positive and finite: " + v[i]);
            }
        }
    }

    private static List<String> names(Kind kind) {
        return switch (kind) {
            case FULL -> List.of("p", "q", "gamma");
            case SAME_MEAN -> List.of("p", "nu");
            case CONSTANT -> List.of("q", "g");
        };
    }

    /** The parameters by name, in order. */
    public Map<String, Double> parameters() {
        Map<String, Double> map = new LinkedHashMap<>();
        for (int i = 0; i < v.length; i++) {
            map.put(names(kind).get(i), v[i]);
        }
        return Collections.unmodifiableMap(map);
    }

    /** HOMOGENEOUS_SPEND or CONSTANT_SPEND for a limit, else NONE. */
    public Boundary boundary() {
        return switch (kind) {
            case FULL -> Boundary.NONE;
            case SAME_MEAN -> Boundary.HOMOGENEOUS_SPEND;
            case CONSTANT -> Boundary.CONSTANT_SPEND;
        };
    }

    /** The log-likelihood of a mean spend {@code m > 0} of {@code x > 0} purchases. @throws IllegalArgumentException otherwise */
    public double logLik(int x, double m) {
        if (x <= 0) {
            throw new IllegalArgumentException("x must be positive: " + x);
        }
        if (!(m > 0 && m < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("m must be positive and finite: " + m);
        }
        double[] one = {1};
        int n = v.length;
        return new SpendLikelihood(kind, new int[] {x}, new double[] {m}, new double[] {Math.log(m)}, one)
                .evaluate(v, new double[n], new double[n][n]);
    }

    /**
     * E[spend of a coming purchase | x repeat purchases of mean m]; with x = 0 the mean over all customers, whatever m. Absent
     * UNBOUNDED where px + q ≤ 1: the mean does not exist. In the money of the data.
     *
     * @throws IllegalArgumentException if {@code x} is negative, or {@code m} is not a number of 0 or more
     */
    public Reading expectedSpend(int x, double m) {
        check(x, m);
        double below = below(x) - 1;
        if (!(below > 0)) {
            return Absent.because(
                    Reason.UNBOUNDED,
                    "the mean spend does not exist where px + q is not above 1",
                    "среднего чека нет, если px + q не больше 1");
        }
        return new Measured(Estimate.of(first(x, m), Unit.COUNT).withMethod("gamma-gamma"));
    }

    private static void check(int x, double m) {
        if (x < 0) {
            throw new IllegalArgumentException("x must not be negative: " + x);
        }
        if (!(m >= 0 && m < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("m must not be negative and be finite: " + m);
        }
    }

    /** px + q; infinite where the mean is known. */
    private double below(int x) {
        return switch (kind) {
            case FULL -> v[0] * x + v[1];
            case SAME_MEAN -> Double.POSITIVE_INFINITY;
            case CONSTANT -> x > 0 ? Double.POSITIVE_INFINITY : v[0];
        };
    }

    private double first(int x, double m) {
        return switch (kind) {
            case FULL -> v[0] * (v[2] + m * x) / (v[0] * x + v[1] - 1);
            case SAME_MEAN -> v[0] / v[1];
            case CONSTANT -> x > 0 ? m : v[1] / (v[0] - 1);
        };
    }

    /**
     * The variance of the money spent at N coming purchases, N independent of their size: E[N] pQ + E[N²] p²Q − (E[N] E[Z])²,
     * Q = E[1/ν²] = (γ+mx)²/((px+q−1)(px+q−2)). Empty where px + q ≤ 2: it does not exist.
     *
     * @param meanCount E[N]
     * @param varianceOfCount the variance of N
     */
    public OptionalDouble varianceOfTotal(int x, double m, double meanCount, double varianceOfCount) {
        check(x, m);
        double below = below(x);
        if (!(below > 2)) {
            return OptionalDouble.empty();
        }
        double squares = varianceOfCount + meanCount * meanCount;
        double z = first(x, m);
        double within;
        double means; // E of the square of a customer's mean
        switch (kind) {
            case FULL -> {
                double up = v[2] + m * x;
                double quotient = up * up / ((below - 1) * (below - 2));
                within = v[0] * quotient;
                means = v[0] * v[0] * quotient;
            }
            case SAME_MEAN -> {
                within = v[0] / (v[1] * v[1]);
                means = z * z;
            }
            default -> {
                within = 0;
                means = x > 0 ? m * m : v[1] * v[1] / ((v[0] - 1) * (v[0] - 2));
            }
        }
        return OptionalDouble.of(Math.max(0, meanCount * within + squares * means - meanCount * meanCount * z * z));
    }

    /** The same for the customers of a log, by the mean spend of their repeat purchases; see {@link #fit(int[], double[])}. */
    public static Outcome<Fit<GammaGamma>> fit(Buyers buyers) {
        int[] x = new int[buyers.size()];
        double[] m = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = buyers.repeats(i);
            m[i] = buyers.meanRepeatSpend(i);
        }
        return fit(x, m);
    }

    /**
     * The maximum of the likelihood; Absent INSUFFICIENT_DATA with fewer than 10 customers who have x &gt; 0 and m &gt; 0,
     * NO_VARIATION if all their means are equal.
     *
     * @param x repeat purchases per customer
     * @param m mean spend of the repeat purchases per customer; not used where x is 0
     * @throws IllegalArgumentException if lengths differ, or an entry is negative or not finite
     */
    public static Outcome<Fit<GammaGamma>> fit(int[] x, double[] m) {
        if (x.length != m.length) {
            throw new IllegalArgumentException("x and m differ in length: " + x.length + ", " + m.length);
        }
        for (int i = 0; i < x.length; i++) {
            if (x[i] < 0) {
                throw new IllegalArgumentException("x is negative at index " + i + ": " + x[i]);
            }
            if (x[i] > 0 && !(m[i] >= 0 && m[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("m is negative or not finite at index " + i + ": " + m[i]);
            }
        }
        int[] order = IntStream.range(0, x.length)
                .filter(i -> x[i] > 0 && m[i] > 0)
                .boxed()
                .sorted((i, j) -> x[i] != x[j] ? Integer.compare(x[i], x[j]) : Double.compare(m[i], m[j]))
                .mapToInt(i -> i)
                .toArray();
        if (order.length < LEAST) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    "a fit needs " + LEAST + " customers with a repeat purchase of positive value, there are "
                            + order.length,
                    "для оценки нужно не меньше " + LEAST + " клиентов с повторной покупкой на сумму больше нуля, есть "
                            + order.length));
        }
        int[] xs = Arrays.stream(order).map(i -> x[i]).toArray();
        double[] ms = Arrays.stream(order).mapToDouble(i -> m[i]).toArray();
        return fitSorted(xs, ms);
    }

    private static Outcome<Fit<GammaGamma>> fitSorted(int[] xs, double[] ms) {
        double sum = 0;
        double least = ms[0];
        double most = ms[0];
        for (double value : ms) {
            sum += value;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        if (least == most) {
            return Outcome.absent(Absent.because(Reason.NO_VARIATION));
        }
        double mean = sum / ms.length;
        double[] log = Arrays.stream(ms).map(Math::log).toArray();
        double[] weight = new double[xs.length];
        Arrays.fill(weight, 1);
        Kind chosen = Kind.FULL;
        Newton.Maximum best = null;
        for (double[] start : new double[][] {{2, 2, mean / 2}, {6, 4, mean / 2}}) {
            best = better(best, Newton.maximise(new SpendLikelihood(Kind.FULL, xs, ms, log, weight), start));
        }
        for (Kind limit : new Kind[] {Kind.SAME_MEAN, Kind.CONSTANT}) {
            double[] start = limit == Kind.SAME_MEAN ? new double[] {2, 2 / mean} : new double[] {2, mean};
            Newton.Maximum at = Newton.maximise(new SpendLikelihood(limit, xs, ms, log, weight), start);
            if (at.proved() && (best == null || at.value() + 1e-6 >= best.value())) {
                best = at;
                chosen = limit;
            }
        }
        if (best == null || !best.proved()) {
            return Outcome.absent(Absent.because(Reason.NOT_CONVERGED));
        }
        Kind kind = chosen;
        return Outcome.of(new Fit<>(
                new GammaGamma(kind, best.p()),
                best,
                best.evaluations(),
                OptionalDouble.empty(),
                weight,
                w -> new SpendLikelihood(kind, xs, ms, log, w),
                p -> new GammaGamma(kind, p)));
    }

    private static Newton.@Nullable Maximum better(Newton.@Nullable Maximum old, Newton.Maximum now) {
        if (!now.proved()) {
            return old;
        }
        return old == null || now.value() >= old.value() ? now : old;
    }

    /**
     * The correlation of x and m over customers with x &gt; 0 and m &gt; 0: the model assumes none, and beyond ±0.1 its values are
     * doubtful. Absent INSUFFICIENT_DATA with fewer than three such customers, NO_VARIATION if one of the two does not vary.
     *
     * @throws IllegalArgumentException if lengths differ
     */
    public static Reading correlation(int[] x, double[] m) {
        if (x.length != m.length) {
            throw new IllegalArgumentException("x and m differ in length: " + x.length + ", " + m.length);
        }
        int[] use =
                IntStream.range(0, x.length).filter(i -> x[i] > 0 && m[i] > 0).toArray();
        if (use.length < 3) {
            return Absent.because(Reason.INSUFFICIENT_DATA);
        }
        double meanX = Arrays.stream(use).mapToDouble(i -> x[i]).average().orElseThrow();
        double meanM = Arrays.stream(use).mapToDouble(i -> m[i]).average().orElseThrow();
        double xx = 0;
        double mm = 0;
        double xm = 0;
        for (int i : use) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            mm += (m[i] - meanM) * (m[i] - meanM);
            xm += (x[i] - meanX) * (m[i] - meanM);
        }
        if (!(xx > 0 && mm > 0)) {
            return Absent.because(Reason.NO_VARIATION);
        }
        return new Measured(Estimate.of(xm / Math.sqrt(xx) / Math.sqrt(mm), Unit.RATIO)
                .withN(use.length)
                .withMethod("pearson"));
    }

    /** The name and the parameters. */
    @Override
    public String toString() {
        return "GammaGamma" + parameters();
    }

    /** Same kind and parameters. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GammaGamma that && kind == that.kind && Arrays.equals(v, that.v);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(v);
    }
}
