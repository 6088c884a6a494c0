package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Reading;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Task;
import io.ckpi.sdk.definition.MeasureParameters;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Leads and deals: where they come from, how they move, how they end. */
final class LeadMeasure implements Measure<LeadMeasure> {

    private final Window window;
    private final Stats stats;
    private final Set<String> lossReasons;

    private long created;
    private long createdKnown;
    private long createdInbound;
    private long createdByCrm;
    private long createdWithSegment;
    private long createdWithSequence;

    private long accepted;
    private long decided;
    private long undecided;
    private long lostUndecided;

    private long closed;
    private long closedForReason;
    private long closedInSilence;
    private long openAtStart;
    private long advanced;

    private long refusals;
    private long refusalsWithReason;

    private long dealsWon;
    private long dealsClosed;
    private long dealsOpen;
    private long leadsWon;
    private long leadsClosed;
    private long leadsOpen;

    private long responses;
    private long responsesHandedOver;
    private long responsesUndecided;

    /** Per open lead or deal: the number of its ids, then their hashes. */
    private final Longs open = new Longs();
    /** Hashes of the ids that open tasks belong to. */
    private final Longs withTask = new Longs();
    /** The same of all slices, or null if this is no slice: a task belongs to its owner, wherever its lead belongs. */
    private long @org.jspecify.annotations.Nullable [] tasksOfAll;

    LeadMeasure(Window window, Stats stats) {
        this.window = window;
        this.stats = stats;
        this.lossReasons = window.parameters.lossReasons();
    }

    @Override
    public void add(Facts facts) {
        for (Lead lead : facts.leads) {
            if (lead.created < window.cut) {
                add(facts, lead);
            }
        }
        if (!facts.history.tasks().isEmpty()) {
            addTasks(facts);
        }
    }

    private void add(Facts facts, Lead lead) {
        if (lead.lead && lead.created >= window.start) {
            addCreated(facts, lead);
        }
        int last = lead.at.length - 1;
        boolean moved = last >= 0 && lead.at[last] >= window.start;
        if (moved) {
            if (lead.lead) {
                addHandOver(lead);
                addClosing(facts, lead);
            }
            addRefusals(lead);
            addDeals(lead);
        }
        if (lead.lead && lead.openBefore(window.start)) {
            openAtStart++;
            advanced += moved && advances(lead) ? 1 : 0;
        }
        if (lead.openBefore(window.cut)) {
            if (!moved) {
                countOpenDeals(lead);
            }
            open.add(lead.entities.size());
            for (Lead.Entity entity : lead.entities) {
                open.add(Longs.hash(entity.ref));
            }
        }
    }

    private void addCreated(Facts facts, Lead lead) {
        created++;
        Channel channel = facts.channel(lead);
        if (channel != null) {
            createdKnown++;
            createdInbound += channel.inbound() ? 1 : 0;
            createdByCrm += channel.crm() ? 1 : 0;
        }
        createdWithSegment += lead.segment || hasSegment(facts) ? 1 : 0;
        createdWithSequence += inSequence(facts, lead) ? 1 : 0;
        if (lead.campaign != null) {
            if (lead.reached(LeadStage.MQL, window.dataEnd) >= 0) {
                responses++;
                responsesHandedOver++;
            } else if (lead.closed(window.dataEnd) >= 0 || expired(lead)) {
                responses++;
            } else {
                responsesUndecided++;
            }
        }
    }

    /** True if a lead is so old that no decision means a decision against it. */
    private boolean expired(Lead lead) {
        return lead.created + window.parameters.nurtureDays() * Window.DAY <= window.dataEnd;
    }

