package io.ckpi.source.demo;

import static io.ckpi.core.LeadStage.DISQUALIFIED;
import static io.ckpi.core.LeadStage.LOST;
import static io.ckpi.core.LeadStage.MQL;
import static io.ckpi.core.LeadStage.RECYCLED;
import static io.ckpi.core.LeadStage.SAL;
import static io.ckpi.core.LeadStage.WON;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Period;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts indicators plainly from the records, person by person, with standard errors over persons: the simplest possible
 * second opinion, sharing no code with the generator, the truth or CKPI's own measurement.
 */
final class Census {

    /** All records of a person. */
    static final class Someone {
        final List<Touch> touches = new ArrayList<>();
        final List<LeadStageChange> stages = new ArrayList<>();
        final List<Order> orders = new ArrayList<>();
        final List<Call> calls = new ArrayList<>();
        final List<Message> messages = new ArrayList<>();
        final List<Task> tasks = new ArrayList<>();
        final List<Feedback> feedback = new ArrayList<>();
        final List<Referral> made = new ArrayList<>();
        final List<Referral> received = new ArrayList<>();
        final Map<String, Assignment> arms = new HashMap<>();

        @Nullable
        Person person;
    }

    /** An estimate and its standard error. */
    record Measured(double value, double error, double n) {}

    /** A ratio of sums over persons. */
    static final class Ratio {
        private final List<double[]> pairs = new ArrayList<>();
        private double y;
        private double x;

        void add(double above, double below) {
            if (above != 0 || below != 0) {
                pairs.add(new double[] {above, below});
                y += above;
                x += below;
            }
        }

        Measured measured(double scale, double shift) {
            double r = y / x;
            double sum = 0;
            for (double[] pair : pairs) {
                double residual = pair[0] - r * pair[1];
                sum += residual * residual;
            }
            return new Measured(scale * r + shift, Math.abs(scale) * Math.sqrt(sum) / x, x);
        }

        /** The sum above, its error over all persons. */
        Measured sum(double scale, double shift, int persons) {
            double squares = 0;
            for (double[] pair : pairs) {
                squares += pair[0] * pair[0];
            }
            return new Measured(
                    scale * y + shift, Math.abs(scale) * Math.sqrt(squares - y * y / persons), pairs.size());
        }
    }

    /** Products and quotients of sums over persons. */
    static final class Sums {
        private final List<double[]> rows = new ArrayList<>();
        private final double[] totals;

        Sums(int size) {
            totals = new double[size];
        }

        void add(double... row) {
            rows.add(row);
            for (int i = 0; i < row.length; i++) {
                totals[i] += row[i];
            }
        }

        /** Π totals^powers × factor. */
        Measured product(double factor, double... powers) {
            double value = factor;
            for (int i = 0; i < powers.length; i++) {
                value *= Math.pow(totals[i], powers[i]);
            }
            double sum = 0;
            for (double[] row : rows) {
                double part = 0;
                for (int i = 0; i < powers.length; i++) {
                    part += powers[i] == 0 ? 0 : powers[i] * row[i] / totals[i];
                }
                sum += part * part;
            }
            return new Measured(value, Math.abs(value) * Math.sqrt(sum), rows.size());
        }
    }

    /** {@code tc17}, {@code to17-2}: the number of the person. */
    private static final Pattern INDEX = Pattern.compile("t.(\\d+).*");

    private final DemoOptions options;
    private final Sums worth = new Sums(5);
    private final List<Double> processing = new ArrayList<>();
    private double targetVisitors;
    private final Map<String, Someone> people = new HashMap<>();
    private final List<Spend> spend;
    private final List<MarketMeasure> market;
    private final Period period;
    private final Instant start;
    private final Instant end;
    private final Map<String, Ratio> ratios = new TreeMap<>();

