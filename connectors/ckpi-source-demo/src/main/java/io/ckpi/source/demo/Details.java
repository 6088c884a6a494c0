package io.ckpi.source.demo;

import java.util.EnumMap;
import java.util.Map;

/**
 * Truths that need more than daily sums: what happens within days, who is served at all, how completely records are filled.
 *
 * <p>Immutable.
 */
final class Details {

    private static final int MINUTES_OF_DAY = 1_440;
    /** Orders are accepted from 09:00 to 19:00. */
    private static final int FIRST_MINUTE = 540;

    private static final int MINUTES = 600;
    /** Days after which every order is surely accepted. */
    private static final int LONGEST = 3;
    /** From the creation of a lead to the payment of its order. */
    private static final Discrete TO_ORDER = Model.TO_MQL
            .plus(Model.TO_SAL)
            .plus(Model.TO_SQL)
            .plus(Model.TO_OPPORTUNITY)
            .plus(Model.TO_CLOSE)
            .plus(Model.TO_PAYMENT);

    private final Model model;
    private final Expectation e;
    private final double[] leads;

    Details(Model model, Expectation expected) {
        this.model = model;
        this.e = expected;
        this.leads = expected.total(expected.lead);
    }

    // ---- processing times ----

    /** Accepted base orders by day, those of months with the same factor together; only orders paid on [from, until). */
    private double[] accepted(double factor, int from, int until) {
        double[] sum = new double[e.days];
        for (int d = from; d < Math.min(until, e.days); d++) {
            if (model.processingFactor(model.month(d)) == factor) {
                for (int lag = 1; lag <= Model.ACCEPTED_TO_PAID.max(); lag++) {
                    if (d >= lag) {
                        sum[d - lag] += e.base[d] * Model.ACCEPTED_TO_PAID.probability(lag);
                    }
                }
            }
        }
        return sum;
    }

    private static final double[] FACTORS = {0.72, 0.90, 1};

