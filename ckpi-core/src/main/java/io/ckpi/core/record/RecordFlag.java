package io.ckpi.core.record;

/** What is known about the quality of a record. */
public enum RecordFlag {
    /** The source gave no zone; one was assumed. */
    ZONE_ASSUMED,
    /** It happened more than five minutes after it was recorded. */
    CLOCK_SKEW,
    /** The source has no key; the natural key was hashed. */
    SYNTHETIC_KEY,
    /** The source gave no currency; the mapping assumes one. */
    CURRENCY_ASSUMED,
    /** The source stores money as binary floating point. */
    BINARY_AMOUNT,
    /** Only the last state is known, the way to it is not. */
    HISTORY_PARTIAL,
    /** A phone or mail could not be used as a link and was dropped. */
    PII_DROPPED
}
