package io.ckpi.cli;

import io.ckpi.core.LeadStage;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.funnel.attribution.Attribution;
import io.ckpi.funnel.attribution.AttributionModel;
import io.ckpi.funnel.attribution.ChannelEconomics;
import io.ckpi.funnel.attribution.Credits;
import io.ckpi.funnel.attribution.TouchPaths;
import io.ckpi.report.ResultTable;
import io.ckpi.sdk.ChannelPaths;
import io.ckpi.sdk.Ckpi;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shares conversions among channels. */
@Command(
        name = "attribution",
        header = "Shares conversions among the channels that touched the customers.",
        description = {
            "Shares conversions and their value among the channels that touched the customers, by one or",
            "more models, from a CSV file of paths or from the records of sources. Credit is not what",
            "would be lost without a channel: that takes an experiment."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Models: first, last, last-except:CHANNEL, linear, time-decay:TIME, position:0.4/0.2/0.4, markov:1",
            "(to 4), shapley, shapley-rate.",
            "",
            "Examples:",
            "  ckpi attribution --demo --model last,linear,markov:1 --margin 0.4",
            "  ckpi attribution --paths paths.csv --model markov:2,shapley"
        })
final class AttributionCommand implements Callable<Integer> {

    private final Environment environment;

    @Option(
            names = "--model",
            split = ",",
            paramLabel = "MODEL",
            description = "the models (default: ${DEFAULT-VALUE})",
            defaultValue = "first,last,linear,markov:1")
    private List<String> models = List.of();

    @Option(
            names = "--paths",
            paramLabel = "FILE",
            description =
                    "CSV file of paths, in place of a source: columns path (a > b > c), conversions, value, nulls")
    private @Nullable Path file;

    @Mixin
    private FileOptions format = new FileOptions();

    @Option(
            names = "--look-back",
            paramLabel = "TIME",
            converter = DurationArgument.class,
            description = "how long before a conversion a touch counts (default: ${DEFAULT-VALUE})",
            defaultValue = "30d")
    private Duration lookBack = Duration.ofDays(30);

    @Option(
            names = "--goal",
            paramLabel = "GOAL",
            description = "purchase, or a stage such as lead, mql or won (default: ${DEFAULT-VALUE})",
            defaultValue = "purchase")
    private String goal = "purchase";

    @Option(
            names = "--margin",
            paramLabel = "RATE",
            description = "gross margin of revenue for ROMI; adds what each channel cost and brought")
    private @Nullable Double margin;

    @Option(
            names = "--replicates",
            paramLabel = "N",
            description = "bootstrap replicates behind the intervals, 0 for none (default: ${DEFAULT-VALUE})",
            defaultValue = "1000")
    private int replicates = 1000;

