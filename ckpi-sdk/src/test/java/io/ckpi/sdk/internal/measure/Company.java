package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.definition.MeasureParameters;
import io.ckpi.sdk.history.SubjectHistory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A company made by hand for tests; October 2026 in Moscow unless told otherwise. Times are local: "05T10:00" is of October. */
final class Company {

    static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
    static final Currency RUB = Currency.getInstance("RUB");

    private static final class Lists {
        SubjectHistory.Kind kind = SubjectHistory.Kind.PERSON;
        final List<Touch> touches = new ArrayList<>();
        final List<LeadStageChange> stages = new ArrayList<>();
        final List<Order> orders = new ArrayList<>();
        final List<Call> calls = new ArrayList<>();
        final List<Message> messages = new ArrayList<>();
        final List<Task> tasks = new ArrayList<>();
        final List<Feedback> feedback = new ArrayList<>();
        final List<Referral> made = new ArrayList<>();
        final List<Referral> by = new ArrayList<>();
        final List<Assignment> assignments = new ArrayList<>();
        final List<Person> persons = new ArrayList<>();

        SubjectHistory history(String subject) {
            return new SubjectHistory(
                    subject,
                    kind,
                    sorted(touches),
                    sorted(stages),
                    sorted(orders),
                    sorted(calls),
                    sorted(messages),
                    sorted(tasks),
                    sorted(feedback),
                    sorted(made),
                    sorted(by),
                    sorted(assignments),
                    sorted(persons));
        }

        private static <R extends SourceRecord> List<R> sorted(List<R> records) {
            List<R> copy = new ArrayList<>(records);
            copy.sort(Comparator.comparing((R r) -> r.envelope().occurredAt())
                    .thenComparing(r -> r.envelope().sourceKey()));
            return copy;
        }
    }

    private final Map<String, Lists> subjects = new LinkedHashMap<>();
    private final List<Spend> spend = new ArrayList<>();
    private final List<MarketMeasure> market = new ArrayList<>();
    private final List<NumberPool> pools = new ArrayList<>();
    private final List<Campaign> campaigns = new ArrayList<>();
    private final List<Employee> employees = new ArrayList<>();
    private MeasureParameters parameters = MeasureParameters.defaults();
    private Period period = Period.ofMonth(YearMonth.of(2026, 10), MOSCOW);
    private @Nullable Instant dataEnd;
    private @Nullable Currency currency = RUB;
    private DataQuality quality = DataQuality.NONE;
    private int keys;

    // ---- times ----

    /** "05T10:00" of October 2026, "09-30T10:00" of that year, or a full local time; in the period's zone. */
    Instant at(String text) {
        String full = text.length() <= 8 ? "2026-10-" + text : text.length() <= 11 ? "2026-" + text : text;
        return LocalDateTime.parse(full).atZone(period.zone()).toInstant();
    }

    static LocalDate day(String text) {
        return LocalDate.parse(text.length() <= 2 ? "2026-10-" + text : text.length() <= 5 ? "2026-" + text : text);
    }

    Envelope envelope(String time, Map<String, String> attributes) {
        return Envelope.builder("test", "k" + keys++, at(time), MOSCOW)
                .attributes(attributes)
                .build();
    }

    Envelope envelope(String time) {
        return envelope(time, Map.of());
    }

    // ---- the frame ----

    Company period(Period newPeriod) {
        this.period = newPeriod;
        return this;
    }

    Company dataEnd(String time) {
        this.dataEnd = at(time);
        return this;
    }

    Company parameters(UnaryOperator<MeasureParameters.Builder> change) {
        this.parameters = change.apply(MeasureParameters.builder()).build();
        return this;
    }

    Company currency(@Nullable Currency newCurrency) {
        this.currency = newCurrency;
        return this;
    }

    Company quality(long records, long rejected) {
        this.quality = new DataQuality(records, rejected);
        return this;
    }

    private Lists of(String subject) {
        return subjects.computeIfAbsent(subject, s -> new Lists());
    }

    Company kind(String subject, SubjectHistory.Kind kind) {
        of(subject).kind = kind;
        return this;
    }

    // ---- records ----

    Company touch(String person, String time, Touch.Kind kind, UnaryOperator<Touch.Builder> more) {
        return touch(person, time, kind, Map.of(), more);
    }

    Company touch(
            String person,
            String time,
            Touch.Kind kind,
            Map<String, String> attributes,
            UnaryOperator<Touch.Builder> more) {
        of(person)
                .touches
                .add(more.apply(Touch.builder(envelope(time, attributes), kind).person(person))
                        .build());
        return this;
    }

