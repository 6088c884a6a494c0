package io.ckpi.testing.broken;

import io.ckpi.testing.broken.internal.Below;
import org.jspecify.annotations.Nullable;

/** Half of a cycle between a module's root package and one below. */
public final class Root {
    /** In the package below. */
    public @Nullable Below below;

    /** Returns what is internal. */
    public @Nullable Below shown() {
        return below;
    }
}
