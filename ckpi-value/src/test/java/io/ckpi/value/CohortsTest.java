package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.stat.Shares;
import io.ckpi.testing.Cases;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Cohorts of the CDNOW sample against the conformance cases, of the Afisha log against plain counting, and the edges. */
@NullUnmarked // a test knows what is there
class CohortsTest {

    private static final Currency USD = Currency.getInstance("USD");

    private static Instant at(String day) {
        return Instant.parse(day + "T12:00:00Z");
    }

    private static Money usd(long amount) {
        return Money.of(amount, "USD");
    }

    @Test
    void cohortsOfCdnow() {
        CohortTable table = Cohorts.withDefaults().of(PurchasesTest.cdnow(LocalDate.of(1998, 6, 30)));
        assertThat(table.cohorts()).containsExactly("1997-01", "1997-02", "1997-03");
        assertThat(table.ages()).isEqualTo(18);
        int cells = 0;
        for (Map<String, String> row : Cases.csv("value/cohort_retention.csv")) {
            String cohort = row.get("cohort");
            int age = Integer.parseInt(row.get("age_months"));
            double tolerance = Double.parseDouble(row.get("rel_tol"));
            close(table.active(cohort, age), row.get("active_customers"), 0);
            close(table.retention(cohort, age), row.get("retention"), tolerance);
            close(table.cumulativeRevenue(cohort, age), row.get("cum_revenue_per_acquired"), tolerance);
            cells++;
        }
        assertThat(cells).isEqualTo(51);
        assertThat(table.retention("1997-02", 17).why()).contains(Reason.NOT_DUE_YET);
        assertThat(table.revenue("1997-03", 17).why()).contains(Reason.NOT_DUE_YET);
        assertThat(table.rows()).hasSize(54);
        Estimate share = table.retention("1997-01", 1).measured().orElseThrow();
        assertThat(share.interval())
                .isEqualTo(Shares.withDefaults()
                        .of(124, 781)
                        .measured()
                        .orElseThrow()
                        .interval());
    }

    private static void close(Reading reading, String expected, double tolerance) {
        double number = Double.parseDouble(expected);
        assertThat(reading.value().orElseThrow()).isCloseTo(number, within(tolerance * Math.abs(number)));
    }

    @Test
    void cohortsOfAfishaAreThoseOfPlainCounting() {
        PurchasesBuilder builder = Purchases.builder(ZoneOffset.UTC).endsOn(LocalDate.of(2018, 5, 31));
        Map<String, YearMonth> first = new HashMap<>();
        Map<String, Set<String>> active = new HashMap<>();
        Map<String, BigDecimal> revenue = new HashMap<>();
        List<Map<String, String>> rows = Cases.data("yandex-afisha/orders_log_us.csv").stream()
                .filter(row -> row.get("Buy Ts").compareTo("2018-06") < 0)
                .sorted((a, b) -> a.get("Buy Ts").compareTo(b.get("Buy Ts")))
                .toList();
        for (Map<String, String> row : rows) {
            YearMonth month = YearMonth.parse(row.get("Buy Ts").substring(0, 7));
            YearMonth cohort = first.computeIfAbsent(row.get("Uid"), any -> month);
            long age = cohort.until(month, java.time.temporal.ChronoUnit.MONTHS);
            active.computeIfAbsent(cohort + " " + age, any -> new HashSet<>()).add(row.get("Uid"));
            revenue.merge(cohort + " " + age, new BigDecimal(row.get("Revenue")), BigDecimal::add);
            builder.add(
                    row.get("Uid"),
                    Instant.parse(row.get("Buy Ts").replace(' ', 'T') + "Z"),
                    new Money(new BigDecimal(row.get("Revenue")), USD));
        }
        CohortTable table = Cohorts.withDefaults().of(builder.build());
        assertThat(table.cohorts()).hasSize(12);
        assertThat(table.ages()).isEqualTo(12);
        for (CohortTable.Row row : table.rows()) {
            String key = row.cohort() + " " + row.age();
            if (YearMonth.parse(row.cohort()).plusMonths(row.age()).isAfter(YearMonth.of(2018, 5))) {
                assertThat(row.active().why()).contains(Reason.NOT_DUE_YET);
            } else {
                assertThat(row.active().value()).hasValue(active.get(key).size());
                assertThat(row.revenue().value().orElseThrow())
                        .isCloseTo(revenue.get(key).doubleValue(), within(1e-6));
                assertThat(row.active().measured().orElseThrow().has(Flag.Code.PROVISIONAL))
                        .isFalse();
            }
        }
    }

    private static PurchasesBuilder small() {
        return Purchases.builder(ZoneOffset.UTC)
                .endsOn(LocalDate.parse("2026-03-15"))
                .add("1", "a", at("2026-01-05"), usd(10), "search", usd(4))
                .add("2", "a", at("2026-03-05"), usd(20), "mail", usd(8))
                .add("3", "b", at("2026-01-31"), usd(30), "mail", usd(-1))
                .add("4", "c", at("2026-02-10"), usd(40), null, usd(10));
    }

