package io.ckpi.sdk;

import io.ckpi.core.Names;
import io.ckpi.core.Perspective;
import java.util.List;
import java.util.Objects;

/**
 * A perspective of the scorecard, the indicators the scorecard shows in it, and all that the catalogue has for it.
 *
 * @param perspective the perspective
 * @param objectives what is to be achieved, in words; may be empty
 * @param items the indicators on the scorecard, the headline first; never empty
 * @param indicators all indicators of the perspective, in the order of the catalogue
 */
public record PerspectiveResult(
        Perspective perspective, List<Names> objectives, List<Item> items, List<IndicatorResult> indicators) {

    /** Copies the lists. */
    public PerspectiveResult {
        Objects.requireNonNull(perspective, "perspective");
        objectives = List.copyOf(objectives);
        items = List.copyOf(items);
        indicators = List.copyOf(indicators);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("perspective " + perspective.id() + " has no items");
        }
    }

    /** The headline of the perspective. */
    public Item headline() {
        return items.get(0);
    }

    /**
     * One place on the scorecard.
     *
     * @param chosen id of the indicator that belongs here
     * @param shown the indicator that is shown: the chosen one, or its fallback if only that could be measured
     * @param comparable false if the period before showed another indicator here
     */
    public record Item(String chosen, IndicatorResult shown, boolean comparable) {

        /** Checks that nothing is missing. */
        public Item {
            Objects.requireNonNull(chosen, "chosen");
            Objects.requireNonNull(shown, "shown");
        }

        /** True if a fallback stands in for the chosen indicator. */
        public boolean isFallback() {
            return !chosen.equals(shown.id());
        }
    }
}
