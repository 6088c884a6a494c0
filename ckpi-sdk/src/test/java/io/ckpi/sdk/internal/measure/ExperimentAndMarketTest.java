package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Period;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.record.MarketMeasure.Measure;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Touch;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Experiments, measures of the market, the state of the data, the lag of responses. */
class ExperimentAndMarketTest {

    // ---- nurturing ----

    private static Company nurture(int treatedReached, int treated, int controlReached, int control) {
        Company company = new Company();
        for (int i = 0; i < treated + control; i++) {
            boolean isTreated = i < treated;
            boolean reached = isTreated ? i < treatedReached : i - treated < controlReached;
            company.assign("p" + i, "nurture", isTreated ? "mailed" : "control", "01T09:00")
                    .lead("p" + i, "L" + i, "LEAD 01T10:00", reached ? "SAL 05T10:00" : "DISQUALIFIED 05T10:00");
        }
        return company;
    }

    @Test
    void liftIsTheRatioOfTwoShares() {
        Estimate estimate = nurture(54, 100, 20, 50).estimate("nurture.lift");
        assertThat(estimate.value()).isCloseTo(1.35, within(1e-12));
        assertThat(estimate.n()).isEqualTo(150);
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(0.54, 0.4));
        double half = 1.959963984540054 * Math.sqrt(1 / 54.0 - 1 / 100.0 + 1 / 20.0 - 1 / 50.0);
        assertThat(Company.interval(estimate).low()).isCloseTo(1.35 * Math.exp(-half), within(1e-9));
        assertThat(Company.interval(estimate).high()).isCloseTo(1.35 * Math.exp(half), within(1e-9));
    }

    @Test
    void liftEdges() {
        assertThat(nurture(3, 10, 0, 10).why("nurture.lift")).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(nurture(0, 10, 3, 10).value("nurture.lift")).isZero();
        assertThat(nurture(0, 10, 3, 10).estimate("nurture.lift").has(Flag.Code.NO_INTERVAL))
                .isTrue();
        assertThat(nurture(3, 10, 0, 0).why("nurture.lift")).isEqualTo(Reason.NO_DATA);
        assertThat(new Company()
                        .lead("a", "A", "LEAD 01T10:00")
                        .absent("nurture.lift")
                        .sentence(Locale.ENGLISH))
                .isEqualTo("no data: nobody is assigned to the experiment nurture");
        Company open = new Company()
                .assign("a", "nurture", "mailed", "01T09:00")
                .lead("a", "A", "LEAD 01T10:00")
                .assign("b", "nurture", "control", "01T09:00")
                .lead("b", "B", "LEAD 01T10:00");
        assertThat(open.why("nurture.lift")).isEqualTo(Reason.NOT_DUE_YET);
    }

    @Test
    void personsInTwoArmsAreLeftOutAndOldLeadsToo() {
        Company company = nurture(1, 2, 1, 2)
                .assign("both", "nurture", "mailed", "01T09:00")
                .assign("both", "nurture", "control", "02T09:00")
                .lead("both", "X", "LEAD 01T10:00", "SAL 05T10:00")
                .assign("late", "nurture", "mailed", "20T09:00") // the lead was there long before
                .lead("late", "Y", "LEAD 01T10:00", "SAL 05T10:00")
                .assign("other", "another", "control", "01T09:00")
                .lead("other", "Z", "LEAD 01T10:00", "SAL 05T10:00")
                .assign("open", "nurture", "control", "01T09:00")
                .lead("open", "W", "LEAD 20T10:00", "MQL 21T10:00");
        Estimate estimate = company.estimate("nurture.lift");
        assertThat(estimate.n()).isEqualTo(4);
        assertThat(estimate.value()).isEqualTo(1);
        assertThat(estimate.pending()).isEqualTo(1);
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.CONTAMINATED, "1"));
    }

    @Test
    void theExperimentAndItsControlArmHaveNames() {
        Company company = new Company()
                .parameters(p -> p.nurtureExperiment("letters").controlArm("none"))
                .assign("a", "letters", "some", "01T09:00")
                .lead("a", "A", "LEAD 01T10:00", "SAL 05T10:00")
                .assign("b", "letters", "none", "01T09:00")
                .lead("b", "B", "LEAD 01T10:00", "SAL 05T10:00");
        assertThat(company.value("nurture.lift")).isEqualTo(1);
    }

    // ---- incremental revenue ----

    @Test
    void incrementalRevenueIsTheScaledDifference() {
        Company company = new Company();
        for (int i = 0; i < 95; i++) {
            company.assign("t" + i, "crm-2026", "mailed", "01T00:00");
            company.order("t" + i, "05T10:00", i % 2 == 0 ? "104" : "102");
        }
        for (int i = 0; i < 5; i++) {
            company.assign("c" + i, "crm-2026", "control", "01T00:00");
            company.order("c" + i, "05T10:00", i == 0 ? "96" : "101");
        }
        double treated = (48 * 104 + 47 * 102) / 95.0;
        Estimate estimate = company.estimate("crm.incremental");
        assertThat(estimate.value()).isCloseTo((treated - 100) * 95, within(1e-9));
        assertThat(estimate.unit()).isEqualTo(Unit.money(Company.RUB));
        assertThat(estimate.n()).isEqualTo(100);
        assertThat(Company.interval(estimate).contains(estimate.value())).isTrue();
    }

    @Test
    void whoDidNotBuyCountsAndWhatWasBoughtBeforeDoesNot() {
        Company company = new Company()
                .assign("t1", "crm-2026", "mailed", "10T00:00")
                .order("t1", "05T10:00", "1000") // before the assignment
                .order("t1", "15T10:00", "30")
                .assign("t2", "crm-2026", "mailed", "10T00:00")
                .assign("c1", "crm-2026", "control", "10T00:00")
                .order("c1", "15T10:00", "10")
                .assign("c2", "crm-2026", "control", "10T00:00")
                .assign("late", "crm-2026", "control", "2026-11-10T00:00")
                .assign("both", "crm-2026", "control", "10T00:00")
                .assign("both", "crm-2026", "mailed", "11T00:00")
                .order("both", "15T10:00", "5000");
        Estimate estimate = company.estimate("crm.incremental");
        assertThat(estimate.value()).isCloseTo((15 - 5) * 2, within(1e-12));
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.CONTAMINATED, "1"));
    }

    @Test
    void incrementalEdges() {
        Company company = new Company().order("a", "05T10:00", "1");
        assertThat(company.why("crm.incremental")).isEqualTo(Reason.NO_DATA);
        company.assign("a", "crm-2026", "mailed", "01T00:00").assign("b", "crm-2026", "mailed", "01T00:00");
        assertThat(company.why("crm.incremental")).isEqualTo(Reason.NO_DATA);
        company.assign("c", "crm-2026", "control", "01T00:00");
        assertThat(company.why("crm.incremental")).isEqualTo(Reason.INSUFFICIENT_DATA);
    }

    // ---- market ----

    @Test
    void demandGrowth() {
        Company company = new Company()
                .market(Measure.SEGMENT_SIZE, "09-01", "10-01", "100", b -> b.subject("s"))
                .market(Measure.SEGMENT_SIZE, "10-01", "11-01", "115", b -> b.subject("s"))
                .market(
                        Measure.SEGMENT_SIZE,
                        "10-01",
                        "11-01",
                        "999",
                        b -> b.subject("new")); // nothing to compare with
        assertThat(company.value("demand.growth")).isCloseTo(0.15, within(1e-15));
        assertThat(company.estimate("demand.growth").has(Flag.Code.NO_INTERVAL)).isTrue();
    }

    @Test
    void demandGrowthEdges() {
        assertThat(new Company().why("demand.growth")).isEqualTo(Reason.NO_DATA);
        assertThat(growth("0", "5").why("demand.growth")).isEqualTo(Reason.ZERO_BASE);
        assertThat(growth("-2", "5").why("demand.growth")).isEqualTo(Reason.NEGATIVE_BASE);
        assertThat(growth("-2", "5").absent("demand.growth").sentence(Locale.ENGLISH))
                .contains("7");
        // a quarter does not belong to a month
        Company quarter = new Company()
                .market(Measure.SEGMENT_SIZE, "07-01", "10-01", "100", b -> b)
                .market(Measure.SEGMENT_SIZE, "10-01", "2027-01-01", "100", b -> b);
        assertThat(quarter.why("demand.growth")).isEqualTo(Reason.NO_DATA);
    }

    private static Company growth(String before, String now) {
        return new Company()
                .market(Measure.SEGMENT_SIZE, "09-01", "10-01", before, b -> b)
                .market(Measure.SEGMENT_SIZE, "10-01", "11-01", now, b -> b);
    }

    @Test
    void searchesStandInForTheSizeOfTheMarket() {
        Company company = new Company()
                .market(Measure.QUERY_IMPRESSIONS, "09-01", "10-01", "100", b -> b.subject("q"))
                .market(Measure.QUERY_IMPRESSIONS, "10-01", "11-01", "90", b -> b.subject("q"))
                .market(Measure.QUERY_IMPRESSIONS, "10-01", "11-01", "90", b -> b.subject("b")
                        .brand("ours"));
        assertThat(company.value("demand.growth")).isCloseTo(-0.1, within(1e-15));
        assertThat(company.estimate("demand.growth").has(Flag.Code.PROXY)).isTrue();
    }

    @Test
    void audienceCoverage() {
        Company company = new Company()
                .market(Measure.TARGET_PERSONS, "10-01", "11-01", "200", b -> b)
                .touch("a", "05T10:00", Touch.Kind.IMPRESSION, t -> t.targetAudience(true))
                .touch("b", "05T10:00", Touch.Kind.PAGE_VIEW, t -> t.visit("v").targetAudience(true))
                .touch("b", "05T10:00", Touch.Kind.IMPRESSION, t -> t.targetAudience(true))
                .touch("c", "05T10:00", Touch.Kind.IMPRESSION, t -> t.targetAudience(false));
        assertThat(company.estimate("audience.coverage").ratio()).isEqualTo(new Estimate.Ratio(2, 200));
        company.market(Measure.REACHED_PERSONS, "10-01", "11-01", "50", b -> b.proxy(true));
        Estimate estimate = company.estimate("audience.coverage");
        assertThat(estimate.value()).isEqualTo(0.25);
        assertThat(estimate.has(Flag.Code.PROXY)).isTrue();
        assertThat(company.estimate("traffic.capture").ratio()).isEqualTo(new Estimate.Ratio(1, 50));
    }

    @Test
    void audienceEdges() {
        assertThat(new Company().why("audience.coverage")).isEqualTo(Reason.NO_DATA);
        assertThat(new Company().why("traffic.capture")).isEqualTo(Reason.NO_DATA);
        Company more = new Company()
                .market(Measure.TARGET_PERSONS, "10-01", "11-01", "10", b -> b)
                .market(Measure.REACHED_PERSONS, "10-01", "11-01", "11", b -> b);
        assertThat(more.why("audience.coverage")).isEqualTo(Reason.INVALID_INPUT);
        Company none = new Company()
                .market(Measure.TARGET_PERSONS, "10-01", "11-01", "0", b -> b)
                .market(Measure.REACHED_PERSONS, "10-01", "11-01", "0", b -> b);
        assertThat(none.why("audience.coverage")).isEqualTo(Reason.ZERO_DENOMINATOR);
    }

    @Test
    void firstPage() {
        Company company = new Company()
                .market(Measure.QUERY_POSITION, "10-01", "11-01", "3", b -> b.subject("a"))
                .market(Measure.QUERY_POSITION, "10-01", "11-01", "10", b -> b.subject("b"))
                .market(Measure.QUERY_POSITION, "10-01", "11-01", "10.1", b -> b.subject("c"))
                .market(Measure.QUERY_POSITION, "10-01", "11-01", "1", b -> b.subject("ours")
                        .brand("ours"));
        Estimate unweighted = company.estimate("organic.first-page-share");
        assertThat(unweighted.value()).isCloseTo(2 / 3.0, within(1e-15));
        assertThat(unweighted.has(Flag.Code.UNWEIGHTED)).isTrue();
        company.market(Measure.QUERY_IMPRESSIONS, "10-01", "11-01", "100", b -> b.subject("a"))
                .market(Measure.QUERY_IMPRESSIONS, "10-01", "11-01", "300", b -> b.subject("c"));
        Estimate weighted = company.estimate("organic.first-page-share");
        assertThat(weighted.value()).isEqualTo(0.25);
        assertThat(weighted.has(Flag.Code.UNWEIGHTED)).isFalse();
        assertThat(weighted.flags()).contains(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.3333"));
        assertThat(new Company()
                        .market(Measure.QUERY_IMPRESSIONS, "10-01", "11-01", "5", b -> b)
                        .why("organic.first-page-share"))
                .isEqualTo(Reason.NO_DATA);
    }

    @Test
    void engagementInNetworks() {
        Company company = new Company()
                .market(Measure.FOLLOWERS, "10-01", "11-01", "1000", b -> b.subject("vk"))
                .market(Measure.POSTS, "10-01", "11-01", "10", b -> b.subject("vk"))
                .market(Measure.ENGAGEMENTS, "10-01", "11-01", "200", b -> b.subject("vk"))
                .market(Measure.FOLLOWERS, "10-01", "11-01", "100", b -> b.subject("tg"))
                .market(Measure.POSTS, "10-01", "11-01", "50", b -> b.subject("tg"))
                .market(Measure.ENGAGEMENTS, "10-01", "11-01", "400", b -> b.subject("tg"))
                .market(Measure.ENGAGEMENTS, "10-01", "11-01", "9", b -> b.subject("other"));
        assertThat(company.value("social.engagement-rate")).isCloseTo(600 / 15_000.0, within(1e-15));
        Company none = new Company()
                .market(Measure.FOLLOWERS, "10-01", "11-01", "0", b -> b.subject("vk"))
                .market(Measure.POSTS, "10-01", "11-01", "10", b -> b.subject("vk"))
                .market(Measure.ENGAGEMENTS, "10-01", "11-01", "200", b -> b.subject("vk"));
        assertThat(none.why("social.engagement-rate")).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(new Company().why("social.engagement-rate")).isEqualTo(Reason.NO_DATA);
    }

    // ---- data ----

    @Test
    void completenessCountsTheRequiredFields() {
        Company company = new Company()
                // person, visit and channel filled, device not
                .page("a", "05T10:00", "v", Channel.DIRECT)
                // person and stage filled, owner and channel not
                .lead("a", "L", "05T10:00", LeadStage.LEAD, b -> b)
                // person and time of payment filled, cost not
                .order("b", "05T10:00", "1")
                // all filled
                .spend("05", Spend.Kind.MEDIA, "1", Channel.DISPLAY)
                // nothing of the channel
                .spend("05", Spend.Kind.TOOLS, "1", b -> b)
                // before the period
                .page("c", "09-05T10:00", "v", Channel.DIRECT);
        Estimate estimate = company.estimate("data.completeness");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(3 + 2 + 2 + 1, 4 + 4 + 3 + 2));
        assertThat(estimate.n()).isEqualTo(4);
        assertThat(new Company().why("data.completeness")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void contactsAreFreshAndLawful() {
        Company company = new Company()
                .person("a", "2025-01-01T00:00", Set.of(), "consent", "2026-05-01T00:00")
                .person("b", "2025-01-01T00:00", Set.of(), null, "2025-10-31T23:59") // a minute too old
                .person("c", "2025-01-01T00:00", Set.of(), "contract", "2025-11-01T00:00") // just fresh
                .person("d", "2025-01-01T00:00", Set.of(), null, null)
                .person("e", "2026-11-05T00:00", Set.of(), null, null); // not known yet
        assertThat(company.estimate("data.freshness").ratio()).isEqualTo(new Estimate.Ratio(2, 4));
        assertThat(company.estimate("data.consent").ratio()).isEqualTo(new Estimate.Ratio(2, 4));
        Company bare = new Company().person("d", "2025-01-01T00:00", Set.of(), null, null);
        assertThat(bare.why("data.freshness")).isEqualTo(Reason.NO_DATA);
        assertThat(bare.why("data.consent")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void validRows() {
        Estimate estimate = new Company().quality(98, 2).estimate("data.validity");
        assertThat(estimate.value()).isEqualTo(0.98);
        assertThat(estimate.n()).isEqualTo(100);
        assertThat(new Company().why("data.validity")).isEqualTo(Reason.NO_DATA);
    }

    // ---- response lag ----

    @Test
    void daysFromTheStartOfACampaignToTheResponse() {
        Origin spring = Origin.of("mail", "email", "spring");
        Company company = new Company()
                .campaign("spring", "01T00:00", null)
                .touch("a", "03T00:00", Touch.Kind.CLICK, t -> t.origin(spring))
                .touch("a", "09T00:00", Touch.Kind.PAGE_VIEW, t -> t.origin(spring)) // only the first
                .lead("b", "B", "05T00:00", LeadStage.LEAD, b -> b.origin(spring))
                .order("c", "11T00:00", "1", b -> b.origin(spring))
                .touch("d", "02T00:00", Touch.Kind.IMPRESSION, t -> t.origin(spring)) // no response
                .touch("e", "09-30T00:00", Touch.Kind.CLICK, t -> t.origin(spring)); // before the start
        Estimate estimate = company.estimate("campaign.response-lag");
        assertThat(estimate.value()).isEqualTo(4);
        assertThat(estimate.n()).isEqualTo(3);
        assertThat(estimate.unit()).isEqualTo(Unit.DAYS);
    }

    @Test
    void theFirstSpendIsTheStartOfACampaignWithoutOne() {
        Origin summer = Origin.of("ads", "cpc", "summer");
        Company company = new Company()
                .spend("04", Spend.Kind.MEDIA, "1", b -> b.campaign("summer"))
                .spend("02", Spend.Kind.MEDIA, "1", b -> b.campaign("summer"))
                .touch("a", "05T12:00", Touch.Kind.CLICK, t -> t.origin(summer));
        assertThat(company.value("campaign.response-lag")).isEqualTo(3.5);
    }

    @Test
    void responseLagEdges() {
        assertThat(new Company().why("campaign.response-lag")).isEqualTo(Reason.NO_DATA);
        assertThat(new Company().campaign("spring", "09-01T00:00", null).why("campaign.response-lag"))
                .isEqualTo(Reason.NO_DATA);
        assertThat(new Company().campaign("spring", "05T00:00", null).why("campaign.response-lag"))
                .isEqualTo(Reason.NOT_DUE_YET);
    }

    @Test
    void marketMeasuresOfSeveralMonthsAddUp() {
        Company company = new Company()
                .period(Period.ofMonths(YearMonth.of(2026, 9), YearMonth.of(2026, 10), Company.MOSCOW))
                .market(Measure.SEGMENT_SIZE, "07-01", "08-01", "50", b -> b)
                .market(Measure.SEGMENT_SIZE, "08-01", "09-01", "50", b -> b)
                .market(Measure.SEGMENT_SIZE, "09-01", "10-01", "60", b -> b)
                .market(Measure.SEGMENT_SIZE, "10-01", "11-01", "70", b -> b);
        assertThat(company.value("demand.growth")).isCloseTo(0.3, within(1e-15));
    }
}
