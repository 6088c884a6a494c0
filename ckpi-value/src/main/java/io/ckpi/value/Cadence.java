package io.ckpi.value;

/**
 * The time unit of a model: all its times are counted in this unit, and days become times by one division.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param days the length of the unit in days, positive and finite
 */
public record Cadence(double days) {

    /** One day. */
    public static final Cadence DAYS = new Cadence(1);
    /** Seven days. */
    public static final Cadence WEEKS = new Cadence(7);
    /** A twelfth of a year of 365.25 days. */
    public static final Cadence MONTHS = new Cadence(365.25 / 12);
    /** A quarter of a year of 365.25 days. */
    public static final Cadence QUARTERS = new Cadence(365.25 / 4);
    /** 365.25 days. */
    public static final Cadence YEARS = new Cadence(365.25);

    /** Checks the length. */
    public Cadence {
        if (!(days > 0 && days < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("days must be positive and finite: " + days);
        }
    }

    /** How many units of {@code other} one unit of this lasts; for instance a month in weeks is 4.348. */
    public double in(Cadence other) {
        return days / other.days;
    }
}
