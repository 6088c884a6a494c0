package io.ckpi.source.demo;

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
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;

/** The true value of every indicator the demo feeds, as a function of the period's days. Immutable once made. */
final class Truths {

    /** The value over the days {@code [from, until)}; NaN where it is not defined. */
    interface Value {
        double of(int from, int until);
    }

    /** A truth and the records it is made of. */
    record Truth(Set<Class<? extends SourceRecord>> needs, Value value) {}

    private static final double NOT_DEFINED = Double.NaN;
    /** Constants of the catalogue's definitions. */
    private static final int RECOVERY_DAYS = 14;

    private static final int FIRST_PURCHASE_DAYS = 14;
    private static final int FRESH_DAYS = 365;
    private static final int ACTIVE_DAYS = 180;
    private static final double LIFETIME_CAP_MONTHS = 60;
    private static final double DAYS_IN_MONTH = 365.25 / 12;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private static final Class<? extends SourceRecord>[] ALL = new Class[] {
        Touch.class,
        LeadStageChange.class,
        Order.class,
        Spend.class,
        Call.class,
        Message.class,
        Task.class,
        Feedback.class,
        Person.class
    };

    private final Model model;
    private final Expectation e;
    private final Map<String, Truth> all = new TreeMap<>();
    private final double[] leads;
    private final double[] first;
    private final double[] orders;
    private final double[] siteLeads;
    private final double[] incoming;
    private final Details details;

    Truths(Model model, Expectation expected) {
        this.model = model;
        this.e = expected;
        this.details = new Details(model, e);
        this.leads = e.total(e.lead);
        this.first = e.total(e.first);
        this.orders = e.base.clone();
        Expectation.addTo(orders, e.mailed);
        this.siteLeads = new double[e.days];
        for (int g = 0; g < 2; g++) {
            Expectation.addTo(siteLeads, e.total(e.leadAtOnce[g]));
            Expectation.addTo(siteLeads, e.total(e.leadLater[g]));
        }
        this.incoming = e.total(e.phone);
        Expectation.addTo(incoming, Discrete.of(Model.SERVICE_CALL_DAYS, 1).delay(e.baseOfCallers), Model.SERVICE_CALL);
        site();
        leads();
        money();
        customers();
        service();
        tasks();
        contacts();
        market();
    }

    Map<String, Truth> all() {
        return Collections.unmodifiableMap(all);
    }

    // ---- amounts of one order ----

    static double goods() {
        return Model.LINES.mean()
                * Model.QUANTITY.mean()
                * Arrays.stream(Model.PRICES).average().orElse(0);
    }

    /** Expected revenue of a paid order less what is given back. */
    static double netRevenue() {
        return goods()
                * (1 - Model.DISCOUNTED * Model.DISCOUNT_PERCENT / 100)
                * (1 - Model.REFUNDED_PARTLY * Model.REFUND_PERCENT / 100);
    }

    static double costOfGoods() {
        double sum = 0;
        for (int p = 0; p < Model.PRICES.length; p++) {
            sum += Model.PRICES[p] / 100.0 * Model.COST_PERCENT[p];
        }
        return Model.LINES.mean() * Model.QUANTITY.mean() * sum / Model.PRICES.length;
    }

    /** Expected margin of a paid order. */
    static double margin() {
        return netRevenue() - costOfGoods();
    }

    // ---- the indicators ----

