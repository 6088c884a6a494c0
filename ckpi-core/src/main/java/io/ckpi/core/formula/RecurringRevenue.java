package io.ckpi.core.formula;

import io.ckpi.core.Absent;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How recurring revenue moved in a period, and the ratios read from it.
 *
 * <p><b>Definitions</b>, with S revenue at the start, N of new customers, E expansion, C contraction and X churn of the
 * customers there at the start: NRR = (S+E−C−X)/S; GRR = (S−C−X)/S; quick ratio = (N+E)/(C+X); net new = N+E−C−X; revenue churn
 * = (C+X)/S; magic number = 4·(revenue of a quarter − of the one before)/sales and marketing spend of the one before.
 *
 * <p><b>Undefined</b> where the sum below is 0: {@link Reason#ZERO_DENOMINATOR}.
 *
 * <p><b>Numerics.</b> decimal arithmetic, one rounding. <b>Thread-safety.</b> immutable.
 *
 * @param start S, 0 or more
 * @param added N, revenue of new customers, 0 or more
 * @param expansion E, 0 or more
 * @param contraction C, 0 or more
 * @param churned X, 0 or more; contraction and churn together are at most the start
 */
public record RecurringRevenue(Money start, Money added, Money expansion, Money contraction, Money churned) {

    private static final BigDecimal QUARTERS = BigDecimal.valueOf(4);

    /** Checks the parts. @throws IllegalArgumentException if they cannot be, or the currencies differ */
    public RecurringRevenue {
        Amounts.currency(start, added, expansion, contraction, churned);
        String fault = fault(start, added, expansion, contraction, churned);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
    }

    /** The same from records: parts that cannot be are {@link Reason#INVALID_INPUT} instead of an exception. */
    public static Outcome<RecurringRevenue> ofRecords(
            Money start, Money added, Money expansion, Money contraction, Money churned) {
        Amounts.currency(start, added, expansion, contraction, churned);
        String fault = fault(start, added, expansion, contraction, churned);
        return fault == null
                ? Outcome.of(new RecurringRevenue(start, added, expansion, contraction, churned))
                : Outcome.absent(Absent.because(Reason.INVALID_INPUT, fault, fault));
    }

    private static @Nullable String fault(Money start, Money added, Money expansion, Money contraction, Money churned) {
        Money[] amounts = {start, added, expansion, contraction, churned};
        String[] names = {"start", "added", "expansion", "contraction", "churned"};
        for (int i = 0; i < amounts.length; i++) {
            if (amounts[i].signum() < 0) {
                return names[i] + " is negative: " + amounts[i];
            }
        }
        Money lost = contraction.plus(churned);
        return lost.compareTo(start) > 0
                ? "contraction and churned together, " + lost + ", are above start " + start
                : null;
    }

    /** Net revenue retention: (S+E−C−X)/S. */
    public Reading netRetention() {
        return Amounts.ratio(start.plus(expansion).minus(lost()), start, "nrr");
    }

    /** Gross revenue retention: (S−C−X)/S, from 0 to 1. */
    public Reading grossRetention() {
        return Amounts.ratio(start.minus(lost()), start, "grr");
    }

    /** The quick ratio: (N+E)/(C+X). */
    public Reading quickRatio() {
        return Amounts.ratio(added.plus(expansion), lost(), "quick-ratio");
    }

    /** Net new recurring revenue: N+E−C−X, an amount. */
    public Reading netNew() {
        return Amounts.measured(
                added.plus(expansion).minus(lost()).doubleValue(), Unit.money(start.currency()), "net-new");
    }

    /** The revenue churn rate: (C+X)/S. */
    public Reading churnRate() {
        return Amounts.ratio(lost(), start, "revenue-churn");
    }

    /**
     * The magic number: 4·(revenue − revenue of the quarter before)/spend of the quarter before. {@link Reason#INVALID_INPUT}
     * if the spend is negative.
     *
     * @throws IllegalArgumentException if the currencies differ
     */
    public static Reading magicNumber(Money revenue, Money revenueBefore, Money spendBefore) {
        Amounts.currency(revenue, revenueBefore, spendBefore);
        return spendBefore.signum() < 0
                ? Amounts.negative("the spend", "расход", spendBefore)
                : Amounts.quotient(
                        revenue.minus(revenueBefore).amount().multiply(QUARTERS),
                        spendBefore.amount(),
                        Unit.RATIO,
                        "magic-number");
    }

    private Money lost() {
        return contraction.plus(churned);
    }
}
