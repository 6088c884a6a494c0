package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.LeadStage;
import io.ckpi.core.Money;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.Spend;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.RejectReason;
import io.ckpi.tck.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The shipped example mappings on the data sets they were written for. */
class RealDataTest {

    private static final Currency RUB = Currency.getInstance("RUB");

    private static RecordSource open(TestHost host) {
        return host.open(new FilesProvider());
    }

    private static TestHost host(String data, String mapping) {
        Path folder = DataFolder.of(data);
        Path document = Path.of("").toAbsolutePath();
        while (document != null && !Files.isDirectory(document.resolve("examples/mappings"))) {
            document = document.getParent();
        }
        assumeTrue(document != null, "the example mappings are not here");
        return TestHost.with(
                "dir",
                folder.toString(),
                "mapping",
                Objects.requireNonNull(document)
                        .resolve("examples/mappings/" + mapping)
                        .toString());
    }

    private static Money sum(Collection<Money> amounts, Currency currency) {
        return amounts.stream().reduce(Money.zero(currency), Money::plus);
    }

    @Test
    void afishaIsReadToTheLastKopeck() {
        TestHost host = host("yandex-afisha", "afisha.yaml");
        try (RecordSource source = open(host)) {
            List<Order> orders = host.read(source, Order.class).records();

            assertThat(orders).hasSize(50_415);
            assertThat(host.rejects()).isEmpty();
            assertThat(host.accepted()).isEqualTo(50_415);
            Map<String, Long> buyers = orders.stream()
                    .collect(Collectors.groupingBy(o -> Objects.requireNonNull(o.person()), Collectors.counting()));
            assertThat(buyers).hasSize(36_523);
            assertThat(buyers.values().stream().filter(n -> n > 1).count()).isEqualTo(6_292);
            assertThat(sum(orders.stream().map(Order::revenue).toList(), RUB)).isEqualTo(Money.of("252057.20", "RUB"));
            assertThat(new HashSet<>(
                            orders.stream().map(o -> o.envelope().sourceKey()).toList()))
                    .hasSize(50_415)
                    .allMatch(key -> key.matches("[0-9a-f]{64}"));
            assertThat(orders.get(0).envelope().occurredAt()).isEqualTo(Instant.parse("2017-06-01T00:10:00Z"));
            assertThat(orders.get(0).envelope().flags())
                    .containsExactlyInAnyOrder(RecordFlag.SYNTHETIC_KEY, RecordFlag.CURRENCY_ASSUMED);
            assertThat(orders.get(0).person()).isEqualTo("token:clientId:10329302124590727494");
            assertThat(source.describe().personalFields()).containsExactly("Uid");

            Map<YearMonth, Set<String>> cohorts = new TreeMap<>();
            Map<String, YearMonth> first = new HashMap<>();
            orders.stream()
                    .sorted(java.util.Comparator.comparing(o -> o.envelope().occurredAt()))
                    .forEach(o -> first.putIfAbsent(
                            Objects.requireNonNull(o.person()),
                            YearMonth.from(o.envelope().occurredAt().atZone(ZoneOffset.UTC))));
            first.forEach((person, month) ->
                    cohorts.computeIfAbsent(month, m -> new HashSet<>()).add(person));
            assertThat(cohorts.values().stream().map(Set::size))
                    .containsExactly(2023, 1923, 1370, 2581, 4340, 4081, 4383, 3373, 3651, 3533, 2276, 2988, 1);
        }
    }

