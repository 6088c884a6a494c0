package io.ckpi.sdk;

import io.ckpi.core.CkpiException;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Outcome;
import io.ckpi.core.Period;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.FunnelResult;
import io.ckpi.funnel.Journeys;
import io.ckpi.funnel.JourneysBuilder;
import io.ckpi.funnel.Ladder;
import io.ckpi.funnel.LadderResult;
import io.ckpi.funnel.StageRules;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.Scorecard;
import io.ckpi.scoring.Target;
import io.ckpi.scoring.Targets;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.definition.MeasureParameters;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsTable;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.RejectLog;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import io.ckpi.value.Balance;
import io.ckpi.value.Purchases;
import io.ckpi.value.UnitEconomics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
 * the first failure is thrown. No source can make a measurement hang, see {@link Builder#sourceTimeout}.
 *
 * <p><b>Thread-safety.</b> immutable; several periods may be measured at the same time, each with its own share of memory.
 */
public final class Ckpi {

    /** The greatest number of points of a trend. */
    public static final int MAX_TREND_PERIODS = 24;

    /** So many values of a dimension get a slice of their own unless another limit is asked for. */
    public static final int DEFAULT_SLICES = 100;

    private final Measurement measurement;

    private Ckpi(Measurement measurement) {
        this.measurement = measurement;
    }

    /** A builder with the standard profile and scorecard and without sources. */
    public static Builder builder() {
        return new Builder();
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

    /** Builds a {@link Ckpi}; not thread-safe. */
    public static final class Builder {

        private static final int DEFAULT_TREND_PERIODS = 12;

        private final List<SourceSpec> specs = new ArrayList<>();
        private final List<SourceProvider> providers = new ArrayList<>();
        private final Map<String, String> spendSources = new LinkedHashMap<>();
        private final List<String> faults = new ArrayList<>();
        private final List<Target> targetList = new ArrayList<>();
        private @Nullable Sources sources;
        private CkpiMarc marc = CkpiMarc.standard();
        private Scorecard scorecard = Scorecard.standard();
        private MeasureParameters parameters = MeasureParameters.defaults();
        private ChannelRules channels = ChannelRules.standard();
        private @Nullable Tokenizer tokenizer;
        private Clock clock = Clock.systemUTC();
        private @Nullable Instant deadline;
        private RejectLog.Budget rejectBudget = RejectLog.Budget.DEFAULT;
        private Duration sourceTimeout = Host.DEFAULT_STALL_LIMIT;
        private @Nullable LocalDate history;
        private @Nullable Currency currency;
        private @Nullable Path spoolDirectory;
        private long memoryBudget = Runtime.getRuntime().maxMemory() / 4;
        private int threads = Runtime.getRuntime().availableProcessors();
        private int trendPeriods = DEFAULT_TREND_PERIODS;
        private ProgressListener progress = nothing -> {};
        private @Nullable Long seed;

        private Builder() {}

        /**
         * Adds a source, named like its plugin. Sources are given in the order of their authority: where two have the same
         * order, that of the first counts.
         *
         * @param plugin name of the plugin
         * @param options its options
         */
        public Builder source(String plugin, Map<String, String> options) {
            return source(plugin, plugin, options);
        }

        /** Adds a source under a name of its own, see {@link #source(String, Map)}. */
        public Builder source(String name, String plugin, Map<String, String> options) {
            try {
                return source(SourceSpec.of(plugin).named(name).with(options));
            } catch (IllegalArgumentException wrong) {
                faults.add(String.valueOf(wrong.getMessage()));
                return this;
            }
        }

        /**
         * Adds a source of a plugin that need not be found, named like the plugin, see {@link #source(String, Map)}. The instance
         * given takes the place of a found one of its class.
         */
        public Builder source(SourceProvider provider, Map<String, String> options) {
            if (!providers.contains(provider)) {
                providers.add(provider);
            }
            return source(provider.name(), options);
        }

        /** Adds a source with all that a specification can say, see {@link #source(String, Map)}. */
        public Builder source(SourceSpec spec) {
            specs.add(Objects.requireNonNull(spec, "spec"));
            return this;
        }

        /** Finds plugins with that class loader; by default with that of the SDK. */
        public Builder discoverWith(ClassLoader loader) {
            return plugins(Sources.discover(loader));
        }

        /** Finds plugins in that layer of modules. */
        public Builder discoverWith(ModuleLayer layer) {
            return plugins(Sources.discover(layer));
        }

        /** Uses plugins that were found already. */
        public Builder plugins(Sources found) {
            this.sources = Objects.requireNonNull(found, "found");
            return this;
        }

        /** Sets the profile of CKPImarc; by default the standard one. */
        public Builder profile(CkpiMarc newMarc) {
            this.marc = Objects.requireNonNull(newMarc, "newMarc");
            return this;
        }

        /** Sets the scorecard; by default the standard one. */
        public Builder scorecard(Scorecard newScorecard) {
            this.scorecard = Objects.requireNonNull(newScorecard, "newScorecard");
            return this;
        }

        /** Adds a target of the company. */
        public Builder target(Target target) {
            targetList.add(Objects.requireNonNull(target, "target"));
            return this;
        }

        /** Adds targets of the company. */
        public Builder targets(Targets targets) {
            targetList.addAll(targets.targets());
            return this;
        }

        /** Sets the constants of the definitions; by default those of the shipped ones. */
        public Builder parameters(MeasureParameters newParameters) {
            this.parameters = Objects.requireNonNull(newParameters, "newParameters");
            return this;
        }

        /** Sets how an origin becomes a channel; by default {@link ChannelRules#standard}. */
        public Builder channels(ChannelRules newChannels) {
            this.channels = Objects.requireNonNull(newChannels, "newChannels");
            return this;
        }

        /**
         * Sets the key that turns personal ids into tokens. Without it a key is made for the run, the same persons get other
         * tokens and digests in the next run, and an issue says so.
         *
         * @param keyId name of the key, 1 to 16 characters of {@code [A-Za-z0-9_-]}
         * @param key at least 32 bytes; copied
         */
        public Builder tokenKey(String keyId, byte[] key) {
            try {
                return tokenizer(HmacTokenizer.of(keyId, key));
            } catch (IllegalArgumentException wrong) {
                faults.add("tokenKey: " + wrong.getMessage());
                return this;
            }
        }

        /** Sets what turns personal ids into tokens, in place of {@link #tokenKey}. */
        public Builder tokenizer(Tokenizer newTokenizer) {
            this.tokenizer = Objects.requireNonNull(newTokenizer, "newTokenizer");
            return this;
        }

        /** Sets the clock that dates the report; by default the system's. No number but that date depends on it, unless no
         * source says up to when it is complete. */
        public Builder clock(Clock newClock) {
            this.clock = Objects.requireNonNull(newClock, "newClock");
            return this;
        }

        /** Sets when the work must have ended; by default never. */
        public Builder deadline(Instant newDeadline) {
            this.deadline = Objects.requireNonNull(newDeadline, "newDeadline");
            return this;
        }

        /** Sets how many rejected rows are tolerated in a stream; by default 1 %, from 100 rows on. */
        public Builder rejectBudget(RejectLog.Budget newBudget) {
            this.rejectBudget = Objects.requireNonNull(newBudget, "newBudget");
            return this;
        }

        /**
         * Sets how long a source may hang, which is to deliver no record and to count no row; by default five minutes. Then
         * the stream is left out with an ERROR issue {@code STREAM_LEFT_OUT}, and what hangs is left behind on a daemon
         * thread.
         */
        public Builder sourceTimeout(Duration newSourceTimeout) {
            this.sourceTimeout = Objects.requireNonNull(newSourceTimeout, "newSourceTimeout");
            return this;
        }

        /** Sets the first day to read; by default everything is read, because new customers and first touches need it. */
        public Builder history(LocalDate newHistory) {
            this.history = Objects.requireNonNull(newHistory, "newHistory");
            return this;
        }

        /**
         * Sets the currency of the report: amounts in others are converted by the rate of their day, if a source delivers
         * rates. By default the report is in the only currency that occurs.
         */
        public Builder currency(Currency newCurrency) {
            this.currency = Objects.requireNonNull(newCurrency, "newCurrency");
            return this;
        }

        /** Chooses the source whose costs of a platform count, where two sources deliver them. */
        public Builder spendSource(String platform, String source) {
            spendSources.put(Objects.requireNonNull(platform, "platform"), Objects.requireNonNull(source, "source"));
            return this;
        }

        /** Sets where the temporary file is made, if one is needed; by default the system's place for such files. */
        public Builder spoolDirectory(Path newDirectory) {
            this.spoolDirectory = Objects.requireNonNull(newDirectory, "newDirectory");
            return this;
        }

        /** Sets how many bytes of records may stay in memory; by default a quarter of the heap. 0 spools everything. */
        public Builder memoryBudget(long bytes) {
            this.memoryBudget = bytes;
            return this;
        }

        /** Sets the number of threads; by default one a processor. */
        public Builder threads(int newThreads) {
            this.threads = newThreads;
            return this;
        }

        /** Sets the number of points of the trend, this period included, 1 to {@value #MAX_TREND_PERIODS}; by default 12. */
        public Builder trendPeriods(int newTrendPeriods) {
            this.trendPeriods = newTrendPeriods;
            return this;
        }

        /** Sets who hears how far a measurement is. */
        public Builder progress(ProgressListener newProgress) {
            this.progress = Objects.requireNonNull(newProgress, "newProgress");
            return this;
        }

        /** Sets the seed of the draws behind the interval of CKPImarc; by default that of the profile. */
        public Builder seed(long newSeed) {
            this.seed = newSeed;
            return this;
        }

        /**
         * The configured instance. Nothing is opened yet.
         *
         * @throws CkpiException kind CONFIG with a line for every fault: of the sources, of the definitions, of the options
         */
        public Ckpi build() {
            List<String> all = new ArrayList<>(faults);
            Sources found = sources == null ? Sources.discover(Ckpi.class.getClassLoader()) : sources;
            Sources usable = found.preferring(providers.toArray(new SourceProvider[0]));
            if (specs.isEmpty() && faults.isEmpty()) {
                all.add("there is no source: add one with source(…)");
            }
            all.addAll(usable.faults(specs));
            Set<String> names = new HashSet<>();
            specs.forEach(spec -> names.add(spec.name()));
            spendSources.forEach((platform, source) -> {
                if (!names.contains(source)) {
                    all.add("spendSource: no source is named " + source);
                }
            });
            if (sourceTimeout.isNegative() || sourceTimeout.isZero()) {
                all.add("sourceTimeout is not positive: " + sourceTimeout);
            }
            if (memoryBudget < 0) {
                all.add("memoryBudget is negative: " + memoryBudget);
            }
            if (threads < 1) {
                all.add("threads is below 1: " + threads);
            }
            if (trendPeriods < 1 || trendPeriods > MAX_TREND_PERIODS) {
                all.add("trendPeriods is not 1 to " + MAX_TREND_PERIODS + ": " + trendPeriods);
            }
            Path folder = spoolDirectory;
            if (folder != null && !(Files.isDirectory(folder) && Files.isWritable(folder))) {
                all.add("spoolDirectory is not a directory that can be written to: " + folder);
            }
            Catalogue catalogue = Catalogue.standard().with(parameters);
            Targets targets = Targets.none();
            try {
                targets = Targets.of(targetList.toArray(new Target[0]));
            } catch (IllegalArgumentException wrong) {
                all.add(String.valueOf(wrong.getMessage()));
            }
            CkpiMarc seeded = seed == null ? marc : marc.withSeed(seed);
            all.addAll(Measurement.faults(catalogue, seeded, scorecard, targets));
            if (!all.isEmpty()) {
                throw new CkpiException(CkpiException.Kind.CONFIG, "CKPI-SDK-CONFIG", null, String.join("\n", all));
            }
            return new Ckpi(new Measurement(
                    usable,
                    List.copyOf(specs),
                    new Measurement.Definitions(catalogue, seeded, scorecard, targets, channels),
                    new Measurement.Options(
                            tokenizer,
                            clock,
                            deadline == null ? Instant.MAX : deadline,
                            rejectBudget,
                            sourceTimeout,
                            history,
                            currency,
                            Map.copyOf(spendSources),
                            folder,
                            memoryBudget,
                            threads,
                            trendPeriods,
                            progress)));
        }
    }
}