    private void site() {
        put("site.visitor-to-lead", (a, b) -> sum(siteLeads, a, b) / visitors(a, b), Touch.class);
        put("content.conversion", this::content, Touch.class);
        put("engagement.subscribe", (a, b) -> Model.SUBSCRIBE * e.sum(e.site, a, b) / visitors(a, b), Touch.class);
        put(
                "base.visitor-to-subscriber",
                (a, b) -> (Model.SUBSCRIBE * e.sum(e.site, a, b)
                                + (1 - Model.SUBSCRIBE) * Model.LAWFUL_BASIS * sum(siteLeads, a, b))
                        / visitors(a, b),
                Touch.class,
                Person.class);
        put("sales.pre-actions", (a, b) -> Model.CART * e.sum(e.site, a, b) / visitors(a, b), Touch.class);
        put(
                "organic.visit-share",
                (a, b) -> visits(a, b, s -> s == Source.ORGANIC_SEARCH, false)
                        / visits(a, b, s -> s != Source.UNKNOWN, true),
                Touch.class);
        put("social.visit-to-lead", this::social, Touch.class);
        put("traffic.target-share", this::targetShare, Touch.class);
        put(
                "engagement.time",
                (a, b) -> Model.PAGES.mean() * (Model.ENGAGED_LEAST + Model.ENGAGED_MOST) / 2.0,
                Touch.class);
        put("engagement.depth", (a, b) -> Model.PAGES.mean(), Touch.class);
        put("engagement.bounce", this::bounce, Touch.class);
        put("engagement.long-paths", (a, b) -> 1 - Model.PAGES.atMost(2), Touch.class);
        put("mobile.parity", this::parity, Touch.class);
    }

    private double visitors(int a, int b) {
        double sum = 0;
        for (Source source : Model.SOURCES) {
            sum += e.visitors(source, a, b);
        }
        return sum;
    }

    private double visits(int a, int b, Predicate<Source> of, boolean withMail) {
        double sum = 0;
        for (Source source : Model.SOURCES) {
            for (int g = 0; g < 2; g++) {
                sum += of.test(source) ? e.visits(g, source, a, b) : 0;
                sum += withMail ? e.mailVisits(g, source, a, b) : 0;
            }
        }
        return sum;
    }

    private double content(int a, int b) {
        double landed = 0;
        double consumed = 0;
        for (Source source : Model.SOURCES) {
            for (int d = a; d < b; d++) {
                double n = e.site[source.ordinal()][d] * source.path.landing();
                landed += n;
                consumed += n * model.content(model.month(d));
            }
        }
        return consumed / landed;
    }

    private double social(int a, int b) {
        double n = 0;
        for (Source source : Model.SOURCES) {
            if (source.channel.social()) {
                for (int g = 0; g < 2; g++) {
                    n += e.sum(e.leadAtOnce[g][source.ordinal()], a, b);
                    n += e.sum(e.leadLater[g][source.ordinal()], a, b);
                }
            }
        }
        return n / visits(a, b, s -> s.channel.social(), false);
    }

    private double targetShare(int a, int b) {
        double n = 0;
        for (Source source : Model.SOURCES) {
            for (int g = 0; g < 2; g++) {
                n += (e.visits(g, source, a, b) + e.mailVisits(g, source, a, b)) * source.path.target();
            }
        }
        return n / visits(a, b, s -> true, true);
    }

    private double targetVisitors(int a, int b) {
        double n = 0;
        for (Source source : Model.SOURCES) {
            n += e.visitors(source, a, b) * source.path.target();
        }
        return n;
    }

    private double bounce(int a, int b) {
        double onePage = Model.PAGES.probability(1);
        double n = visits(a, b, s -> true, true);
        double bounced = n - sum(siteLeads, a, b);
        for (Source source : Model.SOURCES) {
            int s = source.ordinal();
            for (int d = a; d < b; d++) {
                double quiet = (1 - source.path.landing() * model.content(model.month(d)))
                        * (1 - Model.SUBSCRIBE)
                        * (1 - Model.CART);
                double firstWithoutLead = e.site[s][d] - e.leadAtOnce[0][s][d] - e.leadAtOnce[1][s][d];
                bounced -= firstWithoutLead * (1 - quiet);
            }
        }
        return bounced * onePage / n;
    }

