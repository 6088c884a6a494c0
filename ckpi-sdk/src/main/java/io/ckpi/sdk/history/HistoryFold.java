package io.ckpi.sdk.history;

/**
 * An analysis of one's own over all subjects: how a part of the data is folded into a state, and how states merge.
 *
 * <p>The data is cut into parts by subject; a subject is in one part only. Each part is folded into a state of its own,
 * possibly by several threads at the same time, and the states are merged in the order of the parts. So the result depends
 * neither on the number of threads nor on the order in which sources deliver, as long as {@link #merge} only joins what the
 * parts hold.
 *
 * @param <S> the state: mutable, used by one thread at a time
 */
public interface HistoryFold<S> {

    /** An empty state; called once for each part, by many threads. */
    S start();

    /** Adds a subject. The history must not be kept: whole data sets do not fit in memory. */
    void add(S state, SubjectHistory history);

    /** Adds what the next part gave to {@code state}; {@code next} is not used afterwards. */
    void merge(S state, S next);
}
