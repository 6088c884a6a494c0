package io.ckpi.source.mapping;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.temporal.Temporal;
import org.jspecify.annotations.Nullable;

/** What a mapping would make of a text: for tools that look at data before there is a mapping. Stateless. */
public final class ValueForms {

    private ValueForms() {}

    /** What a text is to a format of times. */
    public enum Fit {
        /** No such time. */
        NONE,
        /** A time that does not say which instant it means: it needs a zone. */
        LOCAL,
        /** An instant. */
        ABSOLUTE
    }

    /** Reads texts as times of one format. Immutable. */
    @FunctionalInterface
    public interface Times {
        /** What {@code text} is to the format. */
        Fit fit(String text);
    }

    /**
     * Reads times as the key {@code format} of a mapping does.
     *
     * @param format {@code iso}, {@code epoch-seconds}, {@code epoch-millis}, {@code epoch-micros} or a pattern
     * @throws IllegalArgumentException if it is no format
     */
    public static Times times(String format) {
        TimeFormat timeFormat;
        try {
            timeFormat = TimeFormat.of(format);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("format is no format of times: " + format, e);
        }
        return text -> {
            Temporal time = timeFormat.parse(text);
            return time == null ? Fit.NONE : time instanceof LocalDateTime ? Fit.LOCAL : Fit.ABSOLUTE;
        };
    }

    /**
     * The number that a mapping reads; null if the text is none.
     *
     * @param decimal decimal mark
     * @param grouping mark between groups of three digits, or {@link RowSettings#NO_GROUPING}
     */
    public static @Nullable BigDecimal number(String text, char decimal, char grouping) {
        return Numbers.parse(text, decimal, grouping, false);
    }

    /** True if the text, as an id, is one that a spreadsheet has rounded: scientific notation such as {@code 1.03293E+19}. */
    public static boolean isPrecisionLost(String text) {
        return Ids.isPrecisionLost(text);
    }

    /** True for an id of more than 15 digits that are all zero from the 16th on, as a spreadsheet leaves it. */
    public static boolean hasZeroTail(String text) {
        return !text.isEmpty() && Ids.isDigits(text) && Ids.isLong(text) && Ids.hasZeroTail(text);
    }
}
