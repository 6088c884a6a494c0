package io.ckpi.sdk.internal.engine;

import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.internal.engine.Subjects.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Settles what is true: of all revisions under one key the winner, withdrawn records out, of one order in several sources
 * that of the source with most authority, of several referrals of one person the first. What survives is cut by subject.
 *
 * <p>The result depends on neither the order of arrival nor the cut.
 */
final class Settlement {

    private static final int ORDER = RecordCodec.number(Order.class);
    private static final int CHANGE = RecordCodec.number(LeadStageChange.class);
    private static final int TOUCH = RecordCodec.number(Touch.class);

    private final RecordCodec codec;
    private final Subjects subjects;
    private final Comparator<SourceRecord> revisions;
    private final List<Stream> streams;
    private final PartitionStore byKey;
    private final PartitionStore held;
    private final PartitionStore bySubject;
    private final boolean ordersOfOneSource;
    private final LongAdder selfReferrals = new LongAdder();
    private boolean touchesHeld;

    Settlement(
            RecordCodec codec,
            Subjects subjects,
            Comparator<SourceRecord> revisions,
            List<Stream> streams,
            PartitionStore byKey,
            PartitionStore held,
            PartitionStore bySubject) {
        this.codec = codec;
        this.subjects = subjects;
        this.revisions = revisions;
        this.streams = streams;
        this.byKey = byKey;
        this.held = held;
        this.bySubject = bySubject;
        this.ordersOfOneSource =
                streams.stream().filter(s -> s.type() == Order.class).count() <= 1;
    }

    static int partition(PartitionStore store, long hash) {
        return (int) Long.remainderUnsigned(hash, store.size());
    }

    /** Persons who were said to have recommended themselves. */
    long selfReferrals() {
        return selfReferrals.sum();
    }

    /** Settles all partitions; {@code progress} hears how many are done. */
    void run(Workers workers, LongConsumer progress) {
        Winners winners = new Winners(codec, revisions, streams);
        AtomicLong done = new AtomicLong();
        workers.run(byKey.size(), partition -> {
            winners.of(byKey.take(partition), this::survive);
            synchronized (done) {
                progress.accept(done.incrementAndGet());
            }
        });
        settleHeld(workers);
    }

    private void survive(Frame frame) {
        PartitionStore target = frame.has(Frame.HELD) ? held : bySubject;
        target.append(
                partition(target, frame.subjectHash()), frame.array(), frame.start(), frame.end() - frame.start());
    }

    // ---- records that must be settled with others ----

    private void settleHeld(Workers workers) {
        JoinTable joins = new JoinTable(subjects);
        for (int p = 0; p < held.size(); p++) {
            workers.checkCancelled();
            Frame frame = new Frame(held.read(p));
            while (frame.next()) {
                SourceRecord record = codec.read(frame.body());
                if (Subjects.person(record) == null && isJoined(frame, record)) {
                    joins.open(record);
                    touchesHeld |= record instanceof Touch;
                }
            }
        }
        if (!joins.isEmpty()) {
            for (PartitionStore store : List.of(held, bySubject)) {
                for (int p = 0; p < store.size(); p++) {
                    workers.checkCancelled();
                    learn(joins, new Frame(store.read(p)));
                }
            }
        }
        for (int p = 0; p < held.size(); p++) {
            workers.checkCancelled();
            release(joins, new Frame(held.take(p)));
        }
    }

    /** Visits are joined only if the source knows the persons of some: else a million visits would be tables for nothing. */
    private boolean isJoined(Frame frame, SourceRecord record) {
        return !(record instanceof Touch) || streams.get(frame.stream()).identifiedVisits > 0;
    }

    private void learn(JoinTable joins, Frame frame) {
        while (frame.next()) {
            int type = frame.array()[frame.bodyStart()];
            if (type == ORDER || type == CHANGE || (type == TOUCH && touchesHeld)) {
                joins.learn(codec.read(frame.body()));
            }
        }
    }

    private record Held(int offset, Stream stream, SourceRecord record) {}