    private static boolean hasSegment(Facts facts) {
        for (Person entry : facts.history.persons()) {
            if (!entry.segments().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private boolean inSequence(Facts facts, Lead lead) {
        long until = Math.min(window.dataEnd, lead.created + window.parameters.nurtureDays() * Window.DAY);
        long[] times = facts.messageTimes;
        for (int i = Facts.from(times, lead.created); i < times.length && times[i] < until; i++) {
            if (facts.history.messages().get(i).sequence() != null) {
                return true;
            }
        }
        return false;
    }

    /** The first hand-over of the period and the decision that followed it. */
    private void addHandOver(Lead lead) {
        int i = Facts.from(lead.at, window.start);
        while (i < lead.at.length && lead.at[i] < window.cut && lead.to(i) != LeadStage.MQL) {
            i++;
        }
        if (i == lead.at.length || lead.at[i] >= window.cut) {
            return;
        }
        for (i++; i < lead.at.length && window.knows(lead.at[i]); i++) {
            LeadStage to = lead.to(i);
            if (to.reaches(LeadStage.SAL)) {
                accepted++;
                decided++;
                return;
            }
            if (to == LeadStage.DISQUALIFIED || to == LeadStage.RECYCLED) {
                decided++;
                return;
            }
            if (to == LeadStage.LOST) {
                lostUndecided++;
                return;
            }
        }
        undecided++;
    }

    /** The last closing of the period. */
    private void addClosing(Facts facts, Lead lead) {
        int at = -1;
        for (int i = Facts.from(lead.at, window.start); i < lead.at.length && lead.at[i] < window.cut; i++) {
            LeadStage to = lead.to(i);
            if (to == LeadStage.LOST || to == LeadStage.DISQUALIFIED || to == LeadStage.WON) {
                at = i;
            }
        }
        if (at < 0) {
            return;
        }
        closed++;
        LeadStage to = lead.to(at);
        if (to == LeadStage.WON) {
            return;
        }
        String reason = lead.changes[at].reason();
        if (reason != null && lossReasons.contains(MeasureParameters.normalReason(reason))) {
            closedForReason++;
        } else if (to == LeadStage.LOST
                && lead.at[at] - lastContact(facts, lead, at) > window.parameters.silenceDays() * Window.DAY) {
            closedInSilence++;
        }
    }

    /** When there was contact last before the change {@code at}: a call, a message that arrived, a change of stage. */
    private static long lastContact(Facts facts, Lead lead, int at) {
        long closing = lead.at[at];
        long last = at > 0 ? Math.max(lead.created, lead.at[at - 1]) : lead.created;
        for (int i = 0; i < facts.callTimes.length && facts.callTimes[i] <= closing; i++) {
            Call call = facts.history.calls().get(i);
            if (call.direction() != Call.Direction.IN || call.outcome() == Call.Outcome.ANSWERED) {
                last = Math.max(last, facts.callTimes[i]);
            }
        }
        for (int i = 0; i < facts.messageTimes.length && facts.messageTimes[i] <= closing; i++) {
            if (arrived(facts.history.messages().get(i).event())) {
                last = Math.max(last, facts.messageTimes[i]);
            }
        }
        return last;
    }

    private static boolean arrived(Message.Event event) {
        return switch (event) {
            case DELIVERED, OPENED, CLICKED, REPLIED, UNSUBSCRIBED, COMPLAINED -> true;
            case SENT, BOUNCED, FILTERED -> false;
        };
    }

    private boolean advances(Lead lead) {
        LeadStage before = lead.stageBefore(window.start);
        for (int i = Facts.from(lead.at, window.start); i < lead.at.length && lead.at[i] < window.cut; i++) {
            if (before != null && lead.to(i).isRung() && lead.to(i).ordinal() > before.ordinal()) {
                return true;
            }
        }
        return false;
    }

    /** Every refusal of the period; a repeated one of the same lead or deal counts once. */
    private void addRefusals(Lead lead) {
        boolean refused = false;
        boolean reasoned = false;
        for (int i = Facts.from(lead.at, window.start); i < lead.at.length && lead.at[i] < window.cut; i++) {
            LeadStage to = lead.to(i);
            if (to == LeadStage.LOST || to == LeadStage.DISQUALIFIED) {
                refused = true;
                reasoned |= lead.changes[i].reason() != null;
            }
        }
        refusals += refused ? 1 : 0;
        refusalsWithReason += reasoned ? 1 : 0;
    }

    private void addDeals(Lead lead) {
        for (Lead.Entity entity : lead.entities) {
            LeadStage closing = null;
            LeadStage last = null;
            for (LeadStageChange change : entity.changes) {
                long time = Facts.millis(change);
                LeadStage to = change.to();
                if (time >= window.cut || to == null) {
                    continue;
                }
                last = to;
                if (time >= window.start && (to == LeadStage.WON || to == LeadStage.LOST)) {
                    closing = to;
                }
            }
            boolean isOpen = last != null && last.isRung() && last != LeadStage.WON;
            int won = closing == LeadStage.WON ? 1 : 0;
            int ended = closing != null ? 1 : 0;
            if (entity.deal) {
                dealsWon += won;
                dealsClosed += ended;
                dealsOpen += isOpen ? 1 : 0;
            } else {
                leadsWon += won;
                leadsClosed += ended;
                leadsOpen += isOpen ? 1 : 0;
            }
        }
    }

    private void countOpenDeals(Lead lead) {
        for (Lead.Entity entity : lead.entities) {
            for (int i = entity.changes.size() - 1; i >= 0; i--) {
                LeadStage to = entity.changes.get(i).to();
                if (to != null) {
                    if (to.isRung() && to != LeadStage.WON) {
                        dealsOpen += entity.deal ? 1 : 0;
                        leadsOpen += entity.deal ? 0 : 1;
                    }
                    break;
                }
            }
        }
    }

    private void addTasks(Facts facts) {
        for (Task task : facts.history.tasks()) {
            if (task.entityRef() == null || task.createdAt().toEpochMilli() >= window.cut) {
                continue;
            }
            boolean isOpen = task.closedAt() != null
                    ? task.closedAt().toEpochMilli() >= window.cut
                    : switch (task.status()) {
                        case OPEN, IN_PROGRESS, HANDED_IN, DEFERRED -> true;
                        case ACCEPTED, REJECTED, CANCELLED -> false;
                    };
            if (isOpen) {
                withTask.add(Longs.hash(task.entityRef()));
            }
        }
    }

    @Override
    public void merge(LeadMeasure other) {
        created += other.created;
        createdKnown += other.createdKnown;
        createdInbound += other.createdInbound;
        createdByCrm += other.createdByCrm;
        createdWithSegment += other.createdWithSegment;
        createdWithSequence += other.createdWithSequence;
        accepted += other.accepted;
        decided += other.decided;
        undecided += other.undecided;
        lostUndecided += other.lostUndecided;
        closed += other.closed;
        closedForReason += other.closedForReason;
        closedInSilence += other.closedInSilence;
        openAtStart += other.openAtStart;
        advanced += other.advanced;
        refusals += other.refusals;
        refusalsWithReason += other.refusalsWithReason;
        dealsWon += other.dealsWon;
        dealsClosed += other.dealsClosed;
        dealsOpen += other.dealsOpen;
        leadsWon += other.leadsWon;
        leadsClosed += other.leadsClosed;
        leadsOpen += other.leadsOpen;
        responses += other.responses;
        responsesHandedOver += other.responsesHandedOver;
        responsesUndecided += other.responsesUndecided;
        open.addAll(other.open);
        withTask.addAll(other.withTask);
    }

    /** Hashes of what open tasks belong to, ascending. */
    long[] tasks() {
        return withTask.sorted();
    }

    /** Looks for the next actions in the tasks of all slices. */
    void tasks(long[] ofAll) {
        tasksOfAll = ofAll;
    }

    /** New leads through inbound channels. */
    long createdInbound() {
        return createdInbound;
    }

    /** New leads through known channels that are not inbound. */
    long createdOutbound() {
        return createdKnown - createdInbound;
    }

    private static final Absent NO_LEADS = Stats.none("no leads are recorded", "лиды не записываются");
    private static final Absent NO_NEW_LEADS = Stats.none("no new leads in the period", "в периоде нет новых лидов");
    private static final Absent NO_SOURCES =
            Stats.none("no new lead has a known source", "ни у одного нового лида источник не известен");

    @Override
    public void readings(Seen seen, Map<String, Reading> readings) {
        readings.put("inbound.lead-share", ofKnownSource(createdInbound));
        readings.put("nurture.crm-lead-share", ofKnownSource(createdByCrm));
        readings.put(
                "nurture.segmentation-coverage",
                ofNew(
                        createdWithSegment,
                        seen.before(Seen.Kind.SEGMENT, window.dataEnd)
                                ? null
                                : Stats.none("no segments are recorded", "сегменты не записываются")));
        readings.put(
                "nurture.automation-coverage",
                ofNew(
                        createdWithSequence,
                        seen.before(Seen.Kind.SEQUENCE, window.dataEnd)
                                ? null
                                : Stats.none(
                                        "no messages of automated sequences are recorded",
                                        "сообщения автоматических цепочек не записываются")));
        readings.put(
                "lead.acceptance",
                !seen.before(Seen.Kind.MQL, window.dataEnd)
                        ? Stats.none("no hand-over of leads is recorded", "передача лидов не записывается")
                        : Stats.withUnknown(
                                Stats.orElse(
                                        stats.shares.ofRecords(accepted, decided, undecided),
                                        Stats.none("no leads were handed over", "лиды не передавались")),
                                lostUndecided,
                                decided + lostUndecided));
        readings.put("nurture.loss-share", lossShare(seen));
        readings.put(
                "nurture.progress-share",
                Stats.orElse(
                        stats.shares.ofRecords(advanced, openAtStart, 0),
                        Stats.none("no open leads at the start of the period", "к началу периода нет открытых лидов")));
        readings.put(
                "refusal.reason-filled",
                Stats.orElse(
                        stats.shares.ofRecords(refusalsWithReason, refusals, 0),
                        Stats.none("no refusals in the period", "в периоде нет отказов")));
        boolean deals = seen.before(Seen.Kind.DEAL, window.dataEnd);
        readings.put(
                "sales.win-rate",
                winRate(
                        deals
                                ? stats.shares.ofRecords(dealsWon, dealsClosed, dealsOpen)
                                : stats.shares.ofRecords(leadsWon, leadsClosed, leadsOpen)));
        readings.put(
                "campaign.response-handover",
                Stats.orElse(
                        stats.shares.ofRecords(responsesHandedOver, responses, responsesUndecided),
                        Stats.none(
                                "no new lead of the period names a campaign",
                                "ни у одного нового лида периода не указана кампания")));
        readings.put("deals.next-action", nextAction(seen));
    }

    private static Reading winRate(Reading reading) {
        return Stats.orElse(reading, Stats.none("no deals were closed in the period", "в периоде нет закрытых сделок"));
    }

    private Reading ofKnownSource(long count) {
        if (created == 0) {
            return NO_NEW_LEADS;
        }
        return Stats.withUnknown(
                Stats.orElse(stats.shares.ofRecords(count, createdKnown, 0), NO_SOURCES),
                created - createdKnown,
                created);
    }

    private Reading ofNew(long count, @org.jspecify.annotations.Nullable Absent missing) {
        return created == 0 ? NO_NEW_LEADS : missing != null ? missing : stats.shares.ofRecords(count, created, 0);
    }

    private Reading lossShare(Seen seen) {
        if (!seen.before(Seen.Kind.LEAD, window.dataEnd)) {
            return NO_LEADS;
        }
        boolean contacts = seen.before(Seen.Kind.CALL_IN, window.dataEnd)
                || seen.before(Seen.Kind.CALL_OUT, window.dataEnd)
                || seen.before(Seen.Kind.MESSAGE, window.dataEnd);
        if (!contacts && !seen.before(Seen.Kind.LOSS_REASON, window.dataEnd)) {
            return Stats.none(
                    "neither contacts nor reasons of losses are recorded",
                    "не записываются ни контакты, ни причины потерь");
        }
        return Stats.orElse(
                stats.shares.ofRecords(closedForReason + (contacts ? closedInSilence : 0), closed, 0),
                Stats.none("no leads were closed in the period", "в периоде нет закрытых лидов"));
    }

    private Reading nextAction(Seen seen) {
        if (!seen.before(Seen.Kind.TASK_LINK, window.dataEnd)) {
            return Stats.none(
                    "no task names the lead or deal it belongs to", "ни в одной задаче не указан лид или сделка");
        }
        long[] tasks = tasksOfAll == null ? withTask.sorted() : tasksOfAll;
        long all = 0;
        long planned = 0;
        for (int i = 0; i < open.size(); ) {
            int ids = (int) open.get(i++);
            boolean found = false;
            for (int j = 0; j < ids; j++, i++) {
                found = found || Arrays.binarySearch(tasks, open.get(i)) >= 0;
            }
            all++;
            planned += found ? 1 : 0;
        }
        return Stats.orElse(
                stats.shares.ofRecords(planned, all, 0),
                Stats.none("no open leads or deals", "нет открытых лидов и сделок"));
    }
}
