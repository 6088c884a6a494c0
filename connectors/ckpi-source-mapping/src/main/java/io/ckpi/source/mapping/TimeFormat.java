package io.ckpi.source.mapping;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a time is written: {@code iso}, {@code epoch-seconds}, {@code epoch-millis}, {@code epoch-micros}, or a pattern of
 * {@link DateTimeFormatter}. Strict: 30 February is no date. Immutable.
 */
abstract class TimeFormat {

    private static final int NANOS = 1_000_000_000;
    /** Days from 1 March of the year 0 to 1 January 1970. */
    private static final int DAYS_TO_1970 = 719_468;

    private TimeFormat() {}

    /** True if the text always says which instant it means, without a zone of the mapping. */
    abstract boolean isAbsolute();

    /** True if the text may name a time of day without a zone. */
    abstract boolean mayBeLocal();

    /**
     * An {@link Instant}, {@link OffsetDateTime} or {@link ZonedDateTime} where the text says which instant it means, else a
     * {@link LocalDateTime}; null if the text is no such time.
     */
    abstract @Nullable Temporal parse(String text);

    /**
     * The instant that the text means at that offset, without objects in between; null if the text says an offset itself, or
     * is no such time: then {@link #parse} tells which.
     */
    @Nullable
    Instant quick(String text, ZoneOffset offset) {
        return null;
    }

    /** @throws IllegalArgumentException if it is no format */
    static TimeFormat of(String format) {
        return switch (format) {
            case "iso" -> new Iso();
            case "epoch-seconds" -> new Epoch(0);
            case "epoch-millis" -> new Epoch(3);
            case "epoch-micros" -> new Epoch(6);
            default -> pattern(format);
        };
    }

    private static TimeFormat pattern(String pattern) {
        DateTimeFormatter formatter = formatter(pattern);
        int[] steps = Fixed.compile(pattern);
        return steps == null ? new General(formatter, pattern) : new Fixed(steps);
    }

