package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Channel;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.history.SubjectHistory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One history prepared once for all periods: times as milliseconds, touches grouped into visits, changes into leads, orders
 * turned into purchases. What a source delivers at all is noted in {@link Seen} on the way. Not changed afterwards.
 */
final class Facts {

    static final int CONTENT = 1;
    static final int SUBSCRIPTION = 2;
    static final int LEAD = 4;
    static final int KEY_ACTION = 8;
    static final int CART = 16;
    static final int TARGET = 32;

    private static final long[] NO_TIMES = {};
    private static final int[] NO_MARKS = {};
    private static final Visit[] NO_VISITS = {};
    private static final Sale[] NO_SALES = {};
    private static final Channel[] NO_CHANNELS = {};
    private static final int SEARCHED = 16;

    final SubjectHistory history;
    /** True if the subject is a known person. */
    final boolean person;
    /** Time of the earliest thing that is known, or {@link Long#MAX_VALUE} without a record. */
    final long first;
    /** Times of the touches on the site, without robots, ascending, and what each of them is. */
    final long[] siteTimes;

    final int[] siteMarks;
    /** Times at which something was put into a cart, ascending. */
    final long[] carts;
    /** Times of touches off the site that reach somebody of the target audience. */
    final long[] targetReached;

    final Visit[] visits;
    final Lead[] leads;
    final Sale[] sales;
    /** The sales that are purchases, by time of payment. */
    final Sale[] purchases;

    final long[] callTimes;
    final @Nullable Channel[] callChannels;
    final long[] messageTimes;
    /** First touch that gave contact data, or {@link Long#MAX_VALUE}. */
    final long firstContact;

    final long firstSubscription;
    /** First response to each campaign that has a start, in no order: index of the campaign and time. */
    final int[] responseCampaigns;

    final long[] responseTimes;
    private final long firstKnownTouch;
    private final @Nullable Channel firstKnownChannel;

    Facts(SubjectHistory history, Shared shared, Seen seen) {
        this(history, shared, seen, null);
    }

    /** Some records of a subject: what came first counts as first only if nothing of the whole came before. */
    Facts(SubjectHistory history, Shared shared, Seen seen, @Nullable Facts whole) {
        this.history = history;
        this.person = history.kind() == SubjectHistory.Kind.PERSON;
        this.first = firstOf(history);

        List<Touch> touches = history.touches();
        int count = touches.size();
        long[] times = count == 0 ? NO_TIMES : new long[count];
        int[] marks = count == 0 ? NO_MARKS : new int[count];
        long[] reached = NO_TIMES;
        Visit[] found = count == 0 ? NO_VISITS : new Visit[Math.min(count, SEARCHED)];
        Map<String, Visit> byId = null;
        int visitCount = 0;
        int on = 0;
        long contact = Long.MAX_VALUE;
        long subscription = Long.MAX_VALUE;
        long knownTouch = Long.MAX_VALUE;
        Channel knownChannel = null;
        for (int i = 0; i < count; i++) {
            Touch touch = touches.get(i);
            if (touch.robot()) {
                continue;
            }
            long time = touch.envelope().occurredAt().toEpochMilli();
            if (knownChannel == null) {
                knownChannel = shared.channel(touch.origin());
                knownTouch = time;
            }
            if (!onSite(touch.kind())) {
                if (Boolean.TRUE.equals(touch.targetAudience())) {
                    reached = Arrays.copyOf(reached, reached.length + 1);
                    reached[reached.length - 1] = time;
                }
                continue;
            }
            int mark = mark(touch, time, seen);
            if ((mark & SUBSCRIPTION) != 0 && time < subscription) {
                subscription = time;
            }
            if ((mark & (SUBSCRIPTION | LEAD)) != 0 && time < contact) {
                contact = time;
            }
            times[on] = time;
            marks[on++] = mark;

            Visit visit = null;
            if (touch.visit() != null) {
                if (byId != null) {
                    visit = byId.get(key(touch));
                } else {
                    for (int j = visitCount - 1; j >= 0 && visit == null; j--) {
                        visit = found[j].isOf(touch) ? found[j] : null;
                    }
                }
            } else if (touch.kind() != Touch.Kind.VISIT) {
                continue; // belongs to no visit that could be told
            }
            if (visit == null) {
                visit = new Visit(touch);
                if (visitCount == found.length) {
                    found = Arrays.copyOf(found, visitCount * 2);
                }
                found[visitCount++] = visit;
                if (byId != null) {
                    byId.put(key(touch), visit);
                } else if (visitCount > SEARCHED) {
                    byId = new HashMap<>();
                    for (int j = 0; j < visitCount; j++) {
                        if (found[j].id != null) {
                            byId.put(key(found[j].source, found[j].id), found[j]);
                        }
                    }
                }
            }
            visit.add(touch, shared);
        }
        Responses responses = shared.hasCampaigns() ? new Responses(history, shared) : Responses.NONE;
        this.responseCampaigns = responses.campaigns;
        this.responseTimes = responses.times;
        this.siteTimes = on == count ? times : Arrays.copyOf(times, on);
        this.siteMarks = on == count ? marks : Arrays.copyOf(marks, on);
        this.carts = carts(siteTimes, siteMarks, on);
        this.targetReached = reached;
        this.visits = visitCount == found.length ? found : Arrays.copyOf(found, visitCount);
        this.firstContact = whole == null || whole.firstContact == contact ? contact : Long.MAX_VALUE;
        this.firstSubscription =
                whole == null || whole.firstSubscription == subscription ? subscription : Long.MAX_VALUE;
        this.firstKnownTouch = knownTouch;
        this.firstKnownChannel = knownChannel;
        for (Visit visit : visits) {
            Notes.note(visit, seen);
        }

        this.leads = Lead.of(history.stages(), shared);
        for (Lead lead : leads) {
            Notes.note(lead, seen);
        }
        this.sales = sales(history.orders(), shared, seen);
        this.purchases = purchases(sales);
        if (person && purchases.length > 0) {
            seen.at(Seen.Kind.CUSTOMER, purchases[0].paid);
        }
        this.callTimes = new long[history.calls().size()];
        this.callChannels = callTimes.length == 0 ? NO_CHANNELS : new Channel[callTimes.length];
        for (int i = 0; i < callTimes.length; i++) {
            Call call = history.calls().get(i);
            callTimes[i] = millis(call);
            callChannels[i] = shared.channel(call);
            seen.at(call.direction() == Call.Direction.IN ? Seen.Kind.CALL_IN : Seen.Kind.CALL_OUT, callTimes[i]);
        }
        this.messageTimes = new long[history.messages().size()];
        for (int i = 0; i < messageTimes.length; i++) {
            messageTimes[i] = millis(history.messages().get(i));
            Notes.note(history.messages().get(i), messageTimes[i], seen);
        }
        Notes.noteRest(history, seen);
    }

