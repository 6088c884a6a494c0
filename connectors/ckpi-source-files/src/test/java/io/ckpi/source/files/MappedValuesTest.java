package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.Money;
import io.ckpi.core.definition.DefinitionException;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.Spend;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times, amounts and other values, however they are written. */
class MappedValuesTest extends MappingTesting {

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
}
