package io.ckpi.sdk.internal.measure;

import io.ckpi.core.LeadStage;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.Task;
import io.ckpi.sdk.history.SubjectHistory;

/** Notes in {@link Seen} which kinds of things a history holds. */
final class Notes {

    private Notes() {}

    static void note(Visit visit, Seen seen) {
        seen.at(Seen.Kind.VISIT, visit.start);
        if (visit.events > 0) {
            seen.at(Seen.Kind.VISIT_EVENT, visit.start);
        }
        if (visit.pages > 0) {
            seen.at(Seen.Kind.PAGE_VIEW, visit.start);
        }
        if (visit.landing) {
            seen.at(Seen.Kind.LANDING, visit.start);
        }
        if (visit.device != null) {
            seen.at(Seen.Kind.DEVICE, visit.start);
        }
        if (visit.engaged() >= 0) {
            seen.at(Seen.Kind.ENGAGED, visit.start);
        }
    }

    static void note(Lead lead, Seen seen) {
        seen.at(lead.lead ? Seen.Kind.LEAD : Seen.Kind.DEAL, lead.created);
        if (lead.segment) {
            seen.at(Seen.Kind.SEGMENT, lead.created);
        }
        for (Lead.Entity entity : lead.entities) {
            if (entity.deal) {
                seen.at(Seen.Kind.DEAL, Facts.millis(entity.changes.get(0)));
            }
        }
        for (LeadStageChange change : lead.changes) {
            if (change.to() == LeadStage.MQL) {
                seen.at(Seen.Kind.MQL, Facts.millis(change));
            }
            if (change.reason() != null) {
                seen.at(Seen.Kind.LOSS_REASON, Facts.millis(change));
            }
        }
    }

    static void note(Message message, long time, Seen seen) {
        seen.at(Seen.Kind.MESSAGE, time);
        if (message.sequence() != null) {
            seen.at(Seen.Kind.SEQUENCE, time);
        }
        if (message.event() == Message.Event.OPENED) {
            seen.at(Seen.Kind.OPENED, time);
        } else if (message.event() == Message.Event.CLICKED) {
            seen.at(Seen.Kind.CLICKED, time);
        }
    }

    static void noteRest(SubjectHistory history, Seen seen) {
        for (Task task : history.tasks()) {
            long created = task.createdAt().toEpochMilli();
            seen.at(Seen.Kind.TASK, created);
            if (task.entityRef() != null) {
                seen.at(Seen.Kind.TASK_LINK, created);
            }
            if (task.kind() == Task.Kind.SURVEY_VISIT) {
                seen.at(Seen.Kind.SURVEY_VISIT, created);
            }
        }
        for (Feedback feedback : history.feedback()) {
            long time = Facts.millis(feedback);
            seen.at(Seen.Kind.FEEDBACK, time);
            if (feedback.sentiment() != null) {
                seen.at(Seen.Kind.SENTIMENT, time);
            }
            if (feedback.kind() == Feedback.Kind.COMPLAINT) {
                seen.at(Seen.Kind.COMPLAINT, time);
            }
        }
        for (Referral referral : history.referralsMade()) {
            seen.at(Seen.Kind.REFERRAL, Facts.millis(referral));
        }
        for (Referral referral : history.referredBy()) {
            seen.at(Seen.Kind.REFERRAL, Facts.millis(referral));
        }
        for (Person entry : history.persons()) {
            long time = entry.firstSeenAt().toEpochMilli();
            seen.at(Seen.Kind.PERSON, time);
            if (!entry.segments().isEmpty()) {
                seen.at(Seen.Kind.SEGMENT, time);
            }
            if (entry.lawfulBasis() != null) {
                seen.at(Seen.Kind.LAWFUL_BASIS, time);
            }
            if (entry.confirmedAt() != null) {
                seen.at(Seen.Kind.CONFIRMED, time);
            }
        }
    }
}