    /** A page view of a visit through a channel. */
    Company page(String person, String time, String visit, Channel channel) {
        return touch(person, time, Touch.Kind.PAGE_VIEW, t -> t.visit(visit).origin(Origin.of(channel)));
    }

    /** Any touch of a visit through a channel. */
    Company event(String person, String time, Touch.Kind kind, String visit, Channel channel) {
        return touch(person, time, kind, t -> t.visit(visit).origin(Origin.of(channel)));
    }

    Company lead(String person, String ref, String time, LeadStage to, UnaryOperator<LeadStageChange.Builder> more) {
        return change(person, LeadStageChange.Entity.LEAD, ref, time, to, more);
    }

    Company deal(String person, String ref, String time, LeadStage to, UnaryOperator<LeadStageChange.Builder> more) {
        return change(person, LeadStageChange.Entity.DEAL, ref, time, to, more);
    }

    /** Stages of a lead: "LEAD 05T10:00", "MQL 06T10:00" … */
    Company lead(String person, String ref, String... steps) {
        for (String step : steps) {
            int space = step.indexOf(' ');
            lead(person, ref, step.substring(space + 1), LeadStage.valueOf(step.substring(0, space)), b -> b);
        }
        return this;
    }

    Company change(
            String person,
            LeadStageChange.Entity entity,
            String ref,
            String time,
            LeadStage to,
            UnaryOperator<LeadStageChange.Builder> more) {
        of(person)
                .stages
                .add(more.apply(LeadStageChange.builder(envelope(time), entity, ref, to.name())
                                .to(to)
                                .person(person))
                        .build());
        return this;
    }

    /** A paid order without a cost. */
    Company order(String person, String paid, String amount) {
        return order(person, paid, amount, b -> b);
    }

    Company order(String person, String paid, String amount, UnaryOperator<Order.Builder> more) {
        return order(person, Order.Status.PAID, paid, amount, b -> more.apply(b.paidAt(at(paid))));
    }

    Company order(
            String person, Order.Status status, String created, String amount, UnaryOperator<Order.Builder> more) {
        of(person)
                .orders
                .add(more.apply(Order.builder(envelope(created), "o" + keys++, status, at(created), rub(amount))
                                .person(person))
                        .build());
        return this;
    }

    Company call(
            String person,
            String time,
            Call.Direction direction,
            Call.Outcome outcome,
            UnaryOperator<Call.Builder> more) {
        of(person)
                .calls
                .add(more.apply(Call.builder(envelope(time), "c" + keys++, direction, outcome, Duration.ofSeconds(60))
                                .person(person))
                        .build());
        return this;
    }

    Company call(String person, String time, Call.Direction direction) {
        return call(person, time, direction, Call.Outcome.ANSWERED, b -> b);
    }

    Company message(
            String person, String ref, String time, Message.Event event, @Nullable String sequence, boolean machine) {
        return message(person, ref, time, Message.Medium.EMAIL, event, null, sequence, machine);
    }

    Company message(
            String person,
            String ref,
            String time,
            Message.Medium medium,
            Message.Event event,
            @Nullable String campaign,
            @Nullable String sequence,
            boolean machine) {
        of(person).messages.add(new Message(envelope(time), ref, person, medium, event, campaign, sequence, machine));
        return this;
    }

    Company task(String owner, String created, Task.Status status, UnaryOperator<Task.Builder> more) {
        return task(owner, created, Task.Kind.OTHER, status, more);
    }

    Company task(String owner, String created, Task.Kind kind, Task.Status status, UnaryOperator<Task.Builder> more) {
        kind(owner, SubjectHistory.Kind.EMPLOYEE)
                .of(owner)
                .tasks
                .add(more.apply(Task.builder(envelope(created), "t" + keys++, kind, owner, at(created), status))
                        .build());
        return this;
    }

    Company feedback(
            String person,
            String time,
            Feedback.Kind kind,
            @Nullable String order,
            @Nullable Integer score,
            Feedback.@Nullable Sentiment sentiment) {
        return feedback(person, time, kind, null, order, score, sentiment);
    }

    Company feedback(
            String person,
            String time,
            Feedback.Kind kind,
            @Nullable String employee,
            @Nullable String order,
            @Nullable Integer score,
            Feedback.@Nullable Sentiment sentiment) {
        of(person)
                .feedback
                .add(new Feedback(
                        envelope(time),
                        kind,
                        person,
                        employee,
                        order,
                        score == null ? null : BigDecimal.valueOf(score),
                        score == null ? null : BigDecimal.TEN,
                        sentiment));
        return this;
    }

