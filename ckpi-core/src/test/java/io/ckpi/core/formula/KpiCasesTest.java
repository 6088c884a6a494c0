package io.ckpi.core.formula;

import static io.ckpi.testing.Cases.count;
import static io.ckpi.testing.Cases.list;
import static io.ckpi.testing.Cases.map;
import static io.ckpi.testing.Cases.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Crv.Referred;
import io.ckpi.core.stat.Ratios;
import io.ckpi.core.stat.Shares;
import io.ckpi.testing.Cases;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The formula and edge cases of the indicators, as far as they are formulas. */
@NullUnmarked // a test knows what is there, and hands over null on purpose
class KpiCasesTest {

    private static final Currency RUB = Currency.getInstance("RUB");

    static Stream<String> ids() {
        return Cases.json("scoring/kpi.json").stream().map(each -> (String) each.get("id"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ids")
    void kpi(String id) {
        Map<String, Object> each = Cases.json("scoring/kpi.json").stream()
                .filter(one -> id.equals(one.get("id")))
                .findFirst()
                .orElseThrow();
        Map<String, Reading> readings = compute(map(each, "input"));
        double tolerance = number(each, "tolerance");
        int compared = 0;
        for (Map.Entry<String, Object> expected : map(each, "expected").entrySet()) {
            Reading main = readings.get("value");
            Object value = expected.getValue();
            switch (expected.getKey()) {
                case "unit" -> assertThat(value).isEqualTo("percent");
                case "flags" ->
                    ((List<?>) value).forEach(flag -> assertThat(
                                    main.measured().orElseThrow().flags())
                            .contains(Flag.of(Flag.Code.valueOf((String) flag))));
                case "pending" ->
                    assertThat(main.measured().orElseThrow().pending()).isEqualTo(((Number) value).longValue());
                case "interval" -> {
                    Interval interval = main.measured().orElseThrow().interval();
                    List<?> limits = (List<?>) value;
                    assertThat(interval.low()).isEqualTo(((Number) limits.get(0)).doubleValue(), within(tolerance));
                    assertThat(interval.high()).isEqualTo(((Number) limits.get(1)).doubleValue(), within(tolerance));
                    assertThat(interval.level()).isEqualTo(0.95);
                }
                case "status" -> {
                    if (value instanceof Map<?, ?> parts) {
                        parts.forEach((part, reason) -> assertThat(
                                        readings.get(part).why().orElseThrow().name())
                                .isEqualTo(reason));
                    } else {
                        assertThat(main.why().orElseThrow().name()).isEqualTo(value);
                    }
                }
                default -> {
                    Reading reading = readings.get(expected.getKey());
                    assertThat(reading).as(expected.getKey()).isNotNull();
                    if (value == null) {
                        assertThat(reading.value()).as(expected.getKey()).isEmpty();
                    } else {
                        assertThat(reading.value().orElseThrow())
                                .as(expected.getKey())
                                .isEqualTo(((Number) value).doubleValue(), within(tolerance));
                    }
                }
            }
            compared++;
        }
        assertThat(compared).isPositive();
    }

    private static Map<String, Reading> compute(Map<String, Object> input) {
        Map<String, Reading> readings = new LinkedHashMap<>();
        Shares shares = Shares.withDefaults();
        switch ((String) input.get("kpi")) {
            case "roi" -> {
                Reading roi = Roi.of(money(input, "income"), money(input, "investment"));
                readings.put(
                        "value",
                        roi.measured()
                                .<Reading>map(e -> new Measured(e.scaled(100, Unit.PERCENT)))
                                .orElse(roi));
            }
            case "channelFromCalls" -> {
                long buyers = count(input, "buyers");
                readings.put("conversion", shares.ofRecords(buyers, count(input, "calls"), 0));
                readings.put(
                        "revenuePerBuyer", Ratios.plain(number(input, "revenue"), (double) buyers, Unit.money(RUB)));
                readings.put(
                        "costPerCustomer", Cac.of(input.get("spend") == null ? null : money(input, "spend"), buyers));
            }
            case "ltvToCac" -> {
                Reading ltv = new Ltv(
                                money(input, "arpaPerMonth"),
                                number(input, "grossMargin"),
                                number(input, "monthlyChurn"))
                        .simple();
                Money spend = money(input, "acquisitionSpend");
                readings.put("ltv", ltv);
                readings.put("cac", Cac.of(spend, count(input, "newCustomers")));
                readings.put("value", LtvToCac.of(ltv, spend, count(input, "newCustomers")));
            }
            case "crv" -> {
                List<Number> margins = list(input, "referredMargin");
                List<Boolean> anyway = list(input, "referredWouldHaveComeAnyway");
                List<Referred> referred = new ArrayList<>();
                for (int i = 0; i < margins.size(); i++) {
                    referred.add(new Referred(Money.of(margins.get(i).longValue(), "RUB"), anyway.get(i)));
                }
                Crv crv = new Crv(referred, money(input, "cac"), money(input, "referralProgramCost"));
                readings.put("marginFromReferrals", crv.earned());
                readings.put("savedAcquisition", crv.savedAcquisition());
                readings.put("value", crv.value());
            }
            case "crmRevenueShare" ->
                readings.put(
                        "value", Ratios.plain(number(input, "crmRevenue"), number(input, "totalRevenue"), Unit.RATIO));
            case "taskDiscipline" -> {
                long due = count(input, "due");
                readings.put("value", shares.of(count(input, "onTime"), due));
                readings.put("lateShare", shares.of(count(input, "late"), due));
                readings.put("overdueOpenShare", shares.of(count(input, "open"), due));
            }
            case "answeredBeforeThirdRing" -> {
                List<Number> byRing = list(input, "answeredByRing");
                long incoming = count(input, "incoming");
                long answered = byRing.stream().mapToLong(Number::longValue).sum();
                long early = byRing.stream()
                        .limit(count(input, "maxRings") - 1)
                        .mapToLong(Number::longValue)
                        .sum();
                readings.put("value", shares.of(early, incoming));
                readings.put("answered", shares.of(answered, incoming));
                readings.put("missed", shares.of(incoming - answered, incoming));
            }
            case "followUpWithinDays" -> {
                long pending = count(input, "pending");
                readings.put("value", shares.of(count(input, "done"), count(input, "eligible") - pending, pending));
            }
            case "mqlToSal" -> {
                long accepted = count(input, "accepted");
                readings.put(
                        "value",
                        shares.ofRecords(accepted, accepted + count(input, "rejected"), count(input, "pending")));
            }
            case "contentConversion" ->
                readings.put("value", shares.of(count(input, "consumers"), count(input, "landingVisitors")));
            case "mobileParity" ->
                readings.put(
                        "value",
                        shares.ratio(
                                count(input, "mobileConversions"),
                                count(input, "mobileSessions"),
                                count(input, "desktopConversions"),
                                count(input, "desktopSessions")));
            case "demandGrowth" ->
                readings.put("value", Growth.of(number(input, "marketNow"), number(input, "marketBefore")));
            case "negativeToPositive" -> {
                double negative = number(input, "negative");
                readings.put("negativeToPositive", Ratios.plain(negative, number(input, "positive"), Unit.RATIO));
                readings.put(
                        "negativeToRecommendation",
                        Ratios.plain(negative, number(input, "recommendations"), Unit.RATIO));
            }
            case "incremental" -> {
                Incremental incremental = Incremental.ofTotals(
                        money(input, "controlRevenue"),
                        count(input, "controlN"),
                        money(input, "treatedRevenue"),
                        count(input, "treatedN"));
                readings.put("value", incremental.total());
                readings.put("uplift", incremental.uplift());
                readings.put(
                        "perHeadTreated",
                        Ratios.plain(number(input, "treatedRevenue"), number(input, "treatedN"), Unit.money(RUB)));
                readings.put(
                        "perHeadControl",
                        Ratios.plain(number(input, "controlRevenue"), number(input, "controlN"), Unit.money(RUB)));
            }
            default -> throw new AssertionError("no formula for " + input);
        }
        return readings;
    }

    private static Money money(Map<String, Object> input, String key) {
        return new Money(new BigDecimal(input.get(key).toString()), RUB);
    }
}
