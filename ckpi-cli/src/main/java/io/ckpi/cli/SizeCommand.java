package io.ckpi.cli;

import io.ckpi.core.Names;
import io.ckpi.experiments.power.HoldoutSizing;
import io.ckpi.experiments.power.PowerAnalysis;
import io.ckpi.report.ResultTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sizes an experiment before it begins. */
@Command(
        name = "plan",
        header = "Sizes an experiment or a holdout.",
        description = {
            "Tells how many customers an experiment needs, what effect a given number can show, or what",
            "a holdout of each size can show and costs."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ckpi experiment plan --rate 0.02 --lift 0.10",
            "  ckpi experiment plan --mean 0.65 --sd 11.6 --customers 100000 --control-share 0.05",
            "  ckpi experiment plan --mean 0.65 --sd 11.6 --buyers 0.006 --customers 100000 --holdout \\",
            "       --gain 0.3 --contact-cost 0.05"
        })
final class SizeCommand implements Callable<Integer> {

    private static final double[] SHARES = {0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5};

    private final Environment environment;

    @Option(names = "--rate", paramLabel = "P", description = "share of the control group, such as 0.02")
    private @Nullable Double rate;

    @Option(names = "--mean", paramLabel = "X", description = "mean of the control group, with --sd")
    private @Nullable Double mean;

    @Option(names = "--sd", paramLabel = "X", description = "standard deviation of one customer")
    private @Nullable Double deviation;

    @Option(names = "--lift", paramLabel = "L", description = "relative effect to find, such as 0.1")
    private @Nullable Double lift;

    @Option(names = "--customers", paramLabel = "N", description = "customers in all, to find the detectable effect")
    private @Nullable Long customers;

    @Option(
            names = "--control-share",
            paramLabel = "S",
            description = "share of the control group (default: ${DEFAULT-VALUE})",
            defaultValue = "0.5")
    private double controlShare = 0.5;

    @Option(names = "--alpha", description = "error rate (default: ${DEFAULT-VALUE})", defaultValue = "0.05")
    private double alpha = 0.05;

    @Option(
            names = "--power",
            description = "chance to find the effect (default: ${DEFAULT-VALUE})",
            defaultValue = "0.8")
    private double power = 0.8;

    @Option(
            names = "--r-squared",
            description = "share of the variance that covariates explain (default: ${DEFAULT-VALUE})",
            defaultValue = "0")
    private double explained;

    @Option(names = "--holdout", description = "the curve of a holdout: what each size shows and costs")
    private boolean holdout;

    @Option(names = "--buyers", paramLabel = "P", description = "share of customers with an order, for --holdout")
    private @Nullable Double buyers;

    @Option(names = "--gain", paramLabel = "X", description = "expected gain per treated customer, for --holdout")
    private double gain;

    @Option(names = "--contact-cost", paramLabel = "X", description = "cost of a contact, for --holdout")
    private double contactCost;

    @Mixin
    private OutputOptions output = new OutputOptions();

    SizeCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        output.write(environment, List.of(holdout ? curve() : size()));
        return ExitCode.OK;
    }

    private ResultTable size() {
        Double share = rate;
        PowerAnalysis analysis = (share != null
                        ? PowerAnalysis.ofRate(share)
                        : PowerAnalysis.of(given("--mean", mean), Math.pow(given("--sd", deviation), 2)))
                .withControlShare(controlShare)
                .withAlpha(alpha)
                .withCovariates(explained);
        double base = analysis.value();
        ResultTable.Builder table = ResultTable.named(
                        "size", new Names("Размер эксперимента", "Size of the experiment"))
                .number("lift", new Names("прирост", "lift"))
                .number("effect", new Names("эффект", "effect"))
                .number("customers", new Names("клиентов", "customers"))
                .number("control", new Names("контроль", "control"))
                .number("power", new Names("мощность", "power"));
        if (lift != null) {
            PowerAnalysis.Size size = analysis.size(lift * base, power);
            table.row(lift, lift * base, size.customers(), (long) Math.ceil(size.control()), power);
        }
        if (customers != null) {
            double effect = analysis.effect(customers, power);
            table.row(effect / base, effect, customers, Math.round(customers * controlShare), power);
        }
        if (lift == null && customers == null) {
            throw new IllegalArgumentException("say what to find with --lift, or how many there are with --customers");
        }
        return table.fact("alpha", alpha).fact("base", base).build();
    }

    private ResultTable curve() {
        double level = given("--mean", mean);
        HoldoutSizing sizing = HoldoutSizing.of(
                        level,
                        Math.pow(given("--sd", deviation), 2),
                        given("--buyers", buyers),
                        customers == null ? 0 : customers)
                .withAlpha(alpha)
                .withPower(power);
        ResultTable.Builder table = ResultTable.named(
                        "holdout", new Names("Размер контрольной группы", "Size of the holdout"))
                .number("share", new Names("доля", "share"))
                .number("customers", new Names("клиентов", "customers"))
                .number("buyers", new Names("покупателей", "buyers"))
                .number("detectableLift", new Names("видимый прирост", "detectable lift"))
                .number("cost", new Names("цена", "cost"));
        boolean few = false;
        List<HoldoutSizing.Point> points = new ArrayList<>(sizing.curve(gain, contactCost, SHARES));
        for (HoldoutSizing.Point point : points) {
            table.row(point.share(), point.holdout(), point.buyers(), point.detectableLift(), point.cost());
            few |= point.fewBuyers();
        }
        if (few) {
            table.note(new Names(
                    "Меньше 30 покупателей в контрольной группе: результат покажет только очень большой эффект.",
                    "With fewer than 30 buyers held back only a very large effect can be shown."));
        }
        return table.fact("alpha", alpha).fact("power", power).build();
    }

    private static double given(String option, @Nullable Double value) {
        if (value == null) {
            throw new IllegalArgumentException(option + " is missing");
        }
        return value;
    }
}
