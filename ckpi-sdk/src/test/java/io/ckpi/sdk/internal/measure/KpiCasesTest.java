package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Reason;
import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The published cases of the indicators, made into records and measured. */
class KpiCasesTest {

    @SuppressWarnings("unchecked")
    static Stream<Arguments> cases() throws IOException {
        String name = "/conformance-files/scoring/kpi.json";
        try (InputStream in = KpiCasesTest.class.getResourceAsStream(name)) {
            Object tree = Definitions.read(name, Objects.requireNonNull(in, name), Node::tree);
            List<Arguments> all = new ArrayList<>();
            for (Object item : (List<Object>) tree) {
                Map<String, Object> one = (Map<String, Object>) item;
                all.add(Arguments.of(one.get("id"), one));
            }
            assertThat(all).hasSize(19);
            return all.stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void measured(String id, Map<String, Object> one) {
        Input in = new Input(map(one.get("input")));
        Input expected = new Input(map(one.get("expected")));
        double tolerance = new Input(one).real("tolerance");
        Check check = new Check(id, tolerance);
        switch (in.text("kpi")) {
            case "roi" -> roi(in, expected, check);
            case "channelFromCalls" -> channel(in, expected, check);
            case "ltvToCac" -> ltvToCac(in, expected, check);
            case "crv" -> crv(in, expected, check);
            case "crmRevenueShare" -> crmShare(in, expected, check);
            case "taskDiscipline" -> discipline(in, expected, check);
            case "answeredBeforeThirdRing" -> rings(in, expected, check);
            case "followUpWithinDays" -> followUp(in, expected, check);
            case "mqlToSal" -> acceptance(in, expected, check);
            case "contentConversion" -> content(in, expected, check);
            case "mobileParity" -> parity(in, expected, check);
            case "demandGrowth" -> growth(in, expected, check);
            case "negativeToPositive" -> voice(in, expected, check);
            case "incremental" -> incremental(in, expected, check);
            default -> throw new AssertionError("no such kpi: " + in.text("kpi"));
        }
    }

    private record Check(String id, double tolerance) {
        void value(Company company, String indicator, Input expected, String key) {
            if (expected.number(key) == null) {
                assertThat(company.why(indicator)).as(id + " " + indicator).isEqualTo(expected.status(key));
            } else {
                assertThat(company.value(indicator))
                        .as(id + " " + indicator)
                        .isCloseTo(expected.real(key), within(tolerance));
            }
        }
    }

    private record Input(Map<String, Object> tree) {
        boolean has(String key) {
            return tree.containsKey(key);
        }

        String text(String key) {
            return (String) Objects.requireNonNull(tree.get(key), key);
        }

        /** The reason why that part is missing: its own, that of the whole, else a zero denominator. */
        Reason status(String key) {
            Object status = tree.get("status");
            if (status instanceof Map<?, ?> parts) {
                status = parts.get(key);
            }
            return status instanceof String word ? Reason.valueOf(word) : Reason.ZERO_DENOMINATOR;
        }

        List<?> list(String key) {
            return (List<?>) Objects.requireNonNull(tree.get(key), key);
        }

        @Nullable
        BigDecimal number(String key) {
            return tree.get(key) instanceof BigDecimal number ? number : null;
        }

        int count(String key) {
            return Objects.requireNonNull(number(key), key).intValueExact();
        }

        double real(String key) {
            return Objects.requireNonNull(number(key), key).doubleValue();
        }

        String amount(String key) {
            return Objects.requireNonNull(number(key), key).toPlainString();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object tree) {
        return (Map<String, Object>) Objects.requireNonNull(tree);
    }

    private static void roi(Input in, Input expected, Check check) {
        Company company =
                new Company().order("old", "09-01T10:00", "1").spend("09-05", Spend.Kind.MEDIA, "1", Channel.DISPLAY);
        if (in.real("income") > 0) {
            company.order("a", "05T10:00", in.amount("income"));
        }
        if (in.real("investment") > 0) {
            company.spend("05", Spend.Kind.MEDIA, in.amount("investment"), Channel.DISPLAY);
        }
        check.value(company, "economics.roi", expected, "value");
    }

    private static void channel(Input in, Input expected, Check check) {
        Company company = new Company().pool("1", Channel.PAID_SEARCH).order("old", "09-01T10:00", "1");
        int buyers = in.count("buyers");
        for (int i = 0; i < in.count("calls"); i++) {
            company.call("p" + i, "05T10:00", Call.Direction.IN, Call.Outcome.ANSWERED, b -> b.line("1"));
            if (i < buyers) {
                BigDecimal each = Objects.requireNonNull(in.number("revenue"))
                        .divide(BigDecimal.valueOf(buyers), 6, RoundingMode.UNNECESSARY);
                company.order("p" + i, "06T10:00", each.toPlainString());
            }
        }
        if (in.number("spend") != null) {
            company.spend("05", Spend.Kind.MEDIA, in.amount("spend"), Channel.PAID_SEARCH);
        }
        check.value(company, "channel.conversion", expected, "conversion");
        check.value(company, "channel.revenue-per-buyer", expected, "revenuePerBuyer");
        check.value(company, "channel.cost-per-customer", expected, "costPerCustomer");
    }

    /** Forty or twenty active customers of whom one leaves make the churn; their orders make revenue and margin. */
    private static void ltvToCac(Input in, Input expected, Check check) {
        int customers = BigDecimal.ONE
                .divide(Objects.requireNonNull(in.number("monthlyChurn")), MathContext.DECIMAL64)
                .intValueExact();
        int fresh = in.count("newCustomers");
        BigDecimal total =
                Objects.requireNonNull(in.number("arpaPerMonth")).multiply(BigDecimal.valueOf(customers + fresh));
        BigDecimal rest = total;
        BigDecimal rate = Objects.requireNonNull(in.number("grossMargin"));
        Company company = new Company();
        for (int i = 0; i < customers; i++) {
            String before = i == 0 ? "2026-04-18T10:00" : "2026-09-20T10:00";
            company.order("p" + i, before, "1", b -> b.costOfGoods(Company.rub("0.2")));
        }
        for (int i = 0; i < fresh; i++) {
            paid(company, "new" + i, BigDecimal.ONE, rate);
            rest = rest.subtract(BigDecimal.ONE);
        }
        paid(company, "p1", rest, rate);
        company.spend("05", Spend.Kind.MEDIA, in.amount("acquisitionSpend"), Channel.DISPLAY);
        check.value(company, "economics.ltv-to-cac", expected, "value");
        if (expected.has("ltv")) {
            check.value(company, "customer.ltv", expected, "ltv");
        }
        check.value(company, "customer.cac", expected, "cac");
        if (expected.has("flags")) {
            Estimate estimate = company.estimate("economics.ltv-to-cac");
            for (Object flag : expected.list("flags")) {
                assertThat(estimate.has(Flag.Code.valueOf((String) flag))).isTrue();
            }
        }
    }

    private static void paid(Company company, String person, BigDecimal amount, BigDecimal marginRate) {
        BigDecimal cost = amount.multiply(BigDecimal.ONE.subtract(marginRate));
        company.order(
                person, "05T10:00", amount.toPlainString(), b -> b.costOfGoods(Company.rub(cost.toPlainString())));
    }

    private static void crv(Input in, Input expected, Check check) {
        List<?> margins = in.list("referredMargin");
        List<?> anyway = in.list("referredWouldHaveComeAnyway");
        Company company = new Company();
        for (int i = 0; i < margins.size(); i++) {
            company.referral(
                            "friend",
                            "r" + i,
                            "01T10:00",
                            Map.of("would-have-come", anyway.get(i).toString()))
                    .order("r" + i, "05T10:00", margins.get(i).toString(), b -> b.costOfGoods(Company.rub("0")));
        }
        BigDecimal programme = Objects.requireNonNull(in.number("referralProgramCost"));
        BigDecimal all = Objects.requireNonNull(in.number("cac")).multiply(BigDecimal.valueOf(margins.size()));
        company.spend("05", Spend.Kind.PROGRAMME, programme.toPlainString(), b -> b)
                .spend("05", Spend.Kind.MEDIA, all.subtract(programme).toPlainString(), Channel.DISPLAY);
        check.value(company, "referral.saved", expected, "savedAcquisition");
        check.value(company, "referral.crv", expected, "value");
    }

    private static void crmShare(Input in, Input expected, Check check) {
        BigDecimal crm = Objects.requireNonNull(in.number("crmRevenue"));
        BigDecimal rest = Objects.requireNonNull(in.number("totalRevenue")).subtract(crm);
        Company company = new Company()
                .order("a", "05T10:00", crm.toPlainString(), b -> b.origin(Origin.of(Channel.EMAIL)))
                .order("b", "05T10:00", rest.toPlainString(), b -> b.origin(Origin.of(Channel.DIRECT)));
        check.value(company, "crm.revenue-share", expected, "value");
    }

    private static void discipline(Input in, Input expected, Check check) {
        Company company = new Company();
        var deadline = company.at("10T18:00");
        for (int i = 0; i < in.count("due"); i++) {
            int at = i;
            company.task("w" + i % 3, "05T10:00", Task.Status.IN_PROGRESS, t -> t.deadline(deadline)
                    .closedAt(
                            at < in.count("onTime")
                                    ? deadline
                                    : at < in.count("onTime") + in.count("late") ? deadline.plusSeconds(1) : null));
        }
        check.value(company, "tasks.discipline", expected, "value");
        check.value(company, "tasks.late", expected, "lateShare");
        check.value(company, "tasks.overdue-open", expected, "overdueOpenShare");
    }

    private static void rings(Input in, Input expected, Check check) {
        List<?> byRing = in.list("answeredByRing");
        Company company = new Company();
        int n = 0;
        for (int ring = 1; ring <= byRing.size(); ring++) {
            for (int i = ((BigDecimal) byRing.get(ring - 1)).intValueExact(); i > 0; i--) {
                int rings = ring;
                company.call("p" + n++, "05T10:00", Call.Direction.IN, Call.Outcome.ANSWERED, b -> b.rings(rings));
            }
        }
        while (n < in.count("incoming")) {
            company.call("p" + n++, "05T10:00", Call.Direction.IN, Call.Outcome.MISSED, b -> b);
        }
        check.value(company, "calls.answered-before-third-ring", expected, "value");
        check.value(company, "calls.missed", expected, "missed");
    }

    private static void followUp(Input in, Input expected, Check check) {
        int pending = in.count("pending");
        Company company = new Company().parameters(p -> p.followUpDays(in.count("days")));
        for (int i = 0; i < in.count("eligible"); i++) {
            company.call("p" + i, i < pending ? "28T10:00" : "01T10:00", Call.Direction.IN);
            if (i >= pending && i < pending + in.count("done")) {
                company.call("p" + i, "07T10:00", Call.Direction.OUT);
            }
        }
        check.value(company, "followup.7d", expected, "value");
        assertThat(company.estimate("followup.7d").pending()).isEqualTo(expected.count("pending"));
    }

    private static void acceptance(Input in, Input expected, Check check) {
        Company company = new Company();
        for (int i = 0; i < in.count("handedOver"); i++) {
            company.lead("p" + i, "L" + i, "LEAD 01T10:00", "MQL 02T10:00");
            if (i < in.count("accepted")) {
                company.lead("p" + i, "L" + i, "SAL 05T10:00");
            } else if (i < in.count("accepted") + in.count("rejected")) {
                company.lead("p" + i, "L" + i, "DISQUALIFIED 05T10:00");
            }
        }
        check.value(company, "lead.acceptance", expected, "value");
        Estimate estimate = company.estimate("lead.acceptance");
        assertThat(estimate.pending()).isEqualTo(expected.count("pending"));
        List<?> ends = expected.list("interval");
        Interval interval = Objects.requireNonNull(Company.interval(estimate));
        assertThat(interval.low()).isCloseTo(((BigDecimal) ends.get(0)).doubleValue(), within(check.tolerance));
        assertThat(interval.high()).isCloseTo(((BigDecimal) ends.get(1)).doubleValue(), within(check.tolerance));
    }

    private static void content(Input in, Input expected, Check check) {
        Company company = new Company();
        for (int i = 0; i < in.count("landingVisitors"); i++) {
            String visit = "v" + i;
            company.touch("p" + i, "05T10:00", Touch.Kind.PAGE_VIEW, Map.of("landing", "true"), t -> t.visit(visit));
            if (i < in.count("consumers")) {
                company.touch("p" + i, "05T10:01", Touch.Kind.DOWNLOAD, t -> t.visit(visit));
            }
        }
        check.value(company, "content.conversion", expected, "value");
    }

    private static void parity(Input in, Input expected, Check check) {
        Company company = new Company();
        visits(company, "m", Touch.Device.PHONE, in.count("mobileSessions"), in.count("mobileConversions"));
        visits(company, "d", Touch.Device.DESKTOP, in.count("desktopSessions"), in.count("desktopConversions"));
        check.value(company, "mobile.parity", expected, "value");
    }

    private static void visits(Company company, String prefix, Touch.Device device, int visits, int conversions) {
        for (int i = 0; i < visits; i++) {
            String id = prefix + i;
            Touch.Kind kind = i < conversions ? Touch.Kind.LEAD : Touch.Kind.PAGE_VIEW;
            company.touch(id, "05T10:00", kind, t -> t.visit(id).device(device));
        }
    }

    private static void growth(Input in, Input expected, Check check) {
        Company company = new Company()
                .market(MarketMeasure.Measure.SEGMENT_SIZE, "09-01", "10-01", in.amount("marketBefore"), b -> b)
                .market(MarketMeasure.Measure.SEGMENT_SIZE, "10-01", "11-01", in.amount("marketNow"), b -> b);
        check.value(company, "demand.growth", expected, "value");
    }

    private static void voice(Input in, Input expected, Check check) {
        Company company = new Company();
        for (int i = 0; i < in.count("negative"); i++) {
            company.feedback("n" + i, "05T10:00", Feedback.Kind.REVIEW, null, null, Feedback.Sentiment.NEGATIVE);
        }
        for (int i = 0; i < in.count("positive"); i++) {
            company.feedback("g" + i, "05T10:00", Feedback.Kind.REVIEW, null, null, Feedback.Sentiment.POSITIVE);
        }
        for (int i = 0; i < in.count("recommendations"); i++) {
            company.referral("g" + i, "f" + i, "05T10:00", Map.of());
        }
        check.value(company, "voice.neg-to-pos", expected, "negativeToPositive");
        check.value(company, "voice.neg-to-rec", expected, "negativeToRecommendation");
    }

    private static void incremental(Input in, Input expected, Check check) {
        Company company = new Company();
        arm(company, "mailed", in.count("treatedN"), in.number("treatedRevenue"));
        arm(company, "control", in.count("controlN"), in.number("controlRevenue"));
        check.value(company, "crm.incremental", expected, "value");
    }

    private static void arm(Company company, String arm, int n, @Nullable BigDecimal revenue) {
        String each = Objects.requireNonNull(revenue)
                .divide(BigDecimal.valueOf(n), 6, RoundingMode.UNNECESSARY)
                .toPlainString();
        for (int i = 0; i < n; i++) {
            company.assign(arm + i, "crm-2026", arm, "01T00:00");
            if (i > 1) {
                company.order(arm + i, "05T10:00", each);
            }
        }
        // the spread must not be 0: two customers share their money unevenly
        BigDecimal two = new BigDecimal(each).multiply(BigDecimal.valueOf(2));
        company.order(arm + 0, Order.Status.PAID, "05T10:00", two.toPlainString(), b -> b);
    }

    /** Every indicator that the cases name is one of the catalogue. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void sourcesArePublications(String id, Map<String, Object> one) {
        Set<String> words = new TreeSet<>(List.of(new Input(one).text("source").split("[ ,;]", -1)));
        assertThat(words).as(id).noneMatch(word -> word.startsWith("spec/"));
        assertThat(Optional.ofNullable(one.get("expected"))).isPresent();
    }
}
