package io.ckpi.core.formula;

import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Customer referral value: what recommendations earned and saved.
 *
 * <p><b>Definition.</b> Earned: the margin of the referred customers who would not have come otherwise (type one). Saved: the
 * acquisition cost of every referred customer, of type one and two, minus the cost of the referral programme. Value = earned +
 * saved, an amount of money that may be negative.
 *
 * <p><b>Unknown counterfactual.</b> Whether a customer would have come anyway is rarely known. Where it is not known for some,
 * the value is {@link Bounded} with {@link Reason#NOT_IDENTIFIED}: one bound counts the margin of all of them, the other of
 * none. It is never a point in between.
 *
 * <p><b>Numerics.</b> decimal arithmetic, one rounding; {@link #presentValue} in double precision. <b>Thread-safety.</b>
 * immutable.
 *
 * <p><b>References.</b> V. Kumar, J. A. Petersen, R. P. Leone 2007, "How valuable is word of mouth?", Harvard Business Review
 * 85(10); the same 2010, doi:10.1509/jmkg.74.5.001.
 *
 * @param referred the referred customers; their margins are of one currency
 * @param acquisitionCost what winning a customer in another way costs, 0 or more
 * @param programmeCost what the referral programme cost, 0 or more
 */
public record Crv(List<Referred> referred, Money acquisitionCost, Money programmeCost) {

    /**
     * A referred customer.
     *
     * @param margin the margin it brought
     * @param wouldHaveComeAnyway whether it would have come without the recommendation, or null if that is not known
     */
    public record Referred(Money margin, @Nullable Boolean wouldHaveComeAnyway) {}

    /**
     * What a customer of type one brings in one period.
     *
     * @param margin its margin
     * @param referralCost what the recommendation cost
     * @param retentionCost what keeping it cost
     * @param savedAcquisition what was saved by not having to win it otherwise
     */
    public record Flow(Money margin, Money referralCost, Money retentionCost, Money savedAcquisition) {
        /** Checks the currencies. */
        public Flow {
            Amounts.currency(margin, referralCost, retentionCost, savedAcquisition);
        }

        private Money net() {
            return margin.minus(referralCost).minus(retentionCost).plus(savedAcquisition);
        }
    }

    /** Copies the list. @throws IllegalArgumentException if a cost is negative or the currencies differ */
    public Crv {
        referred = List.copyOf(referred);
        Amounts.currency(
                Amounts.notNegative("acquisitionCost", acquisitionCost),
                Amounts.notNegative("programmeCost", programmeCost));
        for (Referred customer : referred) {
            Amounts.currency(acquisitionCost, customer.margin());
        }
    }

    /** Earned and saved together. Without a referred customer it is minus the cost of the programme. */
    public Reading value() {
        return bounds(saved(), "crv");
    }

    /** The margin of the referred customers who would not have come otherwise. */
    public Reading earned() {
        return bounds(Money.zero(acquisitionCost.currency()), "crv-earned");
    }

    /** Referred customers × acquisition cost − programme cost. */
    public Reading savedAcquisition() {
        return measured(saved(), "crv-saved");
    }

    /**
     * The present value of referrals, by period: Σ over type one Σₜ (margin − referral cost − retention cost + saved
     * acquisition)/(1+r)ᵗ + Σ over type two Σₜ saved acquisition/(1+r)ᵗ, t from 1.
     *
     * @param typeOne per customer who would not have come otherwise, its flows by period
     * @param typeTwo per customer who would have come anyway, what was saved by period
     * @param currency the currency of all amounts
     * @param discount r per period, 0 or more
     * @throws IllegalArgumentException if the discount is negative or not finite, or an amount is of another currency
     */
    public static Reading presentValue(
            List<List<Flow>> typeOne, List<List<Money>> typeTwo, Currency currency, double discount) {
        Amounts.discount(discount);
        Money nothing = Money.zero(currency);
        double sum = 0;
        for (List<Flow> flows : typeOne) {
            sum += presentValue(
                    flows.stream().map(flow -> flow.net().plus(nothing)).toList(), discount);
        }
        for (List<Money> savings : typeTwo) {
            sum += presentValue(savings.stream().map(nothing::plus).toList(), discount);
        }
        return Amounts.withN(
                Amounts.measured(sum, Unit.money(currency), "crv-present-value"),
                (long) typeOne.size() + typeTwo.size());
    }

    private static double presentValue(List<Money> byPeriod, double discount) {
        double sum = 0;
        for (int t = byPeriod.size(); t >= 1; t--) { // Horner: from the last period back
            sum = (sum + byPeriod.get(t - 1).doubleValue()) / (1 + discount);
        }
        return sum;
    }

    private Money saved() {
        BigDecimal all = acquisitionCost.amount().multiply(BigDecimal.valueOf(referred.size()));
        return new Money(all, acquisitionCost.currency()).minus(programmeCost);
    }

    private Reading bounds(Money saved, String method) {
        Money known = saved;
        Money unknown = Money.zero(saved.currency());
        long unknowns = 0;
        for (Referred customer : referred) {
            Boolean anyway = customer.wouldHaveComeAnyway();
            if (anyway == null) {
                unknown = unknown.plus(customer.margin());
                unknowns++;
            } else if (!anyway) {
                known = known.plus(customer.margin());
            }
        }
        if (unknowns == 0) {
            return measured(known, method);
        }
        double none = known.doubleValue();
        double all = known.plus(unknown).doubleValue();
        if (!Double.isFinite(none) || !Double.isFinite(all)) {
            return Amounts.tooLarge();
        }
        return new Bounded(
                Math.min(none, all),
                Math.max(none, all),
                Unit.money(saved.currency()),
                Reason.NOT_IDENTIFIED,
                new Names(
                        "неизвестно, пришли бы сами " + unknowns + " из " + referred.size() + " клиентов",
                        "not known whether " + unknowns + " of " + referred.size()
                                + " customers would have come anyway"),
                referred.size(),
                Set.of());
    }

    private Reading measured(Money amount, String method) {
        double value = amount.doubleValue();
        return Double.isFinite(value)
                ? new Measured(Estimate.of(value, Unit.money(amount.currency()))
                        .withN(referred.size())
                        .withMethod(method)
                        .withFlag(Flag.of(Flag.Code.NO_INTERVAL)))
                : Amounts.tooLarge();
    }
}
