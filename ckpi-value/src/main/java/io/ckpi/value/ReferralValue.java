package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Crv.Flow;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Customer referral value: what the recommendations of a customer earned and saved, discounted.
 *
 * <p><b>Definition.</b> With A the margin of a recommended customer, a the cost of the recommendation, M what keeping the customer
 * cost, ACQ the acquisition cost saved, each in period t = 1, 2 …, and r the discount per period: a customer of type one (would
 * not have come otherwise) counts Σₜ (A − a − M + ACQ)ₜ/(1+r)ᵗ, one of type two (would have come anyway) Σₜ ACQₜ/(1+r)ᵗ. Where the
 * type is not known, P(type one) weighs the two.
 *
 * <p><b>Unknown counterfactual.</b> Without P(type one) the value is {@link Bounded}, {@link Reason#NOT_IDENTIFIED}: one bound takes
 * all unknown ones as type one, the other none. Never a point. An interval of P(type one) becomes an interval of the value.
 *
 * <p><b>Numerics.</b> decimal sums of each flow, discounted in double precision. <b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> V. Kumar, J. A. Petersen, R. P. Leone 2010, doi:10.1509/jmkg.74.5.001; the same 2007, "How valuable is word
 * of mouth?", Harvard Business Review 85(10).
 */
public final class ReferralValue {

    /**
     * A recommended customer.
     *
     * @param flows what it brought and cost in the periods 1, 2 …
     * @param typeOne whether it would not have come otherwise, or null if that is not known
     */
    public record Referred(List<Flow> flows, @Nullable Boolean typeOne) {
        /** Copies the list. */
        public Referred {
            flows = List.copyOf(flows);
        }
    }

    /** The value of one customer if it is of type one and if it is of type two; the same if its type is known. */
    private record Both(double one, double two) {}

    private final TypeOneShare share;
    private final Rate discount;
    private final Cadence period;

    private ReferralValue(TypeOneShare share, Rate discount, Cadence period) {
        this.share = share;
        this.discount = discount;
        this.period = period;
    }

    /** P(type one) unknown, no discount, periods of a year. */
    public static ReferralValue withDefaults() {
        return new ReferralValue(TypeOneShare.unknown(), Rate.NONE, Cadence.YEARS);
    }

    /** The same with this share of customers of type one among those whose type is not known. */
    public ReferralValue with(TypeOneShare newShare) {
        return new ReferralValue(Objects.requireNonNull(newShare, "newShare"), discount, period);
    }

    /** The same with flows by this period, discounted at this rate. */
    public ReferralValue discount(Rate rate, Cadence newPeriod) {
        return new ReferralValue(
                share, Objects.requireNonNull(rate, "rate"), Objects.requireNonNull(newPeriod, "newPeriod"));
    }

    /**
     * The value of the customers one person recommended. Nobody recommended: 0.
     *
     * @throws IllegalArgumentException if an amount is of another currency
     */
    public Reading of(List<Referred> referred, Currency currency) {
        double one = 0;
        double two = 0;
        long unknown = 0;
        for (Referred customer : referred) {
            Both both = both(customer, currency);
            one += both.one();
            two += both.two();
            unknown += customer.typeOne() == null ? 1 : 0;
        }
        return reading(one, two, unknown, referred.size(), currency);
    }

    /**
     * The value of everybody's recommendations along the tree, by id: the credit of {@link ReferralTree#credits}.
     *
     * @param tree who recommended whom
     * @param values the recommended customers by id; who is missing is worth nothing
     * @param indirect g, from 0 to 1: 0 counts direct recommendations only, and only then the values may be summed
     * @throws IllegalArgumentException if an amount is of another currency, or g is not from 0 to 1
     */
    public Map<String, Reading> alongTree(
            ReferralTree tree, Map<String, Referred> values, double indirect, Currency currency) {
        int people = tree.people();
        double[] one = new double[people];
        double[] two = new double[people];
        double[] unknown = new double[people];
        double[] customers = new double[people];
        for (int i = 0; i < people; i++) {
            Referred customer = values.get(tree.id(i));
            if (customer != null && tree.isReferred(i)) {
                Both both = both(customer, currency);
                one[i] = both.one();
                two[i] = both.two();
                unknown[i] = customer.typeOne() == null ? 1 : 0;
            }
            customers[i] = 1;
        }
        double[] ones = tree.credits(one, indirect);
        double[] twos = tree.credits(two, indirect);
        // who counts is a matter of reach, not of weight: with g > 0 everybody below, else the directly recommended
        double[] unknowns = tree.credits(unknown, indirect > 0 ? 1 : 0);
        double[] counts = tree.credits(customers, indirect > 0 ? 1 : 0);
        Map<String, Reading> readings = new LinkedHashMap<>();
        for (int i = 0; i < people; i++) {
            readings.put(tree.id(i), reading(ones[i], twos[i], (long) unknowns[i], (long) counts[i], currency));
        }
        return Collections.unmodifiableMap(readings);
    }

    private Both both(Referred customer, Currency currency) {
        double perPeriod = discount.in(period).value();
        double gained = 0;
        double saved = 0;
        List<Flow> flows = customer.flows();
        for (int t = flows.size(); t >= 1; t--) { // Horner: from the last period back
            Flow flow = flows.get(t - 1);
            Money net = Money.zero(currency)
                    .plus(flow.margin())
                    .minus(flow.referralCost())
                    .minus(flow.retentionCost());
            gained = (gained + net.doubleValue()) / (1 + perPeriod);
            saved = (saved + flow.savedAcquisition().doubleValue()) / (1 + perPeriod);
        }
        Boolean typeOne = customer.typeOne();
        return typeOne == null
                ? new Both(gained + saved, saved)
                : new Both(typeOne ? gained + saved : saved, typeOne ? gained + saved : saved);
    }

    private Reading reading(double one, double two, long unknown, long n, Currency currency) {
        Unit unit = Unit.money(currency);
        if (!Double.isFinite(one) || !Double.isFinite(two) || !Double.isFinite(one - two)) {
            return Absent.because(
                    Reason.UNBOUNDED,
                    "beyond the range of double-precision numbers",
                    "за пределами чисел двойной точности");
        }
        Double p = share.share();
        if (unknown > 0 && p == null) {
            return new Bounded(
                    Math.min(one, two),
                    Math.max(one, two),
                    unit,
                    Reason.NOT_IDENTIFIED,
                    new Names(
                            "неизвестно, пришли бы сами " + unknown + " из " + n + " клиентов",
                            "not known whether " + unknown + " of " + n + " customers would have come anyway"),
                    n,
                    Set.of());
        }
        Estimate estimate = Estimate.of(unknown == 0 ? one : mixed(one, two, Objects.requireNonNull(p)), unit)
                .withN(n)
                .withMethod("crv");
        Interval of = unknown == 0 ? null : share.interval();
        if (of == null || of.low() == null || of.high() == null) {
            return new Measured(estimate.withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
        }
        double low = mixed(one, two, of.low());
        double high = mixed(one, two, of.high());
        return new Measured(estimate.withInterval(Interval.of(Math.min(low, high), Math.max(low, high), of.level())));
    }

    private static double mixed(double one, double two, double p) {
        return p * one + (1 - p) * two;
    }
}
