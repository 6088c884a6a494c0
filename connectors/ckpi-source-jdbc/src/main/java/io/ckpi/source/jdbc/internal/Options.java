package io.ckpi.source.jdbc.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a database is read. Immutable.
 *
 * @param schema schema of the tables, or null for the connection's own
 * @param prefix what the names of the mapping's tables begin with, or null
 * @param timeout the longest that a statement may take
 * @param page how many rows a statement reads
 */
public record Options(@Nullable String schema, @Nullable String prefix, Duration timeout, int page) {

    /** The name of a table with its prefix. */
    String tableName(String name) {
        return prefix == null ? name : prefix + name;
    }
}
