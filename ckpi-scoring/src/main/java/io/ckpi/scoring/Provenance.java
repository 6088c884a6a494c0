package io.ckpi.scoring;

/** Where a target or the anchors of a score curve come from. */
public enum Provenance {
    /** Shipped with CKPI: a published figure of others or a judgement, not a decision of the company. */
    DEFAULT,
    /** Decided by the company. */
    SET,
    /** Stated in a document of the company. */
    SOURCE_DOCUMENT,
    /** Stands in until somebody decides. */
    PLACEHOLDER
}
