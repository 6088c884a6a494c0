package io.ckpi.sdk.internal.engine;

import io.ckpi.core.CkpiException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Does numbered pieces of work on a few threads. The first failure stops the others and is thrown; so does the host's wish
 * to stop.
 */
final class Workers {

    private final int threads;
    private final BooleanSupplier cancelled;

    Workers(int threads, BooleanSupplier cancelled) {
        this.threads = threads;
        this.cancelled = cancelled;
    }

    /** Throws if the host wants the work to stop. */
    void checkCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CkpiException(
                    CkpiException.Kind.CANCELLED, "CKPI-SDK-CANCELLED", null, "the measurement was cancelled");
        }
    }

    /** Calls {@code work} with 0 … {@code count - 1}, each once; returns when all is done. */
    void run(int count, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Runnable loop = () -> {
            try {
                for (int i = next.getAndIncrement(); i < count && failure.get() == null; i = next.getAndIncrement()) {
                    checkCancelled();
                    work.accept(i);
                }
            } catch (Throwable thrown) {
                if (!failure.compareAndSet(null, thrown)) {
                    Throwable first = failure.get();
                    if (first != null && first != thrown) {
                        first.addSuppressed(thrown);
                    }
                }
            }
        };
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, count); i++) {
            Thread thread = new Thread(loop, "ckpi-" + i);
            thread.setDaemon(true);
            thread.start();
            others.add(thread);
        }
        loop.run();
        boolean interrupted = false;
        for (Thread thread : others) {
            interrupted |= join(thread);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }

    /** Waits for the end of the thread come what may; true if an interrupt came. */
    private static boolean join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
