package io.ckpi.source.demo;

import io.ckpi.core.LeadStage;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.StageDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How leads move: inquiry, qualification, hand-over, deal. The deal is an entity of its own that names its lead. */
final class Stages extends Records.OfPersons<LeadStageChange> {

    static final String PIPELINE = "main";
    /** Number of reasons, all equally frequent; one of them is that there was no contact. */
    static final int REASONS = 5;

    private static final String[] REASON = {
        "too expensive", "chose a competitor", "no longer needed", "no contact", "out of the area"
    };
    private static final LeadStage[] BEFORE_DEAL = {LeadStage.MQL, LeadStage.SAL, LeadStage.SQL};

    Stages(Life life, String source) {
        super(life, source);
    }

    /** The stage in the company's own words. */
    static String raw(LeadStage stage) {
        return switch (stage) {
            case LEAD -> "Новое обращение";
            case MQL -> "Квалифицирован маркетингом";
            case SAL -> "Принят продажами";
            case SQL -> "Квалифицирован продажами";
            case OPPORTUNITY -> "Замер и смета";
            case WON -> "Договор";
            case LOST -> "Отказ";
            case DISQUALIFIED -> "Некачественный";
            case RECYCLED -> "Возвращён в маркетинг";
        };
    }

    static StageDefinition.Semantic semantic(LeadStage stage) {
        return switch (stage) {
            case WON -> StageDefinition.Semantic.WON;
            case LOST, DISQUALIFIED, RECYCLED -> StageDefinition.Semantic.LOST;
            default -> StageDefinition.Semantic.OPEN;
        };
    }

    @Override
    void tell(Life person, List<LeadStageChange> out) {
        if (!person.lead) {
            return;
        }
        draws.at(Draws.Part.STAGES, person.index);
        boolean reason = draws.chance(Model.REASON_FILLED);
        int why = draws.nextInt(REASON.length);
        String exitReason = reason ? REASON[why] : null;
        change(person, false, null, LeadStage.LEAD, person.leadDay, person.leadSecond(), null, out);
        LeadStage from = LeadStage.LEAD;
        for (LeadStage stage : BEFORE_DEAL) {
            int second = 34_200 + draws.nextInt(34_200);
            if (person.rung[stage.ordinal()] == Life.NEVER) {
                exit(person, false, from, second, exitReason, out);
                return;
            }
            change(person, false, from, stage, person.rung[stage.ordinal()], second, null, out);
            from = stage;
        }
        int second = 34_200 + draws.nextInt(34_200);
        int opened = person.rung[LeadStage.OPPORTUNITY.ordinal()];
        if (opened == Life.NEVER) {
            exit(person, false, from, second, exitReason, out);
            return;
        }
        change(person, true, null, LeadStage.OPPORTUNITY, opened, second, null, out);
        second = 34_200 + draws.nextInt(34_200);
        int won = person.rung[LeadStage.WON.ordinal()];
        if (won == Life.NEVER) {
            exit(person, true, LeadStage.OPPORTUNITY, second, exitReason, out);
        } else {
            change(person, true, LeadStage.OPPORTUNITY, LeadStage.WON, won, second, null, out);
        }
    }

    private void exit(
            Life person, boolean deal, LeadStage from, int second, @Nullable String reason, List<LeadStageChange> out) {
        LeadStage exit = person.exit;
        if (exit != null) {
            change(person, deal, from, exit, person.exitDay, second, reason, out);
        }
    }

    private void change(
            Life person,
            boolean deal,
            @Nullable LeadStage from,
            LeadStage to,
            int day,
            int second,
            @Nullable String reason,
            List<LeadStageChange> out) {
        if (day >= model.days) {
            return;
        }
        String ref = deal ? person.dealRef() : person.leadRef();
        out.add(LeadStageChange.builder(
                        envelope(ref + "-" + to.name(), model.at(day, second)),
                        deal ? LeadStageChange.Entity.DEAL : LeadStageChange.Entity.LEAD,
                        ref,
                        raw(to))
                .to(to)
                .from(from)
                .fromRaw(from == null ? null : raw(from))
                .leadRef(deal ? person.leadRef() : null)
                .person(person.token())
                .pipeline(PIPELINE)
                .owner(person.owner())
                .reason(reason)
                .origin(from == null ? person.source.origin : Origin.UNKNOWN)
                .build());
    }
}
