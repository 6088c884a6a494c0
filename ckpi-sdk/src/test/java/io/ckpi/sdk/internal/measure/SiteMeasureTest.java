package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Period;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Touch;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SiteMeasureTest {

    private static final Channel SEARCH = Channel.ORGANIC_SEARCH;
    private static final Channel PAID = Channel.PAID_SEARCH;
    private static final Channel SOCIAL = Channel.ORGANIC_SOCIAL;

    @Test
    void aVisitorWithSeveralLeadEventsCountsOnce() {
        Company company = new Company()
                .page("a", "05T10:00", "a1", SEARCH)
                .event("a", "05T10:05", Touch.Kind.LEAD, "a1", SEARCH)
                .event("a", "06T10:05", Touch.Kind.LEAD, "a2", SEARCH)
                .page("b", "05T11:00", "b1", PAID)
                .page("b", "07T11:00", "b2", PAID)
                .page("c", "05T11:00", "c1", PAID)
                .page("d", "05T11:00", "d1", PAID);
        Estimate estimate = company.estimate("site.visitor-to-lead");
        assertThat(estimate.value()).isEqualTo(0.25);
        assertThat(estimate.n()).isEqualTo(4);
        assertThat(estimate.method()).isEqualTo("wilson");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 4));
    }

    @Test
    void robotsAndTouchesOffTheSiteAreNoVisitors() {
        Company company = new Company()
                .page("a", "05T10:00", "a1", SEARCH)
                .event("a", "05T10:05", Touch.Kind.LEAD, "a1", SEARCH)
                .touch("robot", "05T10:00", Touch.Kind.PAGE_VIEW, t -> t.visit("r")
                        .robot(true))
                .touch("seen", "05T10:00", Touch.Kind.IMPRESSION, t -> t)
                .touch("liked", "05T10:00", Touch.Kind.SOCIAL, t -> t);
        assertThat(company.value("site.visitor-to-lead")).isEqualTo(1);
        assertThat(company.value("engagement.depth")).isEqualTo(1);
    }

    @Test
    void whatASourceNeverDeliversIsNoDataButWhatDidNotHappenIsZero() {
        Company company = new Company().page("a", "05T10:00", "a1", SEARCH);
        assertThat(company.why("site.visitor-to-lead")).isEqualTo(Reason.NO_DATA);
        assertThat(company.absent("site.visitor-to-lead").sentence(Locale.ENGLISH))
                .isEqualTo("no data: no lead events are recorded on the site");
        company.event("b", "09-05T10:00", Touch.Kind.LEAD, "b1", SEARCH);
        assertThat(company.value("site.visitor-to-lead")).isZero();
    }

    @Test
    void nobodyOnTheSiteIsNoData() {
        Company company = new Company()
                .page("a", "09-05T10:00", "a1", SEARCH)
                .event("a", "09-05T10:00", Touch.Kind.LEAD, "a1", SEARCH);
        for (String id : new String[] {
            "site.visitor-to-lead", "content.conversion", "engagement.depth", "mobile.parity", "organic.visit-share"
        }) {
            assertThat(company.why(id)).as(id).isEqualTo(Reason.NO_DATA);
        }
    }

    @Test
    void contentCountsOnlyVisitorsOfLandingPagesIfAnyPageIsOne() {
        Company company = new Company()
                .touch("a", "05T10:00", Touch.Kind.PAGE_VIEW, Map.of("landing", "true"), t -> t.visit("a1"))
                .touch("a", "05T10:01", Touch.Kind.DOWNLOAD, t -> t.visit("a1"))
                .touch("b", "05T10:00", Touch.Kind.PAGE_VIEW, Map.of("landing", "true"), t -> t.visit("b1"))
                .page("c", "05T10:00", "c1", SEARCH)
                .touch("c", "05T10:01", Touch.Kind.WEBINAR, t -> t.visit("c1"));
        assertThat(company.value("content.conversion")).isEqualTo(0.5);
        assertThat(company.estimate("content.conversion").n()).isEqualTo(2);
    }

    @Test
    void theLandingMarkMustStandOnTheFirstPage() {
        Company company = new Company()
                .page("a", "05T10:00", "a1", SEARCH)
                .touch("a", "05T10:01", Touch.Kind.PAGE_VIEW, Map.of("landing", "true"), t -> t.visit("a1"))
                .touch("a", "05T10:02", Touch.Kind.CONTENT_OPEN, t -> t.visit("a1"))
                .touch("b", "05T10:00", Touch.Kind.PAGE_VIEW, Map.of("landing", "true"), t -> t.visit("b1"));
        assertThat(company.value("content.conversion")).isZero();
        assertThat(company.estimate("content.conversion").n()).isEqualTo(1);
    }

    @Test
    void withoutAnyLandingPageEveryVisitorCounts() {
        Company company = new Company()
                .page("a", "05T10:00", "a1", SEARCH)
                .touch("a", "05T10:01", Touch.Kind.CONTENT_OPEN, t -> t.visit("a1"))
                .page("b", "05T10:00", "b1", SEARCH)
                .page("c", "05T10:00", "c1", SEARCH);
        assertThat(company.value("content.conversion")).isCloseTo(1 / 3.0, within(1e-15));
    }

    @Test
    void visitsOfOnePersonBelongTogether() {
        // a has nine organic visits, b one paid visit: 9 of 10, but two independent persons only
        Company company = new Company().page("b", "05T10:00", "b1", PAID);
        for (int i = 1; i <= 9; i++) {
            company.page("a", "0" + i + "T10:00", "a" + i, SEARCH);
        }
        Estimate estimate = company.estimate("organic.visit-share");
        assertThat(estimate.value()).isEqualTo(0.9);
        assertThat(estimate.n()).isEqualTo(2);
        assertThat(estimate.method()).isEqualTo("delta-wilson");
        assertThat(Company.interval(estimate).low()).isLessThan(0.1); // two persons say next to nothing
        assertThat(Company.interval(estimate).high()).isBetween(0.9, 1.0);
    }

    @Test
    void averagingRatiosIsNotTheRatioOfSums() {
        // pages per visit: a 1 visit with 9 pages, b 3 visits with 1 page each; mean of ratios 5, ratio of sums 3
        Company company = new Company();
        for (int i = 0; i < 9; i++) {
            company.page("a", "05T10:0" + i, "a1", SEARCH);
        }
        company.page("b", "05T10:00", "b1", SEARCH)
                .page("b", "06T10:00", "b2", SEARCH)
                .page("b", "07T10:00", "b3", SEARCH);
        assertThat(company.value("engagement.depth")).isEqualTo(3);
        assertThat(company.value("engagement.long-paths")).isEqualTo(0.25);
        assertThat(company.value("engagement.bounce")).isEqualTo(0.75);
    }

    @Test
    void longPathsTakeTheirLengthFromTheParameters() {
        Company company = new Company()
                .parameters(p -> p.longPathSteps(2))
                .page("a", "05T10:00", "a1", SEARCH)
                .page("a", "05T10:01", "a1", SEARCH)
                .page("b", "05T10:00", "b1", SEARCH);
        assertThat(company.value("engagement.long-paths")).isEqualTo(0.5);
    }

    @Test
    void aSourceThatOnlyMarksVisitsHasNoBouncesAndNoPages() {
        Company company = new Company()
                .touch("a", "05T10:00", Touch.Kind.VISIT, t -> t.visit("a1").engaged(Duration.ofSeconds(40)))
                .touch("b", "05T10:00", Touch.Kind.VISIT, t -> t.engaged(Duration.ofSeconds(20)));
        assertThat(company.why("engagement.bounce")).isEqualTo(Reason.NO_DATA);
        assertThat(company.why("engagement.depth")).isEqualTo(Reason.NO_DATA);
        assertThat(company.value("engagement.time")).isEqualTo(30);
    }

    @Test
    void engagedTimeIsThatOfTheVisitElseTheSumOverItsEvents() {
        Company company = new Company()
                .touch("a", "05T10:00", Touch.Kind.VISIT, t -> t.visit("a1").engaged(Duration.ofSeconds(100)))
                .touch("a", "05T10:00", Touch.Kind.PAGE_VIEW, t -> t.visit("a1").engaged(Duration.ofSeconds(60)))
                .touch("b", "05T10:00", Touch.Kind.PAGE_VIEW, t -> t.visit("b1").engaged(Duration.ofSeconds(10)))
                .touch("b", "05T10:01", Touch.Kind.PAGE_VIEW, t -> t.visit("b1").engaged(Duration.ofMillis(10_500)))
                .page("c", "05T10:00", "c1", SEARCH);
        Estimate estimate = company.estimate("engagement.time");
        assertThat(estimate.value()).isEqualTo((100 + 20.5) / 2);
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(120.5, 2));
        assertThat(estimate.has(Flag.Code.UNKNOWN_EXCLUDED)).isTrue();
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.3333"));
    }

    @Test
    void onlyTheFirstSubscriptionIsNew() {
        Company company = new Company()
                .page("a", "05T10:00", "a1", SEARCH)
                .event("a", "05T10:01", Touch.Kind.SUBSCRIPTION, "a1", SEARCH)
                .event("b", "09-05T10:01", Touch.Kind.SUBSCRIPTION, "b0", SEARCH)
                .event("b", "05T10:01", Touch.Kind.SUBSCRIPTION, "b1", SEARCH)
                .page("c", "05T10:00", "c1", SEARCH)
                .page("d", "05T10:00", "d1", SEARCH);
        assertThat(company.value("engagement.subscribe")).isEqualTo(0.25);
    }

    @Test
    void aNewContactNeedsConsent() {
        Company company = new Company()
                .event("a", "05T10:01", Touch.Kind.SUBSCRIPTION, "a1", SEARCH) // a subscription is a consent
                .event("b", "05T10:01", Touch.Kind.LEAD, "b1", SEARCH) // without a recorded basis
                .event("c", "05T10:01", Touch.Kind.LEAD, "c1", SEARCH)
                .person("c", "05T10:01", java.util.Set.of(), "contract", null)
                .event("d", "09-05T10:01", Touch.Kind.LEAD, "d0", SEARCH) // a contact before
                .event("d", "05T10:01", Touch.Kind.SUBSCRIPTION, "d1", SEARCH)
                .page("e", "05T10:01", "e1", SEARCH);
        assertThat(company.value("base.visitor-to-subscriber")).isEqualTo(2 / 5.0);
    }

    @Test
    void keyActionsAreCartsCheckoutsAndMarkedEvents() {
        Company company = new Company()
                .event("a", "05T10:00", Touch.Kind.CART, "a1", SEARCH)
                .event("b", "05T10:00", Touch.Kind.CHECKOUT, "b1", SEARCH)
                .touch("c", "05T10:00", Touch.Kind.EVENT, Map.of("key", "true"), t -> t.visit("c1"))
                .touch("d", "05T10:00", Touch.Kind.EVENT, t -> t.visit("d1"));
        assertThat(company.value("sales.pre-actions")).isEqualTo(0.75);
    }

    @Test
    void socialVisitsToLeads() {
        Company company = new Company()
                .page("a", "05T10:00", "a1", SOCIAL)
                .event("a", "05T10:05", Touch.Kind.LEAD, "a1", SOCIAL)
                .page("a", "06T10:00", "a2", Channel.PAID_SOCIAL)
                .page("b", "06T10:00", "b1", SOCIAL)
                .page("b", "07T10:00", "b2", SOCIAL)
                .page("c", "07T10:00", "c1", SEARCH)
                .event("c", "07T10:05", Touch.Kind.LEAD, "c1", SEARCH);
        Estimate estimate = company.estimate("social.visit-to-lead");
        assertThat(estimate.value()).isEqualTo(0.25);
        assertThat(estimate.n()).isEqualTo(2);
    }

    @Test
    void noSocialVisitsIsNoData() {
        Company company =
                new Company().page("c", "07T10:00", "c1", SEARCH).event("c", "07T10:05", Touch.Kind.LEAD, "c1", SEARCH);
        assertThat(company.absent("social.visit-to-lead").sentence(Locale.ENGLISH))
                .isEqualTo("no data: no visits from social networks");
    }

    @Test
    void theChannelOfAVisitIsTheFirstKnownOne() {
        Company company = new Company()
                .touch("a", "05T10:00", Touch.Kind.PAGE_VIEW, t -> t.visit("a1"))
                .touch("a", "05T10:01", Touch.Kind.PAGE_VIEW, t -> t.visit("a1")
                        .origin(Origin.of("google", "organic", null)))
                .touch("b", "05T10:00", Touch.Kind.PAGE_VIEW, t -> t.visit("b1"));
        Estimate estimate = company.estimate("organic.visit-share");
        assertThat(estimate.value()).isEqualTo(1);
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.5"));
    }

    private static Company devices(int phoneLeads, int phones, int desktopLeads, int desktops) {
        Company company = new Company();
        for (int i = 0; i < phones + desktops; i++) {
            boolean phone = i < phones;
            boolean lead = phone ? i < phoneLeads : i - phones < desktopLeads;
            Touch.Device device = phone ? Touch.Device.PHONE : Touch.Device.DESKTOP;
            String person = "p" + i;
            company.touch(person, "05T10:00", Touch.Kind.PAGE_VIEW, t -> t.visit(person)
                    .device(device));
            if (lead) {
                company.touch(person, "05T10:01", Touch.Kind.LEAD, t -> t.visit(person)
                        .device(device));
            }
        }
        return company;
    }

    @Test
    void mobileParityIsTheRatioOfTwoConversions() {
        Estimate estimate = devices(17, 1000, 31, 1000).estimate("mobile.parity");
        assertThat(estimate.value()).isCloseTo(0.5483870967741935, within(1e-15));
        assertThat(estimate.n()).isEqualTo(2000);
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(0.017, 0.031));
        // the delta method on the logarithm is the classical interval of a risk ratio
        double half = 1.959964 * Math.sqrt(1 / 17.0 - 1 / 1000.0 + 1 / 31.0 - 1 / 1000.0);
        assertThat(Company.interval(estimate).low()).isCloseTo(0.54838709 * Math.exp(-half), within(1e-3));
        assertThat(Company.interval(estimate).high()).isCloseTo(0.54838709 * Math.exp(half), within(2e-3));
    }

    @Test
    void mobileParityEdges() {
        assertThat(devices(3, 10, 0, 10).why("mobile.parity")).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(devices(0, 0, 3, 10).why("mobile.parity")).isEqualTo(Reason.NO_DATA);
        assertThat(devices(3, 10, 0, 0).why("mobile.parity")).isEqualTo(Reason.NO_DATA);
        assertThat(devices(0, 10, 3, 10).value("mobile.parity")).isZero();
    }

    @Test
    void tabletsAreDesktopsUnlessConfigured() {
        Company company = devices(1, 2, 1, 2)
                .touch("t", "05T10:00", Touch.Kind.LEAD, t -> t.visit("t").device(Touch.Device.TABLET));
        assertThat(company.value("mobile.parity")).isCloseTo((1 / 2.0) / (2 / 3.0), within(1e-15));
        company.parameters(p -> p.tabletIsMobile(true));
        assertThat(company.value("mobile.parity")).isCloseTo((2 / 3.0) / (1 / 2.0), within(1e-15));
    }

    @Test
    void targetShareLeavesUnknownVisitsOut() {
        Company company = new Company()
                .touch("a", "05T10:00", Touch.Kind.PAGE_VIEW, t -> t.visit("a1").targetAudience(true))
                .touch("b", "05T10:00", Touch.Kind.PAGE_VIEW, t -> t.visit("b1").targetAudience(false))
                .touch("c", "05T10:00", Touch.Kind.PAGE_VIEW, t -> t.visit("c1").targetAudience(false))
                .touch("d", "05T10:00", Touch.Kind.PAGE_VIEW, t -> t.visit("d1"));
        Estimate estimate = company.estimate("traffic.target-share");
        assertThat(estimate.value()).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.25"));
    }

    @Test
    void aPeriodEndsAtMidnightOfItsZone() {
        // 23:59:59.999 of 31 October in Moscow is inside, the next millisecond is not
        Company company = new Company()
                .page("a", "2026-10-31T23:59:59.999", "a1", SEARCH)
                .page("b", "2026-11-01T00:00", "b1", SEARCH)
                .page("c", "2026-10-01T00:00", "c1", SEARCH)
                .page("d", "2026-09-30T23:59:59.999", "d1", SEARCH)
                .dataEnd("2026-12-01T00:00");
        assertThat(company.estimate("engagement.depth").n()).isEqualTo(2);

        // the same instants fall into other months in another zone: 21:00 UTC is midnight in Moscow
        company.period(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("UTC")));
        assertThat(company.estimate("engagement.depth").n()).isEqualTo(2);
        company.period(Period.ofMonth(YearMonth.of(2026, 9), ZoneId.of("UTC")));
        assertThat(company.estimate("engagement.depth").n()).isEqualTo(2);
    }

    @Test
    void nothingIsSeenAfterTheEndOfTheData() {
        Company company = new Company()
                .page("a", "05T10:00", "a1", SEARCH)
                .page("b", "20T10:00", "b1", SEARCH)
                .dataEnd("15T00:00");
        assertThat(company.estimate("engagement.depth").n()).isEqualTo(1);
    }

    @Test
    void visitIdsOfTwoSourcesAreTwoVisits() {
        Company company = new Company()
                .page("a", "05T10:00", "1", SEARCH)
                .touch("a", "05T10:30", Touch.Kind.PAGE_VIEW, t -> t.visit("1").origin(Origin.of(SEARCH)));
        assertThat(company.value("engagement.depth")).isEqualTo(2);
    }

    @Test
    void manyVisitsOfOnePersonAreToldApart() {
        Company company = new Company();
        for (int i = 0; i < 100; i++) {
            String minute = String.format(Locale.ROOT, "05T10:%02d", i % 60);
            company.page("a", minute, "v" + i % 50, SEARCH);
        }
        assertThat(company.estimate("engagement.depth").ratio()).isEqualTo(new Estimate.Ratio(100, 50));
    }
}
