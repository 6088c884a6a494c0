package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.Referral;
import io.ckpi.core.stat.PairAccumulator;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What customers say, and whether they are asked. */
final class VoiceMeasure implements Measure<VoiceMeasure> {

    private static final BigDecimal TEN = BigDecimal.TEN;
    private static final BigDecimal PROMOTER = BigDecimal.valueOf(9);
    private static final BigDecimal DETRACTOR = BigDecimal.valueOf(6);

    private final Window window;
    private final Stats stats;

    private final PairAccumulator toPositive = new PairAccumulator();
    private final PairAccumulator toRecommendation = new PairAccumulator();
    private final PairAccumulator nps = new PairAccumulator();

    private long orders;
    private long ordersWithComplaint;
    private long asked;
    private long accepted;
    private long acceptedPending;

    VoiceMeasure(Window window, Stats stats) {
        this.window = window;
        this.stats = stats;
    }

    @Override
    public void add(Facts facts) {
        addSaid(facts);
        addOrders(facts);
    }

    /** What was said, and recommended. */
    void addSaid(Facts facts) {
        List<Feedback> feedback = facts.history.feedback();
        int negative = 0;
        int positive = 0;
        int answers = 0;
        int balance = 0;
        for (Feedback entry : feedback) {
            if (!window.holds(Facts.millis(entry))) {
                continue;
            }
            negative += entry.sentiment() == Feedback.Sentiment.NEGATIVE ? 1 : 0;
            positive += entry.sentiment() == Feedback.Sentiment.POSITIVE ? 1 : 0;
            if (entry.kind() == Feedback.Kind.NPS && entry.score() != null && isOfTen(entry.scale())) {
                answers++;
                balance += entry.score().compareTo(PROMOTER) >= 0 ? 1 : 0;
                balance -= entry.score().compareTo(DETRACTOR) <= 0 ? 1 : 0;
            }
        }
        int recommendations = 0;
        for (Referral referral : facts.history.referralsMade()) {
            recommendations += window.holds(Facts.millis(referral)) ? 1 : 0;
        }
        if (negative > 0 || positive > 0) {
            toPositive.add(negative, positive);
        }
        if (negative > 0 || recommendations > 0) {
            toRecommendation.add(negative, recommendations);
        }
        if (answers > 0) {
            nps.add(balance, answers);
        }
    }

    private static boolean isOfTen(@Nullable BigDecimal scale) {
        return scale != null && scale.compareTo(TEN) == 0;
    }

    /** What became of the orders. */
    void addOrders(Facts facts) {
        List<Feedback> feedback = facts.history.feedback();
        for (int i = 0; i < facts.purchases.length; i++) {
            Sale sale = facts.purchases[i];
            if (sale.counted && window.holds(sale.paid)) {
                orders++;
                ordersWithComplaint += complained(facts, i, feedback) ? 1 : 0;
            }
        }
        for (Sale sale : facts.sales) {
            if (sale.counted && window.holds(sale.accepted) && sale.cancelled >= window.dataEnd) {
                long latest =
                        sale.accepted + (window.parameters.feedbackDays() + window.parameters.graceDays()) * Window.DAY;
                if (latest > window.dataEnd) {
                    acceptedPending++;
                } else {
                    accepted++;
                    asked += asked(facts, sale, latest) ? 1 : 0;
                }
            }
        }
    }

    /** A complaint names its order; without one it is about the last order paid before it. */
    private boolean complained(Facts facts, int purchase, List<Feedback> feedback) {
        Sale sale = facts.purchases[purchase];
        long next = purchase + 1 < facts.purchases.length ? facts.purchases[purchase + 1].paid : Long.MAX_VALUE;
        for (Feedback entry : feedback) {
            long time = Facts.millis(entry);
            if (entry.kind() != Feedback.Kind.COMPLAINT || !window.knows(time)) {
                continue;
            }
            if (entry.orderRef() == null
                    ? time >= sale.paid && time < next
                    : entry.orderRef().equals(sale.order.orderRef())) {
                return true;
            }
        }
        return false;
    }

