package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.formula.Cac;
import io.ckpi.testing.Cases;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The balance on the CDNOW sample with made-up channels: every number against another way to it. */
@NullUnmarked // a test knows what is there
class UnitEconomicsTest {

    private static final YearMonth JANUARY = YearMonth.of(1997, 1);
    private static Purchases log;
    private static Fit<BgNbd> visits;
    private static Fit<GammaGamma> money;

    private static Money usd(Object amount) {
        return new Money(new BigDecimal(amount.toString()), java.util.Currency.getInstance("USD"));
    }

    @BeforeAll
    static void fit() {
        log = log(LocalDate.of(1997, 9, 30));
        visits = ClvTest.visits(log.buyers());
        money = ClvTest.money(log.buyers());
    }

    /** Every third customer came by mail, the first twenty by itself, the others by search. */
    private static Purchases log(LocalDate end) {
        PurchasesBuilder builder = Purchases.builder(ZoneOffset.UTC).endsOn(end);
        List<String> ids = new ArrayList<>();
        for (Map<String, String> row : Cases.data("cdnow/cdnowElog_BTYD.csv")) {
            String id = row.get("masterid");
            if (ids.isEmpty() || !ids.get(ids.size() - 1).equals(id)) {
                ids.add(id);
            }
            String channel = ids.size() <= 20 ? "direct" : ids.size() % 3 == 0 ? "mail" : "search";
            Instant at = LocalDate.parse(row.get("date"), DateTimeFormatter.BASIC_ISO_DATE)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            builder.add(null, id, at, usd(row.get("sales")), channel, null);
        }
        return builder.build();
    }

    private static List<GroupSpend> spend(long search, long mail) {
        List<GroupSpend> spend = new ArrayList<>();
        for (int m = 0; m < 3; m++) {
            spend.add(new GroupSpend("search", JANUARY.plusMonths(m), usd(search * (m + 1)), usd(search / 10)));
            spend.add(GroupSpend.of("mail", JANUARY.plusMonths(m), usd(mail)));
            spend.add(GroupSpend.of("radio", JANUARY.plusMonths(m), usd(100)));
            spend.add(GroupSpend.of("direct", JANUARY.plusMonths(m), usd(0)));
        }
        return spend;
    }

    private static UnitEconomics plain() {
        return UnitEconomics.withDefaults().margin(0.4).withDraws(200, 3);
    }

    private static Balance balance(UnitEconomics economics, List<GroupSpend> spend) {
        return economics.balance(log, spend, visits, money).value().orElseThrow();
    }

    @Test
    void ltvIsRealisedAndComingMargin() {
        Balance balance = balance(plain().discount(Rate.perYear(0.1)), spend(3000, 2000));
        Clv clv = Clv.of(visits.model(), money.model(), java.util.Currency.getInstance("USD"))
                .margin(0.4)
                .discount(Rate.perYear(0.1));
        Buyers buyers = log.buyers();
        double sum = 0;
        int n = 0;
        for (int c = 0; c < log.customers(); c++) {
            if (log.channel(c).orElseThrow().equals("mail")) {
                sum += 0.4 * buyers.spend(c) / 1e6
                        + clv.of(buyers.buyer(c), buyers.end()).value().orElseThrow();
                n++;
            }
        }
        Balance.Group mail = balance.of("mail");
        assertThat(mail.acquired()).isEqualTo(n);
        assertThat(mail.ltv().value().orElseThrow()).isCloseTo(sum / n, within(1e-9));
        assertThat(mail.cac().value().orElseThrow()).isCloseTo(6000.0 / n, within(1e-9));
        assertThat(mail.difference().value().orElseThrow()).isCloseTo((sum - 6000) / n, within(1e-9));
        assertThat(mail.ratio().value().orElseThrow()).isCloseTo(sum / 6000, within(1e-9));
        assertThat(mail.cac().measured().orElseThrow().method()).isEqualTo("cac-blended");
        for (Reading reading : List.of(mail.ltv(), mail.cac(), mail.difference(), mail.ratio())) {
            Interval interval = reading.measured().orElseThrow().interval();
            assertThat(interval.contains(reading.value().orElseThrow())).isTrue();
        }
        assertThat(balance.draws()).isEqualTo(200);
        assertThat(balance.outside()).isZero();
    }

