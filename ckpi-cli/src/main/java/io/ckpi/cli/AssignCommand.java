package io.ckpi.cli;

import io.ckpi.core.CkpiException;
import io.ckpi.experiments.assignment.Holdout;
import io.ckpi.experiments.assignment.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Assigns customers to arms, the same ones every time. */
@Command(
        name = "assign",
        header = "Assigns customers to arms.",
        description = {
            "Assigns the customers of a CSV file to the arms of an experiment by a hash of their id: the",
            "same customer always comes to the same arm, without a table. Writes id and arm; customers",
            "of a holdout, or outside the coverage, have no arm."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  ckpi experiment assign --experiment spring-mail --share holdout=0.05 --share mailed=0.95 ids.csv"
        })
final class AssignCommand implements Callable<Integer> {

    private final Environment environment;

    @Option(
            names = "--experiment",
            required = true,
            paramLabel = "NAME",
            description = "name of the experiment: its salt")
    private String experiment = "";

    @Option(
            names = "--share",
            required = true,
            paramLabel = "ARM=SHARE",
            description = "the arms in order; they sum to 1")
    private Map<String, Double> shares = new LinkedHashMap<>();

    @Option(
            names = "--coverage",
            description = "share of each arm's range that is used (default: ${DEFAULT-VALUE})",
            defaultValue = "1")
    private double coverage = 1;

    @Option(
            names = "--holdout",
            paramLabel = "NAME=SHARE",
            description = "a general holdout whose members take no part in any experiment")
    private Map<String, Double> holdouts = new LinkedHashMap<>();

    @Option(
            names = "--id",
            paramLabel = "COLUMN",
            description = "column with the id (default: ${DEFAULT-VALUE})",
            defaultValue = "id")
    private String id = "id";

    @Option(names = "--delimiter", paramLabel = "C", description = "separator of the file (default: ,)")
    private char delimiter = ',';

    @Option(names = "--out", paramLabel = "FILE", description = "file to write to (default: the standard output)")
    private @Nullable Path out;

    @Parameters(paramLabel = "FILE", description = "CSV file with the ids")
    private Path file = Path.of("");

    AssignCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        List<String> arms = new ArrayList<>(shares.keySet());
        Split split = Split.of(experiment, arms.toArray(new String[0]))
                .withWeights(
                        coverage,
                        shares.values().stream().mapToDouble(share -> share).toArray());
        for (Map.Entry<String, Double> holdout : holdouts.entrySet()) {
            split = split.outside(Holdout.of(holdout.getKey(), holdout.getValue(), LocalDate.EPOCH));
        }
        LocalDate today = LocalDate.ofInstant(
                environment.clock().instant(), environment.clock().getZone());
        Map<String, Long> counts = new TreeMap<>();
        Path target = out;
        try {
            PrintWriter print = target == null
                    ? environment.out()
                    : new PrintWriter(Files.newBufferedWriter(target, StandardCharsets.UTF_8));
            try {
                assign(split, today, counts, print);
            } finally {
                print.flush();
                if (target != null) {
                    print.close();
                }
            }
        } catch (IOException e) {
            throw new CkpiException(CkpiException.Kind.CONFIG, "CKPI-CLI-OUT", null, "cannot write to " + target, e);
        }
        environment.err().println(counts);
        return ExitCode.OK;
    }

    private void assign(Split split, LocalDate today, Map<String, Long> counts, PrintWriter print) {
        print.println("id,arm");
        new CsvTable(file, delimiter).read(List.of(id), row -> {
            String unit = row.get(id);
            if (unit == null) {
                throw new IllegalArgumentException("line " + row.line() + " has no " + id);
            }
            Optional<String> arm = split.assign(unit, today);
            counts.merge(arm.orElse("(none)"), 1L, Long::sum);
            print.println(quoted(unit) + ',' + arm.map(AssignCommand::quoted).orElse(""));
        });
    }

    private static String quoted(String text) {
        return text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0
                ? text
                : '"' + text.replace("\"", "\"\"") + '"';
    }
}
