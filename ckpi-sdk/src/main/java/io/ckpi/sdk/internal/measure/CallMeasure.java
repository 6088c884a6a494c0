package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Cac;
import io.ckpi.core.formula.Roi;
import io.ckpi.core.record.Call;
import io.ckpi.core.stat.PairAccumulator;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calls: how they are answered, what they bring, whether silence is broken. */
final class CallMeasure implements Measure<CallMeasure> {

    private final Window window;
    private final Stats stats;
    private final Spending spending;
    private final Population population;

    private long incoming;
    private long answeredTimed;
    private long answeredUntimed;
    private final PairAccumulator quick = new PairAccumulator();
    private final PairAccumulator missed = new PairAccumulator();
    private final PairAccumulator dropped = new PairAccumulator();
    private final PairAccumulator ratings = new PairAccumulator();
    private final PairAccumulator talk = new PairAccumulator();

    private long silent;
    private long calledBack;
    private long silentPending;

    private long channelCalls;
    private long unknownLine;
    private long buyers;
    private boolean faulty;
    private long revenueMicros;
    private final Set<Channel> channels = EnumSet.noneOf(Channel.class);
    /** Per caller: whether it bought, and its calls. */
    private final PairAccumulator conversion = new PairAccumulator();
    /** Per caller: what it paid after the call, in millionths, and whether it bought. */
    private final PairAccumulator revenue = new PairAccumulator();

    CallMeasure(Window window, Stats stats, Spending spending, Population population) {
        this.window = window;
        this.stats = stats;
        this.spending = spending;
        this.population = population;
    }

    @Override
    public void add(Facts facts) {
        long[] times = facts.callTimes;
        if (times.length == 0) {
            return;
        }
        int from = Facts.from(times, window.start);
        int to = Facts.from(times, window.cut);
        if (from < to) {
            addAnswers(facts.history.calls().subList(from, to));
            addChannels(facts, from, to);
        }
        if (facts.person) {
            addFollowUp(facts);
        }
    }

    private void addAnswers(List<Call> calls) {
        int in = 0;
        int judged = 0;
        int early = 0;
        int unanswered = 0;
        int given = 0;
        int rated = 0;
        int points = 0;
        long talked = 0;
        boolean served = false;
        for (Call call : calls) {
            boolean answered = call.outcome() == Call.Outcome.ANSWERED;
            if (answered) {
                served = true;
                talked += call.talk().toMillis();
            }
            if (call.rating() != null) {
                rated++;
                points += call.rating();
            }
            if (call.direction() != Call.Direction.IN) {
                continue;
            }
            in++;
            if (!answered) {
                unanswered++;
                given += call.outcome() == Call.Outcome.ABANDONED ? 1 : 0;
                judged++;
            } else if (call.rings() != null) {
                judged++;
                answeredTimed++;
                early += call.rings() <= 2 ? 1 : 0;
            } else if (call.ring() != null) {
                judged++;
                answeredTimed++;
                early += call.ring().compareTo(Duration.ofSeconds(2L * window.parameters.ringSeconds())) < 0 ? 1 : 0;
            } else {
                answeredUntimed++;
            }
        }
        if (in > 0) {
            incoming += in;
            missed.add(unanswered, in);
            dropped.add(given, in);
            if (judged > 0) {
                quick.add(early, judged);
            }
        }
        if (rated > 0) {
            ratings.add(points, rated);
        }
        if (served) {
            talk.add((double) talked);
        }
    }

