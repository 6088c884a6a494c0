package io.ckpi.sdk.internal.engine;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Money;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.FxRate;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.internal.engine.Subjects.Subject;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.host.IdentityGraph;
import io.ckpi.spi.host.OpenSource;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads all streams of all sources: first what all others need (rates, stages, identity links), then the rest, cut by key.
 *
 * <p>A stream that fails, or whose rejects go over the budget, is left out as a whole: half a stream would make wrong
 * numbers that look right.
 */
final class Intake {

    /** What happens to persons in time: read from the beginning of the history only, and dates the beginning of the data. */
    static final Set<Class<? extends SourceRecord>> EVENTS = Set.of(
            Touch.class,
            LeadStageChange.class,
            Order.class,
            Call.class,
            Message.class,
            Task.class,
            Feedback.class,
            Referral.class);

    private static final int REPORT_EVERY = 20_000;

    private final Setup setup;
    private final RecordCodec codec;
    private final Comparator<SourceRecord> revisions;
    private final List<Feed> sources;
    private final List<Stream> streams;
    private final Workers workers;
    private final Reference reference;
    private final ZoneId zone;
    private final AtomicLong read = new AtomicLong();
    private @Nullable FxTable fx;
    private @Nullable Links links;

    Intake(
            Setup setup,
            RecordCodec codec,
            Comparator<SourceRecord> revisions,
            List<Feed> sources,
            List<Stream> streams,
            Workers workers) {
        this.setup = setup;
        this.codec = codec;
        this.revisions = revisions;
        this.sources = sources;
        this.streams = streams;
        this.workers = workers;
        this.reference = new Reference(revisions);
        this.zone = setup.period().zone();
    }

    Reference reference() {
        return reference;
    }

    /** Reads rates, stages and all else that belongs to nobody in particular. */
    void readReference() {
        for (Class<? extends SourceRecord> type : List.of(FxRate.class)) {
            readReference(type);
        }
        reference.settle();
        Currency target = setup.currency();
        if (target != null) {
            fx = new FxTable(target, reference.list(FxRate.class));
        }
        for (Stream stream : streams) {
            if (Reference.TYPES.contains(stream.type()) && stream.type() != FxRate.class) {
                read(stream, Intake::isOfNobodyForgotten, record -> reference.add(converted(record, stream), stream));
            }
        }
        reference.settle();
        reference.check(setup.spendSources());
    }

    private void readReference(Class<? extends SourceRecord> type) {
        for (Stream stream : streams) {
            if (stream.type() == type) {
                read(stream, Intake::isOfNobodyForgotten, record -> reference.add(record, stream));
            }
        }
    }

    /** Reads the identity links, by way of {@code byKey}, and says who is who. */
    IdentityGraph readLinks(PartitionStore byKey) {
        List<Stream> wanted =
                streams.stream().filter(s -> s.type() == IdentityLink.class).toList();
        for (Stream stream : wanted) {
            Writer writer = new Writer(stream, byKey);
            read(stream, Intake::isOfNobodyForgotten, record -> writer.write(record, null));
        }
        if (wanted.isEmpty()) {
            return IdentityGraph.empty();
        }
        Winners winners = new Winners(codec, revisions, streams);
        Bytes kept = new Bytes();
        int[] count = {0};
        for (int p = 0; p < byKey.size(); p++) {
            workers.checkCancelled();
            winners.of(byKey.take(p), frame -> {
                kept.putVar(frame.stream());
                kept.putRaw(frame.array(), frame.bodyStart(), frame.end() - frame.bodyStart());
                count[0]++;
            });
        }
        Links found = new Links(kept, count[0]);
        links = found;
        return IdentityGraph.of(found);
    }

    /** Hands on the links in force, once. */
    void forEachLink(BiConsumer<IdentityLink, Stream> sink) {
        Links found = links;
        links = null;
        if (found != null) {
            Links.Cursor cursor = found.iterator();
            while (cursor.hasNext()) {
                IdentityLink link = cursor.next();
                sink.accept(link, streams.get(cursor.stream()));
            }
        }
    }

    /** The links as the graph wants them, decoded one by one: a million of them as objects would fill the memory. */
    private final class Links extends AbstractCollection<IdentityLink> {
        private final Bytes kept;
        private final int size;

