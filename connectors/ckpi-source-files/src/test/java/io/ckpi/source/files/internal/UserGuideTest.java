package io.ckpi.source.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Money;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Touch;
import io.ckpi.source.files.FilesProvider;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the files and mappings of docs/guide/source-files.md and mapping.md; the Java code stands below, letter by letter. */
class UserGuideTest {

    private static final Path GUIDE = root().resolve("docs/guide/source-files.md");
    private static final Path LANGUAGE = root().resolve("docs/guide/mapping.md");
    private static final Pattern FENCE = Pattern.compile("```(\\w+) ([\\w.-]+)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private final Clock clock = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    private final byte[] tokenKey = new byte[32];

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guide/source-files.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "the guide is not here");
        }
        return folder;
    }

    private static String guide() throws IOException {
        return Files.readString(GUIDE);
    }

    @BeforeEach
    void writeFiles() throws IOException {
        assertThat(writeFiles(GUIDE)).isEqualTo(10);
        assertThat(writeFiles(LANGUAGE)).isEqualTo(4);
    }

    private int writeFiles(Path page) throws IOException {
        Matcher fence = FENCE.matcher(Files.readString(page));
        int count = 0;
        while (fence.find()) {
            Files.writeString(folder.resolve(fence.group(2)), fence.group(3));
            count++;
        }
        return count;
    }

    private <R extends SourceRecord> List<R> read(String mapping, Class<R> type) {
        SourceSpec spec = SourceSpec.of("files").set("dir", folder).set("mapping", folder.resolve(mapping));
        List<R> records = new ArrayList<>();
        try (OpenSources sources =
                        Sources.of(new FilesProvider()).open(Host.of(clock, HmacTokenizer.of("k1", tokenKey)), spec);
                RecordReader<R> reader = sources.source("files").read(ReadRequest.all(type))) {
            for (R record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
            assertThat(sources.rejects().rejected("files")).isZero();
        }
        return records;
    }

    @Test
    void theOrdersOfAShop() throws IOException {
        List<Reject> rejects;
        // BEGIN
        SourceSpec shop =
                SourceSpec.of("files").named("shop").set("dir", folder).set("mapping", folder.resolve("shop.yaml"));
        Host host = Host.of(clock, HmacTokenizer.of("k1", tokenKey));
        Money paid = Money.zero(Currency.getInstance("RUB"));
        try (OpenSources sources = Sources.of(new FilesProvider()).open(host, shop)) {
            try (RecordReader<Order> orders = sources.source("shop").read(ReadRequest.all(Order.class))) {
                for (Order order = orders.next(); order != null; order = orders.next()) {
                    if (order.status() == Order.Status.PAID) {
                        paid = paid.plus(order.revenue());
                    }
                }
            }
            rejects = sources.rejects().kept("shop");
        }
        System.out.println(paid); // 1349.9 RUB
        // NEXT
        System.out.println(rejects.get(0).location()); // orders.csv:5
        System.out.println(rejects.get(0).reason()); // BAD_TIMESTAMP
        System.out.println(rejects.get(0).field()); // date
        System.out.println(rejects.get(0).hint()); // digits.digits.digitsspacedigits:digits
        // END
        assertThat(paid).hasToString("1349.9 RUB");
        assertThat(rejects)
                .containsExactly(new Reject(
                        "shop",
                        "Order",
                        "orders.csv:5",
                        4,
                        RejectReason.BAD_TIMESTAMP,
                        "date",
                        "digits.digits.digitsspacedigits:digits"));
    }

    @Test
    void theJavaCodeIsThatOfTheGuide() throws IOException {
        Path test = root().resolve(
                        "connectors/ckpi-source-files/src/test/java/io/ckpi/source/files/internal/UserGuideTest.java");
        String code = Files.readString(test);
        String body = code.substring(code.indexOf("// BEGIN") + 8, code.indexOf("// END"));
        List<String> here = List.of(body.split("// NEXT"));
        List<String> there = new ArrayList<>();
        Matcher fence = JAVA.matcher(guide());
        while (fence.find()) {
            there.add(fence.group(1));
        }
        assertThat(there.stream().map(UserGuideTest::dense).toList())
                .isEqualTo(here.stream().map(UserGuideTest::dense).toList());
    }

    private static String dense(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void theStatesOfDeals() {
        List<LeadStageChange> changes = read("deals.yaml", LeadStageChange.class);
        assertThat(changes).hasSize(6);
        assertThat(changes.get(5).envelope().occurredAt()).isEqualTo(Instant.parse("2024-06-29T21:00:00Z"));
        assertThat(changes.get(1).value()).isEqualTo(Money.of(5000, "RUB"));
    }

    @Test
    void theExportOfASpreadsheet() {
        List<Touch> touches = read("export.yaml", Touch.class);
        assertThat(touches).extracting(Touch::name).containsExactly("x", null);
        assertThat(touches.get(0).envelope().occurredAt()).isEqualTo(Instant.parse("2024-06-02T09:05:00Z"));
    }

    @Test
    void jsonLines() {
        assertThat(read("events.yaml", Order.class)).singleElement().satisfies(order -> {
            assertThat(order.revenue()).isEqualTo(Money.of("12.5", "USD"));
            assertThat(order.origin()).isEqualTo(Origin.of("vk", "cpc", null));
            assertThat(order.person()).startsWith("k1.");
        });
    }

    @Test
    void aReportWithTitleAndTotal() {
        assertThat(read("report.yaml", Spend.class))
                .extracting(Spend::cost)
                .containsExactly(Money.of(10, "EUR"), Money.of("2.5", "EUR"));
    }

    @Test
    void linesOfOrders() {
        assertThat(read("shop-lines.yaml", Order.class)).singleElement().satisfies(order -> assertThat(order.lines())
                .containsExactly(
                        new OrderLine("A", BigDecimal.valueOf(2), Money.of(10, "EUR")),
                        new OrderLine("B", BigDecimal.ONE, Money.of(5, "EUR"))));
    }

    @Test
    void everyMappingThatShipsIsNamed() throws IOException {
        Path shipped = root().resolve("connectors/ckpi-source-files/src/main/resources/io/ckpi/source/files/mappings");
        try (Stream<Path> files = Files.list(shipped)) {
            List<String> names = files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
            assertThat(guide().lines()
                            .filter(line -> line.matches("\\| `[a-z0-9-]+` \\|[^|]+\\|[^|]+\\|[^|]+\\|"))
                            .map(line -> line.substring(3, line.indexOf('`', 3)))
                            .toList())
                    .isEqualTo(names);
        }
    }

    @Test
    void logsOfMetrica() {
        assertThat(read("visits.yaml", Touch.class)).hasSize(2);
        assertThat(read("visits.yaml", Order.class))
                .extracting(Order::revenue)
                .containsExactly(Money.of(100, "RUB"), Money.of("250.5", "RUB"));
    }

    @Test
    void everyReasonAConnectorGivesIsExplained() throws IOException {
        String guide = Files.readString(LANGUAGE);
        for (RejectReason reason : RejectReason.values()) {
            if (reason != RejectReason.LATE) { // for sources with a rule of their own
                assertThat(guide).contains("`" + reason + "`");
            }
        }
    }
}
