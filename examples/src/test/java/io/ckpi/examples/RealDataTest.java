package io.ckpi.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Period;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.scoring.Status;
import io.ckpi.sdk.Ckpi;
import io.ckpi.sdk.CkpiReport;
import io.ckpi.sdk.SourceSummary;
import io.ckpi.spi.RejectReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Real files through the mappings that ship here. The expected figures were computed from the data independently: orders and
 * costs of the Yandex.Afisha course, opportunities of Maven Analytics' "CRM Sales Opportunities".
 */
class RealDataTest {

    private static final Period AFISHA = Period.ofMonths(YearMonth.of(2017, 6), YearMonth.of(2018, 6), ZoneOffset.UTC);

    private static Path data(String name) {
        Path folder = Path.of(System.getProperty("ckpi.data", "../../shared/data"), name);
        assumeTrue(Files.isDirectory(folder), () -> "the data set " + name + " is not here: " + folder);
        return folder.toAbsolutePath();
    }

    private static CkpiReport measure(String dataSet, String mapping, Period period) {
        return Ckpi.builder()
                .source(
                        "files",
                        Map.of(
                                "dir",
                                data(dataSet).toString(),
                                "mapping",
                                Path.of("mappings", mapping).toAbsolutePath().toString()))
                .tokenKey("k1", "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8))
                .build()
                .measure(period);
    }

    private static Estimate measured(CkpiReport report, String id) {
        return report.reading(id).measured().orElseThrow(() -> new AssertionError(id + ": " + report.reading(id)));
    }

    @Test
    void afishaGivesTheKnownFigures() {
        CkpiReport report = measure("yandex-afisha", "afisha.yaml", AFISHA);

        assertThat(measured(report, "sales.orders").value()).isEqualTo(50_415);
        assertThat(measured(report, "sales.revenue").value()).isEqualTo(252_057.20);
        assertThat(measured(report, "sales.revenue").unit()).isEqualTo(Unit.money(Currency.getInstance("RUB")));
        assertThat(measured(report, "customer.cac").value()).isCloseTo(9.011626098622786, within(1e-12));
        assertThat(measured(report, "economics.roi").value()).isCloseTo(-23.417506953601117, within(1e-11));
        Estimate repeat = measured(report, "customer.repeat-share");
        assertThat(repeat.ratio()).isEqualTo(new Estimate.Ratio(6_292, 36_523));
        assertThat(repeat.value()).isCloseTo(0.17227500479150124, within(1e-15));
    }

    @Test
    void onPartOfTheDataNoCompositeIsGivenButItsCoverageAndBoundsAre() {
        CkpiReport report = measure("yandex-afisha", "afisha.yaml", AFISHA);

        assertThat(report.marc().status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(report.marc().value()).isInstanceOfSatisfying(Absent.class, absent -> assertThat(absent.reason())
                .isEqualTo(Reason.INSUFFICIENT_DATA));
        assertThat(report.marc().coverage()).isCloseTo(1.0 / 7, within(1e-15));
        assertThat(report.marc().bounds())
                .hasValueSatisfying(bounds -> assertThat(bounds.low()).isLessThan(bounds.high()));
    }

    @Test
    void idsThatASpreadsheetRoundedAreAllRejected() {
        CkpiReport report = measure("yandex-afisha", "afisha-excel.yaml", AFISHA);

        SourceSummary source = report.sources().get(0);
        assertThat(source.rows()).anySatisfy(rows -> {
            assertThat(rows.reasons()).isEqualTo(Map.of(RejectReason.ID_PRECISION_LOST, 50_415L));
            assertThat(rows.rows()).isEqualTo(50_415);
        });
        assertThat(source.streams())
                .filteredOn(stream -> stream.type().equals("Order"))
                .singleElement()
                .satisfies(stream -> {
                    assertThat(stream.surviving()).isZero();
                    assertThat(stream.complete()).isFalse();
                });
        assertThat(source.firstRejects()).hasSize(100).allSatisfy(reject -> {
            assertThat(reject.field()).isEqualTo("Uid");
            assertThat(reject.location()).startsWith("orders_log_us.EXCEL-MANGLED.csv:");
        });
        assertThat(report.reading("customer.repeat-share")).isInstanceOf(Absent.class);
        assertThat(report.issues())
                .anySatisfy(issue -> assertThat(issue.count()).isEqualTo(50_415));
    }

    @Test
    void opportunitiesGiveTheWinRateWithItsInterval() {
        CkpiReport report = measure(
                "maven-crm-sales",
                "maven-crm-sales.yaml",
                Period.ofMonths(YearMonth.of(2017, 1), YearMonth.of(2017, 12), ZoneOffset.UTC));

        Estimate winRate = measured(report, "sales.win-rate");
        assertThat(winRate.ratio()).isEqualTo(new Estimate.Ratio(4_238, 6_711));
        Interval interval = winRate.interval();
        assertThat(interval).isNotNull();
        assertThat(interval.low()).isCloseTo(0.619886914783114, within(1e-12));
        assertThat(interval.high()).isCloseTo(0.6429636693779573, within(1e-12));
    }
}
