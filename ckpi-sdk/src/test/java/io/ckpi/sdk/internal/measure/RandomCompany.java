package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.history.SubjectHistory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A company of chance, from July to October 2026, with records of every type and many odd ones among them. */
final class RandomCompany {

    private static final Touch.Kind[] KINDS = Touch.Kind.values();
    private static final Touch.Device[] DEVICES = Touch.Device.values();
    private static final Channel[] CHANNELS = Channel.values();
    private static final LeadStage[] STAGES = LeadStage.values();

    private final Random random;
    /** Draws what only slices look at, so that the rest of the company stays as it is. */
    private final Random more;

    private final Company company = new Company();

    private RandomCompany(long seed) {
        this.random = new Random(seed);
        this.more = new Random(~seed);
    }

    static Company of(long seed, int persons) {
        return new RandomCompany(seed).fill(persons);
    }

    private @Nullable String one(String... values) {
        int drawn = more.nextInt(values.length + 1);
        return drawn == values.length ? null : values[drawn];
    }

    private @Nullable String employee() {
        return one("w0", "w1", "w2", "w9");
    }

    private @Nullable String region() {
        return one("RU-MOW", "RU-SPE", "RU-KDA");
    }

    private List<OrderLine> lines() {
        List<OrderLine> lines = new ArrayList<>();
        for (int n = more.nextInt(4); n > 0; n--) {
            lines.add(new OrderLine(
                    "product-" + more.nextInt(5),
                    BigDecimal.valueOf(more.nextInt(30), 1),
                    Company.rub(more.nextInt(100) + ".0" + more.nextInt(10))));
        }
        return lines;
    }

    private boolean chance(double p) {
        return random.nextDouble() < p;
    }

    private String time() {
        return LocalDateTime.of(2026, 7, 1, 0, 0)
                .plusSeconds(random.nextInt(123 * 86_400))
                .toString();
    }

    private Instant after(String time, int days) {
        return company.at(time).plusSeconds(random.nextInt(days * 86_400));
    }

    private @Nullable Channel channel() {
        return chance(0.2) ? null : CHANNELS[random.nextInt(CHANNELS.length)];
    }

    private Origin origin() {
        Channel channel = channel();
        String campaign = chance(0.3) ? "campaign-" + random.nextInt(3) : null;
        return new Origin(null, null, campaign, null, null, null, channel);
    }

    private Company fill(int persons) {
        for (int i = 0; i < persons; i++) {
            person("p" + i, persons);
        }
        for (int i = 0; i < 4; i++) {
            tasks("w" + i, persons);
        }
        for (int i = 0; i < 20; i++) {
            Spend.Kind kind = Spend.Kind.values()[random.nextInt(Spend.Kind.values().length)];
            String day = time().substring(0, 10);
            String amount = amount();
            Channel channel = channel();
            String campaign = one("campaign-0", "campaign-1", "campaign-2");
            company.spend(day, kind, amount, b -> b.channel(channel).campaign(campaign));
        }
        company.employee("w0", "sales", "2026-01-01T00:00", "2026-09-15T00:00")
                .employee("w0", "service", "2026-09-15T00:00", null)
                .employee("w1", "sales", "2026-08-01T00:00", null)
                .employee("w2", null, "2026-01-01T00:00", null);
        company.campaign("campaign-1", "2026-10-02T00:00", Channel.DISPLAY)
                .campaign("campaign-2", "2026-08-02T00:00", null);
        String[] months = {"2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01"};
        for (int m = 0; m < 4; m++) {
            for (MarketMeasure.Measure measure : MarketMeasure.Measure.values()) {
                int value = 1 + random.nextInt(measure == MarketMeasure.Measure.TARGET_PERSONS ? 1000 : 40);
                company.market(measure, months[m], months[m + 1], "" + value, b -> b.subject("s")
                        .region(region()));
            }
        }
        return company.quality(1000, random.nextInt(10));
    }

    private String amount() {
        return random.nextInt(1000) + "." + random.nextInt(10) + random.nextInt(10);
    }