    private Census(DemoOptions options, RecordSource source, Period period) {
        this.options = options;
        this.period = period;
        this.start = period.start();
        this.end = period.end();
        this.spend = Company.all(source, Spend.class);
        this.market = Company.all(source, MarketMeasure.class);
        each(source, Touch.class, Touch::person, (who, touch) -> who.touches.add(touch));
        each(source, LeadStageChange.class, LeadStageChange::person, (who, change) -> who.stages.add(change));
        each(source, Order.class, Order::person, (who, order) -> who.orders.add(order));
        each(source, Call.class, Call::person, (who, call) -> who.calls.add(call));
        each(source, Message.class, Message::person, (who, message) -> who.messages.add(message));
        each(
                source,
                Task.class,
                task -> "p" + INDEX.matcher(task.taskRef()).replaceAll("$1"),
                (who, task) -> who.tasks.add(task));
        each(source, Feedback.class, Feedback::person, (who, entry) -> who.feedback.add(entry));
        each(source, Referral.class, Referral::referrer, (who, referral) -> who.made.add(referral));
        each(source, Referral.class, Referral::referee, (who, referral) -> who.received.add(referral));
        each(source, Assignment.class, Assignment::unit, (who, a) -> who.arms.put(a.experiment(), a));
        each(source, Person.class, Person::person, (who, entry) -> who.person = entry);
        for (Someone who : people.values()) {
            who.stages.sort(Comparator.comparing(change -> change.envelope().occurredAt()));
        }
    }

    private <R extends SourceRecord> void each(
            RecordSource source, Class<R> type, Function<R, @Nullable String> person, BiConsumer<Someone, R> add) {
        try (RecordReader<R> reader = source.read(ReadRequest.all(type))) {
            for (R next = reader.next(); next != null; next = reader.next()) {
                String who = person.apply(next);
                // what happens after the period is not known in it
                if (who != null && next.envelope().occurredAt().isBefore(end)) {
                    add.accept(people.computeIfAbsent(who, key -> new Someone()), next);
                }
            }
        }
    }

    /** Everything that can be counted in the period. */
    static Map<String, Measured> of(DemoOptions options, Period period) {
        try (RecordSource source = Company.open(options)) {
            return new Census(options, source, period).count();
        }
    }

