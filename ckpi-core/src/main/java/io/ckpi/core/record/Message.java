package io.ckpi.core.record;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * We go to a known person: one record per event of a message.
 *
 * @param envelope where the record comes from and when it happened
 * @param messageRef id of the message
 * @param person token of the person
 * @param medium medium
 * @param event what happened
 * @param campaign campaign
 * @param sequence automated sequence it belongs to
 * @param machine true if a mail proxy opened it
 */
public record Message(
        Envelope envelope,
        String messageRef,
        String person,
        Medium medium,
        Event event,
        @Nullable String campaign,
        @Nullable String sequence,
        @Nullable Boolean machine)
        implements SourceRecord {

    /** Medium of a message. */
    public enum Medium {
        /** E-mail. */
        EMAIL,
        /** Text message. */
        SMS,
        /** Push notification. */
        PUSH,
        /** Messenger. */
        MESSENGER,
        /** Letter. */
        LETTER
    }

    /** What happened to a message. */
    public enum Event {
        /** Sent. */
        SENT,
        /** Delivered. */
        DELIVERED,
        /** Opened. */
        OPENED,
        /** A link was clicked. */
        CLICKED,
        /** Bounced. */
        BOUNCED,
        /** Unsubscribed. */
        UNSUBSCRIBED,
        /** Complained. */
        COMPLAINED,
        /** Replied. */
        REPLIED,
        /** Filtered before sending. */
        FILTERED
    }

    /** Checks the components. */
    public Message {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("messageRef", messageRef);
        Fields.id("person", person);
        Objects.requireNonNull(medium, "medium");
        Objects.requireNonNull(event, "event");
    }
}
