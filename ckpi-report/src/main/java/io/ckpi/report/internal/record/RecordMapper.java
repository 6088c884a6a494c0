package io.ckpi.report.internal.record;

import io.ckpi.core.Absent;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.core.Period;
import io.ckpi.core.Perspective;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.report.internal.text.Words;
import io.ckpi.scoring.Baseline;
import io.ckpi.scoring.Bounds;
import io.ckpi.scoring.Change;
import io.ckpi.scoring.CompositeResult;
import io.ckpi.scoring.Contributions;
import io.ckpi.scoring.Lever;
import io.ckpi.scoring.Normalizer;
import io.ckpi.scoring.Profile;
import io.ckpi.scoring.Scorecard;
import io.ckpi.scoring.ScoredIndicator;
import io.ckpi.scoring.StoredResult;
import io.ckpi.scoring.StrategyMap;
import io.ckpi.scoring.Target;
import io.ckpi.sdk.CkpiReport;
import io.ckpi.sdk.Cohorts;
import io.ckpi.sdk.DefinitionText;
import io.ckpi.sdk.Effect;
import io.ckpi.sdk.FactorResult;
import io.ckpi.sdk.Funnel;
import io.ckpi.sdk.IndicatorResult;
import io.ckpi.sdk.PerspectiveResult;
import io.ckpi.sdk.ReferenceValue;
import io.ckpi.sdk.Rung;
import io.ckpi.sdk.SourceSummary;
import io.ckpi.sdk.StageResult;
import io.ckpi.sdk.StreamSummary;
import io.ckpi.sdk.TrendPoint;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns a {@link CkpiReport} into the tree of its record. */
public final class RecordMapper {

    private static final int REASONS = 20;
    private static final List<String> BESIDE_THE_FUNNEL = List.of("demand.growth", "audience.coverage");

    private final CkpiReport report;
    private final Map<String, IndicatorResult> indicators = new LinkedHashMap<>();

    private RecordMapper(CkpiReport report) {
        this.report = report;
        report.indicators().forEach(indicator -> indicators.put(indicator.id(), indicator));
    }

    /** The tree of the report's record, without schema and digest. */
    public static Map<String, Object> tree(CkpiReport report) {
        return new RecordMapper(report).root();
    }

    private Map<String, Object> root() {
        return new Members()
                .put("product", new Members().put("name", "ckpi").put("version", version()))
                .put("period", period(report.period()))
                .put("previousPeriod", period(report.period().previous()))
                .put("asOf", report.asOf())
                .put("completeThrough", report.completeThrough())
                .put("currency", report.currency().map(java.util.Currency::getCurrencyCode))
                .put("marc", marc())
                .put("contributions", contributions())
                .put("readings", readings())
                .put("stages", stages())
                .put("cards", cards())
                .put("slices", Map.of())
                .put("sources", report.sources().stream().map(this::source).toList())
                .put("definitions", definitions())
                .put(
                        "references",
                        report.references().stream().map(this::reference).toList())
                .put("issues", report.issues().stream().map(RecordMapper::issue).toList())
                .map();
    }