    @Test
    void afishaCostsAddUpBySource() {
        TestHost host = host("yandex-afisha", "afisha.yaml");
        try (RecordSource source = open(host)) {
            List<Spend> costs = host.read(source, Spend.class).records();

            assertThat(costs).hasSize(2_542);
            assertThat(sum(costs.stream().map(Spend::cost).toList(), RUB)).isEqualTo(Money.of("329131.62", "RUB"));
            Map<String, Money> bySource = new TreeMap<>();
            costs.forEach(s -> bySource.merge(Objects.requireNonNull(s.campaign()), s.cost(), Money::plus));
            assertThat(bySource)
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "1", Money.of("20833.27", "RUB"),
                            "2", Money.of("42806.04", "RUB"),
                            "3", Money.of("141321.63", "RUB"),
                            "4", Money.of("61073.60", "RUB"),
                            "5", Money.of("51757.10", "RUB"),
                            "9", Money.of("5517.49", "RUB"),
                            "10", Money.of("5822.49", "RUB")));
        }
    }

    @Test
    void idsThatASpreadsheetHasRoundedAreRejected() {
        TestHost host = host("yandex-afisha", "afisha-excel.yaml");
        try (RecordSource source = open(host)) {
            assertThat(host.read(source, Order.class).records()).isEmpty();

            assertThat(host.rejected()).isEqualTo(50_415);
            assertThat(host.accepted()).isZero();
            assertThat(host.rejects()).allSatisfy(reject -> {
                assertThat(reject.reason()).isEqualTo(RejectReason.ID_PRECISION_LOST);
                assertThat(reject.field()).isEqualTo("Uid");
                assertThat(reject.hint()).matches("digits(\\.digits)?E\\+digits");
                assertThat(reject.stream()).isEqualTo("Order");
            });
            assertThat(host.rejects().get(0).location()).isEqualTo("orders_log_us.EXCEL-MANGLED.csv:2");
            assertThat(host.rejects().get(0).row()).isEqualTo(1);

            List<Spend> costs = host.read(source, Spend.class).records();
            assertThat(sum(costs.stream().map(Spend::cost).toList(), RUB)).isEqualTo(Money.of("329131.62", "RUB"));
        }
    }

    @Test
    void theMavenPipelineBecomesChangesOfStage() {
        TestHost host = host("maven-crm-sales", "maven-crm-sales.yaml");
        try (RecordSource source = open(host)) {
            TestHost.Result<LeadStageChange> result = host.read(source, LeadStageChange.class);
            List<LeadStageChange> changes = result.records();

            assertThat(host.rejects()).isEmpty();
            assertThat(host.accepted()).isEqualTo(8_800);
            assertThat(result.issues()).singleElement().satisfies(issue -> {
                assertThat(issue.code()).isEqualTo("UNKNOWN_VALUE");
                assertThat(issue.count()).isEqualTo(1_480);
                assertThat(issue.sentence().en())
                        .isEqualTo("Column \"product\" holds values that the mapping does not know.");
            });
            Map<String, Long> byStage =
                    changes.stream().collect(Collectors.groupingBy(LeadStageChange::toRaw, Collectors.counting()));
            assertThat(byStage)
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("Prospecting", 8_800L, "Engaging", 8_300L, "Won", 4_238L, "Lost", 2_473L));
            assertThat(changes.stream().map(c -> c.envelope().sourceKey()).distinct())
                    .hasSize(changes.size());
            assertThat(changes).allSatisfy(c -> assertThat(c.envelope().flags()).contains(RecordFlag.HISTORY_PARTIAL));

            List<LeadStageChange> created =
                    changes.stream().filter(c -> c.from() == null).toList();
            assertThat(created).hasSize(8_800);
            assertThat(created.stream()
                            .filter(c -> c.envelope().occurredAt().equals(Instant.parse("2017-12-31T00:00:00Z"))))
                    .hasSize(500);
            assertThat(created.stream().map(LeadStageChange::entityRef).distinct())
                    .hasSize(8_800);
            assertThat(created.stream().map(LeadStageChange::owner).distinct()).hasSize(30);
            assertThat(created.stream().filter(c -> "GTXPro"
                            .equals(c.envelope().attributes().get("product"))))
                    .hasSize(1_480);
            assertThat(created.stream().filter(c -> !c.envelope().attributes().containsKey("account")))
                    .hasSize(1_425);

            List<LeadStageChange> won =
                    changes.stream().filter(c -> c.to() == LeadStage.WON).toList();
            Map<YearMonth, Money> byMonth = won.stream()
                    .collect(Collectors.toMap(
                            c -> YearMonth.from(c.envelope().occurredAt().atZone(ZoneOffset.UTC)),
                            c -> Objects.requireNonNull(c.value()),
                            Money::plus,
                            TreeMap::new));
            assertThat(byMonth.get(YearMonth.of(2017, 3))).isEqualTo(Money.of(1_134_672, "USD"));
            assertThat(byMonth.get(YearMonth.of(2017, 12))).isEqualTo(Money.of(1_131_573, "USD"));
            assertThat(sum(byMonth.values(), Currency.getInstance("USD"))).isEqualTo(Money.of(10_005_534, "USD"));

            Map<String, Instant> engaged = changes.stream()
                    .filter(c -> c.toRaw().equals("Engaging"))
                    .collect(Collectors.toMap(
                            LeadStageChange::entityRef, c -> c.envelope().occurredAt(), (a, b) -> a));
            Function<LeadStageChange, Long> cycle = c -> java.time.Duration.between(
                            Objects.requireNonNull(engaged.get(c.entityRef())),
                            c.envelope().occurredAt())
                    .toDays();
            assertThat(won.stream().mapToLong(cycle::apply).summaryStatistics()).satisfies(days -> {
                assertThat(days.getMin()).isEqualTo(1);
                assertThat(days.getMax()).isEqualTo(138);
                assertThat(days.getAverage()).isCloseTo(51.781972628598396, org.assertj.core.data.Offset.offset(1e-9));
            });
            assertThat(source.describe().personalFields()).containsExactly("sales_agent");
        }
    }
}
