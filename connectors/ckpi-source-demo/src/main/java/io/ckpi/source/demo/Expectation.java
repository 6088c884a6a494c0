package io.ckpi.source.demo;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Expected numbers per day of everything the generator draws, computed exactly from the model by convolution over days:
 * no simulation. All arrays are by day, from the first day of the data on.
 *
 * <p>Immutable once made.
 */
final class Expectation {

    static final int PHONE = 0;
    static final int OTHER_DEVICE = 1;
    private static final double[] DEVICE = {Model.DEVICE_PHONE, 1 - Model.DEVICE_PHONE};

    /** Some days more than the data have: orders are accepted in time and paid after the end. */
    private static final int BEYOND = 10;

    final Model model;
    /** Length of the arrays. */
    final int days;

    /** New persons by source: all, those who visit the site, those who call. */
    final double[][] arrivals;

    final double[][] site;
    final double[][] phone;
    /** Leads of the site by device and source: in the first visit, in a second visit. */
    final double[][][] leadAtOnce = new double[2][][];

    final double[][][] leadLater = new double[2][][];
    /** All leads by device and source. */
    final double[][][] leadByDevice = new double[2][][];
    /** All leads by source, on the day of creation. */
    final double[][] lead;

    final double[] mql;
    /** Leads handed over, weighted with the probability that sales accept them. */
    final double[] mqlToAccept;

    final double[] sal;
    final double[] sql;
    final double[] opportunity;
    /** Opportunities, weighted with the probability that they are won. */
    final double[] opportunityToWin;
    /** Opportunities of persons whose source is not known. */
    final double[] opportunityOfUnknown;

    final double[] won;
    final double[] lost;
    /** Leads sent back to marketing. */
    final double[] recycled;
    /** Leads disqualified at any stage; those sent back to marketing are not among them. */
    final double[] disqualified;
    /** First paid orders by source; of leads that stand in the mailing experiment; of recommended persons. */
    final double[][] first;

    final double[][] firstInExperiment;

    /** Paid base orders, the first included. */
    final double[] base;

    /** Paid base orders of those who first called. */
    final double[] baseOfCallers;

    /** Base orders after the first. */
    final double[] repeat;

    /** Paid orders that mailings caused. */
    final double[] mailed;

    /** Expected base orders t days after the first, by loyalty. */
    final Map<Source.Loyalty, double[]> renewal = new EnumMap<>(Source.Loyalty.class);

    private final Map<Source.Loyalty, double[]> firstBy = new EnumMap<>(Source.Loyalty.class);
    private final Map<Source.Loyalty, double[]> firstInExperimentBy = new EnumMap<>(Source.Loyalty.class);

    Expectation(Model model) {
        this.model = model;
        this.days = model.days + BEYOND;
        for (Source.Loyalty loyalty : Source.Loyalty.values()) {
            renewal.put(loyalty, renewal(loyalty));
        }
        long odd = model.persons / 2;
        long even = model.persons - odd;
        double[][] plain = plainArrivals();
        double[] recommended = recommended(plain);
        double share = Arrays.stream(recommended).sum();
        this.arrivals = plain;
        for (Source source : Model.SOURCES) {
            for (int d = 0; d < days; d++) {
                arrivals[source.ordinal()][d] *= even + odd * (1 - share);
            }
        }
        for (int d = 0; d < days; d++) {
            arrivals[Source.FRIEND.ordinal()][d] = odd * recommended[d];
        }
        Leads leads = new Leads(arrivals);
        this.site = leads.site;
        this.phone = leads.phone;
        for (int g = 0; g < 2; g++) {
            leadAtOnce[g] = leads.atOnce[g];
            leadLater[g] = leads.later[g];
            leadByDevice[g] = leads.byDevice[g];
        }
        this.lead = leads.all;
        Ladder ladder = new Ladder(lead);
        this.mql = ladder.mql;
        this.mqlToAccept = ladder.mqlToAccept;
        this.sal = ladder.sal;
        this.sql = ladder.sql;
        this.opportunity = ladder.opportunity;
        this.opportunityToWin = ladder.opportunityToWin;
        this.won = ladder.won;
        this.lost = ladder.lost;
        this.disqualified = ladder.disqualified;
        this.recycled = ladder.recycled;
        this.first = ladder.first;
        double[][] known = new double[lead.length][];
        for (int s = 0; s < known.length; s++) {
            known[s] = Arrays.copyOf(Arrays.copyOf(lead[s], model.launch), days);
        }
        this.firstInExperiment = new Ladder(known).first;
        double[][] unknown = new double[lead.length][days];
        unknown[Source.UNKNOWN.ordinal()] = lead[Source.UNKNOWN.ordinal()];
        this.opportunityOfUnknown = new Ladder(unknown).opportunity;
        for (Source.Loyalty loyalty : Source.Loyalty.values()) {
            firstBy.put(loyalty, by(loyalty, first));
            firstInExperimentBy.put(loyalty, by(loyalty, firstInExperiment));
        }
        this.base = base(first);
        this.baseOfCallers = base(new Ladder(calling(0, days)).first);
        this.repeat = base.clone();
        for (double[] f : first) {
            for (int d = 0; d < days; d++) {
                repeat[d] -= f[d];
            }
        }
        this.mailed = mailed(firstInExperiment);
    }

