package io.ckpi.cli;

import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.report.ResultTable;
import io.ckpi.value.Boundary;
import io.ckpi.value.Buyers;
import io.ckpi.value.Fit;
import io.ckpi.value.GammaGamma;
import io.ckpi.value.ModelChoice;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Fits models of purchasing and compares them. */
@Command(
        name = "fit",
        header = "Fits models of purchasing and compares them.",
        description = {
            "Fits the models of purchasing to a CSV file of orders or to the records of sources, the best",
            "by BIC first, each with its parameters or the limit model it became, and the model of spend."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  ckpi ltv fit --orders orders.csv --cadence weeks"})
final class LtvFitCommand implements Callable<Integer> {

    private final Environment environment;

    @Mixin
    private CadenceOption cadence = new CadenceOption();

    @Mixin
    private OrderOptions orders = new OrderOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    LtvFitCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Buyers buyers = orders.read(environment, output.language()).buyers();
        output.write(environment, List.of(models(buyers), spend(buyers)));
        return ExitCode.OK;
    }

    private ResultTable models(Buyers buyers) {
        ModelChoice choice = ModelChoice.of(buyers.histories(cadence.cadence()));
        ResultTable.Builder table = ResultTable.named("models", new Names("Модели покупок", "Models of purchasing"))
                .text("model", new Names("модель", "model"))
                .text("parameters", new Names("параметры", "parameters"))
                .text("limit", new Names("предел", "limit"))
                .number("logLikelihood", new Names("логарифм правдоподобия", "log-likelihood"))
                .number("aic", Names.same("AIC"))
                .number("bic", Names.same("BIC"))
                .number("iterations", new Names("итераций", "iterations"));
        for (ModelChoice.Row row : choice.rows()) {
            Fit<?> fit = row.fit();
            table.row(
                    row.name(),
                    words(row.fit().model().parameters()),
                    fit.boundary() == Boundary.NONE
                            ? null
                            : fit.boundary().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    fit.logLikelihood(),
                    fit.aic(),
                    fit.bic(),
                    fit.convergence().iterations());
        }
        choice.refused()
                .forEach(refused -> table.note(new Names(
                        refused.name() + ": "
                                + refused.why().reason().sentence().ru(),
                        refused.name() + ": "
                                + refused.why().reason().sentence().en())));
        return table.fact("customers", buyers.size())
                .fact("until", buyers.end())
                .fact("cadence", cadence.word())
                .build();
    }

    private static ResultTable spend(Buyers buyers) {
        ResultTable.Builder table = ResultTable.named("spend", new Names("Модель суммы", "Model of spend"))
                .text("model", new Names("модель", "model"))
                .text("parameters", new Names("параметры", "parameters"))
                .number("logLikelihood", new Names("логарифм правдоподобия", "log-likelihood"))
                .number("customers", new Names("клиентов", "customers"));
        Outcome<Fit<GammaGamma>> outcome = GammaGamma.fit(buyers);
        if (outcome instanceof Outcome.Computed<Fit<GammaGamma>> computed) {
            Fit<GammaGamma> fit = computed.result();
            table.row("Gamma-Gamma", words(fit.model().parameters()), fit.logLikelihood(), fit.customers());
        } else if (outcome instanceof Outcome.NotComputable<Fit<GammaGamma>> none) {
            table.note(none.why().reason().sentence());
        }
        return table.build();
    }

    private static String words(Map<String, Double> parameters) {
        StringJoiner words = new StringJoiner(", ");
        parameters.forEach((name, value) -> words.add(name + " " + String.format(Locale.ROOT, "%.4g", value)));
        return words.toString();
    }
}
