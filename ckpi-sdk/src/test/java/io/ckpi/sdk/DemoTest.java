package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.scoring.Status;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo company from end to end, found by the service loader. */
class DemoTest {

    private static final Period OCTOBER = Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow"));

    private static CkpiBuilder demo() {
        return Ckpi.builder()
                .source("demo", Map.of("customers", "2000", "seed", "3"))
                .tokenKey("test", new byte[32]);
    }

    @Test
    void theDemoCompanyIsMeasuredFromEndToEnd() {
        CkpiReport report = demo().build().measure(OCTOBER);
        assertThat(report.marc().status()).isEqualTo(Status.OK);
        assertThat(report.marc().value()).isInstanceOf(Measured.class);
        assertThat(report.marc().value().value().orElseThrow()).isBetween(0.0, 100.0);
        assertThat(report.perspectives())
                .allSatisfy(p -> assertThat(p.headline().shown().reading()).isInstanceOf(Measured.class));
        assertThat(report.funnel().leftOut()).isEmpty();
        assertThat(report.trend()).hasSize(12);
        assertThat(report.effects()).isNotEmpty();
        assertThat(report.cohorts().cac()).isInstanceOf(Measured.class);
        assertThat(report.issues()).noneMatch(issue -> issue.severity() == DataIssue.Severity.ERROR);
        assertThat(report.sources()).hasSize(1);
        assertThat(report.sources().get(0).rowCount()).isGreaterThan(10_000);
        long measured = report.indicators().stream()
                .filter(result -> result.reading() instanceof Measured)
                .count();
        assertThat(measured).isGreaterThan(65);
    }

    @Test
    void threadsAndMemoryChangeNothing() {
        CkpiReport one = demo().threads(1).trendPeriods(1).build().measure(OCTOBER);
        CkpiReport other =
                demo().threads(3).memoryBudget(0).trendPeriods(1).build().measure(OCTOBER);
        assertThat(other.indicators()).isEqualTo(one.indicators());
        assertThat(other.marc().value()).isEqualTo(one.marc().value());
        assertThat(other.funnel()).isEqualTo(one.funnel());
        assertThat(other.cohorts()).isEqualTo(one.cohorts());
        assertThat(other.effects()).isEqualTo(one.effects());
        assertThat(other.evidence()).isEqualTo(one.evidence());
        assertThat(other.sources()).isEqualTo(one.sources());
    }

    @Test
    void aCompanyWithHalfItsSourcesMissingIsReadable() {
        CkpiReport report = Ckpi.builder()
                .source("demo", Map.of("customers", "1000", "without", "touch,call,task,message,assignment,person"))
                .trendPeriods(1)
                .build()
                .measure(OCTOBER);
        assertThat(report.indicators()).hasSize(80);
        assertThat(report.perspectives()).hasSize(7);
        assertThat(report.marc().coverage()).isLessThan(1);
        assertThat(report.marc().bounds()).isPresent();
        assertThat(report.funnel().leftOut()).contains(Rung.VISITOR);
        assertThat(report.effects()).isEmpty();
    }
}
