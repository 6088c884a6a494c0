package io.ckpi.scoring;

import io.ckpi.core.Direction;
import io.ckpi.core.Indicator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An indicator and how its readings are scored.
 *
 * @param indicator id of the indicator
 * @param direction which way it gets better
 * @param curve how it is scored, or null if it has no curve; its direction must agree
 * @param provenance where the curve's anchors come from
 * @param anchors what is known about the single anchors, in words, in their order; may be empty
 */
public record ScoredIndicator(
        String indicator,
        Direction direction,
        Normalizer.@Nullable Curve curve,
        Provenance provenance,
        List<String> anchors) {

    /** Checks the id and that curve and direction agree. */
    public ScoredIndicator {
        if (!Indicator.isId(indicator)) {
            throw new IllegalArgumentException("not an indicator id: " + indicator);
        }
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(provenance, "provenance");
        anchors = List.copyOf(anchors);
        if (curve != null) {
            boolean agrees = curve.direction() == direction
                    // beyond the target nothing is gained: a rising curve that ends flat says the same
                    || (direction == Direction.UP_TO_TARGET
                            && curve.direction() == Direction.HIGHER_IS_BETTER
                            && curve instanceof Normalizer.Piecewise);
            if (!agrees) {
                throw new IllegalArgumentException("the curve of " + indicator + " scores " + curve.direction()
                        + ", the indicator is " + direction);
            }
        }
    }

    /** An indicator with a curve that the company has set. */
    public static ScoredIndicator of(String indicator, Normalizer.Curve curve) {
        return new ScoredIndicator(indicator, curve.direction(), curve, Provenance.SET, List.of());
    }
}
