package io.ckpi.report.internal.record;

import io.ckpi.core.Absent;
import io.ckpi.core.Names;
import io.ckpi.core.Perspective;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.scoring.StrategyMap;
import io.ckpi.sdk.CkpiReport;
import io.ckpi.sdk.Cohorts;
import io.ckpi.sdk.Effect;
import io.ckpi.sdk.Funnel;
import io.ckpi.sdk.PerspectiveResult;
import io.ckpi.sdk.Rung;
import io.ckpi.sdk.TrendPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The contents of the cards as the record holds them. */
final class CardsTree {

    private static final List<String> BESIDE_THE_FUNNEL = List.of("demand.growth", "audience.coverage");

    private final CkpiReport report;

    CardsTree(CkpiReport report) {
        this.report = report;
    }

    Members tree() {
        return new Members()
                .put("indicators", headlines())
                .put("funnel", funnel())
                .put("map", map())
                .put("cohorts", cohorts())
                .put("effects", effects())
                .put("trend", trend());
    }

    private static Members nothing(String en, String ru) {
        return new Members().put("absent", Readings.absent(Absent.because(Reason.NO_DATA, en, ru)));
    }

    private Members headlines() {
        if (report.perspectives().isEmpty()) {
            return nothing("the scorecard has no perspectives", "в карте показателей нет перспектив");
        }
        List<Object> rows = new ArrayList<>();
        for (PerspectiveResult result : report.perspectives()) {
            Perspective perspective = result.perspective();
            boolean standard = Perspective.standard().contains(perspective);
            PerspectiveResult.Item headline = result.headline();
            rows.add(new Members()
                    .put(
                            "perspective",
                            new Members()
                                    .put("id", perspective.id())
                                    .put("names", Readings.names(perspective.names()))
                                    .put(
                                            "short",
                                            standard ? RecordMapper.brief("perspective." + perspective.id()) : null))
                    .put("indicator", headline.shown().id())
                    .put("insteadOf", headline.isFallback() ? headline.chosen() : null)
                    .put("comparable", headline.comparable() ? null : false)
                    .map());
        }
        return new Members().put("rows", rows);
    }

    private Members funnel() {
        Funnel funnel = report.funnel();
        if (funnel.steps().isEmpty()) {
            return nothing("no records of persons and their journey", "нет записей о людях и их пути");
        }
        List<Object> steps = new ArrayList<>();
        boolean first = true;
        for (Funnel.Step step : funnel.steps()) {
            steps.add(rung(step.rung())
                    .put("count", step.count())
                    .put("observed", step.observed())
                    .put("open", step.open())
                    .put("share", first ? null : Readings.of(step.shareOfPrevious(), true))
                    .put("ceiling", first ? null : Readings.of(step.ceiling(), true))
                    .map());
            first = false;
        }
        return new Members()
                .put("steps", steps)
                .put(
                        "leftOut",
                        funnel.leftOut().stream().map(rung -> rung(rung).map()).toList())
                .put(
                        "beside",
                        BESIDE_THE_FUNNEL.stream()
                                .filter(id -> report.indicators().stream()
                                        .anyMatch(indicator -> indicator.id().equals(id)))
                                .toList());
    }

    private static Members rung(Rung rung) {
        return new Members()
                .put("id", rung.name())
                .put("names", Readings.names(rung.names()))
                .put("short", RecordMapper.brief("rung." + rung.name()));
    }

