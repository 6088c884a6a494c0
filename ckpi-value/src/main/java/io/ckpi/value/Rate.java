package io.ckpi.value;

import java.util.Objects;

/**
 * A discount rate and the period it is per: d per {@link Cadence}. One unit of money a period later is worth 1/(1+d) now.
 *
 * <p><b>Conversion.</b> to a period of another length by compounding: (1+d)^ratio − 1; the continuous rate of a period is
 * δ = ratio · ln(1+d). Both by {@code log1p} and {@code expm1}, 1e-15 relative.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param value d, 0 or more and finite: 0.10 is 10 %
 * @param per the period
 */
public record Rate(double value, Cadence per) {

    /** No discount. */
    public static final Rate NONE = new Rate(0, Cadence.YEARS);

    /** Checks the value. @throws IllegalArgumentException if it is negative or not finite */
    public Rate {
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("value is not a rate of 0 or more: " + value);
        }
        value += 0.0; // turns -0 into 0
        Objects.requireNonNull(per, "per");
    }

    /** d per year of 365.25 days. */
    public static Rate perYear(double value) {
        return new Rate(value, Cadence.YEARS);
    }

    /** d per month, a twelfth of 365.25 days. */
    public static Rate perMonth(double value) {
        return new Rate(value, Cadence.MONTHS);
    }

    /** d per week. */
    public static Rate perWeek(double value) {
        return new Rate(value, Cadence.WEEKS);
    }

    /** d per day. */
    public static Rate perDay(double value) {
        return new Rate(value, Cadence.DAYS);
    }

    /**
     * The same discount per another period.
     *
     * @throws IllegalArgumentException if it is beyond the range of a double
     */
    public Rate in(Cadence other) {
        return other.equals(per) ? this : new Rate(Math.expm1(continuous(other)), other);
    }

    /** δ, the continuous rate per {@code other}: a unit of money t periods later is worth exp(−δt) now. */
    public double continuous(Cadence other) {
        return other.in(per) * Math.log1p(value);
    }

    /** For instance {@code 0.1 per year}. */
    @Override
    public String toString() {
        return value + " per " + per;
    }
}
