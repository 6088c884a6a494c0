package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls, feedback, tasks and messages. */
class ServiceMeasuresTest {

    private static final Call.Direction IN = Call.Direction.IN;
    private static final Call.Direction OUT = Call.Direction.OUT;
    private static final Call.Outcome ANSWERED = Call.Outcome.ANSWERED;

    private static Instant at(String time) {
        return new Company().at(time);
    }

    // ---- answering ----

    @Test
    void answersBeforeTheThirdRing() {
        int[] byRing = {50, 70, 40, 20};
        Company company = new Company();
        int n = 0;
        for (int ring = 1; ring <= 4; ring++) {
            for (int i = 0; i < byRing[ring - 1]; i++) {
                int rings = ring;
                company.call("p" + n++, "05T10:00", IN, ANSWERED, b -> b.rings(rings));
            }
        }
        for (int i = 0; i < 20; i++) {
            company.call("p" + n++, "05T10:00", IN, i < 5 ? Call.Outcome.ABANDONED : Call.Outcome.MISSED, b -> b);
        }
        assertThat(company.value("calls.answered-before-third-ring")).isEqualTo(0.6);
        assertThat(company.value("calls.missed")).isEqualTo(0.1);
        assertThat(company.value("calls.dropped")).isEqualTo(0.025);
        assertThat(company.estimate("calls.missed").n()).isEqualTo(200);
        // one call per person: nearly Wilson's interval of 20 of 200
        Interval interval = Company.interval(company.estimate("calls.missed"));
        assertThat(interval.low()).isCloseTo(0.06567, within(5e-4));
        assertThat(interval.high()).isCloseTo(0.14941, within(5e-4));
    }

    @Test
    void callsOfOneCallerAreNotIndependent() {
        Company company = new Company();
        for (int i = 0; i < 100; i++) {
            String minute = String.format(Locale.ROOT, "05T1%d:%02d", i / 60, i % 60);
            company.call("one", minute, IN, Call.Outcome.MISSED, b -> b);
            company.call("two", minute, IN, ANSWERED, b -> b.rings(1));
        }
        Estimate estimate = company.estimate("calls.missed");
        assertThat(estimate.value()).isEqualTo(0.5);
        assertThat(estimate.n()).isEqualTo(2);
        assertThat(Company.interval(estimate).low()).isLessThan(0.01);
        assertThat(Company.interval(estimate).high()).isGreaterThan(0.99);
    }

    @Test
    void withSecondsOnlyTheDelayDecides() {
        Company company = new Company()
                .call("a", "05T10:00", IN, ANSWERED, b -> b.ring(Duration.ofMillis(9_999)))
                .call("b", "05T10:00", IN, ANSWERED, b -> b.ring(Duration.ofSeconds(10)))
                .call("c", "05T10:00", IN, ANSWERED, b -> b) // neither
                .call("d", "05T10:00", OUT); // not incoming
        Estimate estimate = company.estimate("calls.answered-before-third-ring");
        assertThat(estimate.value()).isEqualTo(0.5);
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.3333"));
        company.parameters(p -> p.ringSeconds(6));
        assertThat(company.value("calls.answered-before-third-ring")).isEqualTo(1);
    }

