package io.ckpi.source.mapping;

import java.util.Set;

/**
 * What a column must say for a record to be made. Immutable.
 *
 * @param index number of the column
 * @param test what is asked
 * @param texts the texts of IN and NOT
 */
record Condition(int index, Test test, Set<String> texts) {

    /** A question about a cell. */
    enum Test {
        /** It has a text. */
        PRESENT,
        /** It has none, or an empty one. */
        ABSENT,
        /** Its text is one of these. */
        IN,
        /** It has no text, or one that is none of these. */
        NOT
    }

    boolean holds(Row row) throws RowFault {
        String text = row.cell(index);
        return switch (test) {
            case PRESENT -> text != null && !text.isEmpty();
            case ABSENT -> text == null || text.isEmpty();
            case IN -> text != null && texts.contains(text);
            case NOT -> text == null || !texts.contains(text);
        };
    }
}
