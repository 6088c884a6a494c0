package io.ckpi.core;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * A half-open range of days in a zone: the first day belongs to it, the day {@code until} does not.
 *
 * <p>Days, not instants, because a business reports by its own calendar; the zone turns them into instants, daylight
 * saving included.
 *
 * @param from the first day
 * @param until the day after the last, after {@code from}
 * @param zone the zone whose midnights bound the days
 */
public record Period(LocalDate from, LocalDate until, ZoneId zone) {

    /** Checks that the period is not empty. */
    public Period {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(until, "until");
        Objects.requireNonNull(zone, "zone");
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("the period is empty: from " + from + " until " + until);
        }
    }

    /** One calendar month. */
    public static Period ofMonth(YearMonth month, ZoneId zone) {
        return ofMonths(month, month, zone);
    }

    /** Whole months from {@code first} to {@code last}, both included. */
    public static Period ofMonths(YearMonth first, YearMonth last, ZoneId zone) {
        return new Period(first.atDay(1), last.plusMonths(1).atDay(1), zone);
    }

    /** The first instant of the period. */
    public Instant start() {
        return from.atStartOfDay(zone).toInstant();
    }

    /** The first instant after the period. */
    public Instant end() {
        return until.atStartOfDay(zone).toInstant();
    }

    /** True if {@code instant} lies in the period. */
    public boolean contains(Instant instant) {
        return !instant.isBefore(start()) && instant.isBefore(end());
    }

    /** True if {@code day} lies in the period. */
    public boolean contains(LocalDate day) {
        return !day.isBefore(from) && day.isBefore(until);
    }

    /** The number of days. */
    public long days() {
        return ChronoUnit.DAYS.between(from, until);
    }

    /** The length in time; differs from the days where the zone changes its offset. */
    public Duration duration() {
        return Duration.between(start(), end());
    }

    /** True if the period is made of whole calendar months. */
    public boolean isWholeMonths() {
        return from.getDayOfMonth() == 1 && until.getDayOfMonth() == 1;
    }

    /** The period just before: as many whole months if this one is made of whole months, else as many days. */
    public Period previous() {
        if (isWholeMonths()) {
            return new Period(from.minusMonths(ChronoUnit.MONTHS.between(from, until)), from, zone);
        }
        return new Period(from.minusDays(days()), from, zone);
    }

    /** The same period one year before; 29 February becomes 28 February. */
    public Period yearBefore() {
        LocalDate newFrom = from.minusYears(1);
        LocalDate newUntil = until.minusYears(1);
        return new Period(newFrom, newFrom.isBefore(newUntil) ? newUntil : newFrom.plusDays(1), zone);
    }

    /** {@code 2026-10} for one month, {@code 2026-01..2026-10} for months, else {@code from..last day}. */
    @Override
    public String toString() {
        if (isWholeMonths()) {
            YearMonth first = YearMonth.from(from);
            YearMonth last = YearMonth.from(until).minusMonths(1);
            return first.equals(last) ? first.toString() : first + ".." + last;
        }
        return from + ".." + until.minusDays(1);
    }
}
