package io.ckpi.source.demo;

import io.ckpi.core.Channel;
import io.ckpi.core.Money;
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
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.Product;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.StageDefinition;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How records of one type stand in a file: the columns, and the lines of the mapping that reads them again.
 *
 * <p>Immutable once made.
 */
final class Sheet<R extends SourceRecord> {

    private static final int MOST_LINES = 3;

    private record Column<R>(String name, Function<R, @Nullable Object> value) {}

    private final String record;
    private final List<Column<R>> columns = new ArrayList<>();
    private final List<String> mapping = new ArrayList<>();

    private Sheet(Class<R> type) {
        this.record = type.getSimpleName();
        column("key", entry -> entry.envelope().sourceKey());
        column("occurred_at", entry -> entry.envelope().occurredAt());
        mapping.add("key: key");
        mapping.add("occurredAt: occurred_at");
    }

    /** {@code LeadStageChange} stands in {@code lead-stage-change.csv}. */
    String file() {
        return record.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT) + ".csv";
    }

    String header() {
        return columns.stream().map(Column::name).collect(Collectors.joining(","));
    }

    /** The record as a row of the file, without the end of the line. */
    String row(R entry) {
        StringBuilder row = new StringBuilder(160);
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                row.append(',');
            }
            append(row, columns.get(i).value().apply(entry));
        }
        return row.toString();
    }

    /** The part of the mapping for this file. */
    String mappingText() {
        StringBuilder text = new StringBuilder();
        text.append("  - file: ").append(file()).append("\n    format: csv\n    records:\n      - record: ");
        text.append(record).append('\n');
        for (String line : mapping) {
            text.append("        ").append(line).append('\n');
        }
        return text.toString();
    }

    private static void append(StringBuilder row, @Nullable Object value) {
        if (value == null) {
            return;
        }
        String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
        if (text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0) {
            row.append(text);
        } else {
            row.append('"').append(text.replace("\"", "\"\"")).append('"');
        }
    }

    // ---- columns ----

    private Sheet<R> column(String name, Function<R, @Nullable Object> value) {
        columns.add(new Column<>(name, value));
        return this;
    }

    /** A component whose column is named like it. */
    private Sheet<R> plain(String component, Function<R, @Nullable Object> value) {
        String name = component.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
        mapping.add(component + ": " + name);
        return column(name, value);
    }

    private Sheet<R> person(String component, Function<R, @Nullable Object> value) {
        mapping.add(component + ": {token: " + component + ", type: demo}");
        return column(component, value);
    }

    private Sheet<R> money(String component, Function<R, @Nullable Money> value) {
        return plain(component, entry -> amount(value.apply(entry)));
    }

    private Sheet<R> seconds(String component, Function<R, @Nullable Duration> value) {
        mapping.add(component + ": {from: " + component + "_seconds, unit: seconds}");
        return column(component + "_seconds", entry -> {
            Duration duration = value.apply(entry);
            return duration == null ? null : duration.toSeconds();
        });
    }

    private Sheet<R> texts(String component, Function<R, Collection<String>> value) {
        mapping.add(component + ": {from: " + component + ", split: \";\"}");
        return column(component, entry -> {
            Collection<String> all = value.apply(entry);
            return all.isEmpty() ? null : all.stream().sorted().collect(Collectors.joining(";"));
        });
    }

    private Sheet<R> origin(Function<R, Origin> origin) {
        mapping.add("origin: {source: source, medium: medium, campaign: campaign, channel: channel}");
        return column("source", entry -> origin.apply(entry).source())
                .column("medium", entry -> origin.apply(entry).medium())
                .column("campaign", entry -> origin.apply(entry).campaign())
                .column("channel", entry -> name(origin.apply(entry).channel()));
    }

    private static @Nullable Object amount(@Nullable Money money) {
        return money == null ? null : money.amount();
    }

    private static @Nullable String name(@Nullable Channel channel) {
        return channel == null ? null : channel.name();
    }

    // ---- the types ----

    /** The sheet of a type, which must be one of {@link DemoSource#STREAMS}. */
    static Sheet<? extends SourceRecord> of(Class<? extends SourceRecord> type) {
        return switch (type.getSimpleName()) {
            case "Touch" -> touch();
            case "LeadStageChange" -> stage();
            case "Order" -> order();
            case "Spend" -> spend();
            case "Call" -> call();
            case "Message" -> message();
            case "Task" -> task();
            case "Feedback" -> feedback();
            case "Referral" ->
                new Sheet<>(Referral.class)
                        .person("referrer", Referral::referrer)
                        .person("referee", Referral::referee)
                        .plain("code", Referral::code);
            case "Assignment" ->
                new Sheet<>(Assignment.class)
                        .plain("experiment", Assignment::experiment)
                        .person("unit", Assignment::unit)
                        .plain("arm", Assignment::arm)
                        .plain("share", Assignment::share);
            case "MarketMeasure" -> measure();
            case "Person" ->
                new Sheet<>(Person.class)
                        .person("person", Person::person)
                        .plain("firstSeenAt", Person::firstSeenAt)
                        .texts("segments", Person::segments)
                        .plain("lawfulBasis", Person::lawfulBasis)
                        .plain("confirmedAt", Person::confirmedAt)
                        .plain("region", Person::region);
            case "Employee" ->
                new Sheet<>(Employee.class)
                        .plain("employee", Employee::employee)
                        .plain("department", Employee::department)
                        .plain("supervisor", Employee::supervisor)
                        .plain("from", Employee::from);
            case "Product" ->
                new Sheet<>(Product.class)
                        .plain("product", Product::product)
                        .plain("category", Product::category)
                        .money("basePrice", Product::basePrice)
                        .plain("from", Product::from);
            case "StageDefinition" ->
                new Sheet<>(StageDefinition.class)
                        .plain("pipeline", StageDefinition::pipeline)
                        .plain("raw", StageDefinition::raw)
                        .plain("order", StageDefinition::order)
                        .plain("semantic", StageDefinition::semantic)
                        .plain("stage", StageDefinition::stage)
                        .plain("vocabulary", StageDefinition::vocabulary);
            case "NumberPool" ->
                new Sheet<>(NumberPool.class)
                        .plain("line", NumberPool::line)
                        .plain("channel", NumberPool::channel)
                        .plain("campaign", NumberPool::campaign)
                        .plain("from", NumberPool::from);
            case "Campaign" ->
                new Sheet<>(Campaign.class)
                        .plain("campaign", Campaign::campaign)
                        .plain("name", Campaign::name)
                        .plain("goal", Campaign::goal)
                        .plain("from", Campaign::from)
                        .plain("channel", Campaign::channel);
            default -> throw new IllegalArgumentException("type is not delivered by the demo: " + type.getSimpleName());
        };
    }

    private static Sheet<Touch> touch() {
        Sheet<Touch> sheet = new Sheet<>(Touch.class)
                .plain("kind", Touch::kind)
                .person("person", Touch::person)
                .plain("visit", Touch::visit)
                .plain("name", Touch::name)
                .origin(Touch::origin)
                .plain("path", Touch::path)
                .seconds("engaged", Touch::engaged)
                .plain("device", Touch::device)
                .plain("region", Touch::region)
                .plain("targetAudience", Touch::targetAudience)
                .plain("robot", Touch::robot)
                .column("landing", entry -> entry.envelope().attributes().get("landing"));
        sheet.mapping.add("attributes: {landing: landing}");
        return sheet;
    }

    private static Sheet<LeadStageChange> stage() {
        return new Sheet<>(LeadStageChange.class)
                .plain("entity", LeadStageChange::entity)
                .plain("entityRef", LeadStageChange::entityRef)
                .plain("toRaw", LeadStageChange::toRaw)
                .plain("to", LeadStageChange::to)
                .plain("from", LeadStageChange::from)
                .plain("fromRaw", LeadStageChange::fromRaw)
                .plain("leadRef", LeadStageChange::leadRef)
                .person("person", LeadStageChange::person)
                .plain("pipeline", LeadStageChange::pipeline)
                .plain("owner", LeadStageChange::owner)
                .plain("reason", LeadStageChange::reason)
                .origin(LeadStageChange::origin);
    }

    private static Sheet<Order> order() {
        Sheet<Order> sheet = new Sheet<>(Order.class)
                .plain("orderRef", Order::orderRef)
                .plain("status", Order::status)
                .plain("createdAt", Order::createdAt)
                .money("revenue", Order::revenue)
                .person("person", Order::person)
                .plain("dealRef", Order::dealRef)
                .plain("acceptedAt", Order::acceptedAt)
                .plain("paidAt", Order::paidAt)
                .plain("cancelledAt", Order::cancelledAt)
                .money("refunded", Order::refunded)
                .money("discount", Order::discount)
                .money("costOfGoods", Order::costOfGoods)
                .plain("vat", Order::vat)
                .plain("employee", Order::employee)
                .origin(Order::origin)
                .texts("tags", Order::tags);
        sheet.mapping.add("lines:");
        for (int i = 0; i < MOST_LINES; i++) {
            int line = i;
            String product = "product_" + (i + 1);
            String quantity = "quantity_" + (i + 1);
            String price = "price_" + (i + 1);
            sheet.column(product, entry -> line(entry, line, OrderLine::product))
                    .column(quantity, entry -> line(entry, line, OrderLine::quantity))
                    .column(
                            price,
                            entry ->
                                    line(entry, line, found -> found.unitPrice().amount()));
            sheet.mapping.add(
                    "  - {product: " + product + ", quantity: " + quantity + ", unitPrice: {money: " + price + "}}");
        }
        return sheet;
    }

    private static @Nullable Object line(Order order, int line, Function<OrderLine, Object> part) {
        return line < order.lines().size() ? part.apply(order.lines().get(line)) : null;
    }

    private static Sheet<Spend> spend() {
        return new Sheet<>(Spend.class)
                .plain("day", Spend::day)
                .plain("platform", Spend::platform)
                .plain("account", Spend::account)
                .plain("kind", Spend::kind)
                .money("cost", Spend::cost)
                .plain("campaign", Spend::campaign)
                .plain("channel", Spend::channel)
                .plain("vat", Spend::vat)
                .plain("impressions", Spend::impressions)
                .plain("clicks", Spend::clicks);
    }

    private static Sheet<Call> call() {
        return new Sheet<>(Call.class)
                .plain("callRef", Call::callRef)
                .plain("direction", Call::direction)
                .plain("outcome", Call::outcome)
                .seconds("talk", Call::talk)
                .plain("line", Call::line)
                .plain("channel", Call::channel)
                .person("person", Call::person)
                .plain("employee", Call::employee)
                .seconds("ring", Call::ring)
                .plain("rings", Call::rings)
                .plain("first", Call::first)
                .plain("rating", Call::rating);
    }

    private static Sheet<Message> message() {
        return new Sheet<>(Message.class)
                .plain("messageRef", Message::messageRef)
                .person("person", Message::person)
                .plain("medium", Message::medium)
                .plain("event", Message::event)
                .plain("campaign", Message::campaign)
                .plain("sequence", Message::sequence)
                .plain("machine", Message::machine);
    }

    private static Sheet<Task> task() {
        return new Sheet<>(Task.class)
                .plain("taskRef", Task::taskRef)
                .plain("kind", Task::kind)
                .plain("owner", Task::owner)
                .plain("createdAt", Task::createdAt)
                .plain("status", Task::status)
                .plain("kindRaw", Task::kindRaw)
                .plain("creator", Task::creator)
                .plain("entityRef", Task::entityRef)
                .plain("deadline", Task::deadline)
                .plain("deadlineMoves", Task::deadlineMoves)
                .plain("closedAt", Task::closedAt)
                .plain("handIns", Task::handIns);
    }

    private static Sheet<Feedback> feedback() {
        return new Sheet<>(Feedback.class)
                .plain("kind", Feedback::kind)
                .person("person", Feedback::person)
                .plain("employee", Feedback::employee)
                .plain("orderRef", Feedback::orderRef)
                .plain("score", Feedback::score)
                .plain("scale", Feedback::scale)
                .plain("sentiment", Feedback::sentiment);
    }

    private static Sheet<MarketMeasure> measure() {
        return new Sheet<>(MarketMeasure.class)
                .plain("measure", MarketMeasure::measure)
                .plain("from", MarketMeasure::from)
                .plain("until", MarketMeasure::until)
                .plain("value", MarketMeasure::value)
                .plain("unit", MarketMeasure::unit)
                .plain("provider", MarketMeasure::provider)
                .plain("subject", MarketMeasure::subject)
                .plain("brand", MarketMeasure::brand);
    }
}
