package io.ckpi.spi.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.record.Order;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin guide's code runs, and the guide shows exactly this code. */
class PluginGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "plugin-guide.md");
    private static final Path SOURCES = Path.of("src", "test", "java", "io", "ckpi", "spi", "example");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC);
    private static final byte[] KEY = new byte[32];

    private static String log(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    private static final String LOG = log(
            "1001;2026-10-01T10:00:00Z;Ivan.Petrov@Example.ORG;19.90",
            "1002;2026-10-01T11:30:00Z;;5",
            "1003;2026-10-02T09:00:00Z;not a mail;7.25",
            "1004;yesterday;a@example.org;1",
            "1005;2026-10-03T09:00:00Z;a@example.org;1,50");

    @Test
    void theExampleWorks(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("shop.log"), LOG);
        List<Order> orders = new ArrayList<>();
        List<DataIssue> issues;
        // guide: host
        Host host = Host.of(CLOCK, HmacTokenizer.of("k1", KEY));
        Sources found = Sources.of(new ShopLogProvider()); // or Sources.discover(classLoader)
        SourceSpec shop = SourceSpec.of("shop-log")
                .named("shop")
                .with(Map.of("file", file.toString()))
                .withEnvironment(System.getenv());
        try (OpenSources sources = found.open(host, shop)) {
            try (RecordReader<Order> reader = sources.source("shop").read(ReadRequest.all(Order.class))) {
                for (Order order = reader.next(); order != null; order = reader.next()) {
                    orders.add(order);
                }
            }
            issues = sources.issues();
        }
        // guide: end
        assertThat(orders).extracting(Order::orderRef).containsExactly("1001", "1002", "1003");
        assertThat(orders).extracting(o -> o.revenue().toString()).containsExactly("19.9 EUR", "5 EUR", "7.25 EUR");
        assertThat(orders.get(0).person()).startsWith("k1.");
        assertThat(orders.get(1).person()).isNull();
        assertThat(orders.get(2).person()).isNull();
        assertThat(issues)
                .extracting(issue -> issue.sentence().en())
                .containsExactly(
                        "Order: 1 of 5 rows rejected, a number cannot be read (BAD_NUMBER)",
                        "Order: 1 of 5 rows rejected, a time cannot be read (BAD_TIMESTAMP)",
                        "1 records: a phone or mail could not be used, the link was dropped");
        assertThat(issues.toString()).doesNotContain("yesterday").doesNotContain("not a mail");
    }

    @Test
    void whatTheExampleSaysWhenItIsMisconfigured(@TempDir Path folder) {
        Host host = Host.of(CLOCK, HmacTokenizer.of("k1", KEY));
        Sources found = Sources.of(new ShopLogProvider());
        assertThatThrownBy(
                        () -> found.open(host, SourceSpec.of("shop-log").with(Map.of("fil", "x", "currency", "euro"))))
                .isInstanceOf(CkpiException.class)
                .hasMessage("""
                        source shop-log: option "file" is required
                        source shop-log: option "currency" is not a currency code such as EUR: "euro"
                        source shop-log: option "fil" is unknown; the nearest known one is "file"\
                        """);
        Path absent = folder.resolve("absent.log");
        assertThatThrownBy(() -> found.open(host, SourceSpec.of("shop-log").set("file", absent)))
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.code()).isEqualTo("SHOPLOG-NO-FILE"))
                .hasMessage("cannot read the file " + absent);
    }

    @Test
    void theGuideShowsThisCode() throws IOException {
        String code = Files.readString(SOURCES.resolve("ShopLogProvider.java"))
                + Files.readString(SOURCES.resolve("PluginGuideTest.java"));
        List<String> parts = new ArrayList<>();
        Matcher marked = Pattern.compile("// guide: (?!end)\\w+\n(.*?)\\s*// guide: end", Pattern.DOTALL)
                .matcher(code);
        while (marked.find()) {
            parts.add(marked.group(1).stripIndent().strip());
        }
        List<String> shown = new ArrayList<>();
        Matcher blocks = Pattern.compile("```java\n(.*?)\n```", Pattern.DOTALL).matcher(Files.readString(GUIDE));
        while (blocks.find()) {
            shown.add(blocks.group(1).strip());
        }
        assertThat(parts).hasSize(4);
        assertThat(shown).containsExactlyInAnyOrderElementsOf(parts);
    }
}
