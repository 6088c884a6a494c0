package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Channel;
import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.sdk.definition.MeasureParameters;
import io.ckpi.sdk.fixture.ListSource;
import io.ckpi.sdk.fixture.Make;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.value.Balance;
import io.ckpi.value.CacDefinition;
import io.ckpi.value.CohortTable;
import io.ckpi.value.GroupSpend;
import io.ckpi.value.Purchases;
import io.ckpi.value.ReferralValue;
import io.ckpi.value.TypeOneShare;
import io.ckpi.value.UnitEconomics;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** LTV against CAC, and recommendations, from the records. */
class CustomerEconomicsTest {

    private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
    private static final Period MONTH = Period.ofMonth(YearMonth.of(2026, 10), MOSCOW);
    private static final Period MAY = Period.ofMonth(YearMonth.of(2026, 5), ZoneOffset.UTC);
    private static final Money NOTHING = Money.of("0", "RUB");

    private static Ckpi demo(int threads, long memory) {
        return Ckpi.builder()
                .source("demo", Map.of("customers", "3000"))
                .tokenKey("k1", new byte[32])
                .threads(threads)
                .memoryBudget(memory)
                .trendPeriods(1)
                .build();
    }

    private static Ckpi of(SourceRecord... records) {
        return Ckpi.builder()
                .source(ListSource.of("own", records), Map.of())
                .threads(1)
                .build();
    }

    private static double value(Reading reading) {
        return reading.value().orElseThrow(() -> new AssertionError(reading.toString()));
    }

