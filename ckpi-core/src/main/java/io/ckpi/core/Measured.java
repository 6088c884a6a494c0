package io.ckpi.core;

import java.util.Objects;

/**
 * A number that could be measured.
 *
 * @param estimate the number and its accuracy
 */
public record Measured(Estimate estimate) implements Reading {

    /** Checks the estimate. */
    public Measured {
        Objects.requireNonNull(estimate, "estimate");
    }
}
