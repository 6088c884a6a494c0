package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Ratios;
import io.ckpi.sdk.history.SubjectHistory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * All indicators over one or several periods: histories in, readings out.
 *
 * <p>A history is prepared once for all periods, so several periods in one pass cost much less than a pass for each. The
 * memory needed does not grow with the number of histories, but for the open leads and tasks at the end of each period and
 * the number of different processing times.
 *
 * <p><b>Mutable</b>, confined to one thread. Parts of the data may be filled by different objects and merged; counts and
 * money are then exactly those of one pass, other numbers to rounding.
 */
public final class Measures {

    private final List<MeasureContext> contexts;
    private final Shared shared;
    private final Seen seen = new Seen();
    private final List<Over> periods = new ArrayList<>();

    private Measures(List<MeasureContext> contexts) {
        if (contexts.isEmpty()) {
            throw new IllegalArgumentException("no period to measure");
        }
        this.contexts = List.copyOf(contexts);
        this.shared = new Shared(contexts.get(0));
        for (MeasureContext context : contexts) {
            periods.add(new Over(context, shared));
        }
    }

    /** Measures one period. */
    public static Measures start(MeasureContext context) {
        return start(List.of(context));
    }

    /**
     * Measures several periods in one pass. Currency, channel rules, lines and campaigns are taken from the first context;
     * the others must have the same.
     *
     * @throws IllegalArgumentException if there is no context
     */
    public static Measures start(List<MeasureContext> contexts) {
        return new Measures(contexts);
    }

    private Measures(Measures like) {
        this.contexts = like.contexts;
        this.shared = new Shared(contexts.get(0));
        for (int i = 0; i < contexts.size(); i++) {
            periods.add(new Over(contexts.get(i), shared, like.periods.get(i).window, like.periods.get(i).spending));
        }
    }

    /**
     * An empty object for another part of the same data, to be merged later. Cheaper than a new start: what comes from the
     * contexts alone is not computed again. May be called by many threads while nothing is added here.
     */
    public Measures another() {
        return new Measures(this);
    }

    /** The ids of all indicators measured here, in the order of the catalogue. */
    public static List<String> ids() {
        return Ids.ALL;
    }

    /** Adds the history of one subject, which no other part of the data has. */
    public void add(SubjectHistory history) {
        Facts facts = new Facts(history, shared, seen);
        for (Over period : periods) {
            period.add(facts);
        }
    }

    /**
     * Adds what another part of the data gave, for the same contexts; returns this.
     *
     * @throws IllegalArgumentException if the periods differ
     */
    public Measures merge(Measures other) {
        if (other.contexts.size() != contexts.size()) {
            throw new IllegalArgumentException(
                    "the periods differ: " + contexts.size() + " and " + other.contexts.size());
        }
        for (int i = 0; i < contexts.size(); i++) {
            if (!contexts.get(i).period().equals(other.contexts.get(i).period())) {
                throw new IllegalArgumentException(
                        "the periods differ: " + contexts.get(i).period() + " and "
                                + other.contexts.get(i).period());
            }
        }
        seen.merge(other.seen);
        for (int i = 0; i < periods.size(); i++) {
            periods.get(i).merge(other.periods.get(i));
        }
        return this;
    }

    /** The readings of the first period, by indicator id in the order of the catalogue. */
    public Map<String, Reading> readings() {
        return readings(0);
    }

    /**
     * The readings of the period at {@code index}, by indicator id in the order of the catalogue. Adding may go on.
     *
     * @throws IndexOutOfBoundsException if there is no such period
     */
    public Map<String, Reading> readings(int index) {
        return periods.get(index).readings(seen);
    }

    /** Everything measured over one period. */
    static final class Over {
        final Window window;
        final Spending spending;
        final Population population;
        final SiteMeasure site;
        final LeadMeasure leads;
        final ExperimentMeasure experiments;
        final SalesMeasure sales;
        final CustomerMeasure customers;
        final CallMeasure calls;
        final VoiceMeasure voice;
        final TaskMeasure tasks;
        final MessageMeasure messages;
        final DataMeasure data;
        final LagMeasure lags;
        final MarketReadings market;

        Over(MeasureContext context, Shared shared) {
            this(context, shared, new Window(context), null);
        }

        Over(MeasureContext context, Shared shared, Window window, @Nullable Spending known) {
            this(context, shared, window, known, campaign -> true);
        }

        /** For the campaigns, by their index, that {@code campaigns} takes. */
        Over(MeasureContext context, Shared shared, Window window, @Nullable Spending known, IntPredicate campaigns) {
            this.window = window;
            Stats stats = new Stats(context.parameters().level());
            this.spending = known == null ? new Spending(window, shared) : known;
            this.population = new Population(window);
            this.site = new SiteMeasure(window, stats);
            this.leads = new LeadMeasure(window, stats);
            this.experiments = new ExperimentMeasure(window, stats, spending);
            this.sales = new SalesMeasure(window, stats, spending, population);
            this.customers = new CustomerMeasure(window, stats, spending, population);
            this.calls = new CallMeasure(window, stats, spending, population);
            this.voice = new VoiceMeasure(window, stats);
            this.tasks = new TaskMeasure(window, stats);
            this.messages = new MessageMeasure(window, stats);
            this.data = new DataMeasure(window, stats, shared);
            this.lags = new LagMeasure(window, stats, shared, campaigns);
            this.market = new MarketReadings(window, stats);
        }

