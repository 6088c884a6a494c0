package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a query's rows ahead: while the reader's thread makes records of one batch, another fetches the next, so that server,
 * driver and mapping work at the same time. A query of one batch needs no other thread. For one thread; the other one begins
 * with the second batch and ends with {@link #close}.
 */
final class Ahead implements AutoCloseable {

    /** How long a batch may take before its statement is cancelled, and how long before the next attempt. */
    private static final long SOON_MILLIS = 100;

    private static final long WAIT_MILLIS = 1_000;
    /** So often it is tried; then the line counts as dead. */
    private static final int CANCELS = 5;

    private final String source;
    private final Pages pages;
    private final Session session;
    private @Nullable ExecutorService thread;
    private volatile @Nullable Thread worker;
    private @Nullable Future<Batch> next;

    /** Fetches nothing yet. */
    Ahead(String source, Pages pages, Session session) {
        this.source = source;
        this.pages = pages;
        this.session = session;
    }

    /** The next batch; the one behind it is begun. */
    Batch take() {
        Future<Batch> fetched = next;
        Batch batch = fetched == null ? pages.fetch() : await(fetched);
        next = batch.end() ? null : thread().submit(pages::fetch);
        return batch;
    }

    private Batch await(Future<Batch> fetched) {
        try {
            return fetched.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CkpiException(
                    CkpiException.Kind.CANCELLED, "CKPI-SRC-CANCELLED", source, "reading was interrupted", e);
        }
    }

    private ExecutorService thread() {
        ExecutorService known = thread;
        if (known == null) {
            known = Executors.newSingleThreadExecutor(work -> {
                Thread made = new Thread(work, "ckpi-jdbc-ahead");
                made.setDaemon(true);
                worker = made;
                return made;
            });
            thread = known;
        }
        return known;
    }

    /** Waits until nothing is fetched any more, and ends the other thread. */
    @Override
    public void close() {
        pages.stop();
        next = null;
        ExecutorService ending = thread;
        thread = null;
        if (ending == null || isEnded(ending)) {
            pages.close();
        }
    }

    private boolean isEnded(ExecutorService ending) {
        ending.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        for (int i = 0; !ended && i <= CANCELS + 1; i++) {
            try {
                ended = ending.awaitTermination(i == 0 ? SOON_MILLIS : WAIT_MILLIS, TimeUnit.MILLISECONDS);
                Thread last = worker;
                if (ended && last != null) {
                    last.join(WAIT_MILLIS); // it ends a moment after its work
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (!ended && i < CANCELS) {
                session.cancel();
            } else if (!ended) {
                session.abort();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }
}
