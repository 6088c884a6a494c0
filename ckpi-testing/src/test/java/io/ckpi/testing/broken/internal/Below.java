package io.ckpi.testing.broken.internal;

import io.ckpi.testing.broken.Root;
import org.jspecify.annotations.Nullable;

/** The other half. */
public final class Below {
    /** In the package above. */
    public @Nullable Root root;
}
