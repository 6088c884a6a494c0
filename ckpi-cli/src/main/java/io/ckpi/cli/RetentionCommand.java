package io.ckpi.cli;

import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.funnel.Retention;
import io.ckpi.funnel.RetentionTable;
import io.ckpi.funnel.Step;
import io.ckpi.report.ResultTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells how many customers come back. */
@Command(
        name = "retention",
        header = "Tells how many customers come back.",
        description = {
            "Tells how many customers come back after their first event, by cohort and age, from a CSV",
            "file of events or from the records of sources. What is not over yet is left out, never 0."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ckpi retention --demo --first order.paid --return order.paid --unit month",
            "  ckpi retention --events events.csv --unit day --up-to 14 --kind on-or-after"
        })
final class RetentionCommand implements Callable<Integer> {

    /** Which return counts. */
    enum Kind {
        EXACT,
        ON_OR_AFTER
    }

    private final Environment environment;

    @Option(
            names = "--first",
            split = "\\|",
            paramLabel = "EVENT",
            description = "event that puts a customer into a cohort (default: any)")
    private List<String> first = List.of();

    @Option(
            names = "--return",
            split = "\\|",
            paramLabel = "EVENT",
            description = "event that counts as coming back (default: any)")
    private List<String> returning = List.of();

    @Option(
            names = "--unit",
            description = "day, week or month of the zone (default: ${DEFAULT-VALUE})",
            defaultValue = "month")
    private Retention.Bucket unit = Retention.Bucket.MONTH;

    @Option(
            names = "--kind",
            description = "exact: back in that unit; on-or-after: back in it or later (default: ${DEFAULT-VALUE})",
            defaultValue = "exact")
    private Kind kind = Kind.EXACT;

    @Option(
            names = "--up-to",
            paramLabel = "N",
            description = "the greatest age (default: ${DEFAULT-VALUE})",
            defaultValue = "6")
    private int upTo = 6;

    @Mixin
    private EventOptions events = new EventOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    RetentionCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        EventOptions.Read read = events.read(environment, output.language(), true);
        Retention retention = Retention.by(unit, read.zone()).upTo(upTo);
        retention = kind == Kind.EXACT ? retention.exact() : retention.onOrAfter();
        retention = retention.from(step(first)).returning(step(returning));
        output.write(environment, List.of(table(retention.measure(read.journeys(), read.end()))));
        return ExitCode.OK;
    }

    private static @Nullable Step step(List<String> names) {
        return names.isEmpty() ? null : Step.of(names.toArray(new String[0]));
    }

    private ResultTable table(RetentionTable result) {
        ResultTable.Builder table = ResultTable.named("retention", new Names("Удержание", "Retention"))
                .text("cohort", new Names("когорта", "cohort"))
                .number("customers", new Names("клиентов", "customers"));
        for (int n = 0; n <= upTo; n++) {
            table.share("age" + n, Names.same("+" + n));
        }
        for (RetentionTable.Cohort cohort : result.cohorts()) {
            table.row(row(cohort.start().toString(), cohort.subjects(), cohort.start(), result));
        }
        List<Object> all = new ArrayList<>(Arrays.asList(new Names("все", "all"), result.subjects()));
        for (int n = 0; n <= upTo; n++) {
            all.add(result.pooled(n));
        }
        return table.row(all.toArray())
                .fact("definition", result.specification())
                .build();
    }

    private Object[] row(String name, long subjects, java.time.LocalDate start, RetentionTable result) {
        Object[] cells = new Object[upTo + 3];
        cells[0] = name;
        cells[1] = subjects;
        for (int n = 0; n <= upTo; n++) {
            Reading share = result.share(start, n);
            cells[n + 2] = share;
        }
        return cells;
    }
}
