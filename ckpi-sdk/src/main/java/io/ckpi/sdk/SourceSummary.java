package io.ckpi.sdk;

import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceDescription;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one configured source contributed.
 *
 * @param name name of the source instance
 * @param plugin name of the plugin
 * @param version version of the plugin
 * @param description the source's contracts about time, money and late changes, and its capabilities
 * @param streams one entry a type of record it delivers, in the order of the record types
 * @param rows rows read and rejected, as the source itself divides them: by type of record or by file, sorted by name
 * @param firstRejects the first rejected rows, without any value of theirs
 */
public record SourceSummary(
        String name,
        String plugin,
        String version,
        SourceDescription description,
        List<StreamSummary> streams,
        List<Rows> rows,
        List<Reject> firstRejects) {

    /** Checks that nothing is missing and copies the lists. */
    public SourceSummary {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(plugin, "plugin");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(description, "description");
        streams = List.copyOf(streams);
        rows = List.copyOf(rows);
        firstRejects = List.copyOf(firstRejects);
    }

    /**
     * Rows of one file or of one type of record.
     *
     * @param stream the file or the type of record
     * @param rows rows read: those that became records, were left out by a declared condition, or were rejected
     * @param rejected rows rejected
     * @param reasons the rejected rows by reason
     * @param overBudget true if so many were rejected that nothing of it was used
     */
    public record Rows(String stream, long rows, long rejected, Map<RejectReason, Long> reasons, boolean overBudget) {

        /** Copies the reasons in their order. */
        public Rows {
            Objects.requireNonNull(stream, "stream");
            Map<RejectReason, Long> sorted = new EnumMap<>(RejectReason.class);
            sorted.putAll(reasons);
            reasons = Collections.unmodifiableMap(sorted);
        }

        /** Share of the rows that were rejected, 0 if there were no rows. */
        public double rejectShare() {
            return rows == 0 ? 0 : (double) rejected / rows;
        }
    }

    /** Rows read of all streams. */
    public long rowCount() {
        return rows.stream().mapToLong(Rows::rows).sum();
    }

    /** Rows rejected of all streams. */
    public long rejectCount() {
        return rows.stream().mapToLong(Rows::rejected).sum();
    }
}
