package io.ckpi.report.internal.text;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Days, months and instants as people of one language write them; the JDK's texts change and are not used. */
public final class Dates {

    private final Words words;

    /** Dates in the language of {@code words}. */
    public Dates(Words words) {
        this.words = words;
    }

    /** A day: {@code 1 October 2026}. */
    public String day(LocalDate day) {
        return day.getDayOfMonth()
                + Numbers.NBSP
                + words.get("month.of." + day.getMonthValue())
                + Numbers.NBSP
                + day.getYear();
    }

    /** A month: {@code October 2026}. */
    public String month(YearMonth month) {
        return words.get("month." + month.getMonthValue()) + Numbers.NBSP + month.getYear();
    }

    /** A month where room is scarce: {@code Oct 26}. */
    public String shortMonth(YearMonth month) {
        int year = Math.floorMod(month.getYear(), 100);
        return words.get("month.short." + month.getMonthValue()) + Numbers.NBSP + (year < 10 ? "0" : "") + year;
    }

    /** An instant in a zone: {@code 1 November 2026, 00:00}. */
    public String instant(Instant instant, ZoneId zone) {
        ZonedDateTime time = instant.atZone(zone);
        return day(time.toLocalDate()) + "," + Numbers.NBSP + two(time.getHour()) + ":" + two(time.getMinute());
    }

    /** A half-open period: a month, months, or days. */
    public String period(LocalDate from, LocalDate until) {
        LocalDate last = until.minusDays(1);
        if (from.getDayOfMonth() == 1 && until.getDayOfMonth() == 1) {
            YearMonth first = YearMonth.from(from);
            YearMonth end = YearMonth.from(last);
            if (first.equals(end)) {
                return month(first);
            }
            if (from.getMonthValue() == 1 && end.getMonthValue() == 12 && first.getYear() == end.getYear()) {
                return words.get("year", String.valueOf(first.getYear()));
            }
            return month(first) + " – " + month(end);
        }
        return from.equals(last) ? day(from) : day(from) + " – " + day(last);
    }

    /** The same where room is scarce: {@code Oct 26}, {@code 2025}, {@code Jul–Sep 26}, {@code 5–18 Oct 26}. */
    public String shortPeriod(LocalDate from, LocalDate until) {
        LocalDate last = until.minusDays(1);
        YearMonth first = YearMonth.from(from);
        YearMonth end = YearMonth.from(last);
        if (from.getDayOfMonth() == 1 && until.getDayOfMonth() == 1) {
            if (first.equals(end)) {
                return shortMonth(first);
            }
            if (first.getYear() != end.getYear()) {
                return shortMonth(first) + "–" + shortMonth(end);
            }
            return first.getMonthValue() == 1 && end.getMonthValue() == 12
                    ? String.valueOf(first.getYear())
                    : words.get("month.short." + first.getMonthValue()) + "–" + shortMonth(end);
        }
        String latest = last.getDayOfMonth() + Numbers.NBSP + shortMonth(end);
        if (from.equals(last)) {
            return latest;
        }
        if (first.equals(end)) {
            return from.getDayOfMonth() + "–" + latest;
        }
        return from.getDayOfMonth()
                + Numbers.NBSP
                + (first.getYear() == end.getYear()
                        ? words.get("month.short." + first.getMonthValue())
                        : shortMonth(first))
                + "–" + latest;
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }
}