    private Map<String, Measured> count() {
        for (Someone who : people.values()) {
            site(who);
            leads(who);
            orders(who);
            calls(who);
            others(who);
        }
        Map<String, Measured> found = new TreeMap<>();
        ratios.forEach((id, ratio) -> found.put(id, ratio.measured(1, 0)));
        int n = options.customers();
        found.put("tasks.volume", of("tasks.volume").sum(1, 0, n));
        inverse(found, "cost.to-serve", of("customers.served"), spent(cost -> cost.kind() == Spend.Kind.SERVICE));
        found.remove("customers.served");
        found.put("customer.ltv", worth.product(1, 1, -1, 1, -1, 0));
        double invested = spent(cost -> cost.kind() != Spend.Kind.SERVICE);
        found.put("sales.orders", of("sales.orders").sum(1, 0, n));
        found.put("sales.revenue", of("sales.revenue").sum(1, 0, n));
        found.put("economics.roi", of("sales.revenue").sum(100 / invested, -100, n));
        found.put("economics.romi", of("sales.margin").sum(100 / invested, -100, n));
        found.remove("sales.margin");
        inverse(found, "customer.cac", of("customers.new"), invested);
        found.remove("customers.new");
        double onLines = spent(cost ->
                cost.channel() != null && cost.channel() != Channel.COLD_CALL && cost.channel() != Channel.LIST);
        inverse(found, "channel.cost-per-customer", of("callers.bought"), onLines);
        found.remove("callers.bought");
        found.put("channel.roi", of("callers.revenue").sum(100 / onLines, -100, n));
        found.remove("callers.revenue");
        ratioOf(found, "nurture.lift", "nurture.treated", "nurture.control");
        ratioOf(found, "mobile.parity", "mobile.phone", "mobile.other");
        Measured treated = of("crm.treated").measured(1, 0);
        Measured control = of("crm.control").measured(1, 0);
        found.remove("crm.treated");
        found.remove("crm.control");
        if (treated.n() > 0) {
            found.put(
                    "crm.incremental",
                    new Measured(
                            (treated.value() - control.value()) * treated.n(),
                            Math.hypot(treated.error(), control.error()) * treated.n(),
                            treated.n()));
        }
        found.put("voice.nps", of("voice.nps").measured(100, 0));
        Measured outbound = of("leads.outbound").sum(1, 0, n);
        Measured inbound = of("leads.inbound").sum(1, 0, n);
        found.remove("leads.outbound");
        found.remove("leads.inbound");
        double advantage =
                spent(cost -> cost.channel() != null && !cost.channel().inbound())
                        / spent(cost -> cost.channel() != null && cost.channel().inbound())
                        * inbound.value()
                        / outbound.value();
        found.put(
                "inbound.cpl-advantage",
                new Measured(
                        advantage,
                        advantage * Math.hypot(inbound.error() / inbound.value(), outbound.error() / outbound.value()),
                        n));
        double saved = of("friends.new").sum(1, 0, n).value();
        Measured cac = found.get("customer.cac");
        found.remove("friends.new");
        found.put(
                "economics.ltv-to-cac",
                worth.product(1 / spent(cost -> cost.kind() != Spend.Kind.SERVICE), 1, -1, 1, -1, 1));
        double reached = market.stream()
                .filter(measure -> measure.measure() == MarketMeasure.Measure.REACHED_PERSONS)
                .filter(measure -> period.contains(measure.from()))
                .mapToDouble(measure -> measure.value().doubleValue())
                .sum();
        found.put(
                "traffic.capture",
                new Measured(targetVisitors / reached, Math.sqrt(targetVisitors) / reached, targetVisitors));
        Ratio filled = of("data.completeness");
        for (Spend cost : spend) {
            if (period.contains(cost.day())) {
                filled.add(one(cost.channel() != null), 1);
            }
        }
        found.put("data.completeness", filled.measured(1, 0));
        double median = processing.stream().mapToDouble(hours -> hours).sorted().toArray()[processing.size() / 2];
        found.put("order.processing-time", new Measured(median, Double.NaN, processing.size()));
        if (cac != null) {
            double programme = spent(cost -> cost.kind() == Spend.Kind.PROGRAMME);
            found.put(
                    "referral.saved",
                    new Measured(saved * cac.value() - programme, cac.value() * Math.sqrt(saved) * 1.1, saved));
        }
        return found;
    }

    private void inverse(Map<String, Measured> found, String id, Ratio count, double amount) {
        double n = count.sum(1, 0, options.customers()).value();
        found.put(id, new Measured(amount / n, amount / n / Math.sqrt(n), n));
    }

    private void ratioOf(Map<String, Measured> found, String id, String above, String below) {
        Measured a = of(above).measured(1, 0);
        Measured b = of(below).measured(1, 0);
        found.remove(above);
        found.remove(below);
        double r = a.value() / b.value();
        found.put(id, new Measured(r, r * Math.hypot(a.error() / a.value(), b.error() / b.value()), a.n()));
    }

    private Ratio of(String id) {
        return ratios.computeIfAbsent(id, key -> new Ratio());
    }

    private boolean in(@Nullable Instant at) {
        return at != null && !at.isBefore(start) && at.isBefore(end);
    }

    private boolean in(SourceRecord entry) {
        return in(entry.envelope().occurredAt());
    }

    /** When a paid order was paid, else never. */
    private static Instant paid(Order order) {
        Instant at = order.paidAt();
        return order.status() == Order.Status.PAID && at != null ? at : Instant.MAX;
    }

    private static double one(boolean is) {
        return is ? 1 : 0;
    }

    private double spent(Predicate<Spend> of) {
        return spend.stream()
                .filter(cost -> period.contains(cost.day()) && of.test(cost))
                .mapToDouble(cost -> cost.cost().doubleValue())
                .sum();
    }

    // ---- the site ----

