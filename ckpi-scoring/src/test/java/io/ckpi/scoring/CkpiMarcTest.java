package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Shares;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CkpiMarcTest {

    private static Reading number(double value) {
        return new Measured(Estimate.of(value, Unit.RATIO));
    }

    private static Reading between(double low, double value, double high) {
        return new Measured(Estimate.of(value, Unit.RATIO).withInterval(Interval.of(low, high, 0.95)));
    }

    /** The readings of a typical company. */
    static Map<String, Reading> typical() {
        Map<String, Reading> readings = new HashMap<>();
        readings.put("inbound.lead-share", Shares.withDefaults().of(550, 1000));
        readings.put("economics.ltv-to-cac", between(2.9, 3.4, 4.0));
        readings.put("nurture.lift", between(1.15, 1.3, 1.47));
        readings.put("economics.roi", between(200, 250, 300));
        readings.put("site.visitor-to-lead", Shares.withDefaults().of(300, 10_000));
        readings.put("lead.acceptance", Shares.withDefaults().of(54, 100));
        readings.put("content.conversion", Shares.withDefaults().of(130, 2000));
        readings.put("organic.first-page-share", number(0.2));
        readings.put("social.visit-to-lead", between(0.008, 0.01, 0.012));
        readings.put("mobile.parity", between(0.45, 0.5483870967741935, 0.67));
        return readings;
    }

    @Test
    void standardIsTheShippedProfile() {
        assertThat(CkpiMarc.standard().profile().reference()).isEqualTo("ckpimarc-default-1");
        assertThat(CkpiMarc.equalWeights().profile().reference()).isEqualTo("ckpimarc-equal-1");
        assertThat(CkpiMarc.standard().profile().nameOf("lead.acceptance").ru()).isEqualTo("Конверсия SQL в SAL");
    }

    @Test
    void hasAnIntervalFromItsDraws() {
        CompositeResult result = CkpiMarc.standard().score(typical());
        Estimate value = result.value().measured().orElseThrow();
        Spread spread = result.spread().orElseThrow();
        assertThat(value.value()).isCloseTo(62.163, within(0.001));
        assertThat(value.unit()).isEqualTo(Unit.POINTS);
        assertThat(value.interval()).isEqualTo(spread.interval());
        Interval interval = Cases.some(value.interval());
        assertThat(interval.level()).isEqualTo(0.9);
        assertThat(interval.contains(value.value())).isTrue();
        assertThat(interval.halfWidth().orElseThrow()).isBetween(2.0, 8.0);
        assertThat(value.n()).isEqualTo(10);
        assertThat(value.method()).isEqualTo("ckpimarc-default-1");
        assertThat(value.flags()).hasToString("[CONSTANT_INPUTS:0.05]");
        assertThat(result.constantInputWeight()).isCloseTo(1.0 / 21, within(1e-12));
        assertThat(spread.draws()).isEqualTo(10_000);
        assertThat(spread.failed()).isZero();
        assertThat(spread.colours().values().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-12));
        assertThat(spread.meanError()).isCloseTo(spread.sd() / 100, within(1e-12));
        assertThat(result.toString()).startsWith("ckpimarc-default-1 62.2 (").endsWith("), coverage 100 %");
    }

    @Test
    void theSeedDecidesTheDraws() {
        CkpiMarc marc = CkpiMarc.standard().withDraws(500);
        CompositeResult one = marc.score(typical());
        assertThat(marc.score(typical()).spread()).isEqualTo(one.spread());
        assertThat(marc.withSeed(2).score(typical()).spread()).isNotEqualTo(one.spread());
        // with more draws the first ones stay what they were
        assertThat(marc.withDraws(501).score(typical()).spread().orElseThrow().mean())
                .isCloseTo(one.spread().orElseThrow().mean(), within(0.2));
    }

    @Test
    void withoutDrawsThereIsNoInterval() {
        CompositeResult result = CkpiMarc.standard().withDraws(0).score(typical());
        assertThat(result.value().measured().orElseThrow().has(Flag.Code.NO_INTERVAL))
                .isTrue();
        assertThat(result.spread()).isEmpty();
        assertThat(why(result.doubt()).sentence(Locale.ENGLISH)).isEqualTo("not enough data: no draws were asked for");
    }

    private static Absent why(Outcome<?> outcome) {
        return ((Outcome.NotComputable<?>) outcome).why();
    }

    @Test
    void nothingUncertainGivesNoSpread() {
        Map<String, Reading> exact = new HashMap<>();
        typical().forEach((id, reading) -> exact.put(id, number(reading.value().orElseThrow())));
        CompositeResult result = CkpiMarc.standard()
                .withConcentration(null)
                .withCurveSpread(0)
                .withDraws(200)
                .score(exact);
        Spread spread = result.spread().orElseThrow();
        assertThat(spread.sd()).isCloseTo(0, within(1e-9));
        assertThat(spread.interval().low()).isCloseTo(result.value().value().orElseThrow(), within(1e-9));
        assertThat(why(result.doubt()).reason()).isEqualTo(Reason.NO_VARIATION);
    }

    @Test
    void doubtFindsItsSource() {
        CkpiMarc onlyData = CkpiMarc.standard().withConcentration(null).withCurveSpread(0);
        Doubt data = onlyData.score(typical()).doubt().value().orElseThrow();
        assertThat(data.data().first()).isCloseTo(1, within(0.05));
        assertThat(data.data().total()).isCloseTo(1, within(0.05));
        assertThat(data.weights().total()).isZero();
        assertThat(data.curves().total()).isZero();
        Doubt all = CkpiMarc.standard().score(typical()).doubt().value().orElseThrow();
        assertThat(all.data().first() + all.weights().first() + all.curves().first())
                .isCloseTo(1, within(0.1));
        assertThat(all.draws()).isEqualTo(10_000);
        assertThat(all.failed()).isZero();
        assertThat(all.data().first()).isGreaterThan(0.2);
        assertThat(all.curves().first()).isGreaterThan(0.1);
    }

    @Test
    void sharesAreDrawnFromTheirPosterior() {
        // one factor, an identity curve: the draws are those of the Beta distribution with k + 1/2 and n - k + 1/2
        Node.Group root = Node.group(
                "root", 1, Aggregator.arithmetic(), Node.leaf("lead.acceptance", 1, Normalizer.goalposts(0, 1)));
        Spread spread = CkpiMarc.of(Profile.of("one", 1, root))
                .with(new Uncertainty(3, 40_000, null, 0))
                .score(Map.of("lead.acceptance", Shares.withDefaults().of(4, 20)))
                .spread()
                .orElseThrow();
        double a = 4.5;
        double b = 16.5;
        double mean = a / (a + b);
        double sd = Math.sqrt(a * b / ((a + b) * (a + b) * (a + b + 1)));
        assertThat(spread.mean()).isCloseTo(100 * mean, within(4 * 100 * sd / 200));
        assertThat(spread.sd()).isCloseTo(100 * sd, within(0.2));
        assertThat(spread.interval().low())
                .isCloseTo(
                        100
                                * org.apache.commons.statistics.distribution.BetaDistribution.of(a, b)
                                        .inverseCumulativeProbability(0.05),
                        within(4 * spread.lowError()));
    }

    private static Spread spreadOf(Reading reading, double low, double high) {
        Node.Group root =
                Node.group("root", 1, Aggregator.arithmetic(), Node.leaf("x.y", 1, Normalizer.goalposts(low, high)));
        return CkpiMarc.of(Profile.of("one", 1, root))
                .with(new Uncertainty(4, 20_000, null, 0))
                .score(Map.of("x.y", reading))
                .spread()
                .orElseThrow();
    }

    @Test
    void intervalsAreDrawnOnTheScaleWhereTheyAreSymmetric() {
        double z = 1.959963984540054;
        // symmetric: normal with mean 50 and standard deviation 5
        Spread normal = spreadOf(between(50 - 5 * z, 50, 50 + 5 * z), 0, 100);
        assertThat(normal.mean()).isCloseTo(50, within(4 * 5 / Math.sqrt(20_000)));
        assertThat(normal.sd()).isCloseTo(5, within(0.1));
        // symmetric in logarithms: the mean of a log-normal lies above its median
        double s = 0.5;
        Spread log = spreadOf(between(10 * Math.exp(-s * z), 10, 10 * Math.exp(s * z)), 0, 1000);
        assertThat(log.mean() * 10).isCloseTo(10 * Math.exp(s * s / 2), within(0.2));
        // one end open: the other side counts for both
        Spread open = spreadOf(
                new Measured(Estimate.of(50, Unit.RATIO).withInterval(new Interval(50 - 5 * z, null, 0.95))), 0, 100);
        assertThat(open.sd()).isCloseTo(5, within(0.1));
        // both open, or no width: a constant
        Spread none = spreadOf(
                new Measured(Estimate.of(50, Unit.RATIO).withInterval(new Interval(null, null, 0.95))), 0, 100);
        assertThat(none.sd()).isZero();
    }

    @Test
    void drawsOfTheProducerAreUsedAsTheyAre() {
        Node.Group root =
                Node.group("root", 1, Aggregator.arithmetic(), Node.leaf("x.y", 1, Normalizer.goalposts(0, 100)));
        CkpiMarc marc = CkpiMarc.of(Profile.of("one", 1, root)).with(new Uncertainty(4, 100, null, 0));
        Spread spread = marc.withReadingDraws("x.y", 10, 20, 30, 40)
                .score(Map.of("x.y", number(25)))
                .spread()
                .orElseThrow();
        assertThat(spread.mean()).isEqualTo(25);
        assertThat(spread.interval()).isEqualTo(Interval.of(10, 40, 0.9));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> marc.withReadingDraws("x.y"))
                .withMessage("there are no draws of x.y");
    }

    @Test
    void aFallbackIsUsedWithItsOwnCurve() {
        Map<String, Reading> readings = typical();
        readings.put("nurture.lift", Absent.because(Reason.ZERO_DENOMINATOR));
        readings.put("nurture.loss-share", Absent.because(Reason.NO_DATA));
        readings.put("nurture.progress-share", number(0.36));
        CompositeResult result = CkpiMarc.standard().withDraws(0).score(readings);
        FactorScore factor = result.factor("F3");
        assertThat(factor.indicator()).isEqualTo("nurture.progress-share");
        assertThat(factor.points()).hasValue(50);
        assertThat(factor.flags()).containsExactly(Flag.of(Flag.Code.SECONDARY_USED, "nurture.progress-share"));
        assertThat(result.coverage()).isEqualTo(1);
        assertThat(result.value().measured().orElseThrow().flags())
                .contains(Flag.of(Flag.Code.SECONDARY_USED, "nurture.progress-share"));
        // the order of the candidates decides
        readings.put("nurture.loss-share", number(0.79));
        assertThat(CkpiMarc.standard().withDraws(0).score(readings).factor("F3").points())
                .hasValue(0);
        // a later period that used another indicator is flagged
        CompositeResult before = CkpiMarc.standard().withDraws(0).score(typical());
        Contributions c =
                result.contributions(Baseline.previous(before)).value().orElseThrow();
        assertThat(c.flags()).containsExactly(Flag.of(Flag.Code.NOT_COMPARABLE, "nurture.lift"));
    }

    @Test
    void absentAndBoundedReadingsAreNoData() {
        Map<String, Reading> readings = typical();
        readings.put("economics.ltv-to-cac", Absent.because(Reason.ZERO_DENOMINATOR, "no spend", "нет расходов"));
        readings.put(
                "economics.roi", new Bounded(1, 2, Unit.PERCENT, Reason.NOT_IDENTIFIED, Names.same("?"), 0, Set.of()));
        readings.remove("nurture.lift");
        CompositeResult result = CkpiMarc.standard().withDraws(0).score(readings);
        assertThat(result.factor("F2").score().why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(result.factor("F4").score().why()).contains(Reason.NOT_IDENTIFIED);
        assertThat(result.factor("F3").score().why()).contains(Reason.NO_DATA);
        assertThat(result.factor("F2").indicator()).isNull();
        assertThat(result.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(result.coverage()).isCloseTo(12.0 / 21, within(1e-12));
    }

    @Test
    void belowTheCoverageThresholdThereIsNoNumber() {
        Map<String, Reading> readings = new HashMap<>();
        for (String id : List.of("economics.roi", "economics.ltv-to-cac", "lead.acceptance")) {
            readings.put(id, typical().get(id));
        }
        CompositeResult result = CkpiMarc.standard().score(readings);
        assertThat(result.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        Absent why = (Absent) result.value();
        assertThat(why.sentence(Locale.ENGLISH))
                .isEqualTo("not enough data: 43 % of the weight has data, 60 % is required");
        assertThat(why.sentence(Locale.forLanguageTag("ru")))
                .isEqualTo("данных недостаточно: данные есть для 43 % веса, требуется 60 %");
        assertThat(result.coverage()).isCloseTo(9.0 / 21, within(1e-12));
        assertThat(result.bounds().orElseThrow().low()).isPositive();
        assertThat(result.factor("F4").points()).hasValue(55);
        assertThat(result.groups().get(0).score().value()).hasValue(77.5);
        // what would give the number away is not there
        assertThat(result.colour()).isEqualTo(Colour.NONE);
        assertThat(result.arithmeticTwin()).isEmpty();
        assertThat(result.imbalancePenalty()).isEmpty();
        assertThat(result.equalWeights()).isEmpty();
        assertThat(result.spread()).isEmpty();
        assertThat(result.reasons(3)).isEmpty();
        assertThat(result.levers()).isEmpty();
        assertThat(why(result.contributions()).reason()).isEqualTo(Reason.INSUFFICIENT_DATA);
        assertThat(why(result.doubt()).reason()).isEqualTo(Reason.INSUFFICIENT_DATA);
        assertThat(result.toString()).isEqualTo("ckpimarc-default-1 INSUFFICIENT_DATA, coverage 43 %");
        CompositeResult full = CkpiMarc.standard().withDraws(0).score(typical());
        assertThat(why(full.contributions(Baseline.previous(result))).sentence(Locale.ENGLISH))
                .isEqualTo("not enough data: the earlier result has no value");
        assertThat(why(Bridge.of(result, full)).sentence(Locale.ENGLISH))
                .isEqualTo("not enough data: no value of the earlier result");
    }

    @Test
    void theSentenceNeverContradictsItself() {
        Tree tree =
                Tree.of(Node.group("root", 1, Aggregator.arithmetic(), Node.leaf("a", 0.598), Node.leaf("b", 0.402)));
        Absent why =
                (Absent) tree.evaluate(Column.withMissing(50, Double.NaN), 0.6).value();
        assertThat(why.sentence(Locale.ENGLISH))
                .isEqualTo("not enough data: 59 % of the weight has data, 60 % is required");
        assertThat(tree.evaluate(Column.withMissing(50, Double.NaN), 0.598).status())
                .isEqualTo(Status.PARTIAL);
    }

    @Test
    void noReadingsAtAll() {
        CompositeResult result = CkpiMarc.standard().score(Map.of());
        assertThat(result.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(result.coverage()).isZero();
        assertThat(result.bounds().orElseThrow().low()).isEqualTo(1);
        assertThat(result.bounds().orElseThrow().high()).isEqualTo(100);
        assertThat(result.defaultCurveWeight()).isZero();
    }

    @Test
    void saysHowMuchRestsOnDefaults() {
        CompositeResult result = CkpiMarc.standard().withDraws(0).score(typical());
        assertThat(result.defaultCurveWeight()).isEqualTo(1);
        CompositeResult own = CkpiMarc.of(Profile.of(
                        "own",
                        1,
                        Node.group(
                                "root",
                                1,
                                Aggregator.arithmetic(),
                                Node.leaf("economics.roi", 3, Normalizer.goalposts(0, 900)),
                                new Node.Leaf(
                                        "lead.acceptance",
                                        1,
                                        List.of(new ScoredIndicator(
                                                "lead.acceptance",
                                                io.ckpi.core.Direction.HIGHER_IS_BETTER,
                                                Normalizer.goalposts(0, 1),
                                                Provenance.DEFAULT,
                                                List.of()))))))
                .withDraws(0)
                .score(typical());
        assertThat(own.defaultCurveWeight()).isEqualTo(0.25);
    }

    @Test
    void equalWeightsAreThoseOfTheOtherProfile() {
        CompositeResult standard = CkpiMarc.standard().withDraws(0).score(typical());
        CompositeResult equal = CkpiMarc.equalWeights().withDraws(0).score(typical());
        CompositeResult.EqualWeights told = standard.equalWeights().orElseThrow();
        assertThat(told.value()).isCloseTo(equal.value().value().orElseThrow(), within(1e-9));
        assertThat(told.changesColour()).isFalse();
        // good in what weighs much, bad in what weighs little: the colour changes
        Map<String, Reading> lopsided = typical();
        lopsided.put("economics.roi", number(700));
        lopsided.put("lead.acceptance", number(0.75));
        lopsided.put("nurture.lift", number(1.45));
        lopsided.put("organic.first-page-share", number(0.12));
        CompositeResult.EqualWeights changed =
                CkpiMarc.standard().withDraws(0).score(lopsided).equalWeights().orElseThrow();
        assertThat(changed.changesColour()).isTrue();
        assertThat(changed.colour()).isEqualTo(Colour.AMBER);
    }

    @Test
    void leversKnowTheNextAnchorTheTargetAndTheTop() {
        CompositeResult result = CkpiMarc.standard().withDraws(0).score(typical());
        assertThat(result.levers()).hasSize(3);
        List<Lever> all = result.levers(10, Map.of("economics.roi", 300.0, "lead.acceptance", 0.5), Map.of());
        assertThat(all).hasSize(9).noneMatch(lever -> lever.factor().equals("economics.ltv-to-cac"));
        Lever roi = all.stream()
                .filter(lever -> lever.factor().equals("economics.roi"))
                .findFirst()
                .orElseThrow();
        assertThat(roi.nextAnchor().raw()).isEqualTo(400);
        assertThat(roi.nextAnchor().score()).isEqualTo(80);
        assertThat(Cases.some(roi.target()).score()).isCloseTo(63.333, within(0.001));
        assertThat(roi.full().score()).isEqualTo(100);
        assertThat(Cases.some(roi.target()).gain()).isLessThan(roi.nextAnchor().gain());
        assertThat(roi.nextAnchor().gain()).isLessThan(roi.full().gain());
        Map<String, Reading> raised = Map.of("economics.roi", number(400));
        CompositeResult whatIf = result.whatIf(raised);
        assertThat(whatIf.value().value().orElseThrow() - result.value().value().orElseThrow())
                .isCloseTo(roi.nextAnchor().gain(), within(1e-9));
        assertThat(whatIf.contributions(Baseline.previous(result))
                        .value()
                        .orElseThrow()
                        .points("economics.roi"))
                .isCloseTo(roi.nextAnchor().gain(), within(1e-9));
        // a target no better than now is no lever
        assertThat(all.stream()
                        .filter(l -> l.factor().equals("lead.acceptance"))
                        .findFirst()
                        .orElseThrow()
                        .target())
                .isNull();
        // the cheapest first
        List<Lever> cheap = result.levers(10, Map.of(), Map.of("economics.roi", 1000.0, "mobile.parity", 1.0));
        assertThat(cheap).extracting(Lever::factor).containsExactly("mobile.parity", "economics.roi");
        assertThat(cheap.get(0).gainPerCost().orElseThrow())
                .isEqualTo(cheap.get(0).nextAnchor().gain());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result.levers(1, Map.of(), Map.of("economics.roi", 0.0)))
                .withMessage("cost of economics.roi is not a positive number: 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result.levers(1, Map.of("F11", 1.0), Map.of()))
                .withMessage("the composite has no factor F11");
    }

    @Test
    void aFactorBeyondItsTargetIsRaisedByComingBack() {
        Map<String, Reading> readings = typical();
        readings.put("economics.ltv-to-cac", number(8));
        Lever lever = CkpiMarc.standard().withDraws(0).score(readings).levers(10, Map.of(), Map.of()).stream()
                .filter(l -> l.factor().equals("economics.ltv-to-cac"))
                .findFirst()
                .orElseThrow();
        assertThat(lever.nextAnchor().raw()).isEqualTo(5);
        assertThat(lever.nextAnchor().score()).isEqualTo(100);
    }

    @Test
    void reasonsAreThePointsLost() {
        CompositeResult result = CkpiMarc.standard().withDraws(0).score(typical());
        List<CompositeResult.ReasonCode> reasons = result.reasons(10);
        double lost = reasons.stream()
                .mapToDouble(CompositeResult.ReasonCode::pointsLost)
                .sum();
        assertThat(lost).isCloseTo(100 - result.value().value().orElseThrow(), within(1e-9));
        assertThat(reasons).hasSize(9); // LTV to CAC loses nothing
        assertThat(reasons.get(0).pointsLost())
                .isGreaterThanOrEqualTo(reasons.get(8).pointsLost());
        assertThat(result.reasons(0)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result.reasons(-1))
                .withMessage("limit is negative: -1");
    }

    @Test
    void baselinesAreChecked() {
        CompositeResult result = CkpiMarc.standard().withDraws(0).score(typical());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Baseline.value(101))
                .withMessage("score is not from 0 to 100: 101.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result.contributions(Baseline.scores(Map.of("F11", 5.0))))
                .withMessage("the composite has no factor F11");
        CompositeResult other = CkpiMarc.equalWeights().withDraws(0).score(typical());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result.contributions(Baseline.previous(other)))
                .withMessageContaining("use a Bridge to compare across definitions");
        Contributions ideal = result.contributions(Baseline.ideal()).value().orElseThrow();
        assertThat(ideal.from()).isEqualTo(100);
        assertThat(ideal.factors()).allSatisfy(line -> assertThat(line.points()).isLessThanOrEqualTo(1e-12));
        Contributions one =
                result.contributions(Baseline.scores(Map.of("F4", 0.0))).value().orElseThrow();
        assertThat(one.points("economics.roi")).isCloseTo(one.total(), within(1e-9));
        assertThatIllegalArgumentException().isThrownBy(() -> one.points("F99")).withMessage("no contribution of F99");
    }

    @Test
    void manyFactorsAreExplainedBySampledOrders() {
        int n = 24;
        List<Node> members = new ArrayList<>();
        Map<String, Reading> readings = new HashMap<>();
        for (int i = 0; i < n; i++) {
            members.add(Node.leaf("x.f" + i, 1 + i % 3, Normalizer.goalposts(0, 100)));
            readings.put("x.f" + i, number(20 + 3 * i));
        }
        Node.Group root = Node.group("root", 1, Aggregator.geometric(1), members.toArray(Node[]::new));
        CompositeResult result =
                CkpiMarc.of(Profile.of("many", 1, root)).withDraws(0).score(readings);
        Contributions c = result.contributions().value().orElseThrow();
        double sum =
                c.factors().stream().mapToDouble(Contributions.Line::points).sum();
        assertThat(sum).isCloseTo(c.total(), within(1e-9));
        assertThat(c.factors().get(0).standardError()).isBetween(1e-6, 0.1);
        // the first factor alone is the same in a tree of twenty, scaled down by its weight, so it is near its own
        // share
        assertThat(c.factors().get(0).points()).isNegative();
        assertThat(c.factors().get(n - 1).points()).isPositive();
    }

    @Test
    void hashesTellDefinitionsAndDataApart() {
        CompositeResult result = CkpiMarc.standard().withDraws(0).score(typical());
        assertThat(result.definitionHash()).matches("[0-9a-f]{64}");
        assertThat(result.definitionHash())
                .isEqualTo(Profile.shipped("ckpimarc-default-1").hash())
                .isNotEqualTo(Profile.shipped("ckpimarc-equal-1").hash());
        Map<String, Reading> more = typical();
        more.put("unrelated.indicator", number(5));
        assertThat(CkpiMarc.standard().withDraws(0).score(more).dataHash()).isEqualTo(result.dataHash());
        more.put("economics.roi", between(200, 250.00000001, 300));
        assertThat(CkpiMarc.standard().withDraws(0).score(more).dataHash()).isNotEqualTo(result.dataHash());
    }

    @Test
    void imputedMembersDoNotCountAsCoverage() {
        Node.Group root = new Node.Group(
                "root",
                1,
                Aggregator.geometric(1),
                Missing.IMPUTE_MEAN,
                0,
                List.of(
                        Node.leaf("x.a", 1, Normalizer.goalposts(0, 100)),
                        Node.leaf("x.b", 1, Normalizer.goalposts(0, 100)),
                        Node.leaf("x.c", 2, Normalizer.goalposts(0, 100))));
        Map<String, Reading> readings = Map.of("x.a", number(20), "x.c", number(80));
        CompositeResult result =
                CkpiMarc.of(Profile.of("imputed", 1, root)).withDraws(0).score(readings);
        assertThat(result.coverage()).isEqualTo(0.75);
        assertThat(result.status()).isEqualTo(Status.PARTIAL);
        // b stands at the mean of the others, 60
        assertThat(result.value().value().orElseThrow())
                .isCloseTo(Math.exp((Math.log(20) + Math.log(60) + 2 * Math.log(80)) / 4), within(1e-9));
        assertThat(result.flags()).containsExactly(Flag.of(Flag.Code.IMPUTED, "x.b"));
        Profile last = Profile.of("last", 1, root.with(Missing.IMPUTE_LAST));
        CompositeResult withLast =
                CkpiMarc.of(last).withDraws(0).score(readings, Map.of("x.b", number(40), "x.a", number(99)));
        assertThat(withLast.coverage()).isEqualTo(0.75);
        assertThat(withLast.value().value().orElseThrow())
                .isCloseTo(Math.exp((Math.log(20) + Math.log(40) + 2 * Math.log(80)) / 4), within(1e-9));
        assertThat(withLast.flags()).containsExactly(Flag.of(Flag.Code.IMPUTED, "x.b"));
        assertThat(withLast.bounds().orElseThrow().low())
                .isLessThan(withLast.value().value().orElseThrow());
        assertThat(CkpiMarc.of(last)
                        .withDraws(0)
                        .score(readings)
                        .value()
                        .value()
                        .orElseThrow())
                .as("without a last observation the weights are renormalised")
                .isCloseTo(Math.exp((Math.log(20) + 2 * Math.log(80)) / 3), within(1e-9));
        CompositeResult refused = CkpiMarc.of(Profile.of("fail", 1, root.with(Missing.FAIL)))
                .withDraws(0)
                .score(readings);
        assertThat(refused.value().why()).contains(Reason.INSUFFICIENT_DATA);
        assertThat(refused.status()).isEqualTo(Status.INSUFFICIENT_DATA);
    }

    @Test
    void aMeanThatFailsIsNotDroppedSilently() {
        Node.Group inner = Node.group(
                "inner",
                1,
                Aggregator.geometric(),
                Node.leaf("x.a", 1, Normalizer.goalposts(0, 100)),
                Node.leaf("x.b", 1, Normalizer.goalposts(0, 100)));
        Node.Group root = Node.group(
                "root", 1, Aggregator.arithmetic(), inner, Node.leaf("x.c", 1, Normalizer.goalposts(0, 100)));
        CkpiMarc marc = CkpiMarc.of(Profile.of("strict", 1, root)).withDraws(200);
        CompositeResult result = marc.score(Map.of("x.a", number(0), "x.b", number(50), "x.c", number(50)));
        assertThat(result.value().why()).contains(Reason.NON_POSITIVE);
        // draws that fail are counted
        CompositeResult edge = marc.score(Map.of("x.a", between(-5, 1, 7), "x.b", number(50), "x.c", number(50)));
        assertThat(edge.spread().orElseThrow().failed()).isBetween(40, 120);
        assertThat(edge.spread().orElseThrow().draws()
                        + edge.spread().orElseThrow().failed())
                .isEqualTo(200);
    }

    @Test
    void uncertaintyIsChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CkpiMarc.standard().withDraws(99))
                .withMessage("draws is neither 0 nor from 100 to 10000000: 99");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CkpiMarc.standard().withConcentration(0.0))
                .withMessage("concentration is not a positive number: 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CkpiMarc.standard().withCurveSpread(Double.NaN))
                .withMessage("curveSpread is not from 0 to 0.9: NaN");
    }

    @Test
    void flagsSortByTheirText() {
        Map<String, Reading> zero = new HashMap<>();
        typical().keySet().forEach(id -> zero.put(id, number(0)));
        Set<String> flags = new TreeSet<>();
        CkpiMarc.standard().withDraws(0).score(zero).flags().forEach(flag -> flags.add(flag.toString()));
        assertThat(flags)
                .containsExactly("FLOORED:channels", "FLOORED:contentSite", "FLOORED:economics", "FLOORED:leadProcess");
    }
}