    // ---- arrivals and leads ----

    /** Arrivals by source of one person that nobody recommended. */
    private double[][] plainArrivals() {
        double[][] a = new double[Model.SOURCES.length][days];
        for (Source source : Model.SOURCES) {
            for (int d = 0; d < model.days; d++) {
                a[source.ordinal()][d] = model.arrival[d] * model.share(source, model.month(d));
            }
        }
        return a;
    }

    /** Expected arrivals by recommendation of one person with an odd number. */
    private double[] recommended(double[][] plain) {
        double[] bought = new double[days];
        for (double[] f : new Ladder(new Leads(plain).all).first) {
            addTo(bought, f);
        }
        double[] arrivals = Model.RECOMMENDATION_DAYS.delay(bought);
        for (int d = 0; d < days; d++) {
            arrivals[d] *= d < model.days ? Model.RECOMMENDS : 0;
        }
        return arrivals;
    }

    /** Leads from arrivals. */
    private final class Leads {
        final double[][] site = new double[Model.SOURCES.length][days];
        final double[][] phone = new double[Model.SOURCES.length][days];
        final double[][][] atOnce = new double[2][Model.SOURCES.length][days];
        final double[][][] later = new double[2][Model.SOURCES.length][days];
        final double[][][] byDevice = new double[2][Model.SOURCES.length][days];
        final double[][] all = new double[Model.SOURCES.length][days];

        Leads(double[][] arrivals) {
            for (Source source : Model.SOURCES) {
                int s = source.ordinal();
                for (int d = 0; d < days; d++) {
                    double persons = arrivals[s][d];
                    if (source.outbound()) {
                        add(s, d, persons);
                        continue;
                    }
                    phone[s][d] = persons * source.path.phone();
                    site[s][d] = persons * (1 - source.path.phone());
                    add(s, d, phone[s][d] * source.path.callLead());
                    for (int g = 0; g < 2; g++) {
                        double leads = site[s][d] * DEVICE[g] * model.siteLead(source, g == PHONE, model.month(d));
                        atOnce[g][s][d] += leads * Model.LEAD_AT_ONCE;
                        byDevice[g][s][d] += leads * Model.LEAD_AT_ONCE;
                        all[s][d] += leads * Model.LEAD_AT_ONCE;
                        int second = d + Model.SECOND_VISIT_DAYS;
                        if (second < model.days) {
                            later[g][s][second] += leads * (1 - Model.LEAD_AT_ONCE);
                            byDevice[g][s][second] += leads * (1 - Model.LEAD_AT_ONCE);
                            all[s][second] += leads * (1 - Model.LEAD_AT_ONCE);
                        }
                    }
                }
            }
        }

        private void add(int s, int d, double leads) {
            all[s][d] += leads;
            for (int g = 0; g < 2; g++) {
                byDevice[g][s][d] += leads * DEVICE[g];
            }
        }
    }

    /** Stages and first orders from leads. */
    private final class Ladder {
        final double[] mql = new double[days];
        final double[] mqlToAccept = new double[days];
        final double[] sal;
        final double[] sql;
        final double[] opportunity;
        final double[] opportunityToWin;
        final double[] won;
        final double[] lost;
        final double[] disqualified = new double[days];
        final double[] recycled = new double[days];
        final double[][] first = new double[Model.SOURCES.length][];

