package io.ckpi.sdk;

import io.ckpi.core.Absent;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Flag;
import io.ckpi.core.Indicator;
import io.ckpi.core.JourneyStage;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.definition.Canonical;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Spend;
import io.ckpi.core.stat.Ratios;
import io.ckpi.core.stat.Shares;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.CompositeResult;
import io.ckpi.scoring.FactorScore;
import io.ckpi.scoring.Scorecard;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.engine.Setup;
import io.ckpi.sdk.internal.engine.Stream;
import io.ckpi.sdk.internal.engine.Survivors;
import io.ckpi.sdk.internal.measure.DataQuality;
import io.ckpi.sdk.internal.measure.MeasureContext;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the report of what was measured: scores, compares, judges, and puts its evidence to every number. */
final class Assembly {

    private final Setup setup;
    private final Measurement.Definitions definitions;
    private final int trendPeriods;

    private List<Period> measured = List.of();

    Assembly(Setup setup, Measurement.Definitions definitions, int trendPeriods) {
        this.setup = setup;
        this.definitions = definitions;
        this.trendPeriods = trendPeriods;
    }

    // ---- what to measure ----

    /** The period of the report, the one before, the year before, and those of the trend, as far as the data reach back. */
    List<MeasureContext> plan(Engine.Known known, DataQuality quality) {
        Period period = setup.period();
        Set<Period> wanted = new LinkedHashSet<>();
        wanted.add(period);
        wanted.add(period.previous());
        wanted.add(period.yearBefore());
        Period back = period;
        for (int i = 1; i < trendPeriods; i++) {
            back = back.previous();
            wanted.add(back);
        }
        wanted.removeIf(each -> !each.equals(period) && !reaches(known, each));
        measured = List.copyOf(wanted);
        List<MeasureContext> contexts = new ArrayList<>();
        for (Period each : measured) {
            contexts.add(context(each, known, definitions, quality));
        }
        return contexts;
    }

    /** What the measures of a period look at besides the histories. */
    static MeasureContext context(
            Period period, Engine.Known known, Measurement.Definitions definitions, DataQuality quality) {
        return new MeasureContext(
                period,
                period.end().isBefore(known.dataEnd()) ? period.end() : known.dataEnd(),
                known.currency(),
                definitions.catalogue().parameters(),
                definitions.channels(),
                known.reference().list(Spend.class),
                known.reference().list(MarketMeasure.class),
                known.reference().list(NumberPool.class),
                known.reference().list(Employee.class),
                known.reference().list(Campaign.class),
                quality);
    }

    private static boolean reaches(Engine.Known known, Period period) {
        Instant start = known.dataStart();
        return start != null && start.isBefore(period.end());
    }

    /** A period in which the data begin is no measure for another. */
    private static boolean isWhole(Engine.Known known, Period period) {
        Instant start = known.dataStart();
        return start != null
                && !start.isAfter(
                        period.from().plusDays(1).atStartOfDay(period.zone()).toInstant());
    }

    // ---- the report ----

