package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Direction;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.core.Perspective;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.definition.DefinitionException;
import io.ckpi.core.stat.Shares;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScorecardTest {

    private static final Period OCTOBER = Period.ofMonth(YearMonth.of(2026, 10), ZoneOffset.UTC);
    private static final Scorecard STANDARD = Scorecard.standard();

    private static Reading number(double value, Unit unit) {
        return new Measured(Estimate.of(value, unit));
    }

    private static Reading share(long k, long n) {
        return Shares.withDefaults().of(k, n);
    }

    private static Scorecard.Result evaluate(Map<String, Reading> now, Map<String, Reading> before, Targets targets) {
        return STANDARD.evaluate(OCTOBER, targets, now, before, Map.of());
    }

    @Test
    void theStandardScorecardHasSevenPerspectivesWithTheirHeadlines() {
        assertThat(STANDARD.reference()).isEqualTo("scorecard-standard-1");
        assertThat(STANDARD.perspectives()).isEqualTo(Perspective.standard());
        assertThat(STANDARD.views().stream().map(view -> view.items().get(0).id()))
                .containsExactly(
                        "calls.answered-before-third-ring",
                        "economics.ltv-to-cac",
                        "customer.repeat-share",
                        "lead.acceptance",
                        "order.processing-time",
                        "tasks.discipline",
                        "data.completeness");
        assertThat(STANDARD.views().get(0).items().get(0).candidates().get(1).indicator())
                .isEqualTo("voice.neg-to-pos");
        assertThat(STANDARD.views().get(4).items().get(0).candidates().get(1).indicator())
                .isEqualTo("tasks.quality");
        assertThat(STANDARD.limit()).isEqualTo(25);
        assertThat(STANDARD.hash()).matches("[0-9a-f]{64}");
    }

    @Test
    void defaultCurvesGiveColoursMarkedDefault() {
        Scorecard.Result result = evaluate(Map.of("customer.repeat-share", share(172, 1000)), Map.of(), Targets.none());
        Scorecard.Row row = result.row("customer.repeat-share");
        assertThat(row.judgement())
                .isEqualTo(new Scorecard.Judgement(Colour.AMBER, Scorecard.Basis.CURVE, Provenance.DEFAULT));
        assertThat(row.score().value().orElseThrow()).isCloseTo(34.4, within(1e-9));
        assertThat(Cases.some(row.score().measured().orElseThrow().interval()).contains(34.4))
                .isTrue();
        assertThat(row.target()).isNull();
        assertThat(result.coverage()).isCloseTo(1.0 / 7, within(1e-12));
        assertThat(result.sections()).hasSize(7);
    }

    @Test
    void withoutTargetAndCurveThereIsNoColour() {
        Map<String, Reading> now = Map.of("order.processing-time", number(30, Unit.HOURS));
        Scorecard.Row plain = evaluate(now, Map.of(), Targets.none()).row("order.processing-time");
        assertThat(plain.judgement().colour()).isEqualTo(Colour.NONE);
        assertThat(plain.judgement().basis()).isEqualTo(Scorecard.Basis.NONE);
        assertThat(plain.score().why()).contains(Reason.NOT_IDENTIFIED);
        Targets targets = Targets.of(Target.of("order.processing-time", 24).withBaseline(72));
        Scorecard.Row row = evaluate(now, Map.of(), targets).row("order.processing-time");
        assertThat(row.judgement())
                .isEqualTo(new Scorecard.Judgement(Colour.GREEN, Scorecard.Basis.TARGET, Provenance.SET));
        assertThat(Cases.some(row.target()).attainment().value().orElseThrow()).isCloseTo(0.875, within(1e-12));
        assertThat(Cases.some(row.target()).met()).isFalse();
        Scorecard.Row met = evaluate(Map.of("order.processing-time", number(24, Unit.HOURS)), Map.of(), targets)
                .row("order.processing-time");
        assertThat(Cases.some(met.target()).met()).isTrue();
    }

    @Test
    void aTargetTakesThePlaceOfTheCurve() {
        Map<String, Reading> now = Map.of("customer.repeat-share", share(172, 1000));
        Target target = new Target("customer.repeat-share", 0.172, null, Provenance.SOURCE_DOCUMENT, null, null);
        Scorecard.Row row = evaluate(now, Map.of(), Targets.of(target)).row("customer.repeat-share");
        assertThat(row.judgement())
                .isEqualTo(new Scorecard.Judgement(Colour.GREEN, Scorecard.Basis.TARGET, Provenance.SOURCE_DOCUMENT));
        assertThat(Cases.some(row.target()).met()).isTrue();
    }

    @Test
    void targetsHoldByTheLastDayOfThePeriod() {
        LocalDate october31 = LocalDate.of(2026, 10, 31);
        Target old = Target.of("customer.repeat-share", 0.1).withValidity(null, october31);
        Target current = Target.of("customer.repeat-share", 0.5).withValidity(october31, null);
        Targets targets = Targets.of(old, current);
        Map<String, Reading> now = Map.of("customer.repeat-share", share(172, 1000));
        assertThat(Cases.some(evaluate(now, Map.of(), targets)
                                .row("customer.repeat-share")
                                .target())
                        .target())
                .isEqualTo(current);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Targets.of(old, Target.of("customer.repeat-share", 0.2)))
                .withMessage("two targets of customer.repeat-share hold on the same day");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> old.withValidity(october31, october31))
                .withMessage("target of customer.repeat-share holds for no day: from 2026-10-31 until 2026-10-31");
    }

    @Test
    void targetsThatCannotBeJudgedAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STANDARD.check(Targets.of(Target.of("order.processing-time", 24))))
                .withMessage("target of order.processing-time needs a baseline, as its direction is LOWER_IS_BETTER");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STANDARD.check(
                        Targets.of(Target.of("order.processing-time", 24).withBaseline(12))))
                .withMessage("target 24.0 of order.processing-time lies on the worse side of its baseline 12.0"
                        + " for LOWER_IS_BETTER");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STANDARD.check(Targets.of(Target.of("customer.repeat-share", 0))))
                .withMessage("target of customer.repeat-share equals its baseline: 0.0");
        STANDARD.check(Targets.of(Target.of("not.shown", 1)));
    }

    @Test
    void attainmentInEveryDirection() {
        Target up = Target.of("x.y", 120).withBaseline(0);
        assertThat(up.attainment(90, Direction.HIGHER_IS_BETTER)).isEqualTo(0.75);
        assertThat(up.attainment(150, Direction.HIGHER_IS_BETTER)).isEqualTo(1.25);
        assertThat(up.attainment(150, Direction.UP_TO_TARGET)).isEqualTo(1);
        assertThat(up.attainment(-60, Direction.HIGHER_IS_BETTER)).isEqualTo(-0.5);
        Target down = Target.of("x.y", 20).withBaseline(60);
        assertThat(down.attainment(30, Direction.LOWER_IS_BETTER)).isEqualTo(0.75);
        assertThat(down.isMetBy(20, Direction.LOWER_IS_BETTER)).isTrue();
        Target best = Target.of("x.y", 4).withBaseline(2);
        assertThat(best.attainment(3, Direction.TARGET_IS_BEST)).isEqualTo(0.5);
        assertThat(best.attainment(5, Direction.TARGET_IS_BEST)).isEqualTo(0.5);
        assertThat(best.attainment(4, Direction.TARGET_IS_BEST)).isEqualTo(1);
        assertThat(best.isMetBy(5, Direction.TARGET_IS_BEST)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> best.attainment(1, Direction.NEUTRAL))
                .withMessage("x.y is never judged, so it has no target");
        Absent absent = Absent.because(Reason.NO_DATA);
        assertThat(up.attainment(absent, Direction.HIGHER_IS_BETTER)).isEqualTo(absent);
    }

    @Test
    void theRootFoldsThePerspectivesIntoOneNumber() {
        Node.Group root = STANDARD.root();
        assertThat(root.members())
                .extracting(Node::id)
                .containsExactlyElementsOf(
                        Perspective.standard().stream().map(Perspective::id).toList());
        Map<String, Reading> readings = Map.of(
                "calls.answered-before-third-ring", number(0.8, Unit.RATIO), // 67
                "economics.ltv-to-cac", number(2, Unit.RATIO), // 50
                "customer.repeat-share", number(0.25, Unit.RATIO), // 50
                "lead.acceptance", number(0.8, Unit.RATIO), // 100
                "order.processing-time", number(60, Unit.HOURS), // no curve: by its target
                "tasks.discipline", number(0.5, Unit.RATIO)); // 0
        Targets targets = Targets.of(Target.of("order.processing-time", 24).withBaseline(72)); // a quarter of the way
        Scorecard.Result result = evaluate(readings, Map.of(), targets);
        Tree.Evaluation all = result.composite();
        assertThat(all.value().value().orElseThrow()).isCloseTo((67 + 50 + 50 + 100 + 25 + 0) / 6.0, within(1e-12));
        assertThat(all.coverage()).isCloseTo(6.0 / 7, within(1e-12));
        assertThat(all.scores().get("process")).isCloseTo(25, within(1e-12));
        assertThat(all.status()).isEqualTo(Status.PARTIAL);
        assertThat(result.colour()).isEqualTo(Colour.AMBER);
        // too little of it: no number, no colour
        Scorecard.Result few = evaluate(Map.of("tasks.discipline", number(1, Unit.RATIO)), Map.of(), Targets.none());
        assertThat(few.composite().value().why()).contains(Reason.INSUFFICIENT_DATA);
        assertThat(few.colour()).isEqualTo(Colour.NONE);
    }

    @Test
    void weightsAndAggregatorComeFromTheDocument() {
        String text = """
                schema: ckpi/scorecard@1
                id: own
                version: 1
                name: {ru: Своя, en: Own}
                aggregator: {kind: geometric, floor: 1}
                perspectives:
                  - id: finance
                    weight: 3
                    indicators:
                      - weight: 2
                        candidates: [{indicator: economics.roi, normalizer: {kind: goalposts, lower: 0, upper: 100}}]
                      - candidates: [{indicator: lead.acceptance, normalizer: {kind: goalposts, lower: 0, upper: 1}}]
                  - id: data
                    indicators:
                      - candidates: [{indicator: data.completeness, normalizer: {kind: goalposts, lower: 0, upper: 1}}]
                """;
        Scorecard own = Scorecard.read("own", text);
        Map<String, Reading> readings = Map.of(
                "economics.roi", number(40, Unit.PERCENT),
                "lead.acceptance", number(0.1, Unit.RATIO),
                "data.completeness", number(0.8, Unit.RATIO));
        Tree.Evaluation all = own.evaluate(OCTOBER, Targets.none(), readings, Map.of(), Map.of())
                .composite();
        assertThat(all.scores().get("finance")).isCloseTo((2 * 40 + 10) / 3.0, within(1e-12));
        assertThat(all.value().value().orElseThrow()).isCloseTo(Math.pow(30, 0.75) * Math.pow(80, 0.25), within(1e-9));
        assertThat(own.hash())
                .isNotEqualTo(Scorecard.read("own", text.replace("weight: 3", "weight: 2"))
                        .hash());
        assertThat(own.hash())
                .isNotEqualTo(Scorecard.read("own", text.replace("floor: 1", "floor: 2"))
                        .hash());
        assertThat(own.hash())
                .isEqualTo(Scorecard.read("own", text.replace("weight: 3", "weight: 3.0"))
                        .hash());
        assertThatThrownBy(() -> Scorecard.read("own", text.replace("weight: 3", "weight: -1")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("weight of finance is negative");
    }

    @Test
    void aFallbackIsShownAndFlagged() {
        Map<String, Reading> now = Map.of(
                "calls.answered-before-third-ring",
                Absent.because(Reason.NO_DATA),
                "voice.neg-to-pos",
                number(0.1, Unit.RATIO));
        Map<String, Reading> before = Map.of("calls.answered-before-third-ring", share(80, 100));
        Scorecard.Row row = evaluate(now, before, Targets.none()).row("calls.answered-before-third-ring");
        assertThat(row.shown().indicator()).isEqualTo("voice.neg-to-pos");
        assertThat(row.flags())
                .containsExactly(
                        Flag.of(Flag.Code.NOT_COMPARABLE, "calls.answered-before-third-ring"),
                        Flag.of(Flag.Code.SECONDARY_USED, "voice.neg-to-pos"));
        assertThat(row.changes().previous().difference().why()).contains(Reason.NO_DATA);
        assertThat(row.judgement().colour()).isEqualTo(Colour.GREEN);
    }

    @Test
    void missingReadingsStayVisible() {
        Scorecard.Result result = evaluate(
                Map.of("economics.ltv-to-cac", Absent.because(Reason.ZERO_DENOMINATOR)), Map.of(), Targets.none());
        assertThat(result.coverage()).isZero();
        Scorecard.Row row = result.row("economics.ltv-to-cac");
        assertThat(row.reading().why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(row.score().why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(row.judgement().colour()).isEqualTo(Colour.NONE);
        assertThat(result.row("data.completeness").reading().why()).contains(Reason.NO_DATA);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result.row("economics.roi"))
                .withMessage("the scorecard does not show economics.roi");
    }

    @Test
    void anArrowNeedsProof() {
        Map<String, Reading> now = Map.of("lead.acceptance", share(540, 1000), "tasks.discipline", share(54, 100));
        Map<String, Reading> before = Map.of("lead.acceptance", share(450, 1000), "tasks.discipline", share(45, 100));
        Scorecard.Result result =
                STANDARD.evaluate(OCTOBER, Targets.none(), now, before, Map.of("lead.acceptance", share(700, 1000)));
        Scorecard.Changes changes = result.row("lead.acceptance").changes();
        assertThat(changes.previous().trend()).isEqualTo(Trend.UP);
        assertThat(changes.previous().percent().value().orElseThrow()).isCloseTo(20, within(1e-9));
        assertThat(changes.previous().percent().measured().orElseThrow().unit()).isEqualTo(Unit.PERCENT);
        assertThat(changes.yearBefore().trend()).isEqualTo(Trend.DOWN);
        Change small = result.row("tasks.discipline").changes().previous();
        assertThat(small.trend()).isEqualTo(Trend.UNCLEAR);
        assertThat(small.difference().value().orElseThrow()).isCloseTo(0.09, within(1e-12));
        assertThat(Cases.some(small.difference().measured().orElseThrow().interval())
                        .contains(0))
                .isTrue();
    }

    @Test
    void theDifferenceOfTwoSharesHasNewcombesInterval() {
        // Newcombe 1998, method 10, example (a): 56/70 − 48/80 = 0.2, 0.0524 to 0.3339
        Change change = Change.between(share(48, 80), share(56, 70));
        Interval interval =
                Cases.some(change.difference().measured().orElseThrow().interval());
        assertThat(interval.low()).isCloseTo(0.0524, within(5e-5));
        assertThat(interval.high()).isCloseTo(0.3339, within(5e-5));
        assertThat(change.difference().measured().orElseThrow().method()).isEqualTo("mover");
    }

    @Test
    void changesThatMeanNothingSaySo() {
        Reading five = number(5, Unit.HOURS);
        Change zero = Change.between(number(0, Unit.HOURS), five);
        assertThat(zero.percent().why()).contains(Reason.ZERO_BASE);
        assertThat(((Absent) zero.percent()).sentence(Locale.ENGLISH))
                .isEqualTo("growth from zero is undefined: absolute change 5.00000 HOURS");
        assertThat(zero.difference().value()).hasValue(5);
        assertThat(zero.trend()).isEqualTo(Trend.UNCLEAR);
        Change units = Change.between(number(5, Unit.DAYS), five);
        assertThat(((Absent) units.difference()).sentence(Locale.ENGLISH))
                .isEqualTo("the data are contradictory: the units differ: DAYS and HOURS");
        Change levels = Change.between(
                new Measured(Estimate.of(0, Unit.HOURS)
                        .withInterval(Interval.of(-1.959963984540054, 1.959963984540054, 0.95))),
                new Measured(Estimate.of(2, Unit.HOURS).withInterval(Interval.of(2, 2, 0.9))));
        assertThat(Cases.some(levels.difference().measured().orElseThrow().interval())
                        .low())
                .isCloseTo(2 - 1.6448536269514722, within(1e-9));
        assertThat(levels.trend()).isEqualTo(Trend.UP);
        assertThat(levels.trend().isBetter(Direction.LOWER_IS_BETTER)).contains(false);
        assertThat(levels.trend().isBetter(Direction.TARGET_IS_BEST)).isEmpty();
        assertThat(Trend.UNCLEAR.isBetter(Direction.HIGHER_IS_BETTER)).isEmpty();
    }

    @Test
    void growthHasItsEdges() {
        assertThat(Change.percent(0, 5).why()).contains(Reason.ZERO_BASE);
        assertThat(Change.compoundGrowth(0, 0, 1, 5).why()).contains(Reason.ZERO_BASE);
        assertThat(Change.compoundGrowth(0, -1, 1, 5).why()).contains(Reason.NEGATIVE_BASE);
        assertThat(Change.compoundGrowth(0, 1, 1, -5).why()).contains(Reason.NON_POSITIVE);
        assertThat(Change.compoundGrowth(0, 1, 1, 0).value()).hasValue(-1);
        assertThat(Change.compoundGrowth(0, 100, 2, 121).value().orElseThrow()).isCloseTo(0.1, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Change.compoundGrowth(1, 5, 1, 5))
                .withMessage("fromTime 1.0 is not below toTime 1.0");
    }

    @Test
    void decayRefusesTheFuture() {
        Decay decay = Decay.of(new double[] {10, 20}, new double[] {-1, 3}, 30);
        assertThat(((Absent) decay.value()).sentence(Locale.ENGLISH))
                .isEqualTo("the data are contradictory: events in the future: 1");
        assertThat(decay.issues()).singleElement().satisfies(issue -> {
            assertThat(issue.code()).isEqualTo("EVENT_IN_FUTURE");
            assertThat(issue.location()).isEqualTo("event 0");
        });
        assertThat(Decay.of(new double[0], new double[0], 30).value().why()).contains(Reason.NO_DATA);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decay.of(new double[] {1}, new double[] {1}, 0))
                .withMessage("halfLife is not a positive number: 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decay.of(new double[] {1}, new double[] {}, 1))
                .withMessage("1 points and 0 ages");
    }

    @Test
    void theStandardStrategyMapHasOneLinkThatPointsDown() {
        StrategyMap map = STANDARD.map();
        assertThat(map.links()).hasSize(14);
        assertThat(map.links()).allSatisfy(link -> {
            assertThat(link.sign()).isEqualTo(StrategyMap.Sign.POSITIVE);
            assertThat(link.provenance()).isEqualTo(Provenance.DEFAULT);
        });
        assertThat(STANDARD.warnings()).singleElement().satisfies(warning -> assertThat(
                        warning.sentence().en())
                .isEqualTo("the link referral.crv → economics.ltv-to-cac points down: Customer service stands"
                        + " above Finance"));
        List<String> order = map.indicators();
        for (StrategyMap.Link link : map.links()) {
            assertThat(order.indexOf(link.cause())).isLessThan(order.indexOf(link.effect()));
        }
        assertThat(order).hasSize(16);
    }

    private static StrategyMap.Link link(String cause, String effect) {
        return new StrategyMap.Link(cause, effect, StrategyMap.Sign.POSITIVE, 1, Provenance.SET);
    }

    @Test
    void aCycleIsAnErrorThatListsIt() {
        Map<String, String> where = Map.of("a.a", "data", "b.b", "data", "c.c", "data", "d.d", "data");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StrategyMap(
                        List.of(link("a.a", "b.b"), link("b.b", "c.c"), link("c.c", "d.d"), link("d.d", "b.b")), where))
                .withMessage("the strategy map has a cycle: b.b → c.c → d.d → b.b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StrategyMap(List.of(link("a.a", "a.a")), where))
                .withMessage("the strategy map has a cycle: a.a → a.a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StrategyMap(List.of(link("a.a", "b.b"), link("a.a", "b.b")), where))
                .withMessage("the link a.a → b.b is repeated");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StrategyMap(List.of(link("a.a", "e.e")), where))
                .withMessage("no perspective is given for e.e");
        // two ways to the same place are no cycle
        StrategyMap diamond = new StrategyMap(
                List.of(link("a.a", "b.b"), link("a.a", "c.c"), link("b.b", "d.d"), link("c.c", "d.d")), where);
        assertThat(diamond.indicators()).containsExactly("a.a", "b.b", "c.c", "d.d");
        assertThat(StrategyMap.empty().indicators()).isEmpty();
    }

    @Test
    void anOwnScorecardIsReadAndChecked() {
        String own = """
                schema: ckpi/scorecard@1
                id: our-card
                version: 1
                name: {ru: Наша, en: Ours}
                limit: 2
                perspectives:
                  - id: customer
                    name: {ru: Клиенты, en: Customers}
                    objectives:
                      - {ru: Удержать, en: Keep them}
                    indicators:
                      - candidates:
                          - indicator: customer.repeat-share
                            normalizer: {kind: goalposts, lower: 0, upper: 1}
                      - candidates:
                          - {indicator: tasks.volume, direction: neutral}
                """;
        Scorecard card = Scorecard.read("card.yaml", own);
        assertThat(card.views().get(0).objectives()).containsExactly(new Names("Удержать", "Keep them"));
        Scorecard.Result result = card.evaluate(
                OCTOBER,
                Targets.none(),
                Map.of("tasks.volume", number(5, Unit.COUNT), "customer.repeat-share", share(9, 10)),
                Map.of(),
                Map.of());
        assertThat(result.row("tasks.volume").judgement().colour()).isEqualTo(Colour.NONE);
        assertThat(result.row("customer.repeat-share").judgement().provenance()).isEqualTo(Provenance.SET);
        assertThatThrownBy(() -> Scorecard.read("card.yaml", own.replace("limit: 2", "limit: 1")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("the scorecard has 2 indicators, its limit is 1");
        assertThatThrownBy(() -> Scorecard.read(
                        "card.yaml", own.replace("indicator: tasks.volume", "indicator: customer.repeat-share")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("customer.repeat-share stands twice on the scorecard");
        assertThatThrownBy(() -> Scorecard.read("card.yaml", own.replace(", direction: neutral", "")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("without a normalizer nothing else tells it");
    }
}
