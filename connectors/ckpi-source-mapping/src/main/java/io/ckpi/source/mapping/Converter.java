package io.ckpi.source.mapping;

import io.ckpi.core.Channel;
import io.ckpi.core.Money;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.RejectReason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a text into the value of a component. Immutable. */
sealed interface Converter {

    /** The value; null if it is absent or has to be left out. {@code field} is what a reject names. */
    @Nullable
    Object convert(String text, String field, Row row) throws RowFault;

    /** A text as it is. */
    record AsText() implements Converter {
        @Override
        public Object convert(String text, String field, Row row) {
            return text;
        }
    }

    /** The path of a URL: no host, no query, no fragment. */
    record AsPath() implements Converter {
        @Override
        public Object convert(String text, String field, Row row) {
            int host = text.indexOf("://");
            int begin = 0;
            if (host >= 0 && text.substring(0, host).chars().allMatch(Character::isLetterOrDigit)) {
                begin = host + 3;
                while (begin < text.length() && "/?#".indexOf(text.charAt(begin)) < 0) {
                    begin++;
                }
            }
            int end = begin;
            while (end < text.length() && text.charAt(end) != '?' && text.charAt(end) != '#') {
                end++;
            }
            return end == begin ? "/" : text.substring(begin, end);
        }
    }

    /** The token of a personal id. A phone or mail that cannot be read is left out of a record that can do without. */
    record AsToken(String type, boolean required) implements Converter {
        @Override
        public @Nullable Object convert(String text, String field, Row row) throws RowFault {
            try {
                return row.tokens.token(type, text).orElse(null);
            } catch (BadIdentityException e) {
                if (required) {
                    throw RowFault.of(e.reason(), field, text);
                }
                row.flag(RecordFlag.PII_DROPPED);
                return null;
            }
        }
    }

    /** A constant of an enum, by its name or, for a channel, its English name. */
    record AsConstant(Map<String, Object> constants, boolean unknownIsAbsent) implements Converter {
        static AsConstant of(Class<?> type, boolean unknownIsAbsent) {
            Map<String, Object> constants = new HashMap<>();
            for (Object constant : type.getEnumConstants()) {
                constants.put(((Enum<?>) constant).name(), constant);
                if (constant instanceof Channel channel) {
                    constants.put(channel.names().en(), channel);
                }
            }
            return new AsConstant(Map.copyOf(constants), unknownIsAbsent);
        }

        @Override
        public @Nullable Object convert(String text, String field, Row row) throws RowFault {
            Object constant = of(text);
            if (constant == null && !unknownIsAbsent) {
                throw RowFault.of(RejectReason.UNKNOWN_VALUE, field, text);
            }
            return constant;
        }

        /** The constant of that name; null if there is none. */
        @Nullable
        Object of(String name) {
            Object constant = constants.get(name);
            return constant == null
                    ? constants.get(name.toUpperCase(Locale.ROOT).replace('-', '_'))
                    : constant;
        }
    }

    /** A truth value. */
    record AsFlag() implements Converter {
        @Override
        public Object convert(String text, String field, Row row) throws RowFault {
            if (text.equalsIgnoreCase("true")) {
                return true;
            }
            if (text.equalsIgnoreCase("false")) {
                return false;
            }
            throw RowFault.of(RejectReason.UNKNOWN_VALUE, field, text);
        }
    }

    /** A currency. */
    record AsCurrency() implements Converter {
        @Override
        public Object convert(String text, String field, Row row) throws RowFault {
            try {
                return Currency.getInstance(text);
            } catch (IllegalArgumentException e) {
                throw RowFault.of(RejectReason.BAD_CURRENCY, field, text);
            }
        }
    }

    /** Texts parted by a separator. */
    record AsTexts(String separator) implements Converter {
        @Override
        public Object convert(String text, String field, Row row) {
            Set<String> texts = new LinkedHashSet<>();
            int at = 0;
            while (at <= text.length()) {
                int next = text.indexOf(separator, at);
                String item =
                        text.substring(at, next < 0 ? text.length() : next).strip();
                if (!item.isEmpty()) {
                    texts.add(item);
                }
                at = next < 0 ? text.length() + 1 : next + separator.length();
            }
            return texts;
        }
    }

