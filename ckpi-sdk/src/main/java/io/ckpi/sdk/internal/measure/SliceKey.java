package io.ckpi.sdk.internal.measure;

import org.jspecify.annotations.Nullable;

/**
 * Which slice: that of a value, of what has none, or of the values beyond the limit.
 *
 * @param text the value, or what stands in its place
 * @param isValue true for a value, which may read like what stands for none
 */
public record SliceKey(String text, boolean isValue) {

    /** What has no known value. */
    public static final SliceKey UNKNOWN = new SliceKey("(unknown)", false);

    /** The values beyond the limit. */
    public static final SliceKey OTHER = new SliceKey("(other)", false);

    /** The slice of a value. */
    static SliceKey of(String value) {
        return new SliceKey(value, true);
    }

    /** The value, or null for the two slices that stand for none. */
    public @Nullable String value() {
        return isValue ? text : null;
    }

    @Override
    public String toString() {
        return text;
    }
}
