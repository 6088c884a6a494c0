package ${package};

import io.ckpi.core.Money;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceProvider;
import io.ckpi.tck.Fixture;
import io.ckpi.tck.SourceTck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;

/** The rules that every source plugin keeps. */
class PluginTckTest extends SourceTck {

    @TempDir
    Path folder;

    @Override
    protected SourceProvider provider() {
        return new PluginProvider();
    }

    @Override
    protected Map<String, String> config() {
        return Map.of("file", folder.resolve("orders.txt").toString());
    }

    /** Writes the rows as the shop would. */
    @Override
    protected void load(Fixture fixture) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Fixture.Row<Order> row : fixture.rows(Order.class)) {
            Order order = row.record();
            lines.append(String.join(
                            ";",
                            row.id(order.orderRef()),
                            row.text(RejectReason.BAD_TIMESTAMP, order.createdAt().toString()),
                            Objects.requireNonNullElse(fixture.raw(order.person()), ""),
                            row.text(
                                    RejectReason.BAD_NUMBER,
                                    order.revenue().amount().toPlainString())))
                    .append('\n');
        }
        Files.writeString(folder.resolve("orders.txt"), lines);
    }

    /** A line holds number, time, mail and amount, and no semicolon in a field. All else is fixed or absent. */
    @Override
    protected SourceRecord fit(SourceRecord record) {
        Order order = (Order) record;
        String number = order.orderRef().replace(';', ',');
        Money revenue = new Money(order.revenue().amount(), Currency.getInstance("EUR"));
        Envelope envelope =
                Envelope.builder(record.envelope().source(), number, order.createdAt(), ZoneOffset.UTC).build();
        return Order.builder(envelope, number, Order.Status.PAID, order.createdAt(), revenue)
                .person(order.person())
                .paidAt(order.createdAt())
                .build();
    }

    @Override
    protected List<Map<String, String>> oversized() throws IOException {
        Path large = folder.resolve("large.txt");
        Files.writeString(large, "1;2024-01-01T00:00:00Z;" + "x".repeat(1 << 20) + ";5\n");
        return List.of(Map.of("file", large.toString()));
    }

    @Override
    protected Map<String, String> notApplicable() {
        return Map.of(
                "C-04", "a file needs no credentials",
                "L-07", "a file that can be opened does not fail in its third page",
                "X-03", "it reads the one file that the user names, and no other");
    }
}
