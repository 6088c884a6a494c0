package io.ckpi.core.broken.first;

import io.ckpi.core.broken.second.Second;
import org.jspecify.annotations.Nullable;

/** Half of a package cycle, and public with a method that shows a type that is not. */
public final class First {
    /** The other half. */
    public @Nullable Second second;

    /** Shows what is hidden. */
    public Hidden hidden() {
        return new Hidden();
    }

    static final class Hidden {}
}
