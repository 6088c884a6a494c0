package io.ckpi.sdk.internal.engine;

import io.ckpi.core.Period;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.sdk.Progress;
import io.ckpi.sdk.internal.measure.History;
import io.ckpi.sdk.internal.measure.MeasureContext;
import io.ckpi.sdk.internal.measure.Measures;
import io.ckpi.spi.host.IdentityGraph;
import io.ckpi.spi.host.Revisions;
import java.time.Instant;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs one measurement: reads the sources, settles what is true, folds the histories of all subjects into the measures.
 *
 * <p>The result depends on neither the number of threads, the order of the records nor whether they fit in memory.
 */
public final class Engine {

    private static final int HELD_PARTITIONS = 64;

    private final Setup setup;
    private final List<Intake.Feed> sources;
    private final List<Stream> streams;
    private final Workers workers;

    Engine(
            Setup setup,
            List<Intake.Feed> sources,
            List<Stream> streams,
            int threads,
            BooleanSupplier cancelled) {
        this.setup = setup;
        this.sources = sources;
        this.streams = streams;
        this.workers = new Workers(threads, cancelled);
    }

    /** What is known once everything is read: enough to say what is to be measured. */
    record Known(
            Reference reference,
            @Nullable Instant dataStart,
            @Nullable Instant completeThrough,
            Instant dataEnd,
            Map<Currency, Long> currencies,
            IdentityGraph graph) {

        /** The one currency of all amounts, or null if there is none or several. */
        @Nullable Currency currency() {
            return currencies.size() == 1 ? currencies.keySet().iterator().next() : null;
        }
    }

    /** What was measured. */
    record Result(
            Known known,
            List<MeasureContext> contexts,
            Fold fold,
            Folding.Survivors survivors,
            long selfReferrals,
            boolean spooled) {}

    /** The folds of one part of the data. */
    static final class Fold implements Folding.Part {
        final Measures measures;
        final LadderFold ladder;
        final CohortFold cohorts;
        final EffectFold effects;

        Fold(MeasureContext first, Measures measures) {
            Period period = first.period();
            this.measures = measures;
            ladder = new LadderFold(period, first.dataEnd(), first.parameters().nurtureDays());
            cohorts = new CohortFold(period, first.dataEnd());
            effects = new EffectFold(period, first.dataEnd());
        }

        @Override
        public void add(History history) {
            measures.add(history);
            ladder.add(history);
            cohorts.add(history);
            effects.add(history);
        }

        @Override
        public void merge(Folding.Part next) {
            Fold other = (Fold) next;
            measures.merge(other.measures);
            ladder.merge(other.ladder);
            cohorts.merge(other.cohorts);
            effects.merge(other.effects);
        }
    }

    /**
     * Runs the measurement.
     *
     * @param plan from what is known to the periods to measure, the period of the report first
     */
    Result run(Function<Known, List<MeasureContext>> plan) {
        MemoryBudget budget = new MemoryBudget(setup.memory());
        RecordCodec codec = new RecordCodec();
        Comparator<SourceRecord> revisions = Revisions.order();
        Intake intake = new Intake(setup, codec, revisions, sources, streams, workers);
        Folding.Survivors survivors = new Folding.Survivors(streams.size());
        setup.report(Progress.Phase.READING, 0, 0);
        intake.readReference();
        IdentityGraph graph;
        try (PartitionStore links = store(setup.partitions(), budget)) {
            graph = intake.readLinks(links, survivors);
        }
        boolean leadsOfOneSource = streams.stream()
                        .filter(stream -> stream.type() == LeadStageChange.class)
                        .count()
                <= 1;
        Subjects subjects = new Subjects(graph::representative, leadsOfOneSource);
        try (PartitionStore bySubject = store(setup.partitions(), budget)) {
            long selfReferrals;
            boolean spooled;
            try (PartitionStore byKey = store(setup.partitions(), budget);
                    PartitionStore held = store(HELD_PARTITIONS, budget)) {
                intake.readSubjects(byKey, subjects);
                Settlement settlement = new Settlement(codec, subjects, revisions, streams, byKey, held, bySubject);
                settlement.run(
                        workers, done -> setup.report(Progress.Phase.SETTLING, done, setup.partitions()));
                selfReferrals = settlement.selfReferrals();
                spooled = byKey.isSpooled() || held.isSpooled();
            }
            Known known = known(intake.reference(), graph);
            intake.reference().forEach((record, stream) -> survivors.add(stream.number(), record));
            List<MeasureContext> contexts = plan.apply(known);
            Measures empty = Measures.start(contexts);
            Fold fold = new Folding(codec, subjects, streams, bySubject)
                    .run(
                            workers,
                            () -> new Fold(contexts.get(0), empty.another()),
                            survivors,
                            done -> setup.report(Progress.Phase.MEASURING, done, setup.partitions()));
            return new Result(
                    known, contexts, fold, survivors, selfReferrals, spooled || bySubject.isSpooled());
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
        return new Known(reference, start, complete, end == null ? setup.period().end() : end, currencies, graph);
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isBefore(b) ? a : b;
    }
}