        Links(Bytes kept, int size) {
            this.kept = kept;
            this.size = size;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Cursor iterator() {
            return new Cursor();
        }

        /** Stands behind a link, and knows its stream. */
        final class Cursor implements Iterator<IdentityLink> {
            private final Bytes in = new Bytes(kept.array(), 0, kept.position());
            private int stream;

            @Override
            public boolean hasNext() {
                return !in.atEnd();
            }

            @Override
            public IdentityLink next() {
                if (in.atEnd()) {
                    throw new NoSuchElementException();
                }
                stream = (int) in.getVar();
                return (IdentityLink) codec.read(in);
            }

            int stream() {
                return stream;
            }
        }
    }

    /** Reads all records that belong to a subject into {@code byKey}. */
    void readSubjects(PartitionStore byKey, Subjects subjects) {
        List<Stream> wanted = new ArrayList<>();
        for (Stream stream : streams) {
            if (!Reference.TYPES.contains(stream.type()) && stream.type() != IdentityLink.class) {
                wanted.add(stream);
            }
        }
        workers.run(wanted.size(), i -> {
            Stream stream = wanted.get(i);
            Writer writer = new Writer(stream, byKey);
            read(stream, subjects::forgets, record -> writer.write(record, subjects));
        });
    }

    // ---- one stream ----

    private void read(Stream stream, Predicate<SourceRecord> forgotten, Consumer<SourceRecord> sink) {
        try {
            read(request(stream.type()), new Intaker(stream, forgotten, sink));
        } catch (CkpiException failed) {
            boolean ours = failed.source().isEmpty();
            if (ours || failed.kind() == CkpiException.Kind.CANCELLED || failed.kind() == CkpiException.Kind.CONFIG) {
                throw failed;
            }
            stream.failure = failed;
            stream.leaveOut();
        }
    }

    private <R extends SourceRecord> ReadRequest<R> request(Class<R> type) {
        if (Reference.TYPES.contains(type)) {
            return ReadRequest.all(type);
        }
        LocalDate history = setup.history();
        Instant from = history != null && EVENTS.contains(type)
                ? history.atStartOfDay(zone).toInstant()
                : null;
        return new ReadRequest<>(type, from, setup.period().end(), null);
    }

    private <R extends SourceRecord> void read(ReadRequest<R> request, Intaker intaker) {
        Stream stream = intaker.stream;
        OpenSource.End end = sources.get(stream.source()).drain(request, intaker);
        stream.completeThrough = end.watermark().completeThrough();
        stream.issues = end.issues();
        setup.report(read.addAndGet(intaker.sinceReport), stream);
    }

    /** Takes in the records of one stream, and counts those that name nobody who is forgotten. Confined to the thread that reads. */
    private final class Intaker implements Consumer<SourceRecord> {
        private final Stream stream;
        private final Predicate<SourceRecord> forgotten;
        private final Consumer<SourceRecord> sink;
        private long sinceReport;

        Intaker(Stream stream, Predicate<SourceRecord> forgotten, Consumer<SourceRecord> sink) {
            this.stream = stream;
            this.forgotten = forgotten;
            this.sink = sink;
        }

        @Override
        public void accept(SourceRecord record) {
            if (++sinceReport == REPORT_EVERY) {
                workers.checkCancelled();
                setup.report(read.addAndGet(sinceReport), stream);
                sinceReport = 0;
            }
            if (!isWanted(record)) {
                return;
            }
            if (record instanceof Touch touch && touch.visit() != null && touch.person() != null) {
                stream.identifiedVisits++;
            }
            if (!forgotten.test(record)) {
                count(record);
            }
            sink.accept(record);
        }

        private void count(SourceRecord record) {
            Instant at = record.envelope().occurredAt();
            stream.records++;
            if (stream.firstAt == null || at.isBefore(stream.firstAt)) {
                stream.firstAt = at;
            }
            if (stream.lastAt == null || at.isAfter(stream.lastAt)) {
                stream.lastAt = at;
            }
            note(record, stream);
        }
    }

    /** Records that belong to nobody in particular are never forgotten. */
    private static boolean isOfNobodyForgotten(SourceRecord record) {
        return false;
    }

