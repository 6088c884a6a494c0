package io.ckpi.core.record;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every record carries: its source, its key there, its time and its revision.
 *
 * <p>Built with {@link #builder}.
 *
 * @param source name of the configured source instance, not of the plugin
 * @param sourceKey key, unique within source and record type
 * @param occurredAt when it happened
 * @param recordedAt when the source wrote this revision; null if it does not say (never the time of reading)
 * @param zone zone of the original
 * @param op whether the record is stated or withdrawn
 * @param revision revision; larger is newer
 * @param flags what is known about its quality
 * @param attributes the host's own dimensions, without personal data: at most 32, key {@code [a-z0-9._-]{1,64}}, value at most 256 characters
 */
public record Envelope(
        String source,
        String sourceKey,
        Instant occurredAt,
        @Nullable Instant recordedAt,
        ZoneId zone,
        Op op,
        long revision,
        Set<RecordFlag> flags,
        Map<String, String> attributes) {

    /** What a record does to the state. */
    public enum Op {
        /** The record is stated, or stated anew. */
        UPSERT,
        /** The record is withdrawn. */
        DELETE
    }

    /** Checks the components. */
    public Envelope {
        Fields.id("source", source);
        Fields.id("sourceKey", sourceKey);
        Objects.requireNonNull(occurredAt, "occurredAt");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(op, "op");
        flags = Set.copyOf(flags);
        attributes = Map.copyOf(attributes);
        if (!attributes.isEmpty()) {
            check(attributes);
        }
    }

    private static final int MAX_ATTRIBUTES = 32;
    private static final int MAX_ATTRIBUTE_LENGTH = 256;

    private static void check(Map<String, String> attributes) {
        if (attributes.size() > MAX_ATTRIBUTES) {
            throw new IllegalArgumentException("more than " + MAX_ATTRIBUTES + " attributes: " + attributes.size());
        }
        attributes.forEach((key, value) -> {
            if (!Fields.isAttributeKey(key)) {
                throw new IllegalArgumentException("not an attribute key: " + key);
            }
            if (value.length() > MAX_ATTRIBUTE_LENGTH) {
                throw new IllegalArgumentException("attribute " + key + " is longer than " + MAX_ATTRIBUTE_LENGTH);
            }
        });
    }

    /** A builder with what every such record has. */
    public static Builder builder(String source, String sourceKey, Instant occurredAt, ZoneId zone) {
        return new Builder(source, sourceKey, occurredAt, zone);
    }

    /** Builds a {@link Envelope}; not thread-safe. */
    public static final class Builder {
        private final String source;
        private final String sourceKey;
        private final Instant occurredAt;
        private @Nullable Instant recordedAt;
        private final ZoneId zone;
        private Op op = Op.UPSERT;
        private long revision = 0;
        private Set<RecordFlag> flags = Set.of();
        private Map<String, String> attributes = Map.of();

        private Builder(String source, String sourceKey, Instant occurredAt, ZoneId zone) {
            this.source = source;
            this.sourceKey = sourceKey;
            this.occurredAt = occurredAt;
            this.zone = zone;
        }

        /** Sets when the source wrote this revision; null if it does not say (never the time of reading). */
        public Builder recordedAt(@Nullable Instant newRecordedAt) {
            this.recordedAt = newRecordedAt;
            return this;
        }

        /** Sets whether the record is stated or withdrawn. */
        public Builder op(Op newOp) {
            this.op = newOp;
            return this;
        }

        /** Sets revision; larger is newer. */
        public Builder revision(long newRevision) {
            this.revision = newRevision;
            return this;
        }

        /** Sets what is known about its quality. */
        public Builder flags(Set<RecordFlag> newFlags) {
            this.flags = newFlags;
            return this;
        }

        /** Sets the host's own dimensions, without personal data: at most 32, key {@code [a-z0-9._-]{1,64}}, value at most 256 characters. */
        public Builder attributes(Map<String, String> newAttributes) {
            this.attributes = newAttributes;
            return this;
        }

        /** The record. @throws IllegalArgumentException if a component is out of its range */
        public Envelope build() {
            return new Envelope(source, sourceKey, occurredAt, recordedAt, zone, op, revision, flags, attributes);
        }
    }
}