    CkpiReport report(Engine.Result<Fold> result, List<Stream> streams, List<SourceSummary> sources, Issues issues) {
        Engine.Known known = result.known();
        Period period = setup.period();
        Map<Period, Map<String, Reading>> readings = new HashMap<>();
        for (int i = 0; i < measured.size(); i++) {
            readings.put(measured.get(i), result.part().measures().readings(i));
        }
        Function<Period, Map<String, Reading>> of = each -> readings.computeIfAbsent(each, key -> unmeasured(known));
        Map<String, Reading> now = of.apply(period);
        Map<String, Reading> before =
                isWhole(known, period.previous()) ? of.apply(period.previous()) : unmeasured(known);
        Map<String, Reading> yearBefore =
                isWhole(known, period.yearBefore()) ? of.apply(period.yearBefore()) : unmeasured(known);

        Proofs proofs = new Proofs(period, streams, result.survivors());
        Scorecard.Result all = Judged.all(definitions.catalogue(), definitions.marc(), definitions.scorecard())
                .evaluate(period, definitions.targets(), now, before, yearBefore);
        List<IndicatorResult> indicators = new ArrayList<>();
        Map<String, IndicatorResult> byId = new HashMap<>();
        for (CatalogueEntry entry : definitions.catalogue().entries()) {
            Indicator indicator = entry.indicator();
            String id = indicator.id();
            Scorecard.Row row = all.row(id);
            IndicatorResult one = new IndicatorResult(
                    indicator,
                    row.reading(),
                    new Comparison(
                            period.previous(),
                            reading(before, id),
                            row.changes().previous()),
                    new Comparison(
                            period.yearBefore(),
                            reading(yearBefore, id),
                            row.changes().yearBefore()),
                    row.score(),
                    row.target(),
                    row.judgement(),
                    proofs.of(entry));
            indicators.add(one);
            byId.put(id, one);
        }

        List<TrendPoint> trend = trend(known, readings);
        CompositeResult marc = trend.get(trend.size() - 1).marc();
        CompositeResult previousMarc = isWhole(known, period.previous())
                ? definitions.marc().score(before, of.apply(period.previous().previous()))
                : null;

        Currency currency = known.currency();
        Unit money = currency == null ? null : Unit.money(currency);
        double level = definitions.catalogue().parameters().level();
        List<DefinitionText> tables = tables();
        issues.currencies(known);
        issues.dataStart(known.dataStart(), period);
        issues.scorecard(definitions.scorecard());
        issues.addAll(known.identities().issues());
        List<Experiment> experiments = result.part().experiments().experiments(currency);
        experiments(experiments, result.selfReferrals(), issues);
        return CkpiReport.builder(period, setup.asOf())
                .completeThrough(known.completeThrough())
                .currency(currency)
                .marc(marc, proofs.of(definitions.marc()))
                .previousMarc(previousMarc)
                .indicators(indicators)
                .scorecard(definitions.scorecard(), perspectives(byId, now, before, yearBefore))
                .stages(stages(indicators))
                .trend(trend)
                .linkTests(LinkHistory.test(
                        definitions.scorecard().map(),
                        all.scorecard(),
                        period,
                        trend.stream()
                                .map(point -> isWhole(known, point.period())
                                        ? of.apply(point.period())
                                        : Map.<String, Reading>of())
                                .toList()))
                .funnel(result.part()
                        .ladder()
                        .funnel(
                                Shares.withDefaults().withLevel(level),
                                proofs.of(
                                        tables.get(0),
                                        Set.of("Touch", "LeadStageChange", "Order", "Referral", "Feedback"))))
                .cohorts(result.part()
                        .cohorts()
                        .cohorts(
                                money,
                                Ratios.withDefaults().withLevel(level),
                                reading(now, "customer.cac"),
                                proofs.of(tables.get(1), Set.of("Order", "Spend"))))
                .effects(new Effects(
                                definitions.catalogue().parameters().controlArm(),
                                money,
                                level,
                                proofs.of(tables.get(2), Set.of("Assignment", "Order")))
                        .of(experiments))
                .sources(sources)
                .issues(issues.sorted())
                .definitions(definitionTexts(tables))
                .references(ReferenceValues.ALL)
                .build();
    }

    private static Reading reading(Map<String, Reading> readings, String id) {
        return readings.getOrDefault(id, Absent.because(Reason.NO_DATA));
    }

    /** Readings of a period before the data begin. */
    private Map<String, Reading> unmeasured(Engine.Known known) {
        Instant start = known.dataStart();
        LocalDate day =
                start == null ? null : start.atZone(setup.period().zone()).toLocalDate();
        Absent why = day == null
                ? Absent.because(Reason.NO_DATA)
                : Absent.because(Reason.NO_DATA, "the data begin on " + day, "данные начинаются " + day);
        Map<String, Reading> absent = new HashMap<>();
        definitions.catalogue().indicators().forEach(indicator -> absent.put(indicator.id(), why));
        return absent;
    }

