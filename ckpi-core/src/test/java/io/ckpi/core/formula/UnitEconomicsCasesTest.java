package io.ckpi.core.formula;

import static io.ckpi.testing.Cases.count;
import static io.ckpi.testing.Cases.list;
import static io.ckpi.testing.Cases.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.formula.Crv.Flow;
import io.ckpi.testing.Cases;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Published and derived values of the closed formulas, and their undefined and invalid cases. */
@NullUnmarked // a test knows what is there, and hands over null on purpose
class UnitEconomicsCasesTest {

    private static final Currency USD = Currency.getInstance("USD");

    static Stream<Arguments> values() {
        return rows("value/unit_economics.csv", "metric");
    }

    static Stream<Arguments> edges() {
        return rows("value/unit_economics_edge.csv", "metric");
    }

    static Stream<Arguments> referrals() {
        return rows("value/crv.csv", "quantity");
    }

    private static Stream<Arguments> rows(String file, String nameColumn) {
        return Cases.csv(file).stream().map(row -> Arguments.of(row.get("case_id") + " " + row.get(nameColumn), row));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void value(String name, Map<String, String> row) {
        assertValue(reading(row.get("metric"), inputs(row)), row, Double.parseDouble(row.get("rel_tol")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("edges")
    void edge(String name, Map<String, String> row) {
        String expected = row.get("expected");
        switch (row.get("kind")) {
            case "value" -> assertValue(reading(row.get("metric"), inputs(row)), row, 1e-12);
            case "absent" ->
                assertThat(reading(row.get("metric"), inputs(row)).why()).contains(Reason.valueOf(expected));
            case "invalid" ->
                assertThatThrownBy(() -> reading(row.get("metric"), inputs(row)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(invalidMessage(expected, inputs(row)));
            default -> throw new AssertionError(row.get("kind"));
        }
    }

    private static String invalidMessage(String argument, Map<String, Object> inputs) {
        return switch (argument) {
            case "churn" -> "churn is not from 0 to 1: " + inputs.get("churn");
            case "contraction+churned > start_mrr" ->
                "contraction and churned together, 1200 USD, are above start 1000 USD";
            case "organic_new > new_customers" -> "organic 6 is above newCustomers 5";
            case "retention_spend > sm_spend" -> "retention 120 USD is above salesAndMarketing 100 USD";
            default -> throw new AssertionError(argument);
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("referrals")
    void referralValue(String name, Map<String, String> row) {
        Map<String, Object> inputs = inputs(row);
        List<List<Flow>> typeOne = new ArrayList<>();
        for (Map<String, Object> customer : Cases.<Map<String, Object>>list(inputs, "type_one")) {
            typeOne.add(IntStream.range(0, (int) count(inputs, "T"))
                    .mapToObj(t -> new Flow(
                            at(customer, "A", t), at(customer, "a", t), at(customer, "M", t), at(customer, "ACQ", t)))
                    .toList());
        }
        List<List<Money>> typeTwo = new ArrayList<>();
        if (row.get("quantity").equals("crv")) {
            for (Map<String, Object> customer : Cases.<Map<String, Object>>list(inputs, "type_two")) {
                typeTwo.add(IntStream.range(0, (int) count(inputs, "T"))
                        .mapToObj(t -> at(customer, "ACQ", t))
                        .toList());
            }
        }
        assertValue(
                Crv.presentValue(typeOne, typeTwo, USD, number(inputs, "r")),
                row,
                Double.parseDouble(row.get("rel_tol")));
    }

    @Test
    void theSameFromRecordsIsAbsent() {
        assertThat(Ltv.ofRecords(usd(100), 0.8, 1.01))
                .isInstanceOfSatisfying(
                        Outcome.NotComputable.class,
                        outcome -> assertThat(outcome.why().reason()).isEqualTo(Reason.INVALID_INPUT));
        assertThat(Ltv.ofRecords(usd(100), Double.NaN, 0.1).value()).isEmpty();
        assertThat(Ltv.ofRecords(usd(100), 0.8, 0.02).value()).contains(new Ltv(usd(100), 0.8, 0.02));
        assertThat(Cac.Costs.ofRecords(usd(100), usd(120), 5, 0).value()).isEmpty();
        assertThat(Cac.Costs.ofRecords(usd(100), usd(20), 5, 0).value()).isPresent();
        assertThat(RecurringRevenue.ofRecords(usd(10), usd(0), usd(0), usd(6), usd(6))
                        .value())
                .isEmpty();
        assertThat(RecurringRevenue.ofRecords(usd(10), usd(0), usd(0), usd(6), usd(4))
                        .value())
                .isPresent();
    }

    private static void assertValue(Reading reading, Map<String, String> row, double tolerance) {
        double expected = Double.parseDouble(row.get("expected"));
        assertThat(reading.value().orElseThrow()).isEqualTo(expected, within(tolerance * Math.abs(expected)));
    }

    private static Reading reading(String metric, Map<String, Object> in) {
        return switch (metric) {
            case "ltv_simple" -> ltv(in).simple();
            case "expected_lifetime_periods" -> ltv(in).expectedLifetime();
            case "ltv_cac_ratio" -> LtvToCac.of(ltv(in).simple(), usd(in, "cac"));
            case "cac_payback_simple_periods" ->
                Payback.of(usd(in, "cac"), ltv(in)).simple();
            case "cac_payback_churn_adjusted_periods_continuous" ->
                Payback.of(usd(in, "cac"), ltv(in)).continuous();
            case "cac_payback_churn_adjusted_periods_whole" ->
                Payback.of(usd(in, "cac"), ltv(in)).whole();
            case "ltv_discounted_margin_multiple" -> ltv(in).firstPaymentLater(number(in, "discount"));
            case "ltv_discounted_first_payment_now" -> ltv(in).firstPaymentNow(number(in, "discount"));
            case "margin_multiple" -> Ltv.marginMultiple(number(in, "retention"), number(in, "discount"));
            case "berger_nasr_case1" ->
                Ltv.bergerNasr(
                        usd(in, "gross_contribution"),
                        usd(in, "promo"),
                        number(in, "retention"),
                        number(in, "discount"),
                        (int) count(in, "years"));
            case "nrr" -> recurring(in).netRetention();
            case "grr" -> recurring(in).grossRetention();
            case "saas_quick_ratio" -> recurring(in).quickRatio();
            case "net_new_mrr" -> recurring(in).netNew();
            case "revenue_churn_rate" -> recurring(in).churnRate();
            case "magic_number" ->
                RecurringRevenue.magicNumber(usd(in, "rev_q"), usd(in, "rev_prev_q"), usd(in, "sm_prev_q"));
            case "roas" -> Roi.roas(usd(in, "incremental_revenue"), usd(in, "spend"));
            case "romi" -> Roi.romi(usd(in, "incremental_revenue"), number(in, "gross_margin"), usd(in, "spend"));
            case "break_even_roas" -> Roi.breakEvenRoas(number(in, "gross_margin"));
            case "marginal_romi" ->
                Roi.marginalRomi(
                        usd(in, "spend0"),
                        usd(in, "rev0"),
                        usd(in, "spend1"),
                        usd(in, "rev1"),
                        number(in, "gross_margin"));
            case "cac_blended" -> cac(in).blended();
            case "cac_acquisition_only" -> cac(in).acquisitionOnly();
            case "cac_paid" -> cac(in).paid();
            case "cac_lag1" -> cac(in).lagged(1);
            default -> throw new AssertionError("no formula for " + metric);
        };
    }

    private static Ltv ltv(Map<String, Object> in) {
        return new Ltv(usd(in, "arpa"), number(in, "gross_margin"), number(in, "churn"));
    }

    private static RecurringRevenue recurring(Map<String, Object> in) {
        return new RecurringRevenue(
                usd(in, "start_mrr"), usd(in, "new"), usd(in, "expansion"), usd(in, "contraction"), usd(in, "churned"));
    }

    private static Cac cac(Map<String, Object> in) {
        List<Cac.Costs> periods = new ArrayList<>();
        for (int t = 0; t < list(in, "sm_spend").size(); t++) {
            periods.add(new Cac.Costs(
                    at(in, "sm_spend", t),
                    at(in, "retention_spend", t),
                    Cases.<Number>list(in, "new_customers").get(t).longValue(),
                    Cases.<Number>list(in, "organic_new").get(t).longValue()));
        }
        return new Cac(periods);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> inputs(Map<String, String> row) {
        return (Map<String, Object>) Cases.parse(row.get("inputs"));
    }

    private static Money usd(Map<String, Object> in, String key) {
        return usd(in.get(key));
    }

    private static Money at(Map<String, Object> in, String key, int t) {
        return usd(list(in, key).get(t));
    }

    private static Money usd(Object number) {
        return new Money(new BigDecimal(number.toString()), USD);
    }
}
