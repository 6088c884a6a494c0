package io.ckpi.cli;

import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.experiments.Conventions;
import io.ckpi.experiments.Metric;
import io.ckpi.experiments.MetricReadout;
import io.ckpi.experiments.Plan;
import io.ckpi.experiments.PlanRows;
import io.ckpi.experiments.Readout;
import io.ckpi.experiments.Srm;
import io.ckpi.experiments.Verdict;
import io.ckpi.report.ResultTable;
import io.ckpi.sdk.Experiment;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsTable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads what an experiment caused. */
@Command(
        name = "analyze",
        header = "Reads what an experiment caused.",
        description = {
            "Compares the arms of an experiment with its control group: from a CSV file with a row per",
            "customer, from a table in a database that computes the moments itself, from moments that a",
            "database computed (see 'ckpi experiment sql'), or from the assignments and orders of sources."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ckpi experiment analyze --demo",
            "  ckpi experiment analyze --rows customers.csv --arm segment --control 'No E-Mail' \\",
            "       --metric mean:spend --metric rate:conversion --covariate history",
            "  ckpi experiment analyze --source jdbc --set url=jdbc:postgresql://db/crm --set user=reader \\",
            "       --table spring_mail --unit client --control holdout --metric mean:revenue",
            "  ckpi experiment analyze --moments moments.csv --control holdout --metric mean:revenue"
        })
final class AnalyzeCommand implements Callable<Integer> {

    private static final String DEFAULT_CONTROL = "control";

    private final Environment environment;

    @Option(names = "--rows", paramLabel = "FILE", description = "CSV file with a row per customer")
    private @Nullable Path rows;