    private double parity(int a, int b) {
        double[] visits = new double[2];
        double[] asked = new double[2];
        for (int g = 0; g < 2; g++) {
            for (Source source : Model.SOURCES) {
                visits[g] += e.visits(g, source, a, b) + e.mailVisits(g, source, a, b);
            }
            asked[g] = e.sum(e.leadAtOnce[g], a, b) + e.sum(e.leadLater[g], a, b);
        }
        return asked[Expectation.PHONE]
                / visits[Expectation.PHONE]
                / (asked[Expectation.OTHER_DEVICE] / visits[Expectation.OTHER_DEVICE]);
    }

    private void leads() {
        put(
                "inbound.lead-share",
                (a, b) -> leadsOf(a, b, s -> s != Source.UNKNOWN && s.channel.inbound())
                        / leadsOf(a, b, s -> s != Source.UNKNOWN),
                LeadStageChange.class);
        put("nurture.lift", (a, b) -> Model.NURTURE_LIFT, LeadStageChange.class, Message.class, Assignment.class);
        put("nurture.crm-lead-share", (a, b) -> 0, LeadStageChange.class);
        put("nurture.segmentation-coverage", (a, b) -> Model.SEGMENTED, LeadStageChange.class, Person.class);
        put("nurture.automation-coverage", (a, b) -> Model.NURTURED, LeadStageChange.class, Message.class);
        put("lead.acceptance", this::acceptance, LeadStageChange.class);
        put("nurture.loss-share", this::lossShare, LeadStageChange.class);
        put("nurture.progress-share", this::progress, LeadStageChange.class);
        put("refusal.reason-filled", (a, b) -> Model.REASON_FILLED, LeadStageChange.class);
        put(
                "sales.win-rate",
                (a, b) -> sum(e.won, a, b) / (sum(e.won, a, b) + sum(e.lost, a, b)),
                LeadStageChange.class);
        put("campaign.response-handover", this::handover, LeadStageChange.class);
        put("deals.next-action", (a, b) -> Model.NEXT_ACTION, LeadStageChange.class, Task.class);
    }

    private double leadsOf(int a, int b, Predicate<Source> of) {
        double n = 0;
        for (Source source : Model.SOURCES) {
            n += of.test(source) ? e.sum(e.lead[source.ordinal()], a, b) : 0;
        }
        return n;
    }

    /** Of the leads handed over in the period and decided before its end, those accepted. */
    private double acceptance(int a, int b) {
        double accepted = 0;
        double decided = 0;
        for (int d = a; d < b; d++) {
            double known = Model.TO_SAL.atMost(b - 1 - d);
            accepted += e.mqlToAccept[d] * known;
            decided += e.mql[d] * known;
        }
        return accepted / decided;
    }

    private double lossShare(int a, int b) {
        double refused = sum(e.lost, a, b) + sum(e.disqualified, a, b);
        return refused * Model.REASON_FILLED / Stages.REASONS / (refused + sum(e.won, a, b));
    }

    /** Of the leads open at the start, those whose next step falls into the period and goes up. */
    private double progress(int a, int b) {
        double[] open = new double[1];
        double[] advanced = new double[1];
        double[] toMql = new double[e.days];
        for (Source source : Model.SOURCES) {
            Expectation.addTo(toMql, e.lead[source.ordinal()], source.path.mql());
        }
        step(leads, toMql, Model.TO_MQL, a, b, open, advanced);
        step(e.mql, e.mqlToAccept, Model.TO_SAL, a, b, open, advanced);
        step(e.sal, Expectation.times(e.sal, Model.SQL), Model.TO_SQL, a, b, open, advanced);
        step(e.sql, Expectation.times(e.sql, Model.OPPORTUNITY), Model.TO_OPPORTUNITY, a, b, open, advanced);
        step(e.opportunity, e.opportunityToWin, Model.TO_CLOSE, a, b, open, advanced);
        return advanced[0] / open[0];
    }

    private static void step(
            double[] arrive, double[] up, Discrete lag, int a, int b, double[] open, double[] advanced) {
        for (int d = Math.max(0, a - lag.max()); d < a; d++) {
            open[0] += arrive[d] * (1 - lag.atMost(a - 1 - d));
            advanced[0] += up[d] * lag.between(a - 1 - d, b - 1 - d);
        }
    }

