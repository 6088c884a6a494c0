package io.ckpi.source.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
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
     * The instant that the text means in that zone, without objects in between; null if that is not so simple: then
     * {@link #parse} tells why.
     */
    @Nullable
    Instant quick(String text, LocalZone zone) {
        return null;
    }

    /** @throws IllegalArgumentException if it is no format */
    static TimeFormat of(String format) {
        return switch (format) {
            case "iso" -> new IsoTime();
            case "epoch-seconds" -> new Epoch(0);
            case "epoch-millis" -> new Epoch(3);
            case "epoch-micros" -> new Epoch(6);
            default -> pattern(format);
        };
    }

    private static TimeFormat pattern(String pattern) {
        DateTimeFormatter formatter = formatter(pattern);
        TimeFormat numeric = NumericTime.of(pattern);
        return numeric == null ? new General(formatter, pattern) : numeric;
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
            BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
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
                LocalTime time = parsed.query(TemporalQueries.localTime());
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
}
