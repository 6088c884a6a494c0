package io.ckpi.scoring;

/** How much of the weight of a composite has data. */
public enum Status {
    /** All of it. */
    OK,
    /** Enough for a value, not all. */
    PARTIAL,
    /** Too little: there is no value; coverage, bounds and scores are still given. */
    INSUFFICIENT_DATA;

    /** The status of a coverage; the threshold itself is enough (a difference of 1e-12 is rounding). */
    static Status of(double coverage, double threshold) {
        if (coverage >= 1) {
            return OK;
        }
        return coverage > 0 && coverage >= least(threshold) ? PARTIAL : INSUFFICIENT_DATA;
    }

    /** The least coverage that is enough for a threshold; it must be above 0 too. */
    static double least(double threshold) {
        return threshold - 1e-12;
    }
}
