package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Shares;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs the code of docs/guide/scoring.md and checks the numbers it shows. */
class UserGuideTest {

    private static final Path GUIDE = root().resolve("docs/guide/scoring.md");
    private static final Path SELF = root().resolve("ckpi-scoring/src/test/java/io/ckpi/scoring/UserGuideTest.java");

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guide/scoring.md"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }

    private static Reading ratio(double low, double value, double high) {
        return new Measured(Estimate.of(value, Unit.RATIO).withInterval(Interval.of(low, high, 0.95)));
    }

    private static Reading percent(double low, double value, double high) {
        return new Measured(Estimate.of(value, Unit.PERCENT).withInterval(Interval.of(low, high, 0.95)));
    }

    /** Code or a document without what the formatter may change. */
    private static String essence(String text) {
        return text.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    private static List<String> blocks(String language) throws IOException {
        Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(GUIDE, StandardCharsets.UTF_8));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    @Test
    void everySnippetOfTheGuideIsRunHere() throws IOException {
        String self = essence(Files.readString(SELF, StandardCharsets.UTF_8));
        List<String> blocks = blocks("java");
        assertThat(blocks).hasSizeGreaterThan(10);
        for (String block : blocks) {
            assertThat(self).as("the snippet%n%s", block).contains(essence(block));
        }
    }

    @Test
    @SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue"}) // the guide shows what can be asked
    void theGuideRuns() throws IOException {
        Map<String, Reading> readings = new HashMap<>();
        readings.put("economics.ltv-to-cac", ratio(2.9, 3.4, 4.0));
        readings.put("economics.roi", percent(200, 250, 300));
        readings.put("nurture.lift", ratio(1.15, 1.3, 1.47));
        readings.put("lead.acceptance", Shares.withDefaults().of(54, 100));
        readings.put("inbound.lead-share", Shares.withDefaults().of(550, 1000));
        readings.put("site.visitor-to-lead", Shares.withDefaults().of(300, 10_000));
        readings.put("content.conversion", Shares.withDefaults().of(130, 2000));

        CompositeResult marc = CkpiMarc.standard().score(readings);
        System.out.println(marc); // ckpimarc-default-1 65.9 (58.1 … 72.4), coverage 86 %
        assertThat(Files.readString(GUIDE)).contains("// " + marc + "\n");

        marc.status(); // PARTIAL
        marc.coverage(); // 0.857: the share of the weight that has data
        marc.bounds(); // 36.2 … 70.0: what it could be if the missing factors were known
        marc.value(); // Measured 65.9 with a 90 % interval
        assertThat(marc.status()).isEqualTo(Status.PARTIAL);
        assertThat(marc.coverage()).isCloseTo(0.857, within(5e-4));
        assertThat(marc.bounds().orElseThrow().low()).isCloseTo(36.2, within(0.05));
        assertThat(marc.bounds().orElseThrow().high()).isCloseTo(70.0, within(0.05));

        Contributions why = marc.contributions().value().orElseThrow();
        for (Contributions.Line line : why.factors()) {
            System.out.printf(
                    Locale.ROOT, "%-24s %6.1f → %+5.2f points%n", line.factor(), line.toScore(), line.points());
        }
        // economics.ltv-to-cac 100.0 → +7.63 points …
        why.total(); // 15.9 = 65.9 − 50
        assertThat(why.points("economics.ltv-to-cac")).isCloseTo(7.63, within(0.005));
        assertThat(why.total()).isCloseTo(15.9, within(0.05));

        Map<String, Reading> lastMonth = new HashMap<>(readings);
        lastMonth.put("economics.roi", percent(100, 150, 200));
        lastMonth.put("lead.acceptance", Shares.withDefaults().of(20, 100));
        lastMonth.put("social.visit-to-lead", Shares.withDefaults().of(12, 1000));
        CompositeResult before = CkpiMarc.standard().score(lastMonth);
        Contributions change =
                marc.contributions(Baseline.previous(before)).value().orElseThrow();
        change.points("economics.roi");
        change.coverageEffect();
        assertThat(change.points("economics.roi")).isPositive();
        assertThat(change.coverageEffect()).isNotZero();

        marc.reasons(3); // the factors that cost most points
        marc.levers(); // the factors whose next anchor would gain most
        CompositeResult better =
                marc.whatIf(Map.of("lead.acceptance", Shares.withDefaults().of(80, 100)));
        assertThat(better.value().value().orElseThrow())
                .isGreaterThan(marc.value().value().orElseThrow());
        assertThat(marc.reasons(3)).hasSize(3);
        assertThat(marc.levers()).hasSize(3);

        Spread spread = marc.spread().orElseThrow();
        spread.colours(); // the chance of red, amber and green
        spread.lowError(); // the Monte-Carlo error of the interval's lower end

        Doubt doubt = marc.doubt().value().orElseThrow();
        doubt.data(); // which share of the doubt better data would remove
        doubt.weights(); // … agreeing on the weights
        doubt.curves(); // … agreeing on the anchors

        marc.equalWeights(); // would equal weights change the colour?
        marc.defaultCurveWeight(); // how much of the weight is scored by shipped curves
        assertThat(spread.colours().values().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-9));
        assertThat(doubt.data().total()).isBetween(0.0, 1.0);
        assertThat(marc.equalWeights()).isPresent();
        assertThat(marc.defaultCurveWeight()).isEqualTo(1);

        String yaml = blocks("yaml").get(0);
        Profile own = Profile.read("our-marc.yaml", yaml);
        CompositeResult ours = CkpiMarc.of(own).withSeed(7).score(readings);
        ours.definitionHash(); // tells this definition from every other one
        assertThat(ours.status()).isEqualTo(Status.OK);

        Weights weights = Weighting.Ahp.upperTriangle(
                        1, 1, 2, // economics against lead process, content and site, channels
                        1, 2, // lead process against content and site, channels
                        2) // content and site against channels
                .weights()
                .value()
                .orElseThrow();
        weights.values(); // 2/7, 2/7, 2/7, 1/7
        weights.isConsistent(); // true
        Profile reweighed =
                Profile.shipped("ckpimarc-default-1").withWeights("our-weights", 1, "ckpimarc", weights.toArray());
        assertThat(weights.toArray()).containsExactly(new double[] {2.0 / 7, 2.0 / 7, 2.0 / 7, 1.0 / 7}, within(1e-12));
        assertThat(weights.isConsistent()).isTrue();
        assertThat(reweighed.tree().globalWeights().get("channels")).isCloseTo(1.0 / 7, within(1e-12));

        CompositeResult after = CkpiMarc.equalWeights().score(readings);
        Bridge bridge = Bridge.of(before, after).value().orElseThrow();
        bridge.method(); // what came from the new definition
        bridge.business(); // what came from the new data
        ResultChange all = ResultChange.between(before, after);
        all.contributions(); // adds up to the business part
        all.readings(); // economics.roi: 150 → 250 …
        all.definitions(); // ckpimarc/channels.weight: 1 → 3 …
        assertThat(bridge.method() + bridge.business()).isCloseTo(bridge.total(), within(1e-9));
        assertThat(all.contributions().value().orElseThrow().total()).isCloseTo(bridge.business(), within(1e-9));
        assertThat(all.readings().stream().map(ResultChange.ReadingChange::indicator))
                .contains("economics.roi");
        assertThat(all.definitions()).contains(new ResultChange.DefinitionChange("ckpimarc/channels.weight", "1", "3"));

        Verdict verdict = Comparison.of(marc, before); // Robust, Fragile(p) or Incomparable(missing)
        List<List<Double>> ranks =
                Comparison.acceptability(List.of(marc, before)).value().orElseThrow();
        ranks.get(0).get(0); // in which share of the draws the first result is first
        assertThat(verdict).isInstanceOf(Verdict.Incomparable.class);
        assertThat(ranks.get(0).get(0)).isGreaterThan(0.5);

        String json = StoredResult.of(marc).json(); // keep it: a file, a column of a database

        StoredResult kept = StoredResult.read("october.json", json);
        Verification verification = kept.verify();
        verification.agrees(); // true; else verification.differences() names each place
        CompositeResult again = kept.replay();
        again.contributions(); // everything can be asked of it anew
        assertThat(verification.agrees()).isTrue();
        assertThat(again.value()).isEqualTo(marc.value());

        Targets targets = Targets.of(
                Target.of("lead.acceptance", 0.5),
                Target.of("order.processing-time", 24).withBaseline(72));
        Period october = Period.ofMonth(YearMonth.of(2026, 10), ZoneOffset.UTC);
        Scorecard.Result card = Scorecard.standard().evaluate(october, targets, readings, lastMonth, Map.of());

        Scorecard.Row row = card.row("lead.acceptance");
        row.judgement(); // GREEN by a target of provenance SET
        row.changes().previous().trend(); // UP, DOWN or UNCLEAR: an arrow needs proof
        assertThat(row.judgement())
                .isEqualTo(new Scorecard.Judgement(Colour.GREEN, Scorecard.Basis.TARGET, Provenance.SET));
        assertThat(row.changes().previous().trend()).isEqualTo(Trend.UP);

        Scorecard.standard().warnings(); // referral.crv → economics.ltv-to-cac points down
        assertThat(Scorecard.standard().warnings().get(0).link()).hasToString("referral.crv → economics.ltv-to-cac");

        StrategyMap.Link link = Scorecard.standard().map().links().get(0);
        Column cause = Column.of(41, 43, 44, 42, 47, 49, 48, 52, 51, 55, 58, 57, 60, 61, 63);
        Column effect = Column.of(30, 31, 33, 34, 33, 36, 38, 37, 41, 40, 43, 46, 45, 47, 48);
        LinkTest test = LinkTest.of(link, cause, effect, 1);
        test.verdict(); // CONSISTENT, CONTRADICTED, INCONCLUSIVE or TOO_LITTLE_DATA
        test.correlation(); // r with its interval, flagged OBSERVATIONAL
        assertThat(test.verdict()).isEqualTo(LinkTest.Verdict.CONSISTENT);

        Tree.Evaluation whole = card.composite();
        whole.value(); // Absent here: too few of the seven headlines have a reading
        assertThat(whole.value()).isInstanceOf(io.ckpi.core.Absent.class);

        Normalizer.Piecewise curve = Normalizer.piecewise(1, 0, 3, 100, 5, 100, 10, 70);
        curve.score(2.0); // 50

        Aggregator.geometric().aggregate(new double[] {80, 60, 20}, 0.5, 0.3, 0.2); // 55.6

        Tree tree = Tree.of(Node.group(
                "root", 1, Aggregator.arithmetic(), Node.leaf("a", 5), Node.leaf("b", 2), Node.leaf("c", 3)));
        Tree.Evaluation evaluation = tree.evaluate(Column.withMissing(80, Double.NaN, 60), 0.6);
        evaluation.value(); // 72.5
        evaluation.coverage(); // 0.8
        evaluation.bounds(); // 58 … 78
        assertThat(curve.score(2.0)).isEqualTo(50);
        assertThat(Aggregator.geometric()
                        .aggregate(new double[] {80, 60, 20}, 0.5, 0.3, 0.2)
                        .value()
                        .orElseThrow())
                .isCloseTo(55.6, within(0.05));
        assertThat(evaluation.value().value().orElseThrow()).isCloseTo(72.5, within(1e-9));
        assertThat(evaluation.bounds()).isEqualTo(new Bounds(58, 78));
    }