    /**
     * How a number is written, and its range.
     *
     * @param decimal decimal mark
     * @param grouping mark between groups of three digits
     * @param factor what the number is multiplied by, or null for nothing
     * @param min least value, or null
     * @param max greatest value, or null
     */
    record Figures(
            char decimal,
            char grouping,
            @Nullable BigDecimal factor,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max) {

        BigDecimal read(String text, String field, boolean exponentAllowed) throws RowFault {
            BigDecimal number = Numbers.parse(text, decimal, grouping, exponentAllowed);
            if (number == null) {
                throw RowFault.of(RejectReason.BAD_NUMBER, field, text);
            }
            if (factor != null) {
                number = number.multiply(factor);
            }
            if ((min != null && isBelow(number, min)) || (max != null && number.compareTo(max) > 0)) {
                throw RowFault.of(RejectReason.OUT_OF_RANGE, field, text);
            }
            return number;
        }

        private static boolean isBelow(BigDecimal number, BigDecimal min) {
            return min.signum() == 0 ? number.signum() < 0 : number.compareTo(min) < 0;
        }
    }

    /** An exact number. */
    record AsDecimal(Figures figures) implements Converter {
        @Override
        public Object convert(String text, String field, Row row) throws RowFault {
            return figures.read(text, field, true);
        }
    }

    /** A whole number. */
    record AsWhole(Figures figures, boolean isLong) implements Converter {
        @Override
        public Object convert(String text, String field, Row row) throws RowFault {
            BigDecimal number = figures.read(text, field, false);
            try {
                if (isLong) {
                    return number.longValueExact();
                }
                return number.intValueExact();
            } catch (ArithmeticException e) {
                throw RowFault.of(
                        number.stripTrailingZeros().scale() > 0 ? RejectReason.BAD_NUMBER : RejectReason.OUT_OF_RANGE,
                        field,
                        text);
            }
        }
    }

    /** A {@code double}. */
    record AsDouble(Figures figures) implements Converter {
        @Override
        public Object convert(String text, String field, Row row) throws RowFault {
            return figures.read(text, field, true).doubleValue() + 0.0; // no negative zero
        }
    }

    /**
     * An amount of money.
     *
     * @param figures how it is written
     * @param currency its currency
     * @param assumed whether the currency is only assumed
     * @param column where the row says the currency instead, or null
     * @param binary whether the source keeps amounts in binary: then they are rounded to the currency's digits
     */
    record AsMoney(
            Figures figures,
            @Nullable Currency currency,
            boolean assumed,
            @Nullable Expr column,
            boolean binary) implements Converter {

        /** Units; what millionths of them in a {@code long} can hold, with some room for sums. */
        private static final int DIGITS = 12;

        private static final int DECIMALS = 6;

        @Override
        public Object convert(String text, String field, Row row) throws RowFault {
            BigDecimal amount = figures.read(text, field, binary);
            Currency unit = currency(field, row);
            if (binary) {
                amount = amount.setScale(Math.max(0, unit.getDefaultFractionDigits()), RoundingMode.HALF_EVEN);
                row.flag(RecordFlag.BINARY_AMOUNT);
            }
            if (amount.precision() - amount.scale() > DIGITS
                    || (amount.scale() > DECIMALS && amount.stripTrailingZeros().scale() > DECIMALS)) {
                throw RowFault.of(RejectReason.OUT_OF_RANGE, field, text);
            }
            return new Money(amount, unit);
        }

        private Currency currency(String field, Row row) throws RowFault {
            String code = column == null ? null : column.text(row);
            if (column != null && code != null) {
                return (Currency) new AsCurrency().convert(code, column.name(), row);
            }
            if (currency == null) {
                throw new RowFault(RejectReason.BAD_CURRENCY, column == null ? field : column.name(), "empty");
            }
            if (assumed) {
                row.flag(RecordFlag.CURRENCY_ASSUMED);
            }
            return currency;
        }
    }

    /** A length of time as a number of units, as {@code H:mm:ss}, or in ISO 8601. */
    record AsDuration(Figures figures, Unit unit) implements Converter {

        /** How a length of time is written. */
        enum Unit {
            MILLISECONDS(1_000_000L),
            SECONDS(1_000_000_000L),
            MINUTES(60_000_000_000L),
            HOURS(3_600_000_000_000L),
            CLOCK(1_000_000_000L),
            ISO(0);

            private final BigDecimal nanos;

            Unit(long nanos) {
                this.nanos = BigDecimal.valueOf(nanos);
            }
        }

        private static final long LONGEST = Duration.ofDays(3660).toSeconds();

        @Override
        public Object convert(String text, String field, Row row) throws RowFault {
            Duration duration =
                    unit == Unit.ISO ? iso(text, field) : unit == Unit.CLOCK ? clock(text, field) : number(text, field);
            if (duration.isNegative() || duration.toSeconds() > LONGEST) {
                throw RowFault.of(RejectReason.OUT_OF_RANGE, field, text);
            }
            return duration;
        }

