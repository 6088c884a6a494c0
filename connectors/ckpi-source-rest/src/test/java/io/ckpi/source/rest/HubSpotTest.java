package io.ckpi.source.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.ckpi.core.CkpiException;
import io.ckpi.core.LeadStage;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.StageDefinition;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.UnavailableException;
import io.ckpi.tck.TestHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the lists of an account of HubSpot become. */
class HubSpotTest {

    private final Hub hub = new Hub();
    private final TestHost host =
            TestHost.with("token", Hub.TOKEN, "address", hub.address()).named("crm");

    @AfterEach
    void stop() {
        hub.close();
    }

    private <R extends SourceRecord> List<R> read(Class<R> type, String... more) {
        String[] options = new String[4 + more.length];
        System.arraycopy(new String[] {"token", Hub.TOKEN, "address", hub.address()}, 0, options, 0, 4);
        System.arraycopy(more, 0, options, 4, more.length);
        TestHost mine = TestHost.with(options).named("crm");
        try (RecordSource source = mine.open(new HubSpotProvider(mine::sleep))) {
            List<R> records = mine.read(source, type).records();
            assertThat(mine.rejects()).isEmpty();
            return records;
        }
    }

    @Test
    void stagesAreWhatThePipelinesSay() {
        assertThat(read(StageDefinition.class))
                .extracting(
                        StageDefinition::pipeline,
                        StageDefinition::raw,
                        StageDefinition::semantic,
                        StageDefinition::stage)
                .containsExactly(
                        tuple("default", "appointmentscheduled", StageDefinition.Semantic.OPEN, LeadStage.OPPORTUNITY),
                        tuple("default", "closedwon", StageDefinition.Semantic.WON, LeadStage.WON),
                        tuple("default", "closedlost", StageDefinition.Semantic.LOST, LeadStage.LOST),
                        tuple("4711", "815", StageDefinition.Semantic.OPEN, LeadStage.OPPORTUNITY),
                        tuple("4711", "816", StageDefinition.Semantic.WON, LeadStage.WON),
                        tuple("lifecyclestage", "lead", StageDefinition.Semantic.OPEN, null),
                        tuple("lifecyclestage", "93264", StageDefinition.Semantic.OPEN, null));
    }

    @Test
    void theHistoryOfADealIsItsChangesOfStage() {
        hub.deal(
                21,
                Map.of(
                        "amount",
                        "99.90",
                        "deal_currency_code",
                        "EUR",
                        "dealstage",
                        "816",
                        "pipeline",
                        "4711",
                        "createdate",
                        "2026-03-01T10:00:00.000Z",
                        "closedate",
                        "1772532000000",
                        "hs_lastmodifieddate",
                        "2026-03-04T10:00:00Z",
                        "hubspot_owner_id",
                        "7"),
                "2026-03-03T10:00:00.000Z",
                "816",
                "1772445600000",
                "815",
                "2026-03-01T10:00:00.000Z",
                "appointmentscheduled");
        hub.contactsOfDeals.put(21, List.of(901, 88));
        List<LeadStageChange> changes = read(LeadStageChange.class);
        assertThat(changes)
                .extracting(
                        LeadStageChange::fromRaw,
                        LeadStageChange::from,
                        LeadStageChange::toRaw,
                        LeadStageChange::to,
                        LeadStageChange::pipeline,
                        c -> c.envelope().occurredAt().toString())
                .containsExactly(
                        tuple(
                                null,
                                null,
                                "appointmentscheduled",
                                LeadStage.OPPORTUNITY,
                                "default",
                                "2026-03-01T10:00:00Z"),
                        tuple(
                                "appointmentscheduled",
                                LeadStage.OPPORTUNITY,
                                "815",
                                LeadStage.OPPORTUNITY,
                                "4711",
                                "2026-03-02T10:00:00Z"),
                        tuple("815", LeadStage.OPPORTUNITY, "816", LeadStage.WON, "4711", "2026-03-03T10:00:00Z"));
        assertThat(changes.get(0).person()).isEqualTo("token:crm:hubspot:crm:88");
        assertThat(changes.get(0).leadRef()).isEqualTo("contact-88");
        List<Order> orders = read(Order.class);
        assertThat(orders)
                .extracting(Order::orderRef, o -> o.revenue().toString(), Order::createdAt, Order::paidAt)
                .containsExactly(tuple(
                        "21",
                        "99.9 EUR",
                        Instant.parse("2026-03-01T10:00:00Z"),
                        Instant.parse("2026-03-03T10:00:00Z")));
    }

