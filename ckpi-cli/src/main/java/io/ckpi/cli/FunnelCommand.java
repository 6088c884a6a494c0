package io.ckpi.cli;

import io.ckpi.core.Money;
import io.ckpi.core.Names;
import io.ckpi.funnel.BottleneckTarget;
import io.ckpi.funnel.Bottlenecks;
import io.ckpi.funnel.Breakdown;
import io.ckpi.funnel.Exclusion;
import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.FunnelResult;
import io.ckpi.funnel.Step;
import io.ckpi.report.ResultTable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts how far customers come in a funnel. */
@Command(
        name = "funnel",
        header = "Counts how far customers come in a funnel.",
        description = {
            "Counts how many customers reach each step of a funnel, in order and within a window,",
            "from a CSV file of events or from the records of sources."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Events of sources are named touch.page-view, stage.lead, stage.won, order.paid, call.answered,",
            "message.clicked …: the kind of the record and what happened.",
            "",
            "Examples:",
            "  ckpi funnel --demo --steps touch.page-view,stage.lead,order.paid --within 30d",
            "  ckpi funnel --events events.csv --steps catalog,cart,payment_done --within 7d --by channel"
        })
final class FunnelCommand implements Callable<Integer> {

    private final Environment environment;

    @Option(
            names = "--steps",
            required = true,
            split = ",",
            paramLabel = "EVENT",
            description = "the steps in order; a step of several events: cart|checkout")
    private List<String> steps = List.of();

    @Option(
            names = "--within",
            paramLabel = "TIME",
            converter = DurationArgument.class,
            description = "window from the first step to the last, such as 7d (default: none)")
    private @Nullable Duration within;

    @Option(
            names = "--gap",
            paramLabel = "TIME",
            converter = DurationArgument.class,
            description = "longest time between two steps (default: none)")
    private @Nullable Duration gap;

