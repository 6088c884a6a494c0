package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Quantiles;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Customer lifetime value over a horizon: what a customer's coming purchases will earn, discounted to the end of the data.
 *
 * <p><b>Definition.</b> margin · E[Z | x, m] · Σᵢ (E[X(iw)] − E[X((i−1)w)])/(1+d)ⁱ, i = 1 … H: the mean spend of a purchase times the
 * purchases expected in each of H periods of length w, paid at the period's end, discounted at d per period. The margin is a rate
 * on spend. What the customer already spent is not in it. Unit: money.
 *
 * <p><b>Units.</b> The model knows its time step, the horizon and the discount theirs; they are converted, never assumed equal.
 *
 * <p><b>Interval.</b> Made from fits, {@link #of(History, double)} has the interval of the parameters (sandwich covariance, drawn in
 * logarithms): what the mean of many such customers may be, method {@code parameters}. {@link #total} adds the futures of the
 * customers, method {@code parameters+customers}. Made from models alone there is none. Visits and spend are independent by the
 * assumption of the spend model, and so are the draws of their parameters.
 *
 * <p><b>Undefined.</b> Where the mean spend does not exist: {@link Reason#UNBOUNDED}.
 *
 * <p><b>Numerics.</b> differences of exact expectations; relative error below 1e-9 for expectations above 1e-6.
 * <b>Thread-safety.</b> immutable.
 *
 * <p><b>Reference.</b> P. S. Fader, B. G. S. Hardie, K. L. Lee 2005, doi:10.1509/jmkr.2005.42.4.415.
 */
public final class Clv {

    private final TransactionModel visits;
    private final GammaGamma spend;
    private final List<TransactionModel> drawnVisits;
    private final List<GammaGamma> drawnSpend;
    private final Unit unit;
    private final double margin;
    private final Horizon horizon;
    private final double level;

    private Clv(
            TransactionModel visits,
            GammaGamma spend,
            List<TransactionModel> drawnVisits,
            List<GammaGamma> drawnSpend,
            Unit unit,
            double margin,
            Horizon horizon,
            double level) {
        this.visits = visits;
        this.spend = spend;
        this.drawnVisits = drawnVisits;
        this.drawnSpend = drawnSpend;
        this.unit = unit;
        this.margin = margin;
        this.horizon = horizon;
        this.level = level;
    }

    /**
     * By models whose parameters are taken as known: revenue of twelve months, no discount.
     *
     * @param currency the currency of the spend model's data
     */
    public static Clv of(TransactionModel visits, GammaGamma spend, Currency currency) {
        return new Clv(
                Objects.requireNonNull(visits, "visits"),
                Objects.requireNonNull(spend, "spend"),
                List.of(),
                List.of(),
                Unit.money(currency),
                1,
                new Horizon(12, Cadence.MONTHS, Rate.NONE),
                0.95);
    }

    /** By fitted models, with intervals from 400 draws of their parameters; else as {@link #of(TransactionModel, GammaGamma, Currency)}. */
    public static Clv of(Fit<? extends TransactionModel> visits, Fit<GammaGamma> spend, Currency currency) {
        return of(visits, spend, currency, 400, 1);
    }

    /**
     * The same with this many draws.
     *
     * @param draws 20 or more
     * @param seed the same seed gives the same interval
     * @throws IllegalArgumentException if there are too few draws
     */
    public static Clv of(
            Fit<? extends TransactionModel> visits, Fit<GammaGamma> spend, Currency currency, int draws, long seed) {
        if (draws < 20) {
            throw new IllegalArgumentException("draws is below 20: " + draws);
        }
        Clv plain = of(visits.model(), spend.model(), currency);
        List<TransactionModel> models = List.copyOf(visits.draws(Errors.SANDWICH, draws, seed));
        List<GammaGamma> spends = spend.draws(Errors.SANDWICH, draws, seed + 1);
        boolean both = models.size() == draws && spends.size() == draws; // none where a covariance is singular
        return new Clv(
                plain.visits,
                plain.spend,
                both ? models : List.of(),
                both ? spends : List.of(),
                plain.unit,
                plain.margin,
                plain.horizon,
                plain.level);
    }

    /** The same with margin as this share of spend; a negative one is a loss. @throws IllegalArgumentException if it is not finite */
    public Clv margin(double rate) {
        Checks.finite("rate", rate);
        return new Clv(visits, spend, drawnVisits, drawnSpend, unit, rate, horizon, level);
    }

    /** The same with this discount. */
    public Clv discount(Rate rate) {
        return with(new Horizon(horizon.periods(), horizon.period(), rate));
    }

    /** The same over this many periods. @throws IllegalArgumentException if there is none */
    public Clv horizon(int periods, Cadence period) {
        return with(new Horizon(periods, period, horizon.discount()));
    }

    private Clv with(Horizon newHorizon) {
        return new Clv(visits, spend, drawnVisits, drawnSpend, unit, margin, newHorizon, level);
    }

    /** The same with intervals of this level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public Clv withLevel(double newLevel) {
        if (!(newLevel > 0 && newLevel < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + newLevel);
        }
        return new Clv(visits, spend, drawnVisits, drawnSpend, unit, margin, horizon, newLevel);
    }

    /** The value of a customer at the end of observation. */
    public Reading of(Buyer buyer, LocalDate end) {
        return of(buyer.history(end, visits.cadence()), buyer.meanRepeatSpend().orElse(0));
    }

    /**
     * The value of a customer of this history.
     *
     * @param meanSpend m, the mean spend of the repeat purchases; without effect where there is none
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Reading of(History history, double meanSpend) {
        Reading perPurchase = spend.expectedSpend(history.repeats(), meanSpend);
        if (!(perPurchase instanceof Measured mean)) {
            return perPurchase;
        }
        double value = margin * mean.estimate().value() * horizon.discounted(visits, history);
        double[] drawn = new double[drawnVisits.size()];
        for (int d = 0; d < drawn.length; d++) {
            double z = spendOf(drawnSpend.get(d), history.repeats(), meanSpend);
            double count = horizon.discounted(drawnVisits.get(d), history);
            drawn[d] = count == 0 ? 0 : margin * z * count;
        }
        Arrays.sort(drawn);
        return reading(value, drawn, 1, "parameters");
    }

    /** E[Z | x, m], infinite where it does not exist. */
    static double spendOf(GammaGamma model, int repeats, double meanSpend) {
        return model.expectedSpend(repeats, meanSpend).value().orElse(Double.POSITIVE_INFINITY);
    }

    private Reading reading(double value, double[] sortedDraws, long n, String method) {
        if (!Double.isFinite(value)) {
            return Absent.because(
                    Reason.UNBOUNDED,
                    "beyond the range of double-precision numbers",
                    "за пределами чисел двойной точности");
        }
        Estimate estimate = Estimate.of(value, unit).withN(n).withMethod(method);
        Interval interval = interval(sortedDraws, level);
        return new Measured(
                interval == null ? estimate.withFlag(Flag.of(Flag.Code.NO_INTERVAL)) : estimate.withInterval(interval));
    }

    /** The central interval of sorted draws; an infinite end is open. Null if there is no draw or no end. */
    static @Nullable Interval interval(double[] sorted, double level) {
        if (sorted.length == 0) {
            return null;
        }
        Double low = finite(sorted, (1 - level) / 2);
        Double high = finite(sorted, (1 + level) / 2);
        return low == null && high == null ? null : new Interval(low, high, level);
    }

    private static @Nullable Double finite(double[] sorted, double p) {
        int below = (int) Math.floor((sorted.length - 1) * p);
        int above = Math.min(below + 1, sorted.length - 1);
        boolean known = Double.isFinite(sorted[below]) && Double.isFinite(sorted[above]);
        return known ? (Double) Quantiles.type7(sorted, p) : null;
    }

    /**
     * The value of all customers together. Its interval holds what they may do and what the parameters may be: the sum of the
     * variances of the customers' spend plus the variance of the expected total over the draws, normal. With a discount the
     * customers' variance is that of undiscounted spend, which is larger. No interval where a customer's variance does not exist
     * (px + q ≤ 2).
     *
     * <p>{@link Reason#NO_DATA} without a customer.
     */
    public Reading total(Buyers buyers) {
        int size = buyers.size();
        if (size == 0) {
            return Absent.because(Reason.NO_DATA);
        }
        Histories histories = buyers.histories(visits.cadence());
        int[] group = buyers.groupsIn(histories);
        double[] drawn = new double[drawnVisits.size()];
        double value = expected(visits, spend, buyers, histories, group);
        if (!Double.isFinite(value)) {
            return Absent.because(
                    Reason.UNBOUNDED,
                    "the mean spend does not exist where px + q is not above 1",
                    "среднего чека нет, если px + q не больше 1");
        }
        for (int d = 0; d < drawn.length; d++) {
            drawn[d] = expected(drawnVisits.get(d), drawnSpend.get(d), buyers, histories, group);
        }
        OptionalDouble ofCustomers = drawn.length == 0 ? OptionalDouble.empty() : variance(buyers, histories, group);
        double ofParameters = variance(drawn);
        Estimate estimate = Estimate.of(value, unit).withN(size).withMethod("parameters+customers");
        if (ofCustomers.isEmpty() || !Double.isFinite(ofParameters + ofCustomers.getAsDouble())) {
            return new Measured(estimate.withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
        }
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2);
        double half = z * Math.sqrt(ofParameters + ofCustomers.getAsDouble());
        return new Measured(estimate.withInterval(Interval.of(value - half, value + half, level)));
    }

    private double expected(
            TransactionModel model, GammaGamma spends, Buyers buyers, Histories histories, int[] group) {
        double[] perPurchase = new double[histories.groups()];
        for (int i = 0; i < group.length; i++) {
            perPurchase[group[i]] += spendOf(spends, buyers.repeats(i), buyers.meanRepeatSpend(i));
        }
        double sum = 0;
        for (int g = 0; g < perPurchase.length; g++) {
            double count = horizon.discounted(model, histories.history(g));
            sum += count == 0 ? 0 : perPurchase[g] * count;
        }
        return margin * sum;
    }

    private OptionalDouble variance(Buyers buyers, Histories histories, int[] group) {
        double ahead = horizon.periods() * horizon.period().in(visits.cadence());
        double[] mean = new double[histories.groups()];
        double[] variance = new double[mean.length];
        for (int g = 0; g < mean.length; g++) {
            Future future = visits.future(histories.history(g), ahead);
            mean[g] = future.mean();
            variance[g] = future.variance();
        }
        double sum = 0;
        for (int i = 0; i < group.length; i++) {
            OptionalDouble one = spend.varianceOfTotal(
                    buyers.repeats(i), buyers.meanRepeatSpend(i), mean[group[i]], variance[group[i]]);
            if (one.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum += one.getAsDouble();
        }
        return OptionalDouble.of(margin * margin * sum);
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return values.length < 2 ? 0 : sum / (values.length - 1);
    }
}
