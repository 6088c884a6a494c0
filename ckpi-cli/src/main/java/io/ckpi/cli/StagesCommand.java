package io.ckpi.cli;

import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.funnel.Ladder;
import io.ckpi.funnel.LadderResult;
import io.ckpi.funnel.StageRules;
import io.ckpi.report.ResultTable;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how persons and leads stand on a ladder of stages. */
@Command(
        name = "stages",
        header = "Shows how far persons and leads have come through the stages.",
        description = {
            "Shows how far persons and leads have come on the ladder of leads, or through the seven stages",
            "of the customer journey, at the end of the period: who was seen at a rung, who passed it in",
            "order, who is there or beyond, and how often leads went back or came again."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  ckpi stages --demo --ladder journey"})
final class StagesCommand implements Callable<Integer> {

    /** Built-in ladders. */
    enum Built {
        LEADS,
        JOURNEY
    }

    private final Environment environment;

    @Option(names = "--ladder", description = "leads or journey (default: ${DEFAULT-VALUE})", defaultValue = "leads")
    private Built ladder = Built.LEADS;

    @Mixin
    private SourceOptions sources = new SourceOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    StagesCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Period period = sources.period();
        boolean leads = ladder == Built.LEADS;
        LadderResult result = SourceOptions.told(
                environment,
                output.language(),
                sources.builder(environment)
                        .build()
                        .stages(
                                period,
                                leads ? Ladder.leads() : Ladder.journey(),
                                leads ? StageRules.leads() : StageRules.journey()));
        output.write(environment, List.of(rungs(result), moves(result)));
        return ExitCode.OK;
    }

    private static ResultTable rungs(LadderResult result) {
        ResultTable.Builder table = ResultTable.named("stages", new Names("Ступени", "Stages"))
                .text("rung", new Names("ступень", "rung"))
                .number("observed", new Names("замечены", "seen"))
                .number("inOrder", new Names("по порядку", "in order"))
                .number("reached", new Names("здесь или дальше", "there or beyond"))
                .number("inferred", new Names("из них без записи", "of them without a record"))
                .number("current", new Names("сейчас здесь", "there now"))
                .share("rate", new Names("с прошлой ступени", "from the rung before"));
        List<String> names = result.ladder().rungs();
        for (int i = 0; i < names.size(); i++) {
            table.row(
                    names.get(i),
                    result.observed().get(i),
                    result.strictlyOrdered().get(i),
                    result.reachedOrBeyond().get(i),
                    result.inferred().get(i),
                    result.current().get(i),
                    i == 0 ? null : result.rate(names.get(i - 1), names.get(i)));
        }
        table.fact("subjects", result.subjects()).fact("repeats", result.repeats());
        result.off().forEach((state, count) -> table.fact("now " + state, count));
        result.passes().forEach((passes, count) -> table.fact("passes " + passes, count));
        result.issueCounts()
                .forEach((kind, count) -> table.fact("issue " + kind.name().toLowerCase(Locale.ROOT), count));
        return table.build();
    }

    private static ResultTable moves(LadderResult result) {
        ResultTable.Builder table = ResultTable.named("moves", new Names("Переходы", "Moves"))
                .text("kind", new Names("вид", "kind"))
                .text("from", new Names("откуда", "from"))
                .text("to", new Names("куда", "to"))
                .number("count", new Names("раз", "times"));
        result.moves()
                .forEach((kind, moves) -> moves.forEach((move, count) ->
                        table.row(kind.name().toLowerCase(Locale.ROOT), move.from(), move.to(), count)));
        return table.build();
    }
}