        Ladder(double[][] leads) {
            double[] refused = new double[days];
            double[] toWin = new double[days];
            for (Source source : Model.SOURCES) {
                double[] x = leads[source.ordinal()];
                double p = source.path.mql();
                double[] handed = new double[days];
                double[] accept = new double[days];
                double[] win = new double[days];
                for (int d = 0; d < days; d++) {
                    int month = model.month(d);
                    handed[d] = x[d] * p;
                    accept[d] = handed[d] * acceptance(month);
                    win[d] = accept[d] * Model.SQL * Model.OPPORTUNITY * model.won(month);
                    refused[d] += x[d] * (1 - p);
                    toWin[d] += win[d];
                }
                addTo(mql, Model.TO_MQL.delay(handed));
                addTo(mqlToAccept, Model.TO_MQL.delay(accept));
                double[] x1 = Model.TO_SAL.delay(Model.TO_MQL.delay(win));
                double[] x2 = Model.TO_OPPORTUNITY.delay(Model.TO_SQL.delay(x1));
                first[source.ordinal()] = Model.TO_PAYMENT.delay(Model.TO_CLOSE.delay(x2));
            }
            addTo(disqualified, Model.TO_MQL.delay(refused), 1);
            double[] rejected = minus(mql, mqlToAccept);
            reject(Model.TO_SAL.delay(rejected));
            sal = Model.TO_SAL.delay(mqlToAccept);
            double[] atSql = Model.TO_SQL.delay(sal);
            sql = times(atSql, Model.SQL);
            reject(times(atSql, 1 - Model.SQL));
            double[] atDeal = Model.TO_OPPORTUNITY.delay(sql);
            opportunity = times(atDeal, Model.OPPORTUNITY);
            reject(times(atDeal, 1 - Model.OPPORTUNITY));
            double[] w = Model.TO_SAL.delay(Model.TO_MQL.delay(toWin));
            opportunityToWin = Model.TO_OPPORTUNITY.delay(Model.TO_SQL.delay(w));
            won = Model.TO_CLOSE.delay(opportunityToWin);
            lost = Model.TO_CLOSE.delay(minus(opportunity, opportunityToWin));
        }

        private void reject(double[] rejected) {
            addTo(disqualified, rejected, 1 - Model.RECYCLED);
            addTo(recycled, rejected, Model.RECYCLED);
        }
    }

    /** Probability that sales accept a lead created in that month, over both arms. */
    double acceptance(int month) {
        return Model.NURTURED * model.accepted(true, month) + (1 - Model.NURTURED) * model.accepted(false, month);
    }

    // ---- orders ----

    private double[] renewal(Source.Loyalty loyalty) {
        double[] u = new double[days];
        u[0] = 1;
        int max = Model.GAP.max();
        double[] gap = new double[max + 1];
        for (int g = 0; g <= max; g++) {
            gap[g] = Model.GAP.probability(g);
        }
        for (int t = 1; t < days; t++) {
            double sum = 0;
            for (int g = Model.GAP_LEAST; g <= Math.min(max, t); g++) {
                sum += gap[g] * u[t - g];
            }
            u[t] = (1 - loyalty.dropout) * sum;
        }
        return u;
    }

    /** Base orders of customers with these first orders. */
    private double[] base(double[][] firstOrders) {
        double[] orders = new double[days];
        for (Source.Loyalty loyalty : Source.Loyalty.values()) {
            addTo(orders, convolve(by(loyalty, firstOrders), renewal.getOrDefault(loyalty, new double[days])));
        }
        return orders;
    }

    /** Leads by phone that come on the days {@code [from, until)}, by source. */
    private double[][] calling(int from, int until) {
        double[][] leads = new double[Model.SOURCES.length][days];
        for (Source source : Model.SOURCES) {
            for (int d = from; d < until; d++) {
                leads[source.ordinal()][d] = phone[source.ordinal()][d] * source.path.callLead();
            }
        }
        return leads;
    }

    /**
     * What those bring on the days {@code [from, until)} who call on a number of a known source on these days: their number
     * of calls, how many of them buy, how many orders they pay.
     */
    double[] callers(int from, int until) {
        double[][] leads = calling(from, until);
        Arrays.fill(leads[Source.UNKNOWN.ordinal()], 0);
        double calls = sum(phone, from, until) - sum(phone[Source.UNKNOWN.ordinal()], from, until);
        double[][] bought = new Ladder(leads).first;
        double orders = sum(base(bought), from, until);
        for (double[] row : leads) {
            Arrays.fill(row, Math.min(model.launch, days), days, 0);
        }
        orders += sum(mailed(new Ladder(leads).first), from, until);
        return new double[] {calls, sum(bought, from, until), orders};
    }