    @Test
    void aHistoryThatWasCutIsPartial() {
        String[] history = new String[40];
        for (int i = 0; i < 20; i++) {
            history[2 * i] = "2026-03-%02dT10:00:00Z".formatted(i + 1);
            history[2 * i + 1] = i % 2 == 0 ? "815" : "appointmentscheduled";
        }
        hub.deal(5, Map.of("createdate", "2025-01-01T00:00:00Z"), history);
        List<LeadStageChange> changes = read(LeadStageChange.class);
        assertThat(changes).hasSize(20);
        assertThat(changes.get(0).envelope().flags()).contains(RecordFlag.HISTORY_PARTIAL);
        assertThat(changes.get(0).fromRaw()).isEqualTo("(unknown)");
        assertThat(changes.get(1).envelope().flags()).doesNotContain(RecordFlag.HISTORY_PARTIAL);
    }

    @Test
    void contactsGiveLifeCycleLinksAndMerges() {
        hub.contacts.put(
                88,
                Hub.object(
                        88,
                        Map.of(
                                "email",
                                "a@example.org",
                                "hs_additional_emails",
                                "b@example.org;c@example.org",
                                "phone",
                                "+49 30 1",
                                "createdate",
                                "2026-01-01T00:00:00Z",
                                "lastmodifieddate",
                                "1772445600000",
                                "hs_calculated_merged_vids",
                                "77:1570549857000;66:1570549858000",
                                "hs_merged_object_ids",
                                "77;66"),
                        "lifecyclestage",
                        "2026-01-02T00:00:00Z",
                        "93264"));
        hub.contacts.put(
                89,
                Hub.object(
                        89,
                        Map.of("createdate", "2026-01-01T00:00:00Z", "hs_merged_object_ids", "55"),
                        "lifecyclestage"));
        assertThat(read(IdentityLink.class))
                .extracting(IdentityLink::person, IdentityLink::token, link -> link.since()
                        .toString())
                .containsExactly(
                        tuple("token:crm:hubspot:crm:88", "token:phone:+49 30 1", "2026-01-01T00:00:00Z"),
                        tuple("token:crm:hubspot:crm:88", "token:email:a@example.org", "2026-01-01T00:00:00Z"),
                        tuple("token:crm:hubspot:crm:88", "token:email:b@example.org", "2026-01-01T00:00:00Z"),
                        tuple("token:crm:hubspot:crm:88", "token:email:c@example.org", "2026-01-01T00:00:00Z"),
                        tuple("token:crm:hubspot:crm:88", "token:crm:hubspot:crm:77", "2019-10-08T15:50:57Z"),
                        tuple("token:crm:hubspot:crm:88", "token:crm:hubspot:crm:66", "2019-10-08T15:50:58Z"),
                        tuple("token:crm:hubspot:crm:89", "token:crm:hubspot:crm:55", "2026-01-01T00:00:00Z"));
        assertThat(read(LeadStageChange.class))
                .extracting(LeadStageChange::entityRef, LeadStageChange::toRaw, LeadStageChange::to)
                .containsExactly(tuple("contact-88", "93264", null));
        assertThat(read(Person.class)).hasSize(2);
    }

    @Test
    void mailEventsAreMessages() {
        hub.event("e7", 1772445607000L, "CLICK", false);
        hub.event("e6", 1772445606000L, "OPEN", true);
        hub.event("e5", 1772445605000L, "OPEN", false);
        hub.event("e4", 1772445604000L, "PROCESSED", false);
        hub.event("e3", 1772445603000L, "BOUNCE", false);
        hub.event("e2", 1772445602000L, "DELIVERED", false);
        hub.event("e1", 1772445601000L, "SENT", false);
        assertThat(read(Message.class))
                .extracting(m -> m.envelope().sourceKey(), Message::event, Message::messageRef, Message::campaign)
                .containsExactly(
                        tuple("e7|2026-03-02T10:00:07Z", Message.Event.CLICKED, "m1", "2"),
                        tuple("e6|2026-03-02T10:00:06Z", Message.Event.FILTERED, "m1", "2"),
                        tuple("e5|2026-03-02T10:00:05Z", Message.Event.OPENED, "m1", "2"),
                        tuple("e3|2026-03-02T10:00:03Z", Message.Event.BOUNCED, "m1", "2"),
                        tuple("e2|2026-03-02T10:00:02Z", Message.Event.DELIVERED, "m1", "2"),
                        tuple("e1|2026-03-02T10:00:01Z", Message.Event.SENT, "m1", "2"));
        for (int stop = 1; stop <= 6; stop++) {
            try (RecordSource source = host.open(new HubSpotProvider(host::sleep))) {
                List<String> keys = new ArrayList<>();
                Cursor cursor;
                try (RecordReader<Message> reader = source.read(ReadRequest.all(Message.class))) {
                    for (int i = 0; i < stop; i++) {
                        Message message = reader.next();
                        keys.add(message == null ? "?" : message.envelope().sourceKey());
                    }
                    cursor = reader.cursor();
                }
                host.read(source, new ReadRequest<>(Message.class, null, null, cursor))
                        .records()
                        .forEach(message -> keys.add(message.envelope().sourceKey()));
                assertThat(keys)
                        .extracting(key -> key.substring(0, 2))
                        .containsExactly("e7", "e6", "e5", "e3", "e2", "e1");
            }
        }
    }