    private static BigDecimal spend(Balance balance) {
        return balance.groups().stream().map(group -> group.spend().amount()).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void theDemoCompanyIsBalanced() {
        Ckpi demo = demo(2, 1L << 30);
        Acquisition found = demo.acquisition(MONTH).value().value().orElseThrow();
        Balance channels = demo.balance(MONTH).value().value().orElseThrow();
        Balance cohorts = demo.balance(
                        MONTH, UnitEconomics.withDefaults().withDraws(20, 1).byCohort())
                .value()
                .value()
                .orElseThrow();
        BigDecimal spent = found.spend().stream()
                .map(each -> each.salesAndMarketing().amount())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(spend(channels)).isEqualByComparingTo(spent).isPositive();
        assertThat(spend(cohorts)).isEqualByComparingTo(spent);
        for (Balance balance : List.of(channels, cohorts)) {
            long acquired =
                    balance.groups().stream().mapToLong(Balance.Group::acquired).sum();
            assertThat(acquired + balance.outside()).isEqualTo(found.log().customers());
        }
        assertThat(channels.groups()).extracting(Balance.Group::label).contains("paid-search", Acquisition.UNASSIGNED);
        Balance.Group search = channels.of("paid-search");
        BigDecimal searchSpend = found.spend().stream()
                .filter(each -> each.group().equals("paid-search"))
                .map(each -> each.salesAndMarketing().amount())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(value(search.cac())).isCloseTo(searchSpend.doubleValue() / search.acquired(), within(1e-9));
        assertThat(value(search.ltv())).isPositive();
        assertThat(value(search.difference())).isCloseTo(value(search.ltv()) - value(search.cac()), within(1e-6));
        Balance.Group nobody = channels.of(Acquisition.UNASSIGNED);
        assertThat(nobody.acquired()).isZero();
        assertThat(nobody.cac()).isInstanceOfSatisfying(Absent.class, why -> assertThat(why.reason())
                .isEqualTo(Reason.ZERO_DENOMINATOR));

        // the cohort of the month costs what the report says a customer costs
        Measured cac = (Measured) demo.measure(MONTH).reading("customer.cac");
        Balance.Group october = cohorts.of("2026-10");
        assertThat(value(october.cac())).isCloseTo(cac.estimate().value(), within(1e-9 * value(october.cac())));
        assertThat(october.acquired()).isEqualTo(cac.estimate().n());

        // neither threads nor memory change a bit
        assertThat(demo(1, 0).balance(MONTH).value()).isEqualTo(Outcome.of(channels));
    }

    @Test
    void spendIsSummedByChannelAndMonth() {
        Money five = Money.of("5", "RUB");
        Acquisition found = of(
                        order("1", "2026-03-03T00:00:00Z", "ann", Channel.EMAIL),
                        order("2", "2026-05-03T00:00:00Z", "bob", null),
                        cost("a", "2026-03-01", Spend.Kind.MEDIA, "100", Channel.EMAIL, null),
                        cost("b", "2026-03-31", Spend.Kind.PROGRAMME, "7", Channel.EMAIL, null),
                        cost("c", "2026-03-31", Spend.Kind.SERVICE, "1000", Channel.EMAIL, null),
                        cost("d", "2026-04-01", Spend.Kind.MEDIA, "30", null, "spring"),
                        cost("e", "2026-04-02", Spend.Kind.MEDIA, "-5", null, "spring"),
                        cost("f", "2026-04-30", Spend.Kind.SALARY, "11", null, null),
                        cost("g", "2026-06-01", Spend.Kind.MEDIA, "999", Channel.EMAIL, null),
                        new Campaign(
                                Make.at("own", "camp", "2026-01-01T00:00:00Z").build(),
                                "spring",
                                null,
                                null,
                                Instant.parse("2026-01-01T00:00:00Z"),
                                null,
                                five,
                                Channel.DISPLAY))
                .acquisition(MAY)
                .value()
                .value()
                .orElseThrow();
        assertThat(found.spend())
                .containsExactly(
                        GroupSpend.of("display", YearMonth.of(2026, 4), Money.of("25", "RUB")),
                        new GroupSpend("email", YearMonth.of(2026, 3), Money.of("107", "RUB"), Money.of("7", "RUB")),
                        GroupSpend.of(Acquisition.UNASSIGNED, YearMonth.of(2026, 4), Money.of("11", "RUB")),
                        GroupSpend.of("display", YearMonth.of(2026, 5), NOTHING));
        Purchases log = found.log();
        assertThat(log.channel(log.indexOf("ann"))).hasValue("email");
        assertThat(log.channel(log.indexOf("bob"))).isEmpty();
        assertThat(log.customers()).isEqualTo(2);
        // two customers are too few for a model, and the answer says so
        Outcome<Balance> balance = found.balance(UnitEconomics.withDefaults());
        assertThat(balance).isInstanceOfSatisfying(Outcome.NotComputable.class, none -> assertThat(
                        none.why().reason())
                .isEqualTo(Reason.INSUFFICIENT_DATA));
    }

    @Test
    void correctionsAboveTheSpendAreToldWithTheirPlace() {
        Outcome<Balance> balance = of(
                        order("1", "2026-03-03T00:00:00Z", "ann", Channel.EMAIL),
                        cost("a", "2026-03-01", Spend.Kind.MEDIA, "100", Channel.EMAIL, null),
                        cost("b", "2026-04-01", Spend.Kind.MEDIA, "-3", Channel.EMAIL, null))
                .balance(MAY)
                .value();
        assertThat(balance).isInstanceOfSatisfying(Outcome.NotComputable.class, none -> {
            assertThat(none.why().reason()).isEqualTo(Reason.INVALID_INPUT);
            assertThat(none.why().toString()).contains("the spend on email in 2026-04 is negative");
        });
    }

    @Test
    void severalCurrenciesAreAnError() {
        assertThatExceptionOfType(CkpiException.class)
                .isThrownBy(() -> of(
                                order("1", "2026-03-03T00:00:00Z", "ann", Channel.EMAIL),
                                Make.spend("own", "s", "2026-03-01", "ads", "5", "EUR"))
                        .balance(MAY))
                .withMessageContaining("several currencies");
    }

    @Test
    void purchasesEndWhereTheDataEnd() {
        Purchases log = Ckpi.builder()
                .source(
                        ListSource.of("own", order("1", "2026-05-03T00:00:00Z", "ann", null))
                                .completeThrough(Instant.parse("2026-05-11T00:00:00Z")),
                        Map.of())
                .build()
                .purchases(MAY)
                .value();
        assertThat(log.end()).isEqualTo(LocalDate.of(2026, 5, 10));
    }

    /** The report's cohorts need no log of all purchases, but they are those of a log. */
    @Test
    void theCohortsOfTheReportAreThoseOfThePurchases() {
        Ckpi demo = demo(2, 1L << 30);
        Cohorts cohorts = demo.measure(MONTH).cohorts();
        CohortTable table =
                io.ckpi.value.Cohorts.withDefaults().of(demo.purchases(MONTH).value());
        assertThat(cohorts.rows()).isNotEmpty();
        assertThat(table.cohorts())
                .containsExactlyElementsOf(cohorts.rows().stream()
                        .map(row -> row.month().toString())
                        .toList());
        for (Cohorts.Cohort row : cohorts.rows()) {
            String month = row.month().toString();
            assertThat(table.acquired(month)).isEqualTo(row.size());
            for (Cohorts.Cell cell : row.cells()) {
                assertThat(value(table.active(month, cell.age()))).isEqualTo(cell.buyers());
                assertThat(value(table.revenue(month, cell.age())))
                        .isCloseTo(value(cell.revenue()), within(1e-6 * (1 + value(cell.revenue()))));
                assertThat(value(table.cumulativeRevenue(month, cell.age())))
                        .isCloseTo(value(cell.cumulativePerCustomer()), within(1e-6));
            }
            int next = row.cells().size();
            if (next == table.ages()) {
                continue;
            }
            assertThat(table.revenue(month, next)).isInstanceOfSatisfying(Absent.class, why -> assertThat(why.reason())
                    .isEqualTo(Reason.NOT_DUE_YET));
        }
    }

    // ---- recommendations

    /** Adds up the margin of everybody whom somebody recommended. */
    private static final class Recommended implements HistoryFold<Map<String, BigDecimal>> {
        @Override
        public Map<String, BigDecimal> start() {
            return new TreeMap<>();
        }

        @Override
        public void add(Map<String, BigDecimal> state, SubjectHistory history) {
            if (history.referredBy().isEmpty()) {
                return;
            }
            for (Order order : history.orders()) {
                if (order.status() == Order.Status.PAID) {
                    BigDecimal back = order.refunded() == null
                            ? BigDecimal.ZERO
                            : order.refunded().amount();
                    state.merge(
                            history.subject(),
                            order.revenue()
                                    .amount()
                                    .subtract(back)
                                    .subtract(order.costOfGoods().amount()),
                            BigDecimal::add);
                }
            }
        }

        @Override
        public void merge(Map<String, BigDecimal> state, Map<String, BigDecimal> next) {
            state.putAll(next);
        }
    }

    @Test
    void creditsAddUpToWhatTheRecommendedBrought() {
        Ckpi demo = demo(2, 0);
        Referrals found = demo.referrals(MONTH).value().value().orElseThrow();
        Map<String, BigDecimal> brought =
                demo(1, 1L << 30).fold(MONTH, new Recommended()).value();
        assertThat(found.customers().keySet()).isEqualTo(brought.keySet());
        BigDecimal all = brought.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(all).isPositive();
        ReferralValue ones = ReferralValue.withDefaults().with(TypeOneShare.of(1));
        double sum = found.values(ones, NOTHING, 0).values().stream()
                .mapToDouble(CustomerEconomicsTest::value)
                .sum();
        assertThat(sum).isCloseTo(all.doubleValue(), within(1e-9 * all.doubleValue()));
        // type one counts with margin, type two with nothing but what is saved
        ReferralValue half = ReferralValue.withDefaults().with(TypeOneShare.of(0.5));
        double saved = found.values(half, Money.of("100", "RUB"), 0).values().stream()
                .mapToDouble(CustomerEconomicsTest::value)
                .sum();
        assertThat(saved)
                .isCloseTo(all.doubleValue() / 2 + 100.0 * found.customers().size(), within(1e-9 * saved));
        // the demo company does not know who would have come anyway: bounds, no points
        assertThat(found.values(ReferralValue.withDefaults(), NOTHING, 0).values())
                .anyMatch(Bounded.class::isInstance);
        assertThat(demo(1, 1L << 30)
                        .referrals(MONTH)
                        .value()
                        .value()
                        .orElseThrow()
                        .customers())
                .isEqualTo(found.customers());
    }

    @Test
    void chainsCirclesAndSecondReferrers() {
        SourceRecord[] records = {
            order("1", "2026-03-03T00:00:00Z", "bob", null),
            order("2", "2026-03-04T00:00:00Z", "cid", null),
            Make.referral("own", "r1", "2026-01-01T00:00:00Z", "ann", "bob"),
            Make.referral("own", "r2", "2026-01-02T00:00:00Z", "bob", "cid"),
            Make.referral("own", "r3", "2026-01-03T00:00:00Z", "dan", "cid"),
            Make.referral("own", "r4", "2026-01-04T00:00:00Z", "cid", "ann"),
            Make.referral("own", "r5", "2026-01-05T00:00:00Z", "eve", "eve")
        };
        Sourced<Outcome<Referrals>> without = of(records).referrals(MAY);
        assertThat(without.value()).isInstanceOfSatisfying(Outcome.NotComputable.class, none -> assertThat(
                        none.why().toString())
                .contains("no gross margin"));
        Sourced<Outcome<Referrals>> found = Ckpi.builder()
                .source(ListSource.of("own", records), Map.of())
                .parameters(MeasureParameters.builder().grossMargin(0.5).build())
                .build()
                .referrals(MAY);
        assertThat(found.issues()).extracting(DataIssue::code).contains("REFERRAL_CYCLE", "MERGED");
        assertThat(found.issues().stream()
                        .filter(issue -> issue.code().equals("MERGED"))
                        .mapToLong(DataIssue::count)
                        .sum())
                .isEqualTo(2);
        Referrals referrals = found.value().value().orElseThrow();
        assertThat(referrals.currency()).isEqualTo(Currency.getInstance("RUB"));
        assertThat(referrals.tree().referrer("cid")).hasValue("bob");
        ReferralValue ones = ReferralValue.withDefaults().with(TypeOneShare.of(1));
        Map<String, Reading> direct = referrals.values(ones, NOTHING, 0);
        assertThat(value(direct.get("ann"))).isEqualTo(50); // half of bob's 100
        assertThat(value(direct.get("bob"))).isEqualTo(50);
        assertThat(value(direct.get("cid"))).isEqualTo(0);
        assertThat(value(referrals.values(ones, NOTHING, 1).get("ann"))).isEqualTo(100); // bob's and cid's
        assertThat(of(records[0]).referrals(MAY).value())
                .isInstanceOfSatisfying(
                        Outcome.NotComputable.class,
                        none -> assertThat(none.why().toString()).contains("no recommendations"));
    }

    private static Order order(String key, String time, String person, @Nullable Channel channel) {
        Order.Builder order = Order.builder(
                        Make.at("own", key, time).build(),
                        "N-" + key,
                        Order.Status.PAID,
                        Instant.parse(time),
                        Money.of("100", "RUB"))
                .paidAt(Instant.parse(time))
                .person(person);
        return channel == null
                ? order.build()
                : order.origin(Origin.of(channel)).build();
    }

    private static Spend cost(
            String key,
            String day,
            Spend.Kind kind,
            String amount,
            @Nullable Channel channel,
            @Nullable String campaign) {
        return Spend.builder(
                        Make.at("own", key, day + "T00:00:00Z").build(),
                        LocalDate.parse(day),
                        "ads",
                        "main",
                        kind,
                        Money.of(amount, "RUB"))
                .channel(channel)
                .campaign(campaign)
                .build();
    }

    @Test
    void aDefinitionOfCacIsTheCallersChoice() {
        Balance paid = demo(2, 1L << 30)
                .balance(MONTH, UnitEconomics.withDefaults().withDraws(20, 1).with(CacDefinition.acquisitionOnly()))
                .value()
                .value()
                .orElseThrow();
        assertThat(paid.definition().id()).isEqualTo("cac-acquisition-only");
        Acquisition found = demo(2, 1L << 30).acquisition(MONTH).value().value().orElseThrow();
        BigDecimal kept =
                found.spend().stream().map(each -> each.retention().amount()).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal all = found.spend().stream()
                .map(each -> each.salesAndMarketing().amount())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(kept).isPositive();
        assertThat(spend(paid)).isEqualByComparingTo(all.subtract(kept));
    }
}
