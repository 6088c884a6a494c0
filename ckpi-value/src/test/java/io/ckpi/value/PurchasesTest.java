package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Flag;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.testing.Cases;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs, summaries and histories, against the conformance cases and by hand. */
@NullUnmarked // a test knows what is there
class PurchasesTest {

    private static final Currency USD = Currency.getInstance("USD");
    private static final LocalDate END = LocalDate.parse("2026-03-31");

    private static Money usd(Object amount) {
        return new Money(new BigDecimal(amount.toString()), USD);
    }

    private static Instant at(String day) {
        return LocalDate.parse(day).atTime(12, 0).toInstant(ZoneOffset.UTC);
    }

    // ---- conformance ----

    static List<Map<String, Object>> summaries() {
        return list(Cases.map("value/rfm_edge.json").get("summaries"));
    }

    static List<Map<String, Object>> merges() {
        return list(Cases.map("value/rfm_edge.json").get("merges"));
    }

    @ParameterizedTest
    @MethodSource("summaries")
    void edgesOfSummaries(Map<String, Object> edge) {
        LocalDate end = LocalDate.parse((String) edge.get("end"));
        check(log(end, list(edge.get("log"))).buyers(), map(edge.get("expected")));
        if (!((String) edge.get("name")).contains("order does not matter")) {
            check(folded(end, list(edge.get("log"))).buyers(), map(edge.get("expected")));
        }
    }

