package io.ckpi.core.formula;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Ratios;

/**
 * The balance of lifetime value and acquisition cost: LTV / CAC, a ratio. About 3 is held to be healthy, 1 is a loss, far above
 * 5 may mean that too little is invested.
 *
 * <p><b>Edges.</b> Money was spent and nobody came: the value is 0 with the flag NO_NEW_CUSTOMERS, though CAC itself does not
 * exist. Nothing was spent: {@link Reason#ZERO_DENOMINATOR}. Less than nothing: {@link Reason#INVALID_INPUT}. A negative LTV
 * gives a negative ratio. Where LTV has no value its reason is passed on; bounds of it become bounds of the ratio.
 *
 * <p><b>Interval.</b> from those of LTV and of the number of new customers, taken as independent
 * ({@link Ratios#quotient}). Flags of LTV are kept.
 *
 * <p><b>Thread-safety.</b> static functions.
 */
public final class LtvToCac {

    private LtvToCac() {}

    /**
     * LTV over a given acquisition cost per customer.
     *
     * @throws IllegalArgumentException if LTV is not money of the currency of {@code cac}
     */
    public static Reading of(Reading ltv, Money cac) {
        if (cac.signum() < 0) {
            return Amounts.negative("the acquisition cost", "стоимость привлечения", cac);
        }
        double cost = cac.doubleValue();
        boolean representable = Double.isFinite(cost) && (cost > 0 || cac.signum() == 0);
        return representable ? over(ltv, Estimate.of(cost, Unit.money(cac.currency()))) : Amounts.tooLarge();
    }

    /**
     * LTV over spend / new customers.
     *
     * @throws IllegalArgumentException if LTV is not money of the currency of {@code spend}
     */
    public static Reading of(Reading ltv, Money spend, long newCustomers) {
        Reading cac = Cac.of(spend, newCustomers);
        return newCustomers == 0 && spend.signum() > 0 ? nobodyCame() : over(ltv, spend, cac);
    }

    /**
     * LTV over spend / an estimated number of new customers.
     *
     * @throws IllegalArgumentException if LTV is not money of the currency of {@code spend}, or the levels of the intervals
     *     differ
     */
    public static Reading of(Reading ltv, Money spend, Estimate newCustomers) {
        Reading cac = Cac.of(spend, newCustomers);
        return newCustomers.value() == 0 && spend.signum() > 0 ? nobodyCame() : over(ltv, spend, cac);
    }

    private static Reading nobodyCame() {
        return new Measured(Estimate.of(0, Unit.RATIO)
                .withMethod("ltv-to-cac")
                .withFlag(Flag.of(Flag.Code.NO_NEW_CUSTOMERS))
                .withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }

    private static Reading over(Reading ltv, Money spend, Reading cac) {
        if (spend.signum() == 0) {
            return Absent.because(Reason.ZERO_DENOMINATOR, "nothing was spent", "расходов не было");
        }
        return cac instanceof Measured measured ? over(ltv, measured.estimate()) : cac;
    }

    private static Reading over(Reading ltv, Estimate cac) {
        if (cac.value() == 0) {
            return Absent.because(Reason.ZERO_DENOMINATOR, "nothing was spent", "расходов не было");
        }
        if (ltv instanceof Measured measured) {
            Estimate value = measured.estimate();
            checkUnit(value.unit(), cac.unit());
            Reading ratio = Ratios.quotient(value, cac, Unit.RATIO);
            if (!(ratio instanceof Measured quotient)) {
                return ratio;
            }
            Estimate estimate = quotient.estimate();
            for (Flag flag : value.flags()) {
                if (flag.code() != Flag.Code.NO_INTERVAL) {
                    estimate = estimate.withFlag(flag);
                }
            }
            return new Measured(estimate);
        }
        if (ltv instanceof Bounded bounded) {
            checkUnit(bounded.unit(), cac.unit());
            double low = bounded.low() / cac.value();
            double high = bounded.high() / cac.value();
            return Double.isFinite(low) && Double.isFinite(high)
                    ? new Bounded(
                            low, high, Unit.RATIO, bounded.reason(), bounded.detail(), bounded.n(), bounded.flags())
                    : Amounts.tooLarge();
        }
        return ltv;
    }

    private static void checkUnit(Unit ltv, Unit cac) {
        if (!ltv.equals(cac)) {
            throw new IllegalArgumentException("LTV is in " + ltv + ", CAC in " + cac);
        }
    }
}
