package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Cancels a statement once the host wants to stop: a driver that waits for the server can be stopped by another thread only.
 * The thread begins with the first statement and ends with {@link #close}. <b>Thread-safety.</b> may be used by several threads.
 */
final class Guard implements AutoCloseable {

    private static final long ASK_MILLIS = 200;
    private static final long JOIN_MILLIS = 2_000;

    private final Runnable check;
    private @Nullable Statement watched;
    private @Nullable CkpiException stop;
    private @Nullable Thread thread;
    private boolean closed;

    Guard(Runnable check) {
        this.check = check;
    }

    /** Watches this statement from now on, or none. */
    synchronized void watch(@Nullable Statement statement) {
        watched = statement;
        if (statement != null && thread == null && !closed) {
            Thread started = new Thread(this::run, "ckpi-jdbc-guard");
            started.setDaemon(true);
            started.start();
            thread = started;
        }
    }

    /** Breaks off the statement that is watched, if there is one. */
    void cancel() {
        Statement statement;
        synchronized (this) {
            statement = watched;
        }
        if (statement != null) {
            cancel(statement);
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            // it has just ended, or the line is broken: the reader will see
        }
    }

    /** Why the statement was cancelled, or null if it was not. */
    synchronized @Nullable CkpiException stop() {
        return stop;
    }

    private void run() {
        while (true) {
            Statement statement;
            synchronized (this) {
                try {
                    wait(ASK_MILLIS);
                } catch (InterruptedException e) {
                    return;
                }
                if (closed) {
                    return;
                }
                statement = watched;
            }
            if (statement != null) {
                ask(statement);
            }
        }
    }

    private void ask(Statement statement) {
        try {
            check.run();
        } catch (CkpiException wanted) {
            synchronized (this) {
                if (watched != statement) {
                    return;
                }
                stop = wanted;
            }
            cancel(statement);
        }
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            watched = null;
            running = thread;
            thread = null;
            notifyAll();
        }
        if (running != null && running != Thread.currentThread()) {
            try {
                running.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
