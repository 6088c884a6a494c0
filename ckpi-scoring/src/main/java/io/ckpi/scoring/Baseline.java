package io.ckpi.scoring;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What a composite is compared with when its contributions are computed. */
public sealed interface Baseline {

    /** Every factor at the middle of the scale, 50. */
    Baseline MIDDLE = new Value(50);
    /** Every factor at 100. */
    Baseline IDEAL = new Value(100);

    /**
     * Every factor at the same score.
     *
     * @param score the score, 0 … 100
     */
    record Value(double score) implements Baseline {
        /** Checks the score. */
        public Value {
            if (!(score >= 0 && score <= 100)) {
                throw new IllegalArgumentException("score is not from 0 to 100: " + score);
            }
        }
    }

    /**
     * An earlier result of the same definition.
     *
     * @param result the earlier result
     */
    record Previous(CompositeResult result) implements Baseline {
        /** Checks the result. */
        public Previous {
            Objects.requireNonNull(result, "result");
        }
    }

    /**
     * Each factor at a score of its own, for instance that of its target.
     *
     * @param scores scores 0 … 100 by factor id; factors that are not named stand at their present score
     */
    record Scores(Map<String, Double> scores) implements Baseline {
        /** Checks and copies the scores. */
        public Scores {
            scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
            scores.forEach((factor, score) -> {
                if (!(score >= 0 && score <= 100)) {
                    throw new IllegalArgumentException("score of " + factor + " is not from 0 to 100: " + score);
                }
            });
        }
    }

    /** Every factor at the same score. */
    static Baseline value(double score) {
        return new Value(score);
    }

    /** Every factor at 100. */
    static Baseline ideal() {
        return IDEAL;
    }

    /** An earlier result of the same definition. */
    static Baseline previous(CompositeResult result) {
        return new Previous(result);
    }

    /** Each named factor at a score of its own, the others where they are. */
    static Baseline scores(Map<String, Double> scores) {
        return new Scores(scores);
    }
}
