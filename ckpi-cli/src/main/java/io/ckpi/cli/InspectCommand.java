package io.ckpi.cli;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.report.ResultTable;
import io.ckpi.source.files.inspect.ColumnProfile;
import io.ckpi.source.files.inspect.Inspection;
import io.ckpi.source.files.inspect.Inspector;
import io.ckpi.source.files.inspect.Proposal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks at files and proposes a mapping for them. */
@Command(
        name = "inspect",
        header = "Looks at files and proposes a mapping for them.",
        description = {
            "Looks at exports (CSV, TSV, JSON lines; .gz and .zip too): how they are written and what their",
            "columns hold. Names the shipped mapping that reads a file, or proposes one. What the data cannot",
            "decide stands in it as ??? and as a question; the plugin files refuses it until all are answered.",
            "Values of the data are not shown, but for states, kinds and the like: short, few, repeated, and",
            "not like names, addresses or numbers of persons. All of the standard output is one YAML document."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Exit codes: 0 looked at, 2 wrong command line, 3 a file does not exist, 5 a file cannot be read,",
            "6 a file is none that is read (a workbook, a JSON array, empty).",
            "",
            "Examples:",
            "  ckpi inspect orders.csv --out shop.yaml",
            "  ckpi inspect --rows all --record Spend costs.tsv.gz"
        })
final class InspectCommand implements Callable<Integer> {

    private static final int SHOWN_SHAPES = 2;