    /** Somebody called the customer, or the customer answered a question. */
    private static boolean asked(Facts facts, Sale sale, long latest) {
        for (int i = Facts.from(facts.callTimes, sale.accepted); i < facts.callTimes.length; i++) {
            if (facts.callTimes[i] > latest) {
                break;
            }
            if (facts.history.calls().get(i).direction() == Call.Direction.OUT) {
                return true;
            }
        }
        for (Feedback entry : facts.history.feedback()) {
            long time = Facts.millis(entry);
            boolean answer = entry.kind() == Feedback.Kind.NPS
                    || entry.kind() == Feedback.Kind.CSAT
                    || entry.kind() == Feedback.Kind.POLL;
            if (answer && time >= sale.accepted && time <= latest) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void merge(VoiceMeasure other) {
        toPositive.merge(other.toPositive);
        toRecommendation.merge(other.toRecommendation);
        nps.merge(other.nps);
        orders += other.orders;
        ordersWithComplaint += other.ordersWithComplaint;
        asked += other.asked;
        accepted += other.accepted;
        acceptedPending += other.acceptedPending;
    }

    @Override
    public void readings(Seen seen, Map<String, Reading> readings) {
        boolean sentiment = seen.before(Seen.Kind.SENTIMENT, window.dataEnd);
        Reading noSentiment = Stats.none("no feedback has a sentiment", "ни у одного отзыва нет тональности");
        readings.put(
                "voice.neg-to-pos",
                !sentiment
                        ? noSentiment
                        : Stats.orElse(
                                stats.ratio(toPositive, Unit.RATIO),
                                Stats.none(
                                        "no positive or negative feedback in the period",
                                        "в периоде нет ни положительных, ни отрицательных отзывов")));
        readings.put(
                "voice.neg-to-rec",
                !sentiment
                        ? noSentiment
                        : !seen.before(Seen.Kind.REFERRAL, window.dataEnd)
                                ? Stats.none("no recommendations are recorded", "рекомендации не записываются")
                                : Stats.orElse(
                                        stats.ratio(toRecommendation, Unit.RATIO),
                                        Stats.none(
                                                "neither negative feedback nor recommendations in the period",
                                                "в периоде нет ни отрицательных отзывов, ни рекомендаций")));
        readings.put("voice.nps", nps());
        readings.put(
                "complaints.share",
                orders == 0
                        ? Stats.none("no paid orders in the period", "в периоде нет оплаченных заказов")
                        : seen.before(Seen.Kind.COMPLAINT, window.dataEnd)
                                ? stats.shares.ofRecords(ordersWithComplaint, orders, 0)
                                : Stats.none("no complaints are recorded", "рекламации не записываются"));
        readings.put("feedback.14d", feedbackCall(seen));
    }

    private Reading nps() {
        Reading reading = Stats.orElse(
                stats.ratios.of(nps, Unit.POINTS),
                Stats.none(
                        "no answers on a scale of 10 to the recommendation question",
                        "нет ответов на вопрос о рекомендации по шкале 10"));
        if (!(reading instanceof Measured measured)) {
            return reading;
        }
        var interval = measured.estimate().interval();
        return new Measured(measured.estimate()
                .withInterval(interval == null ? null : interval.within(-1, 1))
                .scaled(100, Unit.POINTS));
    }

    private Reading feedbackCall(Seen seen) {
        if (!seen.before(Seen.Kind.ACCEPTED_ORDER, window.dataEnd)) {
            return Stats.none("no acceptance of orders is recorded", "принятие заказов не записывается");
        }
        if (!seen.before(Seen.Kind.CALL_OUT, window.dataEnd) && !seen.before(Seen.Kind.FEEDBACK, window.dataEnd)) {
            return Stats.none(
                    "neither outgoing calls nor feedback are recorded",
                    "не записываются ни исходящие звонки, ни отзывы");
        }
        return Stats.orElse(
                stats.shares.ofRecords(asked, accepted, acceptedPending),
                Stats.none("no orders were accepted in the period", "в периоде нет принятых заказов"));
    }
}
