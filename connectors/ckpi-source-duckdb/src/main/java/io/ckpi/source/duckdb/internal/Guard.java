package io.ckpi.source.duckdb.internal;

import io.ckpi.core.CkpiException;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Asks several times a second whether the work is to stop, and cancels the statement that runs then: a statement may work for
 * minutes before it gives its first row. It has a thread of its own, which ends when this is closed.
 */
final class Guard implements AutoCloseable {

    private static final long EVERY_MILLIS = 100;

    private final Statement statement;
    private final Runnable check;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable CkpiException stopped;

    private Guard(Statement statement, Runnable check) {
        this.statement = statement;
        this.check = check;
        this.thread = new Thread(this::watch, "ckpi-duckdb-guard");
        thread.setDaemon(true);
    }

    /** What a statement does. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /**
     * Does the work of a statement under watch.
     *
     * @param check throws CkpiException if the work is to stop; asked by another thread
     * @throws CkpiException what {@code check} has thrown
     */
    static <T> T watching(Statement statement, Runnable check, Work<T> work) throws SQLException {
        check.run();
        try (Guard guard = new Guard(statement, check)) {
            guard.thread.start();
            T result;
            try {
                result = work.run();
            } catch (SQLException | RuntimeException e) {
                guard.throwIfStopped();
                throw e;
            }
            guard.throwIfStopped();
            return result;
        }
    }

    private void throwIfStopped() {
        CkpiException why = stopped;
        if (why != null) {
            throw why;
        }
    }

    private void watch() {
        while (!closed) {
            try {
                check.run();
                Thread.sleep(EVERY_MILLIS);
            } catch (CkpiException e) {
                stopped = e;
                cancel();
                return;
            } catch (InterruptedException e) {
                return; // closed
            }
        }
    }

    /** Again and again, as the statement may not have begun when it is cancelled first. */
    private void cancel() {
        while (!closed) {
            try {
                statement.cancel();
                Thread.sleep(EVERY_MILLIS);
            } catch (SQLException | InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