    @Option(
            names = "--ties",
            description = "order of events at the same time: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "SIMULTANEOUS_OK")
    private Funnel.Ties ties = Funnel.Ties.SIMULTANEOUS_OK;

    @Option(
            names = "--bound",
            description = "end of the window: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "CLOSED")
    private Funnel.Bound bound = Funnel.Bound.CLOSED;

    @Option(
            names = "--anchor",
            description = "where chains may start: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "ANY_ENTRY")
    private Funnel.Anchor anchor = Funnel.Anchor.ANY_ENTRY;

    @Option(
            names = "--order",
            description = "how steps follow each other: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "ORDERED")
    private Funnel.Order order = Funnel.Order.ORDERED;

    @Option(
            names = "--exclude",
            split = ",",
            paramLabel = "EVENT:A-B",
            description = "an event that breaks a chain between steps A and B, such as refund:1-2")
    private List<String> exclusions = List.of();

    @Option(names = "--drop", description = "an excluded event removes the customer, not only the chain")
    private boolean drop;

    @Option(names = "--by", paramLabel = "PROPERTY", description = "also by a property of the events at the first step")
    private @Nullable String by;

    @Option(names = "--whole-history", description = "events of sources from the beginning, not of the period only")
    private boolean wholeHistory;

    @Option(
            names = "--repair",
            paramLabel = "POINTS",
            description = "rank the steps by the customers that raising each rate by so much would add, such as 0.05")
    private @Nullable Double repair;

    @Option(names = "--value", paramLabel = "AMOUNT", description = "what a customer at the end is worth, for --repair")
    private @Nullable BigDecimal value;

    @Mixin
    private EventOptions events = new EventOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    FunnelCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Funnel funnel = funnel();
        String property = by;
        EventOptions.Read read = property == null
                ? events.read(environment, output.language(), wholeHistory)
                : events.read(environment, output.language(), wholeHistory, property);
        if (property != null) {
            funnel = funnel.brokenDownBy(Breakdown.at(property, 1));
        }
        FunnelResult result =
                (order == Funnel.Order.ANY ? funnel : funnel.observedUntil(read.end())).measure(read.journeys());
        List<ResultTable> tables = new ArrayList<>();
        tables.add(table(result));
        if (property != null) {
            tables.add(table(result, property));
        }
        if (repair != null) {
            tables.add(bottlenecks(result, repair));
        }
        output.write(environment, tables);
        return ExitCode.OK;
    }

    private ResultTable bottlenecks(FunnelResult result, double points) {
        Money worth = value == null ? null : new Money(value, events.sources().currencyOr("XXX"));
        long[] counts = result.atLeast().stream().mapToLong(count -> count).toArray();
        ResultTable.Builder table = ResultTable.named("bottlenecks", new Names("Узкие места", "Bottlenecks"))
                .number("rank", new Names("место", "rank"))
                .text("step", new Names("шаг", "step"))
                .share("rate", new Names("сейчас", "now"))
                .share("target", new Names("цель", "target"))
                .reading("customers", new Names("ещё клиентов", "more customers"))
                .reading("money", new Names("ещё денег", "more money"));
        List<Step> list = result.spec().steps();
        for (Bottlenecks.Gain gain : Bottlenecks.withDefaults()
                .rank(counts, BottleneckTarget.points(points), worth)
                .gains()) {
            table.row(
                    gain.rank(),
                    list.get(gain.step() - 1) + " → " + list.get(gain.step()),
                    gain.rate(),
                    gain.target(),
                    gain.extraCustomers(),
                    worth == null ? null : gain.extraMoney());
        }
        return table.note(new Names(
                        "Предполагается, что добавленные клиенты идут дальше так же, как остальные.",
                        "Assumes that the added customers go on like the others."))
                .build();
    }

    private Funnel funnel() {
        List<Step> list = new ArrayList<>();
        for (String step : steps) {
            list.add(Step.of(step.strip().split("\\|")));
        }
        Funnel funnel = Funnel.of(list).ties(ties).bound(bound).anchor(anchor).order(order);
        funnel = within == null ? funnel.withoutWindow() : funnel.within(within);
        funnel = gap == null ? funnel : funnel.maxGap(gap);
        if (exclusions.isEmpty()) {
            return funnel;
        }
        Exclusion[] excluded = exclusions.stream().map(FunnelCommand::exclusion).toArray(Exclusion[]::new);
        return funnel.excluding(
                drop ? Funnel.ExclusionPolicy.DROP_SUBJECT : Funnel.ExclusionPolicy.COUNT_REMAINING, excluded);
    }

    private static Exclusion exclusion(String text) {
        int colon = text.lastIndexOf(':');
        int dash = text.indexOf('-', Math.max(colon, 0));
        try {
            return Exclusion.of(
                    text.substring(0, colon),
                    Integer.parseInt(text.substring(colon + 1, dash)),
                    Integer.parseInt(text.substring(dash + 1)));
        } catch (NumberFormatException | StringIndexOutOfBoundsException wrong) {
            throw new IllegalArgumentException("--exclude takes EVENT:A-B, such as refund:1-2, not " + text, wrong);
        }
    }

    private static ResultTable table(FunnelResult result) {
        ResultTable.Builder table = ResultTable.named("funnel", new Names("Воронка", "Funnel"))
                .number("step", new Names("шаг", "step"))
                .text("event", new Names("событие", "event"))
                .number("reached", new Names("дошли", "reached"))
                .number("stopped", new Names("остались здесь", "stopped here"))
                .number("open", new Names("ещё могут", "still open"))
                .share("fromPrevious", new Names("с прошлого шага", "from the step before"))
                .share("fromFirst", new Names("с первого шага", "from the first step"));
        List<Step> list = result.spec().steps();
        for (int k = 1; k <= result.steps(); k++) {
            table.row(
                    k,
                    list.get(k - 1).toString(),
                    result.reached(k),
                    result.exactly(k),
                    k < result.steps() ? result.open(k) : 0,
                    k == 1 ? null : result.rate(k - 1, k),
                    k == 1 ? null : result.rate(1, k));
        }
        table.fact("funnel", result.spec().toString())
                .fact("customers", result.subjects())
                .fact("dropped", result.dropped())
                .fact("simultaneousSteps", result.tieGroups())
                .fact("eventsOfSeveralSteps", result.multiStepEvents())
                .fact("repeatedEvents", result.duplicates());
        if (!result.absentEvents().isEmpty()) {
            table.fact("eventsThatNeverOccur", result.absentEvents());
        }
        result.issues().forEach(issue -> table.note(issue.sentence()));
        return table.build();
    }

    private static ResultTable table(FunnelResult result, String property) {
        ResultTable.Builder table = ResultTable.named(
                        "breakdown", new Names("Воронка: " + property, "Funnel by " + property))
                .text("value", new Names("значение", "value"));
        for (int k = 1; k <= result.steps(); k++) {
            table.number("reached" + k, new Names("шаг " + k, "step " + k));
        }
        for (String value : result.values()) {
            Object[] cells = new Object[result.steps() + 1];
            cells[0] = value;
            for (int k = 1; k <= result.steps(); k++) {
                cells[k] = result.reached(value, k);
            }
            table.row(cells);
        }
        Object[] rest = new Object[result.steps() + 1];
        rest[0] = new Names("(нет значения)", "(no value)");
        for (int k = 1; k <= result.steps(); k++) {
            rest[k] = result.reachedWithoutValue(k);
        }
        return table.row(rest).build();
    }
}