    @Option(
            names = "--moments",
            paramLabel = "FILE",
            description = "CSV file with a row per arm: what the query of 'ckpi experiment sql' returns")
    private @Nullable Path moments;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "table or view of the --source with a row per customer; the source computes the moments")
    private @Nullable String table;

    @Option(
            names = "--unit",
            paramLabel = "COLUMN",
            description =
                    "column with the customer, to find who is in two arms (default: rows are different customers)")
    private @Nullable String unit;

    @Option(
            names = "--arm",
            paramLabel = "COLUMN",
            description = "column with the arm (default: arm; grp in a file of moments)")
    private @Nullable String arm;

    @Option(
            names = "--control",
            paramLabel = "ARM",
            description = "name of the control arm (default: ${DEFAULT-VALUE})",
            defaultValue = DEFAULT_CONTROL)
    private String control = DEFAULT_CONTROL;

    @Option(
            names = "--share",
            paramLabel = "ARM=SHARE",
            description = "planned share of an arm; with all of them the assignment is checked")
    private Map<String, Double> shares = new LinkedHashMap<>();

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            description = "mean:revenue, rate:buyer, ratio:revenue/orders or log-ratio:a/b; the first one decides")
    private List<String> metrics = new ArrayList<>();

    @Option(
            names = "--covariate",
            split = ",",
            paramLabel = "COLUMN",
            description = "measured before; adjusts the means")
    private List<String> covariates = new ArrayList<>();

    @Option(
            names = "--guardrail",
            paramLabel = "METRIC",
            description = "rate:unsubscribed<=0.001: must not rise by more; mean:orders>=0.01: must not fall by more")
    private List<String> guardrails = new ArrayList<>();

    @Option(
            names = "--level",
            description = "level of the intervals (default: ${DEFAULT-VALUE})",
            defaultValue = "0.95")
    private double level = 0.95;

    @Option(names = "--planned", paramLabel = "N", description = "planned number of customers, for the verdict")
    private @Nullable Long planned;

    @Mixin
    private FileOptions format = new FileOptions();

    @Mixin
    private SourceOptions sources = new SourceOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    AnalyzeCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        List<ResultTable> tables = new ArrayList<>();
        if (rows != null) {
            tables.add(table("", fromRows(rows), List.of()));
        } else if (moments != null) {
            tables.add(table("", fromMoments(moments), List.of()));
        } else if (table != null) {
            tables.add(fromSource(table));
        } else {
            for (Experiment experiment : SourceOptions.told(
                    environment,
                    output.language(),
                    sources.builder(environment).build().experiments(sources.period()))) {
                if (experiment.arms().containsKey(control) && experiment.arms().size() > 1) {
                    tables.add(table(
                            experiment.name(),
                            metrics.isEmpty()
                                    ? experiment.read(control)
                                    : plan(experiment.plan(control)).read(experiment.arms()),
                            List.of()));
                }
            }
            if (tables.isEmpty()) {
                throw new IllegalArgumentException("no experiment of the records has an arm " + control
                        + " beside another; name it with --control");
            }
        }
        output.write(environment, tables);
        return ExitCode.OK;
    }

    // ---- reading

    private Readout fromRows(Path file) {
        List<String> variables = variables();
        String armColumn = arm == null ? "arm" : arm;
        Set<String> arms = new LinkedHashSet<>();
        List<String> needed = new ArrayList<>(variables);
        needed.add(armColumn);
        if (unit != null) {
            needed.add(unit);
        }
        CsvTable table = format.table(file);
        table.read(needed, row -> {
            String name = row.get(armColumn);
            if (name != null) {
                arms.add(name);
            }
        });
        Plan plan = plan(arms(arms));
        PlanRows collected = plan.rows();
        List<String> order = plan.moments().names();
        Rejects rejects = format.rejects();
        double[] values = new double[order.size()];
        table.read(needed, row -> {
            String name = row.get(armColumn);
            String who = unit == null ? "row " + row.line() : row.get(unit);
            if (name == null || who == null) {
                rejects.add(row.line(), name == null ? "no " + armColumn : "no " + unit);
                return;
            }
            for (int i = 0; i < values.length; i++) {
                Double value = number(row.get(order.get(i)));
                if (value == null) {
                    rejects.add(row.line(), "column " + order.get(i) + " is no number");
                    return;
                }
                values[i] = value;
            }
            collected.add(who, name, values);
        });
        rejects.report(environment.err());
        return collected.read();
    }

    private Readout fromMoments(Path file) {
        String armColumn = arm == null ? "grp" : arm;
        MomentsLayout layout = MomentsLayout.of(variables().toArray(new String[0]));
        Map<String, Moments> arms = new LinkedHashMap<>();
        format.table(file).read(List.of(armColumn), row -> {
            String name = row.get(armColumn);
            if (name == null) {
                throw new IllegalArgumentException("line " + row.line() + " has no " + armColumn);
            }
            Map<String, BigDecimal> cells = new HashMap<>();
            row.all().forEach((column, cell) -> {
                if (!column.equals(armColumn)) {
                    cells.put(column, decimal(row.line(), column, cell));
                }
            });
            arms.put(name, layout.fromRow(cells));
        });
        return plan(arms(arms.keySet())).read(arms);
    }

    private ResultTable fromSource(String name) {
        MomentsLayout layout = MomentsLayout.of(variables().toArray(new String[0]));
        String source = sources.only();
        MomentsTable found = sources.builderOfOne(environment)
                .build()
                .moments(source, new MomentsRequest(name, layout, arm == null ? "arm" : arm, unit))
                .orElseThrow(() -> new IllegalArgumentException("the source " + source
                        + " computes no moments: take a database ('jdbc'), or give the rows with --rows FILE"));
        List<Names> notes = new ArrayList<>();
        if (found.contaminated() > 0) {
            notes.add(new Names(
                    "единицы в двух группах исключены: " + found.contaminated(),
                    "units in two arms were left out: " + found.contaminated()));
        }
        if (found.ungrouped() > 0) {
            notes.add(new Names(
                    "строки без группы исключены: " + found.ungrouped(),
                    "rows without an arm were left out: " + found.ungrouped()));
        }
        return table("", plan(arms(found.groups().keySet())).read(found.groups()), notes);
    }

    private static BigDecimal decimal(long line, String column, String cell) {
        try {
            return new BigDecimal(cell);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("line " + line + ", column " + column + ": not a number", wrong);
        }
    }

    private static @Nullable Double number(@Nullable String cell) {
        try {
            double value = cell == null ? Double.NaN : new BigDecimal(cell).doubleValue();
            return Double.isFinite(value) ? value : null;
        } catch (NumberFormatException wrong) {
            return null;
        }
    }

    // ---- planning

    private Plan.Builder arms(Set<String> names) {
        if (!names.contains(control)) {
            throw new IllegalArgumentException(
                    "no arm is named " + control + "; there are " + names + ": name the control with --control");
        }
        for (String name : shares.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("--share names an arm that is not there: " + name);
            }
        }
        Plan.Builder plan = Plan.named("experiment");
        Double held = shares.get(control);
        plan = held == null ? plan.control(control) : plan.control(control, held);
        for (String name : names) {
            if (!name.equals(control)) {
                Double share = shares.get(name);
                plan = share == null ? plan.treatment(name) : plan.treatment(name, share);
            }
        }
        return plan;
    }

    private Plan plan(Plan.Builder plan) {
        Plan.Builder builder = plan.conventions(Conventions.defaults().withLevel(level));
        for (Metric metric : metrics()) {
            builder = builder.metric(metric);
        }
        if (planned != null) {
            builder = builder.plannedUnits(planned);
        }
        return builder.build();
    }

    private List<Metric> metrics() {
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("name a metric with --metric, such as mean:revenue");
        }
        List<Metric> all = new ArrayList<>();
        for (String text : metrics) {
            Metric metric = MetricArgument.metric(text);
            if (!covariates.isEmpty() && metric.variables().stream().noneMatch(covariates::contains)) {
                metric = metric.adjustedBy(covariates.toArray(new String[0]));
            }
            all.add(all.isEmpty() ? metric.primary() : metric);
        }
        guardrails.forEach(text -> all.add(MetricArgument.guardrail(text)));
        return all;
    }

    private List<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        for (Metric metric : metrics()) {
            names.addAll(metric.variables());
            metric.covariates().forEach(covariate -> names.addAll(covariate.variables()));
        }
        return List.copyOf(names);
    }

    // ---- showing

    private static ResultTable table(String name, Readout readout, List<Names> notes) {
        String suffix = name.isEmpty() ? "" : ": " + name;
        ResultTable.Builder table = ResultTable.named(
                        "experiment", new Names("Эксперимент" + suffix, "Experiment" + suffix))
                .text("arm", new Names("группа", "arm"))
                .text("metric", new Names("показатель", "metric"))
                .reading("control", new Names("контроль", "control"))
                .reading("treated", new Names("воздействие", "treated"))
                .reading("effect", new Names("эффект", "effect"))
                .share("lift", new Names("прирост", "lift"))
                .reading("total", new Names("всего", "in total"))
                .number("p", new Names("p", "p"))
                .number("adjustedP", new Names("p с поправкой", "adjusted p"))
                .text("method", new Names("метод", "method"));
        for (MetricReadout metric : readout.metrics()) {
            table.row(
                    metric.arm(),
                    metric.metric().name(),
                    metric.control(),
                    metric.treated(),
                    metric.absolute(),
                    metric.relative(),
                    metric.incrementalTotal(),
                    metric.pValue().isPresent() ? metric.pValue().getAsDouble() : null,
                    metric.adjustedPValue().isPresent()
                            ? metric.adjustedPValue().getAsDouble()
                            : null,
                    metric.method().name().toLowerCase(Locale.ROOT));
        }
        readout.units().forEach((arm, units) -> table.fact("customers." + arm, units));
        readout.srm().ifPresent(outcome -> {
            if (outcome instanceof Outcome.Computed<Srm.Check> check) {
                table.fact("sampleRatioP", check.result().pValue());
            }
        });
        readout.plan().treatments().forEach(arm -> {
            Verdict verdict = Objects.requireNonNull(readout.verdicts().get(arm), arm);
            String decision = verdict.decision().name();
            table.note(new Names(arm + ": " + decision, arm + ": " + decision));
            verdict.reasons().forEach(table::note);
        });
        readout.issues().forEach(issue -> table.note(issue.sentence()));
        notes.forEach(table::note);
        return table.build();
    }
}
