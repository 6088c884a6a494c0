package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Period;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.definition.MeasureParameters;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.source.demo.DemoOptions;
import io.ckpi.source.demo.DemoProvider;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.Tokenizer;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The demo company as histories in memory: its ids are linked by nothing, so its tokens are the subjects. */
final class DemoHistories {

    private static final class Lists {
        final SubjectHistory.Kind kind;
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

        Lists(SubjectHistory.Kind kind) {
            this.kind = kind;
        }
    }

    private final Map<String, Lists> subjects = new HashMap<>();
    private final List<Spend> spend;
    private final List<MarketMeasure> market;
    private final List<NumberPool> pools;
    private final List<Employee> employees;
    private final List<Campaign> campaigns;
    private long records;

    private DemoHistories(RecordSource source) {
        each(source, Touch.class, t -> person(t.person(), "v" + t.visit())
                .touches
                .add(t));
        each(source, LeadStageChange.class, c -> person(c.person(), "l" + c.entityRef())
                .stages
                .add(c));
        each(source, Order.class, o -> person(o.person(), "o" + o.orderRef())
                .orders
                .add(o));
        each(source, Call.class, c -> person(c.person(), "c" + c.callRef())
                .calls
                .add(c));
        each(source, Message.class, m -> person(m.person(), "").messages.add(m));
        each(source, Task.class, t -> subject("e" + t.owner(), SubjectHistory.Kind.EMPLOYEE)
                .tasks
                .add(t));
        each(source, Feedback.class, f -> person(f.person(), "f" + f.envelope().sourceKey())
                .feedback
                .add(f));
        each(source, Referral.class, r -> {
            person(r.referrer(), "").made.add(r);
            person(r.referee(), "").by.add(r);
        });
        each(source, Assignment.class, a -> person(a.unit(), "").assignments.add(a));
        each(source, Person.class, p -> person(p.person(), "").persons.add(p));
        this.spend = all(source, Spend.class);
        this.market = all(source, MarketMeasure.class);
        this.pools = all(source, NumberPool.class);
        this.employees = all(source, Employee.class);
        this.campaigns = all(source, Campaign.class);
    }

    static DemoHistories of(DemoOptions options) {
        Map<String, String> texts = Map.of(
                "customers", String.valueOf(options.customers()),
                "seed", String.valueOf(options.seed()),
                "end", options.end().toString(),
                "months", String.valueOf(options.months()),
                "without", options.without().stream().map(Class::getSimpleName).collect(Collectors.joining(",")));
        SourceConfig config = (SourceConfig) Proxy.newProxyInstance(
                DemoHistories.class.getClassLoader(),
                new Class<?>[] {SourceConfig.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("source")) {
                        return "demo";
                    }
                    Optional<String> text = Optional.ofNullable(texts.get((String) arguments[0]));
                    return method.getName().equals("integer") ? text.map(Long::valueOf) : text;
                });
        SourceContext context = (SourceContext) Proxy.newProxyInstance(
                DemoHistories.class.getClassLoader(),
                new Class<?>[] {SourceContext.class},
                (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "tokens" -> (Tokenizer) (type, raw) -> Optional.of(raw);
                        case "cancelled" -> false;
                        case "spiLevel" -> 1;
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
        try (RecordSource source = new DemoProvider().open(config, context)) {
            return new DemoHistories(source);
        }
    }

    private Lists person(@Nullable String person, String otherwise) {
        return person == null
                ? subject(otherwise, SubjectHistory.Kind.SINGLE)
                : subject("p" + person, SubjectHistory.Kind.PERSON);
    }

    private Lists subject(String id, SubjectHistory.Kind kind) {
        return subjects.computeIfAbsent(id, key -> new Lists(kind));
    }

    private <R extends SourceRecord> void each(RecordSource source, Class<R> type, Consumer<R> use) {
        try (RecordReader<R> reader = source.read(ReadRequest.all(type))) {
            for (R next = reader.next(); next != null; next = reader.next()) {
                use.accept(next);
                records++;
            }
        }
    }

    private <R extends SourceRecord> List<R> all(RecordSource source, Class<R> type) {
        List<R> found = new ArrayList<>();
        each(source, type, found::add);
        return found;
    }

    private static <R extends SourceRecord> List<R> sorted(List<R> list) {
        list.sort(Comparator.comparing((R r) -> r.envelope().occurredAt())
                .thenComparing(r -> r.envelope().sourceKey()));
        return list;
    }

    List<SubjectHistory> histories() {
        List<SubjectHistory> histories = new ArrayList<>();
        subjects.forEach((id, lists) -> histories.add(new SubjectHistory(
                id,
                lists.kind,
                sorted(lists.touches),
                sorted(lists.stages),
                sorted(lists.orders),
                sorted(lists.calls),
                sorted(lists.messages),
                sorted(lists.tasks),
                sorted(lists.feedback),
                sorted(lists.made),
                sorted(lists.by),
                sorted(lists.assignments),
                sorted(lists.persons))));
        return histories;
    }

    /** What is measured over a period as its end saw it. */
    MeasureContext context(Period period) {
        return new MeasureContext(
                period,
                period.end(),
                Currency.getInstance("RUB"),
                MeasureParameters.defaults(),
                ChannelRules.standard(),
                spend,
                market,
                pools,
                employees,
                campaigns,
                new DataQuality(records, 0));
    }
}