    private final Environment environment;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "exports, all in one folder")
    private List<Path> files = List.of();

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "rows to read of each file, or all (default: ${DEFAULT-VALUE})",
            defaultValue = "10000")
    private String rows = "10000";

    @Option(
            names = "--record",
            paramLabel = "TYPE",
            description = "what the rows are, such as Order (default: by the names of the columns)")
    private @Nullable String record;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "new file for the proposed mapping (default: the standard output)")
    private @Nullable Path out;

    @Option(names = "--json", description = "all as JSON")
    private boolean json;

    @Option(names = "--lang", description = "en or ru (default: ${DEFAULT-VALUE})", defaultValue = "en")
    private Language language = Language.EN;

    InspectCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Inspector inspector = Inspector.withDefaults().rows(rows());
        if (record != null && !Proposal.records().contains(record)) {
            throw new IllegalArgumentException(
                    "--record takes one of " + String.join(", ", Proposal.records()) + ", not " + record);
        }
        Path folder = folder(files.get(0));
        if (files.stream().anyMatch(file -> !folder(file).equals(folder))) {
            throw new IllegalArgumentException("the files lie in several folders: inspect them folder by folder");
        }
        if (out != null && Files.exists(out)) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-CLI-OUT",
                    null,
                    out + " exists already, perhaps with answers: choose another name");
        }
        int code = ExitCode.OK;
        List<Inspection> inspections = new ArrayList<>();
        for (Path file : files) {
            try {
                inspections.addAll(inspector.inspect(file));
            } catch (CkpiException unreadable) {
                code = ExitCode.of(unreadable.kind());
                environment.err().println("ckpi: " + unreadable.getMessage() + " [" + unreadable.code() + "]");
            }
        }
        List<Inspection> unmapped = inspections.stream()
                .filter(i -> i.fits().isEmpty() || record != null)
                .toList();
        Proposal proposal = unmapped.isEmpty() ? null : Proposal.of(unmapped, record, language.locale());
        List<ResultTable> tables =
                inspections.stream().map(i -> table(i, folder)).collect(Collectors.toCollection(ArrayList::new));
        String next = proposal == null ? "" : next(folder, proposal);
        if (json) {
            if (proposal != null) {
                tables.add(table(proposal));
            }
            environment.out().println(ResultTable.json(tables));
        } else {
            print(tables, proposal, next);
        }
        if (out != null && proposal != null) {
            write(out, proposal.yaml());
        }
        return code;
    }

    private long rows() {
        try {
            long most = rows.equals("all") ? Long.MAX_VALUE : Long.parseLong(rows);
            if (most > 0) {
                return most;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--rows takes a number above 0, or all, not " + rows);
    }

    private static Path folder(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? file : parent;
    }

    private void print(List<ResultTable> tables, @Nullable Proposal proposal, String next) {
        StringBuilder text = new StringBuilder();
        tables.forEach(table -> text.append(table.text(language.locale())).append('\n'));
        if (proposal == null || out != null) {
            environment.out().print(text);
            if (proposal != null) {
                for (int i = 0; i < proposal.questions().size(); i++) {
                    environment
                            .out()
                            .println(
                                    (i + 1) + ". " + proposal.questions().get(i).in(language.locale()));
                }
                environment.out().println(next);
            }
        } else {
            text.toString().lines().forEach(line -> environment.out().println(("# " + line).stripTrailing()));
            environment.out().print(proposal.yaml());
            next.lines().forEach(line -> environment.out().println("# " + line));
        }
        environment.out().flush();
    }

    private String next(Path folder, Proposal proposal) {
        boolean ru = language == Language.RU;
        String file = out == null ? "mapping.yaml" : out.toString();
        String report =
                "./ckpi report --source files --set dir=" + folder + " --set mapping=" + file + " --period YYYY-MM";
        return (ru ? "Дальше: " : "Next: ")
                + (proposal.questions().isEmpty()
                        ? ""
                        : ru
                                ? "ответьте на вопросы в " + file + ", затем "
                                : "answer the questions in " + file + ", then ")
                + report;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG, "CKPI-CLI-OUT", null, "cannot write to " + file.toAbsolutePath(), e);
        }
    }

    // ---- tables

    private static ResultTable table(Proposal proposal) {
        ResultTable.Builder table = ResultTable.named(
                        "proposal", new Names("Предложенное описание", "Proposed mapping"))
                .number("number", new Names("№", "no"))
                .text("question", new Names("вопрос", "question"));
        for (int i = 0; i < proposal.questions().size(); i++) {
            table.row(i + 1, proposal.questions().get(i));
        }
        return table.fact("mapping", proposal.yaml()).build();
    }

    private static ResultTable table(Inspection file, Path folder) {
        ResultTable.Builder table = ResultTable.named("inspection", Names.same(file.name()))
                .text("column", new Names("столбец", "column"))
                .number("filled", new Names("заполнено", "filled"))
                .text("look", new Names("похоже на", "looks like"))
                .number("fitting", new Names("подходит", "fitting"))
                .text("detail", new Names("подробно", "detail"));
        for (ColumnProfile column : file.columns()) {
            table.row(column.shownName(), column.filled(), look(column.look()), column.fitting(), detail(column));
        }
        table.fact("format", file.format())
                .fact("charset", file.charset() + (file.charsetSure() ? "" : " (likely)"))
                .fact("delimiter", file.format().equals("csv") ? file.delimiter() : null)
                .fact("header", file.format().equals("jsonl") ? null : file.header())
                .fact("rows", file.rows())
                .fact("allRows", file.whole());
        file.issues()
                .forEach(issue -> table.note(new Names(
                        "! " + issue.sentence().ru() + " [" + issue.code() + "]",
                        "! " + issue.sentence().en() + " [" + issue.code() + "]")));
        file.fits().forEach(fit -> table.note(fit(fit, file, folder)));
        return table.build();
    }

    private static Names fit(Inspection.Fit fit, Inspection file, Path folder) {
        String command = "./ckpi report --source files --set dir=" + folder
                + fit.options().stream().map(option -> " --set " + option).collect(Collectors.joining())
                + " --period YYYY-MM";
        boolean rename = !fit.readsName(file.file());
        boolean tried = fit.records() + fit.rejects() > 0;
        return new Names(
                "Читается встроенным описанием " + fit.mapping()
                        + (tried
                                ? " (из первых строк записей " + fit.records() + ", отклонено " + fit.rejects() + ")"
                                : "")
                        + (rename ? "; файл должен называться " + fit.pattern() : "") + ": " + command,
                "The shipped mapping " + fit.mapping() + " reads it"
                        + (tried
                                ? " (" + fit.records() + " records from the first rows, " + fit.rejects() + " rejected)"
                                : "")
                        + (rename ? "; the file must be called " + fit.pattern() : "") + ": " + command);
    }

    private static Names look(ColumnProfile.Look look) {
        return switch (look) {
            case EMPTY -> new Names("пусто", "nothing");
            case ROUNDED_ID -> new Names("испорченный код", "rounded id");
            case TIME -> new Names("время", "time");
            case EMAIL -> new Names("эл. почта", "e-mail");
            case PHONE -> new Names("телефон", "phone");
            case CURRENCY -> new Names("валюта", "currency");
            case NUMBER -> new Names("число", "number");
            case CATEGORY -> new Names("немногие значения", "few values");
            case ID -> new Names("код", "code");
            case NESTED -> new Names("вложенное", "nested");
            case TEXT -> new Names("текст", "text");
        };
    }

    private static Names detail(ColumnProfile column) {
        String list = column.values().entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
        Names detail =
                switch (column.look()) {
                    case TIME -> either(column.times().names());
                    case NUMBER -> list.isEmpty() ? numbers(column) : Names.same(list);
                    case CATEGORY, CURRENCY ->
                        list.isEmpty()
                                ? new Names("разных: " + column.distinct(), column.distinct() + " different")
                                : Names.same(list);
                    case ID, ROUNDED_ID, PHONE, EMAIL -> Names.same(shapes(column.shapes()));
                    case EMPTY, NESTED, TEXT -> Names.same("–");
                };
        String absent = column.absent().entrySet().stream()
                .map(e -> "; " + e.getKey() + " × " + e.getValue())
                .collect(Collectors.joining());
        return new Names(detail.ru() + absent, detail.en() + absent);
    }

    private static Names either(List<String> ways) {
        return new Names(String.join(" или ", ways), String.join(" or ", ways));
    }

    private static Names numbers(ColumnProfile column) {
        List<String> ways = column.numbers().names();
        return new Names(
                ways.stream()
                        .map(way -> "1" + way.substring(1) + "234" + way.charAt(0) + "5")
                        .collect(Collectors.joining(" или ", "как ", "")),
                ways.stream()
                        .map(way -> "1" + way.substring(1) + "234" + way.charAt(0) + "5")
                        .collect(Collectors.joining(" or ", "like ", "")));
    }

    private static String shapes(Map<String, Long> shapes) {
        String text = shapes.entrySet().stream()
                .limit(SHOWN_SHAPES)
                .map(e -> String.format(Locale.ROOT, "%s × %d", e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "–" : text;
    }
}