    private void release(JoinTable joins, Frame frame) {
        Map<String, List<Held>> orders = new HashMap<>();
        Map<String, Held> referrals = new HashMap<>();
        Bytes out = new Bytes();
        while (frame.next()) {
            Held one = new Held(frame.start(), streams.get(frame.stream()), codec.read(frame.body()));
            if (one.record() instanceof Order order) {
                if (ordersOfOneSource) {
                    keep(out, frame, one, subject(joins, order), 0);
                } else {
                    orders.computeIfAbsent(identity(order), key -> new ArrayList<>())
                            .add(one);
                }
            } else if (one.record() instanceof Referral referral) {
                if (subjects.forgets(referral)) {
                    forget(one);
                    continue;
                }
                contest(referrals, one, referral);
            } else {
                keep(out, frame, one, subject(joins, one.record()), 0);
            }
        }
        orders.values().forEach(group -> releaseOrders(joins, frame, out, group));
        referrals.values().forEach(one -> {
            Referral referral = (Referral) one.record();
            keep(out, frame, one, subjects.person(referral.referee()), 0);
            keep(out, frame, one, subjects.person(referral.referrer()), Frame.REFERRER);
        });
    }

    /** What makes two orders of two sources the same: the number, and the shop where the host has several. */
    static String identity(Order order) {
        String shop = order.envelope().attributes().getOrDefault("shop", "");
        return shop + "\u001f" + order.orderRef();
    }

    private Subject subject(JoinTable joins, SourceRecord record) {
        String person = Subjects.person(record);
        if (person != null) {
            return subjects.person(person);
        }
        String visit = record instanceof Touch touch ? Subjects.visitKey(touch) : null;
        return visit != null && !joins.knows(visit) ? Subjects.joined(visit) : joins.subject(record);
    }

    /** All records of the source with most authority stay; if they name nobody, the others may say whose the order is. */
    private void releaseOrders(JoinTable joins, Frame frame, Bytes out, List<Held> group) {
        group.sort(Comparator.<Held>comparingInt(one -> one.stream().source())
                .thenComparing(one -> one.record().envelope().sourceKey()));
        int best = group.get(0).stream().source();
        @Nullable String named = null;
        for (Held one : group) {
            String person = Subjects.person(one.record());
            if (named == null && person != null) {
                named = person;
            }
        }
        boolean forgotten = named != null && subjects.forgets(subjects.person(named));
        for (Held one : group) {
            Order order = (Order) one.record();
            if (forgotten) {
                forget(one);
            } else if (one.stream().source() != best) {
                one.stream().merged.increment();
            } else if (order.person() == null && named != null) {
                keep(out, frame, one, subjects.person(named), 0);
            } else {
                keep(out, frame, one, subject(joins, order), 0);
            }
        }
    }

    private void contest(Map<String, Held> referrals, Held one, Referral referral) {
        String referee = subjects.person(referral.referee()).id();
        if (referee.equals(subjects.person(referral.referrer()).id())) {
            selfReferrals.increment();
            one.stream().merged.increment();
            return;
        }
        Held known = referrals.get(referee);
        if (known == null) {
            referrals.put(referee, one);
        } else if (isBefore(one, known)) {
            referrals.put(referee, one);
            known.stream().merged.increment();
        } else {
            one.stream().merged.increment();
        }
    }

    private static boolean isBefore(Held a, Held b) {
        Envelope x = a.record().envelope();
        Envelope y = b.record().envelope();
        int order = x.occurredAt().compareTo(y.occurredAt());
        if (order == 0) {
            order = Integer.compare(a.stream().source(), b.stream().source());
        }
        return order == 0 ? x.sourceKey().compareTo(y.sourceKey()) < 0 : order < 0;
    }

    private void forget(Held one) {
        one.stream().forget(!subjects.forgets(one.record()));
    }

    private void keep(Bytes out, Frame frame, Held one, Subject subject, int flag) {
        if (subjects.forgets(subject)) {
            forget(one);
            return;
        }
        frame.at(one.offset());
        out.clear();
        long hash = subject.hash();
        Frame.write(
                out,
                flag,
                frame.stream(),
                frame.keyHash(),
                hash,
                subject.text(),
                frame.array(),
                frame.bodyStart(),
                frame.end() - frame.bodyStart());
        bySubject.append(partition(bySubject, hash), out.array(), 0, out.position());
    }
}
