package io.ckpi.source.files.inspect;

import io.ckpi.source.mapping.Columns;
import java.util.List;
import java.util.Map;

/**
 * What was seen in a column. It holds no value of the data but those of {@link #values}, which are short, few, repeated and do
 * not look personal. Immutable.
 *
 * @param name the name of the column: that of the header, a JSON member or pointer, or {@code c1}, {@code c2} … without a
 *     header; {@link #HIDDEN} if it looks personal itself
 * @param filled cells that are neither empty nor blank nor a text that means nothing
 * @param look what most values look like
 * @param fitting how many values look so
 * @param times how the values can be read as times
 * @param numbers how they can be read as numbers: each name is a decimal mark, followed by the grouping mark if there is one
 * @param phones values that look like telephone numbers
 * @param emails values that look like e-mail addresses
 * @param currencies values that are codes of currencies
 * @param values the values that may be shown with their counts, the most frequent first; empty if they may not
 * @param distinct how many different values there are, as far as they were counted: {@link #MANY} stands for more
 * @param repeated how many of the first thousand values had been there before
 * @param shapes the most frequent shapes of the values, see {@link io.ckpi.spi.Reject#shape}, with their counts
 * @param absent texts that mean nothing, such as {@code n/a}, with their counts
 * @param padded cells with white space around the value
 */
public record ColumnProfile(
        String name,
        long filled,
        Look look,
        long fitting,
        Forms times,
        Forms numbers,
        long phones,
        long emails,
        long currencies,
        Map<String, Long> values,
        int distinct,
        long repeated,
        Map<String, Long> shapes,
        Map<String, Long> absent,
        long padded) {

    /** More different values than are counted. */
    public static final int MANY = 21;

    /** In the place of a name that looks personal itself, or is empty. */
    public static final String HIDDEN = "(hidden)";

    /** What values look like. */
    public enum Look {
        /** There are none. */
        EMPTY,
        /** Ids that a spreadsheet has rounded. */
        ROUNDED_ID,
        /** Times or days. */
        TIME,
        /** E-mail addresses. */
        EMAIL,
        /** Telephone numbers. */
        PHONE,
        /** Codes of currencies. */
        CURRENCY,
        /** Numbers. */
        NUMBER,
        /** A few values over and over. */
        CATEGORY,
        /** Texts without blanks, most of them different. */
        ID,
        /** Arrays of JSON or ClickHouse. */
        NESTED,
        /** Other texts. */
        TEXT
    }

    /** The name in quotes, as far as it can be shown. */
    public String shownName() {
        return name.equals(HIDDEN) ? name : Columns.quoted(name);
    }

    /**
     * Ways to read values, none better than the other.
     *
     * @param fitting how many values can be read so
     * @param names the ways; several if the values do not decide between them
     * @param local how many of these values are times without an offset
     * @param dayOnly whether they are days without a time of day
     */
    public record Forms(long fitting, List<String> names, long local, boolean dayOnly) {

        /** Copies the list. */
        public Forms {
            names = List.copyOf(names);
        }

        /** True if the values decide how they are to be read. */
        public boolean isDecided() {
            return names.size() == 1;
        }
    }
}