    Company referral(String referrer, String referee, String time, Map<String, String> attributes) {
        Referral referral = new Referral(envelope(time, attributes), referrer, referee, null, null);
        of(referrer).made.add(referral);
        of(referee).by.add(referral);
        return this;
    }

    Company assign(String person, String experiment, String arm, String time) {
        of(person).assignments.add(new Assignment(envelope(time), experiment, person, arm, 0.5, null));
        return this;
    }

    Company person(
            String person, String seen, Set<String> segments, @Nullable String basis, @Nullable String confirmed) {
        return person(person, seen, segments, basis, confirmed, null);
    }

    Company person(
            String person,
            String seen,
            Set<String> segments,
            @Nullable String basis,
            @Nullable String confirmed,
            @Nullable String region) {
        of(person)
                .persons
                .add(new Person(
                        envelope(seen),
                        person,
                        at(seen),
                        segments,
                        basis,
                        confirmed == null ? null : at(confirmed),
                        region));
        return this;
    }

    Company spend(String day, Spend.Kind kind, String amount, @Nullable Channel channel) {
        return spend(day, kind, amount, b -> b.channel(channel));
    }

    Company spend(String day, Spend.Kind kind, String amount, UnaryOperator<Spend.Builder> more) {
        spend.add(more.apply(Spend.builder(envelope("01T12:00"), day(day), "ads", "a", kind, rub(amount)))
                .build());
        return this;
    }

    Company market(
            MarketMeasure.Measure measure,
            String from,
            String until,
            String value,
            UnaryOperator<MarketMeasure.Builder> more) {
        market.add(more.apply(MarketMeasure.builder(
                        envelope("01T12:00"), measure, day(from), day(until), new BigDecimal(value), "u", "panel"))
                .build());
        return this;
    }

    Company pool(String line, Channel channel) {
        return pool(line, channel, null);
    }

    Company pool(String line, Channel channel, @Nullable String campaign) {
        pools.add(new NumberPool(envelope("01T00:00"), line, channel, campaign, at("2020-01-01T00:00"), null));
        return this;
    }

    Company employee(String employee, @Nullable String department, String from, @Nullable String until) {
        employees.add(
                new Employee(envelope(from), employee, department, null, at(from), until == null ? null : at(until)));
        return this;
    }

    Company campaign(String id, String from, @Nullable Channel channel) {
        campaigns.add(new Campaign(envelope(from), id, null, null, at(from), null, null, channel));
        return this;
    }

    static Money rub(String amount) {
        return new Money(new BigDecimal(amount), RUB);
    }

    // ---- measuring ----

    MeasureContext context() {
        return context(period);
    }

    MeasureContext context(Period of) {
        return new MeasureContext(
                of,
                dataEnd == null ? of.end() : dataEnd,
                currency,
                parameters,
                ChannelRules.standard(),
                spend,
                market,
                pools,
                employees,
                campaigns,
                quality);
    }

    List<SubjectHistory> histories() {
        List<SubjectHistory> histories = new ArrayList<>();
        subjects.forEach((subject, lists) -> histories.add(lists.history(subject)));
        return histories;
    }

    Map<String, Reading> readings() {
        Measures measures = Measures.start(context());
        histories().forEach(measures::add);
        return measures.readings();
    }

    Reading reading(String id) {
        Reading reading = readings().get(id);
        if (reading == null) {
            throw new IllegalArgumentException("no reading " + id);
        }
        return reading;
    }

    Estimate estimate(String id) {
        Reading reading = reading(id);
        if (reading instanceof Measured measured) {
            return measured.estimate();
        }
        throw new AssertionError(id + " is not measured but " + reading);
    }

    /** The interval of an estimate that must have one. */
    static Interval interval(Estimate estimate) {
        return Objects.requireNonNull(estimate.interval(), "no interval: " + estimate);
    }

    double value(String id) {
        return estimate(id).value();
    }

    Bounded bounded(String id) {
        Reading reading = reading(id);
        if (reading instanceof Bounded bounded) {
            return bounded;
        }
        throw new AssertionError(id + " is not bounded but " + reading);
    }

    Absent absent(String id) {
        Reading reading = reading(id);
        if (reading instanceof Absent absent) {
            return absent;
        }
        throw new AssertionError(id + " is not absent but " + reading);
    }

    Reason why(String id) {
        return absent(id).reason();
    }

    static Collection<Period> months(YearMonth first, int count, ZoneId zone) {
        List<Period> months = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            months.add(Period.ofMonth(first.plusMonths(i), zone));
        }
        return months;
    }
}
