package io.ckpi.sdk.internal.measure;

import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.sdk.history.SubjectHistory;

/**
 * How many subjects the data know before the end of a period, employees apart: all of them could have bought or called, so
 * those who did not are zeros of a total. Mutable, mergeable.
 */
final class Population {

    private final Window window;
    private long subjects;

    Population(Window window) {
        this.window = window;
    }

    void add(Facts facts) {
        if (facts.history.kind() != SubjectHistory.Kind.EMPLOYEE && facts.first < window.cut) {
            subjects++;
        }
    }

    void merge(Population other) {
        subjects += other.subjects;
    }

    /** Those of whom {@code counted} knows nothing. */
    long others(long counted) {
        return Math.max(0, subjects - counted);
    }

    /** The sums with a zero for everybody who is not in them. */
    PairAccumulator all(PairAccumulator sums) {
        return Stats.plusZeros(sums, others(sums.n()));
    }
}