    private static String version() {
        try (InputStream in = RecordMapper.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("the resource is missing: version.properties");
            }
            Properties properties = new Properties();
            properties.load(in);
            return Objects.requireNonNull(properties.getProperty("version"), "version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Members period(Period period) {
        return new Members()
                .put("from", period.from().toString())
                .put("until", period.until().toString())
                .put("zone", period.zone().getId());
    }

    // --- CKPImarc ---

    private Members marc() {
        CompositeResult marc = report.marc();
        Profile profile = marc.profile();
        Bounds bounds = marc.coverage() >= 1 ? null : marc.bounds().orElse(null);
        return new Members()
                .put(
                        "profile",
                        new Members()
                                .put("id", profile.reference())
                                .put("names", Readings.names(profile.name()))
                                .put("hash", marc.definitionHash()))
                .put("status", marc.status().name())
                .put("reading", Readings.of(marc.value(), false))
                .put("rating", marc.colour().name())
                .put(
                        "bands",
                        List.of(
                                profile.thresholds().amber(),
                                profile.thresholds().green()))
                .put("coverage", marc.coverage())
                .put("threshold", profile.coverageThreshold())
                .put(
                        "bounds",
                        bounds == null
                                ? null
                                : new Members().put("low", bounds.low()).put("high", bounds.high()))
                .put("chances", chances(marc))
                .put("previous", report.previousMarc().map(previous -> Readings.of(previous.value(), false)
                        .map()))
                .all(change(marc))
                .put("twin", boxed(marc.arithmeticTwin()))
                .put("penalty", boxed(marc.imbalancePenalty()))
                .put("defaultWeight", marc.defaultCurveWeight())
                .put("equalWeights", marc.equalWeights().map(equal -> new Members()
                        .put("value", equal.value())
                        .put("rating", equal.colour().name())
                        .map()))
                .put(
                        "groups",
                        marc.groups().stream()
                                .map(group -> new Members()
                                        .put("id", group.id())
                                        .put("names", Readings.names(profile.nameOf(group.id())))
                                        .put("weight", group.weight())
                                        .put("score", boxed(group.score().value()))
                                        .map())
                                .toList())
                .put("factors", report.factors().stream().map(this::factor).toList())
                .put("reasons", reasons(marc))
                .put("levers", marc.levers().stream().map(this::lever).toList())
                .put(
                        "evidence",
                        evidence(
                                report.evidence().definition(),
                                report.evidence().definitionHash(),
                                report.evidence().sources(),
                                report.evidence().dataDigest()))
                .put("replay", replay(marc));
    }

    /** What CKPImarc needs to be computed again; its readings and its definition stand elsewhere in the record. */
    private Map<String, Object> replay(CompositeResult marc) {
        Map<String, Object> replay = new LinkedHashMap<>(StoredResult.replayPart(marc));
        Map<String, Object> others = new TreeMap<>();
        List<String> withheld = new ArrayList<>();
        for (var leaf : marc.profile().tree().leaves()) {
            for (ScoredIndicator candidate : leaf.candidates()) {
                String id = candidate.indicator();
                Reading given = marc.readings().get(id);
                IndicatorResult shown = indicators.get(id);
                if (given == null && shown != null) {
                    withheld.add(id);
                } else if (given != null && (shown == null || !given.equals(shown.reading()))) {
                    others.put(id, StoredResult.readingTree(given));
                }
            }
        }
        if (!others.isEmpty()) {
            replay.put("readings", others);
        }
        if (!withheld.isEmpty()) {
            replay.put("withheld", withheld);
        }
        return replay;
    }

    private static @Nullable Map<String, Object> chances(CompositeResult marc) {
        return marc.spread()
                .map(spread -> {
                    Members chances = new Members();
                    spread.colours().forEach((colour, chance) -> chances.put(colour.name(), chance));
                    return chances.map();
                })
                .orElse(null);
    }

    private Members change(CompositeResult marc) {
        Change change = Change.between(
                report.previousMarc()
                        .map(CompositeResult::value)
                        .orElse(Absent.because(
                                Reason.NO_DATA,
                                "the data do not reach back to the period before",
                                "данные не доходят до предыдущего периода")),
                marc.value());
        return new Members()
                .put("change", Readings.of(change.difference(), false))
                .put("trend", change.trend().name());
    }

    private static @Nullable Double boxed(java.util.OptionalDouble value) {
        return value.isPresent() ? (Double) value.getAsDouble() : null;
    }

    private Map<String, Object> factor(FactorResult factor) {
        return named(factor.factor().id())
                .put("label", factor.factor().label())
                .put("indicator", factor.indicator().id())
                .put("weight", factor.factor().weight())
                .put("score", boxed(factor.factor().points()))
                .put(
                        "scoreRange",
                        factor.factor()
                                .score()
                                .measured()
                                .map(Estimate::interval)
                                .map(interval -> Readings.interval(interval)))
                .put(
                        "rating",
                        factor.factor().points().isPresent()
                                ? report.marc()
                                        .profile()
                                        .thresholds()
                                        .of(factor.factor().points().getAsDouble())
                                        .name()
                                : "NONE")
                .put(
                        "provenance",
                        Optional.ofNullable(factor.factor().provenance()).map(Enum::name))
                .put("flags", Readings.flags(factor.factor().flags()))
                .map();
    }

    /** A factor's id and names; its short names if it is called like the indicator of its id. */
    private Members named(String factor) {
        Names names = report.marc().profile().nameOf(factor);
        IndicatorResult indicator = indicators.get(factor);
        boolean same = indicator != null && indicator.definition().names().equals(names);
        return new Members()
                .put("id", factor)
                .put("names", Readings.names(names))
                .put("short", same ? brief("indicator." + factor) : null);
    }

    private static @Nullable Map<String, String> brief(String key) {
        String ru = Words.RU.texts().get("short." + key);
        String en = Words.EN.texts().get("short." + key);
        return ru == null || en == null ? null : Map.of("ru", ru, "en", en);
    }

    private List<Object> reasons(CompositeResult marc) {
        List<Object> reasons = new ArrayList<>();
        for (CompositeResult.ReasonCode reason : marc.reasons(REASONS)) {
            reasons.add(named(reason.factor())
                    .put("pointsLost", reason.pointsLost())
                    .map());
        }
        return reasons;
    }

    private Map<String, Object> lever(Lever lever) {
        return named(lever.factor())
                .put("raw", lever.nextAnchor().raw())
                .put("score", lever.nextAnchor().score())
                .put("gain", lever.nextAnchor().gain())
                .map();
    }

    private Members contributions() {
        CompositeResult marc = report.marc();
        Outcome<Contributions> outcome = marc.contributions();
        String kind = "FIFTY";
        CompositeResult previous = report.previousMarc().orElse(null);
        if (previous != null && previous.definitionHash().equals(marc.definitionHash())) {
            Outcome<Contributions> against = marc.contributions(Baseline.previous(previous));
            if (against instanceof Outcome.Computed<Contributions>) {
                outcome = against;
                kind = "PREVIOUS";
            }
        }
        if (outcome instanceof Outcome.NotComputable<Contributions> none) {
            return new Members().put("absent", Readings.absent(none.why()));
        }
        Contributions contributions = outcome.value().orElseThrow();
        List<Object> parts = new ArrayList<>();
        for (Contributions.Line line : contributions.factors()) {
            parts.add(named(line.factor()).put("value", line.points()).map());
        }
        return new Members()
                .put("baseline", new Members().put("kind", kind).put("value", contributions.from()))
                .put("parts", parts)
                .put("coverageEffect", contributions.coverageEffect() == 0 ? null : contributions.coverageEffect())
                .put("total", contributions.to())
                .put("flags", Readings.flags(contributions.flags()))
                .put("unmeasured", unmeasured(marc));
    }

    private List<Object> unmeasured(CompositeResult marc) {
        List<FactorResult> missing = report.factors().stream()
                .filter(factor -> factor.factor().points().isEmpty())
                .toList();
        List<Object> gaps = new ArrayList<>();
        for (FactorResult factor : missing) {
            Members gap = named(factor.factor().id())
                    .put("indicator", factor.indicator().id());
            Bounds bounds = marc.bounds().orElse(null);
            // the composite's bounds are this factor's own only if nothing else is missing
            if (missing.size() == 1 && bounds != null && marc.value().value().isPresent()) {
                double value = marc.value().value().getAsDouble();
                gap.put("bounds", new Members().put("low", bounds.low() - value).put("high", bounds.high() - value));
            }
            gaps.add(gap.map());
        }
        return gaps;
    }

    // --- indicators ---

    private Members readings() {
        Members readings = new Members();
        indicators.forEach((id, indicator) -> readings.put(id, reading(indicator)));
        return readings;
    }

    private Members reading(IndicatorResult result) {
        String id = result.id();
        boolean share = Readings.isShare(id);
        Scorecard.Aim aim = result.target();
        Normalizer.Curve curve = curve(id);
        Members members = Readings.of(result.reading(), share)
                .put("names", Readings.names(result.definition().names()))
                .put("short", brief("indicator." + id))
                .put("perspective", result.definition().perspective())
                .put("stage", Optional.ofNullable(result.definition().stage()).map(Enum::name))
                .put("direction", result.definition().direction().name())
                .put("formula", Readings.names(result.definition().formula()))
                .put("rating", result.judgement().colour().name())
                .put(
                        "ratingBasis",
                        Optional.ofNullable(result.judgement().provenance()).map(Enum::name))
                .put("previous", compared(result.previous().reading(), share))
                .put("change", compared(result.previous().change().difference(), share))
                .put("trend", result.previous().change().trend().name())
                .put("yearBefore", compared(result.yearBefore().reading(), share));
        members.all(score(result, aim, curve));
        return members.put(
                "evidence",
                evidence(
                        result.evidence().definition(),
                        result.evidence().definitionHash(),
                        result.evidence().sources(),
                        result.evidence().dataDigest()));
    }

    private static @Nullable Members compared(Reading reading, boolean share) {
        return reading instanceof Measured ? Readings.of(reading, share) : null;
    }

    /** Score, its range, the previous score and the target's place: by the curve, else by the attainment of the target. */
    private static Members score(
            IndicatorResult result, Scorecard.@Nullable Aim aim, Normalizer.@Nullable Curve curve) {
        Members members = new Members();
        Estimate score = result.score().measured().orElse(null);
        if (score != null) {
            members.put("score", score.value()).put("scoreRange", Readings.interval(score.interval()));
            if (curve != null && result.previous().reading() instanceof Measured previous) {
                members.put("previousScore", curve.score(previous.estimate().value()));
            }
        } else if (aim != null && aim.attainment().value().isPresent()) {
            members.put("score", 100 * aim.attainment().value().getAsDouble()).put("scoreBy", "ATTAINMENT");
        }
        if (aim != null) {
            Target target = aim.target();
            members.put(
                    "target",
                    new Members()
                            .put("value", target.value())
                            .put("score", score == null || curve == null ? 100 : curve.score(target.value()))
                            .put("provenance", target.provenance().name())
                            .put("attainment", boxed(aim.attainment().value()))
                            .put("met", aim.met()));
        }
        return members;
    }

    /** The curve by which the scorecard, else the profile, scores an indicator. */
    private Normalizer.@Nullable Curve curve(String id) {
        for (Scorecard.View view : report.scorecard().views()) {
            for (Scorecard.Item item : view.items()) {
                for (ScoredIndicator candidate : item.candidates()) {
                    if (candidate.indicator().equals(id) && candidate.curve() != null) {
                        return candidate.curve();
                    }
                }
            }
        }
        for (var leaf : report.marc().profile().tree().leaves()) {
            for (ScoredIndicator candidate : leaf.candidates()) {
                if (candidate.indicator().equals(id) && candidate.curve() != null) {
                    return candidate.curve();
                }
            }
        }
        return null;
    }

    private static Members evidence(String definition, String hash, List<String> sources, String digest) {
        return new Members()
                .put("definition", definition)
                .put("hash", hash)
                .put("sources", sources)
                .put("digest", digest);
    }

    private List<Object> stages() {
        List<Object> stages = new ArrayList<>();
        for (StageResult stage : report.stages()) {
            stages.add(new Members()
                    .put("id", stage.stage().name())
                    .put("names", Readings.names(stage.stage().names()))
                    .put(
                            "indicators",
                            stage.indicators().stream().map(IndicatorResult::id).toList())
                    .map());
        }
        return stages;
    }

    // --- cards ---

    private Members cards() {
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
                                    .put("short", standard ? brief("perspective." + perspective.id()) : null))
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
                                .filter(indicators::containsKey)
                                .toList());
    }

    private static Members rung(Rung rung) {
        return new Members()
                .put("id", rung.name())
                .put("names", Readings.names(rung.names()))
                .put("short", brief("rung." + rung.name()));
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
                        .put("value", boxed(cell.cumulativePerCustomer().value()))
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
                    .put("period", period(point.period()))
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

    // --- data ---

    private Map<String, Object> source(SourceSummary source) {
        Map<RejectReason, Long> rejects = new EnumMap<>(RejectReason.class);
        List<Object> rows = new ArrayList<>();
        for (SourceSummary.Rows part : source.rows()) {
            part.reasons().forEach((reason, count) -> rejects.merge(reason, count, Long::sum));
            rows.add(new Members()
                    .put("stream", part.stream())
                    .put("rows", part.rows())
                    .put("rejected", part.rejected())
                    .put("rejects", rejects(part.reasons()))
                    .put("overBudget", part.overBudget() ? true : null)
                    .map());
        }
        List<String> leftOut = new ArrayList<>();
        Instant through = null;
        boolean unknown = source.streams().isEmpty();
        long records = 0;
        List<Object> streams = new ArrayList<>();
        for (StreamSummary stream : source.streams()) {
            records += stream.records();
            if (!stream.complete()) {
                leftOut.add(stream.type());
            }
            Instant complete = stream.completeThrough();
            if (complete == null) {
                unknown = true;
            } else if (through == null || complete.isBefore(through)) {
                through = complete;
            }
            streams.add(stream(stream));
        }
        Instant end = report.period().end();
        Duration lateness = source.description().lateness();
        boolean late = lateness != null && report.asOf().isBefore(end.plus(lateness));
        boolean early = through != null && through.isBefore(end);
        return new Members()
                .put("name", source.name())
                .put("plugin", source.plugin())
                .put("version", source.version())
                .put("zone", source.description().zone())
                .put("money", source.description().money())
                .put("lateness", lateness == null ? null : lateness.toString())
                // a source that does not count rows still delivers records
                .put("rows", source.rows().isEmpty() ? records : source.rowCount())
                .put("rejected", source.rejectCount())
                .put("rejects", rejects(rejects))
                .put("parts", rows)
                .put("leftOut", leftOut.isEmpty() ? null : leftOut)
                .put("completeThrough", unknown ? null : through)
                .put("provisional", (late || early) ? true : null)
                .put("streams", streams)
                .map();
    }

    private static Map<String, Object> stream(StreamSummary stream) {
        return new Members()
                .put("type", stream.type())
                .put("complete", stream.complete())
                .put("records", stream.records())
                .put("superseded", stream.superseded())
                .put("withdrawn", stream.withdrawn())
                .put("merged", stream.merged())
                .put("surviving", stream.surviving())
                .put("completeThrough", stream.completeThrough())
                .put("digest", stream.digest())
                .map();
    }

    private static List<Object> rejects(Map<RejectReason, Long> rejects) {
        List<Object> list = new ArrayList<>();
        rejects.forEach((reason, count) -> list.add(new Members()
                .put("reason", reason.name())
                .put("sentence", Readings.names(reason.names()))
                .put("count", count)
                .map()));
        return list;
    }

    private Map<String, Object> definitions() {
        Map<String, Object> definitions = new TreeMap<>();
        for (DefinitionText definition : report.definitions()) {
            definitions.put(
                    definition.hash(),
                    new Members()
                            .put("id", definition.id())
                            .put("version", definition.version())
                            .put("kind", definition.kind())
                            .put("text", definition.text())
                            .map());
        }
        return definitions;
    }

    private Map<String, Object> reference(ReferenceValue reference) {
        return new Members()
                .put("indicator", reference.indicator())
                .put("value", reference.value())
                .put("unit", reference.unit().name())
                .put("label", Readings.names(reference.label()))
                .put("source", reference.source())
                .map();
    }

    private static Map<String, Object> issue(DataIssue issue) {
        return new Members()
                .put("code", issue.code())
                .put("severity", issue.severity().name())
                .put("source", issue.source())
                .put("location", issue.location())
                .put("count", issue.count())
                .put("sentence", Readings.names(issue.sentence()))
                .map();
    }
}