    private void site(Someone who) {
        Map<String, List<Touch>> visits = new HashMap<>();
        boolean subscribedBefore = false;
        boolean contactBefore = false;
        for (Touch touch : who.touches) {
            boolean before = touch.envelope().occurredAt().isBefore(start);
            subscribedBefore |= before && touch.kind() == Touch.Kind.SUBSCRIPTION;
            contactBefore |= before && (touch.kind() == Touch.Kind.SUBSCRIPTION || touch.kind() == Touch.Kind.LEAD);
            if (in(touch) && touch.visit() != null) {
                visits.computeIfAbsent(touch.visit(), key -> new ArrayList<>()).add(touch);
            }
        }
        if (visits.isEmpty()) {
            return;
        }
        Set<Touch.Kind> kinds = new HashSet<>();
        boolean landed = false;
        boolean content = false;
        for (List<Touch> visit : visits.values()) {
            Touch first = visit.get(0);
            Channel channel = first.origin().channel();
            int pages = 0;
            double seconds = 0;
            boolean asked = false;
            for (Touch touch : visit) {
                kinds.add(touch.kind());
                pages += touch.kind() == Touch.Kind.PAGE_VIEW ? 1 : 0;
                seconds += touch.engaged() == null ? 0 : touch.engaged().toSeconds();
                asked |= touch.kind() == Touch.Kind.LEAD;
                content |= touch.kind() == Touch.Kind.CONTENT_OPEN
                        || touch.kind() == Touch.Kind.DOWNLOAD
                        || touch.kind() == Touch.Kind.WEBINAR;
            }
            landed |= first.envelope().attributes().containsKey("landing");
            of("engagement.depth").add(pages, 1);
            of("engagement.time").add(seconds, 1);
            of("engagement.bounce").add(one(visit.size() == 1), 1);
            of("engagement.long-paths").add(one(pages >= 3), 1);
            of("traffic.target-share").add(one(Boolean.TRUE.equals(first.targetAudience())), 1);
            if (channel != Channel.UNASSIGNED) {
                of("organic.visit-share").add(one(channel == Channel.ORGANIC_SEARCH), 1);
            }
            if (channel == Channel.ORGANIC_SOCIAL || channel == Channel.PAID_SOCIAL) {
                of("social.visit-to-lead").add(one(asked), 1);
            }
            of(first.device() == Touch.Device.PHONE ? "mobile.phone" : "mobile.other")
                    .add(one(asked), 1);
        }
        targetVisitors += one(Boolean.TRUE.equals(who.touches.get(0).targetAudience()));
        of("site.visitor-to-lead").add(one(kinds.contains(Touch.Kind.LEAD)), 1);
        of("sales.pre-actions").add(one(kinds.contains(Touch.Kind.CART)), 1);
        boolean subscribes = kinds.contains(Touch.Kind.SUBSCRIPTION) && !subscribedBefore;
        of("engagement.subscribe").add(one(subscribes), 1);
        boolean lawful = who.person != null && who.person.lawfulBasis() != null;
        boolean contact = !contactBefore && (subscribes || (kinds.contains(Touch.Kind.LEAD) && lawful));
        of("base.visitor-to-subscriber").add(one(contact), 1);
        if (landed) {
            of("content.conversion").add(one(content), 1);
        }
    }

    // ---- leads ----

