package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Channel;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.history.SubjectHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which value of a dimension a record or a person has; null if it is not known. Confined to one thread. */
final class Belonging {

    private final Dimension dimension;
    private final Shared shared;
    private final Map<String, List<Employee>> employees = new HashMap<>();

    Belonging(Dimension dimension, Shared shared, List<Employee> employees) {
        this.dimension = dimension;
        this.shared = shared;
        for (Employee employee : employees) {
            this.employees
                    .computeIfAbsent(employee.employee(), id -> new ArrayList<>())
                    .add(employee);
        }
    }

    // ---- what is cut ----

    /** True if a record says by itself where it came from. */
    boolean isOfMarketing() {
        return dimension == Dimension.CHANNEL || dimension == Dimension.CAMPAIGN;
    }

    /** True if a record says by itself who did it. */
    boolean isOfStaff() {
        return dimension == Dimension.EMPLOYEE || dimension == Dimension.DEPARTMENT;
    }

    /** True for orders by their lines. */
    boolean isOfGoods() {
        return dimension == Dimension.PRODUCT;
    }

    /** True for regions, which persons, touches and measures of the market name. */
    boolean isOfRegions() {
        return dimension == Dimension.REGION;
    }

    /** True if persons are cut. */
    boolean isOfPersons() {
        return isOfMarketing() || isOfRegions();
    }

    // ---- records ----

