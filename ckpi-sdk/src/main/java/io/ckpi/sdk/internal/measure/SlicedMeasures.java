package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Channel;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.measure.Measures.Over;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * All indicators of one period, for the whole and for every slice of a dimension, in one pass.
 *
 * <p>A slice has the measures of the whole twice: fed with the persons that belong to it, and fed with what is counted (visits,
 * leads, orders, calls, messages, tasks, feedback) that belongs to it. In the second case the rest of the history stays whole,
 * because it tells what happened to what is counted. What is recorded at all is asked of the whole: no order of a channel is a
 * true zero as long as orders are recorded. Everybody known could have left a record in any slice, so in totals by records
 * everybody else is a zero, as in the whole.
 *
 * <p><b>Mutable</b>, confined to one thread; parts of the data merge as those of {@link Measures} do.
 */
public final class SlicedMeasures {

    private final SlicePlan plan;
    private final Shared shared;
    private final Belonging belonging;
    private final SliceCounts counts;
    private final Seen seen = new Seen();
    private final Seen nothing = new Seen();
    private final Over whole;
    private final Map<SliceKey, Over> byRecords = new HashMap<>();
    private final Map<SliceKey, Over> bySubjects = new HashMap<>();
    /** Incoming calls of the period that nobody answered, and those of them that name no employee of a slice. */
    private long unanswered;

    private long unansweredUnknown;

    /** Empty measures for a part of the data; may be called by many threads. */
    public SlicedMeasures(SlicePlan plan) {
        this.plan = plan;
        this.shared = new Shared(plan.whole);
        this.belonging = new Belonging(plan.dimension, shared, plan.whole.employees());
        SlicePlan.Frame frame = plan.frame();
        this.counts = new SliceCounts(belonging, frame.window());
        this.whole = new Over(plan.whole, shared, frame.window(), frame.spending());
    }

    private Over over(Map<SliceKey, Over> slices, SliceKey key) {
        Over over = slices.get(key);
        if (over == null) {
            SlicePlan.Frame frame = plan.frame(key, shared);
            IntPredicate campaigns = plan.dimension == Dimension.CAMPAIGN
                    ? campaign -> plan.key(shared.campaignId(campaign)).equals(key)
                    : campaign -> true;
            over = new Over(frame.context(), shared, frame.window(), frame.spending(), campaigns);
            slices.put(key, over);
        }
        return over;
    }

    /** Adds the history of one subject, which no other part of the data has. */
    public void add(SubjectHistory history) {
        Facts facts = new Facts(history, shared, seen);
        counts.add(history);
        if (facts.first >= whole.window.cut) {
            return;
        }
        whole.add(facts);
        if (belonging.isOfPersons()) {
            over(bySubjects, plan.key(belonging.subject(facts))).add(facts);
        }
        if (belonging.isOfMarketing() || belonging.isOfStaff()) {
            addTouches(facts);
            addLeads(facts);
            addOrders(facts);
            addCalls(facts);
            addMessages(facts);
            addTasks(facts);
            addFeedback(facts);
            addResponses(facts);
        } else if (belonging.isOfGoods()) {
            addGoods(facts);
        }
    }

    // ---- cutting one history ----

    /** Takes the units of one slice; {@code mine} is null if all units of the history are its own. */
    private interface Feed {
        void to(Over slice, boolean @Nullable [] mine);
    }

    private void split(int units, IntFunction<@Nullable String> value, Feed feed) {
        if (units == 0) {
            return;
        }
        SliceKey[] keys = new SliceKey[units];
        boolean same = true;
        for (int i = 0; i < units; i++) {
            keys[i] = plan.key(value.apply(i));
            same &= keys[i].equals(keys[0]);
        }
        if (same) {
            feed.to(over(byRecords, keys[0]), null);
            return;
        }
        for (SliceKey key : new LinkedHashSet<>(Arrays.asList(keys))) {
            boolean[] mine = new boolean[units];
            for (int i = 0; i < units; i++) {
                mine[i] = keys[i].equals(key);
            }
            feed.to(over(byRecords, key), mine);
        }
    }

    private static <T> List<T> those(List<T> all, boolean[] mine) {
        List<T> some = new ArrayList<>();
        for (int i = 0; i < mine.length; i++) {
            if (mine[i]) {
                some.add(all.get(i));
            }
        }
        return some;
    }

    private static long[] those(long[] all, boolean[] mine) {
        long[] some = new long[all.length];
        int n = 0;
        for (int i = 0; i < mine.length; i++) {
            if (mine[i]) {
                some[n++] = all[i];
            }
        }
        return Arrays.copyOf(some, n);
    }

