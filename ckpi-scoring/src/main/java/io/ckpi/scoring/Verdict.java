package io.ckpi.scoring;

import java.util.List;

/** Which of two composites is the better one, and how far that can be trusted. */
public sealed interface Verdict {

    /** One of the two results that are compared. */
    enum Side {
        /** The first. */
        FIRST,
        /** The second. */
        SECOND
    }

    /**
     * One is better, whatever the weights, the curves and the sampling error within their uncertainty.
     *
     * @param better which one
     * @param probability the share of the draws in which it is better; 1 if proved
     * @param proved whether it is proved, not sampled: no factor of the better one is below that of the other, so that no
     *     weights can turn it round
     */
    record Robust(Side better, double probability, boolean proved) implements Verdict {}

    /**
     * The draws do not settle it.
     *
     * @param probability the share of the draws in which the first is better, a tie counting half
     */
    record Fragile(double probability) implements Verdict {}

    /**
     * Data are missing that could turn the order round.
     *
     * @param missing ids of the factors without data in one of the two
     */
    record Incomparable(List<String> missing) implements Verdict {
        /** Copies the list. */
        public Incomparable {
            missing = List.copyOf(missing);
        }
    }
}
