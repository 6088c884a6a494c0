package io.ckpi.sdk;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Period;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.engine.EphemeralTokens;
import io.ckpi.sdk.internal.engine.Feed;
import io.ckpi.sdk.internal.engine.Setup;
import io.ckpi.sdk.internal.engine.Stream;
import io.ckpi.sdk.internal.engine.Survivors;
import io.ckpi.sdk.internal.measure.DataQuality;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsTable;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSource;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.RejectLog;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over the sources: opens them, reads and settles their records, folds the histories of all subjects into what the
 * caller wants to know, and closes them. Immutable; passes may overlap.
 */
final class Pass {

    private static final Logger LOG = LoggerFactory.getLogger(Pass.class);

    /** In so many parts the data is cut: few enough to keep, enough to make a part of millions of persons small. */
    private static final int PARTITIONS = 256;

    private final Sources sources;
    private final List<SourceSpec> specs;
    private final Measurement.Options options;

    Pass(Sources sources, List<SourceSpec> specs, Measurement.Options options) {
        this.sources = sources;
        this.specs = specs;
        this.options = options;
    }

    /**
     * What a pass is made for.
     *
     * @param <P> the fold of one part of the data
     * @param <R> what comes out
     */
    interface Work<P extends Engine.Part<P>, R> {

        /**
         * From what is known once everything is read, and a look ahead at the histories, to what makes an empty fold; called once,
         * what it gives by many threads.
         */
        Supplier<P> plan(Engine.Known known, Engine.Ahead ahead);

        /** The result, while the sources are still open. */
        R finish(Engine.Result<P> result);
    }

    /** Makes a pass over everything up to the end of the period. */
    <P extends Engine.Part<P>, R> R run(Period period, BooleanSupplier cancelled, Function<Open, Work<P, R>> work) {
        Tokenizer given = options.tokenizer();
        EphemeralTokens ephemeral = given == null ? new EphemeralTokens() : null;
        Tokenizer tokens = given != null ? given : ephemeral;
        if (tokens == null) {
            throw new IllegalStateException("no tokenizer");
        }
        OpenSources opened = sources.open(host(tokens, cancelled), specs);
        boolean done = false;
        try {
            R result = read(period, cancelled, opened, ephemeral, work);
            done = true;
            return result;
        } finally {
            close(opened, done);
        }
    }

    private Host host(Tokenizer tokens, BooleanSupplier cancelled) {
        return Host.of(options.clock(), tokens)
                .withCancellation(cancelled)
                .withRejectBudget(options.rejectBudget())
                .withDeadline(options.deadline())
                .withStallLimit(options.sourceTimeout());
    }

    /** Asks one source, without reading any records, for moments of a table. */
    Optional<MomentsTable> moments(String source, MomentsRequest request) {
        List<SourceSpec> wanted =
                specs.stream().filter(spec -> spec.name().equals(source)).toList();
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("no source is named " + source + "; there are "
                    + specs.stream().map(SourceSpec::name).toList());
        }
        if (!options.forgotten().isEmpty()) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-SDK-FORGOTTEN",
                    source,
                    "moments that a source computes cannot leave out the persons who are to be forgotten: delete them where the"
                            + " table is made, or read the rows");
        }
        Tokenizer given = options.tokenizer();
        OpenSources opened = sources.open(host(given == null ? new EphemeralTokens() : given, () -> false), wanted);
        boolean done = false;
        try {
            Optional<MomentsTable> table = opened.source(source).moments(request);
            done = true;
            return table;
        } finally {
            close(opened, done);
        }
    }

    /** A source that cannot be closed spoils no report, and hides no other failure. */
    private static void close(OpenSources opened, boolean done) {
        try {
            opened.close();
        } catch (CkpiException failed) {
            LOG.warn(
                    "a source could not be closed {}: {} {}",
                    done ? "after the work" : "after a failure",
                    failed.code(),
                    failed.getMessage());
        }
    }

    private <P extends Engine.Part<P>, R> R read(
            Period period,
            BooleanSupplier cancelled,
            OpenSources opened,
            @Nullable EphemeralTokens ephemeral,
            Function<Open, Work<P, R>> work) {
        List<Stream> streams = new ArrayList<>();
        List<Feed> feeds = new ArrayList<>();
        for (OpenSource source : opened.all()) {
            for (Class<? extends SourceRecord> type : Engine.recordTypes()) {
                if (source.describe().streams().contains(type)) {
                    streams.add(new Stream(streams.size(), feeds.size(), source.name(), type));
                }
            }
            feeds.add(source::drain);
        }
        Setup setup = new Setup(
                period,
                options.clock().instant(),
                options.history(),
                options.currency(),
                options.spendSources(),
                options.forgotten(),
                options.memory(),
                options.spoolFolder(),
                PARTITIONS,
                this::tell);
        Work<P, R> wanted = work.apply(new Open(setup, opened, streams, ephemeral));
        Engine.Result<P> result = new Engine(setup, feeds, streams, options.threads(), cancelled)
                .run((known, ahead) -> {
                    refuseNothing(streams);
                    return wanted.plan(known, ahead);
                });
        return wanted.finish(result);
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

    /** What a pass knows of the sources it reads. */
    final class Open {
        private final Setup setup;
        private final OpenSources opened;
        private final List<Stream> streams;
        private final @Nullable EphemeralTokens ephemeral;

        private Open(Setup setup, OpenSources opened, List<Stream> streams, @Nullable EphemeralTokens ephemeral) {
            this.setup = setup;
            this.opened = opened;
            this.streams = streams;
            this.ephemeral = ephemeral;
        }

        /** How the pass runs. */
        Setup setup() {
            return setup;
        }

        /** The streams of all sources; their counts are complete once everything is read. */
        List<Stream> streams() {
            return streams;
        }

        /** How many records came, each once however often it came, and how many rows were rejected, once all is settled. */
        DataQuality quality() {
            long records = 0;
            for (Stream stream : streams) {
                records += stream.isIncluded() ? stream.records() - stream.superseded() : 0;
            }
            long rejected = 0;
            for (RejectLog.StreamCount count : opened.rejects().streams()) {
                rejected += count.rejected();
            }
            return new DataQuality(records, rejected);
        }

        /** What looked wrong with the sources and their data. */
        Issues issues() {
            Issues issues = new Issues();
            issues.addAll(sources.issues());
            issues.addAll(opened.issues());
            issues.streams(streams, options.sourceTimeout());
            issues.forgotten(streams);
            issues.empty(streams, setup.period());
            for (OpenSource source : opened.all()) {
                issues.lateness(
                        source.name(),
                        source.describe().lateness(),
                        complete(source.name()),
                        setup.period(),
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
            return issues;
        }

        private @Nullable Instant complete(String source) {
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

        /** The sources and what was read from them. */
        List<SourceSummary> summaries(Survivors survivors) {
            List<SourceSummary> summaries = new ArrayList<>();
            for (OpenSource source : opened.all()) {
                List<SourceSummary.Rows> rows = new ArrayList<>();
                for (RejectLog.StreamCount count : opened.rejects().streams()) {
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
                        opened.rejects().kept(source.name())));
            }
            return summaries;
        }
    }
}