    @Test
    void probabilitiesFollowTheSpend() {
        // LTV is about 40 of margin; 750 mail customers: 3 · 2,000 is far below, 3 · 60,000 far above, 3 · 10,300 about
        // equal
        double before = 1;
        for (long cost : new long[] {2_000, 10_300, 60_000}) {
            Balance.Group mail = balance(plain(), spend(3000, cost)).of("mail");
            double p = mail.pLtvAboveCac().value().orElseThrow();
            assertThat(p).isLessThanOrEqualTo(before);
            before = p;
            assertThat(mail.pRatioAbove3().value().orElseThrow()).isLessThanOrEqualTo(p);
            double ratio = mail.ratio().value().orElseThrow();
            if (cost == 2_000) {
                assertThat(p).isEqualTo(1);
                assertThat(ratio).isGreaterThan(3);
            } else if (cost == 60_000) {
                assertThat(p).isZero();
                assertThat(mail.payback().why()).contains(Reason.NOT_REACHED);
                assertThat(mail.pNotPaidBack().value()).hasValue(1);
            } else {
                assertThat(p).as("ratio " + ratio).isStrictlyBetween(0.02, 0.98);
            }
        }
    }

    @Test
    void edgesOfGroups() {
        Balance balance = balance(plain(), spend(3000, 2000));
        assertThat(balance.groups())
                .extracting(Balance.Group::label)
                .containsExactly("direct", "mail", "radio", "search");
        Balance.Group direct = balance.of("direct");
        assertThat(direct.cac().value()).hasValue(0);
        assertThat(direct.ratio().why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(direct.difference().value()).isEqualTo(direct.ltv().value());
        assertThat(direct.payback().value()).hasValue(0);
        assertThat(direct.ltv().measured().orElseThrow().flags()).contains(Flag.of(Flag.Code.SMALL_SAMPLE, "20"));
        assertThat(balance.of("mail").ltv().measured().orElseThrow().has(Flag.Code.SMALL_SAMPLE))
                .isFalse();
        Balance.Group radio = balance.of("radio");
        assertThat(radio.acquired()).isZero();
        assertThat(radio.cac().why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(radio.ltv().why()).contains(Reason.NO_DATA);
        assertThat(radio.pLtvAboveCac().why()).contains(Reason.NO_DATA);
        assertThatIllegalArgumentException().isThrownBy(() -> balance.of("tv")).withMessage("no such group: tv");
    }

    @Test
    void theFourDefinitionsAreThoseOfTheFormulas() {
        List<Cac.Costs> costs = new ArrayList<>();
        List<GroupSpend> spend = new ArrayList<>();
        for (int m = 0; m < 3; m++) {
            YearMonth month = JANUARY.plusMonths(m);
            long won = 0;
            long organic = 0;
            for (int c = 0; c < log.customers(); c++) {
                if (YearMonth.from(log.firstDay(c)).equals(month)) {
                    won++;
                    organic += log.channel(c).orElseThrow().equals("direct") ? 1 : 0;
                }
            }
            costs.add(new Cac.Costs(usd(9000 + m), usd(1000), won, organic));
            spend.add(new GroupSpend("all", month, usd(9000 + m), usd(1000)));
        }
        Cac cac = new Cac(costs);
        UnitEconomics all =
                plain().by((any, c) -> "all").organic(Set.of("direct")).withDraws(20, 1);
        Map<CacDefinition, Reading> expected = Map.of(
                CacDefinition.blended(), cac.blended(),
                CacDefinition.acquisitionOnly(), cac.acquisitionOnly(),
                CacDefinition.paid(), cac.paid(),
                CacDefinition.lagged(0), cac.lagged(0),
                CacDefinition.lagged(1), cac.lagged(1),
                CacDefinition.lagged(2), cac.lagged(2));
        expected.forEach((definition, formula) -> {
            Balance.Group group = balance(all.with(definition), spend).of("all");
            assertThat(group.cac().value().orElseThrow())
                    .as(definition.id())
                    .isCloseTo(formula.value().orElseThrow(), within(1e-12));
            assertThat(group.cac().measured().orElseThrow().n())
                    .isEqualTo(formula.measured().orElseThrow().n());
            assertThat(group.cac().measured().orElseThrow().method())
                    .isEqualTo(formula.measured().orElseThrow().method());
        });
        assertThat(all.with(CacDefinition.lagged(3)).balance(log, spend, visits, money))
                .isInstanceOfSatisfying(
                        Outcome.NotComputable.class,
                        none -> assertThat(none.why().reason()).isEqualTo(Reason.INSUFFICIENT_DATA));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CacDefinition(CacDefinition.Kind.PAID, 1))
                .withMessage("lag of PAID is 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacDefinition.lagged(-1))
                .withMessage("lag of LAGGED is -1");
    }

    @Test
    void cohortsMeetTheSpendOfTheirMonth() {
        Balance now = balance(plain().byCohort().withDraws(20, 1), spend(3000, 2000));
        assertThat(now.groups()).extracting(Balance.Group::label).containsExactly("1997-01", "1997-02", "1997-03");
        assertThat(now.of("1997-02").spend()).isEqualTo(usd(6000 + 2000 + 100));
        assertThat(now.of("1997-01").acquired()).isEqualTo(781);
        Balance later = balance(plain().byCohort().with(CacDefinition.lagged(1)).withDraws(20, 1), spend(3000, 2000));
        assertThat(later.groups()).extracting(Balance.Group::label).containsExactly("1997-02", "1997-03");
        assertThat(later.of("1997-02").spend()).isEqualTo(usd(3000 - 300 + 2000 + 100));
        assertThat(later.outside()).isEqualTo(781);
    }

    @Test
    void paybackOfOldCustomersIsObserved() {
        Purchases old = log(LocalDate.of(1998, 6, 30)); // everybody is older than 12 months
        Buyers buyers = old.buyers();
        Fit<BgNbd> oldVisits = ClvTest.visits(buyers);
        Fit<GammaGamma> oldMoney = ClvTest.money(buyers);
        CohortTable table = Cohorts.withDefaults()
                .by((any, c) -> "all")
                .agedBy(Cadence.WEEKS.times(4))
                .withAges(13)
                .of(old);
        // between the ages of 4 and 5 times 28 days
        double low = 0.4 * upTo(old, 4 * 28);
        double high = 0.4 * upTo(old, 5 * 28);
        assertThat(table.cumulativeRevenue("all", 12).value().orElseThrow() * 0.4)
                .isGreaterThan(high);
        long cost = Math.round((low + high) / 2 * old.customers());
        Balance.Group all = plain().by((any, c) -> "all")
                .horizon(13, Cadence.WEEKS.times(4))
                .balance(
                        old,
                        List.of(
                                GroupSpend.of("all", JANUARY, usd(0)),
                                GroupSpend.of("all", JANUARY.plusMonths(2), usd(cost))),
                        oldVisits,
                        oldMoney)
                .value()
                .orElseThrow()
                .of("all");
        double expected = 4 + ((double) cost / old.customers() - low) / (high - low);
        assertThat(all.payback().value().orElseThrow()).isCloseTo(expected, within(1e-9));
        assertThat(all.payback().measured().orElseThrow().interval().contains(expected))
                .isTrue();
        assertThat(all.pNotPaidBack().value().orElseThrow()).isLessThan(0.5);
    }

    private static double upTo(Purchases log, int days) {
        double sum = 0;
        for (int c = 0; c < log.customers(); c++) {
            int from = log.table().from()[c];
            for (int i = from; i < log.table().from()[c + 1]; i++) {
                if (log.table().day()[i] - log.table().day()[from] <= days) {
                    sum += log.table().spend()[i] / 1e6;
                }
            }
        }
        return sum / log.customers();
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        assertThat(balance(plain().withDraws(40, 5), spend(3000, 2000)))
                .isEqualTo(balance(plain().withDraws(40, 5), spend(3000, 2000)))
                .isNotEqualTo(balance(plain().withDraws(40, 6), spend(3000, 2000)));
    }

    @Test
    void argumentsAndMissingData() {
        assertThat(plain().balance(log, List.of(), visits, money).value()).isEmpty();
        Outcome<Balance> unknown = UnitEconomics.withDefaults().balance(log, spend(1, 1), visits, money);
        assertThat(unknown).isInstanceOfSatisfying(Outcome.NotComputable.class, none -> assertThat(
                        none.why().detail().en())
                .isEqualTo("no margin is known and no rate is given"));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        plain().balance(log, List.of(GroupSpend.of("a", JANUARY, Money.of(1, "EUR"))), visits, money))
                .withMessage("currencies differ: USD and EUR");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain().balance(
                                Purchases.builder(ZoneOffset.UTC)
                                        .endsOn(LocalDate.of(1997, 9, 30))
                                        .add("a", LocalDate.of(1997, 9, 1), usd(1))
                                        .build(),
                                spend(1, 1),
                                visits,
                                money))
                .withMessage("the fit is of 2357 customers, the log has 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain().withDraws(19, 1))
                .withMessage("draws is below 20: 19");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GroupSpend("a", JANUARY, usd(1), usd(2)))
                .withMessage("retention 2 USD is above salesAndMarketing 1 USD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupSpend.of("a", JANUARY, usd(-1)))
                .withMessage("salesAndMarketing is negative: -1 USD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GroupSpend("a", JANUARY, usd(1), usd(-1)))
                .withMessage("retention is negative: -1 USD");
    }
}
