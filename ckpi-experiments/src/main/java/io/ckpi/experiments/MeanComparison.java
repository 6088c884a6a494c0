package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.internal.Fieller;
import io.ckpi.experiments.internal.Tails;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares a metric between a treated arm and its control: the one formula for means, rates, ratios and any other smooth
 * function of means, with or without covariates.
 *
 * <p><b>Definition.</b> With g the metric's formula, u its gradient at an arm's means and S the arm's covariances, the arm's
 * value is g(μ) and its variance uᵀSu/n. The effect is g(μ_T) − g(μ_C), variances add. Covariates take off θᵀ(g_x − g_x of both
 * arms together); with pooled coefficients θ = (UᵀSU)⁻¹UᵀSu of both arms merged and the gradient becomes u − Uθ.
 *
 * <p><b>Relative effect.</b> r = 1 + effect / control. Delta: squared error B/C² + A·T²/C⁴ (A, B the arms' squared errors, C, T
 * their values); logarithm: that over r², with degrees of freedom of its own; Fieller: the ratios that the difference does not
 * reject. For an adjusted effect the control value is the unadjusted one unless the {@link Conventions} say otherwise.
 *
 * <p><b>Undefined.</b> An arm without a unit: {@link Reason#NO_DATA}; with one, or a ratio that one unit alone makes: {@link Reason#INSUFFICIENT_DATA}; a denominator
 * of 0: {@link Reason#ZERO_DENOMINATOR}; no variance in both arms: {@link Reason#NO_VARIATION}; too many digits lost:
 * {@link Reason#PRECISION_LOST}. The relative effect of a control value of 0: {@link Reason#ZERO_BASE}, below 0:
 * {@link Reason#NEGATIVE_BASE}; Fieller's set without end: {@link Reason#UNBOUNDED}.
 *
 * <p><b>Flags.</b> COLLINEAR names a covariate that was dropped; COVARIATE_IMBALANCE one that differs between the arms with p
 * below 0.001, so that it may have been measured after the assignment; DIGITS_LOST.
 *
 * <p><b>Limits.</b> With few buyers in a small control arm the interval is too short, see the holdout interval.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> B. L. Welch 1947, doi:10.1093/biomet/34.1-2.28. A. Deng et al. 2013 (CUPED),
 * doi:10.1145/2433396.2433413. W. Lin 2013, doi:10.1214/12-AOAS583. E. C. Fieller 1954.
 */
public final class MeanComparison {

    /** A covariate with a smaller p-value than this is flagged. */
    public static final double IMBALANCE = 0.001;

    private static final MeanComparison DEFAULTS = new MeanComparison(Conventions.defaults());

    private final Conventions conventions;

    private MeanComparison(Conventions conventions) {
        this.conventions = conventions;
    }

    /** With {@link Conventions#defaults()}. */
    public static MeanComparison withDefaults() {
        return DEFAULTS;
    }

    /** With other conventions. */
    public MeanComparison with(Conventions newConventions) {
        return new MeanComparison(Objects.requireNonNull(newConventions, "newConventions"));
    }

    /** The conventions. */
    public Conventions conventions() {
        return conventions;
    }

    /**
     * Compares the means of two arrays, one value per unit.
     *
     * @throws IllegalArgumentException if a value is not finite; the message names the index
     */
    public Outcome<Contrast> compare(double[] control, double[] treated) {
        MomentsLayout layout = MomentsLayout.of("value");
        return compare(layout.fromArrays(control), layout.fromArrays(treated), Metric.mean("value"));
    }

    /**
     * Compares a metric between two arms.
     *
     * @throws IllegalArgumentException if a variable of the metric is not in the moments, or if ANCOVA or Lin's adjustment is
     *     asked for a metric or covariate that is no mean
     */
    public Outcome<Contrast> compare(Moments control, Moments treated, Metric metric) {
        if (metric.isRatio() && (fewer(control, metric) || fewer(treated, metric))) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    "an arm has a single unit with " + metric.variables().get(1),
                    "в одной из групп всего одна единица с "
                            + metric.variables().get(1)));
        }
        Set<String> names = new LinkedHashSet<>(metric.variables());
        metric.covariates().forEach(covariate -> names.addAll(covariate.variables()));
        List<String> variables = List.copyOf(names);
        ArmMoments c = ArmMoments.of(control, variables, conventions.variance());
        ArmMoments t = ArmMoments.of(treated, variables, conventions.variance());
        Absent missing = ArmMoments.missing(c, t);
        return missing != null ? Outcome.absent(missing) : compare(c, t, variables, metric);
    }

    /** Whether one unit alone makes the ratio: what it varies by cannot be told then. */
    private static boolean fewer(Moments arm, Metric metric) {
        return arm.nonZero(metric.variables().get(1)) == 1;
    }

    private Outcome<Contrast> compare(ArmMoments c, ArmMoments t, List<String> variables, Metric metric) {
        Point pointC = Point.of(c.means(), variables, metric);
        Point pointT = Point.of(t.means(), variables, metric);
        if (pointC == null || pointT == null) {
            return Outcome.absent(Absent.because(
                    Reason.ZERO_DENOMINATOR,
                    metric.name() + " has no value in an arm",
                    metric.name() + ": в одной из групп значения нет"));
        }
        Set<Flag> flags = new TreeSet<>();
        double lost = Math.max(c.digitsLost(), t.digitsLost());
        if (lost > Moments.DIGITS_FLAGGED) {
            flags.add(Flag.of(Flag.Code.DIGITS_LOST, Long.toString(Math.round(lost))));
        }
        Adjusted adjusted = Adjusted.of(conventions, c, t, pointC, pointT, variables, metric, flags);
        if (adjusted == null) {
            return Outcome.absent(Absent.because(
                    Reason.ZERO_DENOMINATOR,
                    "a covariate of " + metric.name() + " has no value",
                    metric.name() + ": у ковариаты значения нет"));
        }
        double raw = Math.max(c.variance(pointC.gradient()) / c.n(), t.variance(pointT.gradient()) / t.n());
        double size = Math.max(Math.abs(pointC.value()), Math.abs(pointT.value()));
        double variance = adjusted.total();
        if (!Double.isFinite(variance) || !Double.isFinite(adjusted.control() - adjusted.treated())) {
            return Outcome.absent(Contrast.tooLarge());
        }
        // what rounding leaves of equal values is no variance
        if (!(variance > 1e-20 * raw) || !(variance > 1e-28 * size * size / Math.min(c.n(), t.n()))) {
            return Outcome.absent(Absent.because(
                    Reason.NO_VARIATION,
                    metric.name() + " does not vary in either arm",
                    metric.name() + ": значения в группах не различаются"));
        }
        TestResult absolute = TestResult.of(
                adjusted.treated() - adjusted.control(),
                Math.sqrt(variance),
                adjusted.degrees(),
                0,
                conventions.alternative(),
                conventions.level(),
                adjusted.method());
        return Outcome.of(new Contrast(
                c.n(),
                t.n(),
                pointC.value(),
                pointT.value(),
                adjusted.control(),
                adjusted.treated(),
                adjusted.varianceC(),
                adjusted.varianceT(),
                absolute,
                relative(c, t, pointC, pointT, adjusted, absolute),
                adjusted.coefficients(),
                conventions,
                flags));
    }

    private Outcome<TestResult> relative(
            ArmMoments c, ArmMoments t, Point pointC, Point pointT, Adjusted adjusted, TestResult absolute) {
        boolean own = conventions.denominator() == Conventions.Denominator.ADJUSTED_CONTROL;
        double base = own ? adjusted.control() : pointC.value();
        if (!(base > 0)) {
            return Outcome.absent(Absent.because(base == 0 ? Reason.ZERO_BASE : Reason.NEGATIVE_BASE));
        }
        double effect = adjusted.treated() - adjusted.control();
        double ratio = own ? adjusted.treated() / base : 1 + effect / base;
        double lift = effect / base;
        double lever = own ? adjusted.treated() / base - 1 : pointT.value() / base - 1;
        double[] baseGradient = own ? adjusted.gradientC() : pointC.gradient();
        double[] gradientC = new double[baseGradient.length];
        for (int j = 0; j < gradientC.length; j++) {
            gradientC[j] = -(adjusted.gradientC()[j] + lever * baseGradient[j]) / base;
        }
        double a = c.variance(gradientC);
        double b = t.variance(adjusted.gradientT()) / (base * base);
        double se = Math.sqrt(a / c.n() + b / t.n());
        if (!Double.isFinite(lift) || !(se > 0) || !Double.isFinite(se)) {
            return Outcome.absent(Contrast.tooLarge());
        }
        double degrees = absolute.degreesOfFreedom().orElse(Double.POSITIVE_INFINITY);
        String prefix = adjusted.method();
        if (conventions.relative() == Conventions.Relative.FIELLER) {
            double quantile = quantile(degrees);
            double[] limits = Fieller.limits(
                    effect,
                    base,
                    adjusted.varianceC() + adjusted.varianceT(),
                    -c.covariance(adjusted.gradientC(), baseGradient) / c.n(),
                    c.variance(baseGradient) / c.n(),
                    quantile);
            if (limits == null) {
                return Outcome.absent(Absent.because(
                        Reason.UNBOUNDED,
                        "the control's value is not clear of 0",
                        "значение в контроле статистически не отличается от нуля"));
            }
            return result(lift, se, degrees, lift / se, limits[0], limits[1], prefix + "-fieller", absolute, true);
        }
        if (conventions.relative() == Conventions.Relative.LOG && ratio > 0) {
            double r2 = ratio * ratio;
            double logDegrees = conventions.reference() == Conventions.Reference.WELCH_T && prefix.startsWith("welch")
                    ? welch(a / r2 / c.n(), c.n() - 1.0, b / r2 / t.n(), t.n() - 1.0)
                    : degrees;
            double logSe = conventions.reference() == Conventions.Reference.POOLED_T
                    ? Math.sqrt(pooled(a, c.n(), b, t.n()) * (1.0 / c.n() + 1.0 / t.n()) / r2)
                    : se / ratio;
            double half = quantile(logDegrees) * logSe;
            return result(
                    lift,
                    se,
                    logDegrees,
                    Math.log(ratio) / logSe,
                    ratio * Math.exp(-half) - 1,
                    ratio * Math.exp(half) - 1,
                    prefix + "-log",
                    absolute,
                    false);
        }
        double half = quantile(degrees) * se;
        return result(lift, se, degrees, lift / se, lift - half, lift + half, prefix + "-delta", absolute, false);
    }

    private Outcome<TestResult> result(
            double lift,
            double se,
            double degrees,
            double statistic,
            double low,
            double high,
            String method,
            TestResult absolute,
            boolean sameTest) {
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            return Outcome.absent(Contrast.tooLarge());
        }
        Alternative alternative = conventions.alternative();
        TestResult source = sameTest || conventions.pValue() == Conventions.PValue.OF_ABSOLUTE
                ? absolute
                : TestResult.of(statistic, 1, degrees, 0, alternative, conventions.level(), method);
        return Outcome.of(new TestResult(
                lift,
                se,
                degrees == Double.POSITIVE_INFINITY ? OptionalDouble.empty() : OptionalDouble.of(degrees),
                0,
                source.statistic(),
                source.pValue(),
                source.log10P(),
                new Interval(
                        alternative == Alternative.LESS ? null : (Double) low,
                        alternative == Alternative.GREATER ? null : (Double) high,
                        conventions.level()),
                alternative,
                method));
    }

    private double quantile(double degrees) {
        double alpha = 1 - conventions.level();
        return Tails.studentQuantile(conventions.alternative() == Alternative.TWO_SIDED ? alpha / 2 : alpha, degrees);
    }

    /** Welch's degrees of freedom of two squared errors; scaled, so that tiny ones do not vanish in their squares. */
    static double welch(double a, double degreesA, double b, double degreesB) {
        double greater = Math.max(a, b);
        double x = a / greater;
        double y = b / greater;
        return (x + y) * (x + y) / (x * x / degreesA + y * y / degreesB);
    }

    static double pooled(double varianceC, long nC, double varianceT, long nT) {
        return (varianceC * (nC - 1.0) + varianceT * (nT - 1.0)) / (nC + nT - 2.0);
    }

    /**
     * A metric at the means of an arm.
     *
     * @param value g
     * @param gradient u, over all variables of the comparison
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the package
    record Point(double value, double[] gradient) {

        /** Null where the value or its gradient does not exist. */
        static @Nullable Point of(double[] means, List<String> variables, Metric metric) {
            double[] own = new double[metric.variables().size()];
            int[] at = new int[own.length];
            for (int j = 0; j < own.length; j++) {
                at[j] = variables.indexOf(metric.variables().get(j));
                own[j] = means[at[j]];
            }
            double value = metric.formula().value(own);
            double[] slopes = metric.formula().gradient(own);
            double[] gradient = new double[variables.size()];
            boolean finite = Double.isFinite(value);
            for (int j = 0; j < own.length; j++) {
                finite &= Double.isFinite(slopes[j]);
                gradient[at[j]] = slopes[j];
            }
            return finite ? new Point(value, gradient) : null;
        }
    }

    /** Points of several metrics, or null if one does not exist. */
    static @Nullable List<Point> points(double[] means, List<String> variables, List<Metric> metrics) {
        List<Point> points = new ArrayList<>();
        for (Metric metric : metrics) {
            Point point = Point.of(means, variables, metric);
            if (point == null) {
                return null;
            }
            points.add(point);
        }
        return points;
    }
}
