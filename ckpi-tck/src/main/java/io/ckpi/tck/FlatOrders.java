package io.ckpi.tck;

import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.RejectReason;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Orders as rows of texts under the names {@link #COLUMNS}: the shape in which a system that is a table, a delimited file or
 * a list of flat objects can hold them. For such a system the methods of a {@link SourceTck} are
 *
 * <pre>{@code
 * protected void load(Fixture fixture) throws IOException {
 *     Files.writeString(file, FlatOrders.csv(fixture));
 * }
 *
 * protected SourceRecord fit(SourceRecord record) {
 *     return FlatOrders.fit(record);
 * }
 *
 * protected Set<RejectReason> poisons() {
 *     return FlatOrders.POISONS;
 * }
 * }</pre>
 *
 * <p>The plugin must make orders of its rows like this: {@code id} is key and reference, {@code at} the time of creation (and
 * of the record) in ISO form with {@code Z}, {@code rev} the revision, {@code op} is {@code U} or {@code D}, {@code status} the
 * name of the status, {@code sum} and {@code cur} are the revenue, {@code mail} becomes a token of type email, {@code deal} is
 * the deal, {@code paid} a time like {@code at}, {@code campaign} and {@code term} are of the origin; the zone is {@code ZoneId.of("UTC")}.
 */
public final class FlatOrders {

    /** The names of the texts, in the order of {@link #csv}. */
    public static final List<String> COLUMNS =
            List.of("id", "at", "rev", "op", "status", "sum", "cur", "mail", "deal", "paid", "campaign", "term");

    /** How texts can be spoiled. */
    public static final Set<RejectReason> POISONS = Set.of(
            RejectReason.MISSING_KEY,
            RejectReason.ID_PRECISION_LOST,
            RejectReason.BAD_TIMESTAMP,
            RejectReason.FUTURE_TIME,
            RejectReason.BAD_NUMBER,
            RejectReason.BAD_CURRENCY,
            RejectReason.UNKNOWN_VALUE);

    private static final ZoneId UTC = ZoneId.of("UTC");

    private FlatOrders() {}

    /** The order as such a row can hold it, for {@link SourceTck#fit}. @throws ClassCastException if it is no order */
    public static Order fit(SourceRecord record) {
        Order order = (Order) record;
        Instant at = order.createdAt();
        Envelope envelope = Envelope.builder(record.envelope().source(), order.orderRef(), at, UTC)
                .revision(record.envelope().revision())
                .op(record.envelope().op())
                .build();
        Origin origin = order.origin();
        return Order.builder(envelope, order.orderRef(), order.status(), at, order.revenue())
                .person(order.person())
                .dealRef(order.dealRef())
                .paidAt(order.paidAt())
                .origin(new Origin(null, null, origin.campaign(), origin.term(), null, null, null))
                .build();
    }

    /** The rows of a fixture: texts by name, in the order of {@link #COLUMNS}; one that is absent has no entry. */
    public static List<Map<String, String>> rows(Fixture fixture) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (Fixture.Row<Order> row : fixture.rows(Order.class)) {
            Order order = row.record();
            Map<String, String> texts = new LinkedHashMap<>();
            String at = order.createdAt().toString();
            put(texts, "id", row.id(order.orderRef()));
            put(texts, "at", row.text(RejectReason.BAD_TIMESTAMP, row.text(RejectReason.FUTURE_TIME, at)));
            put(texts, "rev", Long.toString(order.envelope().revision()));
            put(texts, "op", order.envelope().op() == Envelope.Op.DELETE ? "D" : "U");
            put(
                    texts,
                    "status",
                    row.text(RejectReason.UNKNOWN_VALUE, order.status().name()));
            String sum = order.revenue().amount().toPlainString();
            put(texts, "sum", row.text(RejectReason.BAD_NUMBER, sum));
            String currency = order.revenue().currency().getCurrencyCode();
            put(texts, "cur", row.text(RejectReason.BAD_CURRENCY, currency));
            put(texts, "mail", fixture.raw(order.person()));
            put(texts, "deal", order.dealRef());
            put(texts, "paid", order.paidAt() == null ? null : order.paidAt().toString());
            put(texts, "campaign", order.origin().campaign());
            put(texts, "term", order.origin().term());
            rows.add(Collections.unmodifiableMap(texts));
        }
        return rows;
    }

    private static void put(Map<String, String> texts, String name, @Nullable String text) {
        if (text != null) {
            texts.put(name, text);
        }
    }

    /**
     * The rows of a fixture as comma-separated text after RFC 4180, with a header and ending in a line feed: every text stands
     * in quotation marks, an absent one is nothing at all.
     */
    public static String csv(Fixture fixture) {
        StringBuilder text = new StringBuilder(header());
        for (Map<String, String> row : rows(fixture)) {
            String before = "";
            for (String column : COLUMNS) {
                text.append(before).append(cell(row.get(column)));
                before = ",";
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** The first line of {@link #csv}, with its line feed. */
    public static String header() {
        return String.join(",", COLUMNS) + "\n";
    }

    private static String cell(@Nullable String text) {
        return text == null ? "" : '"' + text.replace("\"", "\"\"") + '"';
    }
}