    private void addChannels(Facts facts, int from, int to) {
        int calls = 0;
        long first = Long.MAX_VALUE;
        for (int i = from; i < to; i++) {
            if (facts.history.calls().get(i).direction() != Call.Direction.IN) {
                continue;
            }
            Channel channel = facts.callChannels[i];
            if (channel == null) {
                unknownLine++;
                continue;
            }
            channels.add(channel);
            calls++;
            first = Math.min(first, facts.callTimes[i]);
        }
        if (calls == 0) {
            return;
        }
        channelCalls += calls;
        boolean bought = false;
        long paid = 0;
        for (Sale sale : facts.purchases) {
            if (sale.paid >= first && window.holds(sale.paid)) {
                bought = true;
                faulty |= sale.faulty;
                paid += sale.net;
            }
        }
        buyers += bought ? 1 : 0;
        revenueMicros = addExactly(paid);
        conversion.add(bought ? 1 : 0, calls);
        revenue.add((double) paid, bought ? 1 : 0);
    }

    private long addExactly(long micros) {
        long sum = revenueMicros + micros;
        if (((revenueMicros ^ sum) & (micros ^ sum)) < 0) {
            faulty = true;
            return revenueMicros;
        }
        return sum;
    }

    /**
     * A silent contact: the person's first call ever came in the period, and within the term the person neither became a
     * lead nor ordered nor came to the site nor called again, before somebody called back. Calls within a day of the first
     * belong to it and break no silence.
     */
    private void addFollowUp(Facts facts) {
        long[] times = facts.callTimes;
        long contact = -1;
        for (int i = 0; i < times.length && times[i] < window.cut; i++) {
            if (facts.history.calls().get(i).direction() == Call.Direction.IN) {
                contact = times[i];
                break;
            }
        }
        if (contact < window.start) {
            return;
        }
        long dayAfter = contact + Window.DAY;
        long term = contact + window.parameters.followUpDays() * Window.DAY;
        long latest = term + window.parameters.graceDays() * Window.DAY;
        long back = Long.MAX_VALUE;
        long again = Long.MAX_VALUE;
        for (int i = Facts.from(times, dayAfter); i < times.length && window.knows(times[i]); i++) {
            if (facts.history.calls().get(i).direction() == Call.Direction.IN) {
                again = Math.min(again, times[i]);
            } else {
                back = Math.min(back, times[i]);
            }
        }
        again = Math.min(again, nextSign(facts, contact));
        if (again < Math.min(Math.min(back, term), window.dataEnd)) {
            return; // not silent
        }
        if (latest > window.dataEnd) {
            silentPending++;
        } else {
            silent++;
            calledBack += back <= latest ? 1 : 0;
        }
    }

    /** The first sign of life of the person after the call that is no call. */
    private static long nextSign(Facts facts, long contact) {
        long sign = Long.MAX_VALUE;
        for (Lead lead : facts.leads) {
            for (long at : lead.at) {
                if (at >= contact) {
                    sign = Math.min(sign, at);
                    break;
                }
            }
        }
        for (Sale sale : facts.sales) {
            if (sale.created >= contact) {
                sign = Math.min(sign, sale.created);
            }
        }
        int i = Facts.from(facts.siteTimes, contact);
        return i < facts.siteTimes.length ? Math.min(sign, facts.siteTimes[i]) : sign;
    }

    @Override
    public void merge(CallMeasure other) {
        incoming += other.incoming;
        answeredTimed += other.answeredTimed;
        answeredUntimed += other.answeredUntimed;
        quick.merge(other.quick);
        missed.merge(other.missed);
        dropped.merge(other.dropped);
        ratings.merge(other.ratings);
        talk.merge(other.talk);
        silent += other.silent;
        calledBack += other.calledBack;
        silentPending += other.silentPending;
        channelCalls += other.channelCalls;
        unknownLine += other.unknownLine;
        buyers += other.buyers;
        faulty |= other.faulty;
        revenueMicros = addExactly(other.revenueMicros);
        channels.addAll(other.channels);
        conversion.merge(other.conversion);
        revenue.merge(other.revenue);
    }

    private static final Absent NO_CALLS =
            Stats.none("no incoming calls in the period", "в периоде нет входящих звонков");

