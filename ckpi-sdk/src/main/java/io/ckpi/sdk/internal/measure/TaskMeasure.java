package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.core.record.Task;
import io.ckpi.core.stat.PairAccumulator;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Electronic tasks: terms, quality, volume. A task belongs to its owner, so employees are the independent units. */
final class TaskMeasure implements Measure<TaskMeasure> {

    private final Window window;
    private final Stats stats;

    private long withoutDeadline;
    private long closed;
    private long acceptedUncounted;
    private final PairAccumulator inTime = new PairAccumulator();
    private final PairAccumulator late = new PairAccumulator();
    private final PairAccumulator overdue = new PairAccumulator();
    private final PairAccumulator firstHandIn = new PairAccumulator();
    private final PairAccumulator rejected = new PairAccumulator();

    TaskMeasure(Window window, Stats stats) {
        this.window = window;
        this.stats = stats;
    }

    @Override
    public void add(Facts facts) {
        if (facts.history.tasks().isEmpty()) {
            return;
        }
        int due = 0;
        int pending = 0;
        int onTime = 0;
        int tooLate = 0;
        int accepted = 0;
        int acceptedAtOnce = 0;
        int surveys = 0;
        int surveysRejected = 0;
        int surveysPending = 0;
        for (Task task : facts.history.tasks()) {
            long created = task.createdAt().toEpochMilli();
            if (created >= window.cut) {
                continue;
            }
            Instant closing = closing(task);
            if (closing != null && window.holds(closing.toEpochMilli()) && task.status() != Task.Status.CANCELLED) {
                closed++;
                if (task.status() == Task.Status.ACCEPTED) {
                    if (task.handIns() == null) {
                        acceptedUncounted++;
                    } else {
                        accepted++;
                        acceptedAtOnce += task.handIns() <= 1 ? 1 : 0;
                    }
                }
            }
            if (task.kind() == Task.Kind.SURVEY_VISIT && window.holds(created)) {
                switch (task.status()) {
                    case REJECTED, ACCEPTED -> {
                        if (closing == null && task.closedAt() != null) {
                            surveysPending++;
                        } else {
                            surveys++;
                            surveysRejected += task.status() == Task.Status.REJECTED ? 1 : 0;
                        }
                    }
                    case OPEN, IN_PROGRESS, HANDED_IN, DEFERRED -> surveysPending++;
                    case CANCELLED -> {}
                }
            }
            if (task.status() == Task.Status.CANCELLED) {
                continue;
            }
            Instant deadline = task.deadline();
            if (deadline == null) {
                withoutDeadline += window.holds(created) ? 1 : 0;
                continue;
            }
            long term = deadline.toEpochMilli();
            if (term < window.start || term >= window.end) {
                continue;
            }
            if (term >= window.dataEnd) {
                pending++;
                continue;
            }
            due++;
            if (closing != null) {
                if (closing.isAfter(deadline)) {
                    tooLate++;
                } else {
                    onTime++;
                }
            }
        }
        if (due > 0) {
            inTime.add(onTime, due);
            late.add(tooLate, due);
            overdue.add(due - onTime - tooLate, due);
        }
        inTime.addPending(pending);
        late.addPending(pending);
        overdue.addPending(pending);
        if (accepted > 0) {
            firstHandIn.add(acceptedAtOnce, accepted);
        }
        if (surveys > 0) {
            rejected.add(surveysRejected, surveys);
        }
        rejected.addPending(surveysPending);
    }

    /** When it was closed, if that is known before the end of the data. */
    private @Nullable Instant closing(Task task) {
        Instant at = task.closedAt();
        return at != null && window.knows(at.toEpochMilli()) ? at : null;
    }

    @Override
    public void merge(TaskMeasure other) {
        withoutDeadline += other.withoutDeadline;
        closed += other.closed;
        acceptedUncounted += other.acceptedUncounted;
        inTime.merge(other.inTime);
        late.merge(other.late);
        overdue.merge(other.overdue);
        firstHandIn.merge(other.firstHandIn);
        rejected.merge(other.rejected);
    }

    private static final Absent NOTHING_DUE =
            Stats.none("no task was due in the period", "в периоде нет задач со сроком");

    @Override
    public void readings(Seen seen, Map<String, Reading> readings) {
        long due = Math.round(inTime.sumD());
        readings.put("tasks.discipline", due(inTime, due));
        readings.put("tasks.late", due(late, due));
        readings.put("tasks.overdue-open", due(overdue, due));
        readings.put(
                "tasks.quality",
                Stats.withUnknown(
                        Stats.orElse(
                                stats.share(firstHandIn),
                                acceptedUncounted > 0
                                        ? Stats.none(
                                                "no accepted task counts its hand-ins",
                                                "ни у одной принятой задачи нет числа сдач")
                                        : Stats.none(
                                                "no task was accepted in the period", "в периоде нет принятых задач")),
                        acceptedUncounted,
                        acceptedUncounted + Math.round(firstHandIn.sumD())));
        readings.put(
                "tasks.volume",
                seen.before(Seen.Kind.TASK, window.dataEnd)
                        ? new Measured(Estimate.of((double) closed, Unit.COUNT)
                                .withN(closed)
                                .withMethod("count")
                                .withFlag(Flag.of(Flag.Code.NO_INTERVAL)))
                        : Stats.none("no tasks are recorded", "задачи не записываются"));
        readings.put(
                "measure.reject-share",
                seen.before(Seen.Kind.SURVEY_VISIT, window.dataEnd)
                        ? Stats.orElse(
                                stats.share(rejected),
                                Stats.none(
                                        "no survey visits were requested in the period",
                                        "в периоде нет заявок на замер"))
                        : Stats.none("no survey visits are recorded", "замеры не записываются"));
    }

    private Reading due(PairAccumulator part, long due) {
        return Stats.withUnknown(Stats.orElse(stats.share(part), NOTHING_DUE), withoutDeadline, withoutDeadline + due);
    }
}
