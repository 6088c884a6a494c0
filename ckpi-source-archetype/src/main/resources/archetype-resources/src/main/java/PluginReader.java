package ${package};

import io.ckpi.core.CkpiException;
import io.ckpi.core.Money;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.Watermark;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads lines of {@code number;time;mail;amount}, one order each. One thread uses it. */
final class PluginReader<R extends SourceRecord> implements RecordReader<R> {

    private static final String STREAM = "Order";
    private static final int MAX_LINE = 1 << 16;
    /** What a spreadsheet makes of a long id. */
    private static final Pattern ROUNDED =
            Pattern.compile("[+-]?[0-9]+[.,][0-9]+[eE][+-]?[0-9]+|[+-]?[0-9]+[eE][+-][0-9]+");

    private final ReadRequest<R> request;
    private final PluginOptions options;
    private final SourceContext context;
    private final PluginSource source;
    private final BufferedReader lines;
    private long row;
    private boolean closed;

    PluginReader(ReadRequest<R> request, PluginOptions options, SourceContext context, PluginSource source) {
        this.request = request;
        this.options = options;
        this.context = context;
        this.source = source;
        try {
            this.lines = Files.newBufferedReader(options.file(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public R next() {
        checkOpen();
        try {
            for (String line = readLine(); line != null; line = readLine()) {
                row++;
                if (context.cancelled()) {
                    throw new CkpiException(
                            CkpiException.Kind.CANCELLED, "PLUGIN-CANCELLED", options.source(), "reading was cancelled");
                }
                Order order = order(line);
                if (order != null) {
                    context.rejects().accepted(options.source(), STREAM); // also outside the range
                    boolean stopped = context.rejects().overBudget(options.source(), STREAM);
                    if (!stopped && request.includes(order.envelope().occurredAt())) {
                        return request.type().cast(order);
                    }
                }
            }
            return null;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** A line, or null at the end; of a line that is too long a bit more than is allowed. */
    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = lines.read();
        if (c < 0) {
            return null;
        }
        for (; c >= 0 && c != '\n'; c = lines.read()) {
            if (line.length() <= MAX_LINE && c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** The order of a line, or null for a reject. */
    private Order order(String line) {
        if (line.length() > MAX_LINE) {
            return reject(RejectReason.LINE_TOO_LONG, null, "");
        }
        String[] fields = line.split(";", -1);
        if (fields.length != 4) {
            return reject(RejectReason.COLUMN_COUNT, null, line);
        }
        String number = fields[0];
        if (number.isBlank()) {
            return reject(RejectReason.MISSING_KEY, "number", number);
        }
        if (ROUNDED.matcher(number).matches()) {
            return reject(RejectReason.ID_PRECISION_LOST, "number", number);
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
        Envelope.Builder envelope = Envelope.builder(options.source(), number, at, ZoneOffset.UTC);
        String person = null;
        try {
            person = context.tokens().token(Tokenizer.EMAIL, fields[2]).orElse(null); // blank is absent
        } catch (BadIdentityException e) {
            envelope.flags(Set.of(RecordFlag.PII_DROPPED)); // the order counts, only its link is lost
        }
        return Order.builder(envelope.build(), number, Order.Status.PAID, at, new Money(amount, options.currency()))
                .person(person)
                .paidAt(at)
                .build();
    }

    private Order reject(RejectReason reason, String field, String value) {
        context.rejects()
                .add(new Reject(
                        options.source(),
                        STREAM,
                        options.file().getFileName() + ":" + row,
                        row,
                        reason,
                        field,
                        Reject.shape(value))); // the shape, never the value
        return null;
    }

    @Override
    public Cursor cursor() {
        checkOpen();
        return Cursor.NONE; // it cannot resume
    }

    @Override
    public Watermark watermark() {
        checkOpen();
        return new Watermark(null, context.clock().instant());
    }

    @Override
    public void close() {
        closed = true;
        try {
            lines.close();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private void checkOpen() {
        source.checkOpen();
        if (closed) {
            throw source.closed();
        }
    }

    private CkpiException unavailable(IOException cause) {
        return new CkpiException(
                CkpiException.Kind.UNAVAILABLE,
                "PLUGIN-READ",
                options.source(),
                "cannot read the file " + options.file(),
                cause);
    }
}
