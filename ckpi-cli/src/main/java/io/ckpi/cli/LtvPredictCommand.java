package io.ckpi.cli;

import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.report.ResultTable;
import io.ckpi.value.BgNbd;
import io.ckpi.value.Buyers;
import io.ckpi.value.Cadence;
import io.ckpi.value.Clv;
import io.ckpi.value.Fit;
import io.ckpi.value.GammaGamma;
import io.ckpi.value.Histories;
import io.ckpi.value.History;
import io.ckpi.value.MbgNbd;
import io.ckpi.value.ParetoNbd;
import io.ckpi.value.Rate;
import io.ckpi.value.TransactionModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Predicts what customers will bring. */
@Command(
        name = "predict",
        header = "Predicts what customers will bring.",
        description = {
            "Fits a model to purchases and tells for each customer how likely it is still active, how many",
            "purchases to expect and what they are worth; the most valuable first."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  ckpi ltv predict --orders orders.csv --margin 0.4 --months 12 --top 20"})
final class LtvPredictCommand implements Callable<Integer> {

    /** Models that predict for one customer. */
    enum Model {
        BG,
        MBG,
        PARETO
    }

    private static final double MONTHS_A_YEAR = 12;
    /** For so many customers the interval of each is computed. */
    private static final int FEW = 1000;

    private final Environment environment;

    @Option(names = "--model", description = "bg, mbg or pareto (default: ${DEFAULT-VALUE})", defaultValue = "mbg")
    private Model model = Model.MBG;

    @Option(
            names = "--months",
            paramLabel = "N",
            description = "how far to look (default: ${DEFAULT-VALUE})",
            defaultValue = "12")
    private int months = 12;

    @Option(
            names = "--margin",
            paramLabel = "RATE",
            description = "margin of spend (default: ${DEFAULT-VALUE})",
            defaultValue = "1")
    private double margin = 1;

    @Option(
            names = "--discount",
            paramLabel = "RATE",
            description = "per year (default: ${DEFAULT-VALUE})",
            defaultValue = "0.1")
    private double discount = 0.1;

    @Option(names = "--top", paramLabel = "N", description = "so many customers (default: all)")
    private int top = Integer.MAX_VALUE;

    @Mixin
    private CadenceOption cadence = new CadenceOption();

    @Mixin
    private OrderOptions orders = new OrderOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    LtvPredictCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Buyers buyers = orders.read(environment, output.language()).buyers();
        ResultTable.Builder table = ResultTable.named("ltv", new Names("Ценность клиентов", "Value of customers"))
                .text("customer", new Names("клиент", "customer"))
                .number("pAlive", new Names("вероятность активности", "P(alive)"))
                .number("purchases", new Names("ожидаемые покупки", "expected purchases"))
                .reading("value", new Names("ценность", "value"));
        Outcome<? extends Fit<? extends TransactionModel>> visits = visits(buyers.histories(cadence.cadence()));
        Outcome<Fit<GammaGamma>> spend = GammaGamma.fit(buyers);
        if (visits.value().isPresent()
                && spend.value().isPresent()
                && buyers.currency().isPresent()) {
            rows(buyers, visits.value().get(), spend.value().get(), table);
        }
        if (visits instanceof Outcome.NotComputable<?> none) {
            table.note(none.why().reason().sentence());
        }
        if (spend instanceof Outcome.NotComputable<?> none) {
            table.note(none.why().reason().sentence());
        }
        output.write(environment, List.of(table.build()));
        return ExitCode.OK;
    }

    private record Customer(int index, double pAlive, double purchases, double value) {}

    private void rows(
            Buyers buyers, Fit<? extends TransactionModel> visits, Fit<GammaGamma> spend, ResultTable.Builder table) {
        Clv plain = Clv.of(visits.model(), spend.model(), buyers.currency().orElseThrow())
                .margin(margin)
                .discount(Rate.perYear(discount))
                .horizon(months, Cadence.MONTHS);
        double horizon = months
                * Cadence.YEARS.days()
                / MONTHS_A_YEAR
                / cadence.cadence().days();
        List<Customer> all = new ArrayList<>();
        for (int i = 0; i < buyers.size(); i++) {
            History history = buyers.history(i, cadence.cadence());
            all.add(new Customer(
                    i,
                    visits.model().pAlive(history),
                    visits.model().expected(history, horizon),
                    plain.of(buyers.buyer(i), buyers.end()).value().orElse(0)));
        }
        all.sort(Comparator.comparingDouble(Customer::value).reversed().thenComparing(Customer::index));
        Clv clv = Clv.of(visits, spend, buyers.currency().orElseThrow())
                .margin(margin)
                .discount(Rate.perYear(discount))
                .horizon(months, Cadence.MONTHS);
        boolean few = all.size() <= FEW || top <= FEW;
        for (Customer one : all.subList(0, Math.min(top, all.size()))) {
            table.row(
                    buyers.id(one.index()),
                    one.pAlive(),
                    one.purchases(),
                    (few ? clv : plain).of(buyers.buyer(one.index()), buyers.end()));
        }
        table.fact("model", visits.model().toString())
                .fact("spend", spend.model().toString())
                .fact("customers", buyers.size())
                .fact("until", buyers.end())
                .fact("valueOfAll", all.stream().mapToDouble(Customer::value).sum());
    }

    private Outcome<? extends Fit<? extends TransactionModel>> visits(Histories histories) {
        return switch (model) {
            case BG -> BgNbd.fit(histories);
            case MBG -> MbgNbd.fit(histories);
            case PARETO -> ParetoNbd.fit(histories);
        };
    }
}
