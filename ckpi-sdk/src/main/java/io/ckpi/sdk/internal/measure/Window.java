package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Period;
import io.ckpi.sdk.definition.MeasureParameters;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/**
 * A period and the end of the data as milliseconds since 1970. Immutable.
 *
 * <p>Times of records are compared as whole milliseconds, rounded down; the bounds of a period are midnights, so nothing is
 * misjudged by that.
 */
final class Window {

    static final long DAY = 86_400_000L;
    static final long HOUR = 3_600_000L;
    static final double DAYS_IN_MONTH = 365.25 / 12;

    final MeasureContext context;
    final MeasureParameters parameters;
    /** First instant of the period. */
    final long start;
    /** First instant after the period. */
    final long end;
    /** First instant of which nothing is known. */
    final long dataEnd;
    /** First instant that the period does not see: its end or the end of the data. */
    final long cut;
    /**
     * Bounds of the parts over which customers are counted as active and churn is observed: the calendar months that have
     * ended, or, if the period is not made of months or none has ended, the whole period as far as the data go. At least two,
     * unless the period begins after the end of the data.
     */
    final long[] bounds;
    /** Length of one such part in months: exactly 1 for calendar months. */
    final double monthsPerPart;

    Window(MeasureContext context) {
        this.context = context;
        this.parameters = context.parameters();
        Period period = context.period();
        this.start = period.start().toEpochMilli();
        this.end = period.end().toEpochMilli();
        this.dataEnd = ceilMilli(context.dataEnd());
        this.cut = Math.min(end, dataEnd);
        long[] months = period.isWholeMonths() ? endedMonths(period) : new long[0];
        if (months.length >= 2) {
            this.bounds = months;
            this.monthsPerPart = 1;
        } else if (cut > start) {
            this.bounds = new long[] {start, cut};
            this.monthsPerPart = (double) (cut - start) / DAY / DAYS_IN_MONTH;
        } else {
            this.bounds = new long[0];
            this.monthsPerPart = 1;
        }
    }

    private static long ceilMilli(Instant instant) {
        long floor = instant.toEpochMilli();
        return Instant.ofEpochMilli(floor).equals(instant) ? floor : floor + 1;
    }

    private long[] endedMonths(Period period) {
        YearMonth first = YearMonth.from(period.from());
        int months = (int) ChronoUnit.MONTHS.between(period.from(), period.until());
        long[] all = new long[months + 1];
        int ended = 0;
        for (int i = 0; i <= months; i++) {
            long bound = first.plusMonths(i)
                    .atDay(1)
                    .atStartOfDay(period.zone())
                    .toInstant()
                    .toEpochMilli();
            if (i > 0 && bound > dataEnd) {
                break;
            }
            all[ended++] = bound;
        }
        return java.util.Arrays.copyOf(all, ended);
    }

    /** True if the period and the data hold that instant. */
    boolean holds(long time) {
        return time >= start && time < cut;
    }

    /** True if that instant lies before the end of the data. */
    boolean knows(long time) {
        return time < dataEnd;
    }

    /** True if the period holds that day and it begins before the end of the data. */
    boolean holds(LocalDate day) {
        return context.period().contains(day) && begun(day);
    }

    /** True if that day begins before the end of the data, in the period's zone. */
    boolean begun(LocalDate day) {
        return day.atStartOfDay(context.period().zone()).toInstant().toEpochMilli() < dataEnd;
    }

    /** The period of acquisition spend: this one, shifted back by the lag. */
    boolean holdsAcquisition(LocalDate day) {
        return holds(day.plusMonths(parameters.cacLagMonths()));
    }
}
