package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Reading;
import java.util.Map;

/**
 * A mergeable summary that measures some indicators over one period. Facts are added in any order, by any cut of the data;
 * summaries merge; the readings come last. Mutable, confined to one thread.
 *
 * @param <M> the measure's own type
 */
interface Measure<M extends Measure<M>> {

    /** Adds one subject, which belongs to this measure's cut of the data only. */
    void add(Facts facts);

    /** Adds what another part of the same data gave for the same period. */
    void merge(M other);

    /** Puts the readings by indicator id; {@code seen} is what all parts together hold. */
    void readings(Seen seen, Map<String, Reading> readings);
}
