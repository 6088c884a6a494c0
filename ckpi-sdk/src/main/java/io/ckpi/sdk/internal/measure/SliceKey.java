package io.ckpi.sdk.internal.measure;

import org.jspecify.annotations.Nullable;

/** Which slice: that of a value, of what has none, or of the values beyond the limit. */
public final class SliceKey {

    /** What has no known value. */
    public static final SliceKey UNKNOWN = new SliceKey(null);

    /** The values beyond the limit. */
    public static final SliceKey OTHER = new SliceKey(null);

    private final @Nullable String value;

    private SliceKey(@Nullable String value) {
        this.value = value;
    }

    /** The slice of a value. */
    static SliceKey of(String value) {
        return new SliceKey(value);
    }

    /** The value, or null for the two slices that stand for none. */
    public @Nullable String value() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (value != null && other instanceof SliceKey key && value.equals(key.value));
    }

    @Override
    public int hashCode() {
        return value == null ? System.identityHashCode(this) : value.hashCode();
    }

    @Override
    public String toString() {
        return value != null ? value : this == UNKNOWN ? "(unknown)" : "(other)";
    }
}
