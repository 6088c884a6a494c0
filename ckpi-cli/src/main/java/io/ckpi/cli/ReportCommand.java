package io.ckpi.cli;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Period;
import io.ckpi.report.Board;
import io.ckpi.report.Exports;
import io.ckpi.report.ReportRecord;
import io.ckpi.report.Summary;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.Profile;
import io.ckpi.scoring.Scorecard;
import io.ckpi.sdk.CkpiBuilder;
import io.ckpi.sdk.CkpiReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a period and writes the board page and its record. */
@Command(
        name = "report",
        header = "Measures a period and writes the board.",
        description = {
            "Measures a period from one or more data sources, prints a summary, and writes",
            "ckpi-board.html (the board page) and ckpi-board.json (its record)."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ckpi report --demo --lang ru",
            "  ckpi report --source files --set dir=export --set mapping=mapping.yaml --period 2017-06..2018-06",
            "  ckpi report --source files --name crm --set dir=crm --set mapping=crm.yaml \\",
            "              --source files --name web --set dir=web --set mapping=web.yaml --period 2026-10"
        })
final class ReportCommand implements Callable<Integer> {

    private final Environment environment;

    @Mixin
    private SourceOptions sources = new SourceOptions();

    @Option(
            names = "--profile",
            paramLabel = "NAME|FILE",
            description = "a shipped CKPImarc profile or a profile document (default: ${DEFAULT-VALUE})",
            defaultValue = "ckpimarc-default-1")
    private String profile = "ckpimarc-default-1";

    @Option(names = "--scorecard", paramLabel = "FILE", description = "a scorecard document with targets of your own")
    private @Nullable Path scorecard;

    @Option(names = "--lang", description = "en or ru (default: ${DEFAULT-VALUE})", defaultValue = "en")
    private Language language = Language.EN;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder for the board and its record (default: the current one)",
            defaultValue = ".")
    private Path out = Path.of(".");

    @Option(
            names = "--trend",
            paramLabel = "N",
            description = {
                "periods of the trend, 1 to 24 (default: 12); from 13 on the links of the",
                "strategy map are tested on them"
            })
    private @Nullable Integer trend;

    @Option(names = "--quiet", description = "no progress; it is shown on a terminal only")
    private boolean quiet;

    ReportCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Period reported = sources.period();
        Path folder = writableFolder();

        CkpiBuilder builder = sources.builder(environment).profile(CkpiMarc.of(profile()));
        if (scorecard != null) {
            builder.scorecard(Scorecard.read(scorecard));
        }
        if (trend != null) {
            builder.trendPeriods(trend);
        }
        ProgressLine progress = new ProgressLine(
                environment.err(), language.locale(), environment.clock(), environment.interactive() && !quiet);
        CkpiReport report;
        try {
            report = builder.progress(progress).build().measure(reported);
        } finally {
            progress.done();
        }
        write(report, folder);
        return ExitCode.OK;
    }

    private Profile profile() {
        return Profile.shipped().contains(profile) ? Profile.shipped(profile) : Profile.read(Path.of(profile));
    }

    /** Finds out before the work whether its result can be written. */
    private Path writableFolder() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw cannotWrite(out, e);
        }
        if (!Files.isWritable(out)) {
            throw cannotWrite(out, null);
        }
        return out;
    }

    private void write(CkpiReport report, Path folder) {
        ReportRecord record = ReportRecord.of(report);
        Path page = folder.resolve("ckpi-board.html");
        Path json = folder.resolve("ckpi-board.json");
        try {
            Files.writeString(page, Board.withDefaults().with(language.locale()).render(record));
            Exports.json(record).writeTo(json);
        } catch (IOException e) {
            throw cannotWrite(folder, e);
        }
        PrintWriter print = environment.out();
        print.print(Summary.withDefaults().with(language.locale()).render(record));
        print.println();
        print.println(page + "  " + json);
    }

    private static CkpiException cannotWrite(Path path, @Nullable IOException cause) {
        return new CkpiException(
                CkpiException.Kind.CONFIG, "CKPI-CLI-OUT", null, "cannot write to " + path.toAbsolutePath(), cause);
    }
}
