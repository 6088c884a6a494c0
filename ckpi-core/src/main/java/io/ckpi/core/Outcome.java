package io.ckpi.core;

import java.util.Objects;
import java.util.Optional;

/**
 * The result of a computation that gives no single number (a fit, a table, a read-out): the value, or why there is none.
 *
 * @param <T> what is computed
 */
public sealed interface Outcome<T> permits Outcome.Computed, Outcome.NotComputable {

    /**
     * The value could be computed.
     *
     * @param <T> what is computed
     * @param result the value
     */
    record Computed<T>(T result) implements Outcome<T> {
        /** Checks the value. */
        public Computed {
            Objects.requireNonNull(result, "result");
        }
    }

    /**
     * The value could not be computed.
     *
     * @param <T> what was to be computed
     * @param why the reason and its detail
     */
    record NotComputable<T>(Absent why) implements Outcome<T> {
        /** Checks the reason. */
        public NotComputable {
            Objects.requireNonNull(why, "why");
        }
    }

    /** A computed value. */
    static <T> Outcome<T> of(T value) {
        return new Computed<>(value);
    }

    /** No value, for this reason. */
    static <T> Outcome<T> absent(Absent why) {
        return new NotComputable<>(why);
    }

    /** The value if there is one. */
    default Optional<T> value() {
        return this instanceof Computed<T> computed ? Optional.of(computed.result()) : Optional.empty();
    }
}
