package io.ckpi.source.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ckpi.core.record.Call;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.host.Revisions;
import io.ckpi.tck.TestHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Behind its last row a source goes on with what was written or changed since. */
class GoingOnTest {

    private final Portal portal = new Portal();
    private final Hub hub = new Hub();
    private final Counter counter = new Counter();
    private final TestHost host =
            TestHost.with("webhook", portal.webhook(), "processes", "1036").named("crm");

    @AfterEach
    void stop() {
        portal.close();
        hub.close();
        counter.close();
    }

    /** What was read from a cursor on, and where the reading ended. */
    private record Part<R>(List<R> records, Cursor cursor) {}

    private static <R extends SourceRecord> Part<R> read(
            TestHost host, SourceProvider provider, Class<R> type, Cursor cursor) {
        try (RecordSource source = host.open(provider);
                RecordReader<R> reader = source.read(new ReadRequest<>(type, null, null, cursor))) {
            List<R> records = new ArrayList<>();
            for (R record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
            return new Part<>(records, reader.cursor());
        }
    }

    private <R extends SourceRecord> Part<R> read(Class<R> type, Cursor cursor) {
        return read(host, new Bitrix24Provider(host::sleep), type, cursor);
    }

    private Map<String, Object> deal(int id, String stage, String amount, String updated) {
        return portal.item(
                2,
                id,
                "categoryId",
                0,
                "stageId",
                stage,
                "opportunity",
                amount,
                "currencyId",
                "RUB",
                "assignedById",
                7,
                "createdTime",
                "2026-03-02T10:00:00+03:00",
                "movedTime",
                updated,
                "updatedTime",
                updated);
    }

    private static List<SourceRecord> state(List<? extends SourceRecord> first, List<? extends SourceRecord> then) {
        Revisions revisions = new Revisions();
        first.forEach(revisions::add);
        then.forEach(revisions::add);
        List<SourceRecord> state = new ArrayList<>();
        revisions.forEach(state::add);
        return state;
    }

    @Test
    void dealsThatWereChangedComeAgain() {
        for (int i = 1; i <= 120; i++) {
            deal(i, "WON", "10", "2026-03-03T10:00:00+03:00");
        }
        Part<Order> first = read(Order.class, Cursor.NONE);
        assertThat(first.records()).hasSize(120);
        Part<Order> none = read(Order.class, first.cursor());
        assertThat(none.records()).isEmpty();
        assertThat(read(Order.class, none.cursor()).records()).isEmpty();

        // the reading began at 12:00; what was changed in the second before may have been seen or not
        host.sleep(Duration.ofHours(1));
        deal(3, "WON", "11", "2026-06-01T12:30:00Z");
        deal(4, "WON", "12", "2026-06-01T15:00:00+03:00");
        deal(5, "WON", "13", "2026-06-01T11:59:59Z");
        deal(60, "EXECUTING", "10", "2026-06-01T12:40:00Z"); // no longer won
        deal(121, "WON", "14", "2026-06-01T12:45:00Z");
        Part<Order> second = read(Order.class, first.cursor());
        assertThat(second.records())
                .extracting(
                        Order::orderRef, order -> order.revenue().amount().toPlainString(), order -> order.envelope()
                                .op())
                .containsExactly(
                        tuple("D_3", "11", Envelope.Op.UPSERT),
                        tuple("D_4", "12", Envelope.Op.UPSERT),
                        tuple("D_5", "13", Envelope.Op.UPSERT),
                        tuple("D_60", "10", Envelope.Op.DELETE),
                        tuple("D_121", "14", Envelope.Op.UPSERT));
        assertThat(state(first.records(), second.records()))
                .containsExactlyInAnyOrderElementsOf(
                        read(Order.class, Cursor.NONE).records());
        host.sleep(Duration.ofHours(1));
        assertThat(read(Order.class, second.cursor()).records()).isEmpty();
    }

    @Test
    void whatIsChangedWhileChangesAreReadComesNextTime() {
        for (int i = 1; i <= 130; i++) {
            deal(i, "WON", "10", "2026-06-01T11:55:00Z");
        }
        Part<Order> first = read(Order.class, Cursor.NONE);
        Cursor cursor = first.cursor();
        List<Order> all = new ArrayList<>(first.records());
        // the changes are read some rows at a time, each time by a new process, and meanwhile the portal works on
        for (int step = 0; step < 40; step++) {
            host.sleep(Duration.ofMinutes(1));
            if (step % 9 == 7) {
                deal(5 * step + 1, "WON", "77", host.now().toString());
                deal(2, "WON", "20" + step, host.now().toString());
            }
            try (RecordSource source = host.open(new Bitrix24Provider(host::sleep));
                    RecordReader<Order> reader = source.read(new ReadRequest<>(Order.class, null, null, cursor))) {
                Order order = reader.next();
                for (int i = 0; i < 7 && order != null; i++, order = i < 7 ? reader.next() : null) {
                    all.add(order);
                }
                cursor = reader.cursor();
            }
        }
        Part<Order> rest = read(Order.class, cursor);
        all.addAll(rest.records());
        all.addAll(read(Order.class, rest.cursor()).records());
        assertThat(state(all, List.of()))
                .containsExactlyInAnyOrderElementsOf(
                        read(Order.class, Cursor.NONE).records());
    }

    @Test
    void historiesOfWhatWasChangedComeAgainWhole() {
        deal(8, "EXECUTING", "100", "2026-03-04T12:00:00+03:00");
        deal(9, "NEW", "50", "2026-03-04T12:00:00+03:00");
        portal.moved(2, 1, 1, 8, "2026-03-02T10:00:00+03:00", "NEW", "P", "0");
        portal.moved(2, 2, 1, 9, "2026-03-02T10:00:00+03:00", "NEW", "P", "0");
        portal.moved(2, 3, 2, 8, "2026-03-04T12:00:00+03:00", "EXECUTING", "P", "0");
        Part<LeadStageChange> first = read(LeadStageChange.class, Cursor.NONE);
        assertThat(first.records()).hasSize(3);
        host.sleep(Duration.ofHours(1));
        portal.moved(2, 4, 3, 8, "2026-06-01T12:20:00Z", "WON", "S", "0");
        deal(8, "WON", "120", "2026-06-01T12:20:00Z");
        Part<LeadStageChange> second = read(LeadStageChange.class, first.cursor());
        assertThat(second.records())
                .extracting(change -> change.envelope().sourceKey(), LeadStageChange::fromRaw, change -> change.value()
                        .amount()
                        .intValue())
                .containsExactly(tuple("D1", null, 120), tuple("D3", "NEW", 120), tuple("D4", "EXECUTING", 120));
        assertThat(state(first.records(), second.records()))
                .containsExactlyInAnyOrderElementsOf(
                        read(LeadStageChange.class, Cursor.NONE).records());
    }

    @Test
    void tasksGoOnByTheirTimeOfChangeAndCallsByTheirBeginning() {
        for (int i = 1; i <= 3; i++) {
            portal.tasks.put(
                    i,
                    Portal.map(
                            "id",
                            "" + i,
                            "status",
                            "3",
                            "createdBy",
                            "1",
                            "responsibleId",
                            "7",
                            "createdDate",
                            "2026-03-02T10:00:00+03:00",
                            "changedDate",
                            "2026-03-02T10:00:00+03:00"));
            portal.calls.put(
                    i,
                    Portal.map(
                            "ID",
                            "" + i,
                            "CALL_ID",
                            "vox." + i,
                            "CALL_TYPE",
                            "2",
                            "CALL_FAILED_CODE",
                            "200",
                            "CALL_DURATION",
                            "1",
                            "CALL_START_DATE",
                            "2026-03-02T10:00:00+03:00"));
        }
        Cursor tasks = read(Task.class, Cursor.NONE).cursor();
        Cursor calls = read(Call.class, Cursor.NONE).cursor();
        host.sleep(Duration.ofHours(2));
        portal.tasks.get(2).put("status", "5");
        portal.tasks.get(2).put("changedDate", "2026-06-01T16:00:00+03:00");
        portal.calls.get(3).put("ID", "4");
        portal.calls.put(4, new LinkedHashMap<>(portal.calls.get(3)));
        portal.calls
                .get(4)
                .put("CALL_START_DATE", "2026-06-01T11:00:00Z"); // it took an hour, and is recorded at its end
        portal.calls.get(3).put("ID", "3");
        assertThat(read(Task.class, tasks).records())
                .extracting(Task::taskRef, Task::status)
                .containsExactly(tuple("2", Task.Status.ACCEPTED));
        assertThat(read(Call.class, calls).records())
                .extracting(call -> call.envelope().sourceKey())
                .containsExactly("4");
    }

    @Test
    void aStageThatIsNewIsKnown() {
        deal(1, "NEW", "10", "2026-03-03T10:00:00+03:00");
        try (RecordSource source = host.open(new Bitrix24Provider(host::sleep))) {
            Cursor cursor;
            try (RecordReader<Order> reader = source.read(ReadRequest.all(Order.class))) {
                assertThat(reader.next()).isNull();
                cursor = reader.cursor();
            }
            host.sleep(Duration.ofDays(1));
            portal.statuses.add(Portal.map(
                    "ID", "999", "ENTITY_ID", "DEAL_STAGE", "STATUS_ID", "PAID", "SORT", "65", "SEMANTICS", "S"));
            deal(1, "PAID", "10", "2026-06-02T10:00:00Z");
            assertThat(host.read(source, new ReadRequest<>(Order.class, null, null, cursor))
                            .records())
                    .extracting(Order::orderRef)
                    .containsExactly("D_1");
        }
    }

    @Test
    void aReadingIsCompleteUpToWhenItBegan() {
        deal(1, "WON", "10", "2026-03-03T10:00:00+03:00");
        try (RecordSource source = host.open(new Bitrix24Provider(host::sleep));
                RecordReader<Order> early = source.read(ReadRequest.all(Order.class))) {
            assertThat(early.next()).isNotNull();
            host.sleep(Duration.ofHours(1));
            try (RecordReader<Order> late = source.read(ReadRequest.all(Order.class))) {
                assertThat(late.next()).isNotNull();
                host.sleep(Duration.ofHours(1));
                assertThat(late.next()).isNull();
                assertThat(late.watermark().completeThrough()).isEqualTo("2026-06-01T13:00:00Z");
            }
            assertThat(early.next()).isNull();
            assertThat(early.watermark().completeThrough()).isEqualTo("2026-06-01T12:00:00Z");
            try (RecordReader<Order> again = source.read(new ReadRequest<>(Order.class, null, null, early.cursor()))) {
                assertThat(again.next()).isNull();
                assertThat(again.watermark().completeThrough()).isEqualTo("2026-06-01T14:00:00Z");
            }
        }
    }

    @Test
    void aClockThatIsAheadOfTheServiceLosesNothing() {
        // the stub's clock is this machine's; ours shows another year
        Instant real = Instant.now();
        host.moveTo(Instant.parse("2190-01-01T00:00:00Z"));
        deal(1, "WON", "10", "2026-03-03T10:00:00+03:00");
        Part<Order> first = read(Order.class, Cursor.NONE);
        deal(1, "WON", "11", real.plusSeconds(1).toString());
        assertThat(read(Order.class, first.cursor()).records()).hasSize(1);
        try (RecordSource source = host.open(new Bitrix24Provider(host::sleep));
                RecordReader<Order> reader = source.read(ReadRequest.all(Order.class))) {
            assertThat(reader.next()).isNotNull();
            assertThat(reader.next()).isNull();
            assertThat(reader.watermark().completeThrough()).isBetween(real.minusSeconds(5), real.plusSeconds(60));
        }
    }

    @Test
    void smartProcessesAreDealsOfTheirOwn() {
        portal.item(
                1036,
                5,
                "categoryId",
                4,
                "stageId",
                "DT1036_4:SUCCESS",
                "opportunity",
                "70",
                "currencyId",
                "RUB",
                "contactId",
                12,
                "parentId1",
                3,
                "assignedById",
                7,
                "createdTime",
                "2026-03-02T10:00:00+03:00",
                "movedTime",
                "2026-03-04T12:00:00+03:00",
                "updatedTime",
                "2026-03-04T12:00:00+03:00");
        portal.moved(1036, 1, 1, 5, "2026-03-02T10:00:00+03:00", "DT1036_4:NEW", "P", "4");
        portal.moved(1036, 2, 3, 5, "2026-03-04T12:00:00+03:00", "DT1036_4:SUCCESS", "S", "4");
        deal(5, "WON", "10", "2026-03-03T10:00:00+03:00");
        Part<Order> orders = read(Order.class, Cursor.NONE);
        assertThat(orders.records())
                .extracting(
                        Order::orderRef,
                        Order::dealRef,
                        order -> order.revenue().toString(),
                        Order::person)
                .containsExactly(
                        tuple("D_5", "D_5", "10 RUB", null),
                        tuple("T40c_5", "T40c_5", "70 RUB", "token:crm:bitrix24:crm:C_12"));
        assertThat(read(LeadStageChange.class, Cursor.NONE).records())
                .extracting(
                        change -> change.envelope().sourceKey(),
                        LeadStageChange::entityRef,
                        LeadStageChange::leadRef,
                        LeadStageChange::pipeline,
                        LeadStageChange::fromRaw,
                        change -> String.valueOf(change.to()))
                .containsExactly(
                        tuple("T40c_5|1", "T40c_5", "L_3", "PROCESS-1036:4", null, "OPPORTUNITY"),
                        tuple("T40c_5|2", "T40c_5", "L_3", "PROCESS-1036:4", "DT1036_4:NEW", "WON"));
        // those that were not asked for are not there
        assertThat(read(io.ckpi.core.record.StageDefinition.class, Cursor.NONE).records())
                .extracting(stage -> stage.pipeline())
                .contains("PROCESS-1036:4")
                .doesNotContain("PROCESS-1040:6");
        host.sleep(Duration.ofHours(1));
        portal.items.get(1036).get(5).put("opportunity", "71");
        portal.items.get(1036).get(5).put("updatedTime", "2026-06-01T12:30:00Z");
        assertThat(read(Order.class, orders.cursor()).records())
                .extracting(order -> order.revenue().toString())
                .containsExactly("71 RUB");
    }

    @Test
    void hubSpotGoesOnByTheTimeOfChange() {
        TestHost mine = TestHost.with("token", Hub.TOKEN, "address", hub.address());
        HubSpotProvider provider = new HubSpotProvider(mine::sleep);
        Map<String, Object> before = new HashMap<>(Map.of(
                "createdate",
                "2026-01-01T00:00:00Z",
                "closedate",
                "2026-01-05T00:00:00Z",
                "amount",
                "5",
                "deal_currency_code",
                "EUR",
                "dealstage",
                "816",
                "hs_lastmodifieddate",
                "2026-01-05T00:00:00Z"));
        for (int id = 1; id <= 60; id++) {
            hub.deal(id, Map.copyOf(before), "2026-01-05T00:00:00Z", "816");
        }
        hub.event("e1", 1772445601000L, "SENT", false);
        Part<Order> orders = read(mine, provider, Order.class, Cursor.NONE);
        Cursor stages = read(mine, provider, LeadStageChange.class, Cursor.NONE).cursor();
        Cursor mails = read(mine, provider, Message.class, Cursor.NONE).cursor();
        assertThat(orders.records()).hasSize(60);
        assertThat(read(mine, provider, Order.class, orders.cursor()).records()).isEmpty();

        mine.sleep(Duration.ofHours(1));
        before.put("hs_lastmodifieddate", "1780317000000"); // 12:30
        before.put("dealstage", "815");
        hub.deal(9, Map.copyOf(before), "2026-01-05T00:00:00Z", "816", "2026-06-01T12:30:00Z", "815");
        hub.events.clear();
        hub.event("e2", Instant.parse("2026-06-01T12:30:00Z").toEpochMilli(), "OPEN", false);
        Part<Order> changed = read(mine, provider, Order.class, orders.cursor());
        assertThat(changed.records())
                .extracting(Order::orderRef, order -> order.envelope().op())
                .containsExactly(tuple("9", Envelope.Op.DELETE));
        assertThat(state(orders.records(), changed.records())).hasSize(59);
        assertThat(read(mine, provider, LeadStageChange.class, stages).records())
                .extracting(LeadStageChange::toRaw)
                .containsExactly("816", "815");
        assertThat(read(mine, provider, Message.class, mails).records())
                .extracting(Message::event)
                .containsExactly(Message.Event.OPENED);
        assertThat(hub.requests.get(hub.requests.size() - 1).query())
                .containsEntry(
                        "startTimestamp",
                        "" + Instant.parse("2026-05-31T11:50:00Z").toEpochMilli());
    }

    private void visit(String id, String dateTime) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("ym:s:visitID", id);
        row.put("ym:s:clientID", "1");
        row.put("ym:s:date", dateTime.substring(0, 10));
        row.put("ym:s:dateTime", dateTime);
        counter.rows.computeIfAbsent("visits", list -> new ArrayList<>()).add(row);
    }

