package io.ckpi.sdk;

import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.formula.Crv.Flow;
import io.ckpi.value.ReferralTree;
import io.ckpi.value.ReferralValue;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who recommended whom, and what those who came brought. People are named by the tokens of their histories.
 *
 * @param tree the recommendations; of several of one person the first counts
 * @param customers the recommended persons who bought, by id
 * @param currency of all margins
 */
public record Referrals(ReferralTree tree, Map<String, Customer> customers, Currency currency) {

    /** Copies the map. */
    public Referrals {
        Objects.requireNonNull(tree, "tree");
        customers = Map.copyOf(customers);
        Objects.requireNonNull(currency, "currency");
    }

    /**
     * A recommended customer.
     *
     * @param margin of all its purchases, less what was given back
     * @param typeOne whether it would not have come without the recommendation, by the attribute {@code would-have-come} of the
     *     referral's record, or null if the record does not say
     */
    public record Customer(Money margin, @Nullable Boolean typeOne) {
        /** Checks that the margin is there. */
        public Customer {
            Objects.requireNonNull(margin, "margin");
        }
    }

    /**
     * What each person's recommendations earned and saved, by id: the credits of {@link ReferralValue#alongTree}. The margin counts
     * undiscounted as of one period; what the programme cost is nobody's in particular and not taken off.
     *
     * @param valuation with the share of those who would not have come otherwise, where it is known; else values are bounded
     * @param saved what winning a customer in another way costs, such as {@code customer.cac}; saved for every recommended one
     * @param indirect g, from 0 to 1: 0 counts direct recommendations only, and only then the values may be summed
     * @throws IllegalArgumentException if {@code saved} is of another currency, or g is not from 0 to 1
     */
    public Map<String, Reading> values(ReferralValue valuation, Money saved, double indirect) {
        Money nothing = Money.zero(currency);
        Map<String, ReferralValue.Referred> referred = new HashMap<>();
        customers.forEach((id, customer) -> referred.put(
                id,
                new ReferralValue.Referred(
                        List.of(new Flow(customer.margin(), nothing, nothing, saved)), customer.typeOne())));
        return valuation.alongTree(tree, referred, indirect, currency);
    }
}
