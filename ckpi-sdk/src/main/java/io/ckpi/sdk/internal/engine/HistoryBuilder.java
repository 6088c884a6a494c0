package io.ckpi.sdk.internal.engine;

import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Subjects.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Collects the records of one subject and makes its history: ordered by time, equal consecutive stages of one lead or deal
 * collapsed into the first, of the assignments to one arm the first. Assignments of one experiment to several arms all
 * stay: they show that the unit is contaminated. Mutable, confined to one thread, used again and again.
 */
final class HistoryBuilder {

    private static final Comparator<SourceRecord> BY_TIME = Comparator.<SourceRecord, java.time.Instant>comparing(
                    record -> record.envelope().occurredAt())
            .thenComparing(record -> record.envelope().source())
            .thenComparing(record -> record.envelope().sourceKey());

    private final List<Touch> touches = new ArrayList<>();
    private final List<LeadStageChange> stages = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<Feedback> feedback = new ArrayList<>();
    private final List<Referral> made = new ArrayList<>();
    private final List<Referral> received = new ArrayList<>();
    private final List<Assignment> assignments = new ArrayList<>();
    private final List<Person> persons = new ArrayList<>();

    /** Adds a record; {@code referrer} for the copy of a referral that belongs to who recommended. */
    void add(SourceRecord record, boolean referrer) {
        if (record instanceof Touch touch) {
            touches.add(touch);
        } else if (record instanceof Message message) {
            messages.add(message);
        } else if (record instanceof Order order) {
            orders.add(order);
        } else if (record instanceof LeadStageChange change) {
            stages.add(change);
        } else if (record instanceof Call call) {
            calls.add(call);
        } else if (record instanceof Task task) {
            tasks.add(task);
        } else if (record instanceof Feedback said) {
            feedback.add(said);
        } else if (record instanceof Person person) {
            persons.add(person);
        } else if (record instanceof Assignment assignment) {
            assignments.add(assignment);
        } else if (record instanceof Referral referral) {
            (referrer ? made : received).add(referral);
        } else {
            throw new IllegalArgumentException("belongs to no subject: " + record.getClass());
        }
    }

    /** The history of what was added since the last call; every record that gave way goes to {@code merged}. */
    SubjectHistory build(Subject subject, Consumer<SourceRecord> merged) {
        return new SubjectHistory(
                subject.id(),
                subject.kind(),
                take(touches),
                collapse(take(stages), merged),
                take(orders),
                take(calls),
                take(messages),
                take(tasks),
                take(feedback),
                take(made),
                take(received),
                first(take(assignments), merged),
                take(persons));
    }

    private static <R extends SourceRecord> List<R> take(List<R> records) {
        if (records.isEmpty()) {
            return List.of();
        }
        List<R> taken = new ArrayList<>(records);
        records.clear();
        if (taken.size() > 1) {
            taken.sort(BY_TIME);
        }
        return taken;
    }

    private static List<LeadStageChange> collapse(List<LeadStageChange> stages, Consumer<SourceRecord> merged) {
        if (stages.size() < 2) {
            return stages;
        }
        Map<String, LeadStageChange> last = new HashMap<>();
        List<LeadStageChange> kept = new ArrayList<>(stages.size());
        for (LeadStageChange change : stages) {
            Envelope envelope = change.envelope();
            LeadStageChange before =
                    last.put(change.entity() + "\u001f" + envelope.source() + "\u001f" + change.entityRef(), change);
            if (before != null && before.toRaw().equals(change.toRaw()) && Objects.equals(before.to(), change.to())) {
                merged.accept(change);
            } else {
                kept.add(change);
            }
        }
        return kept;
    }

    private static List<Assignment> first(List<Assignment> assignments, Consumer<SourceRecord> merged) {
        if (assignments.size() < 2) {
            return assignments;
        }
        Set<String> seen = new HashSet<>();
        List<Assignment> kept = new ArrayList<>(assignments.size());
        for (Assignment assignment : assignments) {
            if (seen.add(assignment.experiment() + "\u001f" + assignment.arm())) {
                kept.add(assignment);
            } else {
                merged.accept(assignment);
            }
        }
        return kept;
    }
}
