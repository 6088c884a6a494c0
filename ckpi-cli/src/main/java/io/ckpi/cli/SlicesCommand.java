package io.ckpi.cli;

import io.ckpi.core.Absent;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Indicator;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.report.ResultTable;
import io.ckpi.sdk.Catalogue;
import io.ckpi.sdk.Ckpi;
import io.ckpi.sdk.Slices;
import io.ckpi.sdk.Sourced;
import io.ckpi.sdk.definition.Cut;
import io.ckpi.sdk.definition.Dimension;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Cuts indicators by a dimension. */
@Command(
        name = "slices",
        header = "Cuts the indicators by channel, campaign, product, region, employee, department or time.",
        description = {
            "Cuts the indicators of a period by channel, campaign, product, region, employee, department,",
            "month, week or day. What no record says stands under (unknown) and is never shared out; values",
            "beyond the limit stand under (other)."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ckpi slices --demo --by channel --indicator customer.cac,economics.roi",
            "  ckpi slices --demo --by employee --indicator sales.revenue --format csv"
        })
final class SlicesCommand implements Callable<Integer> {

    private final Environment environment;

    @Option(
            names = "--by",
            required = true,
            converter = DimensionArgument.class,
            paramLabel = "DIMENSION",
            description = "channel, campaign, product, region, employee, department, month, week or day")
    private Dimension by = Dimension.CHANNEL;

    @Option(
            names = "--indicator",
            split = ",",
            paramLabel = "ID",
            description = "the indicators, see 'ckpi indicators' (default: all that can be cut so and are measured)")
    private List<String> indicators = List.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "the greatest number of values with a slice of their own (default: ${DEFAULT-VALUE})",
            defaultValue = "" + Ckpi.DEFAULT_SLICES)
    private int limit = Ckpi.DEFAULT_SLICES;

    @Mixin
    private SourceOptions sources = new SourceOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    SlicesCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Catalogue catalogue = Catalogue.standard();
        indicators.forEach(catalogue::indicator);
        if (limit < 1) {
            throw new IllegalArgumentException("--limit is below 1: " + limit);
        }
        Period period = sources.period();
        Sourced<Slices> found = sources.builder(environment).build().slices(period, by, limit);
        Slices slices = SourceOptions.told(environment, output.language(), found);
        output.write(environment, List.of(table(catalogue, slices, found.issues())));
        return ExitCode.OK;
    }

    private ResultTable table(Catalogue catalogue, Slices slices, List<DataIssue> issues) {
        ResultTable.Builder table = ResultTable.named(
                        "slices",
                        new Names(
                                "Показатели: " + by.names().ru(),
                                "Indicators by " + by.names().en()))
                .text("indicator", new Names("показатель", "indicator"))
                .text("slice", by.names())
                .text("name", new Names("название", "name"))
                .number("records", new Names("записи", "records"))
                .reading("value", new Names("значение", "value"))
                .text("cut", new Names("деление", "cut"));
        Map<String, Indicator> wanted = wanted(catalogue, slices);
        boolean overlapping = false;
        for (Map.Entry<String, Indicator> entry : wanted.entrySet()) {
            String id = entry.getKey();
            Names cut = slices.cut(id).map(SlicesCommand::words).orElse(null);
            overlapping |= slices.cut(id).filter(each -> each == Cut.OVERLAP).isPresent();
            table.row(id, "(whole)", entry.getValue().names(), null, slices.reading(id), null);
            for (Slices.Slice slice : slices.slices()) {
                table.row(id, slice.id(), slice.names(), slice.records(), slice.reading(id), cut);
            }
        }
        table.fact("from", slices.period().from())
                .fact("until", slices.period().until())
                .fact("slices", slices.slices().size());
        if (overlapping) {
            table.note(
                    new Names(
                            "Где деление с пересечениями, человек или заказ может быть в нескольких срезах: целое не равно их сумме.",
                            "Where the cut overlaps, a person or an order may be in several slices: the whole is not their sum."));
        }
        issues.stream()
                .filter(issue -> issue.code().equals("SLICES_FOLDED"))
                .forEach(issue -> table.note(issue.sentence()));
        return table.build();
    }

    private Map<String, Indicator> wanted(Catalogue catalogue, Slices slices) {
        Map<String, Indicator> wanted = new LinkedHashMap<>();
        if (indicators.isEmpty()) {
            for (Indicator indicator : catalogue.indicators()) {
                Reading whole = slices.reading(indicator.id());
                boolean cut = by.isTime()
                        ? isCut(slices, indicator.id())
                        : slices.cut(indicator.id()).isPresent();
                if (cut && !(whole instanceof Absent)) {
                    wanted.put(indicator.id(), indicator);
                }
            }
        } else {
            indicators.forEach(id -> wanted.put(id, catalogue.indicator(id)));
        }
        return wanted;
    }

    /** Every indicator can be cut by time, but for one whose records have none. */
    private static boolean isCut(Slices slices, String id) {
        return slices.slices().stream()
                .anyMatch(slice ->
                        !(slice.reading(id) instanceof Absent absent) || absent.reason() != Reason.NOT_IDENTIFIED);
    }

    private static Names words(Cut cut) {
        return switch (cut) {
            case RECORD -> new Names("по записям", "records");
            case OVERLAP -> new Names("с пересечениями", "overlap");
            case SUBJECT -> new Names("по людям", "persons");
        };
    }
}