    @ParameterizedTest
    @MethodSource("merges")
    void edgesOfMerges(Map<String, Object> edge) {
        LocalDate end = LocalDate.parse((String) edge.get("end"));
        List<List<List<Object>>> parts = list(edge.get("parts"));
        Stream<List<Object>> all = parts.stream().flatMap(List::stream);
        check(log(end, all.toList()).buyers(), map(edge.get("expected")));
        BuyersAccumulator first = folded(end, parts.get(0));
        BuyersAccumulator second = folded(end, parts.get(1));
        if ((Boolean) edge.get("mergeable")) {
            first.merge(second);
            check(first.buyers(), map(edge.get("expected")));
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> first.merge(second))
                    .withMessage("the parts interleave in time: 2026-01-19 is before the last purchase day 2026-02-02; "
                            + "keep a customer's rows together");
            assertThat(first.buyers().buyer(0).days()).as("nothing was changed").isEqualTo(2);
        }
    }

    @Test
    void summaryOfCdnow() {
        Buyers buyers = cdnow(LocalDate.of(1997, 9, 30)).buyers();
        Histories histories = buyers.histories(Cadence.WEEKS);
        for (Map<String, String> row : Cases.csv("value/rfm_summary.csv")) {
            String quantity = row.get("quantity");
            double got = row.get("customer_id").equals("*")
                    ? total(quantity, buyers, histories)
                    : one(quantity, buyers, row.get("customer_id"));
            assertThat(got)
                    .as(row.get("case_id"))
                    .isEqualTo(Double.parseDouble(row.get("expected")), within(Double.parseDouble(row.get("abs_tol"))));
        }
        assertThat(histories.logGaps().orElseThrow())
                .isCloseTo(
                        java.util.stream.IntStream.range(0, buyers.size())
                                .mapToDouble(i -> buyers.buyer(i).logGaps(Cadence.WEEKS))
                                .sum(),
                        within(1e-8));
    }

    private static double one(String quantity, Buyers buyers, String id) {
        Buyer buyer = buyers.find(id).orElseThrow();
        History history = buyer.history(buyers.end(), Cadence.WEEKS);
        return switch (quantity) {
            case "x" -> history.repeats();
            case "t_x" -> history.last();
            case "T" -> history.age();
            case "m" -> buyer.meanRepeatSpend().orElse(0);
            case "sum_log_itt" -> buyer.logGaps(Cadence.WEEKS);
            default -> throw new AssertionError(quantity);
        };
    }

    private static double total(String quantity, Buyers buyers, Histories histories) {
        double sum = 0;
        switch (quantity) {
            case "n_customers" -> sum = histories.customers();
            case "n_zero_repeat" -> sum = histories.customers() - histories.repeaters();
            case "n_distinct_x_tx_T" -> sum = histories.groups();
            case "sum_x" -> sum = histories.repeats();
            case "sum_m_x" -> {
                for (int i = 0; i < buyers.size(); i++) {
                    sum += buyers.repeatSpend(i) / 1e6;
                }
            }
            default -> {
                for (int g = 0; g < histories.groups(); g++) {
                    History history = histories.history(g);
                    sum += histories.count(g) * (quantity.equals("sum_t_x") ? history.last() : history.age());
                }
            }
        }
        return sum;
    }

    static Purchases cdnow(LocalDate end) {
        PurchasesBuilder log = Purchases.builder(ZoneOffset.UTC).endsOn(end);
        for (Map<String, String> row : Cases.data("cdnow/cdnowElog_BTYD.csv")) {
            LocalDate day = LocalDate.parse(row.get("date"), java.time.format.DateTimeFormatter.BASIC_ISO_DATE);
            log.add(row.get("masterid"), day, usd(row.get("sales")));
        }
        return log.build();
    }

    private static void check(Buyers buyers, Map<String, Object> expected) {
        assertThat(buyers.size()).isEqualTo(expected.size());
        expected.forEach((id, fields) -> {
            Buyer buyer = buyers.find(id).orElseThrow();
            History history = buyer.history(buyers.end(), Cadence.DAYS);
            map(fields).forEach((field, value) -> {
                if (value == null) {
                    assertThat(buyer.meanRepeatSpend()).isEmpty();
                    return;
                }
                double got =
                        switch (field) {
                            case "x" -> history.repeats();
                            case "t_x_days" -> history.last();
                            case "T_days" -> history.age();
                            case "m" -> buyer.meanRepeatSpend().orElseThrow();
                            case "sum_log_gaps_weeks" -> buyer.logGaps(Cadence.WEEKS);
                            case "first_day_spend" -> buyer.firstDaySpend() / 1e6;
                            case "repeat_spend" -> buyer.repeatSpend() / 1e6;
                            default -> throw new AssertionError(field);
                        };
                assertThat(got).as(field).isCloseTo(((Number) value).doubleValue(), within(1e-12));
            });
        });
    }

    private static Purchases log(LocalDate end, List<List<Object>> rows) {
        PurchasesBuilder log = Purchases.builder(ZoneOffset.UTC).endsOn(end);
        rows.forEach(row -> log.add((String) row.get(0), at((String) row.get(1)), usd(row.get(2))));
        return log.build();
    }

    private static BuyersAccumulator folded(LocalDate end, List<List<Object>> rows) {
        BuyersAccumulator sums = new BuyersAccumulator(end);
        rows.forEach(row -> sums.add((String) row.get(0), LocalDate.parse((String) row.get(1)), usd(row.get(2))));
        return sums;
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> list(Object value) {
        return (List<T>) value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    // ---- the log ----

    @Test
    void daysAreLocalToTheZone() {
        Instant lateInMoscow = Instant.parse("2026-01-05T21:30:00Z");
        Purchases moscow = Purchases.builder(ZoneId.of("Europe/Moscow"))
                .endsOn(END)
                .add("a", Instant.parse("2026-01-05T20:30:00Z"), usd(1))
                .add("a", lateInMoscow, usd(2))
                .build();
        assertThat(moscow.buyers().buyer(0).days()).isEqualTo(2);
        assertThat(moscow.buyers().buyer(0).lastDay()).isEqualTo("2026-01-06");
    }

    @Test
    void refundsReduceTheOrderTheyName() {
        Purchases log = Purchases.builder(ZoneOffset.UTC)
                .endsOn(END)
                .refund("2", at("2026-01-20"), usd(15))
                .refund("9", at("2026-01-20"), usd(15))
                .refund("1", at("2026-04-01"), usd(1))
                .refund("3", at("2026-02-03"), usd(8))
                .add("1", "a", at("2026-01-05"), usd(10), "search", usd(4))
                .add("2", "a", at("2026-01-19"), usd(20), "mail", usd(8))
                .add("3", "a", at("2026-02-02"), usd(7), "mail", usd(2))
                .build();
        Buyer buyer = log.buyers().buyer(0);
        assertThat(buyer.days())
                .as("an order refunded in full stays an occasion")
                .isEqualTo(3);
        assertThat(buyer.spend()).isEqualTo(15_000_000);
        assertThat(log.table().margin()).containsExactly(4_000_000, 2_000_000, 0);
        assertThat(log.channel(0)).contains("search");
        assertThat(log.issues())
                .extracting(DataIssue::code, DataIssue::count, DataIssue::location)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("UNKNOWN_REFUND", 1L, "9"),
                        org.assertj.core.groups.Tuple.tuple("EXCESS_REFUND", 1L, "3"));
    }

    @Test
    void whatLooksWrongIsCounted() {
        Purchases log = Purchases.builder(ZoneOffset.UTC)
                .endsOn(END)
                .add("1", "a", at("2026-01-05"), usd(10))
                .add("1", "a", at("2026-01-06"), usd(10))
                .add("2", "a", at("2026-01-07"), usd(-1))
                .add("3", "b", at("2026-01-08"), usd("0.0000001"))
                .add("4", "c", at("2026-04-01"), usd(3))
                .build();
        assertThat(log.customers()).isEqualTo(1);
        assertThat(log.issues())
                .extracting(issue -> issue.code() + " " + issue.count() + " " + issue.location())
                .containsExactly(
                        "DUPLICATE_ORDER 1 1", "NEGATIVE_AMOUNT 1 2", "UNREADABLE_AMOUNT 1 3", "AFTER_END 1 row 2");
        assertThat(log.issues()).allSatisfy(issue -> {
            assertThat(issue.sentence().ru()).isNotBlank();
            assertThat(issue.severity())
                    .isEqualTo(issue.code().equals("AFTER_END") ? DataIssue.Severity.INFO : DataIssue.Severity.WARNING);
        });
    }

    @Test
    void currenciesMixOnlyByRates() {
        PurchasesBuilder log = Purchases.builder(ZoneOffset.UTC).endsOn(END).add("a", at("2026-01-05"), usd(10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.add("a", at("2026-01-06"), Money.of(1, "EUR")))
                .withMessage("currencies differ: USD and EUR; converting(...) says how they become one");
        Purchases converted = Purchases.builder(ZoneOffset.UTC)
                .endsOn(END)
                .converting(
                        USD,
                        (amount, day) -> day.equals(LocalDate.parse("2026-01-07"))
                                ? null
                                : new Money(amount.amount().multiply(new BigDecimal("1.1234567")), USD))
                .add("a", at("2026-01-05"), usd(10))
                .add("a", at("2026-01-06"), Money.of(1, "EUR"))
                .add("a", at("2026-01-07"), Money.of(1, "EUR"))
                .build();
        assertThat(converted.spend()).contains(usd("11.123457"));
        assertThat(converted.issues()).extracting(DataIssue::code).containsExactly("NO_RATE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Purchases.builder(ZoneOffset.UTC)
                        .converting(USD, (amount, day) -> amount)
                        .add("a", at("2026-01-06"), Money.of(1, "EUR")))
                .withMessage("converted to EUR instead of USD");
        assertThatIllegalStateException()
                .isThrownBy(() -> log.converting(USD, (amount, day) -> amount))
                .withMessage("converting comes before the first order");
    }

    @Test
    void theBuilderSaysWhatIsMissing() {
        PurchasesBuilder log = Purchases.builder(ZoneOffset.UTC).add("a", at("2026-01-05"), usd(10));
        assertThatIllegalStateException().isThrownBy(log::build).withMessage("endsOn was not called");
        log.endsOn(END).build();
        assertThatIllegalStateException().isThrownBy(log::build).withMessage("the log was built before");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.refund("1", at("2026-01-05"), usd(-1)))
                .withMessage("amount is negative: -1 USD");
    }

    @Test
    void repeatRateFrequencyAndBasket() {
        Purchases log = Purchases.builder(ZoneOffset.UTC)
                .endsOn(END)
                .add("a", at("2026-01-05"), usd(10))
                .add("a", at("2026-01-05"), usd(20))
                .add("a", at("2026-03-05"), usd(30))
                .add("b", at("2026-01-07"), usd(60))
                .build();
        Period january = Period.ofMonth(YearMonth.of(2026, 1), ZoneOffset.UTC);
        assertThat(log.repeatRate().value()).hasValue(0.5);
        assertThat(log.purchaseFrequency(january).value()).hasValue(1.5); // 3 orders of 2 customers
        assertThat(log.basket(january).value()).hasValue(30); // 90 / 3
        assertThat(log.basket(january).measured().orElseThrow().unit()).isEqualTo(Unit.money(USD));
        Period february = Period.ofMonth(YearMonth.of(2026, 2), ZoneOffset.UTC);
        assertThat(log.basket(february).why()).contains(Reason.NO_DATA);
        assertThat(log.purchaseFrequency(february).why()).contains(Reason.NO_DATA);
        Period april = Period.ofMonth(YearMonth.of(2026, 4), ZoneOffset.UTC);
        assertThat(log.basket(april).why()).contains(Reason.NOT_DUE_YET);
        assertThat(log.purchaseFrequency(april).why()).contains(Reason.NOT_DUE_YET);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.basket(Period.ofMonth(YearMonth.of(2026, 1), ZoneId.of("Europe/Moscow"))))
                .withMessage("the period is of Europe/Moscow, the log of Z");
        Purchases nobody = Purchases.builder(ZoneOffset.UTC).endsOn(END).build();
        assertThat(nobody.repeatRate().why()).contains(Reason.NO_DATA);
        assertThat(nobody.basket(january).why()).contains(Reason.NO_DATA);
        assertThat(nobody.spend()).isEmpty();
        assertThat(nobody.histories(Cadence.DAYS)).isEqualTo(Histories.none(Cadence.DAYS));
    }

    @Test
    void oneCustomerHasNoIntervalOfTheBasket() {
        Purchases log = Purchases.builder(ZoneOffset.UTC)
                .endsOn(END)
                .add("a", END, usd(10))
                .build();
        assertThat(log.buyers().history(0, Cadence.WEEKS)).isEqualTo(new History(0, 0, 0, Cadence.WEEKS));
        Period march = Period.ofMonth(YearMonth.of(2026, 3), ZoneOffset.UTC);
        assertThat(log.basket(march).measured().orElseThrow().has(Flag.Code.NO_INTERVAL))
                .isTrue();
    }

    @Test
    void logsOfDisjointCustomersMerge() {
        Purchases a = Purchases.builder(ZoneOffset.UTC)
                .endsOn(END)
                .add("1", "a", at("2026-01-05"), usd(10), "search", usd(4))
                .add("2", "a", at("2026-01-05"), usd(-10))
                .build();
        Purchases b = Purchases.builder(ZoneOffset.UTC)
                .endsOn(END)
                .add("3", "b", at("2026-01-05"), usd(7), null, usd(1))
                .add("4", "b", at("2026-01-05"), usd(7), null, usd(1))
                .add("5", "b", at("2026-01-05"), usd(-7))
                .build();
        Purchases both = a.plus(b);
        assertThat(both.customers()).isEqualTo(2);
        assertThat(both.hasMargins()).isTrue();
        assertThat(both.channel(0)).contains("search");
        assertThat(both.channel(1)).isEmpty();
        assertThat(both.indexOf("b")).isEqualTo(1);
        assertThat(both.indexOf("c")).isEqualTo(-1);
        assertThat(both.spend()).contains(usd(24));
        assertThat(both.basket(Period.ofMonth(YearMonth.of(2026, 1), ZoneOffset.UTC))
                        .value())
                .hasValue(8);
        assertThat(both.issues()).singleElement().satisfies(issue -> assertThat(issue.count())
                .isEqualTo(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> a.plus(a))
                .withMessage("a customer is in both logs: its purchases must stay together");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> a.plus(Purchases.builder(ZoneOffset.UTC)
                        .endsOn(END.plusDays(1))
                        .build()))
                .withMessage("the logs end differently: 2026-03-31 Z and 2026-04-01 Z");
    }

    @Test
    void columnsAreChecked() {
        int day = (int) END.toEpochDay();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> columns(new int[] {0, -1}, new int[] {day, day}, new long[] {1, 1}))
                .withMessage("customer 1 is negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> columns(new int[] {0, 1}, new int[] {day, day}, new long[] {1, -5}))
                .withMessage("amount 1 is negative: -5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> columns(new int[] {0, 1}, new int[] {day + 1, day}, new long[] {1, 5}))
                .withMessage("day 0 is after the end 2026-03-31: 2026-04-01");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> columns(new int[] {0}, new int[] {day, day}, new long[] {1, 5}))
                .withMessage("customer has 1 rows, epochDay 2, micros 2");
        Purchases log = columns(new int[] {1, 0, 1}, new int[] {day, day, day - 1}, new long[] {1, 2, 3});
        assertThat(log.id(1)).isEqualTo("1");
        assertThat(log.buyers().buyer(1)).isEqualTo(new Buyer(END.minusDays(1), END, 2, 4, 3, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.plus(log))
                .withMessage("a log of numbered customers cannot be merged");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> columns(new int[] {1}, new int[] {day}, new long[] {1}))
                .withMessage("customer numbers have gaps: the largest is 1 in 1 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> columns(new int[] {1, 1}, new int[] {day, day}, new long[] {1, 1}))
                .withMessage("customer 0 has no purchase: numbers must run from 0 without gaps");
    }

    private static Purchases columns(int[] customer, int[] day, long[] micros) {
        return Purchases.ofColumns(customer, day, micros, ZoneOffset.UTC, END, USD);
    }

    // ---- the stream ----

    @Test
    void theStreamRefusesWhatItCannotFold() {
        BuyersAccumulator sums = new BuyersAccumulator(END);
        sums.add("a", LocalDate.parse("2026-02-02"), usd(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sums.add("a", LocalDate.parse("2026-01-05"), usd(1)))
                .withMessage("purchases of a customer are out of time order: 2026-01-05 after 2026-02-02");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sums.add("b", END, Money.of(1, "EUR")))
                .withMessage("currencies differ: USD and EUR");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sums.merge(new BuyersAccumulator(END.plusDays(1))))
                .withMessage("end dates differ: 2026-03-31 and 2026-04-01");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sums.add("b", Buyer.of(END.plusDays(1), 1), USD))
                .withMessage("lastDay 2026-04-01 is after the end 2026-03-31");
        sums.add("c", END.plusDays(1), usd(1));
        sums.add("c", END, usd(-1));
        assertThat(sums.issues())
                .extracting(issue -> issue.code() + " " + issue.count())
                .containsExactly("NEGATIVE_AMOUNT 1", "AFTER_END 1");
        Buyers before = sums.buyers();
        sums.add("a", END, usd(5));
        assertThat(before.buyer(0).spend()).as("a summary does not change").isEqualTo(1_000_000);
        assertThat(sums.buyers().buyer(0).spend()).isEqualTo(6_000_000);
        assertThat(sums.buyers().daysSinceLast(0)).isZero();
    }

    @Test
    void aBuyerIsPossible() {
        LocalDate day = LocalDate.parse("2026-01-05");
        Map<String, org.assertj.core.api.ThrowableAssert.ThrowingCallable> wrong = new LinkedHashMap<>();
        wrong.put(
                "lastDay 2026-01-04 is before firstDay 2026-01-05", () -> new Buyer(day, day.minusDays(1), 1, 1, 1, 0));
        wrong.put("days is 2 from 2026-01-05 to 2026-01-05", () -> new Buyer(day, day, 2, 1, 1, 0));
        wrong.put("days is 1 from 2026-01-05 to 2026-01-06", () -> new Buyer(day, day.plusDays(1), 1, 1, 1, 0));
        wrong.put("days is 3 from 2026-01-05 to 2026-01-06", () -> new Buyer(day, day.plusDays(1), 3, 1, 1, 0));
        wrong.put("spend 2 and firstDaySpend 1 do not fit 1 days", () -> new Buyer(day, day, 1, 2, 1, 0));
        wrong.put("spend -1 and firstDaySpend -1 do not fit 1 days", () -> Buyer.of(day, -1));
        wrong.put("logGaps is NaN for 2 days", () -> new Buyer(day, day.plusDays(1), 2, 2, 1, Double.NaN));
        wrong.put("logGaps is 1.0 for 1 days", () -> new Buyer(day, day, 1, 1, 1, 1));
        wrong.put("lastDay 2026-01-05 is after the end 2026-01-04", () -> Buyer.of(day, 1)
                .history(day.minusDays(1), Cadence.DAYS));
        wrong.forEach((message, call) ->
                assertThatIllegalArgumentException().isThrownBy(call::call).withMessage(message));
    }
}
