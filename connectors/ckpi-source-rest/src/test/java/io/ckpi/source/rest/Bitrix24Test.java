package io.ckpi.source.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ckpi.core.LeadStage;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.StageDefinition;
import io.ckpi.core.record.Task;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.tck.TestHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the lists of a portal become. */
class Bitrix24Test {

    private final Portal portal = new Portal();

    @AfterEach
    void stop() {
        portal.close();
    }

    private TestHost host(String... more) {
        String[] options = new String[more.length + 2];
        options[0] = "webhook";
        options[1] = portal.webhook();
        System.arraycopy(more, 0, options, 2, more.length);
        return TestHost.with(options).named("crm");
    }

    private static RecordSource open(TestHost host) {
        return host.open(new Bitrix24Provider(host::sleep));
    }

    private <R extends io.ckpi.core.record.SourceRecord> List<R> read(TestHost host, Class<R> type) {
        try (RecordSource source = open(host)) {
            return host.read(source, type).records();
        }
    }

    @Test
    void stagesComeFromThePortalInItsOrder() {
        List<StageDefinition> stages = read(host(), StageDefinition.class);
        assertThat(stages)
                .extracting(
                        StageDefinition::pipeline,
                        StageDefinition::raw,
                        StageDefinition::order,
                        StageDefinition::semantic,
                        StageDefinition::stage)
                .containsExactly(
                        tuple("LEAD", "NEW", 10, StageDefinition.Semantic.OPEN, LeadStage.LEAD),
                        tuple("LEAD", "CONVERTED", 40, StageDefinition.Semantic.WON, LeadStage.SQL),
                        tuple("LEAD", "JUNK", 50, StageDefinition.Semantic.LOST, LeadStage.DISQUALIFIED),
                        tuple("DEAL:0", "NEW", 10, StageDefinition.Semantic.OPEN, LeadStage.OPPORTUNITY),
                        tuple("DEAL:0", "EXECUTING", 40, StageDefinition.Semantic.OPEN, LeadStage.OPPORTUNITY),
                        tuple("DEAL:0", "WON", 60, StageDefinition.Semantic.WON, LeadStage.WON),
                        tuple("DEAL:0", "LOSE", 70, StageDefinition.Semantic.LOST, LeadStage.LOST),
                        tuple("DEAL:5", "C5:NEW", 10, StageDefinition.Semantic.OPEN, LeadStage.OPPORTUNITY),
                        tuple("DEAL:5", "C5:UC_9", 90, StageDefinition.Semantic.WON, LeadStage.WON),
                        tuple("INVOICE:7", "DT31_7:P", 30, StageDefinition.Semantic.WON, null),
                        tuple("INVOICE:7", "DT31_7:N", 10, StageDefinition.Semantic.OPEN, null));
    }

    private void someHistory() {
        portal.item(
                1,
                3,
                "contactId",
                0,
                "assignedById",
                7,
                "updatedTime",
                "2026-03-04T10:00:00+03:00",
                "utmSource",
                "ya",
                "utmMedium",
                "cpc",
                "opportunity",
                0,
                "currencyId",
                "RUB");
        portal.item(
                2,
                8,
                "leadId",
                3,
                "contactId",
                12,
                "assignedById",
                7,
                "createdTime",
                "2026-03-02T10:00:00+03:00",
                "updatedTime",
                "2026-03-05T10:00:00+03:00",
                "movedTime",
                "2026-03-04T12:00:00+03:00",
                "categoryId",
                5,
                "stageId",
                "C5:UC_9",
                "opportunity",
                "1500.50",
                "currencyId",
                "RUB",
                "taxValue",
                0,
                "isRecurring",
                "N",
                "sourceId",
                "CALL");
        portal.item(
                2,
                9,
                "isRecurring",
                "Y",
                "stageId",
                "WON",
                "categoryId",
                0,
                "createdTime",
                "2026-03-02T10:00:00+03:00",
                "opportunity",
                99,
                "currencyId",
                "RUB");
        portal.item(
                2,
                10,
                "isRecurring",
                false,
                "stageId",
                "LOSE",
                "categoryId",
                0,
                "createdTime",
                "2026-03-02T10:00:00+03:00",
                "opportunity",
                5,
                "currencyId",
                "RUB");
        portal.moved(1, 1, 1, 3, "2026-03-01T10:00:00+03:00", "NEW", "P", "0");
        portal.moved(1, 2, 3, 3, "2026-03-02T10:00:00+03:00", "CONVERTED", "S", "0");
        portal.moved(2, 5, 1, 8, "2026-03-02T10:00:00+03:00", "NEW", "P", "0");
        portal.moved(2, 6, 1, 9, "2026-03-02T10:00:00+03:00", "NEW", "P", "0");
        portal.moved(2, 7, 5, 8, "2026-03-03T10:00:00+03:00", "C5:NEW", "P", "5");
        portal.moved(2, 8, 3, 8, "2026-03-04T12:00:00+03:00", "C5:UC_9", "S", "5");
        portal.moved(2, 9, 2, 77, "2026-03-04T13:00:00+03:00", "GONE", "F", "0");
    }

