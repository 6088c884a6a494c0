package io.ckpi.cli;

import io.ckpi.core.Period;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * The forms of {@code --period}: {@code 2026-10}, {@code 2017-06..2018-06} (whole months, both included), {@code 2026}
 * (a year), {@code 2026-10-05..2026-10-18} (days, both included).
 */
final class PeriodArgument {

    private PeriodArgument() {}

    static Period parse(String text, ZoneId zone) {
        try {
            String[] ends = text.split("\\.\\.", -1);
            if (ends.length > 2) {
                throw new IllegalArgumentException("more than two ends");
            }
            String first = ends[0];
            String last = ends[ends.length - 1];
            return new Period(firstDay(first), dayAfter(last), zone);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--period " + text + " is not a month (2026-10), a year (2026), or a range of months or days "
                            + "(2017-06..2018-06, 2026-10-05..2026-10-18) whose end is not before its start",
                    e);
        }
    }

    private static LocalDate firstDay(String text) {
        return switch (text.length()) {
            case 4 -> LocalDate.of(Integer.parseInt(text), 1, 1);
            case 7 -> YearMonth.parse(text).atDay(1);
            default -> LocalDate.parse(text);
        };
    }

    private static LocalDate dayAfter(String text) {
        return switch (text.length()) {
            case 4 -> LocalDate.of(Integer.parseInt(text) + 1, 1, 1);
            case 7 -> YearMonth.parse(text).plusMonths(1).atDay(1);
            default -> LocalDate.parse(text).plusDays(1);
        };
    }
}
