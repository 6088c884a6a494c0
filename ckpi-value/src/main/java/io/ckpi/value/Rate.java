package io.ckpi.value;

import java.util.Objects;

/**
 * An effective rate per period, for instance a discount of 10 % a year. A rate without its period does not exist here.
 *
 * <p>To another period: (1 + d)^(ratio of the periods) − 1; as a continuous rate: δ = ln(1 + d).
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param value the rate, a share: 0.10 is 10 %; above −1 and finite
 * @param period what it is a rate per
 */
public record Rate(double value, Cadence period) {

    /** No rate at all. */
    public static final Rate ZERO = new Rate(0, Cadence.YEARS);

    /** Checks the value. */
    public Rate {
        if (!(value > -1 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("value must be above -1 and finite: " + value);
        }
        Objects.requireNonNull(period, "period");
    }

    /** A rate per day. */
    public static Rate perDay(double value) {
        return new Rate(value, Cadence.DAYS);
    }

    /** A rate per week. */
    public static Rate perWeek(double value) {
        return new Rate(value, Cadence.WEEKS);
    }

    /** A rate per month of 365.25 / 12 days. */
    public static Rate perMonth(double value) {
        return new Rate(value, Cadence.MONTHS);
    }

    /** A rate per year of 365.25 days. */
    public static Rate perYear(double value) {
        return new Rate(value, Cadence.YEARS);
    }

    /** The effective rate per {@code other}: compounding it over this period gives this rate. */
    public double per(Cadence other) {
        return period.equals(other) ? value : Math.expm1(continuous(other));
    }

    /** The continuous rate per {@code other}. */
    public double continuous(Cadence other) {
        return Math.log1p(value) * other.in(period);
    }
}