    private void note(SourceRecord record, Stream stream) {
        if (record instanceof LeadStageChange change
                && change.to() == null
                && change.envelope().op() == Envelope.Op.UPSERT
                && reference.explained(change).to() == null) {
            stream.unknownStages++;
        } else if (record instanceof Spend spend && spend.cost().signum() < 0) {
            stream.negativeCosts++;
        }
        if (record.envelope().occurredAt().isAfter(setup.asOf()) && EVENTS.contains(stream.type())) {
            stream.future++;
        }
    }

    /** Costs and market measures are dated by days of their own, not by the time of the record. */
    private boolean isWanted(SourceRecord record) {
        if (record instanceof Spend spend) {
            LocalDate history = setup.history();
            return spend.day().isBefore(setup.period().until())
                    && (history == null || !spend.day().isBefore(history));
        }
        return !(record instanceof MarketMeasure measure)
                || measure.from().isBefore(setup.period().until());
    }

    // ---- amounts ----

    private RecordCodec.MoneyRule money(Stream stream) {
        FxTable table = fx;
        return (amount, record) -> {
            Money result = amount;
            if (table != null && !amount.currency().equals(table.target())) {
                Money converted = table.convert(amount, day(record));
                if (converted != null) {
                    stream.converted++;
                    result = converted;
                }
            }
            if (result.signum() != 0) {
                stream.currencies.merge(result.currency(), 1L, Long::sum);
            }
            return result;
        };
    }

    private LocalDate day(SourceRecord record) {
        return record instanceof Spend spend
                ? spend.day()
                : record.envelope().occurredAt().atZone(zone).toLocalDate();
    }

    /** The record with all amounts in the currency of the report, as far as there are rates. */
    private SourceRecord converted(SourceRecord record, Stream stream) {
        Bytes bytes = new Bytes();
        codec.encoder(money(stream)).write(record, bytes);
        return fx == null ? record : codec.read(new Bytes(bytes.array(), 0, bytes.position()));
    }

    /** Writes the records of one stream into a store, cut by key. Confined to one thread. */
    private final class Writer {

        private final Stream stream;
        private final PartitionStore store;
        private final RecordCodec.Encoder encoder;
        private final Bytes body = new Bytes();
        private final Bytes framed = new Bytes();
        private final boolean ordersOfOneSource;
        private boolean forgotten;

        Writer(Stream stream, PartitionStore store) {
            this.stream = stream;
            this.store = store;
            RecordCodec.MoneyRule rule = money(stream);
            this.encoder = codec.encoder((amount, record) -> forgotten ? amount : rule.apply(amount, record));
            this.ordersOfOneSource =
                    streams.stream().filter(s -> s.type() == Order.class).count() <= 1;
        }

        void write(SourceRecord delivered, @Nullable Subjects subjects) {
            SourceRecord record = delivered instanceof LeadStageChange change ? reference.explained(change) : delivered;
            int flags = record.envelope().op() == Envelope.Op.DELETE ? Frame.DELETE : 0;
            if (record.envelope().flags().contains(RecordFlag.SYNTHETIC_KEY)) {
                flags |= Frame.SYNTHETIC;
            }
            long subjectHash = 0;
            if (subjects != null) {
                forgotten = subjects.forgets(record);
                flags |= forgotten ? Frame.FORGOTTEN : 0;
                Subject subject = subjects.of(record);
                if (record instanceof Order order && !ordersOfOneSource) {
                    flags |= Frame.HELD;
                    subjectHash = Hashes.of(Settlement.identity(order));
                } else if (record instanceof Referral && subject != null) {
                    flags |= Frame.HELD;
                    subjectHash = subject.hash();
                } else if (subject == null) {
                    flags |= Frame.HELD;
                    subjectHash = Hashes.of(record.envelope().sourceKey());
                } else {
                    subjectHash = subject.hash();
                }
            }
            body.clear();
            encoder.write(record, body);
            framed.clear();
            long keyHash =
                    Hashes.add(Hashes.start(stream.number()), record.envelope().sourceKey());
            Frame.write(framed, flags, stream.number(), keyHash, subjectHash, null, body.array(), 0, body.position());
            store.append(Settlement.partition(store, keyHash), framed.array(), 0, framed.position());
        }
    }
}
