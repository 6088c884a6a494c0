package io.ckpi.spi.host;

import io.ckpi.core.CkpiException;
import io.ckpi.spi.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries an idempotent operation again while its source is unavailable. After failure k (from 0) it waits what the source
 * asks for, else between half and the whole of 0.2 s · 2^k, at most 30 s. It gives up when the source asks for more than five
 * minutes or the wait would pass the deadline. The waiting times depend on the source's name only. Belongs to one thread at
 * a time.
 */
final class Retry {

    private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
    private static final long BASE_MILLIS = 200;
    private static final long MAX_MILLIS = 30_000;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Host host;
    private final String source;
    private final RandomGenerator random;

    Retry(Host host, String source, String subStream) {
        this.host = host;
        this.source = source;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed(source + "/" + subStream));
    }

    /** FNV-1a of the characters: a name's own sub-stream. */
    private static long seed(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** Calls {@code operation}, which throws only {@link CkpiException}, again and again while it makes sense. */
    <T> T call(Supplier<T> operation) {
        for (int failures = 0; ; failures++) {
            try {
                return operation.get();
            } catch (CkpiException e) {
                pause(e, failures);
            }
        }
    }

    /**
     * Waits before the next try.
     *
     * @param failures how many tries have failed before this one
     * @throws CkpiException {@code failure} itself if no further try makes sense, or kind CANCELLED
     */
    void pause(CkpiException failure, int failures) {
        if (failure.kind() != CkpiException.Kind.UNAVAILABLE
                || failure instanceof PluginThread.StalledException
                || failures >= host.retries()) {
            throw failure;
        }
        checkStop(host, source);
        Duration pause = (failure instanceof UnavailableException busy ? busy.retryAfter() : Optional.<Duration>empty())
                .orElseGet(() -> backoff(failures));
        Instant now = host.clock().instant();
        if (pause.compareTo(LONGEST) > 0 || pause.compareTo(Duration.between(now, host.deadline())) >= 0) {
            throw failure;
        }
        LOG.info("source {} is unavailable ({}), try {} in {}", source, failure.code(), failures + 2, pause);
        try {
            host.sleeper().sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CkpiException(
                    CkpiException.Kind.CANCELLED,
                    "CKPI-SRC-CANCELLED",
                    source,
                    "waiting for source " + source + " was interrupted",
                    e);
        }
        checkStop(host, source);
    }

    private Duration backoff(int failures) {
        long step = Math.min(MAX_MILLIS, BASE_MILLIS << Math.min(failures, 20));
        return Duration.ofMillis(step / 2 + random.nextLong(step / 2 + 1));
    }

    /** Stops a cancelled or late work. @throws CkpiException of kind CANCELLED */
    static void checkStop(Host host, String source) {
        if (host.cancelled()) {
            throw new CkpiException(
                    CkpiException.Kind.CANCELLED,
                    "CKPI-SRC-CANCELLED",
                    source,
                    "reading source " + source + " was cancelled");
        }
        if (host.clock().instant().isAfter(host.deadline())) {
            throw new CkpiException(
                    CkpiException.Kind.CANCELLED,
                    "CKPI-SRC-DEADLINE",
                    source,
                    "source " + source + " was not read before the deadline");
        }
    }
}