    private Facts(
            Facts of,
            SubjectHistory history,
            Lead[] leads,
            Sale[] sales,
            long[] callTimes,
            @Nullable Channel[] callChannels,
            long[] messageTimes) {
        this.history = history;
        this.person = of.person;
        this.first = of.first;
        this.siteTimes = of.siteTimes;
        this.siteMarks = of.siteMarks;
        this.carts = of.carts;
        this.targetReached = of.targetReached;
        this.visits = of.visits;
        this.leads = leads;
        this.sales = sales;
        this.purchases = sales == of.sales ? of.purchases : purchases(sales);
        this.callTimes = callTimes;
        this.callChannels = callChannels;
        this.messageTimes = messageTimes;
        this.firstContact = of.firstContact;
        this.firstSubscription = of.firstSubscription;
        this.responseCampaigns = of.responseCampaigns;
        this.responseTimes = of.responseTimes;
        this.firstKnownTouch = of.firstKnownTouch;
        this.firstKnownChannel = of.firstKnownChannel;
    }

    /** The same with these leads only. */
    Facts with(Lead[] some) {
        return new Facts(this, history, some, sales, callTimes, callChannels, messageTimes);
    }

    /** The same with these sales in place of its own, in the same order. */
    Facts with(Sale[] others) {
        return new Facts(this, history, leads, others, callTimes, callChannels, messageTimes);
    }

    /** The same with these calls only. */
    Facts with(SubjectHistory some, long[] times, @Nullable Channel[] channels) {
        return new Facts(this, some, leads, sales, times, channels, messageTimes);
    }

    /** The same with these messages only. */
    Facts with(SubjectHistory some, long[] times) {
        return new Facts(this, some, leads, sales, callTimes, callChannels, times);
    }

    /** The same with a history that differs in nothing but tasks or feedback. */
    Facts with(SubjectHistory some) {
        return new Facts(this, some, leads, sales, callTimes, callChannels, messageTimes);
    }

    private static long[] carts(long[] times, int[] marks, int count) {
        int carts = 0;
        for (int i = 0; i < count; i++) {
            carts += (marks[i] & CART) != 0 ? 1 : 0;
        }
        if (carts == 0) {
            return NO_TIMES;
        }
        long[] found = new long[carts];
        int n = 0;
        for (int i = 0; i < count; i++) {
            if ((marks[i] & CART) != 0) {
                found[n++] = times[i];
            }
        }
        return found;
    }

    static long millis(SourceRecord sourceRecord) {
        return sourceRecord.envelope().occurredAt().toEpochMilli();
    }

    private static long firstOf(SubjectHistory history) {
        long first = Long.MAX_VALUE;
        for (List<? extends SourceRecord> list : List.of(
                history.touches(),
                history.stages(),
                history.orders(),
                history.calls(),
                history.messages(),
                history.tasks(),
                history.feedback(),
                history.referralsMade(),
                history.referredBy(),
                history.assignments(),
                history.persons())) {
            if (!list.isEmpty()) {
                first = Math.min(first, millis(list.get(0)));
            }
        }
        for (Order order : history.orders()) {
            first = Math.min(first, order.createdAt().toEpochMilli());
        }
        for (Task task : history.tasks()) {
            first = Math.min(first, task.createdAt().toEpochMilli());
        }
        for (Person entry : history.persons()) {
            first = Math.min(first, entry.firstSeenAt().toEpochMilli());
        }
        return first;
    }

