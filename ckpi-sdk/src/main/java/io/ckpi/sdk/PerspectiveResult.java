package io.ckpi.sdk;

import io.ckpi.core.Perspective;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A perspective of the scorecard, its headline indicator and all its indicators.
 *
 * @param perspective the perspective
 * @param headline the indicator shown on the board: the chosen one, or its fallback if only that could be measured; null
 *     if the scorecard names none for this perspective
 * @param chosen id of the chosen headline indicator, or null; differs from the headline's id if the fallback is shown
 * @param indicators the indicators of the perspective, in the order of the catalogue
 */
public record PerspectiveResult(
        Perspective perspective,
        @Nullable IndicatorResult headline,
        @Nullable String chosen,
        List<IndicatorResult> indicators) {

    /** Copies the list. */
    public PerspectiveResult {
        Objects.requireNonNull(perspective, "perspective");
        indicators = List.copyOf(indicators);
    }

    /** True if the fallback stands in for the chosen headline indicator. */
    public boolean fallbackShown() {
        return headline != null
                && chosen != null
                && !chosen.equals(headline.definition().id());
    }
}
