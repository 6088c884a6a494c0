package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Money;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.FxRate;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Product;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.StageDefinition;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.core.record.Vat;
import io.ckpi.spi.RecordSource;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every kind of record, with all it can have. */
class EveryRecordTest extends MappingTesting {

    @Test
    void everyKindOfRecordCanBeMade() {
        file("x.csv", "id,who,when,day,amount,text\n7,u-1,2024-03-31T01:30:00Z,2024-03-31,12.50,hello\n");
        String mapping =
                head("zone: Europe/Moscow", "currency: EUR", "files:", "  - file: x.csv", "    format: csv") + """
                    records:
                      - record: Touch
                        key: id
                        occurredAt: when
                        kind: {const: page-view}
                        person: {token: who, type: clientId}
                        visit: id
                        name: text
                        origin: {source: {const: google}, medium: {const: cpc}, campaign: text, term: text, content: text, clickId: id, channel: {const: Paid Search}}
                        path: {const: "https://shop.example/a/b?mail=x@y.z#top"}
                        engaged: {from: amount, unit: seconds}
                        device: {const: PHONE}
                        region: {const: RU-MOW}
                        targetAudience: {const: true}
                        robot: {const: false}
                        value: {money: amount}
                      - record: LeadStageChange
                        key: {from: [id, text], separator: "/"}
                        occurredAt: when
                        recordedAt: when
                        entity: {const: LEAD}
                        entityRef: id
                        toRaw: {const: Qualified}
                        to: {from: text, values: {hello: MQL}}
                        from: {from: text, values: {bye: LEAD}}
                        fromRaw: {const: New}
                        leadRef: id
                        person: {token: who, type: phone}
                        pipeline: {const: main}
                        owner: {const: e-1}
                        actor: {const: e-2}
                        reason: text
                        value: {money: amount, currency: RUB}
                        probability: {from: amount, scale: 0.01}
                      - record: Order
                        orderRef: id
                        status: {const: PAID}
                        createdAt: when
                        revenue: {money: amount}
                        acceptedAt: when
                        paidAt: when
                        cancelledAt: {from: day, format: yyyy-MM-dd}
                        refunded: {money: amount}
                        discount: {money: amount, scale: 0.1}
                        tax: {money: amount}
                        shipping: {money: amount}
                        costOfGoods: {money: amount}
                        dealRef: id
                        vat: {const: INCLUDED}
                        lines:
                          - {product: text, quantity: {const: 2}, unitPrice: {money: amount}}
                          - {product: {from: text, values: {bye: b}, otherwise: absent}, quantity: {const: 2}, unitPrice: {money: amount}}
                        employee: {const: e-1}
                        origin: {channel: {const: EMAIL}}
                        tags: [{const: upsell}, text]
                      - record: Spend
                        day: day
                        platform: {const: yandex-direct}
                        account: id
                        kind: {const: MEDIA}
                        cost: {money: amount}
                        campaign: text
                        adGroup: text
                        channel: {const: PAID_SEARCH}
                        vat: {const: EXCLUDED}
                        impressions: {const: 1000}
                        clicks: id
                      - record: Call
                        callRef: id
                        occurredAt: when
                        direction: {const: IN}
                        outcome: {const: ANSWERED}
                        talk: {from: amount, unit: seconds}
                        line: {const: "74951234567"}
                        channel: {const: CALL}
                        person: {token: who, type: clientId}
                        employee: {const: e-1}
                        ring: {const: "0:00:07", unit: clock}
                        rings: {const: 2}
                        first: {const: true}
                        rating: {const: 5}
                        legs: {const: 3}
                        cost: {money: amount}
                      - record: Message
                        messageRef: id
                        occurredAt: when
                        person: {token: who, type: clientId}
                        medium: {const: EMAIL}
                        event: {const: OPENED}
                        campaign: text
                        sequence: text
                        machine: {const: true}
                      - record: Task
                        taskRef: id
                        kind: {const: CALL}
                        owner: {const: e-1}
                        createdAt: when
                        status: {const: OPEN}
                        kindRaw: text
                        creator: {const: e-2}
                        entityRef: id
                        deadline: when
                        deadlineMoves: {const: 1}
                        closedAt: when
                        handIns: {const: 2}
                      - record: Feedback
                        occurredAt: when
                        kind: {const: NPS}
                        person: {token: who, type: clientId}
                        employee: {const: e-1}
                        orderRef: id
                        score: {const: 9}
                        scale: {const: 10}
                        sentiment: {const: POSITIVE}
                      - record: Referral
                        occurredAt: when
                        referrer: {token: who, type: clientId}
                        referee: {token: id, type: clientId}
                        code: text
                        orderRef: id
                      - record: Assignment
                        occurredAt: when
                        experiment: {const: mail-2024}
                        unit: {token: who, type: clientId}
                        arm: {const: control}
                        share: {const: 0.05}
                        stratum: text
                      - record: MarketMeasure
                        measure: {const: SEGMENT_SIZE}
                        from: day
                        until: {const: 2024-04-01}
                        value: amount
                        unit: {const: persons}
                        provider: text
                        subject: text
                        brand: text
                        region: {const: RU}
                        proxy: {const: true}
                      - record: IdentityLink
                        person: {token: who, type: clientId}
                        idType: {const: phone}
                        token: {token: id, type: phone}
                        since: when
                      - record: Person
                        person: {token: who, type: clientId}
                        firstSeenAt: when
                        segments: {const: "a; b;;a", split: ";"}
                        lawfulBasis: text
                        confirmedAt: when
                        region: {const: RU}
                      - record: Employee
                        employee: id
                        department: text
                        supervisor: {const: e-2}
                        from: {const: 2020-01-01}
                        until: {const: 2030-01-01}
                      - record: Product
                        product: id
                        category: text
                        supplier: text
                        basePrice: {money: amount}
                        from: {const: 2020-01-01}
                        until: {const: 2030-01-01}
                      - record: StageDefinition
                        occurredAt: {const: 2020-01-01}
                        pipeline: {const: main}
                        raw: text
                        order: {const: -1}
                        semantic: {const: OPEN}
                        stage: {const: SAL}
                        vocabulary: {const: crm}
                      - record: NumberPool
                        line: {const: "74951234567"}
                        channel: {const: DISPLAY}
                        campaign: text
                        from: {const: 2020-01-01}
                        until: {const: 2030-01-01}
                      - record: Campaign
                        campaign: id
                        name: text
                        goal: {const: GROWTH}
                        from: {const: 2020-01-01}
                        until: {const: 2030-01-01}
                        budget: {money: amount}
                        channel: {const: DISPLAY}
                      - record: FxRate
                        day: day
                        from: {const: EUR}
                        to: {const: RUB}
                        rate: amount
                        provider: text
                """;
        Instant when = Instant.parse("2024-03-31T01:30:00Z");
        Instant from = Instant.parse("2019-12-31T21:00:00Z");
        Instant until = Instant.parse("2029-12-31T21:00:00Z");
        LocalDate day = LocalDate.of(2024, 3, 31);
        Money eur = Money.of("12.5", "EUR");
        try (RecordSource source = open(mapping)) {
            assertThat(source.describe().streams()).hasSize(19);

            Touch touch = only(source, Touch.class);
            assertThat(touch)
                    .isEqualTo(new Touch(
                            envelope("7", when),
                            Touch.Kind.PAGE_VIEW,
                            "token:clientId:u-1",
                            "7",
                            "hello",
                            new Origin("google", "cpc", "hello", "hello", "hello", "7", Channel.PAID_SEARCH),
                            "/a/b",
                            Duration.ofMillis(12_500),
                            Touch.Device.PHONE,
                            "RU-MOW",
                            true,
                            false,
                            eur));
            assertThat(touch.envelope().zone()).isEqualTo(ZoneId.of("Europe/Moscow"));
            assertThat(only(source, LeadStageChange.class))
                    .isEqualTo(LeadStageChange.builder(
                                    Envelope.builder("shop", "7/hello", when, ZoneId.of("Europe/Moscow"))
                                            .recordedAt(when)
                                            .revision(1_711_848_600_000_000L)
                                            .build(),
                                    LeadStageChange.Entity.LEAD,
                                    "7",
                                    "Qualified")
                            .to(LeadStage.MQL)
                            .fromRaw("New")
                            .leadRef("7")
                            .person("token:phone:u-1")
                            .pipeline("main")
                            .owner("e-1")
                            .actor("e-2")
                            .reason("hello")
                            .value(Money.of("12.5", "RUB"))
                            .probability(0.125)
                            .build());
            assertThat(only(source, Order.class))
                    .isEqualTo(Order.builder(envelope("7", when), "7", Order.Status.PAID, when, eur)
                            .acceptedAt(when)
                            .paidAt(when)
                            .cancelledAt(Instant.parse("2024-03-30T21:00:00Z"))
                            .refunded(eur)
                            .discount(Money.of("1.25", "EUR"))
                            .tax(eur)
                            .shipping(eur)
                            .costOfGoods(eur)
                            .dealRef("7")
                            .vat(Vat.INCLUDED)
                            .lines(List.of(new OrderLine("hello", new BigDecimal(2), eur)))
                            .employee("e-1")
                            .origin(Origin.of(Channel.EMAIL))
                            .tags(Set.of("upsell", "hello"))
                            .build());
            Spend spend = only(source, Spend.class);
            assertThat(spend)
                    .isEqualTo(new Spend(
                            spend.envelope(),
                            day,
                            "yandex-direct",
                            "7",
                            Spend.Kind.MEDIA,
                            eur,
                            "hello",
                            "hello",
                            Channel.PAID_SEARCH,
                            Vat.EXCLUDED,
                            1000L,
                            7L));
            assertThat(spend.envelope().occurredAt()).isEqualTo(Instant.parse("2024-03-30T21:00:00Z"));
            assertThat(spend.envelope().flags()).containsExactly(RecordFlag.SYNTHETIC_KEY);
            assertThat(only(source, Call.class))
                    .isEqualTo(new Call(
                            envelope("7", when),
                            "7",
                            Call.Direction.IN,
                            Call.Outcome.ANSWERED,
                            Duration.ofMillis(12_500),
                            "74951234567",
                            Channel.CALL,
                            "token:clientId:u-1",
                            "e-1",
                            Duration.ofSeconds(7),
                            2,
                            true,
                            5,
                            3,
                            eur));
            Message message = only(source, Message.class);
            assertThat(message)
                    .isEqualTo(new Message(
                            message.envelope(),
                            "7",
                            "token:clientId:u-1",
                            Message.Medium.EMAIL,
                            Message.Event.OPENED,
                            "hello",
                            "hello",
                            true));
            assertThat(only(source, Task.class))
                    .isEqualTo(new Task(
                            envelope("7", when),
                            "7",
                            Task.Kind.CALL,
                            "e-1",
                            when,
                            Task.Status.OPEN,
                            "hello",
                            "e-2",
                            "7",
                            when,
                            1,
                            when,
                            2));
            Feedback feedback = only(source, Feedback.class);
            assertThat(feedback)
                    .isEqualTo(new Feedback(
                            feedback.envelope(),
                            Feedback.Kind.NPS,
                            "token:clientId:u-1",
                            "e-1",
                            "7",
                            new BigDecimal(9),
                            new BigDecimal(10),
                            Feedback.Sentiment.POSITIVE));
            Referral referral = only(source, Referral.class);
            assertThat(referral)
                    .isEqualTo(
                            new Referral(referral.envelope(), "token:clientId:u-1", "token:clientId:7", "hello", "7"));
            Assignment assignment = only(source, Assignment.class);
            assertThat(assignment)
                    .isEqualTo(new Assignment(
                            assignment.envelope(), "mail-2024", "token:clientId:u-1", "control", 0.05, "hello"));
            MarketMeasure measure = only(source, MarketMeasure.class);
            assertThat(measure)
                    .isEqualTo(new MarketMeasure(
                            measure.envelope(),
                            MarketMeasure.Measure.SEGMENT_SIZE,
                            day,
                            day.plusDays(1),
                            new BigDecimal("12.50"),
                            "persons",
                            "hello",
                            "hello",
                            "hello",
                            "RU",
                            true));
            IdentityLink link = only(source, IdentityLink.class);
            assertThat(link)
                    .isEqualTo(new IdentityLink(link.envelope(), "token:clientId:u-1", "phone", "token:phone:7", when));
            assertThat(only(source, Person.class))
                    .isEqualTo(new Person(
                            envelope("token:clientId:u-1", when),
                            "token:clientId:u-1",
                            when,
                            Set.of("a", "b"),
                            "hello",
                            when,
                            "RU"));
            Employee employee = only(source, Employee.class);
            assertThat(employee).isEqualTo(new Employee(employee.envelope(), "7", "hello", "e-2", from, until));
            assertThat(employee.envelope().occurredAt()).isEqualTo(from);
            Product product = only(source, Product.class);
            assertThat(product).isEqualTo(new Product(product.envelope(), "7", "hello", "hello", eur, from, until));
            StageDefinition stage = only(source, StageDefinition.class);
            assertThat(stage)
                    .isEqualTo(new StageDefinition(
                            stage.envelope(),
                            "main",
                            "hello",
                            -1,
                            StageDefinition.Semantic.OPEN,
                            LeadStage.SAL,
                            "crm"));
            NumberPool pool = only(source, NumberPool.class);
            assertThat(pool)
                    .isEqualTo(new NumberPool(pool.envelope(), "74951234567", Channel.DISPLAY, "hello", from, until));
            assertThat(only(source, Campaign.class))
                    .isEqualTo(new Campaign(
                            envelope("7", from),
                            "7",
                            "hello",
                            Campaign.Goal.GROWTH,
                            from,
                            until,
                            eur,
                            Channel.DISPLAY));
            FxRate rate = only(source, FxRate.class);
            assertThat(rate)
                    .isEqualTo(new FxRate(
                            rate.envelope(),
                            day,
                            Currency.getInstance("EUR"),
                            Currency.getInstance("RUB"),
                            new BigDecimal("12.50"),
                            "hello"));
        }
    }

    private static Envelope envelope(String key, Instant when) {
        return Envelope.builder("shop", key, when, ZoneId.of("Europe/Moscow")).build();
    }

    private <R extends SourceRecord> R only(RecordSource source, Class<R> type) {
        List<R> records = host.read(source, type).records();
        assertThat(host.rejects()).as(type.getSimpleName()).isEmpty();
        assertThat(records).as(type.getSimpleName()).hasSize(1);
        return records.get(0);
    }
}
