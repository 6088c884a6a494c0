package io.ckpi.source.demo;

import io.ckpi.core.record.Feedback;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What customers say about their orders. */
final class Feedbacks extends Records.OfPersons<Feedback> {

    private static final BigDecimal TEN = BigDecimal.TEN;
    private static final BigDecimal FIVE = BigDecimal.valueOf(5);

    Feedbacks(Life life, String source) {
        super(life, source);
    }

    @Override
    void tell(Life person, List<Feedback> out) {
        if (person.drawOrders() == 0) {
            return;
        }
        boolean mails = person.drawMailings();
        for (int k = 0; k < person.orders; k++) {
            about(person, k, "o" + person.index + "-" + k, person.paid[k], out);
        }
        for (int j = 0; mails && j < person.mailPaid.length; j++) {
            if (person.mailPaid[j] != Life.NEVER) {
                about(person, Sale.FIRST_MAIL + j, "c" + person.index + "-" + j, person.mailPaid[j], out);
            }
        }
    }

    private void about(Life person, int order, String ref, int paid, List<Feedback> out) {
        if (paid >= model.days) {
            return;
        }
        boolean asked = order < Sale.FIRST_MAIL && Calls.asked(person, order);
        draws.at(Draws.Part.FEEDBACK, Sale.stream(person.index, order));
        boolean answers = draws.chance(Model.NPS_ANSWER) && asked;
        double u = draws.nextDouble();
        int within = draws.nextInt(7);
        int day = paid + Model.ASKED_DAYS;
        if (answers && day < model.days) {
            int month = model.monthOfDay[day];
            double promoter = model.promoter(month);
            int score =
                    u < promoter ? 9 + (within & 1) : u < promoter + model.detractor(month) ? within : 7 + (within & 1);
            add(person, "-nps", ref, Feedback.Kind.NPS, day, BigDecimal.valueOf(score), TEN, null, out);
        }
        boolean reviews = draws.chance(Model.REVIEW);
        double mood = draws.nextDouble();
        day = paid + Model.REVIEW_DAYS;
        if (reviews && day < model.days) {
            Feedback.Sentiment sentiment = mood < Model.REVIEW_POSITIVE
                    ? Feedback.Sentiment.POSITIVE
                    : mood < Model.REVIEW_POSITIVE + Model.REVIEW_NEGATIVE
                            ? Feedback.Sentiment.NEGATIVE
                            : Feedback.Sentiment.NEUTRAL;
            int stars = sentiment == Feedback.Sentiment.POSITIVE ? 5 : sentiment == Feedback.Sentiment.NEUTRAL ? 3 : 1;
            add(person, "-rev", ref, Feedback.Kind.REVIEW, day, BigDecimal.valueOf(stars), FIVE, sentiment, out);
        }
        if (draws.chance(Model.COMPLAINT)) {
            Feedback.Sentiment negative = Feedback.Sentiment.NEGATIVE;
            add(person, "-cmp", ref, Feedback.Kind.COMPLAINT, paid, null, null, negative, out);
        }
    }

    private void add(
            Life person,
            String suffix,
            String order,
            Feedback.Kind kind,
            int day,
            @Nullable BigDecimal score,
            @Nullable BigDecimal scale,
            Feedback.@Nullable Sentiment sentiment,
            List<Feedback> out) {
        out.add(new Feedback(
                envelope(order + suffix, model.at(day, 68_400 + (int) (person.index % 3_600))),
                kind,
                person.token(),
                person.owner(),
                order,
                score,
                scale,
                sentiment));
    }
}
