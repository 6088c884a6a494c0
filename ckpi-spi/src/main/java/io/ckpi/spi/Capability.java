package io.ckpi.spi;

/** What a source can do beyond delivering its records. The smallest plugin has none. */
public enum Capability {
    /** It reads only the requested range of time. */
    TIME_FILTER,
    /** It resumes from a cursor. */
    RESUME,
    /** It keeps the revisions of a record. */
    REVISIONS,
    /** It tells of deletions. */
    DELETES,
    /** It computes moments where the data lives, see {@link MomentsSource}. */
    MOMENTS,
    /** It computes moments by group; implies {@link #MOMENTS}. */
    GROUPED_MOMENTS
}
