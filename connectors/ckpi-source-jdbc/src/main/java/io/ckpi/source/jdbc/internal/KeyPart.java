package io.ckpi.source.jdbc.internal;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;

/** Binds the text of a key's column as a value of the column's own type, so that an index of it is used. */
final class KeyPart {

    private KeyPart() {}

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
