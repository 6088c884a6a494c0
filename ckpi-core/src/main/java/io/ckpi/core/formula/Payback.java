package io.ckpi.core.formula;

import io.ckpi.core.Absent;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How many periods it takes until a customer has paid back what it cost to win.
 *
 * <p><b>Definitions</b>, with K the acquisition cost, m the margin per customer and period, q = (1 − churn)/(1 + discount),
 * payments at the start of each period:
 * <ul>
 *   <li>{@link #simple()}: K/m;
 *   <li>{@link #continuous()}: ln(1 − K(1−q)/m) / ln q, and K/m if q = 1;
 *   <li>{@link #whole()}: the smallest whole n with m(1−qⁿ)/(1−q) ≥ K.
 * </ul>
 * Unit: periods, as a count; nothing to pay back is 0.
 *
 * <p><b>Undefined.</b> No margin, or one that fades before K is reached: {@link Reason#NEVER_REACHED}. With a churn of 1 only
 * the whole form exists: {@link Reason#NOT_IDENTIFIED}.
 *
 * <p><b>Numerics.</b> {@code log1p} and {@code expm1} in double precision, 1e-12 relative; the whole form counts a sum that
 * misses K by less than 1e-12 of it as reached. <b>Thread-safety.</b> immutable.
 *
 * @param cost K, 0 or more
 * @param marginPerPeriod m, any sign
 * @param churn the share of customers lost per period, from 0 to 1
 * @param discount the discount per period, 0 or more
 */
public record Payback(Money cost, Money marginPerPeriod, double churn, double discount) {

    private static final double TOLERANCE = 1e-12;

    /** Checks the ranges. @throws IllegalArgumentException if one is left or the currencies differ */
    public Payback {
        Amounts.currency(Amounts.notNegative("cost", cost), marginPerPeriod);
        Amounts.rate("churn", churn);
        Amounts.discount(discount);
    }

    /** Payback of {@code cost} by a customer of this value model, with the churn of the model and no discount. */
    public static Payback of(Money cost, Ltv customer) {
        return new Payback(cost, customer.marginPerPeriod(), customer.churn(), 0);
    }

    /** K/m, without churn and discount. */
    public Reading simple() {
        if (cost.signum() == 0) {
            return nothing("payback-simple");
        }
        return marginPerPeriod.signum() <= 0 ? never() : Amounts.ratioAsCount(cost, marginPerPeriod, "payback-simple");
    }

    /** The exact time at which the faded margins reach K, between payments interpolated by the formula. */
    public Reading continuous() {
        if (cost.signum() == 0) {
            return nothing("payback-continuous");
        }
        if (marginPerPeriod.signum() <= 0) {
            return never();
        }
        double lost = lostPerPeriod();
        if (lost == 0) {
            return Amounts.ratioAsCount(cost, marginPerPeriod, "payback-continuous");
        }
        if (beyondLimit()) {
            return never();
        }
        if (churn == 1) {
            return Absent.because(
                    Reason.NOT_IDENTIFIED,
                    "with a churn of 1 only whole periods exist",
                    "при оттоке 1 есть только целые периоды");
        }
        double share =
                cost.amount().divide(marginPerPeriod.amount(), Amounts.DIGITS).doubleValue();
        return Amounts.measured(Math.log1p(-share * lost) / Math.log1p(-lost), Unit.COUNT, "payback-continuous");
    }

    /** The number of payments needed. */
    public Reading whole() {
        if (cost.signum() == 0) {
            return nothing("payback-whole");
        }
        if (marginPerPeriod.signum() <= 0) {
            return never();
        }
        BigDecimal share = cost.amount().divide(marginPerPeriod.amount(), Amounts.DIGITS);
        double lost = lostPerPeriod();
        if (lost == 0) {
            return Amounts.measured(share.setScale(0, RoundingMode.CEILING).doubleValue(), Unit.COUNT, "payback-whole");
        }
        if (share.compareTo(BigDecimal.ONE) <= 0) {
            return Amounts.measured(1, Unit.COUNT, "payback-whole");
        }
        if (churn == 1 || beyondLimit()) {
            return never();
        }
        double needed = share.doubleValue();
        double logKept = Math.log1p(-lost);
        double n = Math.max(1, Math.floor(Math.log1p(-needed * lost) / logKept) - 1);
        for (int step = 0; step < 4 && -Math.expm1(n * logKept) / lost < needed * (1 - TOLERANCE); step++) {
            n++; // the formula's answer is off by its rounding only
        }
        return Amounts.measured(n, Unit.COUNT, "payback-whole");
    }

    /** 1 − q = (churn + discount) / (1 + discount), without cancellation. */
    private double lostPerPeriod() {
        return (churn + discount) / (1 + discount);
    }

    /** True if K(1−q) is not below m: all margins together never exceed K. Decided in decimal arithmetic. */
    private boolean beyondLimit() {
        BigDecimal d = BigDecimal.valueOf(discount);
        BigDecimal left = cost.amount().multiply(BigDecimal.valueOf(churn).add(d));
        BigDecimal right = marginPerPeriod.amount().multiply(BigDecimal.ONE.add(d));
        return left.compareTo(right) >= 0;
    }

    private static Reading nothing(String method) {
        return Amounts.measured(0, Unit.COUNT, method);
    }

    private static Absent never() {
        return Absent.because(
                Reason.NEVER_REACHED, "the margin never pays the cost back", "маржа никогда не окупит затраты");
    }
}
