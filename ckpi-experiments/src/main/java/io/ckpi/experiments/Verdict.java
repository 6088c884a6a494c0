package io.ckpi.experiments;

import io.ckpi.core.Names;
import java.util.List;
import java.util.Objects;

/**
 * What to do, and why.
 *
 * @param decision the decision
 * @param reasons why, one sentence each, in both languages
 */
public record Verdict(Decision decision, List<Names> reasons) {

    /** The decisions. */
    public enum Decision {
        /** Treat everybody so: the primary metric passed and no guardrail is at risk. */
        SHIP,
        /** End it: the primary metric or a guardrail is worse. */
        STOP,
        /** Go on until the planned number of units. */
        CONTINUE,
        /** The planned number is reached and nothing is shown. */
        INCONCLUSIVE,
        /** The arms do not have the planned shares: find out why before believing any number. */
        CHECK_ASSIGNMENT
    }

    /** Checks that there is a reason. */
    public Verdict {
        Objects.requireNonNull(decision, "decision");
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a verdict without a reason: " + decision);
        }
    }
}