        private static Duration iso(String text, String field) throws RowFault {
            try {
                return Duration.parse(text);
            } catch (DateTimeException e) {
                throw RowFault.of(RejectReason.BAD_NUMBER, field, text);
            }
        }

        private Duration clock(String text, String field) throws RowFault {
            List<String> parts = List.of(text.split(":", -1));
            if (parts.size() != 3 || parts.stream().anyMatch(p -> p.isEmpty() || p.length() > 6 || !isDigits(p))) {
                throw RowFault.of(RejectReason.BAD_NUMBER, field, text);
            }
            int minutes = Integer.parseInt(parts.get(1));
            int seconds = Integer.parseInt(parts.get(2));
            if (minutes > 59 || seconds > 59) {
                throw RowFault.of(RejectReason.BAD_NUMBER, field, text);
            }
            return Duration.ofSeconds(Integer.parseInt(parts.get(0)) * 3600L + minutes * 60L + seconds);
        }

        private static boolean isDigits(String text) {
            return text.chars().allMatch(c -> c >= '0' && c <= '9');
        }

        private Duration number(String text, String field) throws RowFault {
            BigDecimal nanos = figures.read(text, field, false).multiply(unit.nanos);
            try {
                return Duration.ofNanos(
                        nanos.setScale(0, RoundingMode.HALF_EVEN).longValueExact());
            } catch (ArithmeticException e) {
                throw RowFault.of(RejectReason.OUT_OF_RANGE, field, text);
            }
        }
    }

    /**
     * An instant, with the zone that its text names.
     *
     * @param instant instant
     * @param zone zone of the text, or null if the text has none and the mapping's was used
     */
    record Moment(Instant instant, @Nullable ZoneId zone) {}

    /**
     * An instant.
     *
     * @param format how it is written
     * @param local zone of texts without one, or null
     * @param assumed whether that zone is only assumed
     * @param memo number under which a row keeps it, as several components often share one column
     */
    record AsTime(TimeFormat format, @Nullable LocalZone local, boolean assumed, int memo) implements Converter {

        private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
        private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

        @Override
        public Object convert(String text, String field, Row row) throws RowFault {
            return moment(text, field, row).instant();
        }

        Moment moment(String text, String field, Row row) throws RowFault {
            Moment moment = (Moment) row.memo(memo);
            if (moment == null) {
                moment = read(text, field);
                row.memo(memo, moment);
            }
            if (assumed && moment.zone() == null) {
                row.flag(RecordFlag.ZONE_ASSUMED);
            }
            return moment;
        }

        private Moment read(String text, String field) throws RowFault {
            Instant quick = local == null ? null : format.quick(text, local);
            Moment moment = quick == null ? slow(text, field) : new Moment(quick, null);
            if (moment.instant().isBefore(FIRST) || !moment.instant().isBefore(LAST)) {
                throw RowFault.of(RejectReason.OUT_OF_RANGE, field, text);
            }
            return moment;
        }

        private Moment slow(String text, String field) throws RowFault {
            Temporal time = format.parse(text);
            if (time instanceof LocalDateTime read) {
                if (local == null) {
                    throw RowFault.of(RejectReason.NO_ZONE, field, text);
                }
                return new Moment(read.atZone(local.id()).toInstant(), null);
            }
            if (time instanceof OffsetDateTime offset) {
                return new Moment(offset.toInstant(), offset.getOffset());
            }
            if (time instanceof ZonedDateTime zoned) {
                return new Moment(zoned.toInstant(), zoned.getZone());
            }
            if (time instanceof Instant instant) {
                return new Moment(instant, local == null ? ZoneOffset.UTC : local.id());
            }
            throw RowFault.of(RejectReason.BAD_TIMESTAMP, field, text);
        }
    }

    /** A day: as it is written, or that of an instant in the zone. */
    record AsDay(TimeFormat format, @Nullable ZoneId zone) implements Converter {
        private static final int FIRST_YEAR = 1900;
        private static final int LAST_YEAR = 2199;

        @Override
        public Object convert(String text, String field, Row row) throws RowFault {
            Temporal time = format.parse(text);
            if (time == null) {
                throw RowFault.of(RejectReason.BAD_TIMESTAMP, field, text);
            }
            LocalDate day;
            if (time instanceof LocalDateTime local) {
                day = local.toLocalDate();
            } else if (zone == null) {
                throw RowFault.of(RejectReason.NO_ZONE, field, text);
            } else {
                day = Instant.from(time).atZone(zone).toLocalDate();
            }
            if (day.getYear() < FIRST_YEAR || day.getYear() > LAST_YEAR) {
                throw RowFault.of(RejectReason.OUT_OF_RANGE, field, text);
            }
            return day;
        }
    }
}
