package io.ckpi.cli;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.report.KeptResult;
import io.ckpi.report.ResultTable;
import io.ckpi.scoring.StoredResult;
import io.ckpi.scoring.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Computes kept results again and compares. */
@Command(
        name = "verify",
        header = "Computes kept results again and compares.",
        description = {
            "Computes kept results again from their own definition, readings and seed, and",
            "compares: hashes exactly, values within 1e-9. A FILE is a result (ckpi/result@1),",
            "the record of a report (ckpi-board.json) or a board page (ckpi-board.html)."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Exit codes: 0 all agree, 8 a file does not agree, 6 a file is no result, 3 a file",
            "cannot be read.",
            "",
            "Example:",
            "  ckpi verify ckpi-board.json ckpi-board.html"
        })
final class VerifyCommand implements Callable<Integer> {

    private final Environment environment;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "results, records of reports, board pages")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "the differences as JSON")
    private boolean json;

    @Option(names = "--lang", description = "en or ru (default: ${DEFAULT-VALUE})", defaultValue = "en")
    private Language language = Language.EN;

    VerifyCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        int code = ExitCode.OK;
        List<ResultTable> tables = new ArrayList<>();
        for (Path file : files) {
            try {
                KeptResult kept = KeptResult.read(file);
                Verification verification = kept.verify();
                if (!verification.agrees() && code == ExitCode.OK) {
                    code = ExitCode.DIFFERENT;
                }
                if (json) {
                    tables.add(table(file, kept, verification));
                } else {
                    print(file, kept, verification);
                }
            } catch (CkpiException unreadable) {
                code = ExitCode.of(unreadable.kind());
                environment
                        .err()
                        .println("ckpi: " + file + ": " + unreadable.getMessage() + " [" + unreadable.code() + "]");
            }
        }
        if (json) {
            environment.out().println(ResultTable.json(tables));
        }
        return code;
    }

    private void print(Path file, KeptResult kept, Verification verification) {
        boolean ru = language == Language.RU;
        Locale locale = language.locale();
        PrintWriter out = environment.out();
        StoredResult result = kept.result();
        String hashes = String.format(
                Locale.ROOT,
                ru ? "%s, определение %.8s, данные %.8s" : "%s, definition %.8s, data %.8s",
                result.profile().reference(),
                result.definitionHash(),
                result.dataHash());
        if (verification.agrees()) {
            out.println(file + (ru ? ": сходится" : ": agrees") + " (" + hashes + ")");
        } else {
            out.println(file + (ru ? ": не сходится" : ": does not agree") + " (" + hashes + ")");
            for (Verification.Difference difference : verification.differences()) {
                out.println("  " + difference.sentence(locale));
            }
        }
        if (!verification.sameGenerator()) {
            out.println(
                    ru
                            ? "  (розыгрыши другой версии: квантили сравнены в пределах 4 ошибок Монте-Карло)"
                            : "  (drawn by another version: quantiles compared within 4 Monte-Carlo errors)");
        }
    }

    private static ResultTable table(Path file, KeptResult kept, Verification verification) {
        ResultTable.Builder table = ResultTable.named(
                        "verification", new Names("Сверка " + file, "Verification of " + file))
                .text("kind", new Names("Что", "Kind"))
                .text("path", new Names("Место", "Place"))
                .text("stored", new Names("Записано", "Stored"))
                .text("recomputed", new Names("Получено", "Recomputed"));
        for (Verification.Difference difference : verification.differences()) {
            table.row(difference.kind().name(), difference.path(), difference.stored(), difference.recomputed());
        }
        return table.fact("file", file.toString())
                .fact("is", kept.kind().name())
                .fact("agrees", verification.agrees())
                .fact("sameGenerator", verification.sameGenerator())
                .fact("definition", kept.result().profile().reference())
                .fact("definitionHash", kept.result().definitionHash())
                .fact("dataHash", kept.result().dataHash())
                .build();
    }
}