    private void experiments(List<Experiment> experiments, long selfReferrals, Issues issues) {
        long contaminated =
                experiments.stream().mapToLong(Experiment::contaminated).sum();
        issues.add(
                "CONTAMINATED",
                DataIssue.Severity.WARNING,
                null,
                null,
                contaminated,
                "units assigned to more than one arm of an experiment, left out of its effects: " + contaminated,
                "единицы, отнесённые к нескольким группам эксперимента, исключены из его эффектов: " + contaminated);
        String control = definitions.catalogue().parameters().controlArm();
        for (Experiment experiment : experiments) {
            if (experiment.arms().containsKey(control)) {
                continue;
            }
            issues.add(
                    "NO_CONTROL",
                    DataIssue.Severity.INFO,
                    null,
                    null,
                    1,
                    "the experiment " + experiment.name() + " has no arm named " + control
                            + ", so it has no effect to show",
                    "в эксперименте " + experiment.name() + " нет группы " + control + ", поэтому эффект не показан");
        }
        issues.add(
                "SELF_REFERRAL",
                DataIssue.Severity.WARNING,
                null,
                null,
                selfReferrals,
                "persons said to have recommended themselves: " + selfReferrals,
                "люди, якобы рекомендовавшие сами себя: " + selfReferrals);
    }

    // ---- scorecard and journey ----

    private List<PerspectiveResult> perspectives(
            Map<String, IndicatorResult> byId,
            Map<String, Reading> now,
            Map<String, Reading> before,
            Map<String, Reading> yearBefore) {
        Scorecard.Result evaluated =
                definitions.scorecard().evaluate(setup.period(), definitions.targets(), now, before, yearBefore);
        List<PerspectiveResult> perspectives = new ArrayList<>();
        for (Scorecard.Section section : evaluated.sections()) {
            List<PerspectiveResult.Item> items = new ArrayList<>();
            for (Scorecard.Row row : section.rows()) {
                boolean comparable = row.flags().stream().noneMatch(flag -> flag.code() == Flag.Code.NOT_COMPARABLE);
                items.add(new PerspectiveResult.Item(
                        row.item().id(), known(byId, row.shown().indicator()), comparable));
            }
            String id = section.perspective().id();
            List<IndicatorResult> indicators = definitions.catalogue().indicators().stream()
                    .filter(indicator -> indicator.perspective().equals(id))
                    .map(indicator -> known(byId, indicator.id()))
                    .toList();
            perspectives.add(new PerspectiveResult(section.perspective(), section.objectives(), items, indicators));
        }
        return perspectives;
    }

    private static IndicatorResult known(Map<String, IndicatorResult> byId, String id) {
        return Objects.requireNonNull(byId.get(id), id);
    }

    private static List<StageResult> stages(List<IndicatorResult> indicators) {
        List<StageResult> stages = new ArrayList<>();
        for (JourneyStage stage : JourneyStage.values()) {
            stages.add(new StageResult(
                    stage,
                    indicators.stream()
                            .filter(result -> result.definition().stage() == stage)
                            .toList()));
        }
        return stages;
    }

    // ---- the trend ----

    private List<TrendPoint> trend(Engine.Known known, Map<Period, Map<String, Reading>> readings) {
        List<Period> periods = new ArrayList<>();
        Period back = setup.period();
        periods.add(back);
        for (int i = 1; i < trendPeriods; i++) {
            back = back.previous();
            if (!reaches(known, back)) {
                break;
            }
            periods.add(0, back);
        }
        CompositeResult own = marc(readings, setup.period());
        List<TrendPoint> points = new ArrayList<>();
        for (Period period : periods) {
            boolean self = period.equals(setup.period());
            CompositeResult marc = self ? own : marc(readings, period);
            Names why = self ? null : difference(known, own, marc, period);
            points.add(new TrendPoint(period, marc, why == null, why));
        }
        return points;
    }

    private CompositeResult marc(Map<Period, Map<String, Reading>> readings, Period period) {
        return definitions
                .marc()
                .score(readings.getOrDefault(period, Map.of()), readings.getOrDefault(period.previous(), Map.of()));
    }

