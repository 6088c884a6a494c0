package io.ckpi.spi.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Channel;
import io.ckpi.core.Money;
import io.ckpi.core.definition.Canonical;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordDigestTest {

    private static Order order(String amount) {
        Envelope envelope = Envelope.builder(
                        "crm", "order-1", Instant.parse("2026-10-01T10:00:00Z"), ZoneId.of("Europe/Moscow"))
                .revision(3)
                .flags(Set.of(RecordFlag.ZONE_ASSUMED, RecordFlag.BINARY_AMOUNT))
                .attributes(Map.of("shop", "Центр", "brand", "x"))
                .build();
        return Order.builder(
                        envelope,
                        "1",
                        Order.Status.PAID,
                        Instant.parse("2026-10-01T10:00:00Z"),
                        Money.of(amount, "RUB"))
                .person("k1.T-le8bd4AjEYfoGJuwp7nA")
                .lines(List.of(new OrderLine("p", new BigDecimal("2.0"), Money.of("50", "RUB"))))
                .origin(Origin.of(Channel.EMAIL))
                .tags(Set.of("upsell", "portal"))
                .build();
    }

    @Test
    void theFormOfAnOrder() {
        assertThat(RecordDigest.canonicalText(order("100.50")))
                .isEqualTo("{\"createdAt\":\"2026-10-01T10:00:00Z\","
                        + "\"envelope\":{\"attributes\":{\"brand\":\"x\",\"shop\":\"Центр\"},"
                        + "\"flags\":[\"BINARY_AMOUNT\",\"ZONE_ASSUMED\"],"
                        + "\"occurredAt\":\"2026-10-01T10:00:00Z\",\"op\":\"UPSERT\",\"revision\":3,\"source\":\"crm\","
                        + "\"sourceKey\":\"order-1\",\"zone\":\"Europe/Moscow\"},"
                        + "\"lines\":[{\"product\":\"p\",\"quantity\":2,"
                        + "\"unitPrice\":{\"amount\":50,\"currency\":\"RUB\"}}],"
                        + "\"orderRef\":\"1\",\"origin\":{\"channel\":\"EMAIL\"},"
                        + "\"person\":\"k1.T-le8bd4AjEYfoGJuwp7nA\","
                        + "\"revenue\":{\"amount\":100.5,\"currency\":\"RUB\"},\"status\":\"PAID\","
                        + "\"tags\":[\"portal\",\"upsell\"],\"type\":\"Order\",\"vat\":\"UNKNOWN\"}");
    }

    @Test
    void theDigestIsSha256OfTheForm() throws Exception {
        byte[] expected = MessageDigest.getInstance("SHA-256")
                .digest(RecordDigest.canonicalText(order("1")).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(RecordDigest.of(order("1"))).isEqualTo(expected);
        RecordDigest digest = new RecordDigest();
        digest.add(order("1"));
        assertThat(digest.hex()).isEqualTo(HexFormat.of().formatHex(expected));
        assertThat(digest).hasToString(digest.hex() + ":1");
        assertThat(RecordDigest.of(order("1.000"))).isEqualTo(expected);
        assertThat(RecordDigest.of(order("1.001"))).isNotEqualTo(expected);
    }

    @Test
    void nothingHasTheDigestZero() {
        RecordDigest nothing = new RecordDigest();
        assertThat(nothing.hex()).isEqualTo("0".repeat(64));
        assertThat(nothing.count()).isZero();
        assertThat(nothing).isEqualTo(new RecordDigest()).hasSameHashCodeAs(new RecordDigest());
    }

    @Test
    void noComponentIsCalledType() {
        assertThat(RandomRecords.TYPES).hasSize(19).allSatisfy(type -> assertThat(
                        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName))
                .doesNotContain("type"));
    }

    @Test
    void everyTypeOfRecordIsWrittenLikeItsTree() {
        RandomRecords records = new RandomRecords(1);
        for (Class<? extends SourceRecord> type : RandomRecords.TYPES) {
            for (int i = 0; i < 200; i++) {
                SourceRecord record = records.next(type);
                Map<String, @Nullable Object> tree = tree((Record) record);
                tree.put("type", type.getSimpleName());
                assertThat(RecordDigest.canonicalText(record)).isEqualTo(Canonical.text(tree));
            }
        }
    }

    /** Another way to the same form: a tree of maps. */
    private static Map<String, @Nullable Object> tree(Record record) {
        Map<String, @Nullable Object> tree = new HashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                tree.put(component.getName(), plain(component.getAccessor().invoke(record)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return tree;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Record nested) {
            return tree(nested);
        }
        if (value instanceof Set<?> set) {
            return set.stream().map(RecordDigestTest::plain).collect(Collectors.toSet());
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RecordDigestTest::plain).toList();
        }
        if (value instanceof Currency
                || value instanceof ZoneId
                || value instanceof Duration
                || value instanceof LocalDate) {
            return value.toString();
        }
        return value;
    }

    @Test
    void theSumDependsOnNeitherOrderNorCut() {
        RandomRecords source = new RandomRecords(2);
        for (int round = 0; round < 50; round++) {
            List<SourceRecord> records = new ArrayList<>();
            BigInteger expected = BigInteger.ZERO;
            for (int i = 0; i < 40; i++) {
                records.add(source.next());
                expected = expected.add(new BigInteger(1, RecordDigest.of(records.get(i))));
            }
            expected = expected.mod(BigInteger.ONE.shiftLeft(256));
            Collections.shuffle(records, new Random(round));
            RecordDigest[] parts = {new RecordDigest(), new RecordDigest(), new RecordDigest()};
            Random cut = new Random(round);
            records.forEach(record -> parts[cut.nextInt(3)].add(record));
            parts[0].merge(parts[2]);
            parts[1].merge(parts[0]);
            assertThat(parts[1].sum()).isEqualTo(expected);
            assertThat(parts[1].count()).isEqualTo(40);
            assertThat(parts[1].hex()).hasSize(64);
        }
    }

    @Test
    void carriesGoAllTheWay() {
        RecordDigest digest = new RecordDigest();
        digest.add(order("1"));
        BigInteger one = digest.sum();
        BigInteger expected = one;
        for (int i = 0; i < 300; i++) { // doubling shifts ones through every limb
            digest.merge(digest);
            expected = expected.shiftLeft(1).mod(BigInteger.ONE.shiftLeft(256));
            assertThat(digest.sum()).isEqualTo(expected);
        }
    }
}
