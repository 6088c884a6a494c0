package io.ckpi.core.record;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An electronic task and its present state.
 *
 * <p>Built with {@link #builder}.
 *
 * @param envelope where the record comes from and when it happened
 * @param taskRef id of the task
 * @param kind kind
 * @param owner employee who has to do it
 * @param createdAt when it was set
 * @param status present state
 * @param kindRaw kind in the source's own words
 * @param creator who set it
 * @param entityRef lead, deal or order it belongs to
 * @param deadline deadline
 * @param deadlineMoves how often the deadline was moved
 * @param closedAt when it was closed
 * @param handIns how often it was handed in
 */
public record Task(
        Envelope envelope,
        String taskRef,
        Kind kind,
        String owner,
        Instant createdAt,
        Status status,
        @Nullable String kindRaw,
        @Nullable String creator,
        @Nullable String entityRef,
        @Nullable Instant deadline,
        @Nullable Integer deadlineMoves,
        @Nullable Instant closedAt,
        @Nullable Integer handIns)
        implements SourceRecord {

    /** Kind of a task. */
    public enum Kind {
        /** A call. */
        CALL,
        /** A survey visit. */
        SURVEY_VISIT,
        /** Work on an order. */
        ORDER,
        /** Anything else. */
        OTHER
    }

    /** State of a task. */
    public enum Status {
        /** Open. */
        OPEN,
        /** Being worked on. */
        IN_PROGRESS,
        /** Handed in. */
        HANDED_IN,
        /** Accepted. */
        ACCEPTED,
        /** Rejected. */
        REJECTED,
        /** Deferred. */
        DEFERRED,
        /** Cancelled. */
        CANCELLED
    }

    /** Checks the components. */
    public Task {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("taskRef", taskRef);
        Objects.requireNonNull(kind, "kind");
        Fields.id("owner", owner);
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(status, "status");
        Fields.optionalId("creator", creator);
        Fields.optionalId("entityRef", entityRef);
    }

    /** A builder with what every such record has. */
    public static Builder builder(
            Envelope envelope, String taskRef, Kind kind, String owner, Instant createdAt, Status status) {
        return new Builder(envelope, taskRef, kind, owner, createdAt, status);
    }

    /** Builds a {@link Task}; not thread-safe. */
    public static final class Builder {
        private final Envelope envelope;
        private final String taskRef;
        private final Kind kind;
        private final String owner;
        private final Instant createdAt;
        private final Status status;
        private @Nullable String kindRaw;
        private @Nullable String creator;
        private @Nullable String entityRef;
        private @Nullable Instant deadline;
        private @Nullable Integer deadlineMoves;
        private @Nullable Instant closedAt;
        private @Nullable Integer handIns;

        private Builder(Envelope envelope, String taskRef, Kind kind, String owner, Instant createdAt, Status status) {
            this.envelope = envelope;
            this.taskRef = taskRef;
            this.kind = kind;
            this.owner = owner;
            this.createdAt = createdAt;
            this.status = status;
        }

        /** Sets kind in the source's own words. */
        public Builder kindRaw(@Nullable String newKindRaw) {
            this.kindRaw = newKindRaw;
            return this;
        }

        /** Sets who set it. */
        public Builder creator(@Nullable String newCreator) {
            this.creator = newCreator;
            return this;
        }

        /** Sets lead, deal or order it belongs to. */
        public Builder entityRef(@Nullable String newEntityRef) {
            this.entityRef = newEntityRef;
            return this;
        }

        /** Sets deadline. */
        public Builder deadline(@Nullable Instant newDeadline) {
            this.deadline = newDeadline;
            return this;
        }

        /** Sets how often the deadline was moved. */
        public Builder deadlineMoves(@Nullable Integer newDeadlineMoves) {
            this.deadlineMoves = newDeadlineMoves;
            return this;
        }

        /** Sets when it was closed. */
        public Builder closedAt(@Nullable Instant newClosedAt) {
            this.closedAt = newClosedAt;
            return this;
        }

        /** Sets how often it was handed in. */
        public Builder handIns(@Nullable Integer newHandIns) {
            this.handIns = newHandIns;
            return this;
        }

        /** The record. @throws IllegalArgumentException if a component is out of its range */
        public Task build() {
            return new Task(
                    envelope,
                    taskRef,
                    kind,
                    owner,
                    createdAt,
                    status,
                    kindRaw,
                    creator,
                    entityRef,
                    deadline,
                    deadlineMoves,
                    closedAt,
                    handIns);
        }
    }
}
