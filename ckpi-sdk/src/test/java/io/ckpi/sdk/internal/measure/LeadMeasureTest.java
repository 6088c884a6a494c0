package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeadMeasureTest {

    private static Company from(Channel... channels) {
        Company company = new Company();
        for (int i = 0; i < channels.length; i++) {
            Origin origin = channels[i] == Channel.UNASSIGNED ? Origin.UNKNOWN : Origin.of(channels[i]);
            company.lead("p" + i, "L" + i, "05T10:00", LeadStage.LEAD, b -> b.origin(origin));
        }
        return company;
    }

    @Test
    void inboundShareLeavesUnknownSourcesOut() {
        Company company =
                from(Channel.ORGANIC_SEARCH, Channel.DIRECT, Channel.EMAIL, Channel.PAID_SEARCH, Channel.UNASSIGNED);
        Estimate estimate = company.estimate("inbound.lead-share");
        assertThat(estimate.value()).isEqualTo(0.75);
        assertThat(estimate.n()).isEqualTo(4);
        assertThat(estimate.flags()).containsExactly(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.2"));
        assertThat(company.value("nurture.crm-lead-share")).isEqualTo(0.25);
    }

    @Test
    void inboundShareEdges() {
        assertThat(from(Channel.UNASSIGNED).why("inbound.lead-share")).isEqualTo(Reason.NO_DATA);
        assertThat(from(Channel.UNASSIGNED).absent("inbound.lead-share").sentence(Locale.ENGLISH))
                .isEqualTo("no data: no new lead has a known source");
        assertThat(new Company().why("inbound.lead-share")).isEqualTo(Reason.NO_DATA);
        assertThat(new Company()
                        .lead("a", "A", "LEAD 09-05T10:00")
                        .absent("inbound.lead-share")
                        .sentence(Locale.ENGLISH))
                .isEqualTo("no data: no new leads in the period");
    }

    @Test
    void theFirstKnownTouchTellsTheSourceOfALead() {
        Company company = new Company()
                .page("a", "01T10:00", "a1", Channel.ORGANIC_SEARCH)
                .lead("a", "A", "05T10:00", LeadStage.LEAD, b -> b)
                .page("b", "09T10:00", "b1", Channel.ORGANIC_SEARCH) // after the lead: says nothing
                .lead("b", "B", "05T10:00", LeadStage.LEAD, b -> b)
                .lead("c", "C", "05T10:00", LeadStage.LEAD, b -> b.origin(Origin.of("google", "cpc", null)));
        Estimate estimate = company.estimate("inbound.lead-share");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 2));
    }

    @Test
    void acceptanceIsTheOneOfThePublishedCase() {
        Company company = new Company();
        for (int i = 0; i < 120; i++) {
            String decision = i < 54
                    ? "SAL 10T10:00"
                    : i < 80 ? "DISQUALIFIED 10T10:00" : i < 100 ? "RECYCLED 11T10:00" : "MQL 06T10:00";
            company.lead("p" + i, "L" + i, "LEAD 04T10:00", "MQL 05T10:00", decision);
        }
        Estimate estimate = company.estimate("lead.acceptance");
        assertThat(estimate.value()).isEqualTo(0.54);
        assertThat(estimate.pending()).isEqualTo(20);
        assertThat(estimate.n()).isEqualTo(100);
        assertThat(Company.interval(estimate).low()).isCloseTo(0.44264860323368227, within(1e-12));
        assertThat(Company.interval(estimate).high()).isCloseTo(0.6343919169097589, within(1e-12));
    }

    @Test
    void acceptanceMayBeSkippedToALaterStageAndIsDecidedOnlyByWhatIsKnown() {
        Company company = new Company()
                .lead("a", "A", "LEAD 01T10:00", "MQL 02T10:00", "OPPORTUNITY 03T10:00")
                .lead("b", "B", "LEAD 01T10:00", "MQL 02T10:00", "DISQUALIFIED 03T10:00", "SAL 04T10:00")
                .lead("c", "C", "LEAD 01T10:00", "MQL 02T10:00", "LOST 03T10:00")
                .lead("d", "D", "LEAD 01T10:00", "MQL 02T10:00", "SAL 20T10:00")
                .lead("e", "E", "LEAD 01T10:00", "SAL 03T10:00") // never handed over
                .dataEnd("15T00:00");
        Estimate estimate = company.estimate("lead.acceptance");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 2));
        assertThat(estimate.pending()).isEqualTo(1);
        assertThat(estimate.flags()).containsExactly(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.3333"));
    }

    @Test
    void acceptanceEdges() {
        assertThat(new Company().lead("a", "A", "LEAD 01T10:00", "MQL 02T10:00").why("lead.acceptance"))
                .isEqualTo(Reason.NOT_DUE_YET);
        assertThat(new Company().lead("a", "A", "LEAD 01T10:00").why("lead.acceptance"))
                .isEqualTo(Reason.NO_DATA);
        assertThat(new Company()
                        .lead("a", "A", "LEAD 09-01T10:00", "MQL 09-02T10:00", "SAL 02T10:00")
                        .absent("lead.acceptance")
                        .sentence(Locale.ENGLISH))
                .isEqualTo("no data: no leads were handed over");
    }

    @Test
    void lossesForLackOfContact() {
        Company company = new Company()
                // a reason that says so, in the source's own spelling
                .lead("a", "A", "LEAD 01T10:00")
                .lead("a", "A", "10T10:00", LeadStage.LOST, b -> b.reason("No contact"))
                // silence of more than 30 days
                .lead("b", "B", "LEAD 08-01T10:00")
                .call("b", "09-05T10:00", Call.Direction.OUT)
                .lead("b", "B", "10T10:00", LeadStage.LOST, b -> b.reason("too expensive"))
                // the same with a message in between
                .lead("c", "C", "LEAD 08-01T10:00")
                .message("c", "m", "09-20T10:00", Message.Event.DELIVERED, null, false)
                .lead("c", "C", "10T10:00", LeadStage.LOST, b -> b)
                // a message that bounced is no contact
                .lead("d", "D", "LEAD 08-01T10:00")
                .message("d", "m", "09-20T10:00", Message.Event.BOUNCED, null, false)
                .lead("d", "D", "10T10:00", LeadStage.LOST, b -> b)
                .lead("e", "E", "LEAD 08-01T10:00", "WON 10T10:00")
                .lead("f", "F", "LEAD 08-01T10:00", "DISQUALIFIED 10T10:00");
        Estimate estimate = company.estimate("nurture.loss-share");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(3, 6));
    }

    @Test
    void silenceIsNotJudgedWithoutRecordsOfContacts() {
        Company company = new Company().lead("a", "A", "LEAD 08-01T10:00", "LOST 10T10:00");
        assertThat(company.why("nurture.loss-share")).isEqualTo(Reason.NO_DATA);
        company.lead("b", "B", "LEAD 01T10:00").lead("b", "B", "10T10:00", LeadStage.LOST, b -> b.reason("price"));
        assertThat(company.value("nurture.loss-share")).isZero();
    }

    @Test
    void progressOfOpenLeads() {
        Company company = new Company()
                .lead("a", "A", "LEAD 09-01T10:00", "MQL 05T10:00")
                .lead("b", "B", "LEAD 09-01T10:00", "DISQUALIFIED 05T10:00")
                .lead("c", "C", "MQL 09-01T10:00", "LEAD 05T10:00") // fell back
                .lead("d", "D", "SQL 09-01T10:00", "WON 05T10:00")
                .lead("e", "E", "LEAD 09-01T10:00", "RECYCLED 09-20T10:00", "MQL 05T10:00") // not open at the start
                .lead("f", "F", "LEAD 05T10:00", "MQL 06T10:00") // new
                .lead("g", "G", "WON 09-01T10:00");
        assertThat(company.estimate("nurture.progress-share").ratio()).isEqualTo(new Estimate.Ratio(2, 4));
        assertThat(new Company().lead("f", "F", "LEAD 05T10:00").why("nurture.progress-share"))
                .isEqualTo(Reason.NO_DATA);
    }

    @Test
    void segmentsAndSequences() {
        Company company = new Company()
                .lead("a", "A", "LEAD 05T10:00")
                .person("a", "05T10:00", Set.of("vip"), null, null)
                .message("a", "m1", "06T10:00", Message.Event.SENT, "welcome", false)
                .lead("b", "B", "LEAD 05T10:00")
                .message("b", "m2", "04T10:00", Message.Event.SENT, "welcome", false) // before the lead
                .message("b", "m3", "06T10:00", Message.Event.SENT, null, false) // not of a sequence
                .lead("c", "C", "LEAD 05T10:00");
        assertThat(company.value("nurture.segmentation-coverage")).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(company.value("nurture.automation-coverage")).isCloseTo(1 / 3.0, within(1e-15));
        Company bare = new Company().lead("a", "A", "LEAD 05T10:00");
        assertThat(bare.why("nurture.segmentation-coverage")).isEqualTo(Reason.NO_DATA);
        assertThat(bare.why("nurture.automation-coverage")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void reasonsOfRefusals() {
        Company company = new Company()
                .lead("a", "A", "LEAD 01T10:00")
                .lead("a", "A", "10T10:00", LeadStage.LOST, b -> b.reason("price"))
                .lead("b", "B", "LEAD 01T10:00", "DISQUALIFIED 10T10:00")
                .lead("c", "C", "LEAD 01T10:00", "RECYCLED 10T10:00") // no refusal
                .lead("d", "D", "LEAD 01T10:00", "WON 10T10:00");
        assertThat(company.estimate("refusal.reason-filled").ratio()).isEqualTo(new Estimate.Ratio(1, 2));
        assertThat(new Company().lead("d", "D", "LEAD 01T10:00").why("refusal.reason-filled"))
                .isEqualTo(Reason.NO_DATA);
    }

    @Test
    void winRateOfDeals() {
        Company company = new Company()
                .deal("a", "D1", "09-01T10:00", LeadStage.OPPORTUNITY, b -> b)
                .deal("a", "D1", "05T10:00", LeadStage.WON, b -> b)
                .deal("b", "D2", "09-01T10:00", LeadStage.OPPORTUNITY, b -> b)
                .deal("b", "D2", "05T10:00", LeadStage.LOST, b -> b)
                .deal("b", "D3", "05T10:00", LeadStage.LOST, b -> b)
                .deal("c", "D4", "05T10:00", LeadStage.OPPORTUNITY, b -> b)
                .deal("d", "D5", "09-05T10:00", LeadStage.WON, b -> b) // closed before
                .lead("e", "L9", "LEAD 01T10:00", "LOST 10T10:00"); // a lead is no deal
        Estimate estimate = company.estimate("sales.win-rate");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 3));
        assertThat(estimate.pending()).isEqualTo(1);
    }

    @Test
    void winRateOfLeadsWhereThereAreNoDeals() {
        Company company = new Company()
                .lead("a", "A", "LEAD 01T10:00", "WON 05T10:00")
                .lead("b", "B", "LEAD 01T10:00", "LOST 05T10:00");
        assertThat(company.value("sales.win-rate")).isEqualTo(0.5);
        assertThat(new Company().lead("a", "A", "LEAD 01T10:00").why("sales.win-rate"))
                .isEqualTo(Reason.NOT_DUE_YET);
        assertThat(new Company().why("sales.win-rate")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void aLeadAndItsDealAreOneCase() {
        // the deal tells the acceptance of the lead
        Company company = new Company()
                .lead("a", "L1", "LEAD 01T10:00", "MQL 02T10:00")
                .deal("a", "D1", "05T10:00", LeadStage.OPPORTUNITY, b -> b.leadRef("L1"));
        assertThat(company.estimate("lead.acceptance").ratio()).isEqualTo(new Estimate.Ratio(1, 1));
        assertThat(company.estimate("lead.acceptance").n()).isEqualTo(1);
    }

    @Test
    void responsesHandedOver() {
        Origin spring = Origin.of("mail", "email", "spring");
        Company company = new Company()
                .lead("a", "A", "01T10:00", LeadStage.LEAD, b -> b.origin(spring))
                .lead("a", "A", "MQL 03T10:00")
                .lead("b", "B", "01T10:00", LeadStage.LEAD, b -> b.origin(spring))
                .lead("b", "B", "DISQUALIFIED 03T10:00")
                .lead("c", "C", "20T10:00", LeadStage.LEAD, b -> b.origin(spring)) // undecided
                .lead("d", "D", "LEAD 01T10:00", "MQL 02T10:00"); // no campaign
        Estimate estimate = company.estimate("campaign.response-handover");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 2));
        assertThat(estimate.pending()).isEqualTo(1);
        // after 90 days silence is a decision
        company.dataEnd("2027-02-01T00:00");
        assertThat(company.estimate("campaign.response-handover").ratio()).isEqualTo(new Estimate.Ratio(1, 3));
        assertThat(new Company()
                        .lead("c", "C", "20T10:00", LeadStage.LEAD, b -> b.origin(spring))
                        .why("campaign.response-handover"))
                .isEqualTo(Reason.NOT_DUE_YET);
    }

    @Test
    void nextActions() {
        Company company = new Company()
                .lead("a", "L1", "LEAD 01T10:00")
                .lead("b", "L2", "LEAD 01T10:00")
                .deal("b", "D2", "05T10:00", LeadStage.OPPORTUNITY, b -> b.leadRef("L2"))
                .lead("c", "L3", "LEAD 01T10:00")
                .lead("d", "L4", "LEAD 01T10:00")
                .lead("e", "L5", "LEAD 01T10:00", "LOST 02T10:00") // closed
                .task("w", "02T10:00", Task.Status.OPEN, t -> t.entityRef("L1"))
                .task("w", "02T10:00", Task.Status.IN_PROGRESS, t -> t.entityRef("D2")) // on the deal of L2
                .task("w", "02T10:00", Task.Status.ACCEPTED, t -> t.entityRef("L3")
                        .closedAt(t(company0(), "09T10:00")))
                .task("w", "02T10:00", Task.Status.ACCEPTED, t -> t.entityRef("L4")
                        .closedAt(t(company0(), "2026-11-02T10:00"))) // open at the end of October
                .task("w", "02T10:00", Task.Status.OPEN, t -> t.entityRef("L5"));
        assertThat(company.estimate("deals.next-action").ratio()).isEqualTo(new Estimate.Ratio(3, 4));
        assertThat(new Company().lead("a", "L1", "LEAD 01T10:00").why("deals.next-action"))
                .isEqualTo(Reason.NO_DATA);
    }

    private static Company company0() {
        return new Company();
    }

    private static java.time.Instant t(Company company, String time) {
        return company.at(time);
    }

    @Test
    void costPerLead() {
        Company company = from(
                        Channel.ORGANIC_SEARCH,
                        Channel.ORGANIC_SEARCH,
                        Channel.ORGANIC_SEARCH,
                        Channel.ORGANIC_SEARCH,
                        Channel.PAID_SEARCH,
                        Channel.PAID_SEARCH)
                .spend("05", Spend.Kind.CONTENT, "400", Channel.ORGANIC_SEARCH)
                .spend("05", Spend.Kind.MEDIA, "320", Channel.PAID_SEARCH)
                .spend("05", Spend.Kind.SALARY, "280", b -> b)
                .spend("05", Spend.Kind.SERVICE, "999", Channel.PAID_SEARCH) // no investment
                .spend("09-05", Spend.Kind.MEDIA, "999", Channel.PAID_SEARCH);
        Estimate estimate = company.estimate("inbound.cpl-advantage");
        assertThat(estimate.value()).isEqualTo(1.6); // 160 against 100
        assertThat(estimate.flags()).containsExactly(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.28"));
        assertThat(Company.interval(estimate).contains(1.6)).isTrue();
    }

    @Test
    void costPerLeadEdges() {
        Company company = from(Channel.ORGANIC_SEARCH);
        assertThat(company.why("inbound.cpl-advantage")).isEqualTo(Reason.NO_DATA);
        company.spend("05", Spend.Kind.CONTENT, "400", Channel.ORGANIC_SEARCH)
                .spend("05", Spend.Kind.MEDIA, "320", Channel.PAID_SEARCH);
        assertThat(company.why("inbound.cpl-advantage")).isEqualTo(Reason.ZERO_DENOMINATOR);
        company.lead("x", "X", "05T10:00", LeadStage.LEAD, b -> b.origin(Origin.of(Channel.PAID_SEARCH)))
                .spend("06", Spend.Kind.MEDIA, "-500", Channel.PAID_SEARCH);
        assertThat(company.why("inbound.cpl-advantage")).isEqualTo(Reason.INVALID_INPUT);
    }

    @Test
    void aCampaignTellsTheChannelOfItsSpend() {
        Company company = from(Channel.ORGANIC_SEARCH, Channel.PAID_SEARCH)
                .campaign("autumn", "01T00:00", Channel.PAID_SEARCH)
                .spend("05", Spend.Kind.CONTENT, "100", Channel.ORGANIC_SEARCH)
                .spend("05", Spend.Kind.MEDIA, "250", b -> b.campaign("autumn"));
        assertThat(company.value("inbound.cpl-advantage")).isEqualTo(2.5);
    }

    @Test
    void unmappedStagesAreNoStages() {
        Company company = new Company()
                .change(
                        "a",
                        io.ckpi.core.record.LeadStageChange.Entity.LEAD,
                        "A",
                        "01T10:00",
                        LeadStage.LEAD,
                        b -> b.to(null))
                .lead("b", "B", "LEAD 01T10:00", "MQL 02T10:00", "SAL 03T10:00");
        assertThat(company.value("lead.acceptance")).isEqualTo(1);
        assertThat(company.value("lead.acceptance")).isEqualTo(1);
    }
}
