package io.ckpi.value;

import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import java.util.List;

/**
 * Lifetime value against acquisition cost, group by group; made by {@link UnitEconomics}.
 *
 * @param definition which CAC this is
 * @param groups the groups in the order of their labels
 * @param outside new customers who are in no group: without a label, organic under {@link CacDefinition#paid}, or won outside the
 *     months that the spend covers
 * @param draws how many draws the intervals and probabilities rest on
 */
public record Balance(CacDefinition definition, List<Group> groups, long outside, int draws) {

    /** Copies the list. */
    public Balance {
        groups = List.copyOf(groups);
    }

    /**
     * One group. Groups of fewer than 30 customers have readings flagged SMALL_SAMPLE.
     *
     * @param label channel, campaign or cohort
     * @param acquired the customers won
     * @param spend what winning them cost
     * @param ltv mean of realised and coming margin per customer, money
     * @param cac spend per customer, money; its method is the definition's id
     * @param difference LTV − CAC, money
     * @param ratio LTV / CAC
     * @param pLtvAboveCac P(LTV &gt; CAC)
     * @param pRatioAbove3 P(LTV / CAC &gt; 3)
     * @param payback the age in periods at which the cumulative margin per customer reaches CAC
     * @param pNotPaidBack P(not reached within the horizon)
     */
    public record Group(
            String label,
            long acquired,
            Money spend,
            Reading ltv,
            Reading cac,
            Reading difference,
            Reading ratio,
            Reading pLtvAboveCac,
            Reading pRatioAbove3,
            Reading payback,
            Reading pNotPaidBack) {}

    /** The group of this label. @throws IllegalArgumentException if there is none */
    public Group of(String label) {
        return groups.stream()
                .filter(group -> group.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such group: " + label));
    }
}