    private double[] mailed(double[][] firstOrders) {
        double[] orders = new double[days];
        for (int day : model.mailDays) {
            double n = mailedOn(day, firstOrders);
            for (int lag = 0; lag <= Model.MAIL_TO_PAYMENT.max(); lag++) {
                if (day + lag < days) {
                    orders[day + lag] += n * Model.MAIL_TO_PAYMENT.probability(lag);
                }
            }
        }
        return orders;
    }

    private double mailedOn(int day, double[][] firstOrders) {
        double customers = 0;
        for (double[] f : firstOrders) {
            customers += sum(f, 0, day);
        }
        return customers * Model.TREATED * mailOrder();
    }

    /** Orders placed after the mailings of the days {@code [from, until)}. */
    double mailedFrom(int from, int until) {
        double n = 0;
        for (int day : model.mailDays) {
            n += day >= from && day < until ? mailedOn(day, firstInExperiment) : 0;
        }
        return n;
    }

    /** Probability that a mailing makes a treated customer order. */
    static double mailOrder() {
        return mailClick() * Model.MAIL_ORDER_IF_CLICKED;
    }

    /** Probability that a treated contact clicks in a mailing. */
    static double mailClick() {
        return Model.MAIL_DELIVERED * Model.MAIL_OPENED * Model.MAIL_CLICKED_IF_OPENED;
    }

    /** Customers with a first order before day {@code before} and no order at all on the days {@code [from, until)}. */
    double withoutOrder(int before, int from, int until) {
        double total = 0;
        for (Source.Loyalty loyalty : Source.Loyalty.values()) {
            double[] all = firstBy.getOrDefault(loyalty, new double[days]);
            double[] in = firstInExperimentBy.getOrDefault(loyalty, new double[days]);
            double[] quiet = quiet(loyalty, until - from);
            for (int f = 0; f < Math.min(before, days); f++) {
                double none = f >= until ? 1 : f >= from ? 0 : quiet[from - 1 - f];
                total += none * (all[f] - in[f] + in[f] * withoutMailed(f, from, until));
            }
        }
        return total;
    }

    /** P(no base order in the next n days | t days since the first order), for t = 0, 1, …: index t is the last day seen. */
    private double[] quiet(Source.Loyalty loyalty, int n) {
        double[] u = renewal.getOrDefault(loyalty, new double[days]);
        double[] quiet = new double[days];
        int max = Model.GAP.max();
        double[] longer = new double[max + 1];
        for (int g = 0; g <= max; g++) {
            longer[g] = 1 - Model.GAP.atMost(g);
        }
        double gone = 0;
        for (int t = 0; t < days; t++) {
            // the last order was on day k ≤ t: the customer left after it, or the next gap is longer than t + n − k
            gone += u[t] * loyalty.dropout;
            double waiting = 0;
            for (int k = Math.max(0, t + n - max); k <= t; k++) {
                waiting += u[k] * (1 - loyalty.dropout) * longer[Math.min(max, t + n - k)];
            }
            quiet[t] = gone + waiting;
        }
        return quiet;
    }

    /** P(no mailed order is paid on the days [from, until) | in the experiment, first order paid on day f). */
    double withoutMailed(int f, int from, int until) {
        double none = 1;
        for (int day : model.mailDays) {
            if (day > f) {
                double inside = Model.MAIL_TO_PAYMENT.between(from - 1 - day, until - 1 - day);
                none *= 1 - mailOrder() * inside;
            }
        }
        return 1 - Model.TREATED + Model.TREATED * none;
    }

    /** Customers with a first order before day {@code until}. */
    double customers(int until) {
        double sum = 0;
        for (double[] f : first) {
            sum += sum(f, 0, until);
        }
        return sum;
    }

    /** Customers with exactly one order before day {@code until}. */
    double oneOrder(int until) {
        double total = 0;
        for (Source.Loyalty loyalty : Source.Loyalty.values()) {
            double[] all = firstBy.getOrDefault(loyalty, new double[days]);
            double[] in = firstInExperimentBy.getOrDefault(loyalty, new double[days]);
            for (int f = 0; f < until; f++) {
                double none = 1 - (1 - loyalty.dropout) * Model.GAP.atMost(until - 1 - f);
                total += none * (all[f] - in[f] + in[f] * withoutMailed(f, 0, until));
            }
        }
        return total;
    }

