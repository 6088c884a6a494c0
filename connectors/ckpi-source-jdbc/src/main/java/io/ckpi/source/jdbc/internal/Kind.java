package io.ckpi.source.jdbc.internal;

import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the cells of a column become text. */
enum Kind {
    /** A whole number. */
    WHOLE,
    /** An exact number. */
    DECIMAL,
    /** A binary number of 64 bits. */
    DOUBLE,
    /** A binary number of 32 bits. */
    FLOAT,
    FLAG,
    DATE,
    TIME,
    /** A time of day with an offset. */
    TIME_OFFSET,
    /** A time without a zone. */
    LOCAL,
    /** A time of MySQL that is given in the zone of the session, which is UTC. */
    SESSION,
    /** An instant. */
    INSTANT,
    BYTES,
    ARRAY,
    UUID,
    TEXT,
    /** Anything else, by its text: texts are not compared as such values are. */
    OTHER;

    private static final Set<String> POSTGRESQL_TEXTS = Set.of("text", "varchar", "bpchar", "name", "char");

    private static final DateTimeFormatter ISO_LOCAL = DateTimeFormatter.ISO_LOCAL_DATE_TIME;
    private static final DateTimeFormatter ISO_OFFSET = DateTimeFormatter.ISO_OFFSET_DATE_TIME;
    private static final int FIELD_CHARS = 1 << 20;

