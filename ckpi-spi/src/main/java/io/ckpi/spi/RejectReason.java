package io.ckpi.spi;

/** Why a row could not become a record: the closed list. */
public enum RejectReason {
    /** A key field is empty. */
    MISSING_KEY,
    /** An id was rounded by a spreadsheet, such as {@code 1.03293E+19}. */
    ID_PRECISION_LOST,
    /** A time that cannot be read. */
    BAD_TIMESTAMP,
    /** A local time without a declared zone. */
    NO_ZONE,
    /** A number that cannot be read. */
    BAD_NUMBER,
    /** A currency that does not exist, or that contradicts the mapping. */
    BAD_CURRENCY,
    /** A telephone number that cannot be normalised. */
    BAD_PHONE,
    /** An e-mail address that cannot be normalised. */
    BAD_EMAIL,
    /** Bytes that are not text of the declared encoding. */
    BAD_ENCODING,
    /** Text that is not JSON. */
    BAD_JSON,
    /** An escape that cannot be read. */
    BAD_ESCAPE,
    /** An array that cannot be read. */
    BAD_ARRAY,
    /** Fewer or more columns than the header. */
    COLUMN_COUNT,
    /** A line or field over the limit. */
    LINE_TOO_LONG,
    /** The file ends inside a quoted field. */
    TRUNCATED,
    /** A value that the mapping does not list. */
    UNKNOWN_VALUE,
    /** A value outside the range that the field allows. */
    OUT_OF_RANGE,
    /** A time in the future. */
    FUTURE_TIME,
    /** A row that the source's own rule drops as late. */
    LATE
}