    @Test
    void theHistoryOfStagesIsJoinedWithItsLeadsAndDeals() {
        someHistory();
        List<LeadStageChange> changes = read(host(), LeadStageChange.class);
        assertThat(changes)
                .extracting(
                        c -> c.envelope().sourceKey(),
                        LeadStageChange::entityRef,
                        LeadStageChange::fromRaw,
                        LeadStageChange::from,
                        LeadStageChange::toRaw,
                        LeadStageChange::to,
                        LeadStageChange::leadRef,
                        LeadStageChange::person,
                        LeadStageChange::pipeline)
                .containsExactly(
                        tuple(
                                "L1",
                                "L_3",
                                null,
                                null,
                                "NEW",
                                LeadStage.LEAD,
                                null,
                                "token:crm:bitrix24:crm:L_3",
                                "LEAD"),
                        tuple(
                                "L2",
                                "L_3",
                                "NEW",
                                LeadStage.LEAD,
                                "CONVERTED",
                                LeadStage.SQL,
                                null,
                                "token:crm:bitrix24:crm:L_3",
                                "LEAD"),
                        tuple(
                                "D5",
                                "D_8",
                                null,
                                null,
                                "NEW",
                                LeadStage.OPPORTUNITY,
                                "L_3",
                                "token:crm:bitrix24:crm:C_12",
                                "DEAL:0"),
                        tuple(
                                "D7",
                                "D_8",
                                "NEW",
                                LeadStage.OPPORTUNITY,
                                "C5:NEW",
                                LeadStage.OPPORTUNITY,
                                "L_3",
                                "token:crm:bitrix24:crm:C_12",
                                "DEAL:5"),
                        tuple(
                                "D8",
                                "D_8",
                                "C5:NEW",
                                LeadStage.OPPORTUNITY,
                                "C5:UC_9",
                                LeadStage.WON,
                                "L_3",
                                "token:crm:bitrix24:crm:C_12",
                                "DEAL:5"),
                        tuple("D9", "D_77", "(unknown)", null, "GONE", LeadStage.LOST, null, null, "DEAL:0"));
        assertThat(changes.get(0).origin().source()).isEqualTo("ya");
        assertThat(changes.get(0).origin().medium()).isEqualTo("cpc");
        assertThat(changes.get(0).envelope().occurredAt()).isEqualTo("2026-03-01T07:00:00Z");
        assertThat(changes.get(0).envelope().recordedAt()).isEqualTo("2026-03-04T07:00:00Z");
        assertThat(changes.get(2).value()).hasToString("1500.5 RUB");
        assertThat(changes.get(5).envelope().flags()).contains(RecordFlag.HISTORY_PARTIAL);
        assertThat(changes.get(4).owner()).isEqualTo("7");
    }

