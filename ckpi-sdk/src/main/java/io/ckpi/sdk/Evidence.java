package io.ckpi.sdk;

import io.ckpi.core.Period;
import java.util.List;
import java.util.Objects;

/**
 * What a number rests on, so that it can be recomputed and compared years later.
 *
 * @param period the period it was measured over
 * @param sources names of the configured sources whose records it rests on, sorted; empty if none delivers them
 * @param definition the definition that made it, as {@code id@version}
 * @param definitionHash SHA-256 of the canonical form of that definition, in hexadecimal
 * @param dataDigest digest of the surviving records it rests on, in hexadecimal; it depends neither on their order nor on
 *     repetitions
 */
public record Evidence(
        Period period, List<String> sources, String definition, String definitionHash, String dataDigest) {

    /** Checks that nothing is missing and copies the list. */
    public Evidence {
        Objects.requireNonNull(period, "period");
        sources = List.copyOf(sources);
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(definitionHash, "definitionHash");
        Objects.requireNonNull(dataDigest, "dataDigest");
    }
}
