package io.ckpi.sdk;

import io.ckpi.core.Period;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.Scorecard;
import io.ckpi.scoring.Targets;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.engine.Stream;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.RejectLog;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures a period in one pass over the sources and reports. Immutable; runs may overlap. */
final class Measurement {

    private static final Logger LOG = LoggerFactory.getLogger(Measurement.class);

    private final Pass pass;
    private final Definitions definitions;
    private final Options options;

    /**
     * What numbers are made and judged by.
     *
     * @param catalogue the indicators with the constants of the run
     * @param marc the profile of CKPImarc and its draws
     * @param scorecard the scorecard
     * @param targets the targets
     * @param channels the channel rules
     */
    record Definitions(
            Catalogue catalogue, CkpiMarc marc, Scorecard scorecard, Targets targets, ChannelRules channels) {}

    /**
     * How measurements run.
     *
     * @param tokenizer the host's tokenizer, or null if it gave no key
     * @param clock the host's clock
     * @param deadline when the work must have ended
     * @param rejectBudget how many rejects are tolerated
     * @param sourceTimeout how long a source may give no sign of life
     * @param history first day to read, or null
     * @param currency the report's currency, or null for the only one that occurs
     * @param spendSources the source whose spend counts, by platform
     * @param forgotten tokens of the persons whose records are left out
     * @param spoolFolder where the temporary file is made, or null
     * @param memory bytes of records to keep in memory
     * @param threads number of threads
     * @param trendPeriods points of the trend
     * @param progress hears how far it is
     */
    record Options(
            @Nullable Tokenizer tokenizer,
            Clock clock,
            Instant deadline,
            RejectLog.Budget rejectBudget,
            Duration sourceTimeout,
            @Nullable LocalDate history,
            @Nullable Currency currency,
            Map<String, String> spendSources,
            Set<String> forgotten,
            @Nullable Path spoolFolder,
            long memory,
            int threads,
            int trendPeriods,
            ProgressListener progress) {}

    /** A measurement with checked definitions and options. */
    Measurement(Sources sources, List<SourceSpec> specs, Definitions definitions, Options options) {
        this.pass = new Pass(sources, specs, options);
        this.definitions = definitions;
        this.options = options;
    }

    /** What is wrong with the combination of catalogue, profile, scorecard and targets, in sentences. */
    static List<String> faults(Catalogue catalogue, CkpiMarc marc, Scorecard scorecard, Targets targets) {
        return Judged.faults(catalogue, marc, scorecard, targets);
    }

    /** The way to the records, for analyses that are no report. */
    Pass pass() {
        return pass;
    }

    /** What numbers are made and judged by. */
    Definitions definitions() {
        return definitions;
    }

    /** Measures a period. */
    CkpiReport run(Period period, BooleanSupplier cancelled) {
        return pass.run(period, cancelled, open -> {
            Assembly assembly = new Assembly(open.setup(), definitions, options.trendPeriods());
            return new Pass.Work<Fold, CkpiReport>() {
                @Override
                public Supplier<Fold> plan(Engine.Known known, Engine.Ahead ahead) {
                    return Fold.over(assembly.plan(known, open.quality()));
                }

                @Override
                public CkpiReport finish(Engine.Result<Fold> result) {
                    options.progress().progress(new Progress(Progress.Phase.SCORING, 0, 0, null, null));
                    CkpiReport report =
                            assembly.report(result, open.streams(), open.summaries(result.survivors()), open.issues());
                    LOG.info(
                            "measured {}: {} records of {} streams, {} left out, spooled: {}",
                            period,
                            open.streams().stream().mapToLong(Stream::records).sum(),
                            open.streams().size(),
                            open.streams().stream()
                                    .filter(stream -> !stream.isIncluded())
                                    .count(),
                            result.spooled());
                    return report;
                }
            };
        });
    }
}