    private static DateTimeFormatter formatter(String pattern) {
        String letters = letters(pattern);
        if (letters.indexOf('y') < 0 && letters.indexOf('u') < 0) {
            throw new IllegalArgumentException("has no year: " + pattern);
        }
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .parseDefaulting(ChronoField.ERA, 1);
        if (letters.indexOf('d') < 0 && letters.indexOf('D') < 0) {
            builder.parseDefaulting(ChronoField.DAY_OF_MONTH, 1);
        }
        return builder.toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT)
                .withChronology(IsoChronology.INSTANCE);
    }

    /** The pattern without what stands in quotes. */
    private static String letters(String pattern) {
        StringBuilder letters = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '\'') {
                quoted = !quoted;
            } else if (!quoted) {
                letters.append(pattern.charAt(i));
            }
        }
        return letters.toString();
    }

    /** Seconds, or a part of them, since 1970-01-01T00:00Z. */
    private static final class Epoch extends TimeFormat {
        private static final BigDecimal EARLIEST = BigDecimal.valueOf(Instant.MIN.getEpochSecond());
        private static final BigDecimal LATEST = BigDecimal.valueOf(Instant.MAX.getEpochSecond());

        private final int digits;

        Epoch(int digits) {
            this.digits = digits;
        }

        @Override
        boolean isAbsolute() {
            return true;
        }

        @Override
        boolean mayBeLocal() {
            return false;
        }

        @Override
        @Nullable
        Temporal parse(String text) {
            BigDecimal number = Numbers.parse(text, '.', Numbers.NO_GROUPING, false);
            if (number == null || number.precision() - number.scale() > 18) {
                return null;
            }
            BigDecimal seconds = number.movePointLeft(digits);
            BigDecimal whole = seconds.setScale(0, java.math.RoundingMode.FLOOR);
            if (whole.compareTo(EARLIEST) < 0 || whole.compareTo(LATEST) > 0) {
                return null;
            }
            return Instant.ofEpochSecond(
                    whole.longValueExact(),
                    seconds.subtract(whole).movePointRight(9).longValue());
        }
    }

    /** Any pattern, by the library. */
    private static final class General extends TimeFormat {
        private final DateTimeFormatter formatter;
        private final boolean absolute;
        private final boolean local;

        General(DateTimeFormatter formatter, String pattern) {
            this.formatter = formatter;
            String letters = letters(pattern);
            boolean zone = letters.chars().anyMatch(c -> "XxZOVzv".indexOf(c) >= 0);
            this.absolute = zone && letters.indexOf('[') < 0;
            this.local = !absolute;
        }

        @Override
        boolean isAbsolute() {
            return absolute;
        }

        @Override
        boolean mayBeLocal() {
            return local;
        }

        @Override
        @Nullable
        Temporal parse(String text) {
            try {
                TemporalAccessor parsed = formatter.parse(text);
                LocalDate date = parsed.query(TemporalQueries.localDate());
                java.time.LocalTime time = parsed.query(TemporalQueries.localTime());
                if (date == null) {
                    return null;
                }
                LocalDateTime local = time == null ? date.atStartOfDay() : date.atTime(time);
                ZoneId zone = parsed.query(TemporalQueries.zone());
                if (zone == null) {
                    return local;
                }
                return zone instanceof ZoneOffset offset ? local.atOffset(offset) : local.atZone(zone);
            } catch (DateTimeException e) {
                return null;
            }
        }
    }

    /** A scanner of numbers in a text. Mutable. */
    private static final class Scanner {
        final String text;
        int at;
        boolean bad;

        Scanner(String text) {
            this.text = text;
        }

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
            bad |= i - at < least;
            at = i;
            return value;
        }

        /** A number of two digits. */
        int two() {
            int i = at;
            if (i + 2 > text.length()) {
                bad = true;
                return 0;
            }
            int tens = text.charAt(i) - '0';
            int ones = text.charAt(i + 1) - '0';
            bad |= tens < 0 || tens > 9 || ones < 0 || ones > 9;
            at = i + 2;
            return 10 * tens + ones;
        }

        /** A fraction of a second of {@code least} to {@code most} digits, in nanoseconds. */
        int fraction(int least, int most) {
            int before = at;
            int value = number(least, most);
            for (int i = at - before; i < 9; i++) {
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
    }

    /** A date and a time of day while they are read. Mutable. */
    private static final class Parts {
        int year;
        int month = 1;
        int day = 1;
        int hour;
        int minute;
        int second;
        int nano;

        boolean areReal() {
            return month >= 1
                    && month <= 12
                    && day >= 1
                    && (day <= 28 || day <= lengthOfMonth())
                    && hour <= 23
                    && minute <= 59
                    && second <= 59
                    && nano < NANOS;
        }

        private int lengthOfMonth() {
            return switch (month) {
                case 2 -> IsoChronology.INSTANCE.isLeapYear(year) ? 29 : 28;
                case 4, 6, 9, 11 -> 30;
                default -> 31;
            };
        }

        LocalDateTime local() {
            return LocalDateTime.of(year, month, day, hour, minute, second, nano);
        }

        /** Days are counted from 1 March, so that the leap day comes last (proleptic Gregorian calendar). */
        Instant at(ZoneOffset offset) {
            int y = month > 2 ? year : year - 1;
            int m = month > 2 ? month - 3 : month + 9;
            long days = 365L * y
                    + Math.floorDiv(y, 4)
                    - Math.floorDiv(y, 100)
                    + Math.floorDiv(y, 400)
                    + (153 * m + 2) / 5
                    + day
                    - 1
                    - DAYS_TO_1970;
            long seconds = days * 86_400 + hour * 3600L + minute * 60L + second - offset.getTotalSeconds();
            return nano == 0 ? Instant.ofEpochSecond(seconds) : Instant.ofEpochSecond(seconds, nano);
        }
    }

    /** ISO 8601: a date, optionally with a time of day, optionally with an offset. */
    private static final class Iso extends TimeFormat {

        @Override
        boolean isAbsolute() {
            return false;
        }

        @Override
        boolean mayBeLocal() {
            return true;
        }

        @Override
        @Nullable
        Temporal parse(String text) {
            Scanner in = new Scanner(text);
            Parts parts = new Parts();
            if (!read(in, parts)) {
                return null;
            }
            if (in.atEnd()) {
                return parts.local();
            }
            in.take(' ');
            ZoneOffset offset = offset(in);
            return offset == null ? null : parts.local().atOffset(offset);
        }

        @Override
        @Nullable
        Instant quick(String text, ZoneOffset offset) {
            Scanner in = new Scanner(text);
            Parts parts = new Parts();
            return read(in, parts) && in.atEnd() ? parts.at(offset) : null;
        }

        /** Reads up to an offset, if there is one; false if the text is no such time. */
        private static boolean read(Scanner in, Parts parts) {
            parts.year = in.number(4, 4);
            in.bad |= !in.take('-');
            parts.month = in.two();
            in.bad |= !in.take('-');
            parts.day = in.two();
            if (!in.bad && !in.atEnd()) {
                in.bad = !in.take('T') && !in.take(' ') && !in.take('t');
                parts.hour = in.two();
                in.bad |= !in.take(':');
                parts.minute = in.two();
                if (in.take(':')) {
                    parts.second = in.two();
                    if (in.take('.') || in.take(',')) {
                        parts.nano = in.fraction(1, 9);
                    }
                }
            }
            return !in.bad && parts.areReal();
        }

        private static @Nullable ZoneOffset offset(Scanner in) {
            if (in.take('Z') || in.take('z')) {
                return in.atEnd() ? ZoneOffset.UTC : null;
            }
            int sign = in.take('+') ? 1 : in.take('-') ? -1 : 0;
            int hours = in.two();
            int minutes = 0;
            if (!in.atEnd()) {
                in.take(':');
                minutes = in.two();
            }
            if (sign == 0 || in.bad || !in.atEnd() || hours > 18 || minutes > 59 || (hours == 18 && minutes > 0)) {
                return null;
            }
            return ZoneOffset.ofTotalSeconds(sign * (hours * 3600 + minutes * 60));
        }
    }

    /** A pattern of numbers and punctuation, read without the library: a good deal faster. */
    private static final class Fixed extends TimeFormat {

        private final int[] steps;

        Fixed(int[] steps) {
            this.steps = steps;
        }

        /**
         * A step is a character to find as it is, or a letter and the digits it may have: letter + 2^16 · least +
         * 2^20 · most. Null if the pattern has anything else.
         */
        static int @Nullable [] compile(String pattern) {
            int[] steps = new int[pattern.length()];
            int count = 0;
            int i = 0;
            while (i < pattern.length()) {
                char c = pattern.charAt(i);
                if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                    int length = 1;
                    while (i + length < pattern.length() && pattern.charAt(i + length) == c) {
                        length++;
                    }
                    boolean year = (c == 'y' || c == 'u') && length == 4;
                    boolean part = "MdHms".indexOf(c) >= 0 && length <= 2;
                    boolean fraction = c == 'S' && length <= 9;
                    if (!year && !part && !fraction) {
                        return null;
                    }
                    int least = length;
                    int most = part && length == 1 ? 2 : length;
                    char letter = year ? 'y' : c;
                    for (int k = 0; k < count; k++) {
                        if ((steps[k] >>> 16) != 0 && (char) steps[k] == letter) {
                            return null;
                        }
                    }
                    steps[count++] = letter | least << 16 | most << 20;
                    i += length;
                } else if ("[]{}#'".indexOf(c) >= 0) {
                    if (c != '\'' || pattern.indexOf('\'', i + 1) != i + 2) {
                        return null;
                    }
                    steps[count++] = pattern.charAt(i + 1);
                    i += 3;
                } else {
                    steps[count++] = c;
                    i++;
                }
            }
            return has(steps, count, 'M') ? java.util.Arrays.copyOf(steps, count) : null;
        }

        private static boolean has(int[] steps, int count, char letter) {
            for (int k = 0; k < count; k++) {
                if ((steps[k] >>> 16) != 0 && (char) steps[k] == letter) {
                    return true;
                }
            }
            return false;
        }

        @Override
        boolean isAbsolute() {
            return false;
        }

        @Override
        boolean mayBeLocal() {
            return true;
        }

        @Override
        @Nullable
        Temporal parse(String text) {
            Parts parts = new Parts();
            return read(text, parts) ? parts.local() : null;
        }

        @Override
        @Nullable
        Instant quick(String text, ZoneOffset offset) {
            Parts parts = new Parts();
            return read(text, parts) ? parts.at(offset) : null;
        }

        private boolean read(String text, Parts parts) {
            Scanner in = new Scanner(text);
            for (int step : steps) {
                int least = (step >>> 16) & 0xF;
                int most = step >>> 20;
                char c = (char) step;
                if (least == 0) {
                    in.bad |= !in.take(c);
                    continue;
                }
                if (c == 'S') {
                    parts.nano = in.fraction(least, most);
                    continue;
                }
                int value = least == 2 ? in.two() : in.number(least, most);
                switch (c) {
                    case 'y' -> parts.year = value;
                    case 'M' -> parts.month = value;
                    case 'd' -> parts.day = value;
                    case 'H' -> parts.hour = value;
                    case 'm' -> parts.minute = value;
                    default -> parts.second = value;
                }
            }
            return !in.bad && in.atEnd() && parts.areReal();
        }
    }
}