    private double[] by(Source.Loyalty loyalty, double[][] bySource) {
        double[] sum = new double[days];
        for (Source source : Model.SOURCES) {
            if (source.loyalty == loyalty) {
                addTo(sum, bySource[source.ordinal()]);
            }
        }
        return sum;
    }

    // ---- visits ----

    /** Visits of the site by device and source, without those that mails bring. */
    double visits(int device, Source source, int from, int until) {
        int s = source.ordinal();
        double own = sum(site[s], from, until);
        for (int r = 0; r < Model.RETURN_DAYS.length; r++) {
            int lag = Model.RETURN_DAYS[r];
            own += Model.RETURN_CHANCE[r] * sum(site[s], from - lag, until - lag);
        }
        return own * DEVICE[device] + sum(leadLater[device][s], from, until);
    }

    /** Visits of a source's contacts that mails bring. */
    double mailVisits(int device, Source source, int from, int until) {
        return source == Source.UNKNOWN
                ? 0
                : sum(leadByDevice[device][source.ordinal()], 0, model.launch)
                        * mailings(from, until)
                        * Model.TREATED
                        * mailClick();
    }

    /** Number of mailings on the days {@code [from, until)}. */
    int mailings(int from, int until) {
        int n = 0;
        for (int day : model.mailDays) {
            n += day >= from && day < until ? 1 : 0;
        }
        return n;
    }

    /** Expected number of persons of a source with a visit on the days {@code [from, until)}. */
    double visitors(Source source, int from, int until) {
        int s = source.ordinal();
        double noMail = source == Source.UNKNOWN
                ? 1
                : 1 - Model.TREATED + Model.TREATED * power(1 - mailClick(), mailings(from, until));
        double total = 0;
        for (int a = 0; a < Math.min(until, days); a++) {
            double none = a >= from ? 0 : 1;
            for (int r = 0; r < Model.RETURN_DAYS.length; r++) {
                int day = a + Model.RETURN_DAYS[r];
                none *= day >= from && day < until ? 1 - Model.RETURN_CHANCE[r] : 1;
            }
            int second = a + Model.SECOND_VISIT_DAYS;
            double atOnce = leadAtOnce[0][s][a] + leadAtOnce[1][s][a];
            double later = second < model.days ? leadLater[0][s][second] + leadLater[1][s][second] : 0;
            double noLead = site[s][a] - atOnce - later;
            double calls = lead[s][a] - atOnce - leadLater[0][s][a] - leadLater[1][s][a];
            double noMailAtOnce = a < model.launch ? noMail : 1;
            double noMailLater = second < model.launch ? noMail : 1;
            total += noLead * (1 - none) + atOnce * (1 - none * noMailAtOnce);
            total += later * (1 - (second >= from && second < until ? 0 : none) * noMailLater);
            total += calls * (1 - noMailAtOnce);
        }
        return total;
    }

    // ---- small helpers ----

    double sum(double[][] x, int from, int until) {
        double sum = 0;
        for (double[] row : x) {
            sum += sum(row, from, until);
        }
        return sum;
    }

    /** The sum over the days {@code [from, until)} that exist. */
    double sum(double[] x, int from, int until) {
        double sum = 0;
        for (int d = Math.max(0, from); d < Math.min(x.length, until); d++) {
            sum += x[d];
        }
        return sum;
    }

    double[] total(double[][] x) {
        double[] sum = new double[days];
        for (double[] row : x) {
            addTo(sum, row);
        }
        return sum;
    }

    static void addTo(double[] sum, double[] x) {
        addTo(sum, x, 1);
    }

    static void addTo(double[] sum, double[] x, double factor) {
        for (int d = 0; d < sum.length; d++) {
            sum[d] += factor * x[d];
        }
    }

    static double[] minus(double[] a, double[] b) {
        double[] c = a.clone();
        addTo(c, b, -1);
        return c;
    }

    static double[] times(double[] a, double factor) {
        double[] c = a.clone();
        for (int d = 0; d < c.length; d++) {
            c[d] *= factor;
        }
        return c;
    }

    private static double[] convolve(double[] f, double[] u) {
        double[] y = new double[f.length];
        for (int a = 0; a < f.length; a++) {
            if (f[a] != 0) {
                for (int t = 0; a + t < f.length; t++) {
                    y[a + t] += f[a] * u[t];
                }
            }
        }
        return y;
    }

    static double power(double base, int exponent) {
        double product = 1;
        for (int i = 0; i < exponent; i++) {
            product *= base;
        }
        return product;
    }
}