    @Test
    @SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue"}) // the guide shows what can be asked
    void millionsOfEntities() {
        EntityColumns branches = EntityColumns.ofRows(3)
                .with("economics.ltv-to-cac", 2.1, 3.4, 4.2)
                .with("economics.roi", 120, 300, Double.NaN)
                .with("nurture.lift", 1.1, 1.3, 1.2)
                .with("lead.acceptance", 0.3, 0.54, 0.6)
                .with("site.visitor-to-lead", 0.01, 0.03, 0.02);
        BatchScores scores = BatchScorer.of(Profile.shipped("ckpimarc-default-1"))
                .withThreads(2)
                .score(branches);

        scores.value(1); // Measured 65.4, as CkpiMarc gives for this branch alone
        scores.status(2); // INSUFFICIENT_DATA: without ROI 52 % of the weight has data
        scores.values(0); // all values in an array, 0 where there is none …
        scores.withoutValue(); // … and which rows those are
        scores.count(Status.OK); // how many rows have all their data
        Map<String, Reading> alone = new HashMap<>();
        for (String id : branches.indicators()) {
            alone.put(id, new Measured(Estimate.of(branches.value(id, 1).getAsDouble(), Unit.RATIO)));
        }
        assertThat(scores.score(1).orElseThrow())
                .isCloseTo(CkpiMarc.standard().score(alone).value().value().orElseThrow(), within(1e-12))
                .isCloseTo(65.4, within(0.05));
        assertThat(scores.status(2)).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(scores.values(0)[2]).isZero();
        assertThat(scores.withoutValue().stream()).containsExactly(2);
        assertThat(scores.count(Status.OK)).isZero();

        scores.coverage(2); // 0.524
        scores.bounds(2); // what the value could be if all were known
        scores.evaluation(1).scores(); // the scores of all factors and groups of one branch
        scores.nodeScores("economics"); // one group in all rows, with gaps where it has no data
        scores.floored("economics"); // in how many rows it was raised to the floor
        assertThat(scores.coverage(2)).isCloseTo(0.524, within(5e-4));
        assertThat(scores.bounds(2)).isPresent();
        assertThat(scores.evaluation(1).scores()).containsKeys("economics", "economics.roi");
        assertThat(scores.nodeScores("economics").present()).isEqualTo(3);
        assertThat(scores.floored("economics")).isZero();
    }
}
