package io.ckpi.cli;

import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.report.ResultTable;
import io.ckpi.sdk.Acquisition;
import io.ckpi.value.Balance;
import io.ckpi.value.CacDefinition;
import io.ckpi.value.Cadence;
import io.ckpi.value.Rate;
import io.ckpi.value.UnitEconomics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Weighs what customers bring against what winning them cost. */
@Command(
        name = "balance",
        header = "Weighs lifetime value against the cost of winning customers.",
        description = {
            "Weighs lifetime value against the cost of winning customers, by the channel that brought them or by",
            "the month of the first purchase. LTV is what they brought and will bring, by the model of purchases with the",
            "least BIC and Gamma-Gamma, fitted to these very purchases; with intervals, the chance that it is above CAC, and the payback."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ckpi ltv balance --demo",
            "  ckpi ltv balance --demo --by month --cac lag:1",
            "  ckpi ltv balance --orders orders.csv --channel source --spend spend.csv --margin 0.4"
        })
final class LtvBalanceCommand implements Callable<Integer> {

    private static final String LAG = "lag:";

    private final Environment environment;

    @Option(
            names = "--by",
            description = "channel, or month of the first purchase (default: ${DEFAULT-VALUE})",
            defaultValue = "channel")
    private CohortsCommand.By by = CohortsCommand.By.CHANNEL;

    @Option(
            names = "--cac",
            paramLabel = "CAC",
            description = {
                "blended (all spend), acquisition-only (without what existing customers got), paid (the same,",
                "without customers of the channels of --organic) or lag:N (spend of N months before)",
                "(default: ${DEFAULT-VALUE})"
            },
            defaultValue = "blended")
    private String cac = "blended";

    @Option(
            names = "--organic",
            split = ",",
            paramLabel = "CHANNEL",
            description = "channels whose customers come by themselves, for --cac paid")
    private Set<String> organic = Set.of();

    @Option(
            names = "--margin",
            paramLabel = "RATE",
            description = "margin of the amounts; orders of a file need it (default: that of the records)")
    private @Nullable Double margin;

    @Option(
            names = "--months",
            paramLabel = "N",
            description = "how far to look (default: ${DEFAULT-VALUE})",
            defaultValue = "12")
    private int months = 12;

    @Option(
            names = "--discount",
            paramLabel = "RATE",
            description = "per year (default: ${DEFAULT-VALUE})",
            defaultValue = "0.1")
    private double discount = 0.1;

    @Option(
            names = "--draws",
            paramLabel = "N",
            description = "draws behind intervals and chances (default: ${DEFAULT-VALUE})",
            defaultValue = "1000")
    private int draws = 1000;

    @Mixin
    private OrderOptions orders = new OrderOptions();

    @Mixin
    private SpendOptions spend = new SpendOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    LtvBalanceCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        UnitEconomics economics = economics();
        Outcome<Acquisition> found =
                orders.acquisition(environment, output.language(), spend, by == CohortsCommand.By.CHANNEL);
        Outcome<Balance> balance = found instanceof Outcome.NotComputable<Acquisition> none
                ? Outcome.absent(none.why())
                : found.value().orElseThrow().balance(economics);
        output.write(environment, List.of(table(balance)));
        return ExitCode.OK;
    }

    private UnitEconomics economics() {
        UnitEconomics economics = UnitEconomics.withDefaults()
                .with(definition())
                .organic(organic)
                .horizon(months, Cadence.MONTHS)
                .discount(Rate.perYear(discount))
                .withDraws(draws, 1);
        economics = by == CohortsCommand.By.MONTH ? economics.byCohort() : economics;
        return margin == null ? economics : economics.margin(margin);
    }

    private CacDefinition definition() {
        try {
            return switch (cac) {
                case "blended" -> CacDefinition.blended();
                case "acquisition-only" -> CacDefinition.acquisitionOnly();
                case "paid" -> CacDefinition.paid();
                default -> {
                    if (!cac.startsWith(LAG)) {
                        throw new IllegalArgumentException("there is no such definition");
                    }
                    yield CacDefinition.lagged(Integer.parseInt(cac.substring(LAG.length())));
                }
            };
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "--cac takes blended, acquisition-only, paid or lag:N, not " + cac, wrong);
        }
    }

    private ResultTable table(Outcome<Balance> outcome) {
        ResultTable.Builder table = ResultTable.named(
                        "balance", new Names("Сбалансированность CAC и LTV", "LTV to CAC balance"))
                .text(
                        "group",
                        by == CohortsCommand.By.CHANNEL
                                ? new Names("канал", "channel")
                                : new Names("первая покупка", "first purchase"))
                .number("acquired", new Names("привлечено", "acquired"))
                .reading("spend", new Names("расходы", "spend"))
                .reading("ltv", Names.same("LTV"))
                .reading("cac", Names.same("CAC"))
                .reading("difference", new Names("разница", "difference"))
                .reading("ratio", Names.same("LTV:CAC"))
                .share("pLtvAboveCac", Names.same("P(LTV > CAC)"))
                .reading("paybackMonths", new Names("окупаемость, мес.", "payback, months"));
        if (outcome instanceof Outcome.NotComputable<Balance> none) {
            Names detail = none.why().detail();
            table.note(none.why().reason().sentence());
            if (detail != null) {
                table.note(detail);
            }
            return table.build();
        }
        Balance balance = outcome.value().orElseThrow();
        for (Balance.Group group : balance.groups()) {
            table.row(
                    group.label(),
                    group.acquired(),
                    OrderOptions.reading(group.spend()),
                    group.ltv(),
                    group.cac(),
                    group.difference(),
                    group.ratio(),
                    group.pLtvAboveCac(),
                    group.payback());
        }
        if (balance.groups().stream().anyMatch(group -> group.label().equals(Acquisition.UNASSIGNED))) {
            table.note(
                    new Names(
                            "Расходы без канала (зарплаты, инструменты) ни один канал не несёт; по месяцам (--by month) учтены все.",
                            "No channel carries the spend that names none (salaries, tools); by month (--by month) all counts."));
        }
        return table.fact("cac", balance.definition().id())
                .fact("months", months)
                .fact("outside", balance.outside())
                .fact("draws", balance.draws())
                .build();
    }
}