    /** True for touches by which a person is on the company's site or application. */
    static boolean onSite(Touch.Kind kind) {
        return switch (kind) {
            case VISIT, PAGE_VIEW, EVENT, CONTENT_OPEN, DOWNLOAD, WEBINAR, SUBSCRIPTION, CART, CHECKOUT, LEAD -> true;
            case IMPRESSION, CLICK, SEARCH, SOCIAL -> false;
        };
    }

    private static int mark(Touch touch, long time, Seen seen) {
        seen.at(Seen.Kind.ON_SITE, time);
        int mark =
                switch (touch.kind()) {
                    case CONTENT_OPEN, DOWNLOAD, WEBINAR -> CONTENT;
                    case SUBSCRIPTION -> SUBSCRIPTION;
                    case LEAD -> LEAD;
                    case CART -> CART | KEY_ACTION;
                    case CHECKOUT -> KEY_ACTION;
                    case EVENT -> "true".equals(touch.envelope().attributes().get("key")) ? KEY_ACTION : 0;
                    default -> 0;
                };
        if (mark != 0) {
            noteMark(mark, time, seen);
        }
        if (touch.targetAudience() != null) {
            seen.at(Seen.Kind.TARGET_TOUCH, time);
            mark |= touch.targetAudience() ? TARGET : 0;
        }
        return mark;
    }

    private static void noteMark(int mark, long time, Seen seen) {
        if ((mark & CONTENT) != 0) {
            seen.at(Seen.Kind.CONTENT, time);
        }
        if ((mark & SUBSCRIPTION) != 0) {
            seen.at(Seen.Kind.SUBSCRIPTION, time);
        }
        if ((mark & LEAD) != 0) {
            seen.at(Seen.Kind.LEAD_TOUCH, time);
        }
        if ((mark & KEY_ACTION) != 0) {
            seen.at(Seen.Kind.KEY_ACTION, time);
        }
        if ((mark & CART) != 0) {
            seen.at(Seen.Kind.CART, time);
        }
    }

    private static String key(Touch touch) {
        return key(touch.envelope().source(), touch.visit());
    }

    private static String key(String source, @Nullable String visit) {
        return source + '\n' + visit;
    }

    private static Sale[] sales(List<Order> orders, Shared shared, Seen seen) {
        if (orders.isEmpty()) {
            return NO_SALES;
        }
        Sale[] sales = new Sale[orders.size()];
        int count = 0;
        for (Order order : orders) {
            if (order.status() == Order.Status.SPAM) {
                continue;
            }
            Sale sale = new Sale(order, shared);
            sales[count++] = sale;
            seen.at(Seen.Kind.ORDER, sale.created);
            seen.at(Seen.Kind.ACCEPTED_ORDER, sale.accepted);
            seen.at(Seen.Kind.PURCHASE, sale.paid);
            if (sale.costKnown) {
                seen.at(Seen.Kind.ORDER_COST, sale.paid);
            }
            if (sale.channel != null) {
                seen.at(Seen.Kind.ORDER_ORIGIN, sale.paid);
            }
            if (sale.tagged("upsell")) {
                seen.at(Seen.Kind.UPSELL, sale.paid);
            }
            if (sale.tagged("portal")) {
                seen.at(Seen.Kind.PORTAL, sale.paid);
            }
        }
        return count == sales.length ? sales : Arrays.copyOf(sales, count);
    }

    private static Sale[] purchases(Sale[] sales) {
        int count = 0;
        for (Sale sale : sales) {
            count += sale.paid == Sale.NEVER ? 0 : 1;
        }
        if (count == 0) {
            return NO_SALES;
        }
        Sale[] purchases = new Sale[count];
        boolean sorted = true;
        int i = 0;
        for (Sale sale : sales) {
            if (sale.paid != Sale.NEVER) {
                sorted &= i == 0 || purchases[i - 1].paid <= sale.paid;
                purchases[i++] = sale;
            }
        }
        if (!sorted) {
            Arrays.sort(purchases, java.util.Comparator.comparingLong(sale -> sale.paid));
        }
        return purchases;
    }

    /** The first known source of a lead: its own, else that of the person's first touch before it; null if unknown. */
    @Nullable
    Channel channel(Lead lead) {
        return lead.channel != null || firstKnownTouch > lead.created ? lead.channel : firstKnownChannel;
    }

    /** The channel of the first touch that has one, unless that came after {@code time}; else null. */
    @Nullable
    Channel channelBefore(long time) {
        return firstKnownTouch > time ? null : firstKnownChannel;
    }

    /** Index of the first time at or after {@code time}. */
    static int from(long[] times, long time) {
        if (times.length == 0 || times[0] >= time) {
            return 0;
        }
        int at = Arrays.binarySearch(times, time);
        if (at < 0) {
            return -at - 1;
        }
        while (at > 0 && times[at - 1] == time) {
            at--;
        }
        return at;
    }

    /** The number of purchases before {@code time}. */
    int purchasesBefore(long time) {
        int count = 0;
        while (count < purchases.length && purchases[count].paid < time) {
            count++;
        }
        return count;
    }
}
