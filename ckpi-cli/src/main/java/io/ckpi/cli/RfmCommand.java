package io.ckpi.cli;

import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.report.ResultTable;
import io.ckpi.value.Buyers;
import io.ckpi.value.Purchases;
import io.ckpi.value.Rfm;
import io.ckpi.value.RfmScores;
import io.ckpi.value.RfmSegments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores customers by recency, frequency and money. */
@Command(
        name = "rfm",
        header = "Scores customers by recency, frequency and money.",
        description = {
            "Scores customers by recency, frequency and money from 1 to 5 and counts the segments, from a",
            "CSV file of orders or from the records of sources."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ckpi rfm --demo",
            "  ckpi rfm --orders orders.csv --each --format csv --out rfm.csv"
        })
final class RfmCommand implements Callable<Integer> {

    private final Environment environment;

    @Option(
            names = "--method",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "QUANTILE7")
    private Rfm.Method method = Rfm.Method.QUANTILE7;

    @Option(names = "--each", description = "a row per customer in place of the segments")
    private boolean each;

    @Mixin
    private OrderOptions orders = new OrderOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    RfmCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Purchases log = orders.read(environment, output.language());
        RfmScores scores = Rfm.withDefaults().withMethod(method).of(log.buyers());
        List<ResultTable> tables = new ArrayList<>();
        if (each) {
            tables.add(customers(scores));
        } else {
            tables.add(segments(scores));
            tables.add(bins(scores));
        }
        output.write(environment, tables);
        return ExitCode.OK;
    }

    private ResultTable customers(RfmScores scores) {
        RfmSegments segments = RfmSegments.standard();
        Buyers buyers = scores.buyers();
        ResultTable.Builder table = ResultTable.named("rfm", new Names("RFM клиентов", "RFM of customers"))
                .text("customer", new Names("клиент", "customer"))
                .number("recencyDays", new Names("дней с покупки", "days since last"))
                .number("purchaseDays", new Names("дней с покупками", "purchase days"))
                .number("spend", new Names("сумма", "spend"))
                .text("rfm", Names.same("RFM"))
                .text("segment", new Names("сегмент", "segment"));
        for (int i = 0; i < buyers.size(); i++) {
            table.row(
                    buyers.id(i),
                    buyers.daysSinceLast(i),
                    buyers.repeats(i) + 1,
                    buyers.spend(i) / 1e6,
                    scores.code(i).orElse(null),
                    segments.of(scores, i).map(RfmSegments.Segment::names).orElse(null));
        }
        return table.build();
    }

    private ResultTable segments(RfmScores scores) {
        ResultTable.Builder table = ResultTable.named("segments", new Names("Сегменты RFM", "RFM segments"))
                .text("segment", new Names("сегмент", "segment"))
                .number("customers", new Names("клиентов", "customers"));
        RfmSegments.standard().sizes(scores).forEach((segment, size) -> table.row(segment.names(), size));
        return table.fact("customers", scores.buyers().size())
                .fact("until", scores.buyers().end())
                .build();
    }

    private ResultTable bins(RfmScores scores) {
        ResultTable.Builder table = ResultTable.named("bins", new Names("Размеры групп", "Sizes of the bins"))
                .text("dimension", new Names("измерение", "dimension"));
        for (int score = 1; score <= 5; score++) {
            table.number("score" + score, Names.same(String.valueOf(score)));
        }
        for (RfmScores.Dimension dimension : RfmScores.Dimension.values()) {
            Outcome<RfmScores.Bins> outcome = scores.of(dimension);
            Object[] cells = new Object[6];
            cells[0] = dimension.name().toLowerCase(Locale.ROOT);
            if (outcome instanceof Outcome.Computed<RfmScores.Bins> bins) {
                long[] sizes = bins.result().sizes();
                for (int i = 0; i < sizes.length; i++) {
                    cells[i + 1] = sizes[i];
                }
            } else if (outcome instanceof Outcome.NotComputable<RfmScores.Bins> none) {
                table.note(none.why().reason().sentence());
            }
            table.row(cells);
        }
        return table.build();
    }
}
