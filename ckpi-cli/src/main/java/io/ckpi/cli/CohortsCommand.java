package io.ckpi.cli;

import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.report.ResultTable;
import io.ckpi.value.Cadence;
import io.ckpi.value.CohortTable;
import io.ckpi.value.Cohorts;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Follows cohorts of customers. */
@Command(
        name = "cohorts",
        header = "Follows customers by the month or channel of their first purchase.",
        description = {
            "Follows customers by the month of their first purchase, or by the channel that brought them:",
            "who buys again, and what they have brought so far. What is not over yet is left out, never 0."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ckpi cohorts --demo --show revenue",
            "  ckpi cohorts --orders orders.csv --channel source --by channel --ages 12"
        })
final class CohortsCommand implements Callable<Integer> {

    /** What the table shows. */
    enum Show {
        RETENTION,
        REVENUE,
        MARGIN
    }

    /** What makes a cohort. */
    enum By {
        MONTH,
        CHANNEL
    }

    private final Environment environment;

    @Option(
            names = "--show",
            description = "retention; revenue or margin: per customer so far (default: ${DEFAULT-VALUE})",
            defaultValue = "retention")
    private Show show = Show.RETENTION;

    @Option(names = "--by", description = "month or channel (default: ${DEFAULT-VALUE})", defaultValue = "month")
    private By by = By.MONTH;

    @Option(
            names = "--ages",
            paramLabel = "N",
            description = "the first N months of age (default: ${DEFAULT-VALUE})",
            defaultValue = "6")
    private int ages = 6;

    @Mixin
    private OrderOptions orders = new OrderOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    CohortsCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Cohorts cohorts = Cohorts.withDefaults().agedBy(Cadence.MONTHS).withAges(ages);
        CohortTable found =
                (by == By.CHANNEL ? cohorts.byChannel() : cohorts).of(orders.read(environment, output.language()));
        output.write(environment, List.of(table(found)));
        return ExitCode.OK;
    }

    private ResultTable table(CohortTable found) {
        ResultTable.Builder table = ResultTable.named("cohorts", new Names("Когорты", "Cohorts"))
                .text("cohort", new Names("когорта", "cohort"))
                .number("customers", new Names("клиентов", "customers"));
        for (int age = 0; age < found.ages(); age++) {
            Names caption = Names.same("+" + age);
            if (show == Show.RETENTION) {
                table.share("age" + age, caption);
            } else {
                table.reading("age" + age, caption);
            }
        }
        for (String cohort : found.cohorts()) {
            Object[] cells = new Object[found.ages() + 2];
            cells[0] = cohort;
            cells[1] = found.acquired(cohort);
            for (int age = 0; age < found.ages(); age++) {
                cells[age + 2] = cell(found, cohort, age);
            }
            table.row(cells);
        }
        return table.fact("outside", found.outside()).build();
    }

    private Reading cell(CohortTable found, String cohort, int age) {
        return switch (show) {
            case RETENTION -> found.retention(cohort, age);
            case REVENUE -> found.cumulativeRevenue(cohort, age);
            case MARGIN -> found.cumulativeMargin(cohort, age);
        };
    }
}
