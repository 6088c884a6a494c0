package io.ckpi.core;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of every measurement: a number is never alone, and "no data" is a value, not zero, not {@code NaN} and not
 * an exception.
 *
 * <ul>
 *   <li>{@link Measured}: an {@link Estimate} with its interval, the number of observations and the method;
 *   <li>{@link Bounded}: the number lies between two bounds and the data cannot say where;
 *   <li>{@link Absent}: there is no number, for a reason of a closed list.
 * </ul>
 */
public sealed interface Reading permits Measured, Bounded, Absent {

    /** The value if there is exactly one: present only for {@link Measured}. */
    default OptionalDouble value() {
        return this instanceof Measured measured
                ? OptionalDouble.of(measured.estimate().value())
                : OptionalDouble.empty();
    }

    /** The estimate if there is one: present only for {@link Measured}. */
    default Optional<Estimate> measured() {
        return this instanceof Measured measured ? Optional.of(measured.estimate()) : Optional.empty();
    }

    /** The reason why there is no single number: empty only for {@link Measured}. */
    default Optional<Reason> why() {
        if (this instanceof Absent absent) {
            return Optional.of(absent.reason());
        }
        return this instanceof Bounded bounded ? Optional.of(bounded.reason()) : Optional.empty();
    }
}
