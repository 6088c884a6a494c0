package io.ckpi.spi.example;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Money;
import io.ckpi.core.Names;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceOption.Kind;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.Watermark;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

// guide: provider
/** Orders from the log of a small shop: lines of number;time;mail;amount. */
public final class ShopLogProvider implements SourceProvider {

    @Override
    public int spiLevel() {
        return 1; // the level this plugin was written against: a literal
    }

    @Override
    public String name() {
        return "shop-log";
    }

    @Override
    public String version() {
        return "1.0";
    }

    @Override
    public List<SourceOption> options() {
        return List.of(
                SourceOption.required("file", Kind.PATH, new Names("файл журнала", "the log file")),
                SourceOption.optional(
                        "currency", Kind.CURRENCY, "EUR", new Names("валюта сумм", "currency of the amounts")));
    }

    @Override
    public RecordSource open(SourceConfig config, SourceContext context) {
        Path file = config.path("file").orElseThrow(); // required, so it is there
        if (!Files.isReadable(file)) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG, "SHOPLOG-NO-FILE", config.source(), "cannot read the file " + file);
        }
        return new ShopLog(file, config.currency("currency").orElseThrow(), config.source(), context);
    }
}
// guide: end

// guide: source
final class ShopLog implements RecordSource {

    private final Path file;
    private final Currency currency;
    private final String source;
    private final SourceContext context;
    private volatile boolean closed;

    ShopLog(Path file, Currency currency, String source, SourceContext context) {
        this.file = file;
        this.currency = currency;
        this.source = source;
        this.context = context;
    }

    @Override
    public SourceDescription describe() {
        return new SourceDescription(
                Set.of(Order.class),
                "instants in UTC, as in 2026-10-01T10:00:00Z",
                "amounts in " + currency + ", goods after discount",
                Duration.ZERO, // a line is never changed
                Set.of(), // no capabilities: the host does the rest
                Set.of("mail")); // turned into a token
    }

    @Override
    public <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request) {
        if (closed) {
            throw new CkpiException(CkpiException.Kind.INTERNAL, "CKPI-SRC-CLOSED", source, "the shop log is closed");
        }
        try {
            return new ShopLogReader<>(
                    request, Files.newBufferedReader(file, StandardCharsets.UTF_8), file, currency, source, context);
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.UNAVAILABLE, "SHOPLOG-READ", source, "cannot open the file " + file, e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
// guide: end

// guide: reader
final class ShopLogReader<R extends SourceRecord> implements RecordReader<R> {

    private static final String STREAM = "Order";

    private final ReadRequest<R> request;
    private final BufferedReader lines;
    private final Path file;
    private final Currency currency;
    private final String source;
    private final SourceContext context;
    private long row;

    ShopLogReader(
            ReadRequest<R> request,
            BufferedReader lines,
            Path file,
            Currency currency,
            String source,
            SourceContext context) {
        this.request = request;
        this.lines = lines;
        this.file = file;
        this.currency = currency;
        this.source = source;
        this.context = context;
    }

    @Override
    public @Nullable R next() {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                row++;
                if (context.cancelled()) {
                    throw new CkpiException(
                            CkpiException.Kind.CANCELLED, "SHOPLOG-CANCELLED", source, "reading was cancelled");
                }
                Order order = order(line);
                if (order != null) {
                    context.rejects().accepted(source, STREAM);
                    boolean stopped = context.rejects().overBudget(source, STREAM);
                    if (!stopped && request.includes(order.envelope().occurredAt())) {
                        return request.type().cast(order);
                    }
                }
            }
            return null;
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.UNAVAILABLE, "SHOPLOG-READ", source, "cannot read the file " + file, e);
        }
    }

    /** The order of a line, or null for a reject. */
    private @Nullable Order order(String line) {
        String[] fields = line.split(";", -1);
        if (fields.length != 4) {
            return reject(RejectReason.COLUMN_COUNT, null, line);
        }
        if (fields[0].isBlank()) {
            return reject(RejectReason.MISSING_KEY, "number", fields[0]);
        }
        Instant at;
        try {
            at = Instant.parse(fields[1]);
        } catch (DateTimeParseException e) {
            return reject(RejectReason.BAD_TIMESTAMP, "time", fields[1]);
        }
        BigDecimal amount;
        try {
            amount = new BigDecimal(fields[3]); // never through double
        } catch (NumberFormatException e) {
            return reject(RejectReason.BAD_NUMBER, "amount", fields[3]);
        }
        Envelope.Builder envelope = Envelope.builder(source, fields[0], at, ZoneOffset.UTC);
        String person = null;
        try {
            person = context.tokens().token(Tokenizer.EMAIL, fields[2]).orElse(null); // blank is absent
        } catch (BadIdentityException e) {
            envelope.flags(Set.of(RecordFlag.PII_DROPPED)); // the order counts, only its link is lost
        }
        return Order.builder(envelope.build(), fields[0], Order.Status.PAID, at, new Money(amount, currency))
                .person(person)
                .paidAt(at)
                .build();
    }

    private @Nullable Order reject(RejectReason reason, @Nullable String field, String value) {
        context.rejects()
                .add(new Reject(
                        source, STREAM, file.getFileName() + ":" + row, row, reason, field, Reject.shape(value)));
        return null;
    }

    @Override
    public Cursor cursor() {
        return Cursor.NONE;
    }

    @Override
    public Watermark watermark() {
        return new Watermark(null, context.clock().instant());
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.UNAVAILABLE, "SHOPLOG-READ", source, "cannot close the file " + file, e);
        }
    }
}
// guide: end