    /** A touch belongs where its visit does, else where it says itself. */
    private void addTouches(Facts facts) {
        if (!belonging.isOfMarketing()) {
            return;
        }
        Map<String, Visit> visits = new HashMap<>();
        for (Visit visit : facts.visits) {
            if (visit.id != null) {
                visits.put(visit.source + '\n' + visit.id, visit);
            }
        }
        List<Touch> touches = facts.history.touches();
        split(
                touches.size(),
                i -> {
                    Touch touch = touches.get(i);
                    Visit visit = touch.visit() == null
                            ? null
                            : visits.get(touch.envelope().source() + '\n' + touch.visit());
                    return visit == null ? belonging.of(touch.origin()) : belonging.of(visit);
                },
                (slice, mine) -> slice.site.add(
                        mine == null
                                ? facts
                                : new Facts(ofTouches(facts.history, those(touches, mine)), shared, nothing, facts)));
    }

    private static SubjectHistory ofTouches(SubjectHistory history, List<Touch> touches) {
        return new SubjectHistory(
                history.subject(),
                history.kind(),
                touches,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                history.persons());
    }

    private void addLeads(Facts facts) {
        Lead[] leads = facts.leads;
        split(
                leads.length,
                i -> belonging.of(leads[i], facts),
                (slice, mine) -> slice.leads.add(
                        mine == null
                                ? facts
                                : facts.with(those(Arrays.asList(leads), mine).toArray(Lead[]::new))));
    }

    private void addOrders(Facts facts) {
        Sale[] sales = facts.sales;
        split(sales.length, i -> belonging.of(sales[i].order), (slice, mine) -> {
            Facts part = facts;
            if (mine != null) {
                Sale[] marked = new Sale[sales.length];
                for (int i = 0; i < marked.length; i++) {
                    marked[i] = mine[i] ? sales[i] : sales[i].uncounted();
                }
                part = facts.with(marked);
            }
            slice.sales.add(part);
            slice.voice.addOrders(part);
        });
    }

    /** An order stands in the slice of each of its products, with the part of its amount that belongs to the product. */
    private void addGoods(Facts facts) {
        Sale[] sales = facts.sales;
        Map<SliceKey, Sale[]> parts = new LinkedHashMap<>();
        for (int i = 0; i < sales.length; i++) {
            long[] nets = OrderParts.of(sales[i].order, sales[i].net);
            Map<SliceKey, Long> bySlice = new LinkedHashMap<>();
            if (nets == null) {
                bySlice.put(SliceKey.UNKNOWN, sales[i].net);
            } else {
                for (int line = 0; line < nets.length; line++) {
                    bySlice.merge(plan.key(sales[i].order.lines().get(line).product()), nets[line], Long::sum);
                }
            }
            int at = i;
            bySlice.forEach((key, net) ->
                    parts.computeIfAbsent(key, missing -> new Sale[sales.length])[at] = sales[at].part(net));
        }
        parts.forEach((key, some) -> {
            for (int i = 0; i < some.length; i++) {
                some[i] = some[i] == null ? sales[i].uncounted() : some[i];
            }
            Facts part = facts.with(some);
            Over slice = over(byRecords, key);
            slice.sales.add(part);
            slice.voice.addOrders(part);
        });
    }

    private void addCalls(Facts facts) {
        SubjectHistory h = facts.history;
        List<Call> calls = h.calls();
        for (int i = 0; belonging.isOfStaff() && i < calls.size(); i++) {
            Call call = calls.get(i);
            if (call.direction() == Call.Direction.IN
                    && call.outcome() != Call.Outcome.ANSWERED
                    && whole.window.holds(facts.callTimes[i])) {
                unanswered++;
                unansweredUnknown += belonging.of(call) == null ? 1 : 0;
            }
        }
        split(
                calls.size(),
                i -> belonging.of(calls.get(i)),
                (slice, mine) -> slice.calls.add(
                        mine == null
                                ? facts
                                : facts.with(
                                        with(h, those(calls, mine), h.messages(), h.tasks(), h.feedback()),
                                        those(facts.callTimes, mine),
                                        those(Arrays.asList(facts.callChannels), mine)
                                                .toArray(Channel[]::new))));
    }

    /** All events of a message belong where the first of them does that says it. */
    private void addMessages(Facts facts) {
        SubjectHistory h = facts.history;
        List<Message> messages = h.messages();
        if (!belonging.isOfMarketing() || messages.isEmpty()) {
            return;
        }
        Map<String, String> values = new HashMap<>();
        for (Message message : messages) {
            String value = belonging.of(message);
            if (value != null) {
                values.putIfAbsent(message.messageRef(), value);
            }
        }
        split(
                messages.size(),
                i -> values.get(messages.get(i).messageRef()),
                (slice, mine) -> slice.messages.add(
                        mine == null
                                ? facts
                                : facts.with(
                                        with(h, h.calls(), those(messages, mine), h.tasks(), h.feedback()),
                                        those(facts.messageTimes, mine))));
    }

    private void addTasks(Facts facts) {
        SubjectHistory h = facts.history;
        List<Task> tasks = h.tasks();
        if (belonging.isOfStaff()) {
            split(
                    tasks.size(),
                    i -> belonging.staff(
                            tasks.get(i).owner(), tasks.get(i).envelope().occurredAt()),
                    (slice, mine) -> slice.tasks.add(
                            mine == null
                                    ? facts
                                    : facts.with(with(h, h.calls(), h.messages(), those(tasks, mine), h.feedback()))));
        }
    }

