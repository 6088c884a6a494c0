package io.ckpi.sdk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Money;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Touch;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RecordCodecProperties {

    private static final RecordCodec CODEC = new RecordCodec();

    @Property
    void recordsOfEveryTypeComeBackEqual(@ForAll long seed) {
        RandomRecords random = new RandomRecords(seed);
        List<SourceRecord> records = new ArrayList<>();
        Bytes out = new Bytes();
        RecordCodec.Encoder encoder = CODEC.encoder();
        for (Class<? extends SourceRecord> type : RecordCodec.recordTypes()) {
            SourceRecord record = random.next(type);
            records.add(record);
            encoder.write(record, out);
        }
        Bytes in = new Bytes(out.array(), 0, out.position());
        for (SourceRecord record : records) {
            assertThat(CODEC.read(in)).isEqualTo(record);
        }
        assertThat(in.atEnd()).isTrue();
    }

    @Property
    void numbersAndTextsComeBackEqual(@ForAll long number, @ForAll String text) {
        Bytes out = new Bytes();
        out.putVar(number);
        out.putSigned(number);
        out.putLong(number);
        out.putString(text);
        out.putByte(200);
        Bytes in = new Bytes(out.array(), 0, out.position());
        assertThat(in.getVar()).isEqualTo(number);
        assertThat(in.getSigned()).isEqualTo(number);
        assertThat(in.getLong()).isEqualTo(number);
        assertThat(in.getString()).isEqualTo(text);
        assertThat(in.getByte()).isEqualTo(200);
        assertThat(in.atEnd()).isTrue();
    }

    @Example
    void everyTypeOfRecordIsKnown() {
        assertThat(RecordCodec.recordTypes()).hasSize(19).doesNotHaveDuplicates();
        assertThat(RecordCodec.number(Touch.class)).isZero();
    }

    @Example
    void anOriginThatSaysNothingIsTheConstant() {
        Touch touch = Touch.builder(envelope("t1"), Touch.Kind.VISIT).build();
        Bytes out = new Bytes();
        CODEC.encoder().write(touch, out);
        Touch back = (Touch) CODEC.read(new Bytes(out.array(), 0, out.position()));
        assertThat(back.origin()).isSameAs(Origin.UNKNOWN);
    }

    @Example
    void aRuleChangesEveryAmountOfARecord() {
        Order order = Order.builder(envelope("o1"), "A-1", Order.Status.PAID, Instant.EPOCH, Money.of("10.50", "EUR"))
                .refunded(Money.of("1", "EUR"))
                .build();
        Bytes out = new Bytes();
        CODEC.encoder((amount, record) -> new Money(amount.amount().negate(), amount.currency()))
                .write(order, out);
        Order back = (Order) CODEC.read(new Bytes(out.array(), 0, out.position()));
        assertThat(back.revenue()).isEqualTo(Money.of("-10.50", "EUR"));
        assertThat(back.refunded()).isEqualTo(Money.of("-1", "EUR"));
        assertThat(back.discount()).isNull();
    }

    @Example
    void moreTextsThanATableHoldsComeBackEqual() {
        RecordCodec codec = new RecordCodec();
        RecordCodec.Encoder encoder = codec.encoder();
        Bytes out = new Bytes();
        for (int i = 0; i < 3 * StringTable.CAPACITY; i++) {
            encoder.write(Touch.builder(envelope("key-" + i), Touch.Kind.VISIT).build(), out);
        }
        Bytes in = new Bytes(out.array(), 0, out.position());
        for (int i = 0; i < 3 * StringTable.CAPACITY; i++) {
            assertThat(codec.read(in).envelope().sourceKey()).isEqualTo("key-" + i);
        }
    }

    private static Envelope envelope(String key) {
        return Envelope.builder("web", key, Instant.EPOCH, ZoneOffset.UTC).build();
    }
}
