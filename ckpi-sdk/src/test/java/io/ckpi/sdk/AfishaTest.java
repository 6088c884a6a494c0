package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.scoring.Status;
import io.ckpi.sdk.fixture.ListSource;
import io.ckpi.spi.host.Sources;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Real orders and costs of a ticket service, Yandex Afisha June 2017 to June 2018, against published figures. */
class AfishaTest {

    private static final Currency DOLLAR = Currency.getInstance("USD");

    @Test
    void ordersAndCostsOfAYearGiveTheKnownFigures() throws IOException {
        Path data = Path.of(System.getProperty("ckpi.data", "missing"), "yandex-afisha");
        assumeTrue(Files.isDirectory(data), "the folder with the Afisha data is not here");
        List<SourceRecord> records = new ArrayList<>();
        List<String> orders = Files.readAllLines(data.resolve("orders_log_us.csv"));
        for (int row = 1; row < orders.size(); row++) {
            String[] cells = orders.get(row).split(",", -1);
            Instant at = Instant.parse(cells[0].replace(' ', 'T') + "Z");
            Envelope envelope =
                    Envelope.builder("afisha", "o" + row, at, ZoneOffset.UTC).build();
            records.add(Order.builder(
                            envelope, "o" + row, Order.Status.PAID, at, new Money(new BigDecimal(cells[1]), DOLLAR))
                    .paidAt(at)
                    .person(cells[2])
                    .build());
        }
        List<String> costs = Files.readAllLines(data.resolve("costs_us.csv"));
        for (int row = 1; row < costs.size(); row++) {
            String[] cells = costs.get(row).split(",", -1);
            LocalDate day = LocalDate.parse(cells[1]);
            Envelope envelope = Envelope.builder(
                            "afisha",
                            "c" + row,
                            day.atStartOfDay(ZoneOffset.UTC).toInstant(),
                            ZoneOffset.UTC)
                    .build();
            records.add(Spend.builder(
                            envelope,
                            day,
                            "source-" + cells[0],
                            "main",
                            Spend.Kind.MEDIA,
                            new Money(new BigDecimal(cells[2]), DOLLAR))
                    .build());
        }

        CkpiReport report = Ckpi.builder()
                .plugins(Sources.of())
                .source(new ListSource("afisha", records), Map.of())
                .memoryBudget(1_000_000)
                .trendPeriods(1)
                .build()
                .measure(Period.ofMonths(YearMonth.of(2017, 6), YearMonth.of(2018, 6), ZoneOffset.UTC));

        assertThat(value(report, "sales.orders")).isEqualTo(50_415);
        assertThat(value(report, "sales.revenue")).isEqualTo(252_057.20);
        assertThat(value(report, "customer.cac")).isEqualTo(9.011626098622786, within(1e-12));
        assertThat(value(report, "customer.repeat-share")).isEqualTo(0.17227500479150124, within(1e-15));
        assertThat(value(report, "economics.roi")).isEqualTo(-23.4175069536, within(1e-9));
        assertThat(report.marc().status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(report.marc().bounds()).isPresent();

        List<String> expected = Files.readAllLines(
                data.resolve("../../cases/sources/afisha-cohorts.csv").normalize());
        List<Cohorts.Cohort> cohorts = report.cohorts().rows();
        assertThat(cohorts).hasSize(13);
        assertThat(cohorts.stream().mapToLong(Cohorts.Cohort::size).sum()).isEqualTo(36_523);
        for (String line : expected.subList(1, expected.size())) {
            String[] cells = line.split(",", -1);
            Cohorts.Cohort cohort = cohorts.stream()
                    .filter(one -> one.month().equals(YearMonth.parse(cells[0])))
                    .findFirst()
                    .orElseThrow();
            Cohorts.Cell cell = cohort.cells().get(Integer.parseInt(cells[2]));
            assertThat(cohort.size()).as(line).isEqualTo(Long.parseLong(cells[1]));
            assertThat(cell.buyers()).as(line).isEqualTo(Long.parseLong(cells[3]));
            assertThat(cell.revenue().value().orElseThrow()).as(line).isEqualTo(Double.parseDouble(cells[4]));
            assertThat(cell.cumulativePerCustomer().value().orElseThrow())
                    .as(line)
                    .isEqualTo(Double.parseDouble(cells[5]), within(5e-7));
        }
        double cac = report.cohorts().cac().value().orElseThrow();
        assertThat(cohorts.get(0).firstAgeReaching(cac)).hasValue(6);
    }

    private static double value(CkpiReport report, String id) {
        return report.reading(id).value().orElseThrow();
    }
}