    private Members map() {
        StrategyMap map = report.strategyMap();
        if (map.links().isEmpty()) {
            return nothing("the scorecard has no strategy map", "в карте показателей нет стратегической карты");
        }
        List<StrategyMap.Warning> warnings = report.scorecard().warnings();
        List<Object> links = new ArrayList<>();
        for (StrategyMap.Link link : map.links()) {
            links.add(new Members()
                    .put("cause", link.cause())
                    .put("effect", link.effect())
                    .put("negative", link.sign() == StrategyMap.Sign.NEGATIVE)
                    .put("lag", new Members().put("periods", link.lagMonths()).put("unit", "MONTH"))
                    .put("provenance", link.provenance().name())
                    .put(
                            "warning",
                            warnings.stream()
                                    .filter(warning -> warning.link().equals(link))
                                    .findFirst()
                                    .map(warning -> Readings.names(warning.sentence())))
                    .put("test", test(link))
                    .map());
        }
        return new Members()
                .put(
                        "nodes",
                        map.indicators().stream().map(id -> Map.of("id", id)).toList())
                .put("links", links);
    }

    private @Nullable Members test(StrategyMap.Link link) {
        return report.linkTests().stream()
                .filter(test -> test.link().equals(link))
                .findFirst()
                .map(test -> new Members()
                        .put("verdict", test.verdict().name())
                        .put("pairs", test.pairs())
                        .put("r", Readings.of(test.correlation(), false)))
                .orElse(null);
    }

    private Members cohorts() {
        Cohorts cohorts = report.cohorts();
        if (cohorts.rows().isEmpty()) {
            return nothing("no paid orders", "нет оплаченных заказов");
        }
        List<Object> rows = new ArrayList<>();
        for (Cohorts.Cohort cohort : cohorts.rows()) {
            List<Object> cells = new ArrayList<>();
            for (Cohorts.Cell cell : cohort.cells()) {
                cells.add(new Members()
                        .put(
                                "value",
                                RecordMapper.boxed(cell.cumulativePerCustomer().value()))
                        .put("buyers", cell.buyers())
                        .put("open", cell.open() ? true : null)
                        .map());
            }
            rows.add(new Members()
                    .put("month", cohort.month().toString())
                    .put("n", cohort.size())
                    .put("cells", cells)
                    .map());
        }
        return new Members()
                .put("unit", report.currency().map(currency -> Unit.money(currency)
                        .toString()))
                .put("cac", Readings.of(cohorts.cac(), false))
                .put("rows", rows);
    }

    private Members effects() {
        if (report.effects().isEmpty()) {
            return nothing("there was no control group", "контрольной группы не было");
        }
        List<Object> rows = new ArrayList<>();
        for (Effect effect : report.effects()) {
            boolean share = effect.metric() == Effect.Metric.BUYERS;
            rows.add(new Members()
                    .put("experiment", effect.experiment())
                    .put("metric", Readings.names(effect.metric().names()))
                    .put("treatment", effect.treatment().name())
                    .put("control", effect.control().name())
                    .put("nTreatment", effect.treatment().units())
                    .put("nControl", effect.control().units())
                    .put("meanTreatment", Readings.of(effect.treatment().mean(), share))
                    .put("meanControl", Readings.of(effect.control().mean(), share))
                    .put("difference", Readings.of(effect.difference(), share))
                    .put("incremental", Readings.of(effect.incremental(), false))
                    .put(
                            "sampleRatio",
                            new Members()
                                    .put("p", Readings.of(effect.sampleRatio(), false))
                                    .put("failed", effect.sampleRatioFailed()))
                    .put("contaminated", effect.contaminated())
                    .map());
        }
        return new Members().put("rows", rows);
    }

    private Members trend() {
        if (report.trend().isEmpty()) {
            return nothing("no periods to compare", "нет периодов для сравнения");
        }
        List<Object> points = new ArrayList<>();
        for (TrendPoint point : report.trend()) {
            points.add(new Members()
                    .put("period", RecordMapper.period(point.period()))
                    .put("reading", Readings.of(point.marc().value(), false))
                    .put("coverage", point.marc().coverage())
                    .put("notComparable", Readings.names(point.why()))
                    .map());
        }
        return new Members()
                .put("indicator", "ckpimarc")
                .put("names", Readings.names(new Names("CKPImarc", "CKPImarc")))
                .put("points", points);
    }
}
