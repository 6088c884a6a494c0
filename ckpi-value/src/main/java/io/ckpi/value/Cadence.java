package io.ckpi.value;

/**
 * The time step of a model or a rate: how many days one unit of its time has.
 *
 * <p>Days are counted in whole numbers; a cadence is what they are divided by, once. A model carries the cadence it was
 * fitted in, a {@link Rate} carries the one it is per, and a {@link History} the one its times are in, so that a weekly model
 * is never read as a daily one. Two cadences are equal if they have the same number of days.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param days the length of one step in days, positive and finite
 */
public record Cadence(double days) {

    /** One day. */
    public static final Cadence DAYS = new Cadence(1);
    /** Seven days. */
    public static final Cadence WEEKS = new Cadence(7);
    /** A twelfth of 365.25 days. */
    public static final Cadence MONTHS = new Cadence(365.25 / 12);
    /** A quarter of 365.25 days. */
    public static final Cadence QUARTERS = new Cadence(365.25 / 4);
    /** 365.25 days. */
    public static final Cadence YEARS = new Cadence(365.25);

    /** Checks the length. @throws IllegalArgumentException if it is not positive and finite */
    public Cadence {
        if (!(days > 0 && days <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("days is not a positive number: " + days);
        }
    }

    /** A step of {@code count} of these, for instance {@code Cadence.WEEKS.times(4)}. */
    public Cadence times(double count) {
        return new Cadence(days * count);
    }

    /** {@code days} in these units. */
    public double ofDays(double dayCount) {
        return dayCount / days;
    }

    /** How many steps of {@code other} one step of this has: {@code MONTHS.in(WEEKS)} is 4.348. */
    public double in(Cadence other) {
        return days == other.days ? 1 : days / other.days;
    }

    /** The name of a known step, else its days: {@code week}, {@code 210 days}. */
    @Override
    public String toString() {
        if (days == 1) {
            return "day";
        }
        if (days == 7) {
            return "week";
        }
        if (equals(MONTHS)) {
            return "month";
        }
        if (equals(QUARTERS)) {
            return "quarter";
        }
        return equals(YEARS) ? "year" : days == Math.rint(days) ? (long) days + " days" : days + " days";
    }
}
