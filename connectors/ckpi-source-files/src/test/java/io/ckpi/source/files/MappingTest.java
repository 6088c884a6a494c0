package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Money;
import io.ckpi.core.definition.DefinitionException;
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
import io.ckpi.spi.Capability;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingTest {

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private TestHost host = TestHost.with();

    private void file(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private RecordSource open(String mapping, String... options) {
        String[] all = java.util.Arrays.copyOf(options, options.length + 2);
        all[options.length] = "dir";
        all[options.length + 1] = folder.toString();
        host = TestHost.with(all);
        return host.open(FilesProvider.withMapping("m.yaml", mapping));
    }

    private <R extends SourceRecord> List<R> read(Class<R> type, String mapping, String... options) {
        try (RecordSource source = open(mapping, options)) {
            return host.read(source, type).records();
        }
    }

    private static String head(String... more) {
        return "schema: ckpi/mapping@1\nid: test\n" + String.join("\n", more) + "\n";
    }

    // ---- all records

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

    // ---- conditions, several records, absent values

    private static final String LEADS = head("zone: UTC", "files:", "  - file: x.csv", "    format: csv") + """
                records:
                  - record: LeadStageChange
                    when:
                      state: [new, open]
                      at: {present: true}
                      note: {present: false}
                      owner: {not: [robot]}
                      kind: {in: [a, b], not: b}
                    key: id
                    occurredAt: at
                    entity: {const: LEAD}
                    entityRef: id
                    toRaw: state
                    owner: {first: [owner, kind]}
            """;

    @Test
    void conditionsChooseRows() {
        file("x.csv", """
                id,state,at,note,owner,kind
                1,new,2024-01-01,,,a
                2,open,2024-01-01,"",e-1,a
                3,done,2024-01-01,,,a
                4,new,,,,a
                5,new,2024-01-01,x,,a
                6,new,2024-01-01,,robot,a
                7,new,2024-01-01,,,b
                8,new,2024-01-01,,,
                """);
        List<LeadStageChange> changes = read(LeadStageChange.class, LEADS);

        assertThat(changes).extracting(LeadStageChange::entityRef).containsExactly("1", "2");
        assertThat(changes).extracting(LeadStageChange::owner).containsExactly("a", "e-1");
        assertThat(host.accepted())
                .as("rows left out by a declared condition are accepted")
                .isEqualTo(8);
        assertThat(host.rejects()).isEmpty();
    }

    @Test
    void aRowIsDeliveredWholeOrRejectedOnce() {
        file("x.csv", "id,a,b\n1,2024-01-01,2024-01-02\n2,2024-01-01,nonsense\n3,2024-01-01,\n");
        List<LeadStageChange> changes =
                read(LeadStageChange.class, head("zone: UTC", "files:", "  - file: x.csv", "    format: csv") + """
                            records:
                              - {record: LeadStageChange, key: {from: id, suffix: /a}, occurredAt: a, entity: {const: DEAL}, entityRef: id, toRaw: {const: A}}
                              - {record: LeadStageChange, when: {b: {present: true}}, key: {from: id, suffix: /b}, occurredAt: b, entity: {const: DEAL}, entityRef: id, toRaw: {const: B}}
                        """);

        assertThat(changes).extracting(c -> c.envelope().sourceKey()).containsExactly("1/a", "1/b", "3/a");
        assertThat(host.accepted()).isEqualTo(2);
        assertThat(host.rejects())
                .containsExactly(new Reject(
                        "shop", "LeadStageChange", "x.csv:3", 2, RejectReason.BAD_TIMESTAMP, "b", "letters"));
    }

    private static String orders(String settings, String fields) {
        return head(settings, "files:", "  - file: x.csv", "    format: csv", "    records:", "      - record: Order")
                + fields.indent(8);
    }

    private static final String ORDER = """
            orderRef: id
            status: {const: PAID}
            createdAt: at
            revenue: {money: sum}
            """;

    // ---- times

    @Test
    void timesAreReadInManyWays() {
        file("x.csv", """
                id,at,sum,iso,ru,seconds,millis,micros,offset,us
                1,2024-10-27T02:30:00+03:00,1,2024-01-02T03:04:05.123456789Z,31.12.2023 7:05,1700000000,1700000000123,1700000000123456,2024-01-02 03:04 +0530,1/2/2024 3:04 PM
                """);
        String mapping = orders("zone: Europe/Berlin\ncurrency: EUR", ORDER + """
                        recordedAt: {from: seconds, format: epoch-seconds}
                        acceptedAt: iso
                        paidAt: {from: ru, format: "dd.MM.yyyy H:mm"}
                        cancelledAt: {from: us, format: "M/d/yyyy h:mm a", zone: America/New_York}
                        """);
        Order order = read(Order.class, mapping).get(0);
        assertThat(order.createdAt()).isEqualTo(Instant.parse("2024-10-26T23:30:00Z"));
        assertThat(order.envelope().recordedAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(order.envelope().flags()).containsExactly(RecordFlag.CLOCK_SKEW);
        assertThat(order.acceptedAt()).isEqualTo(Instant.parse("2024-01-02T03:04:05.123456789Z"));
        assertThat(order.paidAt()).isEqualTo(Instant.parse("2023-12-31T06:05:00Z"));
        assertThat(order.cancelledAt()).isEqualTo(Instant.parse("2024-01-02T20:04:00Z"));

        String more = orders("zone: Europe/Berlin\ncurrency: EUR", ORDER + """
                        revision: {from: micros, format: epoch-micros, descending: true}
                        acceptedAt: {from: millis, format: epoch-millis}
                        paidAt: {from: offset, format: "yyyy-MM-dd HH:mm Z"}
                        """);
        Order other = read(Order.class, more).get(0);
        assertThat(other.envelope().revision()).isEqualTo(-1_700_000_000_123_456L);
        assertThat(other.acceptedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
        assertThat(other.paidAt()).isEqualTo(Instant.parse("2024-01-01T21:34:00Z"));
    }

    @Test
    void aLocalTimeNeedsAZone() {
        file("x.csv", "id,at,sum\n1,2024-01-01 10:00:00,1\n2,2024-01-01T10:00:00+01:00,1\n");

        assertThat(read(Order.class, orders("currency: EUR", ORDER)))
                .extracting(o -> o.envelope().zone().getId())
                .containsExactly("Z");
        assertThat(host.rejects())
                .extracting(Reject::reason, Reject::field, Reject::row)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(RejectReason.NO_ZONE, "at", 1L));

        List<Order> assumed = read(Order.class, orders("currency: EUR\nzone: {assume: Europe/Berlin}", ORDER));
        assertThat(assumed).extracting(Order::createdAt).containsOnly(Instant.parse("2024-01-01T09:00:00Z"));
        assertThat(assumed.get(0).envelope().flags()).containsExactly(RecordFlag.ZONE_ASSUMED);
        assertThat(assumed.get(1).envelope().flags()).isEmpty();

        assertThat(read(Order.class, orders("currency: EUR", ORDER), "zone", "Asia/Kolkata")
                        .get(0)
                        .createdAt())
                .isEqualTo(Instant.parse("2024-01-01T04:30:00Z"));

        assertThatThrownBy(() -> open(orders(
                        "currency: EUR",
                        ORDER.replace("createdAt: at", "createdAt: {from: at, format: 'yyyy-MM-dd HH:mm:ss'}"))))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("files[0].records[0].createdAt: is a local time and needs a zone");
    }

    @Test
    void impossibleAndFarAwayTimesAreRejected() {
        file("x.csv", """
                id,at,sum
                1,2024-02-30,1
                2,2024-13-01,1
                3,1017-06-01,1
                4,2026-06-03,1
                5,2026-06-02,1
                6,1969-07-20,1
                7,24-01-01,1
                8,2024-02-29,1
                """);
        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", ORDER)))
                .extracting(Order::orderRef)
                .containsExactly("5", "6", "8");
        assertThat(host.rejects())
                .extracting(Reject::reason)
                .containsExactly(
                        RejectReason.BAD_TIMESTAMP,
                        RejectReason.BAD_TIMESTAMP,
                        RejectReason.OUT_OF_RANGE,
                        RejectReason.FUTURE_TIME,
                        RejectReason.BAD_TIMESTAMP);
    }

    // ---- money

    @Test
    void moneyIsExactWhateverItsNotation() {
        file("x.csv", "id;at;sum;micros;us\n1;2024-01-01;1 234 567,89;1500000;1,234.5\n2;2024-01-01;0,1;1;2\n");
        String mapping = orders("zone: UTC\ncurrency: RUB\ndelimiter: ;\ndecimal: \",\"\ngrouping: \" \"", ORDER + """
                        shipping: {money: micros, scale: 0.000001}
                        tax: {money: us, decimal: ".", grouping: ","}
                        """);
        List<Order> orders = read(Order.class, mapping);

        assertThat(orders)
                .extracting(Order::revenue)
                .containsExactly(Money.of("1234567.89", "RUB"), Money.of("0.1", "RUB"));
        assertThat(orders)
                .extracting(Order::shipping)
                .containsExactly(Money.of("1.5", "RUB"), Money.of("0.000001", "RUB"));
        assertThat(orders.get(0).tax()).isEqualTo(Money.of("1234.5", "RUB"));
    }

    @Test
    void aRowMayNameItsCurrency() {
        file(
                "x.csv",
                "id,at,sum,cur,ship\n1,2024-01-01,10,USD,1\n2,2024-01-01,10,XYZW,1\n3,2024-01-01,10,,1\n4,2024-01-01,10,RUB,1\n");
        String fields =
                ORDER.replace("{money: sum}", "{money: sum, currency: {from: cur}}") + "shipping: {money: ship}\n";
        List<Order> orders = read(Order.class, orders("zone: UTC\ncurrency: {assume: RUB}", fields));

        assertThat(orders).extracting(Order::revenue).containsExactly(Money.of(10, "RUB"), Money.of(10, "RUB"));
        assertThat(orders)
                .allSatisfy(o -> assertThat(o.envelope().flags()).containsExactly(RecordFlag.CURRENCY_ASSUMED));
        assertThat(host.rejects())
                .extracting(Reject::row, Reject::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1L, RejectReason.BAD_CURRENCY),
                        org.assertj.core.groups.Tuple.tuple(2L, RejectReason.BAD_CURRENCY));
    }

    @Test
    void negativeAmountsCountOnlyWhereTheyMeanSomething() {
        file("x.csv", "id,at,sum\n1,2024-01-01,-5\n2,2024-01-01,5\n");

        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", ORDER))).hasSize(1);
        assertThat(host.rejects())
                .extracting(Reject::reason, Reject::field, Reject::hint)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(RejectReason.OUT_OF_RANGE, "sum", "-digits"));

        String spend =
                head("zone: UTC", "currency: EUR", "files:", "  - file: x.csv", "    format: csv", "    records:")
                        + "      - {record: Spend, day: at, platform: {const: p}, account: {const: a}, kind: {const: MEDIA},"
                        + " cost: {money: sum}}\n";
        assertThat(read(Spend.class, spend))
                .extracting(Spend::cost)
                .as("a correction of the platform")
                .containsExactly(Money.of(-5, "EUR"), Money.of(5, "EUR"));
        assertThat(read(Spend.class, spend.replace("{money: sum}", "{money: sum, min: 0}")))
                .hasSize(1);
    }

    @Test
    void amountsKeptInBinaryAreRoundedOnlyIfTheMappingSaysSo() {
        file("x.csv", "id,at,sum\n1,2024-01-01,252057.19999999757\n2,2024-01-01,1.5E1\n");

        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", ORDER))).isEmpty();
        assertThat(host.rejects())
                .extracting(Reject::reason)
                .containsExactly(RejectReason.OUT_OF_RANGE, RejectReason.BAD_NUMBER);

        List<Order> orders = read(
                Order.class,
                orders("zone: UTC\ncurrency: EUR", ORDER.replace("{money: sum}", "{money: sum, binary: true}")));
        assertThat(orders).extracting(Order::revenue).containsExactly(Money.of("252057.2", "EUR"), Money.of(15, "EUR"));
        assertThat(orders.get(0).envelope().flags()).containsExactly(RecordFlag.BINARY_AMOUNT);
    }

    // ---- values, absent, known

    @Test
    void rawValuesBecomeConstants() {
        file("x.csv", "id,at,sum,st\n1,2024-01-01,1,ok\n2,2024-01-01,1,back\n3,2024-01-01,1,what\n4,2024-01-01,1,\n");
        String fields = ORDER.replace("{const: PAID}", "{from: st, values: {ok: PAID, back: REFUNDED}}");

        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", fields)))
                .extracting(Order::status)
                .containsExactly(Order.Status.PAID, Order.Status.REFUNDED);
        assertThat(host.rejects())
                .extracting(Reject::reason, Reject::field, Reject::hint)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(RejectReason.UNKNOWN_VALUE, "st", "letters"),
                        org.assertj.core.groups.Tuple.tuple(RejectReason.UNKNOWN_VALUE, "st", "empty"));

        String lenient = ORDER.replace(
                "{const: PAID}", "{from: st, values: {ok: PAID}, otherwise: {const: SPAM}, default: CREATED}");
        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", lenient)))
                .extracting(Order::status)
                .containsExactly(Order.Status.PAID, Order.Status.SPAM, Order.Status.SPAM, Order.Status.CREATED);
    }

    @Test
    void someTextsMeanAbsent() {
        file(
                "x.csv",
                "id,at,sum,who,boss\n1, 2024-01-01 ,1,(not set),-\n2,2024-01-01,1, 8 900 ,e-1\n3,2024-01-01,1,nobody,e-1\n");
        String mapping = orders(
                "zone: UTC\ncurrency: EUR\nabsent: [(not set), \"-\"]\nstrip: true",
                ORDER + "person: {token: who, type: phone}\nemployee: boss\n");
        List<Order> orders = read(Order.class, mapping);

        assertThat(orders).extracting(Order::person).containsExactly(null, "token:phone:8 900", null);
        assertThat(orders).extracting(Order::employee).containsExactly(null, "e-1", "e-1");
        assertThat(orders.get(2).envelope().flags()).containsExactly(RecordFlag.PII_DROPPED);
        assertThat(host.rejects()).isEmpty();
    }

    @Test
    void anIdTooLongIsOutOfRange() {
        file("x.csv", "id,at,sum\n" + "x".repeat(129) + ",2024-01-01,1\n,2024-01-01,1\n");

        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", ORDER))).isEmpty();
        assertThat(host.rejects())
                .extracting(Reject::reason, Reject::field)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(RejectReason.OUT_OF_RANGE, "orderRef"),
                        org.assertj.core.groups.Tuple.tuple(RejectReason.MISSING_KEY, "id"));
    }

    @Test
    void attributesCarryTheHostsOwnDimensions() {
        file(
                "x.csv",
                "id,at,sum,shop,url\n1,2024-01-01,1,north,https://x.example/?utm_source=a%20b&utm_medium=cpc#u\n");
        Order order = read(Order.class, orders("zone: UTC\ncurrency: EUR", ORDER + """
                                        attributes: {shop: shop, plan: {const: basic}}
                                        origin: {source: {from: url, query: utm_source}, medium: {from: url, query: utm_medium}, term: {from: url, query: utm_term}}
                                        """))
                .get(0);
        assertThat(order.envelope().attributes())
                .containsOnlyKeys("shop", "plan")
                .containsEntry("shop", "north");
        assertThat(order.origin()).isEqualTo(Origin.of("a b", "cpc", null));
    }

    // ---- keys

    @Test
    void keysOfTheSourceStandAndOthersAreHashed() {
        file("x.csv", "id,at,sum\n1,2024-01-01,1\n1,2024-01-01,1\n");
        String own = ORDER;
        String hashed = "key: [id, at, {const: v1}]\n" + ORDER;
        String hashedRef = ORDER.replace("orderRef: id", "orderRef: {hash: [id, at, {const: v1}]}");

        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", own)))
                .extracting(o -> o.envelope().sourceKey())
                .as("duplicate ids are the host's to settle")
                .containsExactly("1", "1");
        List<Order> orders = read(Order.class, orders("zone: UTC\ncurrency: EUR", hashed));
        // SHA-256 of 1, U+001F, 2024-01-01, U+001F, v1
        assertThat(orders.get(0).envelope().sourceKey())
                .isEqualTo("47aba98b95b30ec1855dc3f5974afd880ff2788105c5c5a05ca3dd60f382a54e");
        assertThat(orders.get(0).envelope().flags()).containsExactly(RecordFlag.SYNTHETIC_KEY);
        assertThat(orders.get(1).envelope().sourceKey())
                .isEqualTo(orders.get(0).envelope().sourceKey());
        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", hashedRef))
                        .get(0)
                        .orderRef())
                .isEqualTo(orders.get(0).envelope().sourceKey());
    }

    // ---- deletions

    @Test
    void aDeletionNeedsOnlyItsKeyAndTime() {
        file("x.csv", "id,at,sum,op\n1,2024-01-01,1,U\n1,2024-01-02,,D\n2,2024-01-01,,U\n");
        String mapping = orders(
                "zone: UTC\ncurrency: EUR", ORDER + "op: {from: op, values: {U: UPSERT, D: DELETE}}\nrecordedAt: at\n");
        try (RecordSource source = open(mapping)) {
            assertThat(source.describe().capabilities())
                    .containsExactlyInAnyOrder(
                            Capability.TIME_FILTER, Capability.RESUME, Capability.DELETES, Capability.REVISIONS);
            List<Order> orders = host.read(source, Order.class).records();
            assertThat(orders)
                    .extracting(o -> o.envelope().op())
                    .containsExactly(Envelope.Op.UPSERT, Envelope.Op.DELETE);
            assertThat(orders.get(1).envelope().revision())
                    .isGreaterThan(orders.get(0).envelope().revision());
            assertThat(orders.get(1).revenue()).isEqualTo(Money.of(0, "EUR"));
        }
        assertThat(host.rejects()).extracting(Reject::row).containsExactly(3L);
    }

    // ---- other formats

    @Test
    void jsonLinesAreReadByPointers() {
        file("x.jsonl", """
                {"event_name":"purchase","event_timestamp":"1700000000000000","user":{"id":18446744073709551615},"ecommerce":{"transaction_id":"T1","purchase_revenue":12.340},"event_params":[{"key":"ga_session_id","value":{"int_value":"5"}},{"key":"page_location","value":{"string_value":"https://x.example/p?gclid=1"}}]}

                {"event_name":"page_view","event_timestamp":"1700000001000000","user":null}
                {"event_name":"purchase","event_timestamp":"1700000000000000","ecommerce":{"transaction_id":"T2","purchase_revenue":1e1}}
                {"event_name":"purchase","event_name":"again"}
                [1]
                {"event_name":"purchase","ecommerce":{"transaction_id":["T3"]}}
                {"a":"\\ud800"}
                {"a":1
                """);
        String mapping =
                head("currency: USD", "files:", "  - file: x.jsonl", "    format: jsonl", "    records:") + """
                      - record: Order
                        when: {event_name: purchase}
                        orderRef: {pointer: /ecommerce/transaction_id}
                        createdAt: {from: event_timestamp, format: epoch-micros}
                        revenue: {money: /ecommerce/purchase_revenue}
                        status: {const: PAID}
                        person: {token: /user/id, type: clientId}
                        attributes: {session: "/event_params/key=ga_session_id/value/int_value"}
                """;
        List<Order> orders = read(Order.class, mapping);

        assertThat(orders).extracting(Order::orderRef).containsExactly("T1");
        assertThat(orders.get(0).revenue()).isEqualTo(Money.of("12.34", "USD"));
        assertThat(orders.get(0).person()).isEqualTo("token:clientId:18446744073709551615");
        assertThat(orders.get(0).envelope().attributes()).containsEntry("session", "5");
        assertThat(orders.get(0).envelope().zone().getId()).isEqualTo("Z");
        assertThat(host.rejects())
                .extracting(Reject::location, Reject::row, Reject::reason, Reject::field)
                .containsExactly(
                        tuple("x.jsonl:4", 3L, RejectReason.BAD_NUMBER, "/ecommerce/purchase_revenue"),
                        tuple("x.jsonl:5", 4L, RejectReason.BAD_JSON, null),
                        tuple("x.jsonl:6", 5L, RejectReason.BAD_JSON, null),
                        tuple("x.jsonl:7", 6L, RejectReason.BAD_JSON, "/ecommerce/transaction_id"),
                        tuple("x.jsonl:8", 7L, RejectReason.BAD_ENCODING, null),
                        tuple("x.jsonl:9", 8L, RejectReason.BAD_JSON, null));
    }

    private static org.assertj.core.groups.Tuple tuple(@Nullable Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @Test
    void parallelArraysAreUnrolled() {
        file("x.tsv", """
                ym:s:visitID\tym:s:dateTime\tym:s:purchaseID\tym:s:purchaseRevenue
                1\t2024-01-01 10:00:00\t['a','b\\'c']\t[10,20.5]
                2\t2024-01-01 11:00:00\t[]\t[]
                3\t2024-01-01 12:00:00\t['x','y']\t[1]
                4\t2024-01-01 13:00:00\t['x'\t[1]
                5\t2024-01-01 13:00:00\t\\N\t\\N
                6\t2024-01-01 13:00:00\t['z']
                """);
        String mapping = head(
                        "zone: Europe/Moscow",
                        "currency: RUB",
                        "files:",
                        "  - file: x.tsv",
                        "    format: clickhouse-tsv",
                        "    records:")
                + """
                      - record: Order
                        each: ["ym:s:purchaseID", "ym:s:purchaseRevenue"]
                        orderRef: "ym:s:purchaseID"
                        createdAt: {from: "ym:s:dateTime", format: yyyy-MM-dd HH:mm:ss}
                        revenue: {money: "ym:s:purchaseRevenue"}
                        status: {const: PAID}
                """;
        assertThat(read(Order.class, mapping))
                .extracting(Order::orderRef, Order::revenue)
                .containsExactly(tuple("a", Money.of(10, "RUB")), tuple("b'c", Money.of("20.5", "RUB")));
        assertThat(host.rejects())
                .extracting(Reject::row, Reject::reason, Reject::field)
                .containsExactly(
                        tuple(3L, RejectReason.BAD_ARRAY, "ym:s:purchaseRevenue"),
                        tuple(4L, RejectReason.BAD_ARRAY, "ym:s:purchaseID"),
                        tuple(6L, RejectReason.COLUMN_COUNT, null));
    }

    @Test
    void filesOfOtherEncodingsAreReadAsDeclared() throws IOException {
        for (String charset : List.of("windows-1251", "UTF-16LE", "UTF-16", "KOI8-R", "IBM866", "GB18030")) {
            Files.write(
                    folder.resolve("x.tsv"),
                    "номер\tкогда\tсумма\n\"№\t1\"\t2024-01-01\t5\n"
                            .replace("№", "Ш")
                            .getBytes(Charset.forName(charset)));
            String mapping = head("zone: UTC", "currency: RUB", "files:", "  - file: x.tsv", "    format: tsv")
                    + "    charset: " + charset + "\n    records:\n"
                    + "      - {record: Order, orderRef: номер, createdAt: когда, status: {const: PAID}, revenue: {money: сумма}}\n";
            assertThat(read(Order.class, mapping))
                    .as(charset)
                    .extracting(Order::orderRef)
                    .containsExactly("Ш\t1");
        }
    }

    @Test
    void aRowOfBrokenUtf16IsRejectedAlone() throws IOException {
        byte[] bytes = "id,at,sum\n1,2024-01-01,1\n?,2024-01-01,1\n3,2024-01-01,1\n"
                .getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
        bytes[2 * 25 + 1] = (byte) 0xDC; // a low surrogate without its high one
        Files.write(folder.resolve("x.csv"), bytes);

        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR\ncharset: UTF-16LE", ORDER)))
                .extracting(Order::orderRef)
                .containsExactly("1", "3");
        assertThat(host.rejects()).extracting(Reject::reason).containsExactly(RejectReason.BAD_ENCODING);
    }

    @Test
    void aPackedFileIsUnpackedWhileItIsRead() throws IOException {
        try (java.util.zip.GZIPOutputStream out =
                new java.util.zip.GZIPOutputStream(Files.newOutputStream(folder.resolve("x.csv.gz")))) {
            out.write("id,at,sum\n1,2024-01-01,1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", ORDER).replace("x.csv", "x.csv.gz")))
                .hasSize(1);
    }

    @Test
    void aPatternNamesSeveralFiles() {
        file("o-2.csv", "id,at,sum\n2,2024-01-01,1\n");
        file("o-1.csv", "at,id,sum\n2024-01-01,1,1\n");
        file("other.csv", "nothing\n");

        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", ORDER).replace("x.csv", "o-*.csv")))
                .extracting(Order::orderRef)
                .containsExactly("1", "2");
    }

    @Test
    void aFileWithoutHeaderTakesItsColumnsFromTheMapping() {
        file("x.csv", "1,2024-01-01,5\n2,2024-01-01\n");
        String mapping = orders("zone: UTC\ncurrency: EUR", ORDER)
                .replace("    records:", "    header: none\n    columns: [id, at, sum]\n    records:");

        assertThat(read(Order.class, mapping)).hasSize(1);
        assertThat(host.rejects())
                .extracting(Reject::location, Reject::reason)
                .containsExactly(tuple("x.csv:2", RejectReason.COLUMN_COUNT));
    }

    // ---- faults of the document

    @Test
    void allFaultsOfAMappingAreNamedAtOnce() {
        String mapping = """
                schema: ckpi/mapping@1
                id: Bad Id
                zone: Mars/Olympus
                currency: {asume: EUR}
                charset: utf-99
                files:
                  - file: ../secret.csv
                    format: csv
                    delimiter: ";;"
                    records:
                      - record: Ordr
                      - record: Order
                        orderRef: id
                        createdAt: {from: at, format: qqqq}
                        revenue: {money: sum, curency: EUR, scale: -1}
                        status: {const: PAYED}
                        person: phone
                        employee: {token: a}
                        dealRef: {from: a, const: b}
                        vat: {from: v, values: {x: MAYBE}}
                        colour: red
                      - record: Touch
                        kind: {const: VISIT}
                        engaged: seconds
                """;
        assertThatThrownBy(() -> open(mapping)).isInstanceOfSatisfying(DefinitionException.class, e -> {
            assertThat(String.valueOf(e.getMessage()).lines())
                    .anyMatch(l -> l.startsWith("m.yaml:2: id: is not an id"))
                    .anyMatch(l -> l.startsWith("m.yaml:3: zone: is not a time zone: \"Mars/Olympus\""))
                    .anyMatch(l -> l.startsWith("m.yaml:4: currency.assume: is missing"))
                    .anyMatch(l -> l.startsWith(
                            "m.yaml:4: currency.asume: is an unknown key; the nearest known key is \"assume\""))
                    .anyMatch(l -> l.startsWith("m.yaml:5: charset: is not an encoding: \"utf-99\""))
                    .anyMatch(l ->
                            l.startsWith("m.yaml:7: files[0].file: is not below the folder of the source: it holds .."))
                    .anyMatch(l -> l.startsWith("m.yaml:9: files[0].delimiter: is not one character"))
                    .anyMatch(l ->
                            l.startsWith("m.yaml:11: files[0].records[0].record: is no record; records are Touch,"))
                    .anyMatch(l -> l.startsWith("m.yaml:14: files[0].records[1].createdAt.format: is not iso"))
                    .anyMatch(
                            l -> l.startsWith(
                                    "m.yaml:15: files[0].records[1].revenue.curency: is an unknown key; the nearest known key is \"currency\""))
                    .anyMatch(l -> l.startsWith("m.yaml:15: files[0].records[1].revenue.scale: is not above 0"))
                    .anyMatch(
                            l -> l.startsWith(
                                    "m.yaml:16: files[0].records[1].status: states a value that cannot be: \"PAYED\" (UNKNOWN_VALUE)"))
                    .anyMatch(l -> l.startsWith(
                            "m.yaml:17: files[0].records[1].person: is personal: write {token: COLUMN, type: TYPE}"))
                    .anyMatch(l -> l.startsWith("m.yaml:18: files[0].records[1].employee.type: is missing"))
                    .anyMatch(l ->
                            l.startsWith("m.yaml:19: files[0].records[1].dealRef: says more than one of from, const"))
                    .anyMatch(l -> l.startsWith(
                            "m.yaml:20: files[0].records[1].vat: states a value that cannot be: \"MAYBE\""))
                    .anyMatch(l -> l.startsWith("m.yaml:21: files[0].records[1].colour: is an unknown key"))
                    .anyMatch(l -> l.startsWith("m.yaml:22: files[0].records[2].occurredAt: is missing"))
                    .anyMatch(l -> l.startsWith("m.yaml:24: files[0].records[2].engaged: needs a unit"));
        });
    }
}
