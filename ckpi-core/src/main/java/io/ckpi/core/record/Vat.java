package io.ckpi.core.record;

/** Whether amounts include value added tax. */
public enum Vat {
    /** Included. */
    INCLUDED,
    /** Excluded. */
    EXCLUDED,
    /** Not known. */
    UNKNOWN
}
