package io.ckpi.sdk;

import io.ckpi.core.Absent;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.Touch;
import io.ckpi.core.stat.Shares;
import io.ckpi.sdk.history.SubjectHistory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the persons (and leads without a known person) whose journey began in the period, by the highest rung they have
 * reached at the end of the data.
 *
 * <p>An advertisement shown and a robot's visit are no touch. A person is open who has left neither as lost nor as
 * disqualified and came to the present rung less than {@code openDays} before the end of the data. An advocate is a
 * customer: who recommends without having bought stays on the rung reached by buying. Mutable, confined to one thread.
 */
final class LadderFold {

    private static final Rung[] RUNGS = Rung.values();
    private static final BigDecimal PROMOTER = new BigDecimal("0.9");

    private final Instant from;
    private final Instant until;
    private final Instant dataEnd;
    private final Instant openSince;
    private final long[] highest = new long[RUNGS.length];
    private final long[] observed = new long[RUNGS.length];
    private final long[] open = new long[RUNGS.length];
    private final Set<Rung> fed = EnumSet.noneOf(Rung.class);

    private final @Nullable Instant[] firstAt = new @Nullable Instant[RUNGS.length];

    LadderFold(Period period, Instant dataEnd, int openDays) {
        this.from = period.start();
        this.until = period.end();
        this.dataEnd = dataEnd;
        this.openSince = dataEnd.minus(Duration.ofDays(openDays));
    }

    void add(SubjectHistory history) {
        if (history.kind() != SubjectHistory.Kind.PERSON && history.kind() != SubjectHistory.Kind.LEAD) {
            return;
        }
        Arrays.fill(firstAt, null);
        for (Touch touch : history.touches()) {
            if (!touch.robot() && touch.kind() != Touch.Kind.IMPRESSION) {
                reach(Rung.VISITOR, touch.envelope().occurredAt());
                if (touch.kind() == Touch.Kind.LEAD) {
                    reach(Rung.LEAD, touch.envelope().occurredAt());
                }
            }
        }
        Instant left = null;
        for (LeadStageChange change : history.stages()) {
            LeadStage to = change.to();
            Instant at = change.envelope().occurredAt();
            if (to == null || !at.isBefore(dataEnd)) {
                continue;
            }
            if (to.isRung()) {
                reach(RUNGS[Rung.LEAD.ordinal() + to.ordinal()], at);
                left = null;
            } else {
                left = to == LeadStage.RECYCLED ? null : at;
            }
        }
        for (Order order : history.orders()) {
            if (PaidOrders.isPurchase(order)) {
                reach(Rung.CUSTOMER, PaidOrders.at(order));
            }
        }
        for (Referral referral : history.referralsMade()) {
            reach(Rung.ADVOCATE, referral.envelope().occurredAt());
        }
        for (Feedback feedback : history.feedback()) {
            if (isPromoter(feedback)) {
                reach(Rung.ADVOCATE, feedback.envelope().occurredAt());
            }
        }
        count(left);
    }

    private static boolean isPromoter(Feedback feedback) {
        BigDecimal score = feedback.score();
        if (feedback.kind() != Feedback.Kind.NPS || score == null) {
            return false;
        }
        BigDecimal scale = feedback.scale() == null ? BigDecimal.TEN : feedback.scale();
        return score.compareTo(PROMOTER.multiply(scale)) >= 0;
    }

    private void reach(Rung rung, Instant at) {
        if (!at.isBefore(dataEnd)) {
            return;
        }
        Instant known = firstAt[rung.ordinal()];
        if (known == null || at.isBefore(known)) {
            firstAt[rung.ordinal()] = at;
        }
    }

    private void count(@Nullable Instant left) {
        Instant began = null;
        int top = -1;
        for (int i = 0; i < RUNGS.length; i++) {
            Instant at = firstAt[i];
            if (at == null) {
                continue;
            }
            fed.add(RUNGS[i]);
            boolean counts = RUNGS[i] != Rung.ADVOCATE || top == Rung.CUSTOMER.ordinal();
            if (counts) {
                top = i;
                if (began == null || at.isBefore(began)) {
                    began = at;
                }
            }
        }
        if (began == null || began.isBefore(from) || !began.isBefore(until)) {
            return;
        }
        highest[top]++;
        for (int i = 0; i <= top; i++) {
            if (firstAt[i] != null) {
                observed[i]++;
            }
        }
        Instant since = firstAt[top];
        boolean gone = left != null && top < Rung.CUSTOMER.ordinal();
        if (!gone && since != null && since.isAfter(openSince) && top < RUNGS.length - 1) {
            open[top]++;
        }
    }

    void merge(LadderFold other) {
        for (int i = 0; i < RUNGS.length; i++) {
            highest[i] += other.highest[i];
            observed[i] += other.observed[i];
            open[i] += other.open[i];
        }
        fed.addAll(other.fed);
    }

    Funnel funnel(Shares shares, Evidence evidence) {
        List<Funnel.Step> steps = new ArrayList<>();
        List<Rung> leftOut = new ArrayList<>();
        Absent first = Absent.because(
                Reason.NO_DATA, "the first step has no step before it", "у первой ступени нет предыдущей");
        for (Rung rung : RUNGS) {
            if (!fed.contains(rung)) {
                leftOut.add(rung);
                continue;
            }
            long count = 0;
            for (int i = rung.ordinal(); i < RUNGS.length; i++) {
                count += highest[i];
            }
            Reading share = first;
            Reading ceiling = first;
            if (!steps.isEmpty()) {
                Funnel.Step before = steps.get(steps.size() - 1);
                share = shares.of(count, before.count());
                ceiling = shares.of(Math.min(count + before.open(), before.count()), before.count());
            }
            steps.add(new Funnel.Step(rung, count, observed[rung.ordinal()], open[rung.ordinal()], share, ceiling));
        }
        return new Funnel(steps, leftOut, evidence);
    }
}