    private double handover(int a, int b) {
        double handed = 0;
        double decided = 0;
        for (Source source : Model.SOURCES) {
            if (source.origin.campaign() != null) {
                for (int d = a; d < b; d++) {
                    double known = e.lead[source.ordinal()][d] * Model.TO_MQL.atMost(b - 1 - d);
                    decided += known;
                    handed += known * source.path.mql();
                }
            }
        }
        return handed / decided;
    }

    private void money() {
        put("sales.orders", (a, b) -> sum(orders, a, b), Order.class);
        put("sales.revenue", this::revenue, Order.class);
        put("basket.average", (a, b) -> netRevenue(), Order.class);
        put("economics.roi", (a, b) -> 100 * (revenue(a, b) / investment(a, b) - 1), Order.class, Spend.class);
        put(
                "economics.romi",
                (a, b) -> 100 * (sum(orders, a, b) * margin() / investment(a, b) - 1),
                Order.class,
                Spend.class);
        put("upsell.share", (a, b) -> Model.UPSELL * sum(e.repeat, a, b) / sum(orders, a, b), Order.class);
        put("crm.revenue-share", (a, b) -> sum(e.mailed, a, b) / sum(orders, a, b), Order.class);
        put("sales.deferred-share", (a, b) -> 1, Touch.class, Order.class);
        put("sales.remarketing-recovery", (a, b) -> details.recovered(a, b, RECOVERY_DAYS), Touch.class, Order.class);
        put(
                "first-purchase.conversion",
                (a, b) -> details.firstPurchase(a, b, FIRST_PURCHASE_DAYS),
                Touch.class,
                Order.class);
        put("portal.share", (a, b) -> weighted(orders, a, b, model::portal), Order.class);
        put(
                "crm.incremental",
                (a, b) -> b <= model.launch ? NOT_DEFINED : sum(e.mailed, a, b) * netRevenue(),
                Assignment.class,
                Message.class,
                Order.class);
        put("order.processing-time", (a, b) -> details.medianProcessing(a, b) / 60, Order.class);
    }

    private double revenue(int a, int b) {
        return sum(orders, a, b) * netRevenue();
    }

    /** Everything spent but service. */
    private double investment(int a, int b) {
        return spent(a, b, cost -> cost != Model.Cost.SERVICE);
    }

    private double spent(int a, int b, Predicate<Model.Cost> of) {
        long kopecks = 0;
        for (Model.Cost cost : Model.Cost.values()) {
            if (of.test(cost)) {
                for (int d = a; d < b; d++) {
                    kopecks += model.spent(cost, d);
                }
            }
        }
        return kopecks / 100.0;
    }

    private void customers() {
        put("customer.repeat-share", (a, b) -> 1 - e.oneOrder(b) / e.customers(b), Order.class);
        put("customer.cac", (a, b) -> investment(a, b) / sum(first, a, b), Spend.class, Order.class);
        put("customer.ltv", this::lifetimeValue, Order.class);
        put(
                "economics.ltv-to-cac",
                (a, b) -> lifetimeValue(a, b) * sum(first, a, b) / investment(a, b),
                Order.class,
                Spend.class);
        put("purchase.frequency", (a, b) -> sum(orders, a, b) / active(b - ACTIVE_DAYS, b), Order.class);
        put(
                "cost.to-serve",
                (a, b) -> spent(a, b, cost -> cost == Model.Cost.SERVICE) / active(a, b),
                Spend.class,
                Order.class);
        put(
                "inbound.cpl-advantage",
                (a, b) -> costPerLead(a, b, false) / costPerLead(a, b, true),
                Spend.class,
                LeadStageChange.class);
        put(
                "referral.saved",
                (a, b) -> e.sum(e.first[Source.FRIEND.ordinal()], a, b) * investment(a, b) / sum(first, a, b)
                        - spent(a, b, cost -> cost == Model.Cost.FRIENDS),
                Referral.class,
                Order.class,
                Spend.class);
    }

