package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Reading;
import java.util.Map;

/**
 * A mergeable summary that measures one or several indicators over one period. Histories are added in any order, by any
 * cut of the data; summaries merge; the readings come last. Mutable, confined to one thread until merged.
 *
 * @param <M> the measure's own type
 */
public interface Measure<M extends Measure<M>> {

    /** Adds one subject's history, which belongs to this measure's cut of the data only. */
    void add(History history);

    /** Adds what another part of the same data gave. */
    void merge(M other);

    /** The readings by indicator id. */
    Map<String, Reading> readings();
}