    @Test
    void answerEdges() {
        Company untimed = new Company().call("c", "05T10:00", IN);
        assertThat(untimed.absent("calls.answered-before-third-ring").sentence(Locale.ENGLISH))
                .isEqualTo("no data: no answered call has a number of rings or a delay");
        Company missed = new Company().call("c", "05T10:00", IN, Call.Outcome.MISSED, b -> b);
        assertThat(missed.value("calls.answered-before-third-ring")).isZero();
        assertThat(new Company().call("c", "05T10:00", OUT).why("calls.missed")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void ratingsAndTimes() {
        Company company = new Company()
                .call("a", "05T10:00", IN, ANSWERED, b -> b.rating(5))
                .call("a", "06T10:00", IN, ANSWERED, b -> b.rating(4))
                .call("b", "06T10:00", OUT, ANSWERED, b -> b.rating(1))
                .call("c", "06T10:00", IN, Call.Outcome.MISSED, b -> b);
        assertThat(company.value("calls.rating")).isCloseTo(10 / 3.0, within(1e-15));
        assertThat(company.estimate("calls.rating").unit()).isEqualTo(Unit.POINTS);
        // 60 seconds each: 120 for a, 60 for b
        assertThat(company.value("service.time")).isEqualTo(90);
        assertThat(new Company().why("calls.rating")).isEqualTo(Reason.NO_DATA);
        assertThat(new Company().why("service.time")).isEqualTo(Reason.NO_DATA);
    }

    // ---- channels ----

    @Test
    void callsThatBecomeBuyers() {
        Company company = new Company()
                .pool("100", Channel.PAID_SEARCH)
                .spend("05", Spend.Kind.MEDIA, "36000", Channel.PAID_SEARCH);
        for (int i = 0; i < 50; i++) {
            company.call("p" + i, "05T10:00", IN, ANSWERED, b -> b.line("100"));
            if (i < 12) {
                company.order("p" + i, "06T10:00", "9000");
            }
        }
        company.order("nobody", "06T10:00", "5000"); // did not call
        assertThat(company.value("channel.conversion")).isEqualTo(0.24);
        assertThat(company.value("channel.revenue-per-buyer")).isEqualTo(9000);
        assertThat(company.value("channel.cost-per-customer")).isEqualTo(3000);
        assertThat(company.value("channel.roi")).isCloseTo(200, within(1e-9));
    }

    @Test
    void onlyPurchasesAfterTheCallCount() {
        Company company = new Company()
                .call("a", "05T10:00", IN)
                .call("a", "07T10:00", IN)
                .order("a", "04T10:00", "100")
                .order("a", "06T10:00", "50")
                .call("b", "05T10:00", IN);
        assertThat(company.value("channel.conversion")).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(company.value("channel.revenue-per-buyer")).isEqualTo(50);
        assertThat(company.why("channel.cost-per-customer")).isEqualTo(Reason.NO_DATA);
        assertThat(company.why("channel.roi")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void nobodyBought() {
        Company company = new Company()
                .pool("100", Channel.PAID_SEARCH)
                .spend("05", Spend.Kind.MEDIA, "36000", Channel.PAID_SEARCH)
                .call("a", "05T10:00", IN, ANSWERED, b -> b.line("100"))
                .order("old", "09-05T10:00", "1");
        assertThat(company.value("channel.conversion")).isZero();
        assertThat(company.why("channel.revenue-per-buyer")).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(company.why("channel.cost-per-customer")).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(company.value("channel.roi")).isEqualTo(-100);
    }

    @Test
    void callsOnUnknownLinesAreCounted() {
        Company company = new Company()
                .pool("100", Channel.PAID_SEARCH)
                .call("a", "05T10:00", IN, ANSWERED, b -> b.line("100"))
                .call("b", "05T10:00", IN, ANSWERED, b -> b.line("999"))
                .order("b", "06T10:00", "5");
        Estimate estimate = company.estimate("channel.conversion");
        assertThat(estimate.value()).isZero();
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.5"));
    }

    // ---- silence ----

    @Test
    void silentContactsAreCalledBack() {
        Company company = new Company()
                .call("a", "01T10:00", IN)
                .call("a", "08T10:00", OUT) // day 7
                .call("b", "01T10:00", IN)
                .call("b", "09T10:00", OUT) // within the grace
                .call("c", "01T10:00", IN)
                .call("c", "09T10:01", OUT) // too late
                .call("d", "01T10:00", IN, Call.Outcome.MISSED, b -> b)
                .call("d", "01T10:15", Call.Direction.CALLBACK) // belongs to the contact
                .call("e", "01T10:00", IN)
                .lead("e", "E", "LEAD 03T10:00") // not silent
                .call("f", "01T10:00", IN)
                .call("f", "04T10:00", IN) // not silent
                .call("g", "01T10:00", IN)
                .order("g", "02T10:00", "5") // not silent
                .call("h", "01T10:00", IN)
                .page("h", "02T10:00", "v", Channel.DIRECT) // not silent
                .call("i", "01T10:00", IN)
                .call("i", "05T10:00", OUT)
                .lead("i", "I", "LEAD 06T10:00") // spoke after being called back
                .call("j", "25T10:00", IN) // term open
                .call("k", "09-01T10:00", IN)
                .call("k", "05T10:00", IN); // not the first call
        Estimate estimate = company.estimate("followup.7d");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(3, 5));
        assertThat(estimate.pending()).isEqualTo(1);
        assertThat(estimate.method()).isEqualTo("wilson");
    }

    @Test
    void followUpEdges() {
        assertThat(new Company().why("followup.7d")).isEqualTo(Reason.NO_DATA);
        assertThat(new Company().call("a", "01T10:00", IN).why("followup.7d")).isEqualTo(Reason.NO_DATA);
        assertThat(new Company()
                        .call("a", "30T10:00", IN)
                        .call("x", "01T10:00", OUT)
                        .why("followup.7d"))
                .isEqualTo(Reason.NOT_DUE_YET);
    }

    // ---- voice ----

    private static Company voices() {
        Company company = new Company();
        for (int i = 0; i < 6; i++) {
            company.feedback("n" + i, "05T10:00", Feedback.Kind.REVIEW, null, null, Feedback.Sentiment.NEGATIVE);
        }
        for (int i = 0; i < 24; i++) {
            company.feedback("g" + i, "05T10:00", Feedback.Kind.REVIEW, null, null, Feedback.Sentiment.POSITIVE);
        }
        company.feedback("u", "05T10:00", Feedback.Kind.REVIEW, null, null, Feedback.Sentiment.NEUTRAL);
        return company;
    }

    @Test
    void negativeToPositive() {
        Company company = voices();
        assertThat(company.value("voice.neg-to-pos")).isEqualTo(0.25);
        assertThat(company.why("voice.neg-to-rec")).isEqualTo(Reason.NO_DATA);
        for (int i = 0; i < 12; i++) {
            company.referral("g" + i, "new" + i, "05T10:00", Map.of());
        }
        assertThat(company.value("voice.neg-to-rec")).isEqualTo(0.5);
    }

    @Test
    void negativeWithoutPositiveTellsTheCounts() {
        Company company =
                new Company().feedback("n", "05T10:00", Feedback.Kind.REVIEW, null, null, Feedback.Sentiment.NEGATIVE);
        assertThat(company.why("voice.neg-to-pos")).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(company.absent("voice.neg-to-pos").sentence(Locale.ENGLISH)).contains("1");
        assertThat(new Company().why("voice.neg-to-pos")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void netPromoterScore() {
        Company company = new Company();
        int[] scores = {10, 9, 9, 8, 7, 6, 0};
        for (int i = 0; i < scores.length; i++) {
            company.feedback("p" + i, "05T10:00", Feedback.Kind.NPS, null, scores[i], null);
        }
        Estimate estimate = company.estimate("voice.nps");
        assertThat(estimate.value()).isCloseTo(100 / 7.0, within(1e-12));
        assertThat(estimate.unit()).isEqualTo(Unit.POINTS);
        assertThat(Company.interval(estimate).low()).isGreaterThanOrEqualTo(-100);
        assertThat(new Company().why("voice.nps")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void complaintsPerOrder() {
        Company company = new Company()
                .order("a", "05T10:00", "1")
                .order("a", "10T10:00", "1")
                .order("b", "10T10:00", "1")
                .order("c", "10T10:00", "1")
                .feedback("a", "07T10:00", Feedback.Kind.COMPLAINT, null, null, null) // about the first order
                .feedback("a", "08T10:00", Feedback.Kind.COMPLAINT, null, null, null) // again
                .feedback("c", "09T10:00", Feedback.Kind.COMPLAINT, null, null, null); // before any order
        assertThat(company.estimate("complaints.share").ratio()).isEqualTo(new Estimate.Ratio(1, 4));
        assertThat(new Company().order("a", "05T10:00", "1").why("complaints.share"))
                .isEqualTo(Reason.NO_DATA);
    }

    @Test
    void aComplaintNamesItsOrder() {
        Company company = new Company().order("a", "05T10:00", "1").order("a", "10T10:00", "1");
        String first = company.histories().get(0).orders().get(0).orderRef();
        company.feedback("a", "20T10:00", Feedback.Kind.COMPLAINT, first, null, null)
                .feedback("a", "21T10:00", Feedback.Kind.COMPLAINT, "unknown", null, null);
        assertThat(company.estimate("complaints.share").ratio()).isEqualTo(new Estimate.Ratio(1, 2));
    }

    @Test
    void customersAreAskedAfterTwoWeeks() {
        Company company = new Company()
                .order("a", "01T10:00", "1", b -> b.acceptedAt(at("01T10:00")))
                .call("a", "16T10:00", OUT) // on the last day of the grace
                .order("b", "01T10:00", "1", b -> b.acceptedAt(at("01T10:00")))
                .call("b", "16T10:01", OUT) // too late
                .order("c", "01T10:00", "1", b -> b.acceptedAt(at("01T10:00")))
                .feedback("c", "10T10:00", Feedback.Kind.NPS, null, 9, null) // answered, so asked
                .order("d", "01T10:00", "1", b -> b.acceptedAt(at("01T10:00")))
                .feedback("d", "10T10:00", Feedback.Kind.REVIEW, null, 9, null) // unasked
                .call("d", "10T10:00", Call.Direction.CALLBACK) // an answer to a missed call
                .order("e", "25T10:00", "1", b -> b.acceptedAt(at("25T10:00"))) // term open
                .order("f", Order.Status.CANCELLED, "01T10:00", "1", b -> b.acceptedAt(at("01T10:00"))
                        .cancelledAt(at("02T10:00")))
                .order("g", "01T10:00", "1"); // acceptance not known
        Estimate estimate = company.estimate("feedback.14d");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(2, 4));
        assertThat(estimate.pending()).isEqualTo(1);
        assertThat(new Company().order("g", "01T10:00", "1").why("feedback.14d"))
                .isEqualTo(Reason.NO_DATA);
    }

    // ---- tasks ----

    @Test
    void disciplineLatenessAndOverdue() {
        Company company = new Company();
        for (int i = 0; i < 40; i++) {
            String owner = "w" + i % 5;
            Instant deadline = at("10T18:00");
            if (i < 30) {
                company.task(owner, "05T10:00", Task.Status.ACCEPTED, t -> t.deadline(deadline)
                        .closedAt(deadline));
            } else if (i < 36) {
                company.task(owner, "05T10:00", Task.Status.ACCEPTED, t -> t.deadline(deadline)
                        .closedAt(deadline.plusMillis(1)));
            } else {
                company.task(owner, "05T10:00", Task.Status.OPEN, t -> t.deadline(deadline));
            }
        }
        assertThat(company.value("tasks.discipline")).isEqualTo(0.75);
        assertThat(company.value("tasks.late")).isEqualTo(0.15);
        assertThat(company.value("tasks.overdue-open")).isEqualTo(0.1);
        assertThat(company.estimate("tasks.discipline").n()).isEqualTo(5);
        assertThat(company.value("tasks.volume")).isEqualTo(36);
        assertThat(company.estimate("tasks.volume").has(Flag.Code.NO_INTERVAL)).isTrue();
    }

    @Test
    void dueTasksAreThoseWhoseDeadlineIsKnownAndInThePeriod() {
        Company company = new Company()
                .dataEnd("20T00:00")
                .task("w", "05T10:00", Task.Status.OPEN, t -> t.deadline(at("25T10:00"))) // pending
                .task("w", "05T10:00", Task.Status.OPEN, t -> t.deadline(at("2026-11-05T10:00")))
                .task("w", "05T10:00", Task.Status.CANCELLED, t -> t.deadline(at("10T10:00")))
                .task("w", "05T10:00", Task.Status.OPEN, t -> t) // no deadline
                .task("w", "05T10:00", Task.Status.ACCEPTED, t -> t.deadline(at("10T10:00"))
                        .closedAt(at("09T10:00")))
                .task("w", "05T10:00", Task.Status.ACCEPTED, t -> t.deadline(at("10T10:00"))
                        .closedAt(at("25T10:00")));
        Estimate estimate = company.estimate("tasks.discipline");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 2));
        assertThat(estimate.pending()).isEqualTo(1);
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.3333"));
        assertThat(company.value("tasks.overdue-open")).isEqualTo(0.5);
    }

    @Test
    void taskEdges() {
        assertThat(new Company().why("tasks.discipline")).isEqualTo(Reason.NO_DATA);
        assertThat(new Company().why("tasks.volume")).isEqualTo(Reason.NO_DATA);
        Company open = new Company()
                .dataEnd("08T00:00")
                .task("w", "05T10:00", Task.Status.OPEN, t -> t.deadline(at("25T10:00")));
        assertThat(open.why("tasks.discipline")).isEqualTo(Reason.NOT_DUE_YET);
        assertThat(open.value("tasks.volume")).isZero();
    }

    @Test
    void quality() {
        Company company = new Company()
                .task("w", "05T10:00", Task.Status.ACCEPTED, t -> t.closedAt(at("06T10:00"))
                        .handIns(1))
                .task("v", "05T10:00", Task.Status.ACCEPTED, t -> t.closedAt(at("06T10:00"))
                        .handIns(3))
                .task("v", "05T10:00", Task.Status.ACCEPTED, t -> t.closedAt(at("06T10:00")))
                .task("v", "05T10:00", Task.Status.REJECTED, t -> t.closedAt(at("06T10:00"))
                        .handIns(1));
        Estimate estimate = company.estimate("tasks.quality");
        assertThat(estimate.value()).isEqualTo(0.5);
        assertThat(estimate.flags()).contains(Flag.of(Flag.Code.UNKNOWN_EXCLUDED, "0.3333"));
    }

    @Test
    void rejectedSurveyVisits() {
        Company company = new Company()
                .task("w", "05T10:00", Task.Kind.SURVEY_VISIT, Task.Status.REJECTED, t -> t.closedAt(at("06T10:00")))
                .task("w", "05T10:00", Task.Kind.SURVEY_VISIT, Task.Status.ACCEPTED, t -> t.closedAt(at("06T10:00")))
                .task("v", "05T10:00", Task.Kind.SURVEY_VISIT, Task.Status.ACCEPTED, t -> t.closedAt(at("06T10:00")))
                .task("v", "05T10:00", Task.Kind.SURVEY_VISIT, Task.Status.OPEN, t -> t)
                .task("v", "05T10:00", Task.Kind.SURVEY_VISIT, Task.Status.CANCELLED, t -> t)
                .task("v", "05T10:00", Task.Kind.CALL, Task.Status.REJECTED, t -> t.closedAt(at("06T10:00")));
        Estimate estimate = company.estimate("measure.reject-share");
        assertThat(estimate.ratio()).isEqualTo(new Estimate.Ratio(1, 3));
        assertThat(estimate.pending()).isEqualTo(1);
        assertThat(new Company().why("measure.reject-share")).isEqualTo(Reason.NO_DATA);
    }

    // ---- messages ----

    @Test
    void opensAndClicksPerPerson() {
        Company company = new Company()
                .message("a", "m1", "05T10:00", Message.Event.DELIVERED, null, false)
                .message("a", "m2", "06T10:00", Message.Event.DELIVERED, null, false)
                .message("a", "m1", "07T10:00", Message.Event.OPENED, null, false)
                .message("a", "m2", "07T10:00", Message.Event.OPENED, null, false)
                .message("a", "m2", "07T10:01", Message.Event.CLICKED, null, false)
                .message("b", "m3", "05T10:00", Message.Event.DELIVERED, null, false)
                .message("b", "m3", "05T10:01", Message.Event.OPENED, null, true) // a machine
                .message("c", "m4", "09-30T10:00", Message.Event.DELIVERED, null, false)
                .message("c", "m4", "05T10:01", Message.Event.OPENED, null, false) // delivered before
                .message("d", "m5", "05T10:00", Message.Event.BOUNCED, null, false)
                .message("e", "m6", "31T23:00", Message.Event.DELIVERED, null, false)
                .message("e", "m6", "2026-11-01T09:00", Message.Event.OPENED, null, false);
        assertThat(company.estimate("message.open-rate").ratio()).isEqualTo(new Estimate.Ratio(1, 3));
        assertThat(company.estimate("message.click-rate").ratio()).isEqualTo(new Estimate.Ratio(1, 3));
        company.dataEnd("2026-11-02T00:00");
        assertThat(company.estimate("message.open-rate").ratio()).isEqualTo(new Estimate.Ratio(2, 3));
    }

    @Test
    void messageEdges() {
        Company company = new Company().message("a", "m1", "05T10:00", Message.Event.DELIVERED, null, false);
        assertThat(company.why("message.open-rate")).isEqualTo(Reason.NO_DATA);
        assertThat(new Company().why("message.click-rate")).isEqualTo(Reason.NO_DATA);
        assertThat(new Company()
                        .page("a", "05T10:00", "v", Channel.DIRECT)
                        .event("a", "05T10:00", Touch.Kind.CART, "v", Channel.DIRECT)
                        .why("message.open-rate"))
                .isEqualTo(Reason.NO_DATA);
    }
}