    /** Customers with a paid order on the days {@code [from, until)}. */
    private double active(int from, int until) {
        return e.customers(until) - e.withoutOrder(until, from, until);
    }

    /** ARPA × gross margin / churn, by the catalogue's formula: months of the period, active customers, lifetime capped. */
    private double lifetimeValue(int a, int b) {
        int[] months = months(a, b);
        boolean whole = months[1] > months[0];
        double active = 0;
        double atStart = 0;
        double lost = 0;
        int parts = whole ? months[1] - months[0] : 1;
        for (int part = 0; part < parts; part++) {
            int from = whole ? model.monthStart[months[0] + part] : a;
            int until = whole ? model.monthStart[months[0] + part + 1] : b;
            if (until - from > ACTIVE_DAYS) {
                return NOT_DEFINED;
            }
            active += active(from - ACTIVE_DAYS, until);
            atStart += active(from - ACTIVE_DAYS, from);
            lost += e.withoutOrder(from, until - ACTIVE_DAYS, until) - e.withoutOrder(from, from - ACTIVE_DAYS, until);
        }
        if (!(atStart > 0)) {
            return NOT_DEFINED;
        }
        double length = whole ? 1 : (b - a) / DAYS_IN_MONTH;
        double churn = lost / atStart;
        double monthly = whole ? churn : -Math.expm1(Math.log1p(-churn) / length);
        double lifetime = Math.min(LIFETIME_CAP_MONTHS, 1 / monthly);
        return sum(orders, a, b) * margin() / (active * length) * lifetime;
    }

    private double costPerLead(int a, int b, boolean inbound) {
        return spent(a, b, cost -> cost.source != null && cost.source.channel.inbound() == inbound)
                / leadsOf(a, b, s -> s != Source.UNKNOWN && s.channel.inbound() == inbound);
    }

    private void service() {
        put("calls.answered-before-third-ring", (a, b) -> weighted(incoming, a, b, model::early), Call.class);
        put("calls.missed", (a, b) -> weighted(incoming, a, b, this::notAnswered), Call.class);
        put("calls.dropped", (a, b) -> 0.4 * weighted(incoming, a, b, this::notAnswered), Call.class);
        put("followup.7d", (a, b) -> Model.FOLLOW_UP, Call.class, LeadStageChange.class);
        put("feedback.14d", (a, b) -> b - a > 20 ? Model.ASKED : NOT_DEFINED, Call.class, Order.class);
        put("channel.conversion", (a, b) -> e.callers(a, b)[1] / e.callers(a, b)[0], Call.class, Order.class);
        put(
                "channel.revenue-per-buyer",
                (a, b) -> netRevenue() * e.callers(a, b)[2] / e.callers(a, b)[1],
                Call.class,
                Order.class);
        put(
                "channel.cost-per-customer",
                (a, b) -> spentOnLines(a, b) / e.callers(a, b)[1],
                Call.class,
                Order.class,
                Spend.class);
        put(
                "channel.roi",
                (a, b) -> 100 * (netRevenue() * e.callers(a, b)[2] / spentOnLines(a, b) - 1),
                Call.class,
                Order.class,
                Spend.class);
        put(
                "service.time",
                (a, b) ->
                        (Model.TALK_LEAST + Model.TALK_MOST) / 2.0 * details.answeredCalls(a, b) / details.served(a, b),
                Call.class);
        put("calls.rating", (a, b) -> Model.RATING.mean(), Call.class);
        put(
                "voice.nps",
                (a, b) -> 100 * weighted(npsAnswers(), a, b, month -> model.promoter(month) - model.detractor(month)),
                Feedback.class);
        put("voice.neg-to-pos", (a, b) -> negative(a, b) / positive(a, b), Feedback.class);
        put(
                "voice.neg-to-rec",
                (a, b) -> negative(a, b) / e.sum(e.arrivals[Source.FRIEND.ordinal()], a, b),
                Feedback.class,
                Referral.class);
        put("complaints.share", (a, b) -> Model.COMPLAINT, Feedback.class, Order.class);
    }

