package io.ckpi.spi.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RevisionsProperties {

    private static final Instant AT = Instant.parse("2026-10-01T10:00:00Z");

    /** Few keys and few values, so that every kind of tie occurs. */
    private static List<SourceRecord> history(Random random) {
        List<SourceRecord> records = new ArrayList<>();
        for (int i = random.nextInt(40); i > 0; i--) {
            Envelope envelope = Envelope.builder("s" + random.nextInt(2), "k" + random.nextInt(3), AT, ZoneId.of("UTC"))
                    .revision(random.nextInt(3))
                    .op(random.nextInt(3) == 0 ? Envelope.Op.DELETE : Envelope.Op.UPSERT)
                    .recordedAt(random.nextBoolean() ? null : AT.plusSeconds(random.nextInt(3)))
                    .build();
            records.add(new Referral(envelope, "a", "b" + random.nextInt(3), null, null));
        }
        return records;
    }

    private static Map<String, String> state(List<SourceRecord> records, boolean passes, Random random) {
        Revisions revisions = new Revisions();
        for (SourceRecord record : records) {
            if (passes && random.nextInt(5) == 0) {
                revisions.nextPass();
            }
            revisions.add(record);
        }
        Map<String, String> state = new HashMap<>();
        revisions.forEach(record -> assertThat(state.put(
                        record.envelope().source() + "/" + record.envelope().sourceKey(),
                        RecordDigest.canonicalText(record)))
                .isNull());
        assertThat(revisions.size()).isEqualTo(state.size());
        return state;
    }

    @Property
    void anyPermutationAndRepetitionGivesTheSameState(@ForAll long seed) {
        Random random = new Random(seed);
        List<SourceRecord> history = history(random);
        Map<String, String> expected = state(history, false, random);
        List<SourceRecord> shuffled = new ArrayList<>(history);
        for (int i = random.nextInt(20); i > 0 && !history.isEmpty(); i--) {
            shuffled.add(history.get(random.nextInt(history.size())));
        }
        Collections.shuffle(shuffled, random);
        assertThat(state(shuffled, true, random)).isEqualTo(expected);
    }

    @Property
    void theOrderIsTotalAndTheStateHoldsItsMaximum(@ForAll long seed) {
        Random random = new Random(seed);
        List<SourceRecord> history = history(random);
        Map<String, SourceRecord> greatest = new HashMap<>();
        for (SourceRecord record : history) {
            greatest.merge(record.envelope().source() + "/" + record.envelope().sourceKey(), record, Revisions::winner);
        }
        Map<String, String> expected = new HashMap<>();
        greatest.forEach((key, record) -> {
            if (record.envelope().op() != Envelope.Op.DELETE) {
                expected.put(key, RecordDigest.canonicalText(record));
            }
        });
        assertThat(state(history, false, random)).isEqualTo(expected);
        history.sort(Revisions.order()); // fails if the order contradicts itself
    }
}
