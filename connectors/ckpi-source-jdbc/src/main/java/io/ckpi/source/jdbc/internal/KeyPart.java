package io.ckpi.source.jdbc.internal;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Binds the text of a key's column as a value of the column's own type, so that an index of it is used. */
final class KeyPart {

    private static final LocalDateTime FIRST = LocalDateTime.of(1, 1, 2, 0, 0);
    private static final LocalDateTime LAST = LocalDateTime.of(9999, 12, 30, 0, 0);

    private KeyPart() {}

    /** True if pages can be cut by that value. */
    static boolean isKey(Kind kind, @Nullable String text) {
        return text != null && !(kind == Kind.DECIMAL && (text.equals("NaN") || text.endsWith("Infinity")));
    }

    /**
     * The instant that the text of a time means; one of the years 1 to 9999.
     *
     * @param zone zone of local times
     * @throws IllegalArgumentException if the text is no value of that kind: the cursor is broken
     */
    static Instant instant(Kind kind, @Nullable ZoneId zone, String text) {
        try {
            LocalDateTime local =
                    switch (kind) {
                        case DATE -> LocalDate.parse(text).atStartOfDay();
                        case LOCAL -> LocalDateTime.parse(text);
                        default -> OffsetDateTime.parse(text).toLocalDateTime();
                    };
            if (local.isBefore(FIRST)) {
                return FIRST.toInstant(ZoneOffset.UTC);
            }
            if (local.isAfter(LAST)) {
                return LAST.toInstant(ZoneOffset.UTC);
            }
            return kind == Kind.DATE || kind == Kind.LOCAL
                    ? local.atZone(zone == null ? ZoneOffset.UTC : zone).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException("not a key", e);
        }
    }

    /**
     * Binds.
     *
     * @throws IllegalArgumentException if the text is no value of that kind: the cursor is broken
     */
    static void bind(PreparedStatement statement, int index, Kind kind, String text) throws SQLException {
        try {
            switch (kind) {
                case WHOLE -> {
                    BigDecimal number = new BigDecimal(text);
                    if (number.unscaledValue().bitLength() < 64) {
                        statement.setLong(index, number.longValueExact());
                    } else {
                        statement.setBigDecimal(index, number);
                    }
                }
                case DECIMAL -> statement.setBigDecimal(index, new BigDecimal(text));
                case UUID -> statement.setObject(index, java.util.UUID.fromString(text));
                case DATE -> statement.setObject(index, LocalDate.parse(text));
                case LOCAL -> statement.setObject(index, LocalDateTime.parse(text));
                case SESSION ->
                    statement.setObject(index, OffsetDateTime.parse(text).toLocalDateTime());
                case INSTANT -> statement.setObject(index, OffsetDateTime.parse(text));
                default -> statement.setString(index, text);
            }
        } catch (ArithmeticException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("not a key", e);
        }
    }
}
