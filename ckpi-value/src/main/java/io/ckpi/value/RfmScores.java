package io.ckpi.value;

import io.ckpi.core.Outcome;
import java.util.Map;
import java.util.Optional;

/**
 * The scores that {@link Rfm} gave.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class RfmScores {

    /** What is scored. */
    public enum Dimension {
        /** Days since the last purchase. */
        RECENCY,
        /** Purchase days. */
        FREQUENCY,
        /** All spend. */
        MONEY
    }

    /** The scores of one dimension. Immutable. */
    public static final class Bins {
        private final byte[] scores;
        private final long[] sizes;
        private final double[] breaks;

        Bins(byte[] scores, long[] sizes, double[] breaks) {
            this.scores = scores;
            this.sizes = sizes;
            this.breaks = breaks;
        }

        /** The score of a customer, 1 … 5. */
        public int score(int customer) {
            return scores[customer];
        }

        /** How many customers score 1, 2, 3, 4, 5. */
        public long[] sizes() {
            return sizes.clone();
        }

        /** The four quantiles, in days, purchase days or currency units; empty for scores by rank. */
        public double[] breaks() {
            return breaks.clone();
        }
    }

    private final Buyers buyers;
    private final Map<Dimension, Outcome<Bins>> bins;

    RfmScores(Buyers buyers, Map<Dimension, Outcome<Bins>> bins) {
        this.buyers = buyers;
        this.bins = Map.copyOf(bins);
    }

    /** Whose scores these are, in the same order. */
    public Buyers buyers() {
        return buyers;
    }

    /** The scores of one dimension, or why there are none. */
    public Outcome<Bins> of(Dimension dimension) {
        Outcome<Bins> of = bins.get(dimension);
        if (of == null) {
            throw new IllegalStateException(dimension.name());
        }
        return of;
    }

    /** Recency, frequency and money of a customer as three digits, such as {@code 545}; empty if a dimension has no scores. */
    public Optional<String> code(int customer) {
        StringBuilder code = new StringBuilder();
        for (Dimension dimension : Dimension.values()) {
            Optional<Bins> scores = of(dimension).value();
            if (scores.isEmpty()) {
                return Optional.empty();
            }
            code.append(scores.get().score(customer));
        }
        return Optional.of(code.toString());
    }
}
