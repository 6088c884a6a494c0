package io.ckpi.spi;

import java.time.Clock;
import java.time.Instant;

/** What the host gives to a source: the clock, tokens, the place for rejects, and the wish to stop. */
public interface SourceContext {

    /** The level of the contract that the host speaks. */
    int spiLevel();

    /** The host's clock; a source never asks the system's. */
    Clock clock();

    /** Turns personal ids into tokens; the key stays with the host. */
    Tokenizer tokens();

    /** Where rows go that cannot become a record. */
    Rejects rejects();

    /** True once the host wants the work to stop; a reader then throws kind CANCELLED within a second. */
    boolean cancelled();

    /** When the work must have ended. */
    Instant deadline();
}
