package io.ckpi.core.formula;

import io.ckpi.core.Absent;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * Customer lifetime value by closed formulas, with constant revenue, margin and churn.
 *
 * <p><b>Definitions</b>, with A revenue per customer and period, G margin rate, c churn per period, d discount per period:
 * <ul>
 *   <li>{@link #expectedLifetime()}: 1/c periods; capped at N periods: min(1/c, N);
 *   <li>{@link #simple()}: A·G/c; capped: A·G·min(1/c, N);
 *   <li>{@link #firstPaymentLater}: A·G·(1−c)/(d+c), the first payment after one period;
 *   <li>{@link #firstPaymentNow}: A·G·(1+d)/(d+c), the first payment at once;
 *   <li>{@link #marginMultiple}: r/(1+d−r) of a retention r, the value per unit of margin;
 *   <li>{@link #bergerNasr}: a stream of yearly contributions and promotion costs, Berger and Nasr's case 1.
 * </ul>
 * Revenue, churn and discount belong to the same period. A negative margin gives a negative value. Unit: money, periods as a
 * count.
 *
 * <p><b>Undefined.</b> Without churn and discount nothing ends: {@link Reason#UNBOUNDED}; a cap makes it finite, and the flag
 * LIFETIME_CAPPED says that it did.
 *
 * <p><b>Uncertainty.</b> none here. Where customers are at hand, {@link io.ckpi.core.stat.Ratios#product} gives A·G/c with an
 * interval from their moments.
 *
 * <p><b>Numerics.</b> decimal arithmetic, one rounding. <b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> S. Gupta, D. R. Lehmann 2003, doi:10.1002/dir.10045. P. D. Berger, N. I. Nasr 1998,
 * doi:10.1002/(SICI)1520-6653(199824)12:1&lt;17::AID-DIR3&gt;3.0.CO;2-K.
 *
 * @param revenuePerPeriod A, the mean revenue per customer and period
 * @param marginRate G, the share of revenue that is margin; finite, may be negative
 * @param churn c, the share of customers lost per period, from 0 to 1
 */
public record Ltv(Money revenuePerPeriod, double marginRate, double churn) {

    /** Checks the ranges. @throws IllegalArgumentException if a rate is out of range */
    public Ltv {
        Objects.requireNonNull(revenuePerPeriod, "revenuePerPeriod");
        Amounts.decimal("marginRate", marginRate);
        Amounts.rate("churn", churn);
    }

    /** The same from records: a rate out of range is {@link Reason#INVALID_INPUT} instead of an exception. */
    public static Outcome<Ltv> ofRecords(Money revenuePerPeriod, double marginRate, double churn) {
        if (!Double.isFinite(marginRate)) {
            return Outcome.absent(Absent.because(
                    Reason.INVALID_INPUT,
                    "the margin rate is not finite: " + marginRate,
                    "доля маржи не является числом: " + marginRate));
        }
        if (!(churn >= 0 && churn <= 1)) {
            return Outcome.absent(Absent.because(
                    Reason.INVALID_INPUT,
                    "the churn is not from 0 to 1: " + churn,
                    "отток вне пределов от 0 до 1: " + churn));
        }
        return Outcome.of(new Ltv(revenuePerPeriod, marginRate, churn));
    }

    /** The margin per customer and period, A·G, exactly. */
    public Money marginPerPeriod() {
        return new Money(
                revenuePerPeriod.amount().multiply(BigDecimal.valueOf(marginRate)), revenuePerPeriod.currency());
    }

    /** 1/c periods. */
    public Reading expectedLifetime() {
        return churn == 0 ? endless() : Amounts.quotient(BigDecimal.ONE, decimalChurn(), Unit.COUNT, "lifetime");
    }

    /**
     * min(1/c, cap) periods; flagged LIFETIME_CAPPED if the cap was needed.
     *
     * @throws IllegalArgumentException if the cap is below 1
     */
    public Reading expectedLifetime(int cap) {
        return capped(cap) ? flagged(Amounts.measured(cap, Unit.COUNT, "lifetime")) : expectedLifetime();
    }

    /** A·G/c. */
    public Reading simple() {
        return churn == 0
                ? endless()
                : Amounts.quotient(marginPerPeriod().amount(), decimalChurn(), unit(), "ltv-simple");
    }

    /**
     * A·G·min(1/c, cap); flagged LIFETIME_CAPPED if the cap was needed.
     *
     * @throws IllegalArgumentException if the cap is below 1
     */
    public Reading simple(int cap) {
        if (!capped(cap)) {
            return simple();
        }
        BigDecimal value = marginPerPeriod().amount().multiply(BigDecimal.valueOf(cap));
        return flagged(Amounts.measured(value.doubleValue(), unit(), "ltv-simple"));
    }

    /** A·G·(1−c)/(d+c). @throws IllegalArgumentException if the discount is negative or not finite */
    public Reading firstPaymentLater(double discount) {
        BigDecimal retained = marginPerPeriod().amount().multiply(BigDecimal.ONE.subtract(decimalChurn()));
        return discounted(retained, discount, "ltv-first-payment-later");
    }

    /** A·G·(1+d)/(d+c). @throws IllegalArgumentException if the discount is negative or not finite */
    public Reading firstPaymentNow(double discount) {
        BigDecimal compounded = marginPerPeriod().amount().multiply(BigDecimal.ONE.add(decimalDiscount(discount)));
        return discounted(compounded, discount, "ltv-first-payment-now");
    }

    /**
     * r/(1+d−r): the value of a unit of margin per period, first received after one period.
     *
     * @throws IllegalArgumentException if the retention is not from 0 to 1, or the discount negative or not finite
     */
    public static Reading marginMultiple(double retention, double discount) {
        BigDecimal kept = BigDecimal.valueOf(Amounts.rate("retention", retention));
        BigDecimal below = BigDecimal.ONE.add(decimalDiscount(discount)).subtract(kept);
        return below.signum() == 0 ? endless() : Amounts.quotient(kept, below, Unit.RATIO, "margin-multiple");
    }

    /**
     * Berger and Nasr's case 1: GC·Σ_{i=0..n} (r/(1+d))^i − M·Σ_{i=1..n} r^{i−1}/(1+d)^{i−½}. Contributions come at the start of
     * a year, promotion costs in its middle.
     *
     * @param grossContribution GC per customer and year
     * @param promotion M, the promotion cost per customer and year
     * @param retention r per year, from 0 to 1
     * @param discount d per year, 0 or more
     * @param years n, 0 or more
     * @throws IllegalArgumentException if an argument is out of range or the currencies differ
     */
    public static Reading bergerNasr(
            Money grossContribution, Money promotion, double retention, double discount, int years) {
        Amounts.currency(grossContribution, promotion);
        Amounts.rate("retention", retention);
        Amounts.discount(discount);
        if (years < 0) {
            throw new IllegalArgumentException("years is negative: " + years);
        }
        double step = retention / (1 + discount);
        double half = Math.sqrt(1 + discount);
        double contributions = 1;
        double promotions = 0;
        double factor = 1;
        for (int i = 1; i <= years && factor > 0; i++) {
            promotions += factor / half;
            factor *= step;
            contributions += factor;
        }
        return Amounts.measured(
                grossContribution.doubleValue() * contributions - promotion.doubleValue() * promotions,
                Unit.money(grossContribution.currency()),
                "ltv-berger-nasr-1");
    }

    private Reading discounted(BigDecimal numerator, double discount, String method) {
        BigDecimal below = decimalDiscount(discount).add(decimalChurn());
        return below.signum() == 0 ? endless() : Amounts.quotient(numerator, below, unit(), method);
    }

    private boolean capped(int cap) {
        if (cap < 1) {
            throw new IllegalArgumentException("cap is below 1: " + cap);
        }
        return decimalChurn().multiply(BigDecimal.valueOf(cap)).compareTo(BigDecimal.ONE) < 0;
    }

    private BigDecimal decimalChurn() {
        return BigDecimal.valueOf(churn);
    }

    private static BigDecimal decimalDiscount(double discount) {
        return BigDecimal.valueOf(Amounts.discount(discount));
    }

    private Unit unit() {
        return Unit.money(revenuePerPeriod.currency());
    }

    private static Reading flagged(Reading reading) {
        return reading instanceof Measured measured
                ? new Measured(measured.estimate().withFlag(Flag.of(Flag.Code.LIFETIME_CAPPED)))
                : reading;
    }

    private static Absent endless() {
        return Absent.because(Reason.UNBOUNDED, "customers never leave", "клиенты не уходят");
    }
}