    /** What was spent on the channels that have a number of their own. */
    private double spentOnLines(int a, int b) {
        return spent(a, b, cost -> cost.source != null && !cost.source.outbound());
    }

    private double notAnswered(int month) {
        return 1 - model.early(month) - Model.RINGS_LATER;
    }

    private double[] npsAnswers() {
        return Discrete.of(Model.ASKED_DAYS, 1).delay(e.base);
    }

    private double reviews(int a, int b) {
        return Model.REVIEW * e.sum(orders, a - Model.REVIEW_DAYS, b - Model.REVIEW_DAYS);
    }

    private double negative(int a, int b) {
        return reviews(a, b) * Model.REVIEW_NEGATIVE + Model.COMPLAINT * sum(orders, a, b);
    }

    private double positive(int a, int b) {
        return reviews(a, b) * Model.REVIEW_POSITIVE;
    }

    private void tasks() {
        put("tasks.discipline", (a, b) -> onTime(a, b) / sum(dueTasks(), a, b), Task.class);
        put("tasks.late", (a, b) -> late(a, b) / sum(dueTasks(), a, b), Task.class);
        put("tasks.overdue-open", (a, b) -> 1 - (onTime(a, b) + late(a, b)) / sum(dueTasks(), a, b), Task.class);
        put("tasks.quality", (a, b) -> Model.FIRST_HAND_IN, Task.class);
        put("tasks.volume", details::tasksClosed, Task.class);
        put("measure.reject-share", (a, b) -> Model.SURVEY_REJECTED, Task.class);
    }

    /** Tasks by the day they are due. */
    private double[] dueTasks() {
        double[] due = Discrete.of(Model.FIRST_CALL_DUE, 1).delay(leads);
        Expectation.addTo(due, Discrete.of(Model.ORDER_TASK_DUE, 1).delay(e.base));
        Expectation.addTo(due, Discrete.of(Model.SURVEY_DUE, 1).delay(e.opportunity));
        return due;
    }

    private double onTime(int a, int b) {
        double[] due = dueTasks();
        return sum(due, a, b) * weighted(due, a, b, model::onTime);
    }

    /** Closed after the deadline, and before the end of the period. */
    private double late(int a, int b) {
        double[] due = dueTasks();
        double n = 0;
        for (int d = a; d < b; d++) {
            n += due[d] * Model.LATE * Model.LATE_DAYS.atMost(b - 1 - d);
        }
        return n;
    }

    private void contacts() {
        put("data.completeness", details::completeness, ALL);
        put(
                "data.freshness",
                (a, b) -> Model.CONFIRMED * e.sum(leads, b - FRESH_DAYS, b) / e.sum(leads, 0, b),
                Person.class);
        put("data.validity", (a, b) -> 1);
        put("data.consent", (a, b) -> Model.LAWFUL_BASIS, Person.class);
        put(
                "message.open-rate",
                (a, b) -> reacted(a, b, Model.LETTER_OPENED, Model.MAIL_DELIVERED * Model.MAIL_OPENED)
                        / reacted(a, b, 1, Model.MAIL_DELIVERED),
                Message.class);
        put(
                "message.click-rate",
                (a, b) -> reacted(a, b, Model.LETTER_OPENED * Model.LETTER_CLICKED_IF_OPENED, Expectation.mailClick())
                        / reacted(a, b, 1, Model.MAIL_DELIVERED),
                Message.class);
    }

