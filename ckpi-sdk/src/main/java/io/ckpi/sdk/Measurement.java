package io.ckpi.sdk;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Period;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.Scorecard;
import io.ckpi.scoring.Targets;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.engine.EphemeralTokens;
import io.ckpi.sdk.internal.engine.Feed;
import io.ckpi.sdk.internal.engine.Setup;
import io.ckpi.sdk.internal.engine.Stream;
import io.ckpi.sdk.internal.engine.Survivors;
import io.ckpi.sdk.internal.measure.DataQuality;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSource;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.RejectLog;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the sources, measures and reports. Immutable; runs may overlap. */
final class Measurement {

    private static final Logger LOG = LoggerFactory.getLogger(Measurement.class);

    /** In so many parts the data is cut: few enough to keep, enough to make a part of millions of persons small. */
    private static final int PARTITIONS = 256;

    private final Sources sources;
    private final List<SourceSpec> specs;
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
     * @param history first day to read, or null
     * @param currency the report's currency, or null for the only one that occurs
     * @param spendSources the source whose spend counts, by platform
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
            @Nullable LocalDate history,
            @Nullable Currency currency,
            Map<String, String> spendSources,
            @Nullable Path spoolFolder,
            long memory,
            int threads,
            int trendPeriods,
            ProgressListener progress) {}

    /** A measurement with checked definitions and options. */
    Measurement(Sources sources, List<SourceSpec> specs, Definitions definitions, Options options) {
        this.sources = sources;
        this.specs = specs;
        this.definitions = definitions;
        this.options = options;
    }

    /** What is wrong with the combination of catalogue, profile, scorecard and targets, in sentences. */
    static List<String> faults(Catalogue catalogue, CkpiMarc marc, Scorecard scorecard, Targets targets) {
        return Judged.faults(catalogue, marc, scorecard, targets);
    }

    /** Measures a period. */
    CkpiReport run(Period period, BooleanSupplier cancelled) {
        Tokenizer given = options.tokenizer();
        EphemeralTokens ephemeral = given == null ? new EphemeralTokens() : null;
        Tokenizer tokens = given != null ? given : ephemeral;
        if (tokens == null) {
            throw new IllegalStateException("no tokenizer");
        }
        Host host = Host.of(options.clock(), tokens)
                .withCancellation(cancelled)
                .withRejectBudget(options.rejectBudget())
                .withDeadline(options.deadline());
        OpenSources open = sources.open(host, specs);
        boolean done = false;
        try {
            CkpiReport report = measure(period, cancelled, open, ephemeral);
            done = true;
            return report;
        } finally {
            close(open, done);
        }
    }

    /** A source that cannot be closed spoils no report, and hides no other failure. */
    private static void close(OpenSources open, boolean done) {
        try {
            open.close();
        } catch (CkpiException failed) {
            LOG.warn(
                    "a source could not be closed {}: {} {}",
                    done ? "after the report" : "after a failure",
                    failed.code(),
                    failed.getMessage());
        }
    }

    private CkpiReport measure(
            Period period, BooleanSupplier cancelled, OpenSources open, @Nullable EphemeralTokens ephemeral) {
        List<Stream> streams = new ArrayList<>();
        List<Feed> feeds = new ArrayList<>();
        for (OpenSource source : open.all()) {
            for (Class<? extends SourceRecord> type : Engine.recordTypes()) {
                if (source.describe().streams().contains(type)) {
                    streams.add(new Stream(streams.size(), feeds.size(), source.name(), type));
                }
            }
            feeds.add(source::read);
        }
        Setup setup = new Setup(
                period,
                options.clock().instant(),
                options.history(),
                options.currency(),
                options.spendSources(),
                options.memory(),
                options.spoolFolder(),
                PARTITIONS,
                this::tell);
        Assembly assembly = new Assembly(setup, definitions, options.trendPeriods());
        Engine.Result<Fold> result = new Engine(setup, feeds, streams, options.threads(), cancelled).run(known -> {
            refuseNothing(streams);
            return Fold.over(assembly.plan(known, quality(streams, open.rejects())));
        });
        options.progress().progress(new Progress(Progress.Phase.SCORING, 0, 0, null, null));
        Issues issues = new Issues();
        issues.addAll(sources.issues());
        issues.addAll(open.issues());
        issues.streams(streams);
        for (OpenSource source : open.all()) {
            issues.lateness(
                    source.name(),
                    source.describe().lateness(),
                    complete(source.name(), streams),
                    period,
                    setup.asOf());
        }
        if (ephemeral != null && ephemeral.isUsed()) {
            issues.add(
                    "NO_TOKEN_KEY",
                    DataIssue.Severity.WARNING,
                    null,
                    null,
                    1,
                    "the host gave no token key, so one was made for this run: digests cannot be compared with those of"
                            + " other runs",
                    "ключ токенов не задан и создан для этого запуска: отпечатки данных нельзя сравнить с другими"
                            + " запусками");
        }
        CkpiReport report = assembly.report(result, streams, summaries(open, streams, result.survivors()), issues);
        LOG.info(
                "measured {}: {} records of {} streams, {} left out, spooled: {}",
                period,
                streams.stream().mapToLong(Stream::records).sum(),
                streams.size(),
                streams.stream().filter(stream -> !stream.isIncluded()).count(),
                result.spooled());
        return report;
    }

    private void tell(Setup.Step step, long done, long total, @Nullable Stream stream) {
        Progress.Phase phase =
                switch (step) {
                    case READING -> Progress.Phase.READING;
                    case SETTLING -> Progress.Phase.SETTLING;
                    case FOLDING -> Progress.Phase.MEASURING;
                };
        options.progress()
                .progress(new Progress(
                        phase,
                        done,
                        total,
                        stream == null ? null : stream.sourceName(),
                        stream == null ? null : stream.name()));
    }

    /** If nothing could be read because reading failed, there is nothing to report. Too many rejects are something. */
    private static void refuseNothing(List<Stream> streams) {
        CkpiException first = null;
        for (Stream stream : streams) {
            CkpiException failure = stream.failure();
            if (failure == null || failure.code().equals("CKPI-SRC-REJECTS")) {
                return;
            }
            if (first == null) {
                first = failure;
            } else if (failure != first) {
                first.addSuppressed(failure);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static DataQuality quality(List<Stream> streams, RejectLog rejects) {
        long records = 0;
        for (Stream stream : streams) {
            records += stream.isIncluded() ? stream.records() : 0;
        }
        long rejected = 0;
        for (RejectLog.StreamCount count : rejects.streams()) {
            rejected += count.rejected();
        }
        return new DataQuality(records, rejected);
    }

    private static @Nullable Instant complete(String source, List<Stream> streams) {
        Instant least = null;
        for (Stream stream : streams) {
            Instant through = stream.completeThrough();
            boolean counts = stream.sourceName().equals(source)
                    && stream.isIncluded()
                    && stream.isOfEvents()
                    && stream.records() > 0;
            if (counts && through != null && (least == null || through.isBefore(least))) {
                least = through;
            }
        }
        return least;
    }

    private static List<SourceSummary> summaries(OpenSources open, List<Stream> streams, Survivors survivors) {
        List<SourceSummary> summaries = new ArrayList<>();
        for (OpenSource source : open.all()) {
            List<SourceSummary.Rows> rows = new ArrayList<>();
            for (RejectLog.StreamCount count : open.rejects().streams()) {
                if (count.source().equals(source.name())) {
                    rows.add(new SourceSummary.Rows(
                            count.stream(), count.rows(), count.rejected(), count.reasons(), count.overBudget()));
                }
            }
            if (rows.isEmpty()) {
                // a source that makes its records itself counts no rows
                for (Stream stream : streams) {
                    if (stream.sourceName().equals(source.name())) {
                        rows.add(new SourceSummary.Rows(stream.name(), stream.records(), 0, Map.of(), false));
                    }
                }
            }
            summaries.add(new SourceSummary(
                    source.name(),
                    source.plugin().name(),
                    source.plugin().version(),
                    source.describe(),
                    Assembly.streamSummaries(source.name(), streams, survivors),
                    rows,
                    open.rejects().kept(source.name())));
        }
        return summaries;
    }
}
