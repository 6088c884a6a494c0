package io.ckpi.sdk.internal.measure;

/**
 * How many rows of all sources became records and how many did not.
 *
 * @param records rows that became records, 0 or more
 * @param rejected rows that could not become records, 0 or more
 */
public record DataQuality(long records, long rejected) {

    /** Nothing is known. */
    public static final DataQuality NONE = new DataQuality(0, 0);

    /** Checks the counts. */
    public DataQuality {
        if (records < 0) {
            throw new IllegalArgumentException("records is negative: " + records);
        }
        if (rejected < 0) {
            throw new IllegalArgumentException("rejected is negative: " + rejected);
        }
    }
}
