package io.ckpi.source.demo;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Product;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.StageDefinition;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.Capability;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.Watermark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The open demo company. Readers hold one person's records in memory, however many persons there are. */
final class DemoSource implements RecordSource {

    /** Everything the demo delivers, by name. */
    static final Map<String, Class<? extends SourceRecord>> STREAMS = streams();

    private static final int UNITS_BETWEEN_CHECKS = 1_024;

    private final Model model;
    private final String name;
    private final SourceContext context;
    private volatile boolean closed;

    DemoSource(Model model, String name, SourceContext context) {
        this.model = model;
        this.name = name;
        this.context = context;
    }

    @Override
    public SourceDescription describe() {
        checkOpen();
        Set<Class<? extends SourceRecord>> types = new HashSet<>(STREAMS.values());
        types.removeAll(model.options.without());
        return new SourceDescription(
                types,
                "Europe/Moscow, every time with its zone",
                "RUB, two decimals, with VAT",
                Duration.ZERO,
                Set.of(Capability.TIME_FILTER),
                Set.of("person"));
    }

    @Override
    public <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request) {
        checkOpen();
        Cursor cursor = request.cursor();
        if (cursor != null && !cursor.equals(Cursor.NONE)) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-SRC-NO-RESUME",
                    name,
                    "the demo company cannot resume from a cursor");
        }
        Class<R> type = request.type();
        if (model.options.without().contains(type)) {
            return new Reader<>(request, null);
        }
        return new Reader<>(request, records(model, name, context.tokens(), type));
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw closed();
        }
    }

    private CkpiException closed() {
        return new CkpiException(
                CkpiException.Kind.INTERNAL, "CKPI-SRC-CLOSED", name, "the demo company is closed already");
    }

    /** The teller of a type, or null if the demo does not deliver it. */
    @SuppressWarnings("unchecked") // the records of a type are told by the teller of that type
    static <R extends SourceRecord> @Nullable Records<R> records(
            Model model, String source, Tokenizer tokens, Class<R> type) {
        return (Records<R>) teller(model, source, tokens, type);
    }

    private static @Nullable Records<?> teller(
            Model model, String source, Tokenizer tokens, Class<? extends SourceRecord> type) {
        String stream = type.getSimpleName();
        return switch (stream) {
            case "Touch" -> new Touches(new Life(model, tokens), source);
            case "LeadStageChange" -> new Stages(new Life(model, tokens), source);
            case "Order" -> new Orders(new Life(model, tokens), source);
            case "Spend" -> new Spends(model, source);
            case "Call" -> new Calls(new Life(model, tokens), source);
            case "Message" -> new Messages(new Life(model, tokens), source);
            case "Task" -> new Tasks(new Life(model, tokens), source);
            case "Feedback" -> new Feedbacks(new Life(model, tokens), source);
            case "Referral" -> new Contacts.Referrals(new Life(model, tokens), source);
            case "Assignment" -> new Contacts.Assignments(new Life(model, tokens), source);
            case "MarketMeasure" -> new Market(model, source);
            case "Person" -> new Contacts.Persons(new Life(model, tokens), source);
            case "Employee" -> References.employees(model, source);
            case "Product" -> References.products(model, source);
            case "StageDefinition" -> References.stages(model, source);
            case "NumberPool" -> References.numbers(model, source);
            case "Campaign" -> References.campaigns(model, source);
            default -> null;
        };
    }

    private static Map<String, Class<? extends SourceRecord>> streams() {
        Map<String, Class<? extends SourceRecord>> map = new LinkedHashMap<>();
        for (Class<? extends SourceRecord> type : List.<Class<? extends SourceRecord>>of(
                Touch.class,
                LeadStageChange.class,
                Order.class,
                Spend.class,
                Call.class,
                Message.class,
                Task.class,
                Feedback.class,
                Referral.class,
                Assignment.class,
                MarketMeasure.class,
                Person.class,
                Employee.class,
                Product.class,
                StageDefinition.class,
                NumberPool.class,
                Campaign.class)) {
            map.put(type.getSimpleName(), type);
        }
        return Collections.unmodifiableMap(map);
    }

    /** Walks unit by unit; confined to one thread. */
    private final class Reader<R extends SourceRecord> implements RecordReader<R> {

        private final ReadRequest<R> request;
        private final @Nullable Records<R> records;
        private final List<R> told = new ArrayList<>();
        private final long units;
        private final boolean filters;
        private int next;
        private long unit;
        private boolean done;

        Reader(ReadRequest<R> request, @Nullable Records<R> records) {
            this.request = request;
            this.records = records;
            this.units = records == null ? 0 : records.units();
            this.filters = request.from() != null || request.to() != null;
        }

        @Override
        public @Nullable R next() {
            checkReading();
            while (true) {
                while (next < told.size()) {
                    R found = told.get(next++);
                    if (!filters || request.includes(found.envelope().occurredAt())) {
                        return found;
                    }
                }
                if (records == null || unit >= units) {
                    return null;
                }
                if (unit % UNITS_BETWEEN_CHECKS == 0 && context.cancelled()) {
                    throw new CkpiException(
                            CkpiException.Kind.CANCELLED, "CKPI-SRC-CANCELLED", name, "reading the demo was cancelled");
                }
                told.clear();
                next = 0;
                records.tell(unit++, told);
            }
        }

        private void checkReading() {
            checkOpen();
            if (done) {
                throw closed();
            }
        }

        @Override
        public Cursor cursor() {
            checkReading();
            return Cursor.NONE;
        }

        @Override
        public Watermark watermark() {
            checkReading();
            return new Watermark(model.at(model.days, 0), context.clock().instant());
        }

        @Override
        public void close() {
            done = true;
        }
    }
}