    @Mixin
    private SourceOptions sources = new SourceOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    AttributionCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        List<AttributionModel> wanted =
                models.stream().map(AttributionCommand::model).toList();
        ChannelPaths found = file == null ? records() : new ChannelPaths(read(file), Map.of());
        Attribution attribution = Attribution.withDefaults().withReplicates(replicates);
        List<ResultTable> tables = new ArrayList<>();
        for (AttributionModel model : wanted) {
            Credits credits = attribution.of(found.paths(), model);
            tables.add(credits(credits));
            if (margin != null) {
                tables.add(economics(found.economics(credits, margin)));
            }
        }
        output.write(environment, tables);
        return ExitCode.OK;
    }

    private ChannelPaths records() {
        Period period = sources.period();
        Ckpi ckpi = sources.builder(environment).build();
        if (goal.equalsIgnoreCase("purchase")) {
            return SourceOptions.told(environment, output.language(), ckpi.purchasePaths(period, lookBack));
        }
        LeadStage stage = Arrays.stream(LeadStage.values())
                .filter(each -> each.name().equalsIgnoreCase(goal) && each.isRung())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "--goal takes purchase, lead, mql, sal, sql, opportunity or won, not " + goal));
        return SourceOptions.told(environment, output.language(), ckpi.leadPaths(period, stage, lookBack));
    }

    private TouchPaths read(Path path) {
        TouchPaths.Builder builder = TouchPaths.builder();
        Rejects rejects = format.rejects();
        format.table(path).read(List.of("path", "conversions"), row -> {
            String text = row.get("path");
            try {
                List<String> channels = text == null
                        ? List.of()
                        : Arrays.stream(text.split(">")).map(String::strip).toList();
                builder.add(channels, count(row.get("conversions")), number(row.get("value")), count(row.get("nulls")));
            } catch (IllegalArgumentException wrong) {
                rejects.add(row.line(), "no path with whole numbers of conversions and nulls");
            }
        });
        rejects.report(environment.err());
        return builder.build();
    }

    private static long count(@Nullable String cell) {
        return cell == null ? 0 : Long.parseLong(cell);
    }

    private static double number(@Nullable String cell) {
        return cell == null ? 0 : new BigDecimal(cell).doubleValue();
    }

    private static AttributionModel model(String text) {
        String[] parts = text.strip().split(":", 2);
        String argument = parts.length > 1 ? parts[1] : "";
        try {
            return switch (parts[0]) {
                case "first" -> new AttributionModel.First();
                case "last" -> new AttributionModel.Last();
                case "last-except" -> new AttributionModel.LastExcept(Set.of(argument));
                case "linear" -> new AttributionModel.Linear();
                case "time-decay" -> new AttributionModel.TimeDecay(new DurationArgument().convert(argument));
                case "position" -> {
                    double[] shares = Arrays.stream(argument.split("/"))
                            .mapToDouble(Double::parseDouble)
                            .toArray();
                    yield new AttributionModel.Position(shares[0], shares[1], shares[2]);
                }
                case "markov" -> new AttributionModel.Markov(argument.isEmpty() ? 1 : Integer.parseInt(argument));
                case "shapley" ->
                    new AttributionModel.Shapley(
                            AttributionModel.Shapley.Worth.CONTAINED_COUNT,
                            AttributionModel.Shapley.DEFAULT_PERMUTATIONS);
                case "shapley-rate" ->
                    new AttributionModel.Shapley(
                            AttributionModel.Shapley.Worth.RATE, AttributionModel.Shapley.DEFAULT_PERMUTATIONS);
                default -> throw new IllegalArgumentException("there is no such model");
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException wrong) {
            throw new IllegalArgumentException("--model " + text + ": " + wrong.getMessage(), wrong);
        }
    }

    private static ResultTable credits(Credits credits) {
        String id = credits.model().id();
        ResultTable.Builder table = ResultTable.named("credits", new Names("Вклад каналов: " + id, "Credits: " + id))
                .text("channel", new Names("канал", "channel"))
                .reading("conversions", new Names("конверсии", "conversions"))
                .reading("value", new Names("ценность", "value"));
        for (Credits.Credit credit : credits.channels()) {
            table.row(credit.channel(), credit.conversions(), credit.value());
        }
        table.fact("model", id)
                .fact("conversions", credits.total().conversions())
                .fact("value", credits.total().value())
                .fact("unattributed", credits.unattributed().conversions())
                .note(new Names(
                        "Вклад — не то, что было бы потеряно без канала: это показывает только эксперимент.",
                        "Credit is not what would be lost without the channel: only an experiment shows that."));
        credits.issues().forEach(issue -> table.note(issue.sentence()));
        return table.build();
    }

    private static ResultTable economics(List<ChannelEconomics> all) {
        ResultTable.Builder table = ResultTable.named(
                        "economics", new Names("Экономика каналов", "Economics of channels"))
                .text("channel", new Names("канал", "channel"))
                .reading("costPerLead", new Names("цена лида", "cost per lead"))
                .reading("cac", new Names("CAC", "CAC"))
                .reading("revenuePerCustomer", new Names("выручка на покупателя", "revenue per customer"))
                .reading("romi", new Names("ROMI", "ROMI"));
        for (ChannelEconomics one : all) {
            table.row(one.channel(), one.costPerLead(), one.acquisitionCost(), one.revenuePerCustomer(), one.romi());
        }
        return table.build();
    }
}
