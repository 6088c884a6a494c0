package io.ckpi.sdk.internal.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of records may stay in memory, over all stores of a run. When they are too many, the store that holds
 * most writes what it holds to its file.
 *
 * <p><b>Thread-safety.</b> may be used by many threads.
 */
final class MemoryBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final List<PartitionStore> stores = new ArrayList<>();

    MemoryBudget(long limit) {
        this.limit = limit;
    }

    synchronized void add(PartitionStore store) {
        stores.add(store);
    }

    synchronized void remove(PartitionStore store) {
        stores.remove(store);
    }

    /** Counts bytes more, or fewer if negative. */
    void take(long bytes) {
        used.addAndGet(bytes);
    }

    boolean isOver() {
        return used.get() > limit;
    }

    /** Makes room, if it is needed. */
    synchronized void relieve() {
        if (isOver()) {
            stores.stream()
                    .max(Comparator.comparingLong(PartitionStore::memory))
                    .ifPresent(PartitionStore::spool);
        }
    }
}
