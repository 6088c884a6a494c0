package io.ckpi.core;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Counts, means and centred second moments of several named variables over independent units: the summary from which means,
 * ratios, totals and effects get their values and intervals. Summaries of parts are added with {@link #plus}.
 *
 * <p><b>Content.</b> number of rows n; per variable the missing and the non-zero values, least and greatest value, mean and,
 * if the {@link MomentsLayout} asks for it, the third central moment; per pair of variables Σ(x−x̄)(y−ȳ). Made by a
 * {@link MomentsLayout}.
 *
 * <p><b>Undefined.</b> a mean without rows, a variance of fewer than two rows: an empty value; {@link #whyNoVariance} names
 * the reason.
 *
 * <p><b>Numerics.</b> Never raw sums of squares. Means are two doubles, so that merging 1,000 parts of normal numbers with
 * mean 1e9 and variance 1 keeps 14 digits of the variance. {@code plus} is commutative and associative to rounding (1e-10
 * relative). What sums from elsewhere lose to cancellation is {@link #digitsLost}: above 6 digits estimates carry a flag,
 * from 12 on there is no variance ({@link Reason#PRECISION_LOST}).
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> T. F. Chan, G. H. Golub, R. J. LeVeque 1983, doi:10.1080/00031305.1983.10483115. P. Pébay 2008,
 * Sandia report SAND2008-6212, for the third moment.
 */
public final class Moments {

    /** From this many lost digits on an estimate says so. */
    public static final double DIGITS_FLAGGED = 6;

    /** From this many lost digits on there is no variance. */
    public static final double DIGITS_REFUSED = 12;

    private static final double ALL_DIGITS = 17;

    private final MomentsLayout layout;
    private final long n;
    private final long skipped;
    private final long[] nulls;
    private final long[] nonZero;
    private final double[] min;
    private final double[] max;
    private final double[] mean;
    private final double[] meanLow;
    private final double[] squares;
    private final double[] gross;
    private final double @Nullable [] cubes;

    Moments(
            MomentsLayout layout,
            long n,
            long skipped,
            long[] nulls,
            long[] nonZero,
            double[] min,
            double[] max,
            double[] mean,
            double[] meanLow,
            double[] squares,
            double[] gross,
            double @Nullable [] cubes) {
        this.layout = layout;
        this.n = n;
        this.skipped = skipped;
        this.nulls = nulls;
        this.nonZero = nonZero;
        this.min = min;
        this.max = max;
        this.mean = mean;
        this.meanLow = meanLow;
        this.squares = squares;
        this.gross = gross;
        this.cubes = cubes;
    }

    static Moments fromSums(
            MomentsLayout layout,
            long n,
            double[] shifts,
            double[] sums,
            double[][] products,
            double @Nullable [] cubes,
            long[] nonZero) {
        int size = layout.size();
        double[] unknown = new double[size];
        Arrays.fill(unknown, Double.NaN);
        return fromSums(layout, n, 0, new long[size], nonZero, unknown, unknown.clone(), shifts, sums, products, cubes);
    }

    static Moments fromSums(
            MomentsLayout layout,
            long n,
            long skipped,
            long[] nulls,
            long[] nonZero,
            double[] min,
            double[] max,
            double[] shifts,
            double[] sums,
            double[][] products,
            double @Nullable [] cubes) {
        int size = layout.size();
        if (n < 0) {
            throw new IllegalArgumentException("n is negative: " + n);
        }
        checkLength("shifts", shifts.length, size);
        checkLength("sums", sums.length, size);
        checkLength("products", products.length, size);
        checkLength("nonZero", nonZero.length, size);
        if (layout.thirdMoments()) {
            checkLength("cubes", Objects.requireNonNull(cubes, "cubes").length, size);
        }
        if (n == 0) {
            return layout.empty();
        }
        double[] mean = new double[size];
        double[] meanLow = new double[size];
        double[] squares = new double[size * (size + 1) / 2];
        double[] gross = new double[size];
        double[] third = layout.thirdMoments() ? new double[size] : null;
        boolean[] kept = layout.kept();
        int at = 0;
        for (int j = 0; j < size; j++) {
            String name = layout.names().get(j);
            checkLength("products[" + j + "]", products[j].length, size);
            checkFinite("the shift", name, shifts[j]);
            checkFinite("the sum", name, sums[j]);
            checkFinite("the sum of squares", name, products[j][j]);
            if (products[j][j] < 0) {
                throw new IllegalArgumentException("the sum of squares of " + name + " is negative: " + products[j][j]);
            }
            if (nonZero[j] < 0 || nonZero[j] > n) {
                throw new IllegalArgumentException(
                        "the non-zero count of " + name + " is not 0 to " + n + ": " + nonZero[j]);
            }
            for (int k = j; k < size; k++) {
                if (kept != null && !kept[at]) {
                    at++;
                    continue;
                }
                checkFinite("the sum of products with " + layout.names().get(k), name, products[j][k]);
                squares[at++] = products[j][k] - sums[j] * (sums[k] / n);
            }
            double step = sums[j] / n;
            mean[j] = shifts[j] + step;
            double part = mean[j] - shifts[j];
            meanLow[j] = (shifts[j] - (mean[j] - part)) + (step - part);
            gross[j] = products[j][j];
            if (third != null && cubes != null) {
                checkFinite("the sum of cubes", name, cubes[j]);
                third[j] = cubes[j] - 3 * step * products[j][j] + 2 * step * step * sums[j];
            }
        }
        return new Moments(
                layout,
                n,
                skipped,
                nulls.clone(),
                nonZero.clone(),
                min.clone(),
                max.clone(),
                mean,
                meanLow,
                squares,
                gross,
                third);
    }

    private static void checkLength(String what, int length, int size) {
        if (length != size) {
            throw new IllegalArgumentException(what + " has length " + length + " for " + size + " variables");
        }
    }

    private static void checkFinite(String what, String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(what + " of " + name + " is not finite: " + value);
        }
    }

    /** What is held. */
    public MomentsLayout layout() {
        return layout;
    }

    /** The number of rows, those with a zero put for a missing value included, skipped ones not. */
    public long n() {
        return n;
    }

    /** The number of rows left out because a value was missing. */
    public long skipped() {
        return skipped;
    }

    /** How often the variable was missing, in skipped rows, too. @throws IllegalArgumentException if there is none of it */
    public long nulls(String name) {
        return nulls[layout.index(name)];
    }

    long nulls(int variable) {
        return nulls[variable];
    }

    /** In how many rows the variable is not zero. @throws IllegalArgumentException if there is none of that name */
    public long nonZero(String name) {
        return nonZero[layout.index(name)];
    }

    /** The least value; empty without rows or if it came without sums. */
    public OptionalDouble min(String name) {
        return known(min[layout.index(name)]);
    }

    /** The greatest value; empty without rows or if it came without sums. */
    public OptionalDouble max(String name) {
        return known(max[layout.index(name)]);
    }

    /** The mean; empty without rows. */
    public OptionalDouble mean(String name) {
        int j = layout.index(name);
        return n == 0 ? OptionalDouble.empty() : OptionalDouble.of(mean[j] + meanLow[j]);
    }

    /** The sum, 0 without rows; the mean's two doubles make the sum of whole numbers exact up to 2⁵³. */
    public double sum(String name) {
        int j = layout.index(name);
        double high = mean[j] * n;
        double low = Math.fma(mean[j], (double) n, -high) + meanLow[j] * n;
        return high + low;
    }

    /**
     * Σ(x−x̄)(y−ȳ) of two variables, or Σ(x−x̄)² of one given twice; 0 for fewer than two rows.
     *
     * @throws IllegalArgumentException if there is no such variable, or the layout does not keep this pair
     */
    public double centredProduct(String x, String y) {
        if (!layout.keeps(x, y)) {
            throw new IllegalArgumentException("the layout does not keep the product of " + x + " and " + y);
        }
        return squares[pair(layout.index(x), layout.index(y))];
    }

    /** The sample variance, with n − 1 below; empty if {@link #whyNoVariance} names a reason. */
    public OptionalDouble variance(String name) {
        return covariance(name, name);
    }

    /** The sample covariance, with n − 1 below; empty if {@link #whyNoVariance} names a reason. */
    public OptionalDouble covariance(String x, String y) {
        return whyNoVariance(x, y).isPresent()
                ? OptionalDouble.empty()
                : OptionalDouble.of(centredProduct(x, y) / (n - 1));
    }

    /**
     * The sample variance of Σ uⱼ·xⱼ, with n − 1 below; never negative. With u the gradient of a smooth function of the means,
     * this over n is the variance of the function's value (delta method).
     *
     * @param coefficients u, one per variable in the layout's order, finite
     * @return empty if {@link #whyNoVariance} names a reason for a variable whose coefficient is not 0, or if the result is
     *     beyond the range of a double
     * @throws IllegalArgumentException if their number is not that of the variables, one is not finite, or the layout does not
     *     keep the product of two variables with coefficients
     */
    public OptionalDouble varianceOfSum(double... coefficients) {
        checkLength("coefficients", coefficients.length, layout.size());
        double sum = 0;
        for (int j = 0; j < coefficients.length; j++) {
            checkFinite("the coefficient", layout.names().get(j), coefficients[j]);
            if (coefficients[j] == 0) {
                continue;
            }
            if (whyNoVariance(layout.names().get(j)).isPresent()) {
                return OptionalDouble.empty();
            }
            sum += coefficients[j] * coefficients[j] * squares[pair(j, j)];
            for (int k = j + 1; k < coefficients.length; k++) {
                if (coefficients[k] != 0) {
                    sum += 2
                            * coefficients[j]
                            * coefficients[k]
                            * centredProduct(
                                    layout.names().get(j), layout.names().get(k));
                }
            }
        }
        return n < 2 || !Double.isFinite(sum) ? OptionalDouble.empty() : OptionalDouble.of(Math.max(0, sum) / (n - 1));
    }

    /** Why these variables have no variance: no row, a single row, or too many digits lost; empty if they have one. */
    public Optional<Reason> whyNoVariance(String... names) {
        if (n == 0) {
            return Optional.of(Reason.NO_DATA);
        }
        for (String name : names) {
            if (digitsLost(name) >= DIGITS_REFUSED) {
                return Optional.of(Reason.PRECISION_LOST);
            }
        }
        return n == 1 ? Optional.of(Reason.INSUFFICIENT_DATA) : Optional.empty();
    }

    /**
     * How many decimal digits of the variance were lost to cancellation when it was made from sums: log₁₀ of the sum of
     * squares around the shift over the one around the mean, from 0 (none; always so for arrays and rows) to 17 (all).
     */
    public double digitsLost(String name) {
        int j = layout.index(name);
        double left = squares[pair(j, j)];
        if (gross[j] <= left) {
            return 0;
        }
        return left <= 0 ? ALL_DIGITS : Math.min(ALL_DIGITS, Math.log10(gross[j] / left));
    }

    /** The third central moment Σ(x−x̄)³; empty if it was not kept. */
    public OptionalDouble centredCubes(String name) {
        int j = layout.index(name);
        return cubes == null ? OptionalDouble.empty() : OptionalDouble.of(cubes[j]);
    }

    /**
     * The population skewness g₁ = (M₃/n) / (M₂/n)^{3/2}; empty if third moments were not kept, without a variance, or if all
     * values are equal.
     */
    public OptionalDouble skewness(String name) {
        int j = layout.index(name);
        double second = squares[pair(j, j)] / n;
        if (cubes == null || whyNoVariance(name).isPresent() || !(second > 0)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(cubes[j] / n / second / Math.sqrt(second));
    }

    /** The moments of both sets of rows. @throws IllegalArgumentException if the layouts differ */
    public Moments plus(Moments other) {
        return new MomentsAccumulator(layout).merge(this).merge(other).moments();
    }

    void mergeInto(MomentsAccumulator accumulator) {
        accumulator.mergeBlock(n, nonZero, min, max, mean, meanLow, squares, gross, cubes);
    }

    private int pair(int j, int k) {
        int first = Math.min(j, k);
        return MomentsAccumulator.diagonal(first, layout.size()) + Math.max(j, k) - first;
    }

    private static OptionalDouble known(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Two moments are equal if every number in them is. */
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Moments other
                && layout.equals(other.layout)
                && n == other.n
                && skipped == other.skipped
                && Arrays.equals(nulls, other.nulls)
                && Arrays.equals(nonZero, other.nonZero)
                && Arrays.equals(min, other.min)
                && Arrays.equals(max, other.max)
                && Arrays.equals(mean, other.mean)
                && Arrays.equals(meanLow, other.meanLow)
                && Arrays.equals(squares, other.squares)
                && Arrays.equals(gross, other.gross)
                && Arrays.equals(cubes, other.cubes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(layout, n, Arrays.hashCode(mean), Arrays.hashCode(squares));
    }

    /** The names, the number of rows and the means, for logs and debuggers. */
    @Override
    public String toString() {
        return "Moments[n=" + n + ", variables=" + layout.names() + ", means=" + Arrays.toString(mean) + "]";
    }
}