    @Test
    void aStartedPeriodIsFlaggedAndALaterOneIsNotDue() {
        CohortTable table = Cohorts.withDefaults().of(small().build());
        assertThat(table.active("2026-01", 0).value()).hasValue(2);
        assertThat(table.active("2026-01", 1).value()).hasValue(0);
        Estimate started = table.retention("2026-01", 2).measured().orElseThrow();
        assertThat(started.value()).isEqualTo(0.5);
        assertThat(started.flags()).contains(Flag.of(Flag.Code.PROVISIONAL, "started"));
        assertThat(table.retention("2026-01", 1).measured().orElseThrow().has(Flag.Code.PROVISIONAL))
                .isFalse();
        assertThat(table.cumulativeMargin("2026-01", 2).value()).hasValue((4 + 8 - 1) / 2.0);
        assertThat(table.margin("2026-01", 2).value()).hasValue(8);
        assertThat(table.active("2026-02", 2).why()).contains(Reason.NOT_DUE_YET);
        assertThat(table.cumulativeMargin("2026-02", 2).why()).contains(Reason.NOT_DUE_YET);
    }

    @Test
    void channelsAreFollowedByEachCustomersOwnAge() {
        CohortTable table = Cohorts.withDefaults()
                .byChannel()
                .agedBy(Cadence.WEEKS.times(4))
                .of(small().build());
        assertThat(table.cohorts()).containsExactly("mail", "search");
        assertThat(table.outside()).isEqualTo(1);
        assertThat(table.acquired("search")).isEqualTo(1);
        // a: 69 days to the end: ages 0 and 1 (to day 55) are over, age 2 has begun and has the purchase of day 59
        assertThat(table.active("search", 1).value()).hasValue(0);
        assertThat(table.active("search", 2).measured().orElseThrow())
                .satisfies(cell -> assertThat(cell.value()).isEqualTo(1))
                .satisfies(cell -> assertThat(cell.has(Flag.Code.PROVISIONAL)).isTrue());
        assertThat(table.active("mail", 2).why()).contains(Reason.NOT_DUE_YET);
    }

    @Test
    void customersWhoseAgeIsOpenArePending() {
        CohortTable table = Cohorts.withDefaults()
                .by((log, c) -> "all")
                .agedBy(Cadence.WEEKS.times(4))
                .withAges(2)
                .of(small().build());
        // to the end: a 69 days, b 43, c 33: age 1 (days 28 … 55) is over for a alone
        assertThat(table.ages()).isEqualTo(2);
        Estimate cell = table.cumulativeRevenue("all", 1).measured().orElseThrow();
        assertThat(cell.value()).isEqualTo(10);
        assertThat(cell.n()).isEqualTo(1);
        assertThat(cell.pending()).isEqualTo(2);
        assertThat(table.retention("all", 0).measured().orElseThrow().n()).isEqualTo(3);
    }

    @Test
    void periodsAreCohortsToo() {
        Period winter = Period.ofMonths(YearMonth.of(2026, 1), YearMonth.of(2026, 2), ZoneOffset.UTC);
        Period spring = Period.ofMonth(YearMonth.of(2026, 4), ZoneOffset.UTC);
        CohortTable table =
                Cohorts.withDefaults().byPeriod(List.of(spring, winter)).of(small().build());
        assertThat(table.cohorts()).containsExactly("2026-04", "2026-01..2026-02");
        assertThat(table.acquired("2026-01..2026-02")).isEqualTo(3);
        assertThat(table.retention("2026-04", 0).why()).contains(Reason.NO_DATA);
        // age 1 is over for a and b (February) and has begun for c (March)
        assertThat(table.active("2026-01..2026-02", 1).measured().orElseThrow().n())
                .isEqualTo(2);
    }

    @Test
    void edges() {
        CohortTable nobody = Cohorts.withDefaults()
                .of(Purchases.builder(ZoneOffset.UTC)
                        .endsOn(LocalDate.parse("2026-03-15"))
                        .build());
        assertThat(nobody.cohorts()).isEmpty();
        assertThat(nobody.rows()).isEmpty();
        CohortTable unknown = Cohorts.withDefaults()
                .of(small().add("d", LocalDate.parse("2026-03-15"), usd(1)).build());
        assertThat(unknown.margin("2026-01", 0).why()).contains(Reason.NO_DATA);
        assertThat(unknown.cumulativeMargin("2026-01", 0).why()).contains(Reason.NO_DATA);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unknown.active("2026-05", 0))
                .withMessage("no such cohort: 2026-05");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unknown.active("2026-01", 3))
                .withMessage("age is not from 0 to 2: 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cohorts.withDefaults().withAges(0))
                .withMessage("most is below 1: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cohorts.withDefaults().agedBy(new Cadence(0.5)))
                .withMessage("newStep is shorter than a day: 0.5 days");
        assertThat(DateTimeFormatter.ISO_DATE.format(small().build().firstDay(0)))
                .isEqualTo("2026-01-05");
    }
}
