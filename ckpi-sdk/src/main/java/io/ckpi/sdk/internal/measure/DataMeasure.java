package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Reading;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.sdk.history.SubjectHistory;
import java.util.Map;

/**
 * The state of the data. The fields that a record of the period must fill:
 *
 * <ul>
 *   <li>touch on the site: person, visit, a known channel, device;
 *   <li>stage change: person, mapped stage, owner; at creation a known channel; at a refusal the reason;
 *   <li>order: person, cost of goods, time of payment if paid;
 *   <li>incoming call: person, a known line; if answered employee and rings or delay;
 *   <li>message: campaign or sequence;
 *   <li>task: deadline, what it belongs to; if accepted the number of hand-ins;
 *   <li>feedback: person, sentiment or score;
 *   <li>contact first seen in the period: segment, lawful basis, confirmation;
 *   <li>spend: a known channel, or the campaign.
 * </ul>
 */
final class DataMeasure implements Measure<DataMeasure> {

    private final Window window;
    private final Stats stats;
    private final Shared shared;

    private int filled;
    private int required;
    private final PairAccumulator completeness = new PairAccumulator();

    private long contacts;
    private long fresh;
    private long lawful;

    DataMeasure(Window window, Stats stats, Shared shared) {
        this.window = window;
        this.stats = stats;
        this.shared = shared;
    }

    private void field(boolean present) {
        required++;
        filled += present ? 1 : 0;
    }

    @Override
    public void add(Facts facts) {
        if (facts.first >= window.cut) {
            return;
        }
        filled = 0;
        required = 0;
        addTouches(facts);
        addRest(facts);
        if (required > 0) {
            completeness.add(filled, required);
        }
        addContact(facts);
    }

    private void addTouches(Facts facts) {
        long[] times = facts.siteTimes;
        if (times.length == 0 || times[times.length - 1] < window.start || times[0] >= window.cut) {
            return;
        }
        for (Touch touch : facts.history.touches()) {
            if (!touch.robot() && Facts.onSite(touch.kind()) && window.holds(Facts.millis(touch))) {
                field(touch.person() != null);
                field(touch.visit() != null);
                field(shared.channel(touch.origin()) != null);
                field(touch.device() != null);
            }
        }
    }

    private void addRest(Facts facts) {
        SubjectHistory history = facts.history;
        for (LeadStageChange change : history.stages()) {
            if (window.holds(Facts.millis(change))) {
                field(change.person() != null);
                field(change.to() != null);
                field(change.owner() != null);
                if (change.from() == null && change.fromRaw() == null) {
                    field(shared.channel(change.origin()) != null);
                }
                if (change.to() == LeadStage.LOST || change.to() == LeadStage.DISQUALIFIED) {
                    field(change.reason() != null);
                }
            }
        }
        for (Sale sale : facts.sales) {
            if (window.holds(sale.created)) {
                field(sale.order.person() != null);
                field(sale.order.costOfGoods() != null);
                if (sale.order.status() == Order.Status.PAID) {
                    field(sale.order.paidAt() != null);
                }
            }
        }
        int from = Facts.from(facts.callTimes, window.start);
        for (int i = from; i < facts.callTimes.length && facts.callTimes[i] < window.cut; i++) {
            addCall(history.calls().get(i), facts.callChannels[i] != null);
        }
        from = Facts.from(facts.messageTimes, window.start);
        for (int i = from; i < facts.messageTimes.length && facts.messageTimes[i] < window.cut; i++) {
            Message message = history.messages().get(i);
            field(message.campaign() != null || message.sequence() != null);
        }
        for (Task task : history.tasks()) {
            if (window.holds(task.createdAt().toEpochMilli())) {
                field(task.deadline() != null);
                field(task.entityRef() != null);
                if (task.status() == Task.Status.ACCEPTED) {
                    field(task.handIns() != null);
                }
            }
        }
        for (Feedback feedback : history.feedback()) {
            if (window.holds(Facts.millis(feedback))) {
                field(feedback.person() != null);
                field(feedback.sentiment() != null || feedback.score() != null);
            }
        }
        for (Person entry : history.persons()) {
            if (window.holds(entry.firstSeenAt().toEpochMilli())) {
                field(!entry.segments().isEmpty());
                field(entry.lawfulBasis() != null);
                field(entry.confirmedAt() != null);
            }
        }
    }

    private void addCall(Call call, boolean lineKnown) {
        if (call.direction() != Call.Direction.IN) {
            return;
        }
        field(call.person() != null);
        field(lineKnown);
        if (call.outcome() == Call.Outcome.ANSWERED) {
            field(call.employee() != null);
            field(call.rings() != null || call.ring() != null);
        }
    }

    /** A person is one contact however many records speak of it. */
    private void addContact(Facts facts) {
        boolean known = false;
        boolean confirmed = false;
        boolean basis = false;
        long since = window.cut - window.parameters.freshDays() * Window.DAY;
        for (Person entry : facts.history.persons()) {
            if (entry.firstSeenAt().toEpochMilli() >= window.cut) {
                continue;
            }
            known = true;
            basis |= entry.lawfulBasis() != null;
            if (entry.confirmedAt() != null) {
                long at = entry.confirmedAt().toEpochMilli();
                confirmed |= at >= since && at < window.cut;
            }
        }
        if (known) {
            contacts++;
            fresh += confirmed ? 1 : 0;
            lawful += basis ? 1 : 0;
        }
    }

    @Override
    public void merge(DataMeasure other) {
        completeness.merge(other.completeness);
        contacts += other.contacts;
        fresh += other.fresh;
        lawful += other.lawful;
    }

    private static final Absent NO_CONTACTS = Stats.none("no contacts are recorded", "контакты не записываются");
    private static final Absent NONE_OF_SLICE = Stats.none("this slice has no contacts", "в этом срезе нет контактов");

    @Override
    public void readings(Seen seen, Map<String, Reading> readings) {
        readings.put("data.completeness", completeness());
        Absent nobody = seen.before(Seen.Kind.PERSON, window.cut) ? NONE_OF_SLICE : NO_CONTACTS;
        readings.put(
                "data.freshness",
                contacts == 0
                        ? nobody
                        : seen.before(Seen.Kind.CONFIRMED, window.dataEnd)
                                ? stats.shares.ofRecords(fresh, contacts, 0)
                                : Stats.none(
                                        "no confirmation of contacts is recorded",
                                        "подтверждение контактов не записывается"));
        DataQuality quality = window.context.quality();
        readings.put(
                "data.validity",
                Stats.orElse(
                        stats.shares.ofRecords(quality.records(), quality.records() + quality.rejected(), 0),
                        Stats.none("no rows were read", "строки не прочитаны")));
        readings.put(
                "data.consent",
                contacts == 0
                        ? nobody
                        : seen.before(Seen.Kind.LAWFUL_BASIS, window.dataEnd)
                                ? stats.shares.ofRecords(lawful, contacts, 0)
                                : Stats.none("no lawful basis is recorded", "законное основание не записывается"));
    }

    private Reading completeness() {
        PairAccumulator all = new PairAccumulator();
        all.merge(completeness);
        for (Spend spend : window.context.spend()) {
            if (window.holds(spend.day())) {
                all.add(shared.channel(spend) != null || spend.campaign() != null ? 1 : 0, 1);
            }
        }
        return Stats.orElse(stats.share(all), Stats.none("no records in the period", "в периоде нет записей"));
    }
}
