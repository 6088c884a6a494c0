package io.ckpi.sdk.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Period;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.fixture.Feeds;
import io.ckpi.sdk.fixture.ListSource;
import io.ckpi.sdk.fixture.Make;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Subjects.Subject;
import io.ckpi.spi.host.Revisions;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What happens where hashes collide, and how records without a person find one. */
class SettlementTest {

    private static final RecordCodec CODEC = new RecordCodec();
    private static final Subjects SUBJECTS = new Subjects(UnaryOperator.identity(), true, Set.of());

    private static byte[] frames(int flags, long keyHash, long subjectHash, SourceRecord... records) {
        Bytes out = new Bytes();
        for (SourceRecord record : records) {
            Bytes body = new Bytes();
            CODEC.encoder().write(record, body);
            int deleted = record.envelope().op() == Envelope.Op.DELETE ? Frame.DELETE : 0;
            Frame.write(out, flags | deleted, 0, keyHash, subjectHash, null, body.array(), 0, body.position());
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static Stream stream() {
        return new Stream(0, 0, "crm", Order.class);
    }

    @Test
    void keysWithEqualHashesStayApart() {
        Stream stream = stream();
        List<String> kept = new ArrayList<>();
        new Winners(CODEC, Revisions.order(), List.of(stream))
                .of(
                        frames(
                                0,
                                42,
                                7,
                                Make.paid("crm", "a", "2026-05-01T00:00:00Z", "p", "1"),
                                Make.paid("crm", "b", "2026-05-01T00:00:00Z", "p", "1"),
                                Make.paid("crm", "a", "2026-05-01T00:00:00Z", "p", "1")),
                        frame -> kept.add(CODEC.read(frame.body()).envelope().sourceKey()));
        assertThat(kept).containsExactly("a", "b");
        assertThat(stream.superseded()).isEqualTo(1);
    }

    @Test
    void aTombstoneWithdrawsAllEqualRowsOfItsKey() {
        Order row = Make.paid("crm", "a", "2026-05-01T00:00:00Z", "p", "1");
        Order gone = Make.order(
                Make.at("crm", "a", "2026-05-01T00:00:00Z")
                        .op(Envelope.Op.DELETE)
                        .build(),
                "N-a",
                "p",
                row.revenue());
        Stream stream = stream();
        List<SourceRecord> kept = new ArrayList<>();
        new Winners(CODEC, Revisions.order(), List.of(stream))
                .of(frames(Frame.SYNTHETIC, 1, 1, row, gone, row), frame -> kept.add(CODEC.read(frame.body())));
        assertThat(kept).isEmpty();
        assertThat(stream.superseded()).isEqualTo(2);
        assertThat(stream.withdrawn()).isEqualTo(1);
    }

    @Test
    void subjectsWithEqualHashesStayApart() {
        PartitionStore store = new PartitionStore(1, new MemoryBudget(Long.MAX_VALUE), null);
        byte[] all = frames(
                0,
                1,
                42,
                Make.paid("crm", "1", "2026-05-01T00:00:00Z", "ann", "1"),
                Make.paid("crm", "2", "2026-05-02T00:00:00Z", "bob", "1"),
                Make.paid("crm", "3", "2026-05-03T00:00:00Z", "ann", "1"));
        store.append(0, all, 0, all.length);
        Histories histories = fold(store, stream());
        assertThat(histories.byId.keySet()).containsExactly("ann", "bob");
        assertThat(histories.byId.get("ann").orders()).hasSize(2);
    }

    private static final class Histories implements Engine.Part<Histories> {
        private final Map<String, SubjectHistory> byId = new TreeMap<>();

        @Override
        public void add(SubjectHistory history) {
            assertThat(byId.put(history.subject(), history)).isNull();
        }

        @Override
        public void merge(Histories next) {
            next.byId.values().forEach(this::add);
        }
    }

    private static Histories fold(PartitionStore store, Stream... streams) {
        return new Folding(CODEC, SUBJECTS, List.of(streams), store)
                .run(new Workers(1, () -> false), Histories::new, new Survivors(streams.length), done -> {});
    }

    private static Histories settle(List<Stream> streams, SourceRecord... records) {
        Setup setup = new Setup(
                Period.ofMonth(YearMonth.of(2026, 5), ZoneOffset.UTC),
                Instant.parse("2026-07-01T00:00:00Z"),
                null,
                null,
                Map.of(),
                Set.of(),
                Long.MAX_VALUE,
                null,
                4,
                (step, done, total, stream) -> {});
        List<Feed> feeds = List.of(Feeds.of(ListSource.of("crm", records).feed("crm")));
        return new Engine(setup, feeds, streams, 1, () -> false)
                .<Histories>run(known -> Histories::new)
                .part();
    }

    @Test
    void anAnonymousTouchBelongsToThePersonOfItsVisit() {
        Touch before = Make.visit("crm", "1", "2026-05-01T10:00:00Z", null);
        Touch lead = Touch.builder(Make.at("crm", "2", "2026-05-01T10:05:00Z").build(), Touch.Kind.LEAD)
                .visit("v-1")
                .person("ann")
                .build();
        Touch other = Make.visit("crm", "3", "2026-05-01T10:00:00Z", null);
        Touch alone = Touch.builder(Make.at("crm", "4", "2026-05-01T10:05:00Z").build(), Touch.Kind.CLICK)
                .build();
        Histories histories = settle(List.of(new Stream(0, 0, "crm", Touch.class)), before, lead, other, alone);
        assertThat(histories.byId.keySet()).containsExactly("ann", "one:Touch:crm:4", "visit:crm:v-3");
        assertThat(histories.byId.get("ann").touches()).containsExactly(before, lead);
        assertThat(histories.byId.get("visit:crm:v-3").kind()).isEqualTo(SubjectHistory.Kind.SINGLE);

        Histories anonymous = settle(List.of(new Stream(0, 0, "crm", Touch.class)), before, other);
        assertThat(anonymous.byId.keySet()).containsExactly("visit:crm:v-1", "visit:crm:v-3");
    }

    @Test
    void repeatedStagesAreOne() {
        LeadStageChange first = stage("1", "2026-05-01T00:00:00Z", "new");
        LeadStageChange again = stage("2", "2026-05-02T00:00:00Z", "new");
        LeadStageChange next = stage("3", "2026-05-03T00:00:00Z", "call");
        LeadStageChange back = stage("4", "2026-05-04T00:00:00Z", "new");
        Stream stream = new Stream(0, 0, "crm", LeadStageChange.class);
        Histories histories = settle(List.of(stream), back, next, again, first);
        assertThat(histories.byId.get("lead:L").stages()).containsExactly(first, next, back);
        assertThat(histories.byId.get("lead:L").kind()).isEqualTo(SubjectHistory.Kind.LEAD);
        assertThat(stream.merged()).isEqualTo(1);
    }

    private static LeadStageChange stage(String key, String time, String raw) {
        return LeadStageChange.builder(Make.at("crm", key, time).build(), LeadStageChange.Entity.LEAD, "L", raw)
                .build();
    }

    @Test
    void aSubjectComesBackFromItsText() {
        for (SubjectHistory.Kind kind : SubjectHistory.Kind.values()) {
            Subject subject = new Subject("any:text", kind);
            assertThat(Subject.parse(subject.text())).isEqualTo(subject);
        }
        assertThat(new Subject("x", SubjectHistory.Kind.PERSON).hash())
                .isNotEqualTo(new Subject("x", SubjectHistory.Kind.LEAD).hash());
    }
}
