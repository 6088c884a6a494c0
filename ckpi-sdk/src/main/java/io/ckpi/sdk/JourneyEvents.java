package io.ckpi.sdk;

import io.ckpi.core.Channel;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Touch;
import io.ckpi.funnel.Journeys;
import io.ckpi.funnel.JourneysBuilder;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns the records of persons and leads into {@link Journeys}: which record is which event, when it happened, and with
 * which properties.
 *
 * <table>
 * <caption>Names of events</caption>
 * <tr><th>record</th><th>events</th><th>time</th></tr>
 * <tr><td>touch, not of a robot</td><td>{@code touch.visit}, {@code touch.page-view}, {@code touch.lead} …: the kind</td>
 *     <td>when it happened</td></tr>
 * <tr><td>change of a lead's stage</td><td>{@code stage.lead}, {@code stage.mql}, {@code stage.won}, {@code stage.lost} …:
 *     the new stage, if it is known</td><td>when it happened</td></tr>
 * <tr><td>order</td><td>{@code order.created}; {@code order.paid} for each purchase; {@code order.cancelled}</td>
 *     <td>created; paid, else created; cancelled</td></tr>
 * <tr><td>call</td><td>{@code call.answered}, {@code call.missed} …: the outcome</td><td>when it began</td></tr>
 * <tr><td>message</td><td>{@code message.sent}, {@code message.clicked} …: the event, not by a machine</td>
 *     <td>when it happened</td></tr>
 * <tr><td>feedback</td><td>{@code feedback.nps} …: the kind</td><td>when it was given</td></tr>
 * <tr><td>referral</td><td>{@code referral.made} for the referrer, {@code referral.received} for the referee</td>
 *     <td>when it happened</td></tr>
 * </table>
 *
 * <p>Properties on request, from {@link #PROPERTIES}: where a record does not carry one, it is missing.
 *
 * <p>Immutable, a fold like any other: the states are merged by copying events.
 */
public final class JourneyEvents implements HistoryFold<JourneysBuilder> {

    /** The properties that events can carry. */
    public static final List<String> PROPERTIES =
            List.of("channel", "source", "medium", "campaign", "device", "region", "path", "name");

    private final Channels channels;
    private final @Nullable Instant from;
    private final Instant until;
    private final List<String> properties;

    private JourneyEvents(Channels channels, @Nullable Instant from, Instant until, List<String> properties) {
        this.channels = channels;
        this.from = from;
        this.until = until;
        this.properties = properties;
    }

    /** All events before {@code until}, without properties. */
    public static JourneyEvents until(Instant until) {
        return new JourneyEvents(
                new Channels(ChannelRules.standard()), null, Objects.requireNonNull(until, "until"), List.of());
    }

    /** Only events from that time on. */
    public JourneyEvents from(Instant first) {
        return new JourneyEvents(channels, Objects.requireNonNull(first, "first"), until, properties);
    }

    /** With other rules by which an origin becomes a channel; by default {@link ChannelRules#standard}. */
    public JourneyEvents with(ChannelRules rules) {
        return new JourneyEvents(new Channels(Objects.requireNonNull(rules, "rules")), from, until, properties);
    }

    /**
     * With properties.
     *
     * @throws IllegalArgumentException if one is not in {@link #PROPERTIES}
     */
    public JourneyEvents with(String... names) {
        for (String name : names) {
            if (!PROPERTIES.contains(name)) {
                throw new IllegalArgumentException("no property of events: " + name + "; there are " + PROPERTIES);
            }
        }
        return new JourneyEvents(channels, from, until, List.of(names));
    }

    @Override
    public JourneysBuilder start() {
        return Journeys.builder(properties.toArray(new String[0]));
    }

    @Override
    public void add(JourneysBuilder state, SubjectHistory history) {
        if (history.kind() != SubjectHistory.Kind.PERSON && history.kind() != SubjectHistory.Kind.LEAD) {
            return;
        }
        String subject = history.subject();
        for (Touch touch : history.touches()) {
            if (!touch.robot()) {
                put(state, subject, time(touch), "touch." + Channels.name(touch.kind()), touch.origin(), touch);
            }
        }
        for (LeadStageChange change : history.stages()) {
            if (change.to() != null) {
                put(state, subject, time(change), "stage." + Channels.name(change.to()), change.origin(), null);
            }
        }
        for (Order order : history.orders()) {
            put(state, subject, order.createdAt(), "order.created", order.origin(), null);
            if (PaidOrders.isPurchase(order)) {
                put(state, subject, PaidOrders.at(order), "order.paid", order.origin(), null);
            }
            if (order.cancelledAt() != null) {
                put(state, subject, order.cancelledAt(), "order.cancelled", order.origin(), null);
            }
        }
        for (Call call : history.calls()) {
            Origin origin = Origin.UNKNOWN;
            put(state, subject, time(call), "call." + Channels.name(call.outcome()), origin, null, call.channel());
        }
        for (Message message : history.messages()) {
            if (!Boolean.TRUE.equals(message.machine())) {
                put(state, subject, time(message), "message." + Channels.name(message.event()), Origin.UNKNOWN, null);
            }
        }
        for (Feedback feedback : history.feedback()) {
            put(state, subject, time(feedback), "feedback." + Channels.name(feedback.kind()), Origin.UNKNOWN, null);
        }
        for (Referral referral : history.referralsMade()) {
            put(state, subject, time(referral), "referral.made", Origin.UNKNOWN, null);
        }
        for (Referral referral : history.referredBy()) {
            put(state, subject, time(referral), "referral.received", Origin.UNKNOWN, null);
        }
    }

    @Override
    public void merge(JourneysBuilder state, JourneysBuilder next) {
        Journeys part = next.build();
        @Nullable String[] values = new @Nullable String[properties.size()];
        for (Journeys.Cursor cursor = part.cursor(); cursor.next(); ) {
            String subject = part.subject(cursor.subject());
            for (int i = 0; i < cursor.size(); i++) {
                for (int p = 0; p < values.length; p++) {
                    values[p] = part.value(p, cursor.value(p, i));
                }
                add(state, subject, cursor.millis(i), part.names().get(cursor.code(i)), values);
            }
        }
    }

    private void put(
            JourneysBuilder state, String subject, Instant at, String event, Origin origin, @Nullable Touch touch) {
        put(state, subject, at, event, origin, touch, null);
    }

    private void put(
            JourneysBuilder state,
            String subject,
            Instant at,
            String event,
            Origin origin,
            @Nullable Touch touch,
            @Nullable Channel known) {
        if (!at.isBefore(until) || (from != null && at.isBefore(from))) {
            return;
        }
        @Nullable String[] values = new @Nullable String[properties.size()];
        for (int p = 0; p < values.length; p++) {
            values[p] = switch (properties.get(p)) {
                case "channel" -> channel(known, origin);
                case "source" -> origin.source();
                case "medium" -> origin.medium();
                case "campaign" -> origin.campaign();
                case "device" -> touch == null || touch.device() == null ? null : Channels.name(touch.device());
                case "region" -> touch == null ? null : touch.region();
                case "path" -> touch == null ? null : touch.path();
                case "name" -> touch == null ? null : touch.name();
                default -> throw new IllegalStateException(properties.get(p));
            };
        }
        add(state, subject, at.toEpochMilli(), event, values);
    }

    /** The builder takes nulls among the values; javac 17 does not see that in the class file. */
    @SuppressWarnings("NullAway")
    private static void add(
            JourneysBuilder state, String subject, long millis, String event, @Nullable String[] values) {
        state.add(subject, millis, event, values);
    }

    private @Nullable String channel(@Nullable Channel known, Origin origin) {
        return known == null ? channels.word(origin) : Channels.word(known);
    }

    private static Instant time(SourceRecord fact) {
        return fact.envelope().occurredAt();
    }
}
