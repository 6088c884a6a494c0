package io.ckpi.source.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ckpi.core.Money;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the code, the mapping and the command lines of docs/guide/source-rest.md. */
class UserGuideTest {

    private static final Path ROOT = root();

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private final Portal portal = new Portal();
    private final String webhook = portal.webhook();
    private final Clock clock = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    private final byte[] tokenKey = new byte[32];

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guide/source-rest.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "the guide is not here");
        }
        return folder;
    }

    private static List<String> fences(String begin) throws IOException {
        Matcher fence = Pattern.compile("```" + begin + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("docs/guide/source-rest.md")));
        List<String> found = new ArrayList<>();
        while (fence.find()) {
            found.add(fence.group(1));
        }
        return found;
    }

    @BeforeEach
    void deals() {
        portal.item(
                2,
                8,
                "categoryId",
                5,
                "stageId",
                "C5:UC_9",
                "isRecurring",
                "N",
                "createdTime",
                "2026-03-02T10:00:00+03:00",
                "opportunity",
                "1500.50",
                "currencyId",
                "RUB",
                "sourceId",
                "CALL");
        portal.item(
                2,
                9,
                "categoryId",
                0,
                "stageId",
                "NEW",
                "isRecurring",
                "N",
                "createdTime",
                "2026-03-02T10:00:00+03:00",
                "opportunity",
                "7",
                "currencyId",
                "RUB");
    }

    @AfterEach
    void stop() {
        portal.close();
    }

    @Test
    void theMoneyOfWonDeals() {
        // BEGIN
        SourceSpec portal =
                SourceSpec.of("bitrix24").named("crm").set("webhook", webhook).set("lists", "stages,deals");
        Host host = Host.of(clock, HmacTokenizer.of("k1", tokenKey));
        Money won = Money.zero(Currency.getInstance("RUB"));
        try (OpenSources sources = Sources.of(new Bitrix24Provider()).open(host, portal);
                RecordReader<Order> orders = sources.source("crm").read(ReadRequest.all(Order.class))) {
            for (Order order = orders.next(); order != null; order = orders.next()) {
                won = won.plus(order.revenue());
            }
        }
        System.out.println(won); // 1500.5 RUB
        // END
        assertThat(won).hasToString("1500.5 RUB");
    }

    @Test
    void theJavaCodeIsThatOfTheGuide() throws IOException {
        String test = Files.readString(
                ROOT.resolve("connectors/ckpi-source-rest/src/test/java/io/ckpi/source/rest/UserGuideTest.java"));
        String here = test.substring(test.indexOf("// BEGIN") + 8, test.indexOf("// END"));
        assertThat(fences("java").stream().map(UserGuideTest::dense).toList()).containsExactly(dense(here));
    }

    private static String dense(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void aMappingOfOnesOwn() throws IOException {
        List<String> yaml = fences("yaml won.yaml");
        assertThat(yaml).hasSize(1);
        Path file = Files.writeString(folder.resolve("won.yaml"), yaml.get(0));
        TestHost host = TestHost.with("webhook", webhook, "mapping", file.toString());
        var source = host.open(new Bitrix24Provider(host::sleep));
        assertThat(host.read(source, Order.class).records())
                .extracting(Order::orderRef, order -> order.revenue().toString(), Order::tags)
                .containsExactly(tuple("D_8", "1500.5 RUB", Set.of("CALL")));
        source.close();
    }

    /** Opens what each command line names: a fault of an option would be refused. */
    @Test
    void theCommandLinesNameOptionsThatThereAre() throws IOException {
        Map<String, SourceProvider> providers = Map.of(
                "bitrix24", new Bitrix24Provider(),
                "yandex-metrica", new YandexMetricaProvider(),
                "hubspot", new HubSpotProvider());
        Set<String> seen = new LinkedHashSet<>();
        for (String lines : fences("sh")) {
            Matcher export = Pattern.compile("export CKPI_([A-Z0-9_]+)='(.*)'").matcher(lines);
            Matcher source = Pattern.compile("--source (\\S+)").matcher(lines);
            assertThat(export.find()).isTrue();
            assertThat(source.find()).isTrue();
            String name = source.group(1);
            String prefix = name.toUpperCase(java.util.Locale.ROOT).replace('-', '_') + "_";
            assertThat(export.group(1)).startsWith(prefix);
            String key = export.group(1).substring(prefix.length()).toLowerCase(java.util.Locale.ROOT);
            SourceSpec spec = SourceSpec.of(name).set(key, export.group(2));
            Matcher set = Pattern.compile("--set ([a-z-]+)=(\\S+)").matcher(lines);
            while (set.find()) {
                spec = spec.set(set.group(1), set.group(2));
            }
            Host host = Host.of(clock, HmacTokenizer.of("k1", tokenKey));
            try (OpenSources sources =
                    Sources.of(Objects.requireNonNull(providers.get(name))).open(host, spec)) {
                Set<Class<? extends SourceRecord>> streams =
                        sources.source(name).describe().streams();
                assertThat(streams).isNotEmpty();
            }
            seen.add(name);
        }
        assertThat(seen).isEqualTo(new LinkedHashSet<>(List.of("bitrix24", "yandex-metrica", "hubspot")));
    }
}
