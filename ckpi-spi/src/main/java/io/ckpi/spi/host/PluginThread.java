package io.ckpi.spi.host;

import io.ckpi.core.CkpiException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread on which a plugin is called, so that nobody has to wait for a plugin that does not come back. Whoever
 * starts it watches it: it counts its steps into and out of the plugin, and is given up on once it has been in the plugin for
 * the whole limit without a step and without a row counted, or does not come back soon after the host wants to stop. A thread
 * that was given up on is interrupted; when it comes back nevertheless, it ends before it touches anything of the host's.
 *
 * <p>Two memory accesses a call are all this costs; no record changes threads.
 *
 * @param <T> what the work gives
 */
final class PluginThread<T> extends Thread {

    private static final Logger LOG = LoggerFactory.getLogger(PluginThread.class);

    /** How long closing may take, if the limit is not shorter. */
    static final Duration CLOSING = Duration.ofSeconds(30);

    private static final long GRACE = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_TICK = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int TICKS = 8;
    private static final long GIVEN_UP = -1;

    private final Function<PluginThread<T>, T> work;
    private final CountDownLatch done = new CountDownLatch(1);
    /** Even in the host, odd in the plugin; changed by this thread, and once by the watcher that gives up. */
    private final AtomicLong steps = new AtomicLong();

    private long own;
    private boolean unwanted;
    private @Nullable String lastStream;
    private final Set<String> streams = new HashSet<>();
    private volatile @Nullable T settled;
    private @Nullable T result;
    private @Nullable Throwable failure;

    /** Ends a thread that was given up on. */
    private static final class GivenUp extends Error {
        private static final long serialVersionUID = 1L;

        GivenUp() {
            super("given up on", null, false, false);
        }
    }

    /** A plugin did not come back: no further try makes sense. */
    static final class StalledException extends CkpiException {
        private static final long serialVersionUID = 1L;

        StalledException(String source, String message) {
            super(Kind.UNAVAILABLE, "CKPI-SRC-STALLED", source, message);
        }
    }

    /**
     * How the work is watched.
     *
     * @param host whose wish to stop counts
     * @param source name of the source
     * @param doing what the plugin does, for messages
     * @param limit how long it may be silent
     * @param stoppable whether it ends when the host wants to stop
     * @param stuck called if the thread is given up on and does not even end when it is interrupted
     */
    record Watch(Host host, String source, String doing, Duration limit, boolean stoppable, Runnable stuck) {

        /** The same with that limit, if it is shorter. */
        Watch within(Duration shorter) {
            return limit.compareTo(shorter) <= 0 ? this : new Watch(host, source, doing, shorter, stoppable, stuck);
        }
    }

    private PluginThread(String name, Function<PluginThread<T>, T> work) {
        super(name);
        this.work = work;
        setDaemon(true);
    }

    /**
     * Makes one call of a plugin.
     *
     * @param late what to do with what the call gives after nobody waits any more
     */
    static <T> T once(Watch watch, Supplier<T> call, Consumer<? super T> late) {
        return run(watch, thread -> {
            thread.enter();
            T given;
            try {
                given = call.get();
            } catch (Throwable thrown) {
                thread.leave();
                throw thrown;
            }
            if (!thread.isBack()) {
                late.accept(given);
                throw new GivenUp();
            }
            return given;
        });
    }