    /** Median minutes from creation to acceptance of the base orders that are created and accepted on the days [a, b). */
    double medianProcessing(int a, int b) {
        double low = 0;
        double high = Model.PROCESSING_MINUTES[Model.PROCESSING_MINUTES.length - 1];
        double half = processed(high, a, b) / 2;
        if (!(half > 0)) {
            return Double.NaN;
        }
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (processed(middle, a, b) < half) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private double processed(double minutes, int a, int b) {
        double n = 0;
        for (double factor : FACTORS) {
            double[] accepted = accepted(factor, 0, e.days);
            for (int d = a; d < b; d++) {
                if (accepted[d] > 0) {
                    n += accepted[d]
                            * (d - a > LONGEST
                                    ? Model.processingAtMost(minutes / factor)
                                    : overTheDay(d - a, minutes, factor));
                }
            }
        }
        return n;
    }

    /** P(processing ≤ minutes and created not before day 0), for acceptance at any minute of that day. */
    private static double overTheDay(int day, double minutes, double factor) {
        double sum = 0;
        for (int minute = 0; minute < MINUTES; minute++) {
            double since = day * (double) MINUTES_OF_DAY + FIRST_MINUTE + minute + 0.5;
            sum += Model.processingAtMost(Math.min(minutes, since) / factor);
        }
        return sum / MINUTES;
    }

    /** Base orders created on the days [a, b) and paid on [from, until). */
    private double created(int a, int b, int from, int until) {
        double n = 0;
        for (double factor : FACTORS) {
            double[] accepted = accepted(factor, from, until);
            for (int d = a; d < Math.min(e.days, b + LONGEST + 1); d++) {
                if (accepted[d] > 0) {
                    double longest = Model.PROCESSING_MINUTES[Model.PROCESSING_MINUTES.length - 1];
                    n += accepted[d]
                            * (overTheDay(d - a, longest, factor) - (d < b ? 0 : overTheDay(d - b, longest, factor)));
                }
            }
        }
        return n;
    }

    // ---- contacts and carts that become orders ----

    /** Share of the new contacts of the site whose first order is paid within that many days; open windows left out. */
    double firstPurchase(int a, int b, int term) {
        double contacts = 0;
        double bought = 0;
        for (Source source : Model.SOURCES) {
            int s = source.ordinal();
            for (int d = a; d < b - term; d++) {
                double atOnce = e.leadAtOnce[0][s][d] + e.leadAtOnce[1][s][d];
                double later = e.leadLater[0][s][d] + e.leadLater[1][s][d];
                contacts += Model.SUBSCRIBE * e.site[s][d] + (1 - Model.SUBSCRIBE) * (atOnce + later);
                bought += Model.SUBSCRIBE * boughtAfterFirstVisit(source, d, term, Touches.SUBSCRIBES_AFTER)
                        + (1 - Model.SUBSCRIBE) * (atOnce + later) * wins(source, d) * within(term, Touches.ASKS_AFTER);
            }
        }
        return bought / contacts;
    }

    /** Share of the carts that are bought within that many days; younger carts left out. */
    double recovered(int a, int b, int term) {
        double carts = 0;
        double bought = 0;
        for (Source source : Model.SOURCES) {
            for (int d = a; d < b - term; d++) {
                carts += e.site[source.ordinal()][d];
                bought += boughtAfterFirstVisit(source, d, term, Touches.CART_AFTER);
            }
        }
        return bought / carts;
    }

    private double boughtAfterFirstVisit(Source source, int day, int term, int secondsAfter) {
        int s = source.ordinal();
        int second = day + Model.SECOND_VISIT_DAYS;
        double atOnce = e.leadAtOnce[0][s][day] + e.leadAtOnce[1][s][day];
        double later = second < model.days ? e.leadLater[0][s][second] + e.leadLater[1][s][second] : 0;
        return atOnce * wins(source, day) * within(term, secondsAfter)
                + later
                        * wins(source, Math.min(second, model.days - 1))
                        * within(term - Model.SECOND_VISIT_DAYS, secondsAfter);
    }

    /** Probability that a lead created on that day is won. */
    private double wins(Source source, int day) {
        int month = model.month(day);
        return source.path.mql() * e.acceptance(month) * Model.SQL * Model.OPPORTUNITY * model.won(month);
    }

    /** P(order paid within that many days of 24 hours of a moment so many seconds after the person's contact second). */
    private static double within(int days, int secondsAfter) {
        return TO_ORDER.atMost(days - 1) + TO_ORDER.probability(days) * paidBefore(secondsAfter);
    }

    /** P(second of payment ≤ second of contact + secondsAfter). */
    private static double paidBefore(int secondsAfter) {
        // sure: seconds of payment that lie before every contact; of the late ones each loses one contact second more
        long earliest = (long) Model.FIRST_PAID_SECOND - Model.FIRST_CONTACT_SECOND - secondsAfter;
        long sure = Math.min(Model.PAID_SECONDS, Math.max(0, 1 - earliest));
        long late = Model.PAID_SECONDS - sure;
        long first = earliest + sure;
        long pairs = sure * Model.CONTACT_SECONDS + late * Model.CONTACT_SECONDS - late * first - late * (late - 1) / 2;
        return (double) pairs / Model.PAID_SECONDS / Model.CONTACT_SECONDS;
    }

    // ---- who is served by telephone ----

    /** Answered calls, incoming and outgoing, on the days [a, b). */
    double answeredCalls(int a, int b) {
        double n = 0;
        for (Source source : Model.SOURCES) {
            int s = source.ordinal();
            for (int d = a; d < b; d++) {
                n += e.phone[s][d] * reached(model.month(d));
                n += source.outbound() ? e.lead[s][d] : 0;
                n += Calls.TO_SITE_LEAD * siteLeads(s, d);
            }
            double silent = 1 - source.path.callLead();
            n += silent * Model.FOLLOW_UP * e.sum(e.phone[s], a - Model.FOLLOW_UP_DAYS, b - Model.FOLLOW_UP_DAYS);
            n += silent
                    * lateFollowUp()
                    * e.sum(e.phone[s], a - 2 * Model.FOLLOW_UP_DAYS, b - 2 * Model.FOLLOW_UP_DAYS);
        }
        n += Model.ASKED * e.sum(e.base, a - Model.ASKED_DAYS, b - Model.ASKED_DAYS);
        for (int d = a; d < b; d++) {
            int order = d - Model.SERVICE_CALL_DAYS;
            n += order < 0 ? 0 : Model.SERVICE_CALL * e.baseOfCallers[order] * reached(model.month(d));
        }
        return n;
    }

    private static double lateFollowUp() {
        return (1 - Model.FOLLOW_UP) * Calls.LATE_FOLLOW_UP;
    }

    private double siteLeads(int s, int d) {
        return e.leadAtOnce[0][s][d] + e.leadAtOnce[1][s][d] + e.leadLater[0][s][d] + e.leadLater[1][s][d];
    }

    /** Probability that a caller is spoken to on the day of the call: answered, or called back. */
    private double reached(int month) {
        double answered = model.early(month) + Model.RINGS_LATER;
        return answered + (1 - answered) * Model.CALLED_BACK;
    }

    /** Persons with at least one answered call on the days [a, b). */
    double served(int a, int b) {
        Map<Source.Loyalty, double[]> quietCallers = new EnumMap<>(Source.Loyalty.class);
        Map<Source.Loyalty, double[]> quietOthers = new EnumMap<>(Source.Loyalty.class);
        double n = 0;
        for (Source source : Model.SOURCES) {
            int s = source.ordinal();
            double[] quietCaller = quietCallers.computeIfAbsent(source.loyalty, key -> quiet(key, true, a, b));
            double[] quiet = quietOthers.computeIfAbsent(source.loyalty, key -> quiet(key, false, a, b));
            for (int d = 0; d < b; d++) {
                boolean in = d >= a;
                double leadCalled = source.outbound() ? 1 : Calls.TO_SITE_LEAD;
                double notByPhone = source.outbound() ? e.lead[s][d] : siteLeads(s, d);
                n += notByPhone * (1 - (in ? 1 - leadCalled : 1) * noCallLater(source, d, quiet));
                double called = in ? reached(model.month(d)) : 0;
                double asLead = e.phone[s][d] * source.path.callLead();
                n += asLead * (1 - (1 - called) * noCallLater(source, d, quietCaller));
                boolean first = d + Model.FOLLOW_UP_DAYS >= a && d + Model.FOLLOW_UP_DAYS < b;
                boolean second = d + 2 * Model.FOLLOW_UP_DAYS >= a && d + 2 * Model.FOLLOW_UP_DAYS < b;
                double followed = (first ? Model.FOLLOW_UP : 0) + (second ? lateFollowUp() : 0);
                n += (e.phone[s][d] - asLead) * (1 - (1 - called) * (1 - followed));
            }
        }
        return n;
    }

    /** P(no call about an order on the period's days | lead created on day d). */
    private double noCallLater(Source source, int d, double[] quiet) {
        double wins = wins(source, d);
        double none = 1 - wins;
        for (int lag = 1; lag <= TO_ORDER.max(); lag++) {
            double p = TO_ORDER.probability(lag);
            if (p > 0) {
                none += wins * p * (d + lag < quiet.length ? quiet[d + lag] : 1);
            }
        }
        return none;
    }

    /** P(no call about this or a later order on the days [a, b) | an order is paid on day d). */
    private double[] quiet(Source.Loyalty loyalty, boolean caller, int a, int b) {
        double[] quiet = new double[e.days];
        double dropout = loyalty.dropout;
        for (int d = e.days - 1; d >= 0; d--) {
            if (d >= b) {
                quiet[d] = 1;
                continue;
            }
            double next = 0;
            for (int gap = Model.GAP_LEAST; gap <= Model.GAP.max(); gap++) {
                next += Model.GAP.probability(gap) * (d + gap < e.days ? quiet[d + gap] : 1);
            }
            int ask = d + Model.ASKED_DAYS;
            int call = d + Model.SERVICE_CALL_DAYS;
            double silent = ask >= a && ask < b ? 1 - Model.ASKED : 1;
            if (caller && call >= a && call < b) {
                silent *= 1 - Model.SERVICE_CALL * reached(model.month(call));
            }
            quiet[d] = silent * (dropout + (1 - dropout) * next);
        }
        return quiet;
    }

    // ---- tasks ----

    /** Tasks closed on the days [a, b). */
    double tasksClosed(int a, int b) {
        double n = closed(leads, Model.FIRST_CALL_DUE, a, b)
                + closed(e.base, Model.ORDER_TASK_DUE, a, b)
                + closed(e.opportunity, Model.SURVEY_DUE, a, b);
        double[] closings = e.won.clone();
        Expectation.addTo(closings, e.lost);
        Expectation.addTo(closings, e.disqualified);
        Expectation.addTo(closings, e.recycled);
        return n + Model.NEXT_ACTION * e.sum(closings, a, b);
    }

    private double closed(double[] set, int term, int a, int b) {
        double n = 0;
        for (int d = 0; d < b; d++) {
            n += set[d] * closedBetween(d, term, a, b);
        }
        return n;
    }

    /** P(a task set on day d is closed on the days [a, b)). */
    private double closedBetween(int d, int term, int a, int b) {
        int due = d + term;
        double early = 0;
        for (int day = d + 1; day <= due; day++) {
            early += day >= a && day < b ? 1.0 / term : 0;
        }
        return model.onTime(model.month(due)) * early + Model.LATE * Model.LATE_DAYS.between(a - 1 - due, b - 1 - due);
    }

    // ---- completeness ----

    /** Share of the required fields that are filled in the records of the days [a, b). */
    double completeness(int a, int b) {
        Fields fields = new Fields();
        touches(fields, a, b);
        stages(fields, a, b);
        double paid = created(a, b, 0, model.days);
        double unpaid = created(a, b, model.days, e.days);
        fields.all(3 * paid + 2 * unpaid);
        fields.all(2 * Model.REFUNDED_WHOLLY * paid + 2 * Model.CANCELLED * e.sum(e.base, a, b));
        fields.all(3 * e.mailedFrom(a, b));
        calls(fields, a, b);
        messages(fields, a, b);
        tasks(fields, a, b);
        double[] orders = e.base.clone();
        Expectation.addTo(orders, e.mailed);
        fields.all(2 * Model.ASKED * Model.NPS_ANSWER * e.sum(e.base, a - Model.ASKED_DAYS, b - Model.ASKED_DAYS));
        fields.all(2 * Model.REVIEW * e.sum(orders, a - Model.REVIEW_DAYS, b - Model.REVIEW_DAYS));
        fields.all(2 * Model.COMPLAINT * e.sum(orders, a, b));
        double contacts = e.sum(leads, a, b);
        fields.add(contacts * (Model.SEGMENTED + Model.LAWFUL_BASIS + Model.CONFIRMED), 3 * contacts);
        for (int d = a; d < b; d++) {
            for (Model.Cost cost : Model.Cost.values()) {
                if (model.spent(cost, d) != 0) {
                    fields.add(cost.source != null ? 1 : 0, 1);
                }
            }
        }
        return fields.filled / fields.required;
    }

    /** Sums of filled and of required fields. */
    private static final class Fields {
        private double filled;
        private double required;

        void add(double full, double needed) {
            filled += full;
            required += needed;
        }

        void all(double needed) {
            add(needed, needed);
        }
    }

    private void touches(Fields fields, int a, int b) {
        for (Source source : Model.SOURCES) {
            int s = source.ordinal();
            double n = 0;
            for (int g = 0; g < 2; g++) {
                n += (e.visits(g, source, a, b) + e.mailVisits(g, source, a, b)) * Model.PAGES.mean();
            }
            for (int d = a; d < b; d++) {
                double content = source.path.landing() * model.content(model.month(d));
                n += e.site[s][d] * (content + Model.SUBSCRIBE + Model.CART) + siteLeads(s, d);
            }
            fields.add(n * (source == Source.UNKNOWN ? 3 : 4), n * 4);
        }
    }

    private void stages(Fields fields, int a, int b) {
        double changes = e.sum(leads, a, b) + e.sum(e.mql, a, b) + e.sum(e.sal, a, b) + e.sum(e.sql, a, b);
        changes += e.sum(e.opportunity, a, b) + e.sum(e.won, a, b) + e.sum(e.recycled, a, b);
        double refusals = e.sum(e.lost, a, b) + e.sum(e.disqualified, a, b);
        fields.all(3 * (changes + refusals));
        fields.add(refusals * Model.REASON_FILLED, refusals);
        double created = e.sum(leads, a, b) + e.sum(e.opportunity, a, b);
        double unknown = e.sum(e.lead[Source.UNKNOWN.ordinal()], a, b) + e.sum(e.opportunityOfUnknown, a, b);
        fields.add(created - unknown, created);
    }

    private void calls(Fields fields, int a, int b) {
        for (int d = a; d < b; d++) {
            double answered = model.early(model.month(d)) + Model.RINGS_LATER;
            for (Source source : Model.SOURCES) {
                double n = e.phone[source.ordinal()][d];
                fields.add(n * (source == Source.UNKNOWN ? 1 : 2), n * 2);
                fields.all(n * 2 * answered);
            }
            int order = d - Model.SERVICE_CALL_DAYS;
            double n = order < 0 ? 0 : Model.SERVICE_CALL * e.baseOfCallers[order];
            fields.add(n, n * 2);
            fields.all(n * 2 * answered);
        }
    }

    private void messages(Fields fields, int a, int b) {
        double perLetter = 1 + Model.MACHINE_OPENED + Model.LETTER_OPENED * (1 + Model.LETTER_CLICKED_IF_OPENED);
        for (int lag : Model.LETTER_DAYS) {
            fields.all(Model.NURTURED * perLetter * e.sum(leads, a - lag, b - lag));
        }
        double perMailing = 1
                + Model.MAIL_DELIVERED
                        * (Model.MACHINE_OPENED + Model.MAIL_OPENED * (1 + Model.MAIL_CLICKED_IF_OPENED));
        fields.all(Model.TREATED * perMailing * e.mailings(a, b) * e.sum(leads, 0, model.launch));
    }

    private void tasks(Fields fields, int a, int b) {
        for (int d = a; d < b; d++) {
            fields.add(leads[d], 2 * leads[d]);
            fields.all(leads[d] * closedBetween(d, Model.FIRST_CALL_DUE, 0, model.days));
            fields.add(e.opportunity[d], 2 * e.opportunity[d]);
            fields.all(
                    e.opportunity[d] * (1 - Model.SURVEY_REJECTED) * closedBetween(d, Model.SURVEY_DUE, 0, model.days));
            fields.all(e.base[d] * (2 + closedBetween(d, Model.ORDER_TASK_DUE, 0, model.days)));
            for (Source source : Model.SOURCES) {
                double planned = Model.NEXT_ACTION * e.lead[source.ordinal()][d];
                fields.add(planned, 2 * planned);
                fields.all(planned * closes(source, d));
            }
        }
    }

    /** P(a lead created on day d is won or left before the end of the data). */
    private double closes(Source source, int d) {
        int month = model.month(d);
        int left = model.days - 1 - d;
        double[] up = {source.path.mql(), e.acceptance(month), Model.SQL, Model.OPPORTUNITY};
        Discrete[] lags = {Model.TO_MQL, Model.TO_SAL, Model.TO_SQL, Model.TO_OPPORTUNITY, Model.TO_CLOSE};
        Discrete time = lags[0];
        double there = 1;
        double closed = 0;
        for (int i = 0; i < up.length; i++) {
            closed += there * (1 - up[i]) * time.atMost(left);
            there *= up[i];
            time = time.plus(lags[i + 1]);
        }
        return closed + there * time.atMost(left);
    }
}
