package io.ckpi.testing.broken.first;

import io.ckpi.testing.broken.second.Second;
import org.jspecify.annotations.Nullable;

/** Half of a package cycle, and public with methods that show a type that is not. */
public final class First {
    /** The other half. */
    public @Nullable Second second;

    /** Shows what is hidden. */
    public Hidden hidden() {
        return new Hidden();
    }

    /** Shows many of them. */
    public Hidden[] allHidden() {
        return new Hidden[0];
    }

    static final class Hidden {}
}