    /**
     * Does work that calls a plugin many times, each call between {@link #enter} and {@link #leave}.
     *
     * @throws CkpiException kind UNAVAILABLE and code {@code CKPI-SRC-STALLED} if it was given up on; kind CANCELLED if the
     *     host wants to stop and the plugin does not come back
     */
    static <T> T run(Watch watch, Function<PluginThread<T>, T> work) {
        PluginThread<T> thread = new PluginThread<>("ckpi-source-" + watch.source() + " " + watch.doing(), work);
        thread.start();
        thread.watch(watch);
        T early = thread.settled;
        if (early != null) {
            return early;
        }
        Throwable thrown = thread.failure;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException runtime) {
            throw runtime;
        }
        T given = thread.result;
        if (given == null) {
            throw new IllegalStateException("no result", thrown);
        }
        return given;
    }

    // ---- on the thread itself

    @Override
    public void run() {
        try {
            result = work.apply(this);
        } catch (GivenUp end) {
            LOG.info("{} has come back after it was given up on", getName());
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            done.countDown();
        }
    }

    /** Before a call of the plugin. */
    void enter() {
        own++;
        if (!unwanted) {
            steps.setRelease(own);
        }
    }

    /** After a call of the plugin; does not return if nobody waits any more. */
    void leave() {
        if (!isBack()) {
            throw new GivenUp();
        }
    }

    private boolean isBack() {
        unwanted = unwanted || !steps.compareAndSet(own, own + 1);
        own++;
        return !unwanted;
    }

    /** Says that what is left to do is to close: what the work gives is known. */
    void settle(T value) {
        settled = value;
    }

    /**
     * Notes that a plugin has counted a row of a stream, if it is called on a thread that is watched: a sign of life, and
     * what tells which streams its reader is answerable for.
     *
     * @throws CkpiException kind CANCELLED if nobody waits for it any more
     */
    static void counting(String source, String stream) {
        if (Thread.currentThread() instanceof PluginThread<?> thread) {
            if (!thread.step()) {
                throw new CkpiException(
                        CkpiException.Kind.CANCELLED,
                        "CKPI-SRC-CANCELLED",
                        source,
                        "source " + source + " was given up on");
            }
            thread.counted(stream);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same object most of the time: only a quick way past the set
    private void counted(String stream) {
        if (stream != lastStream) {
            lastStream = stream;
            streams.add(stream);
        }
    }

    /** The streams of which rows were counted on this thread. */
    Set<String> streams() {
        return streams;
    }

    private boolean step() {
        if (unwanted || (own & 1) == 0) {
            return !unwanted;
        }
        boolean awaited = steps.compareAndSet(own, own + 2);
        own += awaited ? 2 : 0;
        return awaited;
    }

    /** True if nobody waits any more for what the current thread does. */
    static boolean isGivenUp() {
        return Thread.currentThread() instanceof PluginThread<?> thread && thread.steps.get() == GIVEN_UP;
    }

    // ---- on the thread that waits

    private void watch(Watch watch) {
        long limit = nanos(watch.limit());
        long tick = Math.max(SHORTEST_TICK, Math.min(LONGEST_TICK, limit / TICKS));
        long silent = 0;
        long stopping = 0;
        long before = steps.get();
        boolean interrupted = false;
        while (true) {
            try {
                if (done.await(tick, TimeUnit.NANOSECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                // whoever interrupts the host means the plugin as well
                interrupted = true;
                interrupt();
                continue;
            }
            long now = steps.get();
            boolean inside = (now & 1) == 1;
            silent = inside && now == before ? silent + tick : 0;
            before = now;
            boolean closing = settled != null;
            CkpiException stop = watch.stoppable() && !closing ? stopWanted(watch) : null;
            stopping = stop == null ? 0 : stopping + tick;
            boolean late = silent >= (closing ? Math.min(limit, nanos(CLOSING)) : limit);
            if ((late || (stopping >= GRACE && inside)) && steps.compareAndSet(now, GIVEN_UP)) {
                giveUp(watch);
                if (!closing) {
                    failure = stop != null ? stop : stalled(watch);
                }
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable CkpiException stopWanted(Watch watch) {
        try {
            Retry.checkStop(watch.host(), watch.source());
            return null;
        } catch (CkpiException stop) {
            return stop;
        }
    }

    private static StalledException stalled(Watch watch) {
        return new StalledException(
                watch.source(),
                "source " + watch.source() + " was given up on: it gave no sign of life for " + watch.limit() + " "
                        + watch.doing());
    }

    private void giveUp(Watch watch) {
        interrupt();
        boolean ended = false;
        try {
            ended = done.await(Math.min(GRACE, nanos(watch.limit())), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.warn(
                "source {} was given up on {}; its thread {}",
                watch.source(),
                watch.doing(),
                ended ? "has ended" : "is still busy");
        if (!ended) {
            setName(getName() + ", given up on");
            watch.stuck().run();
        }
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
