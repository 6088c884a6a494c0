package io.ckpi.core.record;

import io.ckpi.core.Channel;
import io.ckpi.core.Money;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One telephone call.
 *
 * <p>Built with {@link #builder}.
 *
 * @param envelope where the record comes from and when it happened
 * @param callRef id of the call
 * @param direction direction
 * @param outcome how it ended
 * @param talk talking time
 * @param line number called
 * @param channel channel, from the number pool
 * @param person token of the caller
 * @param employee employee
 * @param ring time until it was answered or given up
 * @param rings ring signals until it was answered
 * @param first whether it is the person's first call
 * @param rating rating, 1 to 5
 * @param legs legs
 * @param cost cost
 */
public record Call(
        Envelope envelope,
        String callRef,
        Direction direction,
        Outcome outcome,
        Duration talk,
        @Nullable String line,
        @Nullable Channel channel,
        @Nullable String person,
        @Nullable String employee,
        @Nullable Duration ring,
        @Nullable Integer rings,
        @Nullable Boolean first,
        @Nullable Integer rating,
        int legs,
        @Nullable Money cost)
        implements SourceRecord {

    /** Direction of a call. */
    public enum Direction {
        /** Incoming. */
        IN,
        /** Outgoing. */
        OUT,
        /** Calling back. */
        CALLBACK
    }

    /** How a call ended. */
    public enum Outcome {
        /** A person answered. */
        ANSWERED,
        /** Nobody answered. */
        MISSED,
        /** The caller gave up. */
        ABANDONED,
        /** Busy. */
        BUSY,
        /** Declined. */
        DECLINED,
        /** Failed. */
        FAILED,
        /** Voicemail. */
        VOICEMAIL,
        /** A recorded message was played. */
        RECORDING
    }

    /** Checks the components. */
    public Call {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("callRef", callRef);
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(talk, "talk");
        Fields.optionalId("person", person);
        Fields.optionalId("employee", employee);
        Fields.optionalText("line", line);
        if (rating != null && (rating < 1 || rating > 5)) {
            throw new IllegalArgumentException("rating is not 1 to 5: " + rating);
        }
        if (rings != null && rings < 0) {
            throw new IllegalArgumentException("rings is negative: " + rings);
        }
        if (legs < 1) {
            throw new IllegalArgumentException("legs is below 1: " + legs);
        }
    }

    /** A builder with what every such record has. */
    public static Builder builder(
            Envelope envelope, String callRef, Direction direction, Outcome outcome, Duration talk) {
        return new Builder(envelope, callRef, direction, outcome, talk);
    }

    /** Builds a {@link Call}; not thread-safe. */
    public static final class Builder {
        private final Envelope envelope;
        private final String callRef;
        private final Direction direction;
        private final Outcome outcome;
        private final Duration talk;
        private @Nullable String line;
        private @Nullable Channel channel;
        private @Nullable String person;
        private @Nullable String employee;
        private @Nullable Duration ring;
        private @Nullable Integer rings;
        private @Nullable Boolean first;
        private @Nullable Integer rating;
        private int legs = 1;
        private @Nullable Money cost;

        private Builder(Envelope envelope, String callRef, Direction direction, Outcome outcome, Duration talk) {
            this.envelope = envelope;
            this.callRef = callRef;
            this.direction = direction;
            this.outcome = outcome;
            this.talk = talk;
        }

        /** Sets number called. */
        public Builder line(@Nullable String newLine) {
            this.line = newLine;
            return this;
        }

        /** Sets channel, from the number pool. */
        public Builder channel(@Nullable Channel newChannel) {
            this.channel = newChannel;
            return this;
        }

        /** Sets token of the caller. */
        public Builder person(@Nullable String newPerson) {
            this.person = newPerson;
            return this;
        }

        /** Sets employee. */
        public Builder employee(@Nullable String newEmployee) {
            this.employee = newEmployee;
            return this;
        }

        /** Sets time until it was answered or given up. */
        public Builder ring(@Nullable Duration newRing) {
            this.ring = newRing;
            return this;
        }

        /** Sets ring signals until it was answered. */
        public Builder rings(@Nullable Integer newRings) {
            this.rings = newRings;
            return this;
        }

        /** Sets whether it is the person's first call. */
        public Builder first(@Nullable Boolean newFirst) {
            this.first = newFirst;
            return this;
        }

        /** Sets rating, 1 to 5. */
        public Builder rating(@Nullable Integer newRating) {
            this.rating = newRating;
            return this;
        }

        /** Sets legs. */
        public Builder legs(int newLegs) {
            this.legs = newLegs;
            return this;
        }

        /** Sets cost. */
        public Builder cost(@Nullable Money newCost) {
            this.cost = newCost;
            return this;
        }

        /** The record. @throws IllegalArgumentException if a component is out of its range */
        public Call build() {
            return new Call(
                    envelope, callRef, direction, outcome, talk, line, channel, person, employee, ring, rings, first,
                    rating, legs, cost);
        }
    }
}