    @Test
    void metricaGoesOnWithTheDaysSinceAndThoseThatMayHaveChanged() {
        TestHost mine = TestHost.with(
                "token",
                Counter.TOKEN,
                "address",
                counter.address(),
                "counter",
                "" + Counter.NUMBER,
                "zone",
                "UTC",
                "since",
                "2026-05-01",
                "lists",
                "visits",
                "currency",
                "RUB");
        YandexMetricaProvider provider = new YandexMetricaProvider(mine::sleep);
        for (int day = 20; day <= 31; day++) {
            visit("" + day, "2026-05-" + day + " 12:00:00");
        }
        Part<Touch> first = read(mine, provider, Touch.class, Cursor.NONE);
        assertThat(first.records()).hasSize(12);
        mine.sleep(Duration.ofDays(1));
        visit("101", "2026-06-01 12:00:00");
        visit("102", "2026-06-02 12:00:00"); // today
        visit("103", "2026-05-29 23:00:00"); // late
        Part<Touch> second = read(mine, provider, Touch.class, first.cursor());
        assertThat(second.records())
                .extracting(Touch::visit)
                .containsExactlyInAnyOrder("2026-29", "2026-30", "2026-31", "2026-101", "2026-103");
        assertThat(counter.ordered.get("101"))
                .containsEntry("date1", "2026-05-29")
                .containsEntry("date2", "2026-06-01");
        assertThat(state(first.records(), second.records())).hasSize(14);
        mine.sleep(Duration.ofDays(1));
        assertThat(read(mine, provider, Touch.class, second.cursor()).records())
                .extracting(Touch::visit)
                .contains("2026-102");
    }
}
