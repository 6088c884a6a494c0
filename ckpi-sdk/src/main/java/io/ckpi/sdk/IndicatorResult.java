package io.ckpi.sdk;

import io.ckpi.core.Indicator;
import io.ckpi.core.Reading;
import io.ckpi.scoring.Scorecard;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An indicator, its reading, what it is compared with, how it is judged, and what it rests on.
 *
 * @param definition the indicator
 * @param reading its reading
 * @param previous the period before
 * @param yearBefore the same period a year before
 * @param score 0 … 100 by its curve; absent without a curve or without a reading
 * @param target the target that holds, and how far it is attained; null without one
 * @param judgement the colour, what decided it, and where that comes from
 * @param evidence what the reading rests on
 */
public record IndicatorResult(
        Indicator definition,
        Reading reading,
        Comparison previous,
        Comparison yearBefore,
        Reading score,
        Scorecard.@Nullable Aim target,
        Scorecard.Judgement judgement,
        Evidence evidence) {

    /** Checks that nothing is missing. */
    public IndicatorResult {
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(reading, "reading");
        Objects.requireNonNull(previous, "previous");
        Objects.requireNonNull(yearBefore, "yearBefore");
        Objects.requireNonNull(score, "score");
        Objects.requireNonNull(judgement, "judgement");
        Objects.requireNonNull(evidence, "evidence");
    }

    /** The indicator's id. */
    public String id() {
        return definition.id();
    }
}
