package io.ckpi.sdk.internal.engine;

import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.spi.host.IdentityGraph;
import io.ckpi.spi.host.Revisions;
import java.time.Instant;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one measurement: reads the sources, settles what is true, folds the histories of all subjects into the measures.
 *
 * <p>The result depends on neither the number of threads, the order of the records nor whether they fit in memory.
 */
public final class Engine {

    private static final int HELD_PARTITIONS = 64;

    private final Setup setup;
    private final List<Feed> sources;
    private final List<Stream> streams;
    private final Workers workers;

    /**
     * An engine for one run.
     *
     * @param setup how it runs
     * @param sources the open sources, in the order of their authority
     * @param streams their streams, numbered from 0 in this order
     * @param threads number of threads
     * @param cancelled the host's wish to stop
     */
    public Engine(Setup setup, List<Feed> sources, List<Stream> streams, int threads, BooleanSupplier cancelled) {
        this.setup = setup;
        this.sources = sources;
        this.streams = streams;
        this.workers = new Workers(threads, cancelled);
    }

    /**
     * What is known once everything is read: enough to say what is to be measured.
     *
     * @param reference the records that belong to nobody in particular
     * @param dataStart when the first event happened, or null if there is none
     * @param completeThrough up to when all streams of events are complete, or null if none says
     * @param dataEnd end of the data: of the period, or of what the sources are complete for
     * @param currencies amounts in each currency
     * @param identities who is who
     */
    public record Known(
            Reference reference,
            @Nullable Instant dataStart,
            @Nullable Instant completeThrough,
            Instant dataEnd,
            Map<Currency, Long> currencies,
            IdentityGraph identities) {

        /** The one currency of all amounts, or null if there is none or several. */
        public @Nullable Currency currency() {
            return currencies.size() == 1 ? currencies.keySet().iterator().next() : null;
        }
    }

    /**
     * What was measured.
     *
     * @param known what was known before
     * @param part what the folds gave
     * @param survivors digests of the records it rests on
     * @param selfReferrals persons who were said to have recommended themselves
     * @param spooled whether the records did not fit in memory
     * @param <P> the folds
     */
    public record Result<P extends Part<P>>(
            Known known, P part, Survivors survivors, long selfReferrals, boolean spooled) {}

    /**
     * What the fold of one part of the data gives; parts are merged in a fixed order. Confined to one thread at a time.
     *
     * @param <P> the class itself
     */
    public interface Part<P extends Part<P>> {
        /** Adds a subject's history. */
        void add(SubjectHistory history);

        /** Adds what the next part gave. */
        void merge(P next);
    }

    /** All record types, in the order in which streams are listed. */
    public static List<Class<? extends SourceRecord>> recordTypes() {
        return RecordCodec.recordTypes();
    }

    /**
     * Runs the measurement.
     *
     * @param plan from what is known to what makes an empty fold; called once, what it gives by many threads
     */
    public <P extends Part<P>> Result<P> run(Function<Known, Supplier<P>> plan) {
        return run((known, ahead) -> plan.apply(known));
    }

    /** Folds all histories while it is still being planned what to make of them. */
    public interface Ahead {
        /** What the histories of all subjects give; they are kept for the fold that is being planned. */
        <A extends Part<A>> A fold(Supplier<A> empty);
    }

    /**
     * Runs the measurement.
     *
     * @param plan from what is known, and a look ahead, to what makes an empty fold; called once, what it gives by many threads
     */
    public <P extends Part<P>> Result<P> run(BiFunction<Known, Ahead, Supplier<P>> plan) {
        MemoryBudget budget = new MemoryBudget(setup.memory());
        RecordCodec codec = new RecordCodec();
        Comparator<SourceRecord> revisions = Revisions.order();
        Intake intake = new Intake(setup, codec, revisions, sources, streams, workers);
        Survivors survivors = new Survivors(streams.size());
        setup.report(Setup.Step.READING, 0, 0);
        intake.readReference();
        IdentityGraph graph;
        try (PartitionStore links = store(setup.partitions(), budget)) {
            graph = intake.readLinks(links);
        }
        boolean leadsOfOneSource = streams.stream()
                        .filter(stream -> stream.type() == LeadStageChange.class)
                        .count()
                <= 1;
        Subjects subjects = new Subjects(graph::representative, leadsOfOneSource, setup.forgotten());
        intake.forEachLink((link, stream) -> {
            if (subjects.forgets(link)) {
                stream.forget(true);
            } else {
                survivors.add(stream.number(), link);
            }
        });
        try (PartitionStore bySubject = store(setup.partitions(), budget)) {
            long selfReferrals;
            boolean spooled;
            try (PartitionStore byKey = store(setup.partitions(), budget);
                    PartitionStore held = store(HELD_PARTITIONS, budget)) {
                intake.readSubjects(byKey, subjects);
                Settlement settlement = new Settlement(codec, subjects, revisions, streams, byKey, held, bySubject);
                settlement.run(workers, done -> setup.report(Setup.Step.SETTLING, done, setup.partitions()));
                selfReferrals = settlement.selfReferrals();
                spooled = byKey.isSpooled() || held.isSpooled();
            }
            Known known = known(intake.reference(), graph);
            intake.reference().forEach((record, stream) -> survivors.add(stream.number(), record));
            Folding folding = new Folding(codec, subjects, streams, bySubject);
            Ahead ahead = new Ahead() {
                @Override
                public <A extends Part<A>> A fold(Supplier<A> first) {
                    return folding.ahead(
                            workers, first, done -> setup.report(Setup.Step.FOLDING, done, setup.partitions()));
                }
            };
            Supplier<P> empty = plan.apply(known, ahead);
            P part = folding.run(
                    workers, empty, survivors, done -> setup.report(Setup.Step.FOLDING, done, setup.partitions()));
            return new Result<>(known, part, survivors, selfReferrals, spooled || bySubject.isSpooled());
        }
    }

    private PartitionStore store(int partitions, MemoryBudget budget) {
        return new PartitionStore(partitions, budget, setup.spoolFolder());
    }

    private Known known(Reference reference, IdentityGraph graph) {
        Instant start = null;
        Instant complete = null;
        Map<Currency, Long> currencies = new HashMap<>();
        for (Stream stream : streams) {
            if (!stream.isIncluded()) {
                continue;
            }
            stream.currencies.forEach((currency, count) -> currencies.merge(currency, count, Long::sum));
            if (!Intake.EVENTS.contains(stream.type())) {
                continue;
            }
            start = earlier(start, stream.firstAt);
            if (stream.records > 0) {
                complete = earlier(complete, stream.completeThrough);
            }
        }
        Instant end = setup.period().end();
        if (complete != null) {
            end = earlier(end, complete);
        } else {
            end = earlier(end, setup.asOf());
        }
        return new Known(
                reference, start, complete, end == null ? setup.period().end() : end, currencies, graph);
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isBefore(b) ? a : b;
    }
}