    @Test
    void aTimeInTheMiddleKnowsTheStageBefore() {
        someHistory();
        TestHost host = host();
        try (RecordSource source = open(host)) {
            Instant from = Instant.parse("2026-03-04T08:30:00Z");
            // the stub does not filter by time, so take away what a portal would leave out
            portal.history.get(2).remove(5);
            portal.history.get(2).remove(6);
            List<LeadStageChange> changes = host.read(
                            source, new ReadRequest<>(LeadStageChange.class, from, null, null))
                    .records();
            assertThat(changes).extracting(LeadStageChange::fromRaw).containsExactly("C5:NEW", "(unknown)");
            assertThat(portal.requests.stream()
                            .filter(r -> r.path().endsWith("crm.stagehistory.list.json"))
                            .map(r -> r.json("filter", ">=CREATED_TIME")))
                    .contains("2026-03-03T08:30:00+00:00");
        }
    }

    @Test
    void wonDealsAreOrders() {
        someHistory();
        List<Order> orders = read(host(), Order.class);
        assertThat(orders).hasSize(1);
        Order order = orders.get(0);
        assertThat(order.orderRef()).isEqualTo("D_8");
        assertThat(order.dealRef()).isEqualTo("D_8");
        assertThat(order.status()).isEqualTo(Order.Status.PAID);
        assertThat(order.revenue()).hasToString("1500.5 RUB");
        assertThat(order.createdAt()).isEqualTo("2026-03-02T07:00:00Z");
        assertThat(order.paidAt()).isEqualTo("2026-03-04T09:00:00Z");
        assertThat(order.origin().source()).isEqualTo("CALL");
        assertThat(order.employee()).isEqualTo("7");
    }

    @Test
    void invoicesAreOrdersWhereTheyAreWanted() {
        someHistory();
        portal.item(
                31,
                4,
                "parentId2",
                8,
                "contactId",
                12,
                "categoryId",
                7,
                "stageId",
                "DT31_7:P",
                "createdTime",
                "2026-03-05T10:00:00+03:00",
                "movedTime",
                "2026-03-06T10:00:00+03:00",
                "opportunity",
                1500.5,
                "currencyId",
                "EUR");
        portal.item(
                31,
                5,
                "parentId2",
                0,
                "categoryId",
                7,
                "stageId",
                "DT31_7:N",
                "createdTime",
                "2026-03-05T10:00:00+03:00",
                "opportunity",
                1,
                "currencyId",
                "RUB");
        List<Order> orders = read(host("orders", "invoices"), Order.class);
        assertThat(orders)
                .extracting(Order::orderRef, Order::dealRef, Order::status, o -> o.revenue()
                        .toString())
                .containsExactly(
                        tuple("SI_4", "D_8", Order.Status.PAID, "1500.5 EUR"),
                        tuple("SI_5", null, Order.Status.CREATED, "1 RUB"));
    }