    @Test
    void ownersKeepNoName() {
        assertThat(read(Employee.class))
                .extracting(
                        Employee::employee, Employee::department, e -> e.from().toString())
                .containsExactly(tuple("11", null, "2020-02-01T00:00:00Z"), tuple("12", "6", "2020-03-01T12:00:00Z"));
    }

    @Test
    void moreObjectsThanASearchGivesAreRead() {
        for (int i = 1; i <= 120; i++) {
            hub.deal(
                    i * 7,
                    Map.of("createdate", "2026-01-01T00:00:00Z"),
                    "2026-01-01T00:00:00Z",
                    "815",
                    "2026-01-02T00:00:00Z",
                    "816");
        }
        try (RecordSource source = host.open(new HubSpotProvider(host::sleep))) {
            List<String> keys = new ArrayList<>();
            Cursor cursor = null;
            for (int stop = 0; stop < 20; stop++) {
                // 13 changes of stage at a time: the reading stops between two changes of one deal too
                try (RecordReader<LeadStageChange> reader =
                        source.read(new ReadRequest<>(LeadStageChange.class, null, null, cursor))) {
                    for (int i = 0; i < 13; i++) {
                        LeadStageChange change = reader.next();
                        if (change != null) {
                            keys.add(change.envelope().sourceKey());
                        }
                    }
                    cursor = reader.cursor();
                }
            }
            assertThat(keys).hasSize(240).doesNotHaveDuplicates();
            assertThat(hub.requests.stream().filter(r -> r.path().endsWith("/search")))
                    .allSatisfy(request -> assertThat(request.json("after")).isNull());
        }
    }

    @Test
    void limitsAndRefusalsAreNamed() {
        hub.deal(1, Map.of("createdate", "2026-01-01T00:00:00Z"), "2026-01-01T00:00:00Z", "815");
        hub.next(
                "/deals/search",
                Stub.Answer.text(
                        429,
                        "{\"status\":\"error\",\"errorType\":\"RATE_LIMIT\",\"policyName\":\"TEN_SECONDLY_ROLLING\",\"message\":\"Canary\"}"));
        UnavailableException busy = catchThrowableOfType(UnavailableException.class, () -> read(LeadStageChange.class));
        assertThat(busy.retryAfter()).contains(Duration.ofSeconds(10));
        assertThat(busy).hasMessage("deals search: the service answers with status 429 and error RATE_LIMIT");
        hub.next("/deals/search", Stub.Answer.text(403, "{\"status\":\"error\",\"category\":\"MISSING_SCOPES\"}"));
        CkpiException access = catchThrowableOfType(CkpiException.class, () -> read(LeadStageChange.class));
        assertThat(access.kind()).isEqualTo(CkpiException.Kind.AUTH);
        assertThat(access).hasMessageContaining("MISSING_SCOPES").hasMessageNotContaining(Hub.TOKEN);
        hub.next("/deals/search", Stub.Answer.text(204, ""));
        assertThat(read(LeadStageChange.class)).isEmpty();
    }

    @Test
    void anAddressWithoutProtectionIsRefused() {
        CkpiException failure = catchThrowableOfType(
                CkpiException.class, () -> TestHost.with("token", Hub.TOKEN, "address", "http://hub.example")
                        .open(new HubSpotProvider()));
        assertThat(failure).hasMessage("option address is not https:// and a host");
        assertThat(failure.kind()).isEqualTo(CkpiException.Kind.CONFIG);
    }
}
