package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.scoring.Bridge;
import io.ckpi.scoring.Change;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.Colour;
import io.ckpi.scoring.CompositeResult;
import io.ckpi.scoring.ResultChange;
import io.ckpi.scoring.Target;
import io.ckpi.sdk.definition.MeasureParameters;
import io.ckpi.sdk.fixture.ListSource;
import io.ckpi.sdk.fixture.Make;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the code of docs/guide/sdk.md; what it says about analyses is run by {@link AnalysesGuideTest}. */
class UserGuideTest {

    private static final Path GUIDE = root().resolve("docs/guide/sdk.md");
    private static final Path TESTS = root().resolve("ckpi-sdk/src/test/java/io/ckpi/sdk");

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guide/sdk.md"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }

    /** Code or a document without what the formatter may change. */
    private static String essence(String text) {
        return text.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    @Test
    void everySnippetOfTheGuideIsRunHere() throws IOException {
        String self = essence(Files.readString(TESTS.resolve("UserGuideTest.java"), StandardCharsets.UTF_8)
                + Files.readString(TESTS.resolve("AnalysesGuideTest.java"), StandardCharsets.UTF_8));
        Matcher matcher = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(GUIDE, StandardCharsets.UTF_8));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        assertThat(blocks).hasSize(16);
        for (String block : blocks) {
            assertThat(self).as("the snippet%n%s", block).contains(essence(block));
        }
    }

    @Test
    void measureAndRead() {
        CkpiReport report = Ckpi.builder()
                .source("demo", Map.of("customers", "2000"))
                .profile(CkpiMarc.standard())
                .build()
                .measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow")));

        CompositeResult marc = report.marc();
        System.out.println(marc.value()); // Measured with a 90 % interval, or Absent and why
        System.out.println(marc.coverage()); // share of the weight that has data
        System.out.println(marc.bounds()); // what it could be if the missing parts were known

        for (FactorResult factor : report.factors()) {
            System.out.println(factor.factor().label() + " "
                    + factor.indicator().id() + " " + factor.factor().score());
        }

        IndicatorResult balance = report.indicator("economics.ltv-to-cac");
        Reading now = balance.reading(); // Measured, Bounded or Absent
        Change change = balance.previous().change(); // against the period before, with an arrow
        Change year = balance.yearBefore().change(); // against the same period a year before
        Colour colour = balance.judgement().colour(); // by a target, else by a score curve, else none
        Evidence evidence = balance.evidence(); // period, sources, definition and its hash, digest of the data

        for (Funnel.Step step : report.funnel().steps()) {
            System.out.println(step.rung().names().en() + " " + step.count() + ", still open " + step.open());
        }
        for (DataIssue issue : report.issues()) {
            System.out.println(issue.severity() + " " + issue.sentence().in(Locale.ENGLISH));
        }

        assertThat(now).isInstanceOf(Measured.class);
        assertThat(change.difference()).isNotNull();
        assertThat(year.difference()).isNotNull();
        assertThat(colour).isNotEqualTo(Colour.NONE);
        assertThat(evidence.sources()).containsExactly("demo");
    }

    @Test
    void twoReports() {
        Ckpi ckpi = Ckpi.builder()
                .source("demo", Map.of("customers", "1000"))
                .trendPeriods(1)
                .build();
        Ckpi reweighed = Ckpi.builder()
                .source("demo", Map.of("customers", "1000"))
                .profile(CkpiMarc.equalWeights())
                .trendPeriods(1)
                .build();
        CkpiReport earlier = ckpi.measure(Period.ofMonth(YearMonth.of(2026, 9), ZoneId.of("Europe/Moscow")));
        CkpiReport report = reweighed.measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow")));

        ResultChange since = report.changeSince(earlier);
        Bridge bridge = since.bridge().value().orElseThrow();
        System.out.println(bridge.business() + " by business, " + bridge.method() + " by method");
        System.out.println(since.definitions()); // the places of the definition that changed

        assertThat(bridge.method() + bridge.business()).isCloseTo(bridge.total(), within(1e-9));
        assertThat(since.definitions()).isNotEmpty();
    }

    @Test
    void targetsAndConstants() {
        Ckpi ours = Ckpi.builder()
                .source("demo", Map.of("customers", "2000"))
                .target(Target.of("calls.answered-before-third-ring", 0.9))
                .target(Target.of("order.processing-time", 4).withBaseline(24))
                .parameters(MeasureParameters.builder()
                        .activeDays(90)
                        .grossMargin(0.35)
                        .build())
                .trendPeriods(3)
                .seed(7)
                .build();
        CkpiReport report = ours.measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneOffset.UTC));
        assertThat(report.trend()).hasSize(3);
        assertThat(report.indicator("order.processing-time").target()).isNotNull();
        assertThat(report.indicator("customer.ltv").evidence().definitionHash())
                .isNotEqualTo(Catalogue.standard().hash("customer.ltv"));
    }

    @Test
    void largeData(@TempDir Path folder) {
        AtomicBoolean stop = new AtomicBoolean();
        CkpiReport large = Ckpi.builder()
                .source("demo", Map.of("customers", "3000"))
                .threads(2)
                .memoryBudget(64 << 20)
                .spoolDirectory(folder)
                .progress(p -> System.err.println(p.phase().names().en() + " " + p.done()))
                .build()
                .measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneOffset.UTC), stop::get);
        assertThat(large.indicators()).hasSize(80);
    }

    /** Orders a host has at hand. */
    private static final class OurOrders implements SourceProvider {

        private final ListSource orders =
                ListSource.of("orders", Make.paid("orders", "1", "2026-05-03T00:00:00Z", "ann", "100"));

        @Override
        public int spiLevel() {
            return 1;
        }

        @Override
        public String name() {
            return "orders";
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public List<SourceOption> options() {
            return List.of();
        }

        @Override
        public RecordSource open(SourceConfig config, SourceContext context) {
            return orders.open(config, context);
        }
    }

    @Test
    void aSourceOfTheHosts() {
        CkpiReport own = Ckpi.builder()
                .source(new OurOrders(), Map.of())
                .build()
                .measure(Period.ofMonth(YearMonth.of(2026, 5), ZoneOffset.UTC));
        System.out.println(own.reading("sales.revenue"));
        System.out.println(own.marc().bounds());
        assertThat(own.reading("sales.revenue").value()).hasValue(100);
    }
}
