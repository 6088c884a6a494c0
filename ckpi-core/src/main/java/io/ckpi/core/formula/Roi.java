package io.ckpi.core.formula;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.math.BigDecimal;

/**
 * What spending returned: ROI, ROMI, ROAS and what they need to break even.
 *
 * <p><b>Definitions.</b> ROI = (income − investment) / investment. ROMI = (gross margin − spend) / spend. ROAS = revenue / spend.
 * Break-even ROAS = 1 / margin rate. Marginal ROMI = (Δrevenue · margin rate − Δspend) / Δspend. All are ratios: 3.0 is what
 * reports show as 300 %. −1 is the loss of everything; incomes below 0 (refunds) are allowed.
 *
 * <p><b>Undefined.</b> Nothing spent: {@link Reason#ZERO_DENOMINATOR}. Less than nothing spent: {@link Reason#INVALID_INPUT},
 * because such a sum comes from wrong records.
 *
 * <p>The ROI of CRM channels looks high because their cost is tiny: show the cost beside it.
 *
 * <p><b>Numerics.</b> decimal arithmetic, one rounding. <b>Thread-safety.</b> static functions.
 *
 * <p><b>References.</b> P. W. Farris, D. M. Hanssens, J. D. Lenskold, D. J. Reibstein, "Marketing return on investment: seeking
 * clarity for concept and measurement", Applied Marketing Analytics 1 (2015).
 */
public final class Roi {

    private Roi() {}

    /** (income − investment) / investment. @throws IllegalArgumentException if the currencies differ */
    public static Reading of(Money income, Money investment) {
        Amounts.currency(income, investment);
        return returnOn(income.amount(), investment, "roi");
    }

    /**
     * The same for an income that is an estimate in units of the investment's currency; its interval is carried over.
     *
     * @throws IllegalArgumentException if the unit of {@code income} is not money of the investment's currency
     */
    public static Reading of(Estimate income, Money investment) {
        if (!income.unit().equals(Unit.money(investment.currency()))) {
            throw new IllegalArgumentException(
                    "income is in " + income.unit() + ", the investment in " + investment.currency());
        }
        Reading reading = returnOn(BigDecimal.valueOf(income.value()), investment, "roi");
        Interval interval = income.interval();
        if (!(reading instanceof Measured measured)) {
            return reading;
        }
        Estimate estimate = measured.estimate().withN(income.n()).withPending(income.pending());
        for (Flag flag : income.flags()) {
            estimate = estimate.withFlag(flag);
        }
        if (interval == null) {
            return new Measured(estimate);
        }
        double spent = investment.doubleValue();
        Double low = interval.low() == null ? null : (Double) ((interval.low() - spent) / spent);
        Double high = interval.high() == null ? null : (Double) ((interval.high() - spent) / spent);
        boolean finite = (low == null || Double.isFinite(low)) && (high == null || Double.isFinite(high));
        return new Measured(
                finite
                        ? new Estimate(
                                estimate.value(),
                                estimate.unit(),
                                new Interval(low, high, interval.level()),
                                estimate.n(),
                                income.method(),
                                estimate.ratio(),
                                estimate.pending(),
                                income.flags())
                        : estimate);
    }

    /** Return on marketing investment: (gross margin − spend) / spend. */
    public static Reading romi(Money grossMargin, Money spend) {
        Amounts.currency(grossMargin, spend);
        return returnOn(grossMargin.amount(), spend, "romi");
    }

    /**
     * Return on marketing investment: (revenue · margin rate − spend) / spend.
     *
     * @throws IllegalArgumentException if the margin rate is not finite or the currencies differ
     */
    public static Reading romi(Money revenue, double marginRate, Money spend) {
        Amounts.currency(revenue, spend);
        return returnOn(revenue.amount().multiply(Amounts.decimal("marginRate", marginRate)), spend, "romi");
    }

    /** Return on advertising spend: revenue / spend. @throws IllegalArgumentException if the currencies differ */
    public static Reading roas(Money revenue, Money spend) {
        return spend.signum() < 0
                ? Amounts.negative("the spend", "расход", spend)
                : Amounts.ratio(revenue, spend, "roas");
    }

    /**
     * The ROAS at which the margin just pays the spend: 1 / margin rate. {@link Reason#ZERO_DENOMINATOR} for a rate of 0,
     * {@link Reason#NON_POSITIVE} below.
     *
     * @throws IllegalArgumentException if the margin rate is not finite
     */
    public static Reading breakEvenRoas(double marginRate) {
        BigDecimal rate = Amounts.decimal("marginRate", marginRate);
        return rate.signum() < 0
                ? Absent.because(
                        Reason.NON_POSITIVE,
                        "the margin rate is " + rate.toPlainString(),
                        "доля маржи равна " + rate.toPlainString())
                : Amounts.quotient(BigDecimal.ONE, rate, Unit.RATIO, "break-even-roas");
    }

    /**
     * The return on the last money added: (Δrevenue · margin rate − Δspend) / Δspend, from {@code spendBefore} to
     * {@code spendAfter}. {@link Reason#ZERO_DENOMINATOR} if the spend did not change.
     *
     * @throws IllegalArgumentException if the margin rate is not finite or the currencies differ
     */
    public static Reading marginalRomi(
            Money spendBefore, Money revenueBefore, Money spendAfter, Money revenueAfter, double marginRate) {
        Amounts.currency(spendBefore, revenueBefore, spendAfter, revenueAfter);
        BigDecimal spend = spendAfter.minus(spendBefore).amount();
        BigDecimal margin =
                revenueAfter.minus(revenueBefore).amount().multiply(Amounts.decimal("marginRate", marginRate));
        return Amounts.quotient(margin.subtract(spend), spend, Unit.RATIO, "marginal-romi");
    }

    private static Reading returnOn(BigDecimal income, Money investment, String method) {
        return investment.signum() < 0
                ? Amounts.negative("the investment", "вложение", investment)
                : Amounts.quotient(income.subtract(investment.amount()), investment.amount(), Unit.RATIO, method);
    }
}
