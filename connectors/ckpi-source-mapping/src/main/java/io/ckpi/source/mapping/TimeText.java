package io.ckpi.source.mapping;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.chrono.IsoChronology;
import org.jspecify.annotations.Nullable;

/**
 * A text and what was read of the date and the time of day in it. Faults are remembered until the end: then {@link #isReal} says
 * whether all was there. Mutable.
 */
final class TimeText {

    private static final int DECIMALS = 9;
    /** Days from 1 March of the year 0 to 1 January 1970. */
    private static final int DAYS_TO_1970 = 719_468;

    final String text;
    /** The next character for those methods that are given no place. */
    int at;
    /** Below 0 once something was not as it should be. */
    private int fault;

    int year;
    int month = 1;
    int day = 1;
    int hour;
    int minute;
    int second;
    int nano;

    TimeText(String text) {
        this.text = text;
    }

    // ---- at a place, which must lie within the text

    /** Two digits. */
    int two(int place) {
        int tens = text.charAt(place) - '0';
        int ones = text.charAt(place + 1) - '0';
        fault |= tens | 9 - tens | ones | 9 - ones;
        return 10 * tens + ones;
    }

    /** Four digits. */
    int four(int place) {
        return 100 * two(place) + two(place + 2);
    }

    /** A character as it is. */
    void expect(int place, char c) {
        if (text.charAt(place) != c) {
            refuse();
        }
    }

    // ---- one behind the other

    /** A number of {@code least} to {@code most} digits. */
    int number(int least, int most) {
        int i = at;
        int end = Math.min(i + most, text.length());
        int value = 0;
        while (i < end) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = 10 * value + digit;
            i++;
        }
        if (i - at < least) {
            refuse();
        }
        at = i;
        return value;
    }

    /** A fraction of a second of {@code least} to {@code most} digits, in nanoseconds. */
    int fraction(int least, int most) {
        int before = at;
        int value = number(least, most);
        for (int i = at - before; i < DECIMALS; i++) {
            value *= 10;
        }
        return value;
    }

    boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    boolean atEnd() {
        return at == text.length();
    }

    /** Says that the text is no such time. */
    void refuse() {
        fault = -1;
    }

    // ---- at the end

    /** True if nothing was at fault, and there are such a date and such a time of day. */
    boolean isReal() {
        return fault >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && (day <= 28 || day <= lengthOf(month, year))
                && hour <= 23
                && minute <= 59
                && second <= 59;
    }

    private static int lengthOf(int month, int year) {
        return switch (month) {
            case 2 -> IsoChronology.INSTANCE.isLeapYear(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    LocalDateTime local() {
        return LocalDateTime.of(year, month, day, hour, minute, second, nano);
    }

    /** The instant in that zone; null for a year that its table does not have. */
    @Nullable
    Instant in(LocalZone zone) {
        if (year < LocalZone.FIRST_YEAR || year > LocalZone.LAST_YEAR) {
            return null;
        }
        long local = epochDay() * 86_400 + hour * 3600L + minute * 60L + second;
        return Instant.ofEpochSecond(local - zone.offsetAt(local), nano);
    }

    /** Days are counted from 1 March, so that the leap day comes last; for years above 0 (Gregorian calendar). */
    private long epochDay() {
        int y = month > 2 ? year : year - 1;
        int m = month > 2 ? month - 3 : month + 9;
        return 365L * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - DAYS_TO_1970;
    }
}