    static Kind of(ResultSetMetaData columns, int index, Dialect dialect) throws SQLException {
        String name = String.valueOf(columns.getColumnTypeName(index)).toLowerCase(Locale.ROOT);
        return switch (columns.getColumnType(index)) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> WHOLE;
            case Types.NUMERIC, Types.DECIMAL -> DECIMAL;
            case Types.DOUBLE -> name.equals("money") ? OTHER : DOUBLE;
            case Types.FLOAT, Types.REAL -> dialect == Dialect.MYSQL || name.equals("float4") ? FLOAT : DOUBLE;
            case Types.BOOLEAN -> FLAG;
            case Types.BIT -> {
                if (dialect == Dialect.MYSQL) {
                    yield columns.getPrecision(index) > 1 ? BYTES : FLAG;
                }
                yield name.equals("bool") ? FLAG : OTHER;
            }
            case Types.DATE -> name.equals("year") ? WHOLE : DATE;
            case Types.TIME -> {
                if (dialect == Dialect.MYSQL) {
                    yield OTHER; // a length of time, up to 838 hours
                }
                yield name.equals("timetz") ? TIME_OFFSET : TIME;
            }
            case Types.TIMESTAMP -> {
                if (dialect == Dialect.MYSQL) {
                    yield name.startsWith("timestamp") ? SESSION : LOCAL;
                }
                yield name.equals("timestamptz") ? INSTANT : LOCAL;
            }
            case Types.TIMESTAMP_WITH_TIMEZONE -> INSTANT;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> BYTES;
            case Types.ARRAY -> ARRAY;
            default -> {
                if (dialect == Dialect.MYSQL) {
                    yield TEXT;
                }
                yield name.equals("uuid") ? UUID : POSTGRESQL_TEXTS.contains(name) ? TEXT : OTHER;
            }
        };
    }

    boolean isNumber() {
        return this == WHOLE || this == DECIMAL || this == DOUBLE || this == FLOAT;
    }

    boolean isTime() {
        return this == DATE || this == LOCAL || this == SESSION || this == INSTANT;
    }

    /** True if pages can be cut by such a column. */
    boolean isKey() {
        return switch (this) {
            case WHOLE, DECIMAL, TEXT, UUID, DATE, LOCAL, SESSION, INSTANT -> true;
            default -> false;
        };
    }

    /** A cell: its text, its elements if it is an array, or null if it is absent. */
    @Nullable
    Object cell(ResultSet rows, int index) throws SQLException, RowFault {
        try {
            if (this == ARRAY) {
                return array(rows, index);
            }
            String text = read(rows, index);
            if (text != null && text.length() > FIELD_CHARS) {
                throw new RowFault(RejectReason.LINE_TOO_LONG, null, "over " + FIELD_CHARS + " characters");
            }
            return text;
        } catch (DateTimeException | ArithmeticException e) {
            throw new RowFault(RejectReason.BAD_TIMESTAMP, null, "no time of the calendar");
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state == null || !state.startsWith("22")) {
                throw e;
            }
            throw unreadable(); // the driver has the cell and cannot make anything of it
        }
    }

    private RowFault unreadable() {
        if (isTime()) {
            return new RowFault(RejectReason.BAD_TIMESTAMP, null, "no time of the calendar");
        }
        return new RowFault(
                isNumber()
                        ? RejectReason.BAD_NUMBER
                        : this == ARRAY ? RejectReason.BAD_ARRAY : RejectReason.BAD_ENCODING,
                null,
                "a value that the driver cannot read");
    }

    private @Nullable String read(ResultSet rows, int index) throws SQLException {
        switch (this) {
            case WHOLE -> {
                String text = rows.getString(index);
                // MySQL fills some columns up with zeros
                return text == null || text.length() < 2 || text.charAt(0) != '0' ? text : plain(text);
            }
            case DOUBLE -> {
                double value = rows.getDouble(index);
                return rows.wasNull() ? null : Double.isFinite(value) ? plain(Double.toString(value)) : "NaN";
            }
            case FLOAT -> {
                float value = rows.getFloat(index);
                return rows.wasNull() ? null : Float.isFinite(value) ? plain(Float.toString(value)) : "NaN";
            }
            case DECIMAL -> {
                String text = rows.getString(index);
                return text == null || text.indexOf('E') < 0 ? text : plain(text);
            }
            case FLAG -> {
                boolean value = rows.getBoolean(index);
                return rows.wasNull() ? null : Boolean.toString(value);
            }
            case DATE -> {
                LocalDate day = rows.getObject(index, LocalDate.class);
                return day == null ? null : day.toString();
            }
            case TIME -> {
                LocalTime time = rows.getObject(index, LocalTime.class);
                return time == null ? null : time.format(DateTimeFormatter.ISO_LOCAL_TIME);
            }
            case TIME_OFFSET -> {
                OffsetTime time = rows.getObject(index, OffsetTime.class);
                return time == null ? null : time.format(DateTimeFormatter.ISO_OFFSET_TIME);
            }
            case LOCAL, SESSION -> {
                LocalDateTime time = rows.getObject(index, LocalDateTime.class);
                return time == null ? null : local(time) + (this == SESSION ? "Z" : "");
            }
            case INSTANT -> {
                OffsetDateTime time = rows.getObject(index, OffsetDateTime.class);
                return time == null ? null : ISO_OFFSET.format(time);
            }
            case BYTES -> {
                byte[] bytes = rows.getBytes(index);
                return bytes == null ? null : HexFormat.of().formatHex(bytes);
            }
            default -> {
                return rows.getString(index);
            }
        }
    }

    /**
     * A time in ISO 8601 with its seconds. That of a year of four digits without a fraction, as most are, is written digit by
     * digit: the library takes ten times as long.
     */
    private static String local(LocalDateTime time) {
        int year = time.getYear();
        if (time.getNano() != 0 || year < 0 || year > 9999) {
            return ISO_LOCAL.format(time);
        }
        byte[] text = new byte[19];
        two(text, 0, year / 100);
        two(text, 2, year % 100);
        text[4] = '-';
        two(text, 5, time.getMonthValue());
        text[7] = '-';
        two(text, 8, time.getDayOfMonth());
        text[10] = 'T';
        two(text, 11, time.getHour());
        text[13] = ':';
        two(text, 14, time.getMinute());
        text[16] = ':';
        two(text, 17, time.getSecond());
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void two(byte[] text, int at, int number) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }

    private static String plain(String number) {
        return new BigDecimal(number).toPlainString();
    }

    /** The elements of a cell; null if it is absent. */
    private static @Nullable List<String> array(ResultSet rows, int index) throws SQLException, RowFault {
        Array array = rows.getArray(index);
        if (array == null) {
            return null;
        }
        try {
            List<String> texts = new ArrayList<>();
            if (!(array.getArray() instanceof Object[] items)) {
                throw new RowFault(RejectReason.BAD_ARRAY, null, null);
            }
            for (Object item : items) {
                if (item == null || item instanceof Object[]) {
                    throw new RowFault(RejectReason.BAD_ARRAY, null, null);
                }
                boolean binary = item instanceof Double || item instanceof Float;
                texts.add(
                        binary && Double.isFinite(((Number) item).doubleValue())
                                ? plain(item.toString())
                                : item.toString());
            }
            return texts;
        } finally {
            array.free();
        }
    }
}
