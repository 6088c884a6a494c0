package io.ckpi.sdk;

import io.ckpi.core.CkpiException;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.Scorecard;
import io.ckpi.scoring.Target;
import io.ckpi.scoring.Targets;
import io.ckpi.sdk.definition.MeasureParameters;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.RejectLog;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Ckpi}: sources and definitions, limits and what the run needs. {@link Ckpi#builder} makes one; nothing is
 * checked before {@link #build}, which names all faults together.
 *
 * <p><b>Mutable</b>, not thread-safe. May be built from several times; each result keeps what was set before.
 */
public final class CkpiBuilder {

    private static final int DEFAULT_TREND_PERIODS = 12;

    private final List<SourceSpec> specs = new ArrayList<>();
    private final List<SourceProvider> providers = new ArrayList<>();
    private final Map<String, String> spendSources = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Set<String> forgotten = new LinkedHashSet<>();
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

    CkpiBuilder() {}

    /**
     * Adds a source, named like its plugin. Sources are given in the order of their authority: where two have the same
     * order, that of the first counts.
     *
     * @param plugin name of the plugin
     * @param options its options
     */
    public CkpiBuilder source(String plugin, Map<String, String> options) {
        return source(plugin, plugin, options);
    }

    /** Adds a source under a name of its own, see {@link #source(String, Map)}. */
    public CkpiBuilder source(String name, String plugin, Map<String, String> options) {
        try {
            return source(SourceSpec.of(plugin).named(name).with(options));
        } catch (IllegalArgumentException wrong) {
            faults.add(String.valueOf(wrong.getMessage()));
            return this;
        }
    }

    /**
     * Adds a source of a plugin that need not be found, named like the plugin, see {@link #source(String, Map)}. For further
     * sources that name the plugin, the instance given last takes the place of a found one of its class. Several sources of
     * instances of their own, such as two pools of connections, are added with {@link SourceSpec#of(SourceProvider)}.
     */
    public CkpiBuilder source(SourceProvider provider, Map<String, String> options) {
        SourceSpec spec;
        try {
            spec = SourceSpec.of(provider).with(options);
        } catch (IllegalArgumentException wrong) {
            faults.add(String.valueOf(wrong.getMessage()));
            return this;
        }
        providers.removeIf(
                known -> known.getClass() == provider.getClass() && known.name().equals(provider.name()));
        providers.add(provider);
        return source(spec);
    }

    /** Adds a source with all that a specification can say, see {@link #source(String, Map)}. */
    public CkpiBuilder source(SourceSpec spec) {
        specs.add(Objects.requireNonNull(spec, "spec"));
        return this;
    }

    /** Finds plugins with that class loader; by default with that of the SDK. */
    public CkpiBuilder discoverWith(ClassLoader loader) {
        return plugins(Sources.discover(loader));
    }

    /** Finds plugins in that layer of modules. */
    public CkpiBuilder discoverWith(ModuleLayer layer) {
        return plugins(Sources.discover(layer));
    }

    /** Uses plugins that were found already. */
    public CkpiBuilder plugins(Sources found) {
        this.sources = Objects.requireNonNull(found, "found");
        return this;
    }

    /** Sets the profile of CKPImarc; by default the standard one. */
    public CkpiBuilder profile(CkpiMarc newMarc) {
        this.marc = Objects.requireNonNull(newMarc, "newMarc");
        return this;
    }

    /** Sets the scorecard; by default the standard one. */
    public CkpiBuilder scorecard(Scorecard newScorecard) {
        this.scorecard = Objects.requireNonNull(newScorecard, "newScorecard");
        return this;
    }

    /** Adds a target of the company. */
    public CkpiBuilder target(Target target) {
        targetList.add(Objects.requireNonNull(target, "target"));
        return this;
    }

    /** Adds targets of the company. */
    public CkpiBuilder targets(Targets targets) {
        targetList.addAll(targets.targets());
        return this;
    }

    /** Sets the constants of the definitions; by default those of the shipped ones. */
    public CkpiBuilder parameters(MeasureParameters newParameters) {
        this.parameters = Objects.requireNonNull(newParameters, "newParameters");
        return this;
    }

    /** Sets how an origin becomes a channel; by default {@link ChannelRules#standard}. */
    public CkpiBuilder channels(ChannelRules newChannels) {
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
    public CkpiBuilder tokenKey(String keyId, byte[] key) {
        try {
            return tokenizer(HmacTokenizer.of(keyId, key));
        } catch (IllegalArgumentException wrong) {
            faults.add("tokenKey: " + wrong.getMessage());
            return this;
        }
    }

    /** Sets what turns personal ids into tokens, in place of {@link #tokenKey}. */
    public CkpiBuilder tokenizer(Tokenizer newTokenizer) {
        this.tokenizer = Objects.requireNonNull(newTokenizer, "newTokenizer");
        return this;
    }

    /** Sets the clock that dates the report; by default the system's. No number but that date depends on it, unless no
     * source says up to when it is complete. */
    public CkpiBuilder clock(Clock newClock) {
        this.clock = Objects.requireNonNull(newClock, "newClock");
        return this;
    }

    /** Sets when the work must have ended; by default never. */
    public CkpiBuilder deadline(Instant newDeadline) {
        this.deadline = Objects.requireNonNull(newDeadline, "newDeadline");
        return this;
    }

    /** Sets how many rejected rows are tolerated in a stream; by default 1 %, from 100 rows on. */
    public CkpiBuilder rejectBudget(RejectLog.Budget newBudget) {
        this.rejectBudget = Objects.requireNonNull(newBudget, "newBudget");
        return this;
    }

    /**
     * Sets how long a source may hang, which is to deliver no record and to count no row; by default five minutes. Then
     * the stream is left out with an ERROR issue {@code STREAM_LEFT_OUT}, and what hangs is left behind on a daemon
     * thread.
     */
    public CkpiBuilder sourceTimeout(Duration newSourceTimeout) {
        this.sourceTimeout = Objects.requireNonNull(newSourceTimeout, "newSourceTimeout");
        return this;
    }

    /** Sets the first day to read; by default everything is read, because new customers and first touches need it. */
    public CkpiBuilder history(LocalDate newHistory) {
        this.history = Objects.requireNonNull(newHistory, "newHistory");
        return this;
    }

    /**
     * Sets the currency of the report: amounts in others are converted by the rate of their day, if a source delivers
     * rates. By default the report is in the only currency that occurs.
     */
    public CkpiBuilder currency(Currency newCurrency) {
        this.currency = Objects.requireNonNull(newCurrency, "newCurrency");
        return this;
    }

    /** Chooses the source whose costs of a platform count, where two sources deliver them. */
    public CkpiBuilder spendSource(String platform, String source) {
        spendSources.put(Objects.requireNonNull(platform, "platform"), Objects.requireNonNull(source, "source"));
        return this;
    }

    /**
     * Leaves persons out who asked to be forgotten: everything is measured as if the sources had never delivered the records
     * that name them by any of their linked ids, nor those of their visits, leads, deals and orders that name nobody. A
     * referral that names one goes as a whole. The report says how many records were left out (issue {@code FORGOTTEN}), not
     * whose. The rows that a source counts as read or rejected are not known to be anybody's and stay counted.
     *
     * <p>What a kept report of earlier says is not changed: measure that period again.
     *
     * @param persons tokens, made by the tokenizer of this run ({@link Tokenizer#token}): one of each person is enough
     * @throws IllegalArgumentException if a token is blank
     */
    public CkpiBuilder forget(Collection<String> persons) {
        for (String person : persons) {
            if (person.isBlank()) {
                throw new IllegalArgumentException("persons holds a blank token");
            }
            forgotten.add(person);
        }
        return this;
    }

    /** Sets where the temporary file is made, if one is needed; by default the system's place for such files. */
    public CkpiBuilder spoolDirectory(Path newDirectory) {
        this.spoolDirectory = Objects.requireNonNull(newDirectory, "newDirectory");
        return this;
    }

    /** Sets how many bytes of records may stay in memory; by default a quarter of the heap. 0 spools everything. */
    public CkpiBuilder memoryBudget(long bytes) {
        this.memoryBudget = bytes;
        return this;
    }

    /** Sets the number of threads; by default one a processor. */
    public CkpiBuilder threads(int newThreads) {
        this.threads = newThreads;
        return this;
    }

    /** Sets the number of points of the trend, this period included, 1 to {@value Ckpi#MAX_TREND_PERIODS}; by default 12. */
    public CkpiBuilder trendPeriods(int newTrendPeriods) {
        this.trendPeriods = newTrendPeriods;
        return this;
    }

    /** Sets who hears how far a measurement is. */
    public CkpiBuilder progress(ProgressListener newProgress) {
        this.progress = Objects.requireNonNull(newProgress, "newProgress");
        return this;
    }

    /** Sets the seed of the draws behind the interval of CKPImarc; by default that of the profile. */
    public CkpiBuilder seed(long newSeed) {
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
        Sources found = sources == null ? Sources.discover(CkpiBuilder.class.getClassLoader()) : sources;
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
        if (!forgotten.isEmpty() && tokenizer == null) {
            all.add(
                    "forget: the tokens of persons mean nothing without the key that made them: give tokenKey or tokenizer");
        }
        if (sourceTimeout.isNegative() || sourceTimeout.isZero()) {
            all.add("sourceTimeout is not positive: " + sourceTimeout);
        }
        if (memoryBudget < 0) {
            all.add("memoryBudget is negative: " + memoryBudget);
        }
        if (threads < 1) {
            all.add("threads is below 1: " + threads);
        }
        if (trendPeriods < 1 || trendPeriods > Ckpi.MAX_TREND_PERIODS) {
            all.add("trendPeriods is not 1 to " + Ckpi.MAX_TREND_PERIODS + ": " + trendPeriods);
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
                        Set.copyOf(forgotten),
                        folder,
                        memoryBudget,
                        threads,
                        trendPeriods,
                        progress)));
    }
}
