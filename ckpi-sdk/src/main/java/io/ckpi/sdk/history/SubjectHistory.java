package io.ckpi.sdk.history;

import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import java.util.List;

/**
 * All records of one subject after the removal of duplicates, each list in the order of {@code occurredAt} (ties by key).
 *
 * <p>A subject is a person (the representative token of all linked tokens). Records without a person get a subject of
 * their own: a lead without a person by its lead id, a call or an order by its own id, a task by its owner. A referral
 * stands in two histories: the referrer's ({@code referralsMade}) and the referee's ({@code referredBy}).
 *
 * @param subject id of the subject
 * @param kind what kind of subject it is
 */
public record SubjectHistory(
        String subject,
        Kind kind,
        List<Touch> touches,
        List<LeadStageChange> stages,
        List<Order> orders,
        List<Call> calls,
        List<Message> messages,
        List<Task> tasks,
        List<Feedback> feedback,
        List<Referral> referralsMade,
        List<Referral> referredBy,
        List<Assignment> assignments,
        List<Person> persons) {

    /** What a subject is. */
    public enum Kind {
        /** A person. */
        PERSON,
        /** A lead or deal without a known person. */
        LEAD,
        /** An employee, who owns tasks. */
        EMPLOYEE,
        /** A single record without any of these: an order, a call, a feedback, a visit. */
        SINGLE
    }
}
