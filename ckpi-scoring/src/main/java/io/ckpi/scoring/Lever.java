package io.ckpi.scoring;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What raising one factor alone would gain.
 *
 * @param factor the factor's id
 * @param nextAnchor to the next better anchor of its curve
 * @param target to its target, or null if none was given or it is no better than now
 * @param full to a score of 100, or the best its curve can give
 * @param cost what the caller says the step to the next anchor costs, above 0, or null
 */
public record Lever(
        String factor,
        Step nextAnchor,
        @Nullable Step target,
        Step full,
        @Nullable Double cost) {

    /**
     * One step of a factor.
     *
     * @param raw the raw value to reach, or null if the curve does not name one
     * @param score the score there
     * @param gain what the composite would gain
     */
    public record Step(@Nullable Double raw, double score, double gain) {}

    /** Gain of the next anchor per unit of cost; empty without a cost. */
    public OptionalDouble gainPerCost() {
        return cost == null ? OptionalDouble.empty() : OptionalDouble.of(nextAnchor.gain() / cost);
    }
}
