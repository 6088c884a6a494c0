package io.ckpi.experiments.power;

import io.ckpi.core.numeric.Roots;
import io.ckpi.experiments.internal.Deviance;
import io.ckpi.experiments.internal.Tails;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * How many customers to hold back: what a holdout can show against what it costs.
 *
 * <p><b>Definition.</b> A non-negative metric with mean m per customer and dispersion φ = variance/mean, N customers, holdout share
 * h. The power to find a relative lift L by the pooled-dispersion interval is Φ(√(D/φ) − z), D the deviance of equal means at the
 * expected means m and m(1 + L), φ = (n_Cmφ_C + n_Tm(1+L)φ_T)/(n_Cm + n_Tm(1+L)). The detectable lift (MDE) at h has the wanted
 * power. Cost of h = h·N·(expected gain per customer − cost per contact). {@link #recommended} is the h beyond which another point
 * of h costs more than the precision it buys at the plan's price.
 *
 * <p><b>Few buyers.</b> Below 30 expected buyers in the holdout a point is flagged: no interval can be trusted there.
 *
 * <p><b>Accuracy.</b> for a retailer's spend (0.6 % buyers, lift +118 %) this gives 32, 66 and 92 % for 1,000, 2,500 and 5,000 held
 * out of 20 times as many; simulation gives 35, 71 and 95 %; the usual normal formula 51, 88 and 99 %. <b>Thread-safety.</b>
 * immutable.
 */
public final class HoldoutSizing {

    /** The expected buyers in the holdout below which a point is flagged. */
    public static final double LEAST_BUYERS = 30;

    private static final double MOST_SHARE = 0.5;
    private static final double MOST_LIFT = 1e6;

    private final double mean;
    private final double dispersion;
    private final double treatedDispersion;
    private final double buyerShare;
    private final long customers;
    private final double alpha;
    private final double power;

    private HoldoutSizing(
            double mean,
            double dispersion,
            double treatedDispersion,
            double buyerShare,
            long customers,
            double alpha,
            double power) {
        this.mean = mean;
        this.dispersion = dispersion;
        this.treatedDispersion = treatedDispersion;
        this.buyerShare = buyerShare;
        this.customers = customers;
        this.alpha = alpha;
        this.power = power;
    }

    /**
     * A holdout for this metric; two-sided α = 0.05, power 0.8.
     *
     * @param mean the metric's mean per customer without the treatment, above 0
     * @param variance its variance, above 0
     * @param buyerShare the share of customers with a value above 0, above 0, at most 1
     * @param customers all customers, holdout and treated, 4 or more
     */
    public static HoldoutSizing of(double mean, double variance, double buyerShare, long customers) {
        positive("mean", mean);
        positive("variance", variance);
        if (!(buyerShare > 0 && buyerShare <= 1)) {
            throw new IllegalArgumentException("buyerShare is not above 0 and at most 1: " + buyerShare);
        }
        if (customers < 4) {
            throw new IllegalArgumentException("customers is below 4: " + customers);
        }
        double phi = variance / mean;
        return new HoldoutSizing(mean, phi, phi, buyerShare, customers, 0.05, 0.8);
    }

    /** The same with another dispersion (variance over mean) of the treated, above 0: a campaign may change order values. */
    public HoldoutSizing withTreatedDispersion(double varianceOverMean) {
        positive("varianceOverMean", varianceOverMean);
        return new HoldoutSizing(mean, dispersion, varianceOverMean, buyerShare, customers, alpha, power);
    }

    /** The same with another two-sided error rate. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public HoldoutSizing withAlpha(double newAlpha) {
        if (!(newAlpha > 0 && newAlpha < 1)) {
            throw new IllegalArgumentException("alpha is not strictly between 0 and 1: " + newAlpha);
        }
        return new HoldoutSizing(mean, dispersion, treatedDispersion, buyerShare, customers, newAlpha, power);
    }

    /** The same with another power of the detectable lift. @throws IllegalArgumentException if it is not from ½ to below 1 */
    public HoldoutSizing withPower(double newPower) {
        if (!(newPower >= 0.5 && newPower < 1)) {
            throw new IllegalArgumentException("power is not from 0.5 to below 1: " + newPower);
        }
        return new HoldoutSizing(mean, dispersion, treatedDispersion, buyerShare, customers, alpha, newPower);
    }

    /**
     * One holdout share.
     *
     * @param share held back, 0 to ½
     * @param holdout customers held back, not rounded
     * @param buyers expected buyers among them without the treatment
     * @param fewBuyers true if these are fewer than 30
     * @param detectableLift the relative lift that is found with the wanted power
     * @param detectableEffect the same per customer, in the unit of the metric
     * @param cost what holding these customers back is expected to cost, in money; negative if contacts cost more than they bring
     */
    public record Point(
            double share,
            double holdout,
            double buyers,
            boolean fewBuyers,
            double detectableLift,
            double detectableEffect,
            double cost) {}

    /**
     * The probability to find this lift.
     *
     * @param share held back, above 0 and at most ½, at least two customers
     * @param lift the relative lift, above −1
     */
    public double power(double share, double lift) {
        double nC = held(share);
        if (!(lift > -1 && lift <= MOST_LIFT)) {
            throw new IllegalArgumentException("lift is not above -1 and at most 1e6: " + lift);
        }
        double nT = customers - nC;
        double treated = mean * (1 + lift);
        double deviance = new Deviance(nC, mean, nT, treated).ofDifference(0);
        double phi = (nC * mean * dispersion + nT * treated * treatedDispersion) / (nC * mean + nT * treated);
        return Tails.normal(Tails.normalQuantile(alpha / 2) - Math.sqrt(deviance / phi));
    }

    private double held(double share) {
        double held = share * customers;
        if (!(share > 0 && share <= MOST_SHARE && held >= 2)) {
            throw new IllegalArgumentException(
                    "share is not above 0 and at most 0.5 with two customers or more: " + share);
        }
        return held;
    }

    /**
     * The relative lift that this share finds with the wanted power.
     *
     * @throws ArithmeticException if not even a lift of a million would be found
     */
    public double detectableLift(double share) {
        held(share);
        DoubleUnaryOperator f = lift -> power(share, lift) - power;
        double high = 0.01;
        while (f.applyAsDouble(high) < 0) {
            high *= 2;
            if (high > MOST_LIFT) {
                throw new ArithmeticException("a holdout of " + share + " finds no lift up to " + MOST_LIFT);
            }
        }
        return Roots.find(f, 0, high, 1e-14 * high);
    }

    /**
     * One point of the curve.
     *
     * @param gainPerCustomer expected gain of treating one customer, in money
     * @param costPerContact cost of treating one customer, in money, 0 or more
     */
    public Point at(double share, double gainPerCustomer, double costPerContact) {
        double nC = held(share);
        money("gainPerCustomer", gainPerCustomer);
        money("costPerContact", costPerContact);
        double lift = detectableLift(share);
        double buyers = nC * buyerShare;
        return new Point(
                share, nC, buyers, buyers < LEAST_BUYERS, lift, mean * lift, nC * (gainPerCustomer - costPerContact));
    }

    /** The curve over these shares. */
    public List<Point> curve(double gainPerCustomer, double costPerContact, double... shares) {
        List<Point> points = new ArrayList<>();
        for (double share : shares) {
            points.add(at(share, gainPerCustomer, costPerContact));
        }
        return points;
    }

    /**
     * The share beyond which more holdout costs more than its precision is worth: where the marginal cost N·(gain − contact) meets
     * −price·dMDE/dh. At most ½; that also if holding back costs nothing.
     *
     * @param priceOfPrecision what one unit of relative detectable lift is worth, in money: 10,000 means that bringing it from 30 %
     *     to 20 % may cost 1,000; above 0
     */
    public Point recommended(double gainPerCustomer, double costPerContact, double priceOfPrecision) {
        money("gainPerCustomer", gainPerCustomer);
        money("costPerContact", costPerContact);
        positive("priceOfPrecision", priceOfPrecision);
        double marginalCost = customers * (gainPerCustomer - costPerContact);
        double least = Math.max(2.0 / customers, 1e-9) * 1.02;
        DoubleUnaryOperator surplus = logShare -> {
            double step = 1e-3;
            double lower = Math.exp(logShare - step);
            double upper = Math.exp(logShare + step);
            double slope = (detectableLift(lower) - detectableLift(upper)) / (upper - lower);
            return Math.log(priceOfPrecision * slope) - Math.log(marginalCost);
        };
        double from = Math.log(least);
        double to = Math.log(MOST_SHARE) - 1e-3;
        while (marginalCost > 0 && from < to && !canDetect(Math.exp(from - 1e-3))) {
            from += 0.1;
        }
        if (!(marginalCost > 0) || from >= to || surplus.applyAsDouble(to) >= 0) {
            return at(MOST_SHARE, gainPerCustomer, costPerContact);
        }
        double best = surplus.applyAsDouble(from) <= 0 ? from : Roots.find(surplus, from, to, 1e-9);
        return at(Math.exp(best), gainPerCustomer, costPerContact);
    }

    private boolean canDetect(double share) {
        return share * customers >= 2 && power(share, MOST_LIFT) > power;
    }

    private static void money(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is not finite: " + value);
        }
    }

    private static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is not positive and finite: " + value);
        }
    }
}
