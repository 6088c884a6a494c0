package io.ckpi.sdk;

import io.ckpi.core.CkpiException;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Outcome;
import io.ckpi.core.Period;
import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.FunnelResult;
import io.ckpi.funnel.Journeys;
import io.ckpi.funnel.JourneysBuilder;
import io.ckpi.funnel.Ladder;
import io.ckpi.funnel.LadderResult;
import io.ckpi.funnel.StageRules;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsTable;
import io.ckpi.value.Balance;
import io.ckpi.value.Purchases;
import io.ckpi.value.UnitEconomics;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entry point: sources in, a report out.
 *
 * <pre>{@code
 * CkpiReport report = Ckpi.builder()
 *         .source("files", Map.of("dir", "crm-export"))
 *         .profile(CkpiMarc.standard())
 *         .build()
 *         .measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow")));
 * report.marc();                          // 62.2 (58.7 … 65.2), coverage 95 %
 * report.marc().contributions();          // adds up exactly
 * report.reading("economics.ltv-to-cac"); // Measured, or Absent and why
 * }</pre>
 *
 * <p><b>What happens.</b> The sources are opened, read from the beginning of their data to the end of the period, and closed.
 * Records are settled (revisions, tombstones, the same fact from several sources), cut by person and measured part by part,
 * in memory as far as the budget goes and through one temporary file beyond it, which is removed whatever happens.
 *
 * <p><b>What does not matter.</b> The number of threads, the order in which sources deliver, repetitions and spooling: the
 * same records give the same report.
 *
 * <p><b>When a source fails.</b> A source that cannot be opened, or whose configuration is wrong, is an error. A stream of
 * records that breaks off or hangs, or of which too many rows are rejected, is left out as a whole with an ERROR issue that
 * says so, because half a stream makes wrong numbers that look right; the rest is measured. If nothing at all could be read,
 * the first failure is thrown. No source can make a measurement hang, see {@link CkpiBuilder#sourceTimeout}.
 *
 * <p><b>Thread-safety.</b> immutable; several periods may be measured at the same time, each with its own share of memory.
 */
public final class Ckpi {

    /** The greatest number of points of a trend. */
    public static final int MAX_TREND_PERIODS = 24;

    /** So many values of a dimension get a slice of their own unless another limit is asked for. */
    public static final int DEFAULT_SLICES = 100;

    private final Measurement measurement;

    Ckpi(Measurement measurement) {
        this.measurement = measurement;
    }

    /** A builder with the standard profile and scorecard and without sources. */
    public static CkpiBuilder builder() {
        return new CkpiBuilder();
    }

    /**
     * Measures a period.
     *
     * @throws CkpiException if a source cannot be opened or nothing can be read, if costs of one platform come from two
     *     sources and none is chosen, or if the temporary file cannot be written
     */
    public CkpiReport measure(Period period) {
        return measure(period, () -> false);
    }

    /**
     * Measures a period, as long as nobody wants it to stop.
     *
     * @param cancelled asked often and by several threads; once it says true the measurement ends soon with kind CANCELLED
     * @throws CkpiException as {@link #measure(Period)}, or kind CANCELLED
     */
    public CkpiReport measure(Period period, BooleanSupplier cancelled) {
        return measurement.run(
                Objects.requireNonNull(period, "period"), Objects.requireNonNull(cancelled, "cancelled"));
    }

    /**
     * Measures all indicators of a period by one dimension, with the whole beside them, at most {@value #DEFAULT_SLICES} slices.
     *
     * @throws CkpiException as {@link #measure(Period)}
     * @throws IllegalArgumentException as {@link #slices(Period, Dimension, int)}
     */
    public Sourced<Slices> slices(Period period, Dimension dimension) {
        return slices(period, dimension, DEFAULT_SLICES);
    }

    /**
     * Measures all indicators of a period by one dimension, with the whole beside them, in one pass over the sources. The
     * catalogue says how each indicator is cut ({@link CatalogueEntry#cuts}). What no record says is in a slice of its own, so
     * that the sums of the slices are those of the whole unless an indicator is cut by {@link io.ckpi.sdk.definition.Cut#OVERLAP}.
     *
     * <p>Values beyond the limit, those named by the fewest records of the period, are one slice together, and the issue
     * {@code SLICES_FOLDED} says how many they are.
     *
     * @param limit the greatest number of values with a slice of their own
     * @throws CkpiException as {@link #measure(Period)}
     * @throws IllegalArgumentException if the limit is below 1 or the period has more months, weeks or days than it
     */
    public Sourced<Slices> slices(Period period, Dimension dimension, int limit) {
        return slices(period, dimension, limit, () -> false);
    }

    /** As {@link #slices(Period, Dimension, int)}, as long as nobody wants it to stop. */
    public Sourced<Slices> slices(Period period, Dimension dimension, int limit, BooleanSupplier cancelled) {
        Objects.requireNonNull(period, "period");
        Objects.requireNonNull(dimension, "dimension");
        Objects.requireNonNull(cancelled, "cancelled");
        if (limit < 1) {
            throw new IllegalArgumentException("limit is below 1: " + limit);
        }
        if (!dimension.isTime()) {
            return measurement
                    .pass()
                    .run(
                            period,
                            cancelled,
                            open -> new SliceWork(dimension, period, limit, measurement.definitions(), open));
        }
        List<Period> parts = PeriodSliceWork.parts(period, dimension, limit);
        return measurement
                .pass()
                .run(
                        period,
                        cancelled,
                        open -> new PeriodSliceWork(dimension, period, parts, measurement.definitions(), open));
    }

    /**
     * Runs an analysis of one's own over the settled records of all subjects, from the beginning of the data to the end of
     * the period.
     *
     * @param <S> the state of the fold
     * @throws CkpiException as {@link #measure(Period)}
     */
    public <S> Sourced<S> fold(Period period, HistoryFold<S> fold) {
        return fold(period, fold, () -> false);
    }

    /** As {@link #fold(Period, HistoryFold)}, as long as nobody wants it to stop. */
    public <S> Sourced<S> fold(Period period, HistoryFold<S> fold, BooleanSupplier cancelled) {
        Objects.requireNonNull(fold, "fold");
        return measurement
                .pass()
                .run(
                        Objects.requireNonNull(period, "period"),
                        Objects.requireNonNull(cancelled, "cancelled"),
                        open -> new FoldWork<>(period, known -> fold, open));
    }

    /**
     * The journeys of all persons and leads, from the beginning of the data to the end of the period, named and classified
     * as {@link JourneyEvents} says.
     *
     * @param properties of the events, from {@link JourneyEvents#PROPERTIES}
     * @throws CkpiException as {@link #measure(Period)}
     * @throws IllegalArgumentException if there is no such property
     */
    public Sourced<Journeys> journeys(Period period, String... properties) {
        JourneyEvents events = JourneyEvents.until(period.end())
                .with(measurement.definitions().channels())
                .with(properties);
        return fold(period, events).map(JourneysBuilder::build);
    }

    /**
     * The purchases of all persons, from the beginning of the data to the end of the period, or to the end of the data if that is
     * earlier: paid orders less what was given back, each customer with the channel that brought it.
     *
     * @throws CkpiException as {@link #measure(Period)}; kind CONFIG if there are several currencies
     */
    public Sourced<Purchases> purchases(Period period) {
        return knowing(period, known -> new AcquisitionFold(period, channels(), known))
                .map(AcquisitionFold.State::log);
    }

    /**
     * Lifetime value against acquisition cost by the channel that brought the customers, as {@link UnitEconomics#withDefaults}
     * defines them: blended CAC, 12 months to come. The margin is that of the orders, else the gross margin of the parameters.
     *
     * @throws CkpiException as {@link #measure(Period)}; kind CONFIG if there are several currencies
     */
    public Sourced<Outcome<Balance>> balance(Period period) {
        Double gross = measurement.definitions().catalogue().parameters().grossMargin();
        return balance(
                period,
                found -> gross == null || found.log().hasMargins()
                        ? UnitEconomics.withDefaults()
                        : UnitEconomics.withDefaults().margin(gross));
    }

    /** As {@link #balance(Period)}, by cohort, with another definition of CAC, or any other choice. */
    public Sourced<Outcome<Balance>> balance(Period period, UnitEconomics economics) {
        Objects.requireNonNull(economics, "economics");
        return balance(period, found -> economics);
    }

    private Sourced<Outcome<Balance>> balance(Period period, Function<Acquisition, UnitEconomics> economics) {
        return acquisition(period)
                .map(outcome -> outcome instanceof Outcome.NotComputable<Acquisition> none
                        ? Outcome.absent(none.why())
                        : outcome.value()
                                .map(found -> found.balance(economics.apply(found)))
                                .orElseThrow());
    }

    /**
     * The purchases of all persons and the marketing spend by channel and month, from the beginning of the data to the end of the
     * period: to balance them in several ways, for instance with several lags, without reading the sources again.
     *
     * <p>Absent with INVALID_INPUT if corrections make the spend of a channel and month negative.
     *
     * @throws CkpiException as {@link #measure(Period)}; kind CONFIG if there are several currencies
     */
    public Sourced<Outcome<Acquisition>> acquisition(Period period) {
        return knowing(period, known -> new AcquisitionFold(period, channels(), known))
                .map(AcquisitionFold.State::result);
    }

    /**
     * Measures a funnel over the journeys of all persons and leads in bounded memory, from the beginning of the data to the
     * end of the period; events are named as {@link JourneyEvents} says.
     *
     * @throws CkpiException as {@link #measure(Period)}
     */
    public Sourced<FunnelResult> funnel(Period period, Funnel funnel) {
        return funnel(
                period,
                JourneyEvents.until(period.end()).with(measurement.definitions().channels()),
                funnel);
    }

    /** As {@link #funnel(Period, Funnel)} with events of the caller's choice: with properties, or from a time on. */
    public Sourced<FunnelResult> funnel(Period period, JourneyEvents events, Funnel funnel) {
        Objects.requireNonNull(funnel, "funnel");
        return fold(period, new FunnelFold(Objects.requireNonNull(events, "events"), funnel))
                .map(FunnelFold.State::result);
    }

    /**
     * How persons and leads stand on a ladder at the end of the period: {@code Ladder.leads()} with {@code StageRules.leads()},
     * {@code Ladder.journey()} with {@code StageRules.journey()}, or a ladder and rules of the caller's own.
     *
     * @throws CkpiException as {@link #measure(Period)}
     */
    public Sourced<LadderResult> stages(Period period, Ladder ladder, StageRules rules) {
        return fold(period, new StageFold(ladder, rules, period.end())).map(StageFold.State::result);
    }

    /**
     * The touches that led to the purchases of the period, and the journeys of the persons without one, for attribution:
     * {@code Attribution.withDefaults().of(found.paths(), model)}; with them what each channel cost.
     *
     * <p>A touch counts once a visit, if its channel is known and no robot made it. Each paid order is a conversion worth its
     * revenue less what was given back; a person who was touched in the period and bought nothing is a journey without one.
     *
     * @param lookBack how long before a conversion a touch counts, itself included
     * @throws CkpiException as {@link #measure(Period)}; kind CONFIG if there are several currencies
     */
    public Sourced<ChannelPaths> purchasePaths(Period period, Duration lookBack) {
        return paths(period, null, lookBack);
    }

    /**
     * As {@link #purchasePaths}, where a conversion is the first time in the period that a person or lead comes to a stage;
     * each is worth 1.
     *
     * @param stage a rung of the ladder of leads
     * @throws IllegalArgumentException if the stage is an exit
     */
    public Sourced<ChannelPaths> leadPaths(Period period, LeadStage stage, Duration lookBack) {
        if (!stage.isRung()) {
            throw new IllegalArgumentException("not a rung of the ladder: " + stage);
        }
        return paths(period, stage, lookBack);
    }

    private Sourced<ChannelPaths> paths(Period period, @Nullable LeadStage stage, Duration lookBack) {
        Objects.requireNonNull(lookBack, "lookBack");
        return knowing(period, known -> new ConversionPaths(period, stage, lookBack, channels(), known))
                .map(ConversionPaths.State::result);
    }

    /** Runs a fold that is made once everything is read. */
    private <S> Sourced<S> knowing(Period period, Function<Engine.Known, HistoryFold<S>> fold) {
        Objects.requireNonNull(period, "period");
        return measurement.pass().run(period, () -> false, open -> new FoldWork<>(period, fold, open));
    }

    /**
     * The experiments that units are assigned to, each with what the units of its arms bought in the period: for a read-out
     * with a plan of one's own, or {@link Experiment#read}.
     *
     * @throws CkpiException as {@link #measure(Period)}
     */
    public Sourced<List<Experiment>> experiments(Period period) {
        return measurement.pass().run(period, () -> false, open -> new ExperimentWork(period, open));
    }

    /**
     * Moments of a table that one of the sources computes where its data live, for a read-out by a plan of one's own:
     * {@code plan.read(table.groups())}. No records are read.
     *
     * @param source name of the source
     * @param request what to compute; its layout holds the variables of the plan
     * @return empty if the source cannot compute that
     * @throws IllegalArgumentException if there is no such source
     * @throws CkpiException if the source cannot be opened, has no such table or column (kind CONFIG), or a value is missing that
     *     must not be (kind DATA)
     */
    public Optional<MomentsTable> moments(String source, MomentsRequest request) {
        return measurement
                .pass()
                .moments(Objects.requireNonNull(source, "source"), Objects.requireNonNull(request, "request"));
    }

    /**
     * Who recommended whom and what those who came bought, from the beginning of the data to the end of the period; what each
     * recommendation is worth say {@link Referrals#values} by the tokens of persons.
     *
     * <p>Of several referrers of one person the first by time counts. Recommendations of oneself and second referrers are told
     * in the issues of the sources ({@code MERGED}), those that close a circle as {@code REFERRAL_CYCLE}. Absent with NO_DATA
     * without recommendations or amounts, or if margins are not known: the orders do not state the cost of goods and the
     * parameters no gross margin.
     *
     * @throws CkpiException as {@link #measure(Period)}; kind CONFIG if there are several currencies
     */
    public Sourced<Outcome<Referrals>> referrals(Period period) {
        Double gross = measurement.definitions().catalogue().parameters().grossMargin();
        return knowing(period, known -> new ReferralFold(gross, known))
                .map(ReferralFold.State::result)
                .with(ReferralFold.Found::issues)
                .map(ReferralFold.Found::outcome);
    }

    private Channels channels() {
        return new Channels(measurement.definitions().channels());
    }
}
