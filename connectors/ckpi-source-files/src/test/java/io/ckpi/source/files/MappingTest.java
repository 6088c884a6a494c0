package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.Money;
import io.ckpi.core.definition.DefinitionException;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.spi.Capability;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which records a mapping makes of a row, and what is wrong with a mapping. */
class MappingTest extends MappingTesting {

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