    @Test
    void personsAreLinkedByTokens() {
        portal.item(
                3,
                12,
                "leadId",
                3,
                "createdTime",
                "2026-03-02T10:00:00+03:00",
                "name",
                "Ivan Canary",
                "fm",
                List.of(
                        Map.of("id", 1, "typeId", "PHONE", "value", "+7 900 000-00-01", "valueType", "WORK"),
                        Map.of("id", 2, "typeId", "EMAIL", "value", "ivan@example.org", "valueType", "HOME"),
                        Map.of("id", 3, "typeId", "EMAIL", "value", "no mail", "valueType", "HOME"),
                        Map.of("id", 4, "typeId", "WEB", "value", "example.org", "valueType", "HOME")));
        portal.item(
                1,
                3,
                "stageId",
                "NEW",
                "contactId",
                0,
                "createdTime",
                "2026-03-01T10:00:00+03:00",
                "fm",
                List.of(Map.of("id", 9, "typeId", "PHONE", "value", "89000000001")));
        TestHost host = host();
        List<IdentityLink> links = read(host, IdentityLink.class);
        assertThat(links)
                .extracting(IdentityLink::person, IdentityLink::idType, IdentityLink::token)
                .containsExactly(
                        tuple("token:crm:bitrix24:crm:C_12", "phone", "token:phone:+7 900 000-00-01"),
                        tuple("token:crm:bitrix24:crm:C_12", "email", "token:email:ivan@example.org"),
                        tuple("token:crm:bitrix24:crm:C_12", "crm:bitrix24", "token:crm:bitrix24:crm:L_3"),
                        tuple("token:crm:bitrix24:crm:L_3", "phone", "token:phone:89000000001"));
        assertThat(host.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.reason()).isEqualTo(io.ckpi.spi.RejectReason.BAD_EMAIL);
            assertThat(reject.location()).isEqualTo("contacts:12");
            assertThat(reject.toString()).doesNotContain("no mail");
        });
        assertThat(read(host(), Person.class))
                .extracting(Person::person, Person::firstSeenAt)
                .containsExactly(tuple("token:crm:bitrix24:crm:C_12", Instant.parse("2026-03-02T07:00:00Z")));
    }

    private void call(int id, String type, String code, String seconds, Object... more) {
        Map<String, Object> call = Portal.map(
                "ID",
                "" + id,
                "CALL_ID",
                "vox." + id,
                "CALL_TYPE",
                type,
                "CALL_FAILED_CODE",
                code,
                "CALL_DURATION",
                seconds,
                "CALL_START_DATE",
                "2026-03-02T10:00:00+03:00",
                "PHONE_NUMBER",
                "+79000000001",
                "PORTAL_NUMBER",
                "+74950000000",
                "PORTAL_USER_ID",
                "7",
                "CALL_VOTE",
                "0");
        call.putAll(Portal.map(more));
        portal.calls.put(id, call);
    }

    @Test
    void callsEndAsTheirCodeSays() {
        call(1, "2", "200", "62", "CALL_VOTE", "5", "COST", "1.2345", "COST_CURRENCY", "RUR");
        call(2, "2", "304", "0");
        call(3, "1", "603-S", "0");
        call(4, "3", "486", "0");
        call(5, "4", "603", "0");
        call(6, "1", "503", "0");
        call(7, "5", "200", "12");
        List<Call> calls = read(host(), Call.class);
        assertThat(calls)
                .extracting(Call::callRef, Call::direction, Call::outcome, Call::talk, Call::line)
                .containsExactly(
                        tuple(
                                "vox.1",
                                Call.Direction.IN,
                                Call.Outcome.ANSWERED,
                                Duration.ofSeconds(62),
                                "+74950000000"),
                        tuple("vox.2", Call.Direction.IN, Call.Outcome.MISSED, Duration.ZERO, "+74950000000"),
                        tuple("vox.3", Call.Direction.OUT, Call.Outcome.ABANDONED, Duration.ZERO, "+74950000000"),
                        tuple("vox.4", Call.Direction.IN, Call.Outcome.BUSY, Duration.ZERO, "+74950000000"),
                        tuple("vox.5", Call.Direction.CALLBACK, Call.Outcome.DECLINED, Duration.ZERO, "+74950000000"),
                        tuple("vox.6", Call.Direction.OUT, Call.Outcome.FAILED, Duration.ZERO, "+74950000000"),
                        tuple(
                                "vox.7",
                                Call.Direction.OUT,
                                Call.Outcome.RECORDING,
                                Duration.ofSeconds(12),
                                "+74950000000"));
        assertThat(calls.get(0).rating()).isEqualTo(5);
        assertThat(calls.get(1).rating()).isNull();
        assertThat(calls.get(0).cost()).hasToString("1.2345 RUB");
        assertThat(calls.get(0).person()).isEqualTo("token:phone:+79000000001");
    }

    @Test
    void tasksBelongToWhatTheyAreAttachedTo() {
        portal.tasks.put(
                3,
                Portal.map(
                        "id",
                        "3",
                        "status",
                        "5",
                        "createdBy",
                        "1",
                        "responsibleId",
                        "7",
                        "createdDate",
                        "2026-03-02T10:00:00+03:00",
                        "changedDate",
                        "2026-03-03T10:00:00+03:00",
                        "deadline",
                        "2026-03-03T19:00:00+03:00",
                        "closedDate",
                        "2026-03-03T10:00:00+03:00",
                        "ufCrmTask",
                        List.of("D_8", "C_1")));
        portal.tasks.put(
                4,
                Portal.map(
                        "id",
                        "4",
                        "status",
                        "2",
                        "createdBy",
                        "1",
                        "responsibleId",
                        "7",
                        "createdDate",
                        "2026-03-02T10:00:00+03:00",
                        "ufCrmTask",
                        false));
        List<Task> tasks = read(host(), Task.class);
        assertThat(tasks)
                .extracting(Task::taskRef, Task::status, Task::entityRef, Task::deadlineMoves)
                .containsExactly(
                        tuple("3", Task.Status.ACCEPTED, "D_8", null), tuple("4", Task.Status.OPEN, null, null));
        assertThat(read(host("deadline-moves", "true"), Task.class))
                .extracting(Task::deadlineMoves)
                .containsExactly(2, 2);
    }

    @Test
    void employeesKeepNoName() {
        portal.users.put(
                7,
                Portal.map(
                        "ID",
                        "7",
                        "NAME",
                        "Canary",
                        "EMAIL",
                        "canary@example.org",
                        "UF_DEPARTMENT",
                        List.of(5, 6),
                        "DATE_REGISTER",
                        "2020-01-02T00:00:00+03:00"));
        portal.users.put(8, Portal.map("ID", "8", "UF_DEPARTMENT", false, "DATE_REGISTER", ""));
        assertThat(read(host(), Employee.class))
                .extracting(Employee::employee, Employee::department, Employee::from)
                .containsExactly(
                        tuple("7", "5", Instant.parse("2020-01-01T21:00:00Z")), tuple("8", null, Instant.EPOCH));
    }

    @Test
    void pagesGoOnBehindTheLastId() {
        for (int count : new int[] {0, 1, 49, 50, 51, 137}) {
            portal.calls.clear();
            for (int i = 1; i <= count; i++) {
                call(i * 3, "2", "200", "1");
            }
            TestHost host = host();
            try (RecordSource source = open(host)) {
                assertThat(host.read(source, Call.class).records())
                        .as("%d calls", count)
                        .hasSize(count);
            }
        }
    }

    @Test
    void rowsMayComeAndGoWhileTheyAreRead() {
        for (int i = 1; i <= 120; i++) {
            call(i, "2", "200", "1");
        }
        TestHost host = host();
        List<String> read = new ArrayList<>();
        try (RecordSource source = open(host);
                RecordReader<Call> reader = source.read(ReadRequest.all(Call.class))) {
            for (Call call = reader.next(); call != null; call = reader.next()) {
                read.add(call.callRef());
                if (read.size() == 50) {
                    portal.calls.keySet().removeIf(id -> id <= 60); // those that were read, and ten of the next
                    call(121, "2", "200", "1");
                }
            }
        }
        assertThat(read)
                .hasSize(50 + 60 + 1)
                .doesNotHaveDuplicates()
                .startsWith("vox.1")
                .endsWith("vox.121");
    }

    @Test
    void everyPointCanBeResumedEvenIfItsRowIsGone() {
        for (int i = 1; i <= 53; i++) {
            call(i, "2", "200", "1");
        }
        for (int stop = 1; stop <= 53; stop += 4) {
            TestHost host = host();
            List<String> read = new ArrayList<>();
            try (RecordSource source = open(host)) {
                io.ckpi.spi.Cursor cursor;
                try (RecordReader<Call> reader = source.read(ReadRequest.all(Call.class))) {
                    for (int i = 0; i < stop; i++) {
                        Call call = reader.next();
                        read.add(call == null ? "?" : call.callRef());
                    }
                    cursor = reader.cursor();
                }
                Map<String, Object> gone = portal.calls.remove(stop);
                read.addAll(host.read(source, new ReadRequest<>(Call.class, null, null, cursor)).records().stream()
                        .map(Call::callRef)
                        .toList());
                portal.calls.put(stop, gone);
            }
            assertThat(read).as("stopped at %d", stop).hasSize(53).doesNotHaveDuplicates();
        }
    }
}
