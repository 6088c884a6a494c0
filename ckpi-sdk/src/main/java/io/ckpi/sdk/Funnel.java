package io.ckpi.sdk;

import io.ckpi.core.Reading;
import java.util.List;
import java.util.Objects;

/**
 * The funnel of the board: the persons whose journey began in the period, on the ladder {@link Rung}, as they stand at the
 * end of the data. Market measures and single visits without a known person are never chained into it.
 *
 * @param steps the rungs that a source feeds, in order; empty if none does
 * @param leftOut the rungs that no source feeds
 * @param evidence what the counts rest on
 */
public record Funnel(List<Step> steps, List<Rung> leftOut, Evidence evidence) {

    /** Copies the lists. */
    public Funnel {
        steps = List.copyOf(steps);
        leftOut = List.copyOf(leftOut);
        Objects.requireNonNull(evidence, "evidence");
    }

    /**
     * One rung.
     *
     * @param rung the rung
     * @param count persons who reached it or a higher one
     * @param observed of these, persons with a record of this very rung
     * @param open of these, persons who stand here, have not left and came here so recently that they may still climb:
     *     no losses
     * @param shareOfPrevious {@code count} / count of the previous step, with its Wilson interval; the open persons of the
     *     previous step are its pending cases; absent for the first step
     * @param ceiling the same share if all open persons of the previous step should climb: the upper bound of what the
     *     open cases can change; absent for the first step
     */
    public record Step(Rung rung, long count, long observed, long open, Reading shareOfPrevious, Reading ceiling) {

        /** Checks the counts. */
        public Step {
            Objects.requireNonNull(rung, "rung");
            Objects.requireNonNull(shareOfPrevious, "shareOfPrevious");
            Objects.requireNonNull(ceiling, "ceiling");
            if (observed < 0 || observed > count) {
                throw new IllegalArgumentException("observed is not 0 to count: " + observed + " of " + count);
            }
            if (open < 0 || open > count) {
                throw new IllegalArgumentException("open is not 0 to count: " + open + " of " + count);
            }
        }
    }
}
