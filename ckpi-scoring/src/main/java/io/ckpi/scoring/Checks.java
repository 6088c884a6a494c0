package io.ckpi.scoring;

import io.ckpi.core.Direction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Argument checks of this package. */
final class Checks {
    private Checks() {}

    static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is not finite: " + value);
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + " is not a positive number: " + value);
        }
    }

    static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is not between 0 and 1: " + value);
        }
    }

    /** Both finite, the first below the second, and their distance finite. */
    static void ordered(String lowName, double low, String highName, double high) {
        finite(lowName, low);
        finite(highName, high);
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException(lowName + " " + low + " is not below " + highName + " " + high);
        }
    }

    static void oneWay(@Nullable Direction direction) {
        Objects.requireNonNull(direction, "direction");
        if (direction == Direction.NEUTRAL || direction == Direction.TARGET_IS_BEST) {
            throw new IllegalArgumentException("this normaliser cannot score in direction " + direction);
        }
    }

    static void upOrDown(@Nullable Direction direction) {
        oneWay(direction);
        if (direction == Direction.UP_TO_TARGET) {
            throw new IllegalArgumentException("this normaliser cannot score in direction " + direction);
        }
    }

    static double cut(double value) {
        return Math.min(Double.MAX_VALUE, Math.max(-Double.MAX_VALUE, value)) + 0.0; // no -0
    }
}
