package io.ckpi.core.formula;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Currency;
import java.util.List;

/** What the formulas share: decimal arithmetic, checks, and readings without an interval. */
final class Amounts {

    static final MathContext DIGITS = MathContext.DECIMAL128;

    private Amounts() {}

    /** A finite number as it is written in decimal. @throws IllegalArgumentException if it is not finite */
    static BigDecimal decimal(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is not finite: " + value);
        }
        return BigDecimal.valueOf(value);
    }

    /** A rate from 0 to 1. @throws IllegalArgumentException if it is anything else */
    static double rate(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is not from 0 to 1: " + value);
        }
        return value;
    }

    /** A discount of 0 or more. @throws IllegalArgumentException if it is negative or not finite */
    static double discount(double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("discount is not a number of 0 or more: " + value);
        }
        return value;
    }

    /** An amount of 0 or more. @throws IllegalArgumentException if it is negative */
    static Money notNegative(String name, Money amount) {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException(name + " is negative: " + amount);
        }
        return amount;
    }

    /** The one currency of all amounts. @throws IllegalArgumentException if there are several */
    static Currency currency(Money first, Money... others) {
        for (Money other : others) {
            if (!other.currency().equals(first.currency())) {
                throw new IllegalArgumentException(
                        "currencies differ: " + first.currency() + " and " + other.currency());
            }
        }
        return first.currency();
    }

    static Money sum(Currency currency, List<Money> amounts) {
        Money sum = Money.zero(currency);
        for (Money amount : amounts) {
            sum = sum.plus(amount);
        }
        return sum;
    }

    /** numerator / denominator of one currency as a ratio; a denominator of 0 makes it ZERO_DENOMINATOR. */
    static Reading ratio(Money numerator, Money denominator, String method) {
        currency(numerator, denominator);
        return quotient(numerator.amount(), denominator.amount(), Unit.RATIO, method);
    }

    /** numerator / denominator of one currency as a count of periods; the denominator is not 0. */
    static Reading ratioAsCount(Money numerator, Money denominator, String method) {
        return quotient(numerator.amount(), denominator.amount(), Unit.COUNT, method);
    }

    /** numerator / denominator with both sums kept. */
    static Reading quotient(BigDecimal numerator, BigDecimal denominator, Unit unit, String method) {
        if (denominator.signum() == 0) {
            return Absent.because(Reason.ZERO_DENOMINATOR);
        }
        Reading reading = measured(numerator.divide(denominator, DIGITS).doubleValue(), unit, method);
        double above = numerator.doubleValue();
        double below = denominator.doubleValue();
        return reading instanceof Measured measured && Double.isFinite(above) && Double.isFinite(below) && below != 0
                ? new Measured(measured.estimate().withRatio(above, below))
                : reading;
    }

    /** A number without an interval; beyond the range of a double it is UNBOUNDED. */
    static Reading measured(double value, Unit unit, String method) {
        if (!Double.isFinite(value)) {
            return tooLarge();
        }
        return new Measured(Estimate.of(value, unit).withMethod(method).withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }

    static Absent tooLarge() {
        return Absent.because(
                Reason.UNBOUNDED,
                "beyond the range of double-precision numbers",
                "за пределами чисел двойной точности");
    }

    static Absent negative(String en, String ru, Object value) {
        return Absent.because(Reason.INVALID_INPUT, en + " is negative: " + value, ru + " меньше нуля: " + value);
    }

    static Reading withN(Reading reading, long n) {
        return reading instanceof Measured measured
                ? new Measured(measured.estimate().withN(n))
                : reading;
    }
}
