package io.ckpi.report.internal.record;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
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
import io.ckpi.scoring.Target;
import io.ckpi.sdk.CkpiReport;
import io.ckpi.sdk.FactorResult;
import io.ckpi.sdk.IndicatorResult;
import io.ckpi.sdk.StageResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
        DataTree data = new DataTree(report);
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
                .put("cards", new CardsTree(report).tree())
                .put("slices", Map.of())
                .put("missing", data.missing())
                .put("sources", data.sources())
                .put("definitions", data.definitions())
                .put("references", data.references())
                .put("issues", data.issues())
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

    static Members period(Period period) {
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

    static @Nullable Double boxed(java.util.OptionalDouble value) {
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

    static @Nullable Map<String, String> brief(String key) {
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
}
