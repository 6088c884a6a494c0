package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Money;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.StageDefinition;
import io.ckpi.core.record.Touch;
import io.ckpi.core.record.Vat;
import io.ckpi.spi.RecordSource;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mappings of exports that ship, on real data where there are some, else on files of the documented shape. */
class ExportsTest {

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private final TestHost host = TestHost.with();

    private RecordSource open(String mapping, String... options) {
        return open(folder, mapping, options);
    }

    private RecordSource open(Path dir, String mapping, String... options) {
        List<String> all = new ArrayList<>(List.of("dir", dir.toString(), "mapping", mapping));
        all.addAll(Arrays.asList(options));
        TestHost configured = TestHost.with(all.toArray(new String[0]));
        return new FilesProvider().open(configured.config(new FilesProvider()), host.context());
    }

    private <R extends SourceRecord> List<R> read(RecordSource source, Class<R> type) {
        List<R> records = host.read(source, type).records();
        assertThat(host.rejects()).isEmpty();
        return records;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** The values of a column of a file without line ends in cells of the columns before it. */
    private static TreeSet<String> column(Path file, String name) throws IOException {
        TestHost reader = TestHost.with("dir", file.getParent().toString());
        String mapping = """
                schema: ckpi/mapping@1
                id: column
                zone: UTC
                files:
                  - file: %s
                    format: csv
                    records:
                      - record: Touch
                        key: %s
                        occurredAt: {const: '2021-01-01'}
                        kind: {const: EVENT}
                """.formatted(file.getFileName(), name);
        FilesProvider provider = FilesProvider.withMapping("column.yaml", mapping);
        try (RecordSource source = provider.open(reader.config(provider), reader.context())) {
            return reader.read(source, Touch.class).records().stream()
                    .map(touch -> touch.envelope().sourceKey())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void theEventsOfSnowplowGiveThePublishedFigures() throws IOException {
        Path data = DataFolder.of("snowplow-web-events");
        try (RecordSource source = open(data.resolve("source"), "snowplow", "file", "snowplow_web_events.csv")) {
            TestHost.Result<Touch> result = host.read(source, Touch.class);
            assertThat(host.rejects()).isEmpty();
            assertThat(host.accepted()).as("events that count").isEqualTo(145);
            assertThat(result.issues().stream().collect(Collectors.toMap(DataIssue::code, DataIssue::count)))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("WITHOUT_VISIT", 1L, "SENT_LATE", 3L, "LATE_IN_VISIT", 8L, "REPEATED_EVENT", 3L));
            Map<Touch.Kind, List<Touch>> byKind = result.records().stream().collect(Collectors.groupingBy(Touch::kind));
            List<Touch> views = byKind.get(Touch.Kind.PAGE_VIEW);
            List<Touch> visits = byKind.get(Touch.Kind.VISIT);
            assertThat(views).hasSize(43);
            assertThat(visits).hasSize(18);
            assertThat(visits.stream()
                            .map(Touch::person)
                            .filter(Objects::nonNull)
                            .distinct())
                    .hasSize(11);

            Path expected = data.resolve("expected");
            assertThat(keys(views))
                    .isEqualTo(column(expected.resolve("snowplow_web_page_views_expected.csv"), "page_view_id"));
            assertThat(keys(visits))
                    .isEqualTo(column(expected.resolve("snowplow_web_sessions_expected.csv"), "domain_sessionid"));
            TreeSet<String> users = visits.stream()
                    .filter(visit -> visit.person() != null)
                    .map(visit -> String.valueOf(visit.person()).replace("token:snowplow-user:", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(users).isEqualTo(column(expected.resolve("snowplow_web_users_expected.csv"), "domain_userid"));
        }
    }

    private static TreeSet<String> keys(List<? extends SourceRecord> records) {
        return records.stream()
                .map(record -> record.envelope().sourceKey())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void enrichedEventsHaveNoHeaderAndAllContextsInOneColumn() throws IOException {
        String text;
        try (InputStream in =
                Objects.requireNonNull(FilesProvider.class.getResourceAsStream("mappings/snowplow-enriched.yaml"))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String names = text.substring(text.indexOf("columns:"), text.indexOf("records:"));
        List<String> columns = Arrays.stream(names.substring(names.indexOf('[') + 1, names.indexOf(']'))
                        .split(","))
                .map(String::strip)
                .toList();
        assertThat(columns).hasSize(131).doesNotHaveDuplicates();
        String context = "{\"schema\":\"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1\",\"data\":["
                + "{\"schema\":\"iglu:org.w3/PerformanceTiming/jsonschema/1-0-0\",\"data\":{\"id\":\"not this\"}},"
                + "{\"schema\":\"iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0\",\"data\":{\"id\":\"p1\"}}]}";
        StringBuilder rows = new StringBuilder();
        String[][] events = {
            {"e1", "page_view", "2024-06-03 10:00:00.100", "2024-06-03 10:00:01.000"},
            {"e1", "page_view", "2024-06-03 10:00:00.100", "2024-06-03 10:00:02.000"},
            {"e2", "page_view", "2024-06-03 09:59:59", "2024-06-03 10:00:03.000"},
            {"e3", "page_view", "wrong", "2024-06-03 10:00:04.000"},
            {"", "page_view", "2024-06-03 10:00:00.100", "2024-06-03 10:00:01.000"}
        };
        for (String[] event : events) {
            Map<String, String> cells = new HashMap<>(Map.of(
                    "event_id",
                    event[0],
                    "event_name",
                    event[1],
                    "derived_tstamp",
                    event[2],
                    "collector_tstamp",
                    event[3],
                    "domain_sessionid",
                    "s1",
                    "domain_userid",
                    "u1",
                    "contexts",
                    context,
                    "page_url",
                    "https://shop.example/a?x=\"y",
                    "mkt_source",
                    "vk"));
            rows.append(columns.stream()
                            .map(name -> cells.getOrDefault(name, ""))
                            .collect(Collectors.joining("\t")))
                    .append('\n');
        }
        write("part-0.tsv", rows.toString());
        try (RecordSource source = open("snowplow-enriched")) {
            List<Touch> touches = host.read(source, Touch.class).records();
            assertThat(touches).extracting(Touch::kind).containsExactly(Touch.Kind.PAGE_VIEW, Touch.Kind.VISIT);
            assertThat(touches.get(0).envelope().sourceKey()).isEqualTo("p1");
            assertThat(touches.get(0).envelope().occurredAt()).isEqualTo(Instant.parse("2024-06-03T09:59:59Z"));
            assertThat(touches.get(1).envelope().occurredAt()).isEqualTo(Instant.parse("2024-06-03T10:00:01Z"));
            assertThat(touches.get(0).path()).isEqualTo("/a");
            assertThat(touches.get(0).origin().source()).isEqualTo("vk");
            assertThat(host.rejects())
                    .extracting(reject -> reject.location() + " " + reject.reason() + " " + reject.field())
                    .containsExactly("part-0.tsv:4 BAD_TIMESTAMP derived_tstamp", "part-0.tsv:5 MISSING_KEY event_id");
        }
    }

    @Test
    void segment() throws IOException {
        write("segment.jsonl", """
                {"type":"page","messageId":"m1","anonymousId":"a1","timestamp":"2024-06-03T10:00:00.000Z","name":"Home","properties":{"path":"/home?x=1"},"context":{"campaign":{"name":"june","source":"vk","medium":"cpc"}}}
                {"type":"identify","messageId":"m2","anonymousId":"a1","userId":"u1","timestamp":"2024-06-03T10:01:00.000Z"}
                {"type":"track","event":"Order Completed","messageId":"m3","userId":"u1","anonymousId":"a1","timestamp":"2024-06-03T10:02:00.000Z","properties":{"order_id":"T-1","total":27.50,"revenue":25.00,"shipping":2.5,"currency":"EUR","products":[{"product_id":"1","sku":"S-1","price":10,"quantity":2},{"product_id":"P-2","price":5.00}]}}
                {"type":"track","event":"Order Refunded","messageId":"m4","userId":"u1","timestamp":"2024-06-04T10:02:00.000Z","properties":{"order_id":"T-1","total":27.50,"currency":"EUR"}}
                {"type":"track","event":"Email Opened","messageId":"m5","userId":"u1","timestamp":"2024-06-05T10:00:00Z","properties":{"email_id":"E7","campaign_id":"C3"}}
                {"type":"track","event":"Product Added","messageId":"m6","anonymousId":"a2","timestamp":"2024-06-05T10:00:00Z"}
                """);
        try (RecordSource source = open("segment")) {
            List<Touch> touches = read(source, Touch.class);
            assertThat(touches).extracting(Touch::kind).containsExactly(Touch.Kind.PAGE_VIEW, Touch.Kind.CART);
            assertThat(touches.get(0).person()).isEqualTo("token:segment-anonymous:a1");
            assertThat(touches.get(0).path()).isEqualTo("/home");
            assertThat(touches.get(0).origin()).isEqualTo(Origin.of("vk", "cpc", "june"));
            List<Order> orders = read(source, Order.class);
            assertThat(orders).extracting(Order::status).containsExactly(Order.Status.PAID, Order.Status.REFUNDED);
            assertThat(orders).extracting(order -> order.envelope().sourceKey()).containsExactly("T-1", "T-1");
            assertThat(orders.get(1).envelope().revision())
                    .isGreaterThan(orders.get(0).envelope().revision());
            assertThat(orders.get(0).person()).isEqualTo("token:segment-user:u1");
            assertThat(orders.get(0).revenue()).isEqualTo(Money.of(25, "EUR"));
            assertThat(orders.get(0).lines())
                    .containsExactly(
                            new OrderLine("S-1", BigDecimal.valueOf(2), Money.of(10, "EUR")),
                            new OrderLine("P-2", BigDecimal.ONE, Money.of(5, "EUR")));
            assertThat(read(source, Message.class)).singleElement().satisfies(message -> {
                assertThat(message.event()).isEqualTo(Message.Event.OPENED);
                assertThat(message.messageRef()).isEqualTo("E7");
                assertThat(message.campaign()).isEqualTo("C3");
            });
            assertThat(read(source, IdentityLink.class)).hasSize(2).allSatisfy(link -> assertThat(link.token())
                    .isEqualTo("token:segment-anonymous:a1"));
        }
    }

    @Test
    void ga4() throws IOException {
        write("events.json", """
                {"event_date":"20240603","event_timestamp":"1717400000000000","event_name":"session_start","user_pseudo_id":"1.2","stream_id":"77","event_params":[{"key":"ga_session_id","value":{"int_value":"555"}},{"key":"session_engaged","value":{"string_value":"1"}},{"key":"page_location","value":{"string_value":"https://shop.example/a?b"}}],"device":{"category":"mobile"},"collected_traffic_source":{"gclid":"G1"},"traffic_source":{"source":"first-ever"}}
                {"event_date":"20240603","event_timestamp":"1717400001000000","event_name":"page_view","user_pseudo_id":"1.2","stream_id":"77","event_params":[{"key":"ga_session_id","value":{"int_value":"555"}},{"key":"session_engaged","value":{"int_value":"1"}},{"key":"engagement_time_msec","value":{"int_value":"1500"}}],"device":{"category":"mobile"},"collected_traffic_source":{"manual_source":"vk","manual_medium":"social"}}
                {"event_date":"20240603","event_timestamp":"1717400002000000","event_name":"page_view","user_pseudo_id":null,"stream_id":"77","event_params":[],"device":{"category":"desktop"}}
                {"event_date":"20240603","event_timestamp":"1717400003000000","event_name":"purchase","user_pseudo_id":"1.2","stream_id":"77","event_params":[{"key":"currency","value":{"string_value":"EUR"}}],"ecommerce":{"transaction_id":"T-9","purchase_revenue":19.990000000000002,"tax_value":1.5},"items":[{"item_id":"A","price":9.99,"quantity":"2"},{"item_id":"B","price":null,"quantity":null}]}
                {"event_date":"20240604","event_timestamp":"1717500003000000","event_name":"refund","user_pseudo_id":"1.2","stream_id":"77","ecommerce":{"transaction_id":"T-9","refund_value":5}}
                """);
        try (RecordSource source = open("ga4-bigquery")) {
            List<Touch> touches = read(source, Touch.class);
            assertThat(touches)
                    .extracting(Touch::kind)
                    .containsExactly(Touch.Kind.VISIT, Touch.Kind.PAGE_VIEW, Touch.Kind.PAGE_VIEW);
            Touch visit = touches.get(0);
            assertThat(visit.visit())
                    .isEqualTo("1.2|77|555")
                    .isEqualTo(touches.get(1).visit());
            assertThat(visit.origin()).isEqualTo(new Origin("google", "cpc", null, null, null, "G1", null));
            assertThat(visit.device()).isEqualTo(Touch.Device.PHONE);
            assertThat(visit.path()).isEqualTo("/a");
            assertThat(touches)
                    .extracting(touch -> touch.envelope().attributes().get("engaged"))
                    .containsExactly("1", "1", null);
            assertThat(touches.get(1).engaged()).isEqualTo(Duration.ofMillis(1500));
            assertThat(touches.get(1).origin()).isEqualTo(Origin.of("vk", "social", null));
            assertThat(touches.get(2).person()).isNull();
            assertThat(touches.get(2).visit()).isNull();
            assertThat(touches)
                    .extracting(touch -> touch.envelope().sourceKey())
                    .doesNotHaveDuplicates();
            assertThat(read(source, Order.class)).singleElement().satisfies(order -> {
                assertThat(order.orderRef()).isEqualTo("T-9");
                assertThat(order.revenue()).isEqualTo(Money.of("19.99", "EUR"));
                assertThat(order.envelope().flags()).contains(RecordFlag.BINARY_AMOUNT);
                assertThat(order.lines())
                        .containsExactly(
                                new OrderLine("A", BigDecimal.valueOf(2), Money.of("9.99", "EUR")),
                                new OrderLine("B", BigDecimal.ONE, Money.of(0, "EUR")));
            });
        }
    }

    @Test
    void theTablesOfHubspot() throws IOException {
        Path data = DataFolder.of("hubspot-fivetran-seeds");
        for (String table :
                List.of("deal", "deal_stage", "deal_pipeline_stage", "contact", "contact_merge_audit", "email_event")) {
            Files.copy(data.resolve(table + "_data.csv"), folder.resolve(table + ".csv"));
        }
        String text;
        try (InputStream in =
                Objects.requireNonNull(FilesProvider.class.getResourceAsStream("mappings/hubspot.yaml"))) {
            // mails are scrambled in this data set
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("type: email}", "type: scrambled}");
        }
        FilesProvider provider = FilesProvider.withMapping("hubspot.yaml", text);
        TestHost configured = TestHost.with("dir", folder.toString(), "currency", "USD");
        try (RecordSource source = provider.open(configured.config(provider), host.context())) {
            List<LeadStageChange> changes = read(source, LeadStageChange.class);
            Map<Boolean, List<LeadStageChange>> byKind = changes.stream()
                    .collect(Collectors.partitioningBy(change -> change.toRaw().equals("created")));
            assertThat(byKind.get(true)).hasSize(44).allSatisfy(change -> assertThat(
                            change.envelope().op())
                    .isEqualTo(io.ckpi.core.record.Envelope.Op.UPSERT));
            assertThat(byKind.get(false)).hasSize(14);
            assertThat(byKind.get(false).stream()
                            .map(LeadStageChange::entityRef)
                            .distinct())
                    .hasSize(14);
            assertThat(byKind.get(false))
                    .allSatisfy(
                            change -> assertThat(change.envelope().attributes()).containsEntry("active", "TRUE"));

            List<StageDefinition> stages = read(source, StageDefinition.class);
            assertThat(stages).hasSize(71);
            assertThat(stages.stream().filter(s -> s.semantic() == StageDefinition.Semantic.WON))
                    .hasSize(5);
            assertThat(stages.stream().filter(s -> s.semantic() != StageDefinition.Semantic.OPEN))
                    .hasSize(5);

            List<Message> messages = read(source, Message.class);
            Map<Message.Event, Long> events =
                    messages.stream().collect(Collectors.groupingBy(Message::event, Collectors.counting()));
            assertThat(events.get(Message.Event.FILTERED)).isEqualTo(3);
            assertThat(events)
                    .containsEntry(Message.Event.OPENED, 90L)
                    .containsEntry(Message.Event.SENT, 4L)
                    .containsEntry(Message.Event.DELIVERED, 3L)
                    .hasSize(4);

            assertThat(read(source, Person.class)).hasSize(22);
            List<IdentityLink> links = read(source, IdentityLink.class);
            assertThat(links.stream().filter(link -> link.idType().equals("hubspot-contact")))
                    .hasSize(4 + 3);
        }
    }

    @Test
    void logsOfMetrica() throws IOException {
        write(
                "visits.tsv",
                String.join(
                                "\t",
                                "ym:s:visitID",
                                "ym:s:date",
                                "ym:s:dateTime",
                                "ym:s:clientID",
                                "ym:s:startURL",
                                "ym:s:visitDuration",
                                "ym:s:deviceCategory",
                                "ym:s:lastsignTrafficSource",
                                "ym:s:lastsignUTMSource",
                                "ym:s:lastsignUTMMedium",
                                "ym:s:lastsignUTMCampaign",
                                "ym:s:lastsignUTMTerm",
                                "ym:s:lastsignUTMContent",
                                "ym:s:lastsignSearchEngineRoot",
                                "ym:s:lastsignReferalSource",
                                "ym:s:lastsignSocialNetwork",
                                "ym:s:purchaseID",
                                "ym:s:purchaseRevenue",
                                "ym:s:purchaseCurrency")
                        + "\n"
                        + String.join(
                                "\t",
                                "77",
                                "2024-06-03",
                                "2024-06-03 12:00:00",
                                "16200000000000000001",
                                "https://shop.example/a?b=c",
                                "65",
                                "2",
                                "organic",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "yandex",
                                "",
                                "",
                                "['T-9','T-10']",
                                "[100,250.5]",
                                "['RUB','RUB']")
                        + "\n"
                        + String.join(
                                "\t",
                                "78",
                                "2024-06-03",
                                "2024-06-03 13:00:00",
                                "16200000000000000002",
                                "https://shop.example/",
                                "0",
                                "1",
                                "direct",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "[]",
                                "[]",
                                "[]")
                        + "\n");
        try (RecordSource source = open("metrica-visits", "zone", "Europe/Moscow")) {
            List<Touch> visits = read(source, Touch.class);
            assertThat(visits.get(0).envelope().sourceKey()).isEqualTo("2024-06-03|77");
            assertThat(visits.get(0).envelope().occurredAt()).isEqualTo(Instant.parse("2024-06-03T09:00:00Z"));
            assertThat(visits.get(0).origin()).isEqualTo(Origin.of("yandex", "organic", null));
            assertThat(visits.get(0).device()).isEqualTo(Touch.Device.PHONE);
            assertThat(visits.get(1).origin()).isEqualTo(Origin.UNKNOWN);
            assertThat(read(source, Order.class))
                    .extracting(Order::revenue)
                    .containsExactly(Money.of(100, "RUB"), Money.of("250.5", "RUB"));
        }
        Files.delete(folder.resolve("visits.tsv"));
        write("hits.tsv", """
                ym:pv:watchID	ym:pv:dateTime	ym:pv:clientID	ym:pv:URL	ym:pv:isPageView	ym:pv:UTMSource	ym:pv:UTMMedium	ym:pv:UTMCampaign	ym:pv:UTMTerm	ym:pv:UTMContent
                1	2024-06-03 12:00:00	9	https://shop.example/a#b	1	vk	cpc	\t\t
                2	2024-06-03 12:00:01	9	https://shop.example/a	0	\t\t\t\t
                """);
        try (RecordSource source = open("metrica-hits", "zone", "Europe/Moscow")) {
            assertThat(read(source, Touch.class)).singleElement().satisfies(view -> {
                assertThat(view.path()).isEqualTo("/a");
                assertThat(view.origin()).isEqualTo(Origin.of("vk", "cpc", null));
            });
        }
    }

    @Test
    void filesThatMetricaTakes() throws IOException {
        write("orders.csv", """
                id,create_date_time,client_ids,emails_md5,phones_md5,order_status,revenue,cost
                1,03.06.2024 10:15,9007199254740993,,,PAID,100.50,60
                2,03.06.2024 10:16,"1,2",,,OTHER,7,
                """);
        try (RecordSource source = open("metrica-orders", "zone", "Europe/Moscow", "currency", "RUB")) {
            List<Order> orders = read(source, Order.class);
            assertThat(orders).extracting(Order::person).containsExactly("token:clientId:9007199254740993", null);
            assertThat(orders).extracting(Order::status).containsExactly(Order.Status.PAID, Order.Status.CREATED);
            assertThat(orders.get(0).createdAt()).isEqualTo(Instant.parse("2024-06-03T07:15:00Z"));
            assertThat(orders.get(0).costOfGoods()).isEqualTo(Money.of(60, "RUB"));
        }
        Files.delete(folder.resolve("orders.csv"));
        write("calls.csv", """
                ClientId,DateTime,PhoneNumber,TalkDuration,HoldDuration,CallMissed,FirstTimeCaller,Tag
                5,1717400000,79005550001,65,4,0,1,vip
                6,1717400100,79005550002,,30,1,0,
                """);
        try (RecordSource source = open("metrica-calls")) {
            List<Call> calls = read(source, Call.class);
            assertThat(calls).extracting(Call::outcome).containsExactly(Call.Outcome.ANSWERED, Call.Outcome.MISSED);
            assertThat(calls.get(0).talk()).isEqualTo(Duration.ofSeconds(65));
            assertThat(calls.get(0).first()).isTrue();
        }
        Files.delete(folder.resolve("calls.csv"));
        write("expenses.csv", """
                Date,UTMSource,UTMMedium,UTMCampaign,Impressions,Clicks,Expenses,Currency
                2024-06-03,vk,cpc,june,100,5,12.34,RUB
                """);
        try (RecordSource source = open("metrica-expenses", "zone", "Europe/Moscow")) {
            assertThat(read(source, Spend.class)).singleElement().satisfies(spend -> {
                assertThat(spend.cost()).isEqualTo(Money.of("12.34", "RUB"));
                assertThat(spend.platform()).isEqualTo("vk");
            });
        }
    }

    @Test
    void costsOfAdvertising() throws IOException {
        write("direct.tsv", """
                June (01.06.2024 - 30.06.2024)
                Date	CampaignId	AdGroupId	Impressions	Clicks	Cost
                2024-06-03	11	21	1000	10	123456789
                2024-06-04	11	--	5	0	0
                Total rows: 2
                """);
        try (RecordSource source = open("yandex-direct", "zone", "Europe/Moscow", "currency", "RUB")) {
            List<Spend> costs = read(source, Spend.class);
            assertThat(costs)
                    .extracting(Spend::cost)
                    .containsExactly(Money.of("123.456789", "RUB"), Money.of(0, "RUB"));
            assertThat(costs.get(0).vat()).isEqualTo(Vat.INCLUDED);
            assertThat(costs.get(1).adGroup()).isNull();
        }
        write("google.csv", """
                segments.date,customer.id,customer.currency_code,campaign.id,ad_group.id,metrics.cost_micros,metrics.clicks,metrics.impressions
                2024-06-03,123,EUR,7,8,1230000,4,100
                """);
        try (RecordSource source = open("google-ads", "zone", "Europe/Moscow")) {
            assertThat(read(source, Spend.class)).singleElement().satisfies(spend -> {
                assertThat(spend.cost()).isEqualTo(Money.of("1.23", "EUR"));
                assertThat(spend.day()).isEqualTo(LocalDate.of(2024, 6, 3));
            });
        }
        write("meta.jsonl", """
                {"date_start":"2024-06-03","account_id":"1","account_currency":"USD","campaign_id":"2","adset_id":"3","spend":"4.56","clicks":"7","impressions":"890"}
                """);
        try (RecordSource source = open("meta-ads", "zone", "UTC")) {
            assertThat(read(source, Spend.class)).singleElement().satisfies(spend -> assertThat(spend.cost())
                    .isEqualTo(Money.of("4.56", "USD")));
        }
    }

    @Test
    void callsOfUis() throws IOException {
        write("calls.jsonl", """
                {"id":99,"start_time":"2024-06-03 12:00:00","direction":"in","is_lost":false,"virtual_phone_number":"74951112233","contact_phone_number":"79005550001","talk_duration":65,"wait_duration":4}
                {"id":100,"start_time":"2024-06-03 12:10:00","direction":"in","is_lost":true,"virtual_phone_number":"74951112233","contact_phone_number":"79005550001","talk_duration":null,"wait_duration":20}
                """);
        try (RecordSource source = open("uis-calls", "zone", "Europe/Moscow")) {
            List<Call> calls = read(source, Call.class);
            assertThat(calls).extracting(Call::outcome).containsExactly(Call.Outcome.ANSWERED, Call.Outcome.MISSED);
            assertThat(calls.get(0).line()).isEqualTo("74951112233");
            assertThat(calls.get(1).talk()).isZero();
        }
    }

    @Test
    void callsOfAsterisk() {
        Path data = DataFolder.of("asterisk-cdr");
        try (RecordSource source = open(data, "asterisk-cdr", "zone", "UTC", "file", "master-newcdrcolumns.csv")) {
            assertThat(read(source, Call.class)).hasSize(36);
        }
    }
}
