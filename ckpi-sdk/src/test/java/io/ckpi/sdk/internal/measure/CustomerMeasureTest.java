package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Bounded;
import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Period;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Spend;
import io.ckpi.sdk.history.SubjectHistory;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CustomerMeasureTest {

    private static Company withCost(Company company, String person, String paid, String amount, String cost) {
        return company.order(person, paid, amount, b -> b.costOfGoods(Company.rub(cost)));
    }

    @Test
    void repeatShareLooksAtTheWholeHistory() {
        Company company = new Company()
                .order("a", "2025-01-05T10:00", "1")
                .order("a", "2025-06-05T10:00", "1")
                .order("b", "2025-01-05T10:00", "1")
                .order("c", "05T10:00", "1")
                .order("d", "05T10:00", "1")
                .order("d", "2026-11-05T10:00", "1") // later than the period
                .order("anonymous", "05T10:00", "1")
                .kind("anonymous", SubjectHistory.Kind.SINGLE);
        Estimate estimate = company.estimate("customer.repeat-share");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 4));
        assertThat(estimate.method()).isEqualTo("wilson");
        assertThat(new Company().why("customer.repeat-share")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void acquisitionCost() {
        Company company = new Company()
                .order("a", "05T10:00", "1")
                .order("b", "06T10:00", "1")
                .order("old", "2025-06-05T10:00", "1")
                .order("old", "06T10:00", "1")
                .spend("05", Spend.Kind.MEDIA, "9.01", Channel.DISPLAY)
                .spend("31", Spend.Kind.TOOLS, "9", b -> b)
                .spend("31", Spend.Kind.SERVICE, "100", b -> b);
        Estimate estimate = company.estimate("customer.cac");
        assertThat(estimate.value()).isCloseTo(9.005, within(1e-15));
        assertThat(estimate.n()).isEqualTo(2);
        assertThat(estimate.method()).isEqualTo("cac-blended");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(18.01, 2));
    }

    @Test
    void acquisitionCostEdges() {
        Company company = new Company().order("old", "2025-06-05T10:00", "1");
        assertThat(company.absent("customer.cac").sentence(Locale.ENGLISH)).isEqualTo("no data: no spend is recorded");
        company.spend("05", Spend.Kind.MEDIA, "9", Channel.DISPLAY);
        assertThat(company.why("customer.cac")).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(new Company().why("customer.cac")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void acquisitionSpendMayPrecedeTheCustomers() {
        Company company = new Company()
                .parameters(p -> p.cacLagMonths(1))
                .order("a", "05T10:00", "1")
                .spend("09-05", Spend.Kind.MEDIA, "7", Channel.DISPLAY)
                .spend("05", Spend.Kind.MEDIA, "100", Channel.DISPLAY);
        assertThat(company.value("customer.cac")).isEqualTo(7);
    }

    /** 40 customers active at the start of October, one of them leaves: churn 2.5 %; everybody pays 100 at a margin of 80 %. */
    private static Company steady(int leaving) {
        Company company = new Company();
        for (int i = 0; i < 40; i++) {
            String person = "p" + i;
            if (i < leaving) {
                // 180 days before 15 October
                withCost(company, person, "2026-04-18T10:00", "100", "20");
            } else {
                withCost(company, person, "2026-09-20T10:00", "100", "20");
                withCost(company, person, "05T10:00", "100", "20");
            }
        }
        return company;
    }

    @Test
    void lifetimeValueBySums() {
        Estimate ltv = steady(1).estimate("customer.ltv");
        // 39 × 100 over 40 active customers, × 0.8 / (1/40)
        assertThat(ltv.value()).isCloseTo(97.5 * 0.8 / 0.025, within(1e-9));
        assertThat(ltv.n()).isEqualTo(40);
        assertThat(ltv.method()).isEqualTo("ltv-simple");
        assertThat(ltv.has(Flag.Code.LIFETIME_CAPPED)).isFalse();
        assertThat(Company.interval(ltv).low()).isLessThan(ltv.value());
        assertThat(Company.interval(ltv).high()).isGreaterThan(ltv.value());
    }

    @Test
    void withoutChurnTheLifetimeIsCapped() {
        Estimate ltv = steady(0).estimate("customer.ltv");
        assertThat(ltv.value()).isCloseTo(100 * 0.8 * 60, within(1e-9));
        assertThat(ltv.flags()).contains(Flag.of(Flag.Code.LIFETIME_CAPPED));
    }

    @Test
    void aNegativeMarginIsANegativeValue() {
        Company company = new Company();
        for (int i = 0; i < 10; i++) {
            withCost(company, "p" + i, "2026-09-20T10:00", "100", "110");
            withCost(company, "p" + i, "05T10:00", "100", "110");
        }
        withCost(company, "x", "2026-04-18T10:00", "100", "110");
        company.spend("05", Spend.Kind.MEDIA, "100", Channel.DISPLAY).order("new", "06T10:00", "0.01");
        assertThat(company.value("customer.ltv")).isNegative();
        assertThat(company.value("economics.ltv-to-cac")).isNegative();
    }

    @Test
    void lifetimeValueEdges() {
        assertThat(new Company().why("customer.ltv")).isEqualTo(Reason.NO_DATA);
        Company fresh = withCost(new Company(), "a", "05T10:00", "100", "20");
        assertThat(fresh.absent("customer.ltv").sentence(Locale.ENGLISH))
                .isEqualTo("no data: no active customers at the start, so no churn can be seen");
        Company bare = new Company().order("a", "09-20T10:00", "100");
        assertThat(bare.absent("customer.ltv").sentence(Locale.ENGLISH))
                .isEqualTo("no data: no order states the cost of its goods");
        bare.parameters(p -> p.grossMargin(0.5)).order("a", "05T10:00", "100");
        assertThat(bare.value("customer.ltv")).isCloseTo(100 * 0.5 * 60, within(1e-9));
    }

    @Test
    void churnIsSummedOverTheMonthsOfALongerPeriod() {
        // active at the start of August, September and October; lost in October
        Company company = withCost(new Company(), "a", "2026-04-18T10:00", "100", "50");
        withCost(company, "b", "2026-07-20T10:00", "100", "50");
        withCost(company, "b", "2026-10-20T10:00", "100", "50");
        company.period(Period.ofMonths(YearMonth.of(2026, 8), YearMonth.of(2026, 10), Company.MOSCOW));
        // active-months 6, revenue 100, margin 0.5, churn 1 of 6
        assertThat(company.value("customer.ltv")).isCloseTo(100 / 6.0 * 0.5 * 6, within(1e-9));
    }

    @Test
    void aPeriodOfDaysIsTurnedIntoMonths() {
        Company company = withCost(new Company(), "a", "2026-04-10T10:00", "100", "50");
        withCost(company, "b", "2026-09-20T10:00", "100", "50");
        withCost(company, "b", "05T10:00", "100", "50");
        company.period(new Period(LocalDate.of(2026, 10, 1), LocalDate.of(2026, 10, 16), Company.MOSCOW));
        double months = 15 / (365.25 / 12);
        double churn = 1 - Math.pow(0.5, 1 / months);
        assertThat(company.value("customer.ltv")).isCloseTo(100 / (2 * months) * 0.5 / churn, within(1e-9));
    }

    @Test
    void activityEndsExactlyAfterItsTerm() {
        // 1 October 00:00 in Moscow less 180 days is 4 April 00:00
        Company last = new Company().order("a", "2026-04-04T00:00", "100").order("a", "05T10:00", "1");
        Company gone =
                new Company().order("a", "2026-04-03T23:59:59.999", "100").order("a", "05T10:00", "1");
        last.parameters(p -> p.grossMargin(1.0));
        gone.parameters(p -> p.grossMargin(1.0));
        assertThat(last.estimate("customer.ltv").n()).isEqualTo(1);
        assertThat(gone.why("customer.ltv")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void ltvToCac() {
        Company company = steady(1).spend("05", Spend.Kind.MEDIA, "1560", Channel.DISPLAY);
        withCost(company, "new", "06T10:00", "100", "20");
        // now 40 × 100 over 41 active customers
        double ltv = 4000 / 41.0 * 0.8 * 40;
        assertThat(company.value("customer.ltv")).isCloseTo(ltv, within(1e-9));
        assertThat(company.value("customer.cac")).isEqualTo(1560);
        Estimate estimate = company.estimate("economics.ltv-to-cac");
        assertThat(estimate.value()).isCloseTo(ltv / 1560, within(1e-12));
        assertThat(Company.interval(estimate).contains(ltv / 1560)).isTrue();
        assertThat(estimate.has(Flag.Code.NO_INTERVAL)).isFalse();
    }

    @Test
    void ltvToCacEdges() {
        Company nobody = steady(1).spend("05", Spend.Kind.MEDIA, "1560", Channel.DISPLAY);
        assertThat(nobody.why("customer.cac")).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(nobody.value("economics.ltv-to-cac")).isZero();
        assertThat(nobody.estimate("economics.ltv-to-cac").has(Flag.Code.NO_NEW_CUSTOMERS))
                .isTrue();

        Company free = steady(1).spend("09-05", Spend.Kind.MEDIA, "1560", Channel.DISPLAY);
        withCost(free, "new", "06T10:00", "100", "20");
        assertThat(free.value("customer.cac")).isZero();
        assertThat(free.why("economics.ltv-to-cac")).isEqualTo(Reason.ZERO_DENOMINATOR);

        Company capped = steady(0).spend("05", Spend.Kind.MEDIA, "480", Channel.DISPLAY);
        withCost(capped, "new", "06T10:00", "100", "20");
        assertThat(capped.value("economics.ltv-to-cac")).isCloseTo(10, within(1e-9));
        assertThat(capped.estimate("economics.ltv-to-cac").has(Flag.Code.LIFETIME_CAPPED))
                .isTrue();

        Company unknown = steady(1);
        withCost(unknown, "new", "06T10:00", "100", "20");
        assertThat(unknown.why("economics.ltv-to-cac")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void purchaseFrequency() {
        Company company = new Company()
                .order("a", "05T10:00", "1")
                .order("a", "06T10:00", "1")
                .order("a", "07T10:00", "1")
                .order("b", "2026-08-05T10:00", "1")
                .order("c", "2025-08-05T10:00", "1"); // not active
        assertThat(company.value("purchase.frequency")).isEqualTo(1.5);
        assertThat(new Company().why("purchase.frequency")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void costToServe() {
        Company company = new Company()
                .order("a", "05T10:00", "1")
                .order("a", "06T10:00", "1")
                .order("b", "06T10:00", "1")
                .order("c", "09-06T10:00", "1")
                .spend("05", Spend.Kind.MEDIA, "1000", Channel.DISPLAY);
        assertThat(company.why("cost.to-serve")).isEqualTo(Reason.NO_DATA);
        company.spend("05", Spend.Kind.SERVICE, "300", b -> b);
        assertThat(company.value("cost.to-serve")).isEqualTo(150);
        Company nobody = new Company().order("c", "09-06T10:00", "1").spend("05", Spend.Kind.SERVICE, "300", b -> b);
        assertThat(nobody.why("cost.to-serve")).isEqualTo(Reason.ZERO_DENOMINATOR);
    }

    /** The published case: margins 5000, 3000, 0, 7000 of four referred customers, one would have come anyway. */
    private static Company referred(List<String> anyway) {
        Company company = new Company();
        String[] margins = {"5000", "3000", "0", "7000"};
        for (int i = 0; i < margins.length; i++) {
            Map<String, String> attributes =
                    anyway.get(i).isEmpty() ? Map.of() : Map.of("would-have-come", anyway.get(i));
            company.referral("friend", "r" + i, "01T10:00", attributes);
            withCost(company, "r" + i, "05T10:00", margins[i], "0");
        }
        // a fifth new customer came alone; CAC = 4500 / 5 = 900
        withCost(company, "other", "05T10:00", "10", "0");
        return company.spend("05", Spend.Kind.MEDIA, "3300", Channel.DISPLAY)
                .spend("05", Spend.Kind.PROGRAMME, "1200", b -> b);
    }

    @Test
    void referralValueIsThePublishedOne() {
        Company company = referred(List.of("false", "false", "true", "false"));
        assertThat(company.value("referral.saved")).isEqualTo(2400);
        assertThat(company.value("referral.crv")).isEqualTo(17_400);
        assertThat(company.estimate("referral.saved").n()).isEqualTo(4);
        assertThat(Company.interval(company.estimate("referral.saved")).contains(2400))
                .isTrue();
    }

    @Test
    void anUnknownCounterfactualGivesBothBounds() {
        Company company = referred(List.of("", "", "", ""));
        Bounded bounded = company.bounded("referral.crv");
        assertThat(bounded.low()).isEqualTo(2400);
        assertThat(bounded.high()).isEqualTo(17_400);
        assertThat(bounded.reason()).isEqualTo(Reason.NOT_IDENTIFIED);
        Bounded partly = referred(List.of("false", "", "true", "false")).bounded("referral.crv");
        assertThat(partly.low()).isEqualTo(14_400);
        assertThat(partly.high()).isEqualTo(17_400);
    }

    @Test
    void referralEdges() {
        assertThat(new Company().order("a", "05T10:00", "1").why("referral.crv"))
                .isEqualTo(Reason.NO_DATA);
        Company nobody = new Company()
                .referral("a", "b", "01T10:00", Map.of())
                .order("a", "09-05T10:00", "1")
                .spend("05", Spend.Kind.MEDIA, "10", Channel.DISPLAY);
        assertThat(nobody.why("referral.saved")).isEqualTo(Reason.ZERO_DENOMINATOR);
        Company self = new Company()
                .referral("a", "a", "01T10:00", Map.of())
                .order("a", "05T10:00", "1")
                .spend("05", Spend.Kind.MEDIA, "10", Channel.DISPLAY);
        assertThat(self.value("referral.saved")).isZero();
        Company noCost = new Company()
                .referral("a", "b", "01T10:00", Map.of())
                .order("b", "05T10:00", "1")
                .spend("05", Spend.Kind.MEDIA, "10", Channel.DISPLAY);
        assertThat(noCost.why("referral.crv")).isEqualTo(Reason.NO_DATA);
        assertThat(noCost.value("referral.saved")).isEqualTo(10);
    }
}
