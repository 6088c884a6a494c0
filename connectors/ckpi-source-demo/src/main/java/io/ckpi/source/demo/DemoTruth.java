package io.ckpi.source.demo;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Period;
import io.ckpi.core.record.SourceRecord;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is true of the demo company: the value that each indicator would have if chance played no part.
 *
 * <p><b>Definition.</b> The truth of a ratio is the expected numerator over the expected denominator, that of a sum the
 * expected sum, that of a median the median of the distribution; expectations are over the generator's draws for the given
 * options except the seed, so every seed has the same truth. Spending and market measures are known amounts, not draws.
 * The definitions of the indicators are those of CKPI's catalogue; records up to the end of the period are taken to be
 * known, none after it.
 *
 * <p><b>Method.</b> Exact expectation over the discrete model, by convolution over days; nothing is simulated. Rounding
 * errors are below 1e-9 relative.
 *
 * <p><b>Periods.</b> Days of the demo are days in Moscow, and everything happens between 09:00 and 21:00 there, so a
 * period may be given in any zone from UTC−6 to UTC+6.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class DemoTruth {

    /** The experiment that leaves some contacts out of the monthly mailing. */
    public static final String CRM_EXPERIMENT = "crm-2026";
    /** The experiment that leaves some leads without the welcome letters. */
    public static final String NURTURE_EXPERIMENT = "nurture";
    /** The arm that gets the mails. */
    public static final String TREATMENT = "treatment";
    /** The arm that gets none. */
    public static final String CONTROL = "control";

    private final Model model;
    private final Expectation expected;
    private final Map<String, Truths.Truth> truths;

    private DemoTruth(DemoOptions options) {
        this.model = new Model(options);
        this.expected = new Expectation(model);
        this.truths = new Truths(model, expected).all();
    }

    /** The truth for a company with these options. */
    public static DemoTruth of(DemoOptions options) {
        return new DemoTruth(Objects.requireNonNull(options, "options"));
    }

    /** The options of the company. */
    public DemoOptions options() {
        return model.options;
    }

    /** The ids of the indicators whose truth is known, as far as the company has the records they need. */
    public SortedSet<String> indicators() {
        SortedSet<String> ids = new TreeSet<>();
        truths.forEach((id, truth) -> {
            if (Collections.disjoint(truth.needs(), model.options.without())) {
                ids.add(id);
            }
        });
        return Collections.unmodifiableSortedSet(ids);
    }

    /**
     * The true value of an indicator, in its unit (a share as a ratio, ROI and ROMI in per cent, money in roubles).
     *
     * @param indicator id of the indicator
     * @param period period inside the data
     * @return the value; empty if the indicator is not among {@link #indicators()} or is not defined for that period (no
     *     mailing yet, no whole months for a market measure)
     * @throws IllegalArgumentException if the period is not inside the data, or its zone is more than six hours from UTC
     */
    public OptionalDouble value(String indicator, Period period) {
        Objects.requireNonNull(indicator, "indicator");
        int[] days = model.days(period);
        Truths.Truth truth = truths.get(indicator);
        if (truth == null || !Collections.disjoint(truth.needs(), model.options.without())) {
            return OptionalDouble.empty();
        }
        return finite(truth.value().of(days[0], days[1]));
    }

    /**
     * The record types an indicator is made of here; empty for an unknown indicator.
     *
     * @param indicator id of the indicator
     */
    public Set<Class<? extends SourceRecord>> needs(String indicator) {
        Truths.Truth truth = truths.get(indicator);
        return truth == null ? Set.of() : truth.needs();
    }

    /**
     * The true share of the leads created in the period that reach {@code to} among those that reach {@code from}, however
     * long it takes.
     *
     * @throws IllegalArgumentException if either is no rung of the ladder, {@code to} lies below {@code from}, or the
     *     period is not inside the data
     */
    public double conversion(LeadStage from, LeadStage to, Period created) {
        if (!to.reaches(from)) {
            throw new IllegalArgumentException("to " + to + " lies below from " + from);
        }
        int[] days = model.days(created);
        return eventually(to, days) / eventually(from, days);
    }

    private double eventually(LeadStage stage, int[] days) {
        double total = 0;
        for (Source source : Model.SOURCES) {
            double[] leads = expected.lead[source.ordinal()];
            for (int d = days[0]; d < days[1]; d++) {
                int month = model.monthOfDay[d];
                double p = stage.reaches(LeadStage.MQL) ? source.path.mql() : 1;
                p *= stage.reaches(LeadStage.SAL) ? expected.acceptance(month) : 1;
                p *= stage.reaches(LeadStage.SQL) ? Model.SQL : 1;
                p *= stage.reaches(LeadStage.OPPORTUNITY) ? Model.OPPORTUNITY : 1;
                p *= stage == LeadStage.WON ? model.won(month) : 1;
                total += leads[d] * p;
            }
        }
        return total;
    }

    /** How much more often nurtured leads are accepted by sales than those of the control arm: 1.35. */
    public double nurtureLift() {
        return Model.NURTURE_LIFT;
    }

    /**
     * What the monthly mailing adds to the revenue of one treated contact in the period, in roubles; empty before the
     * experiment's launch.
     *
     * @throws IllegalArgumentException if the period is not inside the data
     */
    public OptionalDouble crmRevenuePerHead(Period period) {
        int[] days = model.days(period);
        if (days[1] <= model.launch) {
            return OptionalDouble.empty();
        }
        double treated = Model.TREATED * expected.sum(expected.lead, 0, model.launch);
        return finite(expected.sum(expected.mailed, days[0], days[1]) * Truths.netRevenue() / treated);
    }

    /** The day on which contacts were assigned to the arms of the mailing; later contacts take no part. */
    public LocalDate crmLaunch() {
        return model.date(model.launch);
    }

    /**
     * The true lifetime value of a customer of that channel in roubles: expected margin (revenue less refunds less cost of
     * goods) of all orders until the customer leaves, however long it takes, without what mailings add; weighted by the
     * first orders where several sources share the channel. Empty for a channel that brings no customers.
     */
    public OptionalDouble channelLtv(Channel channel) {
        double margin = 0;
        double customers = 0;
        for (Source source : Model.SOURCES) {
            if (source.channel == channel) {
                double n = expected.sum(expected.first[source.ordinal()], 0, model.days);
                customers += n;
                margin += n * Truths.margin() / source.loyalty.dropout;
            }
        }
        return customers > 0 ? OptionalDouble.of(margin / customers) : OptionalDouble.empty();
    }

    /**
     * The true acquisition cost of a customer of that channel in roubles: what was spent on the channel in the period, over
     * the expected number of customers who first pay in it. Empty for a channel without customers or without spending.
     *
     * @throws IllegalArgumentException if the period is not inside the data
     */
    public OptionalDouble channelCac(Channel channel, Period period) {
        int[] days = model.days(period);
        double customers = 0;
        for (Source source : Model.SOURCES) {
            if (source.channel == channel) {
                customers += expected.sum(expected.first[source.ordinal()], days[0], days[1]);
            }
        }
        long kopecks = 0;
        for (Model.Cost cost : Model.Cost.values()) {
            Source source = cost.source;
            if (source != null && source.channel == channel) {
                for (int d = days[0]; d < days[1]; d++) {
                    kopecks += model.spent(cost, d);
                }
            }
        }
        return customers > 0 && kopecks > 0 ? OptionalDouble.of(kopecks / 100.0 / customers) : OptionalDouble.empty();
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
