package io.ckpi.core.record;

import io.ckpi.core.LeadStage;
import io.ckpi.core.Money;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lead or a deal moves to a stage. The creation is the change without {@code from}; it carries the origin.
 *
 * <p>Built with {@link #builder}.
 *
 * @param envelope where the record comes from and when it happened
 * @param entity lead or deal
 * @param entityRef id of the lead or deal
 * @param toRaw new stage in the source's own words
 * @param to new stage; null if the raw stage is not mapped
 * @param from old stage; null at creation
 * @param fromRaw old stage in the source's own words
 * @param leadRef lead that a deal came from
 * @param person token of the person
 * @param pipeline pipeline
 * @param owner employee who owns it
 * @param actor who made the change
 * @param reason reason of a refusal
 * @param origin marketing origin
 * @param value value of the deal
 * @param probability probability of winning, 0 to 1
 */
public record LeadStageChange(
        Envelope envelope,
        Entity entity,
        String entityRef,
        String toRaw,
        @Nullable LeadStage to,
        @Nullable LeadStage from,
        @Nullable String fromRaw,
        @Nullable String leadRef,
        @Nullable String person,
        @Nullable String pipeline,
        @Nullable String owner,
        @Nullable String actor,
        @Nullable String reason,
        Origin origin,
        @Nullable Money value,
        @Nullable Double probability)
        implements SourceRecord {

    /** What moves. */
    public enum Entity {
        /** A lead. */
        LEAD,
        /** A deal. */
        DEAL
    }

    /** Checks the components. */
    public LeadStageChange {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(entity, "entity");
        Fields.id("entityRef", entityRef);
        Objects.requireNonNull(toRaw, "toRaw");
        Fields.optionalId("leadRef", leadRef);
        Fields.optionalId("person", person);
        Fields.optionalId("pipeline", pipeline);
        Fields.optionalId("owner", owner);
        Fields.optionalId("actor", actor);
        Objects.requireNonNull(origin, "origin");
        if (probability != null && !(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability is not 0 to 1: " + probability);
        }
    }

    /** A builder with what every such record has. */
    public static Builder builder(Envelope envelope, Entity entity, String entityRef, String toRaw) {
        return new Builder(envelope, entity, entityRef, toRaw);
    }

    /** Builds a {@link LeadStageChange}; not thread-safe. */
    public static final class Builder {
        private final Envelope envelope;
        private final Entity entity;
        private final String entityRef;
        private final String toRaw;
        private @Nullable LeadStage to;
        private @Nullable LeadStage from;
        private @Nullable String fromRaw;
        private @Nullable String leadRef;
        private @Nullable String person;
        private @Nullable String pipeline;
        private @Nullable String owner;
        private @Nullable String actor;
        private @Nullable String reason;
        private Origin origin = Origin.UNKNOWN;
        private @Nullable Money value;
        private @Nullable Double probability;

        private Builder(Envelope envelope, Entity entity, String entityRef, String toRaw) {
            this.envelope = envelope;
            this.entity = entity;
            this.entityRef = entityRef;
            this.toRaw = toRaw;
        }

        /** Sets new stage; null if the raw stage is not mapped. */
        public Builder to(@Nullable LeadStage newTo) {
            this.to = newTo;
            return this;
        }

        /** Sets old stage; null at creation. */
        public Builder from(@Nullable LeadStage newFrom) {
            this.from = newFrom;
            return this;
        }

        /** Sets old stage in the source's own words. */
        public Builder fromRaw(@Nullable String newFromRaw) {
            this.fromRaw = newFromRaw;
            return this;
        }

        /** Sets lead that a deal came from. */
        public Builder leadRef(@Nullable String newLeadRef) {
            this.leadRef = newLeadRef;
            return this;
        }

        /** Sets token of the person. */
        public Builder person(@Nullable String newPerson) {
            this.person = newPerson;
            return this;
        }

        /** Sets pipeline. */
        public Builder pipeline(@Nullable String newPipeline) {
            this.pipeline = newPipeline;
            return this;
        }

        /** Sets employee who owns it. */
        public Builder owner(@Nullable String newOwner) {
            this.owner = newOwner;
            return this;
        }

        /** Sets who made the change. */
        public Builder actor(@Nullable String newActor) {
            this.actor = newActor;
            return this;
        }

        /** Sets reason of a refusal. */
        public Builder reason(@Nullable String newReason) {
            this.reason = newReason;
            return this;
        }

        /** Sets marketing origin. */
        public Builder origin(Origin newOrigin) {
            this.origin = newOrigin;
            return this;
        }

        /** Sets value of the deal. */
        public Builder value(@Nullable Money newValue) {
            this.value = newValue;
            return this;
        }

        /** Sets probability of winning, 0 to 1. */
        public Builder probability(@Nullable Double newProbability) {
            this.probability = newProbability;
            return this;
        }

        /** The record. @throws IllegalArgumentException if a component is out of its range */
        public LeadStageChange build() {
            return new LeadStageChange(
                    envelope,
                    entity,
                    entityRef,
                    toRaw,
                    to,
                    from,
                    fromRaw,
                    leadRef,
                    person,
                    pipeline,
                    owner,
                    actor,
                    reason,
                    origin,
                    value,
                    probability);
        }
    }
}
