package io.ckpi.cli;

import io.ckpi.report.ChangeTables;
import io.ckpi.report.KeptResult;
import io.ckpi.report.ResultTable;
import io.ckpi.scoring.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what changed between two kept results. */
@Command(
        name = "diff",
        header = "Tells what changed between two kept results, and why.",
        description = {
            "Tells what changed between two kept results: exactly how much came from the",
            "business and how much from the method, which factor moved how much, and which",
            "readings and which places of the definition changed. A file is a result",
            "(ckpi/result@1), the record of a report or a board page."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  ckpi diff september/ckpi-board.json october/ckpi-board.json"})
final class DiffCommand implements Callable<Integer> {

    private final Environment environment;

    @Parameters(index = "0", paramLabel = "OLD", description = "the earlier result")
    private @Nullable Path old;

    @Parameters(index = "1", paramLabel = "NEW", description = "the later result")
    private @Nullable Path later;

    @Option(names = "--json", description = "the tables as JSON")
    private boolean json;

    @Option(names = "--lang", description = "en or ru (default: ${DEFAULT-VALUE})", defaultValue = "en")
    private Language language = Language.EN;

    DiffCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (old == null || later == null) {
            throw new IllegalStateException("picocli sets both");
        }
        Verification from = verified(old);
        Verification to = verified(later);
        List<ResultTable> tables = ChangeTables.of(from.recomputed(), to.recomputed());
        PrintWriter out = environment.out();
        if (json) {
            out.println(ResultTable.json(tables));
        } else {
            for (int i = 0; i < tables.size(); i++) {
                out.print((i == 0 ? "" : "\n") + tables.get(i).text(language.locale()));
            }
        }
        return ExitCode.OK;
    }

    /** What is compared is computed again from what is kept; if that does not agree, the reader must know. */
    private Verification verified(Path file) {
        Verification verification = KeptResult.read(file).verify();
        if (!verification.agrees()) {
            environment
                    .err()
                    .println(
                            language == Language.RU
                                    ? "ckpi: " + file
                                            + " не сходится с пересчётом (см. ckpi verify); сравнивается пересчёт"
                                    : "ckpi: " + file
                                            + " does not agree with its recomputation (see ckpi verify); the recomputed"
                                            + " result is compared");
        }
        return verification;
    }
}