    @Override
    public void readings(Seen seen, Map<String, Reading> readings) {
        readings.put(
                "calls.answered-before-third-ring",
                incoming == 0
                        ? NO_CALLS
                        : answeredTimed == 0 && answeredUntimed > 0
                                ? Stats.none(
                                        "no answered call has a number of rings or a delay",
                                        "ни у одного отвеченного звонка нет числа сигналов или задержки")
                                : Stats.withUnknown(stats.share(quick), answeredUntimed, incoming));
        readings.put("calls.missed", incoming == 0 ? NO_CALLS : stats.share(missed));
        readings.put("calls.dropped", incoming == 0 ? NO_CALLS : stats.share(dropped));
        readings.put(
                "calls.rating",
                Stats.orElse(stats.ratio(ratings, Unit.POINTS), Stats.none("no rated calls", "нет оценённых звонков")));
        readings.put("service.time", serviceTime());
        readings.put("followup.7d", followUp(seen));
        channelReadings(readings);
    }

    private Reading serviceTime() {
        Reading reading = Stats.orElse(
                stats.ratios.mean(talk, Unit.SECONDS),
                Stats.none("no answered calls in the period", "в периоде нет отвеченных звонков"));
        if (!(reading instanceof Measured measured)) {
            return reading;
        }
        Estimate seconds = measured.estimate().scaled(0.001, Unit.SECONDS);
        return new Measured(Stats.withValue(seconds, talk.sumY() / 1000 / talk.n())
                .withRatio(talk.sumY() / 1000, (double) talk.n()));
    }

    private Reading followUp(Seen seen) {
        if (!seen.before(Seen.Kind.CALL_IN, window.dataEnd)) {
            return Stats.none("no incoming calls are recorded", "входящие звонки не записываются");
        }
        if (!seen.before(Seen.Kind.CALL_OUT, window.dataEnd)) {
            return Stats.none("no outgoing calls are recorded", "исходящие звонки не записываются");
        }
        return Stats.orElse(
                stats.shares.ofRecords(calledBack, silent, silentPending),
                Stats.none("no first caller fell silent", "никто из позвонивших впервые не замолчал"));
    }

    private void channelReadings(Map<String, Reading> readings) {
        Reading missing = incoming == 0
                ? NO_CALLS
                : channelCalls == 0
                        ? Stats.none(
                                "no incoming call has a known line", "ни у одного входящего звонка линия не известна")
                        : null;
        readings.put(
                "channel.conversion",
                missing != null
                        ? missing
                        : Stats.withUnknown(stats.share(conversion), unknownLine, channelCalls + unknownLine));
        Reading money = missing != null ? missing : spending.trouble(faulty);
        if (money != null) {
            readings.put("channel.revenue-per-buyer", money);
            readings.put("channel.cost-per-customer", money);
            readings.put("channel.roi", money);
            return;
        }
        Unit unit = Unit.money(spending.currency());
        Money income = Money.ofMicros(revenueMicros, spending.currency());
        readings.put(
                "channel.revenue-per-buyer",
                spending.exact(stats.ratio(revenue, unit), income.doubleValue(), (double) buyers));
        Money spent = spending.onChannels(channels);
        Reading noSpend = spending.troubleOf(spent);
        if (noSpend != null || spent == null) {
            Reading why = noSpend != null
                    ? noSpend
                    : Stats.none("no spend on these channels is known", "расходы на эти каналы не известны");
            readings.put("channel.cost-per-customer", why);
            readings.put("channel.roi", why);
            return;
        }
        readings.put(
                "channel.cost-per-customer",
                stats.total(population.all(conversion), Unit.COUNT) instanceof Measured measured
                        ? Cac.of(spent, measured.estimate())
                        : Cac.of(spent, buyers));
        readings.put(
                "channel.roi",
                Spending.percent(
                        stats.total(population.all(revenue), unit) instanceof Measured measured
                                ? Roi.of(spending.money(measured.estimate(), income), spent)
                                : Roi.of(income, spent)));
    }
}