    /** The name of a channel: lower case with hyphens. */
    static @Nullable String word(@Nullable Channel channel) {
        return channel == null || channel == Channel.UNASSIGNED
                ? null
                : channel.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Nullable
    String of(Origin origin) {
        return switch (dimension) {
            case CHANNEL -> word(shared.channel(origin));
            case CAMPAIGN -> origin.campaign();
            default -> null;
        };
    }

    /** What the first touch of a visit says that says it. */
    @Nullable
    String of(Visit visit) {
        return dimension == Dimension.CHANNEL ? word(visit.channel) : visit.campaign;
    }

    /** A lead belongs to its source, or to the employee who owned it last. */
    @Nullable
    String of(Lead lead, Facts facts) {
        return switch (dimension) {
            case CHANNEL -> word(facts.channel(lead));
            case CAMPAIGN -> lead.campaign;
            default -> {
                LeadStageChange last = null;
                for (Lead.Entity entity : lead.entities) {
                    for (LeadStageChange change : entity.changes) {
                        if (change.owner() != null
                                && (last == null || !at(change).isBefore(at(last)))) {
                            last = change;
                        }
                    }
                }
                yield last == null ? null : staff(last.owner(), at(last));
            }
        };
    }

    private static Instant at(LeadStageChange change) {
        return change.envelope().occurredAt();
    }

    @Nullable
    String of(Order order) {
        return isOfStaff() ? staff(order.employee(), order.envelope().occurredAt()) : of(order.origin());
    }

    @Nullable
    String of(Call call) {
        return switch (dimension) {
            case CHANNEL -> word(shared.channel(call));
            case CAMPAIGN -> {
                NumberPool pool = shared.pool(call);
                yield pool == null ? null : pool.campaign();
            }
            default -> staff(call.employee(), call.envelope().occurredAt());
        };
    }

    @Nullable
    String of(Message message) {
        if (dimension == Dimension.CAMPAIGN) {
            return message.campaign();
        }
        return word(
                switch (message.medium()) {
                    case EMAIL -> Channel.EMAIL;
                    case SMS -> Channel.SMS;
                    case PUSH -> Channel.MOBILE_PUSH;
                    case MESSENGER -> Channel.MESSENGER;
                    case LETTER -> null;
                });
    }

    @Nullable
    String of(Spend spend) {
        return switch (dimension) {
            case CHANNEL -> word(shared.channel(spend));
            case CAMPAIGN -> spend.campaign();
            default -> null;
        };
    }

    /** The employee, or the department that a source says was the employee's at that time. */
    @Nullable
    String staff(@Nullable String employee, Instant at) {
        if (employee == null || dimension == Dimension.EMPLOYEE) {
            return employee;
        }
        for (Employee row : employees.getOrDefault(employee, List.of())) {
            Instant until = row.until();
            if (!at.isBefore(row.from()) && (until == null || at.isBefore(until))) {
                return row.department();
            }
        }
        return null;
    }

    // ---- persons ----

    /**
     * Where a person belongs. By channel and campaign: what won the person, that is the first touch that says it and is not after
     * the first purchase; else the first purchase; else the first lead, incoming call or order that says it. By region: what was
     * said last of the person, else the first touch that says it.
     */
    @Nullable
    String subject(Facts facts) {
        if (dimension == Dimension.REGION) {
            return region(facts);
        }
        Sale first = facts.purchases.length == 0 ? null : facts.purchases[0];
        String found = firstTouch(facts, first == null ? Long.MAX_VALUE : first.paid);
        if (found == null && first != null) {
            found = of(first);
        }
        for (int i = 0; found == null && i < facts.leads.length; i++) {
            Lead lead = facts.leads[i];
            found = dimension == Dimension.CHANNEL ? word(lead.channel) : lead.campaign;
        }
        for (int i = 0; found == null && i < facts.callTimes.length; i++) {
            Call call = facts.history.calls().get(i);
            found = call.direction() == Call.Direction.IN ? of(call) : null;
        }
        for (int i = 0; found == null && i < facts.sales.length; i++) {
            found = of(facts.sales[i]);
        }
        return found;
    }

    private @Nullable String of(Sale sale) {
        return dimension == Dimension.CHANNEL
                ? word(sale.channel)
                : sale.order.origin().campaign();
    }

    private @Nullable String firstTouch(Facts facts, long until) {
        if (dimension == Dimension.CHANNEL) {
            return word(facts.channelBefore(until));
        }
        for (Touch touch : facts.history.touches()) {
            if (Facts.millis(touch) > until) {
                break;
            }
            if (!touch.robot() && touch.origin().campaign() != null) {
                return touch.origin().campaign();
            }
        }
        return null;
    }

    private static @Nullable String region(Facts facts) {
        String found = null;
        for (Person entry : facts.history.persons()) {
            found = entry.region() == null ? found : entry.region();
        }
        List<Touch> touches = facts.history.touches();
        for (int i = 0; found == null && i < touches.size(); i++) {
            found = touches.get(i).robot() ? null : touches.get(i).region();
        }
        return found;
    }

    // ---- counting ----

    /** Hears of one record and a value that it names, or null if it could name one and does not. */
    interface Named {
        void name(@Nullable String value, long time);
    }

    /** Tells every value that the records of a history name. */
    void names(SubjectHistory history, Named named) {
        if (dimension == Dimension.REGION) {
            history.touches().forEach(touch -> named.name(touch.region(), Facts.millis(touch)));
            history.persons()
                    .forEach(person ->
                            named.name(person.region(), person.firstSeenAt().toEpochMilli()));
            return;
        }
        for (Order order : history.orders()) {
            long time = Facts.millis(order);
            if (!isOfGoods()) {
                named.name(of(order), time);
            } else if (order.lines().isEmpty()) {
                named.name(null, time);
            } else {
                order.lines().stream().map(OrderLine::product).distinct().forEach(product -> named.name(product, time));
            }
        }
        if (isOfGoods()) {
            return;
        }
        for (LeadStageChange change : history.stages()) {
            named.name(isOfStaff() ? staff(change.owner(), at(change)) : of(change.origin()), Facts.millis(change));
        }
        history.calls().forEach(call -> named.name(of(call), Facts.millis(call)));
        if (isOfMarketing()) {
            history.touches().forEach(touch -> named.name(of(touch.origin()), Facts.millis(touch)));
            history.messages().forEach(message -> named.name(of(message), Facts.millis(message)));
        } else {
            history.tasks()
                    .forEach(task ->
                            named.name(staff(task.owner(), task.envelope().occurredAt()), Facts.millis(task)));
            history.feedback()
                    .forEach(said ->
                            named.name(staff(said.employee(), said.envelope().occurredAt()), Facts.millis(said)));
        }
    }
}
