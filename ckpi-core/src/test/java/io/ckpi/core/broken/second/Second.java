package io.ckpi.core.broken.second;

import io.ckpi.core.broken.first.First;
import io.ckpi.elsewhere.Stranger;
import org.jspecify.annotations.Nullable;

/** The other half of the cycle, which also knows a foreign module. */
public final class Second {
    /** The first half. */
    public @Nullable First first;

    /** Of another module. */
    public @Nullable Stranger stranger;
}
