package io.ckpi.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Objects;

/**
 * An exact amount of money. Amounts of different currencies never mix: adding them is an error.
 *
 * <p>Two amounts are equal if they are numerically equal in the same currency: trailing zeros do not count. In columns an
 * amount is a {@code long} of millionths of the currency unit, exact or an error.
 *
 * @param amount the amount in units of the currency, any sign, without trailing zeros
 * @param currency the ISO 4217 currency
 */
public record Money(BigDecimal amount, Currency currency) implements Comparable<Money> {

    private static final int MICRO_SCALE = 6;

    /** Checks the parts and removes trailing zeros. */
    public Money {
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(currency, "currency");
        amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
        if (amount.scale() < 0) {
            amount = amount.setScale(0);
        }
    }

    /** An amount from its decimal text, for instance {@code Money.of("9.01", "EUR")}. */
    public static Money of(String amount, String currencyCode) {
        return new Money(new BigDecimal(amount), Currency.getInstance(currencyCode));
    }

    /** A whole amount. */
    public static Money of(long amount, String currencyCode) {
        return new Money(BigDecimal.valueOf(amount), Currency.getInstance(currencyCode));
    }

    /** Nothing, in that currency. */
    public static Money zero(Currency currency) {
        return new Money(BigDecimal.ZERO, currency);
    }

    /** The amount that a column holds as millionths of the currency unit. */
    public static Money ofMicros(long micros, Currency currency) {
        return new Money(BigDecimal.valueOf(micros, MICRO_SCALE), currency);
    }

    /**
     * The amount in millionths of the currency unit.
     *
     * @throws ArithmeticException if it has more than six decimals or does not fit a {@code long}
     */
    public long micros() {
        return amount.setScale(MICRO_SCALE, RoundingMode.UNNECESSARY)
                .unscaledValue()
                .longValueExact();
    }

    /** The sum. @throws IllegalArgumentException if the currencies differ */
    public Money plus(Money other) {
        return new Money(amount.add(same(other).amount), currency);
    }

    /** The difference. @throws IllegalArgumentException if the currencies differ */
    public Money minus(Money other) {
        return new Money(amount.subtract(same(other).amount), currency);
    }

    /** The amount with the opposite sign. */
    public Money negated() {
        return new Money(amount.negate(), currency);
    }

    /** -1, 0 or 1 as the amount is negative, zero or positive. */
    public int signum() {
        return amount.signum();
    }

    /** The nearest {@code double}. */
    public double doubleValue() {
        return amount.doubleValue();
    }

    /** Compares amounts of one currency. @throws IllegalArgumentException if the currencies differ */
    @Override
    public int compareTo(Money other) {
        return amount.compareTo(same(other).amount);
    }

    private Money same(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("currencies differ: " + currency + " and " + other.currency);
        }
        return other;
    }

    /** The amount in plain decimal text and the currency code: {@code 9.01 EUR}. */
    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency.getCurrencyCode();
    }
}
