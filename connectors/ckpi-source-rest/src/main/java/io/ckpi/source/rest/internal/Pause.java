package io.ckpi.source.rest.internal;

import java.time.Duration;

/** Waits; a test replaces it. */
@FunctionalInterface
public interface Pause {

    /** Really waits. */
    Pause REAL = duration -> Thread.sleep(duration.toMillis());

    /**
     * Waits that long.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void sleep(Duration duration) throws InterruptedException;
}