    private void addFeedback(Facts facts) {
        SubjectHistory h = facts.history;
        List<Feedback> feedback = h.feedback();
        if (belonging.isOfStaff()) {
            split(
                    feedback.size(),
                    i -> belonging.staff(
                            feedback.get(i).employee(),
                            feedback.get(i).envelope().occurredAt()),
                    (slice, mine) -> slice.voice.addSaid(
                            mine == null
                                    ? facts
                                    : facts.with(with(h, h.calls(), h.messages(), h.tasks(), those(feedback, mine)))));
        }
    }

    private static SubjectHistory with(
            SubjectHistory h, List<Call> calls, List<Message> messages, List<Task> tasks, List<Feedback> feedback) {
        return new SubjectHistory(
                h.subject(),
                h.kind(),
                h.touches(),
                h.stages(),
                h.orders(),
                calls,
                messages,
                tasks,
                feedback,
                h.referralsMade(),
                h.referredBy(),
                h.assignments(),
                h.persons());
    }

    /** The response to a campaign belongs to the campaign. */
    private void addResponses(Facts facts) {
        if (plan.dimension == Dimension.CAMPAIGN) {
            Set<SliceKey> keys = new LinkedHashSet<>();
            for (int campaign : facts.responseCampaigns) {
                keys.add(plan.key(shared.campaignId(campaign)));
            }
            keys.forEach(key -> over(byRecords, key).lags.add(facts));
        }
    }

    // ---- the results ----

    /** Adds what another part of the data gave, for the same plan; the other is not used afterwards. */
    public void merge(SlicedMeasures other) {
        seen.merge(other.seen);
        counts.merge(other.counts);
        whole.merge(other.whole);
        unanswered += other.unanswered;
        unansweredUnknown += other.unansweredUnknown;
        merge(byRecords, other.byRecords);
        merge(bySubjects, other.bySubjects);
    }

    private static void merge(Map<SliceKey, Over> slices, Map<SliceKey, Over> others) {
        others.forEach((key, over) -> {
            Over mine = slices.putIfAbsent(key, over);
            if (mine != null) {
                mine.merge(over);
            }
        });
    }

    /**
     * The readings of one slice by indicator.
     *
     * @param key which
     * @param byRecords cut by what is counted
     * @param bySubjects cut by persons
     */
    public record Slice(SliceKey key, Map<String, Reading> byRecords, Map<String, Reading> bySubjects) {}

    /** The readings of the whole. */
    public Map<String, Reading> whole() {
        return whole.readings(seen);
    }

    /** The records of the period that name the values; spend is not among them yet. */
    public SliceCounts counts() {
        return counts;
    }

    /** The slices that hold anything. To be called once, last. */
    public List<Slice> slices() {
        List<SliceKey> all = new ArrayList<>(plan.named());
        all.add(SliceKey.OTHER);
        all.add(SliceKey.UNKNOWN);
        List<SliceKey> keys = new ArrayList<>();
        for (SliceKey key : all) {
            if (byRecords.containsKey(key)
                    || bySubjects.containsKey(key)
                    || plan.holds(key)
                    || counts.of(key, plan.values()) > 0) {
                keys.add(key);
            }
        }
        long[] tasks = whole.leads.tasks();
        List<Slice> slices = new ArrayList<>();
        for (SliceKey key : keys) {
            Over records = over(byRecords, key);
            Over subjects = over(bySubjects, key);
            records.population.merge(whole.population);
            records.leads.tasks(tasks);
            subjects.leads.tasks(tasks);
            records.market.decidedBy(whole.market);
            subjects.market.decidedBy(whole.market);
            slices.add(new Slice(key, answersOf(records.readings(seen)), subjects.readings(seen)));
        }
        return slices;
    }

    private static final Set<String> OF_ANSWERS =
            Set.of("calls.answered-before-third-ring", "calls.missed", "calls.dropped");

    /**
     * If the calls that nobody answered name no employee, everybody seems to have answered all calls: then there is no such share
     * of an employee. If some of them name none, the share is flagged with how many.
     */
    private Map<String, Reading> answersOf(Map<String, Reading> readings) {
        if (unansweredUnknown == 0) {
            return readings;
        }
        Map<String, Reading> judged = new LinkedHashMap<>(readings);
        for (String id : OF_ANSWERS) {
            judged.computeIfPresent(
                    id,
                    (key, reading) -> unansweredUnknown == unanswered
                            ? Absent.because(
                                    Reason.NOT_IDENTIFIED,
                                    "no call that was not answered says whose it was",
                                    "ни в одном неотвеченном звонке не указано, чей он")
                            : Stats.withUnknown(reading, unansweredUnknown, unanswered));
        }
        return judged;
    }
}
