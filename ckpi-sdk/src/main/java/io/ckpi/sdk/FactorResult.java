package io.ckpi.sdk;

import io.ckpi.scoring.FactorScore;
import java.util.Objects;

/**
 * A factor of CKPImarc with the indicator behind it.
 *
 * @param factor the factor's weight, score and flags
 * @param indicator the indicator that was used: the factor's own or a fallback; its own if none is measured
 */
public record FactorResult(FactorScore factor, IndicatorResult indicator) {

    /** Checks that nothing is missing. */
    public FactorResult {
        Objects.requireNonNull(factor, "factor");
        Objects.requireNonNull(indicator, "indicator");
    }
}