    private void leads(Someone who) {
        if (who.stages.isEmpty()) {
            return;
        }
        LeadStageChange created = who.stages.get(0);
        Map<LeadStage, LeadStageChange> at = new HashMap<>();
        LeadStage before = null;
        LeadStage now = null;
        boolean advanced = false;
        for (LeadStageChange change : who.stages) {
            LeadStage to = change.to();
            if (to == null) {
                throw new AssertionError("unmapped stage");
            }
            at.putIfAbsent(to, change);
            if (change.envelope().occurredAt().isBefore(start)) {
                before = to;
            } else {
                advanced |= before != null && to.isRung() && to.ordinal() > before.ordinal();
            }
            now = to;
        }
        Channel channel = created.origin().channel();
        if (in(created)) {
            if (channel != Channel.UNASSIGNED && channel != null) {
                of("inbound.lead-share").add(one(channel.inbound()), 1);
                of("nurture.crm-lead-share").add(one(channel.crm()), 1);
                of(channel.inbound() ? "leads.inbound" : "leads.outbound").add(1, 0);
            }
            boolean nurtured = who.messages.stream().anyMatch(message -> message.sequence() != null);
            Assignment arm = who.arms.get("nurture");
            if (arm == null || nurtured != arm.arm().equals("treatment")) {
                throw new AssertionError("letters do not follow the arm");
            }
            of(nurtured ? "nurture.treated" : "nurture.control").add(one(at.containsKey(SAL)), 1);
            of("nurture.automation-coverage").add(one(nurtured), 1);
            of("nurture.segmentation-coverage")
                    .add(one(who.person != null && !who.person.segments().isEmpty()), 1);
            if (created.origin().campaign() != null && (at.containsKey(MQL) || at.containsKey(DISQUALIFIED))) {
                of("campaign.response-handover").add(one(at.containsKey(MQL)), 1);
            }
        }
        LeadStageChange mql = at.get(MQL);
        if (mql != null && in(mql)) {
            boolean accepted = at.containsKey(SAL);
            if (accepted || at.containsKey(DISQUALIFIED) || at.containsKey(RECYCLED)) {
                of("lead.acceptance").add(one(accepted), 1);
            }
        }
        for (LeadStage end : List.of(WON, LOST, DISQUALIFIED)) {
            LeadStageChange closing = at.get(end);
            if (closing != null && in(closing)) {
                of("nurture.loss-share").add(one("no contact".equals(closing.reason())), 1);
                if (end != WON) {
                    of("refusal.reason-filled").add(one(closing.reason() != null), 1);
                }
                if (end != DISQUALIFIED) {
                    of("sales.win-rate").add(one(end == WON), 1);
                }
            }
        }
        if (before != null && before.isRung() && before != WON) {
            of("nurture.progress-share").add(one(advanced), 1);
        }
        if (now != null && now.isRung() && now != WON) {
            boolean planned = who.tasks.stream()
                    .anyMatch(task -> task.entityRef() != null
                            && task.entityRef().startsWith("L")
                            && (task.closedAt() == null || !task.closedAt().isBefore(end)));
            of("deals.next-action").add(one(planned), 1);
        }
    }

    // ---- orders ----

    private void orders(Someone who) {
        double orders = 0;
        double revenue = 0;
        double margin = 0;
        double upsold = 0;
        double mailed = 0;
        double portal = 0;
        double complaints = 0;
        int ever = 0;
        boolean before = false;
        for (Order order : who.orders) {
            Instant accepted = order.acceptedAt();
            if (accepted != null && accepted.isBefore(end) && in(order.createdAt())) {
                processing.add(Duration.between(order.createdAt(), accepted).toSeconds() / 3600.0);
            }
            if (in(accepted) && accepted != null) {
                Instant latest = accepted.plus(Duration.ofDays(15));
                if (!latest.isAfter(end)) {
                    boolean asked = who.calls.stream()
                            .anyMatch(call -> call.direction() == Call.Direction.OUT
                                    && !call.envelope().occurredAt().isBefore(accepted)
                                    && !call.envelope().occurredAt().isAfter(latest));
                    of("feedback.14d").add(one(asked), 1);
                }
            }
            if (order.status() != Order.Status.PAID
                    || order.paidAt() == null
                    || !order.paidAt().isBefore(end)) {
                continue;
            }
            ever++;
            before |= order.paidAt().isBefore(start);
            if (!in(order.paidAt())) {
                continue;
            }
            double net = order.revenue().doubleValue()
                    - (order.refunded() == null ? 0 : order.refunded().doubleValue());
            orders++;
            revenue += net;
            margin +=
                    net - (order.costOfGoods() == null ? 0 : order.costOfGoods().doubleValue());
            mailed += order.origin().channel() == Channel.EMAIL ? net : 0;
            upsold += order.tags().contains("upsell") ? net : 0;
            portal += one(order.tags().contains("portal"));
            complaints += one(who.feedback.stream()
                    .anyMatch(entry -> entry.kind() == Feedback.Kind.COMPLAINT
                            && order.orderRef().equals(entry.orderRef())));
        }
        worth(who);
        of("sales.orders").add(orders, 0);
        of("customers.served").add(one(orders > 0), 0);
        of("crm.revenue-share").add(mailed, revenue);
        of("sales.revenue").add(revenue, 0);
        of("sales.margin").add(margin, 0);
        of("basket.average").add(revenue, orders);
        of("upsell.share").add(upsold, revenue);
        of("portal.share").add(portal, orders);
        of("complaints.share").add(complaints, orders);
        if (ever > 0) {
            of("customer.repeat-share").add(one(ever > 1), 1);
            of("customers.new").add(one(!before), 0);
            of("friends.new").add(one(!before && !who.received.isEmpty()), 0);
        }
        Assignment arm = who.arms.get("crm-2026");
        if (arm != null) {
            of(arm.arm().equals("control") ? "crm.control" : "crm.treated").add(revenue, 1);
        }
    }

