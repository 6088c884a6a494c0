package io.ckpi.cli;

import io.ckpi.core.Indicator;
import io.ckpi.core.JourneyStage;
import io.ckpi.core.Perspective;
import io.ckpi.sdk.Catalogue;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the catalogue, or one indicator whole. */
@Command(
        name = "indicators",
        header = "Prints the catalogue of indicators.",
        description = "Prints the catalogue of indicators, or one of them with its formula.",
        mixinStandardHelpOptions = true)
final class IndicatorsCommand implements Callable<Integer> {

    private final Environment environment;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "id of an indicator, such as economics.roi")
    private @Nullable String id;

    @Option(names = "--lang", description = "en or ru (default: ${DEFAULT-VALUE})", defaultValue = "en")
    private Language language = Language.EN;

    IndicatorsCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Catalogue catalogue = Catalogue.standard();
        if (id == null) {
            list(catalogue.indicators());
        } else if (catalogue.contains(id)) {
            environment.out().println(catalogue.definition(id).text().strip());
        } else {
            throw new IllegalArgumentException("no indicator " + id + "; 'ckpi indicators' lists them");
        }
        return ExitCode.OK;
    }

    private void list(List<Indicator> indicators) {
        PrintWriter out = environment.out();
        Locale locale = language.locale();
        Map<String, Perspective> perspectives =
                Perspective.standard().stream().collect(Collectors.toMap(Perspective::id, Function.identity()));
        for (Indicator indicator : indicators) {
            JourneyStage stage = indicator.stage();
            Perspective perspective = perspectives.get(indicator.perspective());
            out.printf(
                    Locale.ROOT,
                    "%-34s %-7s %s %s  %s%n",
                    indicator.id(),
                    indicator.unit().name().toLowerCase(Locale.ROOT),
                    switch (indicator.direction()) {
                        case HIGHER_IS_BETTER, UP_TO_TARGET -> "↑";
                        case LOWER_IS_BETTER -> "↓";
                        case TARGET_IS_BEST -> "◎";
                        case NEUTRAL -> "–";
                    },
                    stage == null ? " " : String.valueOf(stage.number()),
                    indicator.names().in(locale)
                            + (perspective == null
                                    ? ""
                                    : " · " + perspective.names().in(locale)));
        }
        out.printf(Locale.ROOT, language == Language.RU ? "%d показателей%n" : "%d indicators%n", indicators.size());
    }
}