    /** Persons with at least one reaction, if a letter gives it with one probability and a mailing with the other. */
    private double reacted(int a, int b, double toLetter, double toMailing) {
        int mailings = e.mailings(a, b);
        double noMailing = 1 - Model.TREATED + Model.TREATED * Expectation.power(1 - toMailing, mailings);
        double n = 0;
        for (int d = 0; d < Math.min(b, e.days); d++) {
            int letters = 0;
            for (int lag : Model.LETTER_DAYS) {
                letters += d + lag >= a && d + lag < b ? 1 : 0;
            }
            double none = 1 - Model.NURTURED + Model.NURTURED * Expectation.power(1 - toLetter, letters);
            n += leads[d] * (1 - none * (d < model.launch ? noMailing : 1));
        }
        return n;
    }

    private void market() {
        put("organic.first-page-share", this::firstPage, MarketMeasure.class);
        put("demand.growth", this::growth, MarketMeasure.class);
        put(
                "audience.coverage",
                (a, b) -> ofMonths(a, b, month -> Market.reachedPersons(model, month))
                        / ofMonths(a, b, month -> Market.targetPersons(model, month)),
                MarketMeasure.class);
        put(
                "traffic.capture",
                (a, b) -> targetVisitors(a, b) / ofMonths(a, b, month -> Market.reachedPersons(model, month)),
                Touch.class,
                MarketMeasure.class);
        put("social.engagement-rate", this::engagement, MarketMeasure.class);
    }

    private double firstPage(int a, int b) {
        int[] months = months(a, b);
        double top = 0;
        double total = 0;
        for (int m = months[0]; m < months[1]; m++) {
            for (Market.Query query : Market.Query.values()) {
                double impressions = Market.impressions(model, query, m);
                total += impressions;
                top += Market.position(query, m) <= 10 ? impressions : 0;
            }
        }
        return top / total;
    }

    private double ofMonths(int a, int b, IntToDoubleFunction value) {
        int[] months = months(a, b);
        double sum = 0;
        for (int m = months[0]; m < months[1]; m++) {
            sum += value.applyAsDouble(m);
        }
        return months[0] == months[1] ? NOT_DEFINED : sum;
    }

    private double engagement(int a, int b) {
        double above = 0;
        double below = 0;
        for (int n = 0; n < Market.NETWORKS.length; n++) {
            int network = n;
            above += ofMonths(a, b, month -> Market.engagements(model, network, month));
            below += ofMonths(a, b, month -> Market.followers(model, network, month) * Market.posts(network, month));
        }
        return above / below;
    }

    private double growth(int a, int b) {
        int[] months = months(a, b);
        int n = months[1] - months[0];
        double now = 0;
        double before = 0;
        for (int m = months[0]; m < months[1]; m++) {
            now += Market.segmentMoney(model, m);
            before += m >= n ? Market.segmentMoney(model, m - n) : NOT_DEFINED;
        }
        return n == 0 ? NOT_DEFINED : now / before - 1;
    }

    /** The whole months of the days, or none if they are not whole months. */
    private int[] months(int a, int b) {
        int from = Arrays.binarySearch(model.monthStart, a);
        int until = Arrays.binarySearch(model.monthStart, b);
        return from >= 0 && until >= 0 ? new int[] {from, until} : new int[] {0, 0};
    }

    // ---- small helpers ----

    @SafeVarargs
    private void put(String id, Value value, Class<? extends SourceRecord>... needs) {
        Set<Class<? extends SourceRecord>> types = new HashSet<>();
        for (Class<? extends SourceRecord> type : needs) {
            types.add(type);
        }
        all.put(id, new Truth(Set.copyOf(types), value));
    }

    private double sum(double[] x, int a, int b) {
        return e.sum(x, a, b);
    }

    /** The mean of a monthly rate, days weighted by {@code x}. */
    private double weighted(double[] x, int a, int b, IntToDoubleFunction rate) {
        double sum = 0;
        double weight = 0;
        for (int d = a; d < b; d++) {
            sum += x[d] * rate.applyAsDouble(model.month(d));
            weight += x[d];
        }
        return sum / weight;
    }
}