    /** Months one by one: what customers pay, who is active, who is lost. */
    private void worth(Someone who) {
        List<Order> paid =
                who.orders.stream().filter(order -> paid(order).isBefore(end)).toList();
        if (paid.isEmpty()) {
            return;
        }
        double[] row = new double[5];
        boolean activeAtEnd = bought(paid, end.minus(Duration.ofDays(180)), end);
        double orders = 0;
        for (Order order : paid) {
            if (in(paid(order))) {
                orders++;
                row[0] += order.revenue().doubleValue()
                        - (order.refunded() == null ? 0 : order.refunded().doubleValue())
                        - (order.costOfGoods() == null ? 0 : order.costOfGoods().doubleValue());
            }
        }
        of("purchase.frequency").add(orders, one(activeAtEnd));
        for (YearMonth month = YearMonth.from(period.from());
                month.atDay(1).isBefore(period.until());
                month = month.plusMonths(1)) {
            Instant from = month.atDay(1).atStartOfDay(period.zone()).toInstant();
            Instant until =
                    month.plusMonths(1).atDay(1).atStartOfDay(period.zone()).toInstant();
            boolean before = bought(paid, from.minus(Duration.ofDays(180)), from);
            boolean after = bought(paid, until.minus(Duration.ofDays(180)), until);
            row[1] += one(before || bought(paid, from, until));
            row[2] += one(before);
            row[3] += one(before && !after);
        }
        row[4] = one(paid.stream().noneMatch(order -> paid(order).isBefore(start)));
        worth.add(row);
    }

    private static boolean bought(List<Order> paid, Instant from, Instant until) {
        return paid.stream()
                .anyMatch(order -> !paid(order).isBefore(from) && paid(order).isBefore(until));
    }

    // ---- calls, tasks, messages, voices ----