    private @Nullable Names difference(Engine.Known known, CompositeResult own, CompositeResult other, Period period) {
        List<String> differing = new ArrayList<>();
        for (int i = 0; i < own.factors().size(); i++) {
            FactorScore mine = own.factors().get(i);
            FactorScore theirs = other.factors().get(i);
            if (!Objects.equals(mine.indicator(), theirs.indicator())) {
                differing.add(theirs.label());
            }
        }
        Instant start = known.dataStart();
        if (start != null && !isWhole(known, period)) {
            LocalDate day = start.atZone(period.zone()).toLocalDate();
            return new Names("данные начинаются " + day, "the data begin on " + day);
        }
        if (differing.isEmpty()) {
            return null;
        }
        String list = String.join(", ", differing);
        return new Names("другие показатели у факторов: " + list, "other indicators behind the factors: " + list);
    }

    // ---- evidence ----

    private List<DefinitionText> tables() {
        return List.of(
                Tables.funnel(definitions.catalogue().parameters().nurtureDays()),
                Tables.cohorts(),
                Tables.effects(definitions.catalogue().parameters().controlArm()));
    }

    private List<DefinitionText> definitionTexts(List<DefinitionText> tables) {
        List<DefinitionText> texts = new ArrayList<>();
        texts.add(new DefinitionText(
                definitions.marc().profile().id(),
                definitions.marc().profile().version(),
                "profile",
                definitions.marc().profile().hash(),
                Canonical.text(definitions.marc().profile().document())));
        texts.add(new DefinitionText(
                definitions.scorecard().id(),
                definitions.scorecard().version(),
                "scorecard",
                definitions.scorecard().hash(),
                Canonical.text(definitions.scorecard().content())));
        for (CatalogueEntry entry : definitions.catalogue().entries()) {
            texts.add(entry.definition());
        }
        texts.addAll(tables);
        return texts;
    }

    /** Puts together what numbers rest on: sources and digest of the streams that a definition reads. */
    private static final class Proofs {

        private static final String EVERYTHING = "all";

        private final Period period;
        private final List<Stream> streams;
        private final Survivors survivors;
        private final Map<Set<String>, String> digests = new HashMap<>();

        Proofs(Period period, List<Stream> streams, Survivors survivors) {
            this.period = period;
            this.streams = streams;
            this.survivors = survivors;
        }

        Evidence of(CatalogueEntry entry) {
            DefinitionText text = entry.definition();
            return of(text, entry.records());
        }

        Evidence of(CkpiMarc marc) {
            return new Evidence(
                    period,
                    sources(Set.of(EVERYTHING)),
                    marc.profile().reference(),
                    marc.profile().hash(),
                    digest(Set.of(EVERYTHING)));
        }

        Evidence of(DefinitionText text, Set<String> types) {
            return new Evidence(period, sources(types), text.reference(), text.hash(), digest(types));
        }

        private boolean uses(Set<String> types, Stream stream) {
            return stream.isIncluded()
                    && survivors.of(stream).count() > 0
                    && (types.contains(EVERYTHING)
                            || types.contains(stream.name())
                            || stream.name().equals("IdentityLink"));
        }

        private List<String> sources(Set<String> types) {
            Set<String> names = new TreeSet<>();
            for (Stream stream : streams) {
                if (uses(types, stream)) {
                    names.add(stream.sourceName());
                }
            }
            return List.copyOf(names);
        }

        private String digest(Set<String> types) {
            return digests.computeIfAbsent(types, key -> {
                Map<String, Object> parts = new TreeMap<>();
                for (Stream stream : streams) {
                    if (uses(key, stream)) {
                        parts.put(
                                stream.sourceName() + "/" + stream.name(),
                                survivors.of(stream).toString());
                    }
                }
                return Canonical.sha256(parts);
            });
        }
    }

    /** What became of the records of one source, by type. */
    static List<StreamSummary> streamSummaries(String source, List<Stream> streams, Survivors survivors) {
        List<StreamSummary> summaries = new ArrayList<>();
        for (Stream stream : streams) {
            if (stream.sourceName().equals(source)) {
                summaries.add(new StreamSummary(
                        stream.name(),
                        stream.isIncluded(),
                        stream.records(),
                        stream.superseded(),
                        stream.withdrawn(),
                        stream.merged(),
                        survivors.of(stream).count(),
                        stream.completeThrough(),
                        survivors.of(stream).hex()));
            }
        }
        return summaries;
    }
}
