package io.ckpi.spi.host;

import org.jspecify.annotations.Nullable;

/** Closes one thing after another, whatever goes wrong, and then fails as the first one failed. Belongs to one thread. */
final class Closing {

    private @Nullable Throwable first;

    void close(Runnable close) {
        try {
            close.run();
        } catch (RuntimeException | Error e) {
            if (first == null) {
                first = e;
            } else {
                Mask.suppress(first, e);
            }
        }
    }

    /** Throws the first failure, if there was one. */
    void finish() {
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException runtime) {
            throw runtime;
        }
    }
}
