package io.ckpi.report;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.scoring.Bridge;
import io.ckpi.scoring.CompositeResult;
import io.ckpi.scoring.Contributions;
import io.ckpi.scoring.Profile;
import io.ckpi.scoring.ResultChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changed between two results, as tables in English and Russian: {@code change} (the values and the split into business
 * and method), {@code contributions} (the factors behind the business part), {@code readings} and {@code definitions}
 * (what changed in each); a table without rows is left out, the first is always there.
 *
 * <p><b>Thread-safety.</b> the static methods are.
 */
public final class ChangeTables {

    private ChangeTables() {}

    /** The tables of the change from one result to another. */
    public static List<ResultTable> of(CompositeResult from, CompositeResult to) {
        ResultChange change = ResultChange.between(from, to);
        List<ResultTable> tables = new ArrayList<>();
        tables.add(change(from, to, change));
        if (change.contributions() instanceof Outcome.Computed<Contributions> computed) {
            tables.add(contributions(from.profile(), to.profile(), computed.result()));
        }
        if (!change.readings().isEmpty()) {
            tables.add(readings(change.readings()));
        }
        if (!change.definitions().isEmpty()) {
            tables.add(definitions(change.definitions()));
        }
        return List.copyOf(tables);
    }

    private static Reading points(double points) {
        return new Measured(
                Estimate.of(points, Unit.POINTS).withMethod("bridge").withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }

    private static ResultTable change(CompositeResult from, CompositeResult to, ResultChange change) {
        ResultTable.Builder table = ResultTable.named("change", new Names("Что изменилось", "What changed"))
                .text("part", new Names("Часть", "Part"))
                .reading("points", new Names("Баллы", "Points"))
                .row(new Names("было", "before"), from.value())
                .row(new Names("стало", "after"), to.value());
        if (change.bridge() instanceof Outcome.Computed<Bridge> computed) {
            Bridge bridge = computed.result();
            table.row(new Names("изменение", "change"), points(bridge.total()))
                    .row(new Names("из-за бизнеса", "by business"), points(bridge.business()))
                    .row(new Names("из-за метода", "by method"), points(bridge.method()));
        } else if (change.bridge() instanceof Outcome.NotComputable<Bridge> none) {
            Absent why = none.why();
            table.row(new Names("изменение", "change"), why);
        }
        if (change.contributions() instanceof Outcome.NotComputable<Contributions> none
                && change.bridge() instanceof Outcome.Computed<Bridge>) {
            Absent why = none.why();
            table.note(new Names(
                    "Вклады факторов не определены: " + why.sentence(java.util.Locale.forLanguageTag("ru")),
                    "There are no contributions: " + why.sentence(java.util.Locale.ENGLISH)));
        }
        if (from.profile().reference().equals(to.profile().reference())
                && !from.definitionHash().equals(to.definitionHash())) {
            table.note(new Names(
                    "У двух разных определений один код и одна версия; опубликованное определение меняться не должно.",
                    "Two different definitions have one id and version; a published definition must not change."));
        }
        return table.fact("definition.before", from.profile().reference())
                .fact("definition.after", to.profile().reference())
                .fact("definitionHash.before", from.definitionHash())
                .fact("definitionHash.after", to.definitionHash())
                .fact("dataHash.before", from.dataHash())
                .fact("dataHash.after", to.dataHash())
                .build();
    }

    private static ResultTable contributions(Profile from, Profile to, Contributions contributions) {
        ResultTable.Builder table = ResultTable.named(
                        "contributions",
                        new Names("Вклады факторов в изменение бизнеса", "What moved the business part"))
                .text("id", new Names("Код", "Id"))
                .text("factor", new Names("Фактор", "Factor"))
                .number("before", new Names("Было", "Before"))
                .number("after", new Names("Стало", "After"))
                .number("points", new Names("Вклад", "Points"));
        for (Contributions.Line line : contributions.factors()) {
            table.row(line.factor(), name(from, to, line.factor()), line.fromScore(), line.toScore(), line.points());
        }
        if (contributions.coverageEffect() != 0) {
            table.row(
                    "coverage",
                    new Names("другой состав данных", "other factors have data"),
                    null,
                    null,
                    contributions.coverageEffect());
        }
        return table.row("total", new Names("всего", "total"), null, null, contributions.total())
                .build();
    }

    private static Names name(Profile from, Profile to, String id) {
        Names later = to.nameOf(id);
        return later.en().equals(id) ? from.nameOf(id) : later;
    }

    private static ResultTable readings(List<ResultChange.ReadingChange> changes) {
        ResultTable.Builder table = ResultTable.named("readings", new Names("Показания", "Readings"))
                .text("id", new Names("Код", "Id"))
                .reading("before", new Names("Было", "Before"))
                .reading("after", new Names("Стало", "After"))
                .text("trend", new Names("Тренд", "Trend"));
        for (ResultChange.ReadingChange change : changes) {
            table.row(
                    change.indicator(),
                    change.from(),
                    change.to(),
                    change.change().trend().names());
        }
        return table.build();
    }

    private static ResultTable definitions(List<ResultChange.DefinitionChange> changes) {
        ResultTable.Builder table = ResultTable.named("definitions", new Names("Определение", "Definition"))
                .text("place", new Names("Место", "Place"))
                .text("before", new Names("Было", "Before"))
                .text("after", new Names("Стало", "After"));
        for (ResultChange.DefinitionChange change : changes) {
            table.row(change.path(), absence(change.from()), absence(change.to()));
        }
        return table.build();
    }

    /** Null leaves the cell empty. */
    private static @Nullable String absence(String text) {
        return text.equals("nothing") ? null : text;
    }
}
