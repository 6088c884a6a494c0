package io.ckpi.sdk.internal.engine;

import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.history.SubjectHistory.Kind;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose history a record belongs to.
 *
 * <p>A record that names a person belongs to the person, whichever of the linked ids it names. Else a task belongs to its
 * owner. A touch of a visit, a lead, a deal, an order and what names one are settled once all records are known, because
 * another record of the same visit, lead, deal or order may say whose they are. Anything else is a subject of its own.
 *
 * <p><b>Thread-safety.</b> immutable, if the representatives are.
 */
final class Subjects {

    private static final Kind[] KINDS = Kind.values();

    private final UnaryOperator<String> representative;
    private final boolean leadsOfOneSource;
    private final Set<String> forgotten;

    /**
     * The rule for one run.
     *
     * @param representative the representative token of each person
     * @param leadsOfOneSource true if one source only delivers leads and deals: then their ids mean the same in every source
     * @param forgotten tokens of the persons whose records are left out; any of the linked ids of each
     */
    Subjects(UnaryOperator<String> representative, boolean leadsOfOneSource, Set<String> forgotten) {
        this.representative = representative;
        this.leadsOfOneSource = leadsOfOneSource;
        this.forgotten = forgotten.stream().map(representative).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * A subject.
     *
     * @param id its id
     * @param kind what it is
     */
    record Subject(String id, Kind kind) {

        /** The text form that stands in a frame. */
        String text() {
            return (char) ('0' + kind.ordinal()) + id;
        }

        /** The subject of that text form. */
        static Subject parse(String text) {
            return new Subject(text.substring(1), KINDS[text.charAt(0) - '0']);
        }

        /** A hash to cut and group by. */
        long hash() {
            return Hashes.add(Hashes.start(kind.ordinal()), id);
        }
    }

    /** The subject of a record, or null if it must be settled with others. */
    @Nullable
    Subject of(SourceRecord record) {
        String person = person(record);
        if (person != null) {
            return person(person);
        }
        if (record instanceof Task task) {
            return new Subject("employee:" + task.owner(), Kind.EMPLOYEE);
        }
        if (record instanceof LeadStageChange
                || record instanceof Order
                || (record instanceof Touch touch && touch.visit() != null)
                || (record instanceof Feedback feedback && feedback.orderRef() != null)) {
            return null;
        }
        return alone(record);
    }

    /** The person as a subject. */
    Subject person(String token) {
        return new Subject(representative.apply(token), Kind.PERSON);
    }

    /** True if the subject is to be forgotten. */
    boolean forgets(Subject subject) {
        return subject.kind() == Kind.PERSON && forgotten.contains(subject.id());
    }

    /** True if the record names somebody who is to be forgotten, in whichever field. */
    boolean forgets(SourceRecord record) {
        if (forgotten.isEmpty()) {
            return false;
        }
        if (record instanceof Referral referral) {
            return forgets(referral.referee()) || forgets(referral.referrer());
        } else if (record instanceof IdentityLink link) {
            return forgets(link.person()) || forgets(link.token());
        }
        String person = person(record);
        return person != null && forgets(person);
    }

    private boolean forgets(String token) {
        return forgotten.contains(representative.apply(token));
    }

    /** The record as a subject of its own. */
    static Subject alone(SourceRecord record) {
        Envelope envelope = record.envelope();
        return new Subject(
                "one:" + record.getClass().getSimpleName() + ":" + envelope.source() + ":" + envelope.sourceKey(),
                Kind.SINGLE);
    }

    /** A subject found by joining leads, deals and orders. */
    static Subject joined(String key) {
        return new Subject(key, key.startsWith("lead:") || key.startsWith("deal:") ? Kind.LEAD : Kind.SINGLE);
    }

    /** The token of the person whom a record names; of a referral who came. */
    static @Nullable String person(SourceRecord record) {
        if (record instanceof Touch touch) {
            return touch.person();
        } else if (record instanceof LeadStageChange change) {
            return change.person();
        } else if (record instanceof Order order) {
            return order.person();
        } else if (record instanceof Call call) {
            return call.person();
        } else if (record instanceof Message message) {
            return message.person();
        } else if (record instanceof Feedback feedback) {
            return feedback.person();
        } else if (record instanceof Referral referral) {
            return referral.referee();
        } else if (record instanceof Assignment assignment) {
            return assignment.unit();
        }
        return record instanceof Person person ? person.person() : null;
    }

    /** The key of the visit that a touch belongs to, or null. */
    static @Nullable String visitKey(Touch touch) {
        return touch.visit() == null ? null : "visit:" + touch.envelope().source() + ":" + touch.visit();
    }

    /** The key of the lead or deal that moves. */
    String entityKey(LeadStageChange change) {
        return (change.entity() == LeadStageChange.Entity.LEAD ? "lead:" : "deal:")
                + scope(change)
                + change.entityRef();
    }

    /** The key of the lead that a deal came from, or null. */
    @Nullable
    String leadKey(LeadStageChange change) {
        return change.leadRef() == null ? null : "lead:" + scope(change) + change.leadRef();
    }

    /** The key of the deal that an order belongs to, or null. */
    @Nullable
    String dealKey(Order order) {
        return order.dealRef() == null ? null : "deal:" + scope(order) + order.dealRef();
    }

    /** The key of an order: the same order in several sources has one key. */
    static String orderKey(Order order) {
        return "order:" + order.orderRef();
    }

    /** The key of the order that a feedback concerns, or null. */
    static @Nullable String orderKey(Feedback feedback) {
        return feedback.orderRef() == null ? null : "order:" + feedback.orderRef();
    }

    private String scope(SourceRecord record) {
        return leadsOfOneSource ? "" : record.envelope().source() + ":";
    }
}
