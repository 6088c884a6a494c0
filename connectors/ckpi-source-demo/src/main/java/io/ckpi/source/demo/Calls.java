package io.ckpi.source.demo;

import io.ckpi.core.Channel;
import io.ckpi.core.record.Call;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls: on the number of the source, about an order, back to missed callers, and out to leads and customers. Only those
 * who first called about an offer call again about an order.
 */
final class Calls extends Records.OfPersons<Call> {

    /** The number for customers; it serves no channel and stands in no pool. */
    static final String SERVICE_LINE = "+78125550999";

    /** Probability that a lead of the site is called on the same day. */
    static final double TO_SITE_LEAD = 0.9;
    /** Probability that a caller who fell silent and was not called back in time is called later. */
    static final double LATE_FOLLOW_UP = 0.3;

    Calls(Life life, String source) {
        super(life, source);
    }

    @Override
    void tell(Life person, List<Call> out) {
        draws.at(Draws.Part.CALLS, person.index);
        String id = "k" + person.index;
        switch (person.entry) {
            case PHONE -> {
                Source from = person.source;
                incoming(person, id + "-0", person.arrival, person.second, from.line, from.channel, true, out);
                boolean inTime = draws.chance(Model.FOLLOW_UP);
                if (!person.lead) {
                    int day = person.arrival + (inTime ? Model.FOLLOW_UP_DAYS : 2 * Model.FOLLOW_UP_DAYS);
                    if (inTime || draws.chance(LATE_FOLLOW_UP)) {
                        outgoing(person, id + "-7", Call.Direction.OUT, day, 36_000 + draws.nextInt(28_800), out);
                    }
                }
            }
            case LIST -> outgoing(person, id + "-0", Call.Direction.OUT, person.arrival, person.second, out);
            case SITE -> {
                if (person.lead && draws.chance(TO_SITE_LEAD)) {
                    int second = person.leadSecond() + 1_800;
                    outgoing(person, id + "-1", Call.Direction.OUT, person.leadDay, second, out);
                }
            }
        }
        if (person.drawOrders() > 0) {
            for (int k = 0; k < person.orders; k++) {
                about(person, k, person.paid[k], out);
            }
        }
    }

    /** True if the customer is asked for an opinion of the order; goes to the start of the order's stream. */
    static boolean asked(Life person, int order) {
        return person.draws
                .at(Draws.Part.SERVICE, Sale.stream(person.index, order))
                .chance(Model.ASKED);
    }

    private void about(Life person, int order, int paid, List<Call> out) {
        if (paid >= model.days) {
            return;
        }
        String id = "k" + person.index + "-o" + order;
        boolean asked = asked(person, order);
        boolean calls = draws.chance(Model.SERVICE_CALL) && person.entry == Life.Entry.PHONE;
        int second = 34_200 + draws.nextInt(28_800);
        if (asked) {
            outgoing(person, id + "-ask", Call.Direction.OUT, paid + Model.ASKED_DAYS, second, out);
        }
        if (calls) {
            int day = paid + Model.SERVICE_CALL_DAYS;
            incoming(person, id + "-in", day, second, SERVICE_LINE, null, false, out);
        }
    }

    private void incoming(
            Life person,
            String ref,
            int day,
            int second,
            String line,
            @Nullable Channel channel,
            boolean first,
            List<Call> out) {
        if (day >= model.days) {
            return;
        }
        double u = draws.nextDouble();
        int within = 1 + draws.nextInt(4);
        int talk = Model.TALK_LEAST + draws.nextInt(Model.TALK_MOST - Model.TALK_LEAST + 1);
        boolean rated = draws.chance(Model.RATED);
        int rating = Model.RATING.draw(draws);
        boolean back = draws.chance(Model.CALLED_BACK);
        double early = model.early(model.monthOfDay[day]);
        int rings = u < 0.6 * early ? 1 : u < early ? 2 : u < early + Model.RINGS_LATER ? 3 + (within & 1) : 0;
        Call.Outcome outcome = Call.Outcome.ANSWERED;
        if (rings == 0) {
            double rest = (u - early - Model.RINGS_LATER) / (1 - early - Model.RINGS_LATER);
            outcome = rest < 0.5 ? Call.Outcome.MISSED : rest < 0.9 ? Call.Outcome.ABANDONED : Call.Outcome.BUSY;
        }
        boolean answered = rings > 0;
        out.add(Call.builder(
                        envelope(ref, model.at(day, second)),
                        ref,
                        Call.Direction.IN,
                        outcome,
                        answered ? Duration.ofSeconds(talk) : Duration.ZERO)
                .line(line)
                .channel(channel)
                .person(person.token())
                .employee(answered ? operator(person) : null)
                .ring(Duration.ofSeconds(answered ? (rings - 1) * 5L + within : 20))
                .rings(answered ? rings : null)
                .first(first)
                .rating(answered && rated ? rating : null)
                .build());
        if (!answered && back) {
            outgoing(person, ref + "-back", Call.Direction.CALLBACK, day, second + 900, out);
        }
    }

    private void outgoing(Life person, String ref, Call.Direction direction, int day, int second, List<Call> out) {
        int talk = Model.TALK_LEAST + draws.nextInt(Model.TALK_MOST - Model.TALK_LEAST + 1);
        if (day >= model.days) {
            return;
        }
        out.add(Call.builder(
                        envelope(ref, model.at(day, second)),
                        ref,
                        direction,
                        Call.Outcome.ANSWERED,
                        Duration.ofSeconds(talk))
                .person(person.token())
                .employee(operator(person))
                .build());
    }

    private static @Nullable String operator(Life person) {
        return employee(1, (int) (person.index % Model.SERVICE_STAFF));
    }
}
