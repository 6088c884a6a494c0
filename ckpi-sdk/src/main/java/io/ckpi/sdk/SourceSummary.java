package io.ckpi.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one configured source contributed.
 *
 * @param name name of the source instance
 * @param plugin name of the plugin
 * @param version version of the plugin
 * @param zone the source's contract about time, in its own words
 * @param money the source's contract about money, in its own words
 * @param lateness how long a record may still change after it happened; null for without limit
 * @param streams one entry a type of record it delivers, in the order of the record types
 */
public record SourceSummary(
        String name,
        String plugin,
        String version,
        String zone,
        String money,
        @Nullable Duration lateness,
        List<StreamSummary> streams) {

    /** Checks that nothing is missing and copies the list. */
    public SourceSummary {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(plugin, "plugin");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(money, "money");
        streams = List.copyOf(streams);
    }
}
