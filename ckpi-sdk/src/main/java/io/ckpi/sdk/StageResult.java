package io.ckpi.sdk;

import io.ckpi.core.JourneyStage;
import java.util.List;
import java.util.Objects;

/**
 * A stage of the customer journey and its indicators.
 *
 * @param stage the stage
 * @param indicators the indicators that describe it, in the order of the catalogue
 */
public record StageResult(JourneyStage stage, List<IndicatorResult> indicators) {

    /** Copies the list. */
    public StageResult {
        Objects.requireNonNull(stage, "stage");
        indicators = List.copyOf(indicators);
    }
}
