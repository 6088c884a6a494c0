package io.ckpi.sdk;

import io.ckpi.core.Names;
import io.ckpi.core.Unit;
import java.util.Objects;

/**
 * A value that the source documents state: shown beside a reading, never used as a target or a score.
 *
 * @param indicator id of the indicator it stands beside
 * @param value the value
 * @param unit its unit
 * @param label what it is, in both languages
 * @param source the document it comes from
 */
public record ReferenceValue(String indicator, double value, Unit.Kind unit, Names label, String source) {

    /** Checks the parts. */
    public ReferenceValue {
        Objects.requireNonNull(indicator, "indicator");
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value is not finite: " + value);
        }
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(source, "source");
    }
}