        void add(Facts facts) {
            if (facts.first >= window.cut) {
                return;
            }
            population.add(facts);
            site.add(facts);
            leads.add(facts);
            experiments.add(facts);
            sales.add(facts);
            customers.add(facts);
            calls.add(facts);
            voice.add(facts);
            tasks.add(facts);
            messages.add(facts);
            data.add(facts);
            lags.add(facts);
        }

        void merge(Over other) {
            population.merge(other.population);
            site.merge(other.site);
            leads.merge(other.leads);
            experiments.merge(other.experiments);
            sales.merge(other.sales);
            customers.merge(other.customers);
            calls.merge(other.calls);
            voice.merge(other.voice);
            tasks.merge(other.tasks);
            messages.merge(other.messages);
            data.merge(other.data);
            lags.merge(other.lags);
        }

        Map<String, Reading> readings(Seen seen) {
            Map<String, Reading> found = new LinkedHashMap<>();
            List<BiConsumer<Seen, Map<String, Reading>>> all = List.of(
                    site::readings,
                    leads::readings,
                    experiments::readings,
                    sales::readings,
                    customers::readings,
                    calls::readings,
                    voice::readings,
                    tasks::readings,
                    messages::readings,
                    data::readings,
                    lags::readings);
            all.forEach(measure -> measure.accept(seen, found));
            market.readings(site, found);
            found.put("inbound.cpl-advantage", advantage(seen));
            Map<String, Reading> ordered = new LinkedHashMap<>();
            for (String id : Ids.ALL) {
                Reading reading = found.remove(id);
                if (reading == null) {
                    throw new IllegalStateException("nobody measured " + id);
                }
                ordered.put(id, reading);
            }
            if (!found.isEmpty()) {
                throw new IllegalStateException("not in the catalogue: " + found.keySet());
            }
            return Collections.unmodifiableMap(ordered);
        }

        /** Cost per lead of the outbound channels over that of the inbound ones. */
        private Reading advantage(Seen seen) {
            if (!seen.before(Seen.Kind.LEAD, window.dataEnd)) {
                return Stats.none("no leads are recorded", "лиды не записываются");
            }
            Absent trouble = spending.trouble(false);
            var inbound = trouble == null ? spending.inbound() : null;
            var outbound = trouble == null ? spending.outbound() : null;
            if (trouble != null || inbound == null || outbound == null) {
                return trouble != null
                        ? trouble
                        : Stats.none(
                                "the spend on inbound or outbound channels is not known",
                                "расходы на входящие или исходящие каналы не известны");
            }
            Absent negative = spending.troubleOf(inbound);
            negative = negative != null ? negative : spending.troubleOf(outbound);
            if (negative != null) {
                return negative;
            }
            long in = leads.createdInbound();
            long out = leads.createdOutbound();
            if (in == 0 || out == 0 || inbound.signum() == 0) {
                return Absent.because(
                        Reason.ZERO_DENOMINATOR,
                        "inbound: " + inbound + " for " + in + " leads, outbound: " + outbound + " for " + out,
                        "входящие: " + inbound + " на " + in + " лидов, исходящие: " + outbound + " на " + out);
            }
            double perInbound = inbound.doubleValue() / in;
            double perOutbound = outbound.doubleValue() / out;
            // given the spend, only the split of the leads is a matter of chance: in / out is the odds of a share
            Reading share = new Stats(window.parameters.level()).shares.of(in, in + out);
            Reading ratio = Ratios.plain(perOutbound, perInbound, Unit.RATIO);
            var interval = share.measured().map(e -> e.interval()).orElse(null);
            if (!(ratio instanceof Measured measured) || interval == null) {
                return ratio;
            }
            double costs = outbound.doubleValue() / inbound.doubleValue();
            Reading reading = new Measured(new io.ckpi.core.Estimate(
                    measured.estimate().value(),
                    Unit.RATIO,
                    odds(interval, costs),
                    in + out,
                    "wilson-odds",
                    measured.estimate().ratio(),
                    0,
                    java.util.Set.of()));
            return Stats.withUnknown(reading, spending.unassignedMicros(), spending.investmentMicros());
        }

        private static io.ckpi.core.Interval odds(io.ckpi.core.Interval share, double factor) {
            Double low = share.low();
            Double high = share.high();
            return new io.ckpi.core.Interval(
                    low == null ? null : (Double) (factor * low / (1 - low)),
                    high == null || high >= 1 ? null : (Double) (factor * high / (1 - high)),
                    share.level());
        }
    }
}
