package io.ckpi.spi.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RevisionsTest {

    private static final Instant AT = Instant.parse("2026-10-01T10:00:00Z");

    private static Referral record(String key, String referee, UnaryOperator<Envelope.Builder> with) {
        Envelope envelope =
                with.apply(Envelope.builder("crm", key, AT, ZoneId.of("UTC"))).build();
        return new Referral(envelope, "a", referee, null, null);
    }

    private static Set<SourceRecord> state(Revisions revisions) {
        Set<SourceRecord> state = new HashSet<>();
        revisions.forEach(state::add);
        return state;
    }

    private static void assertWins(Referral winner, Referral loser) {
        assertThat(Revisions.winner(winner, loser)).isSameAs(winner);
        assertThat(Revisions.winner(loser, winner)).isSameAs(winner);
        assertThat(Revisions.order().compare(winner, loser)).isPositive();
        assertThat(Revisions.order().compare(loser, winner)).isNegative();
    }

    @Test
    void theOrderOfTheRules() {
        assertWins(
                record("1", "old op, new revision", e -> e.revision(2)),
                record("1", "x", e -> e.revision(1).op(Envelope.Op.DELETE).recordedAt(AT)));
        assertWins(record("1", "deleted", e -> e.op(Envelope.Op.DELETE)), record("1", "x", e -> e.recordedAt(AT)));
        assertWins(record("1", "later", e -> e.recordedAt(AT.plusNanos(1))), record("1", "x", e -> e.recordedAt(AT)));
        assertWins(record("1", "recorded", e -> e.recordedAt(AT)), record("1", "x", e -> e));
        Referral a = record("1", "a", e -> e);
        Referral b = record("1", "b", e -> e);
        assertThat(RecordDigest.canonicalText(Revisions.winner(a, b)))
                .isEqualTo(RecordDigest.canonicalText(Revisions.winner(b, a)));
        assertThat(Revisions.order().compare(a, record("1", "a", e -> e))).isZero();
    }

    @Test
    void keysAreOfOneTypeAndSource() {
        Revisions revisions = new Revisions();
        Referral first = record("1", "b", e -> e);
        Referral other = record("2", "b", e -> e);
        Envelope elsewhere = Envelope.builder("shop", "1", AT, ZoneId.of("UTC")).build();
        Referral third = new Referral(elsewhere, "a", "b", null, null);
        List.of(first, other, third, first).forEach(revisions::add);
        assertThat(state(revisions)).containsExactlyInAnyOrder(first, other, third);
        assertThat(revisions.size()).isEqualTo(3);
        assertThat(revisions.superseded()).isEqualTo(1);
        assertThat(revisions.deleted()).isZero();
    }

    @Test
    void aDeletionLeavesNothing() {
        Revisions revisions = new Revisions();
        revisions.add(record("1", "b", e -> e.revision(1)));
        revisions.add(record("1", "b", e -> e.revision(2).op(Envelope.Op.DELETE)));
        revisions.add(record("1", "c", e -> e.revision(1)));
        assertThat(state(revisions)).isEmpty();
        assertThat(revisions.size()).isZero();
        assertThat(revisions.deleted()).isEqualTo(1);
        assertThat(revisions.superseded()).isEqualTo(2);
        Referral revived = record("1", "d", e -> e.revision(3));
        revisions.add(revived);
        assertThat(state(revisions)).containsExactly(revived);
    }

    @Test
    void trulyEqualRowsOfOnePassAreKeptApart() {
        UnaryOperator<Envelope.Builder> synthetic = e -> e.flags(Set.of(RecordFlag.SYNTHETIC_KEY));
        Revisions revisions = new Revisions();
        for (int pass = 0; pass < 3; pass++) {
            revisions.nextPass();
            revisions.add(record("hash", "b", synthetic));
            revisions.add(record("other", "c", synthetic));
            revisions.add(record("hash", "b", synthetic));
            assertThat(revisions.size()).isEqualTo(3);
        }
        List<SourceRecord> all = new ArrayList<>();
        revisions.forEach(all::add);
        assertThat(all).hasSize(3);
        assertThat(revisions.superseded()).isEqualTo(6);
    }
}
