package io.ckpi.scoring;

import io.ckpi.core.Direction;
import io.ckpi.core.Names;
import java.util.Optional;

/** Which way a number went; an arrow needs an interval of the difference that excludes 0. */
public enum Trend {
    /** It rose. */
    UP("выросло", "up"),
    /** It fell. */
    DOWN("снизилось", "down"),
    /** The data do not tell. */
    UNCLEAR("не ясно", "unclear");

    private final Names names;

    Trend(String ru, String en) {
        this.names = new Names(ru, en);
    }

    /** The trend's name in both languages. */
    public Names names() {
        return names;
    }

    /** Whether the trend is for the better; empty if it is unclear or the direction does not tell without a target. */
    public Optional<Boolean> isBetter(Direction direction) {
        if (this == UNCLEAR) {
            return Optional.empty();
        }
        return switch (direction) {
            case HIGHER_IS_BETTER, UP_TO_TARGET -> Optional.of(this == UP);
            case LOWER_IS_BETTER -> Optional.of(this == DOWN);
            case TARGET_IS_BEST, NEUTRAL -> Optional.empty();
        };
    }
}