    private void calls(Someone who) {
        int calls = 0;
        int early = 0;
        int missed = 0;
        int dropped = 0;
        int onLines = 0;
        Call contact = null;
        for (Call call : who.calls) {
            if (call.direction() == Call.Direction.IN) {
                contact = contact == null ? call : contact;
                if (in(call)) {
                    calls++;
                    early += call.rings() != null && call.rings() <= 2 ? 1 : 0;
                    missed += call.outcome() == Call.Outcome.ANSWERED ? 0 : 1;
                    dropped += call.outcome() == Call.Outcome.ABANDONED ? 1 : 0;
                    onLines += call.channel() != null && call.channel() != Channel.UNASSIGNED ? 1 : 0;
                }
            }
            if (in(call) && call.rating() != null) {
                of("calls.rating").add(call.rating(), 1);
            }
        }
        double talked = 0;
        boolean served = false;
        for (Call call : who.calls) {
            if (in(call) && call.outcome() == Call.Outcome.ANSWERED) {
                served = true;
                talked += call.talk().toSeconds();
            }
        }
        of("service.time").add(talked, one(served));
        of("calls.answered-before-third-ring").add(early, calls);
        of("calls.missed").add(missed, calls);
        of("calls.dropped").add(dropped, calls);
        if (onLines > 0) {
            double paid = 0;
            double revenue = 0;
            for (Order order : who.orders) {
                if (order.status() == Order.Status.PAID && in(order.paidAt())) {
                    paid++;
                    revenue += order.revenue().doubleValue()
                            - (order.refunded() == null ? 0 : order.refunded().doubleValue());
                }
            }
            of("channel.conversion").add(one(paid > 0), onLines);
            of("channel.revenue-per-buyer").add(revenue, one(paid > 0));
            of("callers.bought").add(one(paid > 0), 0);
            of("callers.revenue").add(revenue, 0);
        }
        if (contact != null && in(contact) && who.stages.isEmpty()) {
            Instant at = contact.envelope().occurredAt();
            Instant latest = at.plus(Duration.ofDays(8));
            if (!latest.isAfter(end)) {
                boolean back = who.calls.stream()
                        .anyMatch(call -> call.direction() != Call.Direction.IN
                                && call.envelope().occurredAt().isAfter(at.plus(Duration.ofDays(1)))
                                && !call.envelope().occurredAt().isAfter(latest));
                of("followup.7d").add(one(back), 1);
            }
        }
    }

    /** New contacts and carts with the first order paid within fourteen days. */
    private void firstOrders(Someone who) {
        Instant contact = null;
        Instant cart = null;
        Instant paid = Instant.MAX;
        for (Touch touch : who.touches) {
            Instant at = touch.envelope().occurredAt();
            if (touch.kind() == Touch.Kind.SUBSCRIPTION || touch.kind() == Touch.Kind.LEAD) {
                contact = contact == null || at.isBefore(contact) ? at : contact;
            }
            cart = touch.kind() == Touch.Kind.CART ? at : cart;
        }
        for (Order order : who.orders) {
            if (order.status() == Order.Status.PAID
                    && order.paidAt() != null
                    && order.paidAt().isBefore(paid)) {
                paid = order.paidAt();
            }
        }
        Duration term = Duration.ofDays(14);
        if (contact != null && in(contact) && !contact.plus(term).isAfter(end)) {
            of("first-purchase.conversion").add(one(!paid.isAfter(contact.plus(term))), 1);
        }
        if (cart != null && in(cart) && !cart.plus(term).isAfter(end)) {
            of("sales.remarketing-recovery").add(one(!paid.isAfter(cart.plus(term))), 1);
        }
        if (cart != null && in(paid)) {
            of("sales.deferred-share").add(one(paid.isAfter(cart.plus(Duration.ofDays(7)))), 1);
        }
    }

    private int filled;
    private int required;

    private void field(boolean present) {
        required++;
        filled += present ? 1 : 0;
    }

    private static boolean known(@Nullable Channel channel) {
        return channel != null && channel != Channel.UNASSIGNED;
    }