    private void person(String person, int persons) {
        for (int n = random.nextInt(12); n > 0; n--) {
            String visit = "v" + random.nextInt(4);
            Touch.Kind kind = KINDS[random.nextInt(KINDS.length)];
            Origin origin = origin();
            company.touch(
                    person, time(), kind, chance(0.1) ? Map.of("landing", "true") : Map.of(), t -> t.origin(origin)
                            .region(region())
                            .visit(chance(0.9) ? visit : null)
                            .device(chance(0.8) ? DEVICES[random.nextInt(DEVICES.length)] : null)
                            .engaged(chance(0.5) ? Duration.ofMillis(random.nextInt(100_000)) : null)
                            .targetAudience(chance(0.7) ? chance(0.5) : null)
                            .robot(chance(0.05)));
        }
        for (int n = random.nextInt(5); n > 0; n--) {
            boolean deal = chance(0.3);
            Origin origin = origin();
            LeadStage stage = STAGES[random.nextInt(STAGES.length)];
            String lead = "L" + person + random.nextInt(2);
            if (deal) {
                company.deal(person, "D" + person, time(), stage, b -> b.leadRef(chance(0.5) ? lead : null)
                        .owner(employee())
                        .origin(origin));
            } else {
                company.lead(person, lead, time(), stage, b -> b.origin(origin)
                        .owner(chance(0.5) ? "w1" : employee())
                        .reason(chance(0.3) ? "no contact" : null));
            }
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            String created = time();
            Order.Status status = chance(0.7) ? Order.Status.PAID : Order.Status.values()[random.nextInt(5)];
            Origin origin = origin();
            company.order(person, status, created, amount(), b -> b.paidAt(chance(0.8) ? after(created, 5) : null)
                    .acceptedAt(chance(0.8) ? after(created, 3) : null)
                    .costOfGoods(chance(0.8) ? Company.rub(amount()) : null)
                    .refunded(chance(0.1) ? Company.rub("1.5") : null)
                    .origin(origin)
                    .lines(lines())
                    .employee(employee())
                    .tags(chance(0.2) ? Set.of("upsell", "portal") : Set.of()));
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            Call.Outcome outcome = chance(0.7) ? Call.Outcome.ANSWERED : Call.Outcome.values()[random.nextInt(8)];
            company.call(person, time(), Call.Direction.values()[random.nextInt(3)], outcome, b -> b.rings(
                            chance(0.6) ? (Integer) random.nextInt(5) : null)
                    .ring(chance(0.5) ? Duration.ofSeconds(random.nextInt(30)) : null)
                    .rating(chance(0.3) ? (Integer) (1 + random.nextInt(5)) : null)
                    .employee(employee())
                    .line(one("8800", "8801"))
                    .channel(channel()));
        }
        for (int n = random.nextInt(6); n > 0; n--) {
            Message.Event event = Message.Event.values()[random.nextInt(Message.Event.values().length)];
            String ref = "m" + random.nextInt(2);
            String time = time();
            Message.Medium medium = Message.Medium.values()[more.nextInt(5)];
            String campaign = one("campaign-1", "campaign-2");
            String sequence = chance(0.4) ? "s" : null;
            company.message(person, ref, time, medium, event, campaign, sequence, chance(0.2));
        }
        for (int n = random.nextInt(3); n > 0; n--) {
            company.feedback(
                    person,
                    time(),
                    Feedback.Kind.values()[random.nextInt(5)],
                    employee(),
                    null,
                    chance(0.7) ? (Integer) random.nextInt(11) : null,
                    chance(0.7) ? Feedback.Sentiment.values()[random.nextInt(3)] : null);
        }
        if (chance(0.2)) {
            String anyway = chance(0.5) ? "true" : "false";
            company.referral("p" + random.nextInt(persons), person, time(), Map.of("would-have-come", anyway));
        }
        if (chance(0.6)) {
            company.assign(person, "nurture", chance(0.5) ? "control" : "mailed", "2026-07-01T00:00");
            company.assign(person, "crm-2026", chance(0.3) ? "control" : "mailed", "2026-07-01T00:00");
        }
        if (chance(0.05)) {
            company.assign(person, "crm-2026", "third", time());
        }
        if (chance(0.7)) {
            company.person(
                    person,
                    time(),
                    chance(0.5) ? Set.of("s") : Set.of(),
                    chance(0.5) ? "consent" : null,
                    chance(0.5) ? time() : null,
                    region());
        }
        if (chance(0.2)) {
            company.kind(person, chance(0.5) ? SubjectHistory.Kind.SINGLE : SubjectHistory.Kind.LEAD);
        }
    }

    private void tasks(String owner, int persons) {
        for (int n = random.nextInt(10); n > 0; n--) {
            String created = time();
            Task.Kind kind = Task.Kind.values()[random.nextInt(4)];
            company.task(owner, created, kind, Task.Status.values()[random.nextInt(7)], b -> b.deadline(
                            chance(0.8) ? after(created, 5) : null)
                    .closedAt(chance(0.7) ? after(created, 7) : null)
                    .handIns(chance(0.7) ? (Integer) (1 + random.nextInt(3)) : null)
                    .entityRef(chance(0.6) ? "Lp" + random.nextInt(Math.max(1, persons)) + "0" : null));
        }
    }
}
