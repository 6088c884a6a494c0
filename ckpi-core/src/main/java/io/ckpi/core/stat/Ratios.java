package io.ckpi.core.stat;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Moments;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ratios of sums over independent units, means and totals, with intervals by the delta method.
 *
 * <p><b>Definition.</b> ratio = Σy / Σd; mean = Σy / n; total = Σy. A unit is what behaves on its own: a person, a customer, an
 * employee; never the visit, call or task of which it has several. The standard error of the ratio is
 * √(Σ(yᵢ − r·dᵢ)² / (n−1) · n) / Σd with the deviations centred, of the mean s/√n, of the total s·√n; intervals use Student's t
 * with n − 1 degrees of freedom.
 *
 * <p>A total takes its n units as given. Where it is a matter of chance who buys, add those who did not buy as zeros: the
 * interval then holds that chance, too.
 *
 * <p><b>Undefined</b> without a unit: {@link Reason#NO_DATA}, or {@link Reason#NOT_DUE_YET} if only pending cases were
 * counted; with Σd = 0: {@link Reason#ZERO_DENOMINATOR} with both sums in the detail. A value without an interval carries the
 * flag NO_INTERVAL: a single unit, or units that do not vary and so say nothing about chance.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> W. G. Cochran, Sampling Techniques, 3rd edition 1977, chapter 6 (ratio of sums). L. Kish, Survey
 * Sampling, 1965 (effective number). G. Y. Zou, A. Donner 2008, doi:10.1002/sim.3095 (quotient of estimates).
 */
public final class Ratios {

    private static final Ratios DEFAULT = new Ratios(Critical.DEFAULT_LEVEL);

    private final double level;

    private Ratios(double level) {
        this.level = level;
    }

    /** Intervals of 95 %. */
    public static Ratios withDefaults() {
        return DEFAULT;
    }

    /** The same with another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public Ratios withLevel(double newLevel) {
        return new Ratios(Critical.level(newLevel));
    }

    /** The level of the intervals. */
    public double level() {
        return level;
    }

    /** Σy / Σd, in {@code unit}. */
    public Reading of(PairAccumulator sums, Unit unit) {
        if (sums.n() == 0) {
            return Absent.because(sums.pending() > 0 ? Reason.NOT_DUE_YET : Reason.NO_DATA);
        }
        Reading reading = ratio(
                new Pair(
                        sums.n(),
                        sums.sumY(),
                        sums.sumD(),
                        sums.squaresY(),
                        sums.squaresD(),
                        sums.products(),
                        0,
                        false),
                unit);
        return reading instanceof Measured measured
                ? new Measured(measured.estimate().withPending(sums.pending()))
                : reading;
    }

    /** Σy / Σd of two variables, in {@code unit}. @throws IllegalArgumentException if there is no such variable */
    public Reading of(Moments moments, String numerator, String denominator, Unit unit) {
        if (moments.n() == 0) {
            return Absent.because(Reason.NO_DATA);
        }
        return ratio(
                new Pair(
                        moments.n(),
                        moments.sum(numerator),
                        moments.sum(denominator),
                        moments.centredProduct(numerator, numerator),
                        moments.centredProduct(denominator, denominator),
                        moments.centredProduct(numerator, denominator),
                        Math.max(moments.digitsLost(numerator), moments.digitsLost(denominator)),
                        moments.whyNoVariance(numerator, denominator)
                                .filter(why -> why == Reason.PRECISION_LOST)
                                .isPresent()),
                unit);
    }

    /**
     * A share Σy / Σd where each unit has 0 ≤ y ≤ d: clicks among a person's visits, tasks in time among an employee's tasks.
     *
     * <p>As {@link #of(PairAccumulator, Unit)}, with the interval cut to 0 … 1. Where units do not vary (all at the same share,
     * in particular all at 0 or 1, or a single unit) the interval is Wilson's with Kish's effective number of observations
     * (Σd)² / Σd², which is at most n and cautious.
     *
     * <p>Without an observation (Σd = 0) {@link Reason#NO_DATA}; sums that are no share (negative, y above d) are
     * {@link Reason#INVALID_INPUT}.
     */
    public Reading share(PairAccumulator sums) {
        double y = sums.sumY();
        double d = sums.sumD();
        if (y < 0 || d < 0 || y > d) {
            return Absent.because(Reason.INVALID_INPUT, number(y) + " of " + number(d), number(y) + " из " + number(d));
        }
        if (d == 0) {
            return Absent.because(sums.pending() > 0 ? Reason.NOT_DUE_YET : Reason.NO_DATA);
        }
        Reading reading = of(sums, Unit.RATIO);
        if (!(reading instanceof Measured measured)) {
            return reading;
        }
        Estimate estimate = measured.estimate();
        Interval interval = estimate.interval();
        if (interval != null) {
            return new Measured(estimate.withInterval(interval.within(0, 1)));
        }
        double effective = Math.max(1, sums.n() / (1 + sums.squaresD() / d / d * sums.n()));
        return new Measured(Estimate.of(y / d, Unit.RATIO)
                .withInterval(Shares.wilson(y / d * effective, effective, level))
                .withN(sums.n())
                .withMethod("wilson-kish")
                .withRatio(y, d)
                .withPending(sums.pending()));
    }

    /** The mean of y per unit, in {@code unit}. */
    public Reading mean(PairAccumulator sums, Unit unit) {
        return mean(Sample.of(sums), sums.pending(), unit);
    }

    /** The mean of a variable per row, in {@code unit}. @throws IllegalArgumentException if there is no such variable */
    public Reading mean(Moments moments, String variable, Unit unit) {
        return mean(Sample.of(moments, variable), 0, unit);
    }

    /** The total of y over all units, in {@code unit}. */
    public Reading total(PairAccumulator sums, Unit unit) {
        return total(Sample.of(sums), sums.pending(), unit);
    }

    /** The total of a variable over all rows, in {@code unit}. @throws IllegalArgumentException if there is no such variable */
    public Reading total(Moments moments, String variable, Unit unit) {
        return total(Sample.of(moments, variable), 0, unit);
    }

    /**
     * The product of means (or sums) above over the product of means below: a ratio of two ratios such as the conversion on
     * mobile devices over that on desktops, where one person may be in both; or revenue per month × margin rate / churn.
     *
     * <p>Interval by the delta method: on the logarithm if every mean is positive, else on the value itself.
     * {@link Reason#ZERO_DENOMINATOR} if a mean below is 0.
     *
     * @param above names of variables, at least one; a name may repeat
     * @param below names of variables; a name may repeat
     * @throws IllegalArgumentException if {@code above} is empty or there is no such variable
     */
    public Reading product(Moments moments, List<String> above, List<String> below, Unit unit) {
        if (above.isEmpty()) {
            throw new IllegalArgumentException("no variable above");
        }
        Stream.concat(above.stream(), below.stream()).forEach(moments.layout()::index);
        if (moments.n() == 0) {
            return Absent.because(Reason.NO_DATA);
        }
        for (String name : below) {
            if (moments.sum(name) == 0) {
                return Absent.because(Reason.ZERO_DENOMINATOR, name + " is 0", name + " равно 0");
            }
        }
        double[] gradient = new double[moments.layout().size()];
        double value = productOf(moments, above, -1) / productOf(moments, below, -1);
        boolean positive = value > 0;
        for (int i = 0; i < above.size(); i++) {
            gradient[moments.layout().index(above.get(i))] +=
                    productOf(moments, above, i) / productOf(moments, below, -1);
            positive &= moments.sum(above.get(i)) > 0;
        }
        for (String name : below) {
            gradient[moments.layout().index(name)] -= value / moments.mean(name).orElseThrow();
            positive &= moments.sum(name) > 0;
        }
        if (!Double.isFinite(value) || Arrays.stream(gradient).anyMatch(g -> !Double.isFinite(g))) {
            return tooLarge();
        }
        long n = moments.n();
        double digitsLost = Stream.concat(above.stream(), below.stream())
                .mapToDouble(moments::digitsLost)
                .max()
                .orElse(0);
        Estimate estimate = Sample.flagged(
                Estimate.of(value, unit).withN(n).withMethod(positive ? "delta-log" : "delta"), digitsLost);
        double variance = moments.varianceOfSum(gradient).orElse(0) / n;
        if (n < 2 || !(variance > 1e-28 * value * value)) {
            return withoutInterval(estimate);
        }
        double half = Critical.t(level, n - 1.0) * Math.sqrt(variance);
        if (positive) {
            double factor = Math.exp(half / value);
            return withLimits(estimate, value / factor, value * factor);
        }
        return withLimits(estimate, value - half, value + half);
    }

    /**
     * The quotient of two independent estimates, such as LTV over CAC, in {@code unit}. An estimate without a closed interval
     * counts as known exactly; if both are, so is the quotient (flag NO_INTERVAL).
     *
     * <p>The distances from each estimate to its limits are combined (method of variance estimates recovery, MOVER): on
     * logarithms if all limits are positive, else on the value itself; no interval (flag) if the denominator may be 0. n is
     * the smaller of both, not counting a 0 (unknown).
     *
     * @throws IllegalArgumentException if the levels of their intervals differ
     */
    public static Reading quotient(Estimate numerator, Estimate denominator, Unit unit) {
        double a = numerator.value();
        double b = denominator.value();
        if (b == 0) {
            return Absent.because(Reason.ZERO_DENOMINATOR);
        }
        double value = a / b;
        if (!Double.isFinite(value)) {
            return tooLarge();
        }
        long n = numerator.n() == 0 || denominator.n() == 0
                ? Math.max(numerator.n(), denominator.n())
                : Math.min(numerator.n(), denominator.n());
        Estimate estimate = Estimate.of(value, unit).withN(n).withMethod("mover");
        Limits above = Limits.of(numerator);
        Limits below = Limits.of(denominator);
        if (above.level == 0 && below.level == 0) {
            return withoutInterval(estimate.withMethod("exact"));
        }
        if (above.level != 0 && below.level != 0 && above.level != below.level) {
            throw new IllegalArgumentException("the levels differ: " + above.level + " and " + below.level);
        }
        Ratios ratios = new Ratios(above.level != 0 ? above.level : below.level);
        if (below.low <= 0 && below.high >= 0) {
            return withoutInterval(estimate);
        }
        if (above.low > 0 && below.low > 0) {
            double down = Math.hypot(Math.log(a / above.low), Math.log(below.high / b));
            double up = Math.hypot(Math.log(above.high / a), Math.log(b / below.low));
            return ratios.withLimits(estimate, value * Math.exp(-down), value * Math.exp(up));
        }
        double aDown = b > 0 ? a - above.low : above.high - a;
        double aUp = b > 0 ? above.high - a : a - above.low;
        boolean fallsWithB = (value > 0) == (b > 0);
        double bDown = fallsWithB ? below.high - b : b - below.low;
        double bUp = fallsWithB ? b - below.low : below.high - b;
        double down = Math.hypot(aDown / Math.abs(b), value * bDown / b);
        double up = Math.hypot(aUp / Math.abs(b), value * bUp / b);
        return ratios.withLimits(estimate, value - down, value + up);
    }

    /**
     * A ratio of two plain sums of which nothing more is known, in {@code unit}; always flagged NO_INTERVAL.
     * {@link Reason#ZERO_DENOMINATOR} if the sum below is 0.
     *
     * @throws IllegalArgumentException if a sum is not finite
     */
    public static Reading plain(double numerator, double denominator, Unit unit) {
        if (!Double.isFinite(numerator)) {
            throw new IllegalArgumentException("numerator is not finite: " + numerator);
        }
        if (!Double.isFinite(denominator)) {
            throw new IllegalArgumentException("denominator is not finite: " + denominator);
        }
        if (denominator == 0) {
            return zeroDenominator(numerator);
        }
        double value = numerator / denominator;
        return Double.isFinite(value)
                ? withoutInterval(Estimate.of(value, unit).withRatio(numerator, denominator))
                : tooLarge();
    }

    private record Pair(
            long n,
            double y,
            double d,
            double squaresY,
            double squaresD,
            double products,
            double digitsLost,
            boolean precisionLost) {}

    private Reading ratio(Pair pair, Unit unit) {
        if (pair.d == 0) {
            return zeroDenominator(pair.y);
        }
        double value = pair.y / pair.d;
        if (!Double.isFinite(value)) {
            return tooLarge();
        }
        Estimate estimate = Sample.flagged(
                Estimate.of(value, unit).withN(pair.n).withMethod("delta").withRatio(pair.y, pair.d), pair.digitsLost);
        double scale = pair.squaresY + value * value * pair.squaresD;
        double residual = pair.squaresY - 2 * value * pair.products + value * value * pair.squaresD;
        if (pair.n < 2 || pair.precisionLost || !(residual > 1e-12 * scale)) {
            return withoutInterval(estimate);
        }
        double error = Math.sqrt(residual / (pair.n - 1) * pair.n) / Math.abs(pair.d);
        double half = Critical.t(level, pair.n - 1.0) * error;
        return withLimits(estimate, value - half, value + half);
    }

    private Reading mean(Sample sample, long pending, Unit unit) {
        if (sample.n() == 0) {
            return Absent.because(pending > 0 ? Reason.NOT_DUE_YET : Reason.NO_DATA);
        }
        Estimate estimate = sample.flagged(Estimate.of(sample.mean(), unit)
                .withN(sample.n())
                .withMethod("t")
                .withRatio(sample.sum(), (double) sample.n())
                .withPending(pending));
        return withError(estimate, sample, Math.sqrt(sample.variance() / sample.n()));
    }

    private Reading total(Sample sample, long pending, Unit unit) {
        if (sample.n() == 0) {
            return Absent.because(pending > 0 ? Reason.NOT_DUE_YET : Reason.NO_DATA);
        }
        Estimate estimate = sample.flagged(Estimate.of(sample.sum(), unit)
                .withN(sample.n())
                .withMethod("t")
                .withPending(pending));
        return withError(estimate, sample, Math.sqrt(sample.variance() * sample.n()));
    }

    private Reading withError(Estimate estimate, Sample sample, double error) {
        if (!sample.varies()) {
            return withoutInterval(estimate);
        }
        double half = Critical.t(level, sample.n() - 1.0) * error;
        return withLimits(estimate, estimate.value() - half, estimate.value() + half);
    }

    private Reading withLimits(Estimate estimate, double low, double high) {
        return Double.isFinite(low) && Double.isFinite(high)
                ? new Measured(estimate.withInterval(Interval.of(low, high, level)))
                : withoutInterval(estimate);
    }

    private static Reading withoutInterval(Estimate estimate) {
        return new Measured(estimate.withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }

    private static Absent zeroDenominator(double numerator) {
        return Absent.because(
                Reason.ZERO_DENOMINATOR,
                "the sums are " + number(numerator) + " and 0",
                "суммы равны " + number(numerator) + " и 0");
    }

    private static Absent tooLarge() {
        return Absent.because(
                Reason.UNBOUNDED,
                "beyond the range of double-precision numbers",
                "за пределами чисел двойной точности");
    }

    private static double productOf(Moments moments, List<String> names, int without) {
        double product = 1;
        for (int i = 0; i < names.size(); i++) {
            if (i != without) {
                product *= moments.mean(names.get(i)).orElseThrow();
            }
        }
        return product;
    }

    /** A count or amount in words: whole numbers without a decimal point. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** The limits of an estimate, or the estimate itself with level 0 if they are not both given. */
    private record Limits(double low, double high, double level) {
        static Limits of(Estimate estimate) {
            Interval interval = estimate.interval();
            if (interval == null || interval.low() == null || interval.high() == null) {
                return new Limits(estimate.value(), estimate.value(), 0);
            }
            return new Limits(
                    Math.min(interval.low(), estimate.value()),
                    Math.max(interval.high(), estimate.value()),
                    interval.level());
        }
    }
}
