package io.ckpi.testing.broken.second;

import io.ckpi.elsewhere.Stranger;
import io.ckpi.elsewhere.internal.Secret;
import io.ckpi.testing.broken.Root;
import io.ckpi.testing.broken.first.First;
import org.jspecify.annotations.Nullable;

/** The other half of the cycle, which also knows a foreign module, and what that keeps internal. */
public final class Second {
    /** The first half. */
    public @Nullable First first;

    /** In the package above. */
    public @Nullable Root root;

    /** Of another module. */
    public @Nullable Stranger stranger;

    /** Internal to another module. */
    public @Nullable Secret secret;
}
