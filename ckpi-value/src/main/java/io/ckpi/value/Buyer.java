package io.ckpi.value;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The purchases of one customer, folded: all that the transaction and spend models need, in a state that can be carried on
 * and merged.
 *
 * <p>Several orders on one day are one purchase occasion, their money summed. With n purchase days, x = n − 1 repeats.
 *
 * <p><b>Merging</b> ({@link #plus}) is exact for parts that follow one another in time; they may share the day at the border.
 * Parts that interleave cannot be merged without the days themselves and are refused; so cut data by customer.
 *
 * <p>From SQL: minimum and maximum of the local day, count of distinct days, sum of amounts, sum on the first day, and the sum
 * of ln(gap) with the gap by {@code LAG} over the distinct days.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param firstDay the first purchase day
 * @param lastDay the last purchase day
 * @param days n, the number of distinct purchase days, 1 or more
 * @param spend the money of all days in millionths of the currency unit, 0 or more
 * @param firstDaySpend the money of the first day, 0 … {@code spend}
 * @param logGaps Σ ln(gap in days) over the gaps between consecutive purchase days, 0 or more
 */
public record Buyer(LocalDate firstDay, LocalDate lastDay, int days, long spend, long firstDaySpend, double logGaps) {

    /** Checks that the parts fit together. @throws IllegalArgumentException if they do not */
    public Buyer {
        Objects.requireNonNull(firstDay, "firstDay");
        Objects.requireNonNull(lastDay, "lastDay");
        long span = ChronoUnit.DAYS.between(firstDay, lastDay);
        if (span < 0) {
            throw new IllegalArgumentException("lastDay " + lastDay + " is before firstDay " + firstDay);
        }
        if (days < 1 || days > span + 1 || (days == 1) != (span == 0)) {
            throw new IllegalArgumentException("days is " + days + " from " + firstDay + " to " + lastDay);
        }
        if (firstDaySpend < 0 || spend < firstDaySpend || (days == 1 && spend != firstDaySpend)) {
            throw new IllegalArgumentException(
                    "spend " + spend + " and firstDaySpend " + firstDaySpend + " do not fit " + days + " days");
        }
        if (!(logGaps >= 0 && logGaps <= Double.MAX_VALUE) || (days == 1 && logGaps != 0)) {
            throw new IllegalArgumentException("logGaps is " + logGaps + " for " + days + " days");
        }
        logGaps += 0.0; // turns -0 into 0
    }

    /** One purchase day. @throws IllegalArgumentException if the amount is negative */
    public static Buyer of(LocalDate day, long micros) {
        return new Buyer(day, day, 1, micros, micros, 0);
    }

    /**
     * This and what came later.
     *
     * @throws IllegalArgumentException if {@code later} begins before the last day of this
     * @throws ArithmeticException if the money does not fit a {@code long}
     */
    public Buyer plus(Buyer later) {
        long gap = ChronoUnit.DAYS.between(lastDay, later.firstDay);
        if (gap < 0) {
            throw new IllegalArgumentException("the parts interleave in time: " + later.firstDay
                    + " is before the last purchase day " + lastDay + "; keep a customer's rows together");
        }
        return new Buyer(
                firstDay,
                later.lastDay,
                Math.addExact(days, later.days) - (gap == 0 ? 1 : 0),
                Math.addExact(spend, later.spend),
                later.firstDay.equals(firstDay) ? firstDaySpend + later.firstDaySpend : firstDaySpend,
                logGaps + later.logGaps + (gap == 0 ? 0 : Math.log((double) gap)));
    }

    /** x, the number of purchase days after the first. */
    public int repeats() {
        return days - 1;
    }

    /** The money of the repeat days in millionths. */
    public long repeatSpend() {
        return spend - firstDaySpend;
    }

    /** m, repeat spend / x in currency units; empty without a repeat. */
    public OptionalDouble meanRepeatSpend() {
        return days == 1 ? OptionalDouble.empty() : OptionalDouble.of(repeatSpend() / 1e6 / repeats());
    }

    /** Σ ln(gap) in units of {@code cadence}. */
    public double logGaps(Cadence cadence) {
        return logGaps - repeats() * Math.log(cadence.days());
    }

    /**
     * (x, t_x, T) at the end of {@code end}.
     *
     * @throws IllegalArgumentException if a purchase is after it
     */
    public History history(LocalDate end, Cadence cadence) {
        if (lastDay.isAfter(end)) {
            throw new IllegalArgumentException("lastDay " + lastDay + " is after the end " + end);
        }
        return History.ofDays(
                repeats(), ChronoUnit.DAYS.between(firstDay, lastDay), ChronoUnit.DAYS.between(firstDay, end), cadence);
    }
}
