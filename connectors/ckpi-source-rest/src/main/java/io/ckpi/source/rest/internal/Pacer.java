package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.spi.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps the pace that a service allows: a leaky bucket that holds {@code burst} requests and drains one an
 * {@code interval}, and the service's own wish to be left alone for a while. One for all readers of a source; thread-safe.
 */
final class Pacer {

    /** A longer wish is asked for again after that time: a host gives up on longer ones. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SLICE = Duration.ofMillis(200);

    private final String source;
    private final String code;
    private final Clock clock;
    private final Pause pause;
    private final Duration interval;
    private final Duration room;
    private Instant latest = Instant.MIN;
    /** When the bucket would be empty. */
    private Instant empty = Instant.MIN;

    private Instant blockedUntil = Instant.MIN;

    Pacer(String source, String code, Clock clock, Pause pause, int burst, Duration interval) {
        this.source = source;
        this.code = code;
        this.clock = clock;
        this.pause = pause;
        this.interval = interval;
        this.room = interval.multipliedBy(burst - 1L);
    }

    /**
     * Waits until a request may be sent.
     *
     * @param check throws if the work is to stop
     * @throws UnavailableException if the service does not want to be asked yet
     */
    void await(Runnable check) {
        Instant begin;
        Duration wait;
        synchronized (this) {
            Instant real = clock.instant();
            if (real.isBefore(blockedUntil)) {
                throw busy(Duration.between(real, blockedUntil));
            }
            begin = real.isBefore(latest) ? latest : real;
            Instant from = empty.isBefore(begin) ? begin : empty;
            empty = from.plus(interval);
            Duration over = Duration.between(begin.plus(room), from);
            wait = over.isNegative() ? Duration.ZERO : over;
        }
        sleep(wait, check);
        synchronized (this) {
            Instant now = begin.plus(wait); // also where the clock stands still
            latest = now.isAfter(latest) ? now : latest;
        }
    }

    private UnavailableException busy(Duration left) {
        return new UnavailableException(
                code + "-BUSY",
                source,
                "the service wants to be left alone for " + left.toSeconds() + " s more",
                left.compareTo(LONGEST) > 0 ? LONGEST : left,
                null);
    }

    /** Sends nothing for so long, but no longer than a day: no limit of a service lasts longer. */
    synchronized void block(Duration duration) {
        Instant until = clock.instant().plus(duration.compareTo(DAY) > 0 ? DAY : duration);
        blockedUntil = until.isAfter(blockedUntil) ? until : blockedUntil;
    }

    /**
     * Waits in short steps.
     *
     * @throws CkpiException of kind CANCELLED if the thread is interrupted, or what {@code check} throws
     */
    void sleep(Duration duration, Runnable check) {
        Duration left = duration;
        try {
            while (!left.isZero() && !left.isNegative()) {
                check.run();
                Duration step = left.compareTo(SLICE) < 0 ? left : SLICE;
                pause.sleep(step);
                left = left.minus(step);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CkpiException(
                    CkpiException.Kind.CANCELLED,
                    "CKPI-SRC-CANCELLED",
                    source,
                    "waiting for the service was interrupted",
                    e);
        }
        check.run();
    }
}