    private void completeness(Someone who) {
        filled = 0;
        required = 0;
        for (Touch touch : who.touches) {
            if (in(touch) && touch.kind() != Touch.Kind.SOCIAL) {
                field(touch.person() != null);
                field(touch.visit() != null);
                field(known(touch.origin().channel()));
                field(touch.device() != null);
            }
        }
        for (LeadStageChange change : who.stages) {
            if (in(change)) {
                field(change.person() != null);
                field(change.to() != null);
                field(change.owner() != null);
                if (change.from() == null) {
                    field(known(change.origin().channel()));
                }
                if (change.to() == LOST || change.to() == DISQUALIFIED) {
                    field(change.reason() != null);
                }
            }
        }
        for (Order order : who.orders) {
            if (in(order.createdAt()) && order.status() != Order.Status.SPAM) {
                field(order.person() != null);
                field(order.costOfGoods() != null);
                if (order.status() == Order.Status.PAID) {
                    field(order.paidAt() != null);
                }
            }
        }
        for (Call call : who.calls) {
            if (in(call) && call.direction() == Call.Direction.IN) {
                field(call.person() != null);
                field(known(call.channel()));
                if (call.outcome() == Call.Outcome.ANSWERED) {
                    field(call.employee() != null);
                    field(call.rings() != null);
                }
            }
        }
        for (Message message : who.messages) {
            if (in(message)) {
                field(message.campaign() != null || message.sequence() != null);
            }
        }
        for (Task task : who.tasks) {
            if (in(task.createdAt())) {
                field(task.deadline() != null);
                field(task.entityRef() != null);
                if (task.status() == Task.Status.ACCEPTED) {
                    field(task.handIns() != null);
                }
            }
        }
        for (Feedback entry : who.feedback) {
            if (in(entry)) {
                field(entry.person() != null);
                field(entry.sentiment() != null || entry.score() != null);
            }
        }
        if (who.person != null && in(who.person.firstSeenAt())) {
            field(!who.person.segments().isEmpty());
            field(who.person.lawfulBasis() != null);
            field(who.person.confirmedAt() != null);
        }
        of("data.completeness").add(filled, required);
    }

    private void others(Someone who) {
        firstOrders(who);
        completeness(who);
        double volume = 0;
        for (Task task : who.tasks) {
            Instant closed = task.closedAt() == null || !task.closedAt().isBefore(end) ? null : task.closedAt();
            Instant deadline = task.deadline();
            if (in(deadline) && deadline != null) {
                of("tasks.discipline").add(one(closed != null && !closed.isAfter(deadline)), 1);
                of("tasks.late").add(one(closed != null && closed.isAfter(deadline)), 1);
                of("tasks.overdue-open").add(one(closed == null), 1);
            }
            if (in(closed) && task.status() == Task.Status.ACCEPTED && task.handIns() != null) {
                of("tasks.quality").add(one(task.handIns() == 1), 1);
            }
            if (task.kind() == Task.Kind.SURVEY_VISIT && in(task.createdAt()) && closed != null) {
                of("measure.reject-share").add(one(task.status() == Task.Status.REJECTED), 1);
            }
            volume += one(in(closed));
        }
        of("tasks.volume").add(volume, 0);
        boolean delivered = false;
        boolean opened = false;
        boolean clicked = false;
        for (Message message : who.messages) {
            if (in(message)) {
                delivered |= message.event() == Message.Event.DELIVERED;
                opened |= message.event() == Message.Event.OPENED && !Boolean.TRUE.equals(message.machine());
                clicked |= message.event() == Message.Event.CLICKED;
            }
        }
        if (delivered) {
            of("message.open-rate").add(one(opened), 1);
            of("message.click-rate").add(one(clicked), 1);
        }
        int negative = 0;
        int positive = 0;
        for (Feedback entry : who.feedback) {
            if (!in(entry)) {
                continue;
            }
            negative += entry.sentiment() == Feedback.Sentiment.NEGATIVE ? 1 : 0;
            positive += entry.sentiment() == Feedback.Sentiment.POSITIVE ? 1 : 0;
            if (entry.kind() == Feedback.Kind.NPS && entry.score() != null) {
                int score = entry.score().intValueExact();
                of("voice.nps").add(score >= 9 ? 1 : score <= 6 ? -1 : 0, 1);
            }
        }
        of("voice.neg-to-pos").add(negative, positive);
        of("voice.neg-to-rec")
                .add(negative, (double) who.made.stream().filter(this::in).count());
        if (who.person != null) {
            Instant confirmed = who.person.confirmedAt();
            of("data.freshness").add(one(confirmed != null && !confirmed.isBefore(end.minus(Duration.ofDays(365)))), 1);
            of("data.consent").add(one(who.person.lawfulBasis() != null), 1);
        }
    }
}
