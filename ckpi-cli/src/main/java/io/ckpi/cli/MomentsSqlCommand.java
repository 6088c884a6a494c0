package io.ckpi.cli;

import io.ckpi.core.MomentsLayout;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the query that computes an experiment's moments where the data lives. */
@Command(
        name = "sql",
        header = "Prints the query for moments in a database.",
        description = {
            "Prints the query that computes the moments of an experiment in a database, one row per arm.",
            "Save its result as CSV for 'ckpi experiment analyze --moments'."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  ckpi experiment sql --table facts --by arm --variables revenue,orders,revenue_90d"
        })
final class MomentsSqlCommand implements Callable<Integer> {

    private final Environment environment;

    @Option(
            names = "--table",
            required = true,
            paramLabel = "NAME",
            description = "table or view with a row per customer")
    private String table = "";

    @Option(names = "--by", paramLabel = "COLUMN", description = "column with the arm (default: no groups)")
    private @Nullable String by;

    @Option(
            names = "--variables",
            required = true,
            split = ",",
            paramLabel = "COLUMN",
            description = "columns of numbers")
    private List<String> variables = List.of();

    @Option(
            names = "--dialect",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "POSTGRESQL")
    private MomentsLayout.Dialect dialect = MomentsLayout.Dialect.POSTGRESQL;

    MomentsSqlCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        MomentsLayout layout = MomentsLayout.of(variables.toArray(new String[0]));
        String arm = by;
        environment.out().println(arm == null ? layout.toSql(dialect, table) : layout.toSql(dialect, table, arm));
        return ExitCode.OK;
    }
}
