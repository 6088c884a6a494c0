package io.ckpi.funnel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Independent numbered tasks on a few threads; each task writes to a place of its own, so the order does not matter. */
final class Parallel {

    private Parallel() {}

    static int threads(int threads) {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads is not from 1 to 1024: " + threads);
        }
        return threads;
    }

    /** Runs the tasks 0 to {@code tasks} − 1 and returns when all are done; the first failure is thrown again. */
    static void run(int threads, int tasks, IntConsumer task) {
        int helpers = Math.min(threads, tasks) - 1;
        if (helpers <= 0) {
            for (int i = 0; i < tasks; i++) {
                task.accept(i);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Runnable worker = () -> {
            try {
                for (int i = next.getAndIncrement(); i < tasks && failure.get() == null; i = next.getAndIncrement()) {
                    task.accept(i);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
        Thread[] others = new Thread[helpers];
        for (int t = 0; t < helpers; t++) {
            others[t] = new Thread(worker, "ckpi-funnel-" + (t + 1));
            others[t].setDaemon(true);
            others[t].start();
        }
        worker.run();
        boolean interrupted = false;
        for (Thread other : others) {
            while (other.isAlive()) {
                try {
                    other.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
    }
}
