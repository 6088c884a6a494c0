package io.ckpi.source.rest.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of a list. Its {@code toString} shows where it stands, not what it holds.
 *
 * @param point the point behind it, from which {@link Pages#page} can go on
 * @param label which row it is, such as its id
 * @param members its members
 */
record Entry(String point, String label, Map<String, @Nullable Object> members) {

    @Override
    public String toString() {
        return label;
    }
}
