package io.ckpi.source.demo;

import io.ckpi.core.LeadStage;
import io.ckpi.core.record.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Electronic tasks: the first call to a lead, its next action, the survey visit, work on an order. Only the next action
 * names its lead, so the share of open leads with an open task is the share of planned next actions.
 */
final class Tasks extends Records.OfPersons<Task> {

    private static final int DUE_SECOND = 64_800;

    Tasks(Life life, String source) {
        super(life, source);
    }

    @Override
    void tell(Life person, List<Task> out) {
        if (!person.lead) {
            return;
        }
        draws.at(Draws.Part.TASKS, person.index);
        String lead = person.leadRef();
        task(
                "tc" + person.index,
                Task.Kind.CALL,
                "Первый звонок",
                employee(0, draws.nextInt(Model.SALES_STAFF)),
                null,
                person.leadDay,
                person.leadSecond(),
                Model.FIRST_CALL_DUE,
                out);
        boolean planned = draws.chance(Model.NEXT_ACTION);
        int hands = handIns();
        if (planned) {
            int closed = Math.min(person.exitDay, person.rung[LeadStage.WON.ordinal()]);
            boolean open = closed >= model.days;
            out.add(builder(
                            "tn" + person.index,
                            Task.Kind.OTHER,
                            "Следующее действие",
                            person.owner(),
                            lead,
                            person.leadDay,
                            person.leadSecond() + 60,
                            open ? Task.Status.OPEN : Task.Status.ACCEPTED)
                    .closedAt(open ? null : model.at(closed, 72_000))
                    .handIns(open ? null : hands)
                    .build());
        }
        int survey = person.rung[LeadStage.OPPORTUNITY.ordinal()];
        if (survey < model.days) {
            task(
                    "ts" + person.index,
                    Task.Kind.SURVEY_VISIT,
                    "Замер",
                    employee(2, draws.nextInt(Model.SURVEY_STAFF)),
                    null,
                    survey,
                    70_000,
                    Model.SURVEY_DUE,
                    out);
        }
        int orders = person.drawOrders();
        draws.at(Draws.Part.TASKS, -1 - person.index);
        for (int k = 0; k < orders; k++) {
            if (person.paid[k] < model.days) {
                task(
                        "to" + person.index + "-" + k,
                        Task.Kind.ORDER,
                        "Подготовить доставку",
                        employee(1, draws.nextInt(Model.SERVICE_STAFF)),
                        "o" + person.index + "-" + k,
                        person.paid[k],
                        62_000,
                        Model.ORDER_TASK_DUE,
                        out);
            }
        }
    }

    private void task(
            String ref,
            Task.Kind kind,
            String raw,
            String owner,
            @Nullable String entity,
            int day,
            int second,
            int term,
            List<Task> out) {
        int due = day + term;
        double onTime = model.onTime(model.monthOfDay[Math.min(due, model.days - 1)]);
        double u = draws.nextDouble();
        int early = draws.nextInt(term);
        int late = Model.LATE_DAYS.draw(draws);
        int time = 32_400 + draws.nextInt(28_800);
        int hands = handIns();
        int closed = u < onTime ? due - early : u < onTime + Model.LATE ? due + late : Life.NEVER;
        boolean rejected = draws.chance(Model.SURVEY_REJECTED) && kind == Task.Kind.SURVEY_VISIT;
        boolean open = closed >= model.days;
        Task.Status status = open ? Task.Status.IN_PROGRESS : rejected ? Task.Status.REJECTED : Task.Status.ACCEPTED;
        Task.Builder builder = builder(ref, kind, raw, owner, entity, day, second, status);
        out.add(builder.deadline(model.at(due, DUE_SECOND))
                .closedAt(open ? null : model.at(closed, time))
                .handIns(open ? null : hands)
                .build());
    }

    private int handIns() {
        return draws.chance(Model.FIRST_HAND_IN) ? 1 : 2 + draws.nextInt(2);
    }

    private Task.Builder builder(
            String ref,
            Task.Kind kind,
            String raw,
            String owner,
            @Nullable String entity,
            int day,
            int second,
            Task.Status status) {
        Instant created = model.at(day, second);
        return Task.builder(envelope(ref, created), ref, kind, owner, created, status)
                .kindRaw(raw)
                .creator("crm")
                .entityRef(entity)
                .deadlineMoves(0);
    }
}
