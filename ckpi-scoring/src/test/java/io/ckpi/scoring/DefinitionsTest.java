package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.Direction;
import io.ckpi.core.definition.DefinitionError;
import io.ckpi.core.definition.DefinitionException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles, scorecards and targets as documents. */
class DefinitionsTest {

    private static final String OWN = """
            schema: ckpi/profile@1
            id: our-marc
            version: 2
            name: {ru: Наш показатель, en: Our indicator}
            coverageThreshold: 0.5
            thresholds: {amber: 30, green: 70}
            tree:
              id: root
              aggregator: {kind: power, p: 0.5}
              members:
                - id: money
                  weight: 2
                  missing: fail
                  members:
                    - id: economics.roi
                      label: ROI
                      weight: 1
                      candidates:
                        - indicator: economics.roi
                          direction: higher-is-better
                          normalizer: {kind: goalposts, lower: 0, upper: 500}
                - id: leads
                  weight: 1
                  aggregator: minimum
                  members:
                    - id: lead.acceptance
                      weight: 1
                      candidates:
                        - indicator: lead.acceptance
                          normalizer: {kind: logistic, midpoint: 0.5, steepness: 8}
                    - id: nurture
                      weight: 1
                      candidates:
                        - indicator: nurture.loss-share
                          direction: lower-is-better
                          normalizer: {kind: best-worst, worst: 0.8, best: 0.1}
                          provenance: {kind: source-document, source: plan, anchors: [from the plan]}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"ckpimarc-default-1", "ckpimarc-equal-1"})
    @SuppressWarnings("unchecked") // the shape of the files
    void shippedProfilesHaveExactlyTheValuesOfTheCases(String reference) {
        Cases.Fields file = new Cases.Fields((Map<String, Object>) Cases.json(reference + ".json"));
        Profile profile = Profile.shipped(reference);
        assertThat(profile.reference()).isEqualTo(file.text("id"));
        assertThat(profile.coverageThreshold()).isEqualTo(file.number("coverageThreshold"));
        assertThat(profile.root().aggregator()).isEqualTo(Aggregator.geometric(file.number("floor")));
        assertThat(profile.thresholds()).isEqualTo(Thresholds.THIRDS);
        List<Object> groups = file.list("groups");
        assertThat(profile.root().members()).hasSameSizeAs(groups);
        for (int g = 0; g < groups.size(); g++) {
            Cases.Fields expected = new Cases.Fields((Map<String, Object>) groups.get(g));
            Node.Group group = (Node.Group) profile.root().members().get(g);
            assertThat(group.id()).isEqualTo(expected.text("id"));
            assertThat(group.weight()).isEqualTo(expected.number("weight"));
            assertThat(group.aggregator()).isEqualTo(Aggregator.arithmetic());
            assertThat(group.members()).hasSameSizeAs(expected.list("factors"));
            for (int i = 0; i < group.members().size(); i++) {
                Node.Leaf leaf = (Node.Leaf) group.members().get(i);
                String label = (String) expected.list("factors").get(i);
                ScoredIndicator first = leaf.candidates().get(0);
                assertThat(profile.labelOf(leaf.id())).isEqualTo(label);
                assertThat(first.indicator())
                        .isEqualTo(leaf.id())
                        .isEqualTo(file.fields("indicators").text(label));
                assertThat(leaf.weight()).isEqualTo(1);
                double[][] points = file.fields("points").matrix(label);
                assertThat(first.curve())
                        .isEqualTo(Normalizer.piecewise(java.util.Arrays.stream(points)
                                .flatMapToDouble(java.util.Arrays::stream)
                                .toArray()));
                assertThat(first.provenance()).isEqualTo(Provenance.DEFAULT);
                assertThat(first.anchors()).hasSize(points.length);
                assertThat(first.direction())
                        .isEqualTo(label.equals("F2") ? Direction.TARGET_IS_BEST : Direction.HIGHER_IS_BETTER);
            }
        }
        assertThat(profile.tree().leaves()).hasSize(10);
        assertThat(profile.tree().leaves().stream()
                        .filter(leaf -> leaf.candidates().size() > 1)
                        .flatMap(leaf -> leaf.candidates().stream().skip(1))
                        .map(ScoredIndicator::indicator))
                .containsExactly(
                        "nurture.loss-share", "nurture.progress-share", "inbound.cpl-advantage", "organic.visit-share");
    }

    @Test
    void anOwnProfileIsRead() {
        Profile profile = Profile.read("own.yaml", OWN);
        assertThat(profile.reference()).isEqualTo("our-marc-2");
        assertThat(profile.name().ru()).isEqualTo("Наш показатель");
        assertThat(profile.thresholds()).isEqualTo(Thresholds.OKR);
        assertThat(profile.root().aggregator()).isEqualTo(new Aggregator.Power(0.5, null));
        Node.Group money = (Node.Group) profile.root().members().get(0);
        assertThat(money.missing()).isEqualTo(Missing.FAIL);
        assertThat(money.aggregator()).isEqualTo(Aggregator.arithmetic());
        Node.Group leads = (Node.Group) profile.root().members().get(1);
        assertThat(leads.aggregator()).isEqualTo(new Aggregator.Minimum());
        ScoredIndicator loss = ((Node.Leaf) leads.members().get(1)).candidates().get(0);
        assertThat(loss.curve()).isEqualTo(new Normalizer.BestWorst(0.8, 0.1, 100));
        assertThat(loss.provenance()).isEqualTo(Provenance.SOURCE_DOCUMENT);
        assertThat(loss.anchors()).containsExactly("plan", "from the plan");
        assertThat(profile.labelOf("economics.roi")).isEqualTo("ROI");
        assertThat(profile.nameOf("economics.roi").en()).isEqualTo("ROI");
    }

    @Test
    void theHashKnowsWhatCounts() {
        String hash = Profile.read("own.yaml", OWN).hash();
        assertThat(Profile.read("other name.yaml", OWN).hash()).isEqualTo(hash);
        assertThat(Profile.read("a", OWN.replace("Our indicator", "Reworded")).hash())
                .isEqualTo(hash);
        assertThat(Profile.read("a", OWN.replace("from the plan", "from another plan"))
                        .hash())
                .isEqualTo(hash);
        assertThat(Profile.read("a", OWN.replace("label: ROI", "label: R")).hash())
                .isEqualTo(hash);
        assertThat(Profile.read("a", OWN.replace("weight: 2", "weight: 2.0")).hash())
                .isEqualTo(hash);
        assertThat(Profile.read("a", OWN.replace("weight: 2", "weight: 3")).hash())
                .isNotEqualTo(hash);
        assertThat(Profile.read("a", OWN.replace("upper: 500", "upper: 501")).hash())
                .isNotEqualTo(hash);
        assertThat(Profile.read("a", OWN.replace("coverageThreshold: 0.5", "coverageThreshold: 0.6"))
                        .hash())
                .isNotEqualTo(hash)
                // an absent default is written out
                .isEqualTo(Profile.read("a", OWN.replace("coverageThreshold: 0.5\n", ""))
                        .hash());
        assertThat(Profile.read("a", OWN.replace("missing: fail", "missing: renormalise"))
                        .hash())
                .isNotEqualTo(hash);
    }

    private static List<String> faults(String document) {
        try {
            Profile.read("own.yaml", document);
        } catch (DefinitionException e) {
            return e.errors().stream().map(DefinitionError::toString).toList();
        }
        throw new AssertionError("no fault found");
    }

    @Test
    void allFaultsAreReportedTogetherWithPathAndLine() {
        String wrong = OWN.replace("version: 2", "version: 0")
                .replace("weight: 2", "weight: -2")
                .replace("upper: 500", "upper: 0")
                .replace("label: ROI", "lable: ROI")
                .replace("aggregator: minimum", "aggregator: least");
        List<String> faults = faults(wrong);
        assertThat(faults).hasSize(5);
        assertThat(faults.get(0)).contains("version").contains("must be from 1 to 2147483647: 0");
        assertThat(faults.get(1)).contains("tree.members[0].weight").contains("is negative: -2.0");
        assertThat(faults.get(2)).contains("lable").contains("is an unknown key");
        assertThat(faults.get(3)).contains("normalizer").contains("lower 0.0 is not below upper 0.0");
        assertThat(faults.get(4)).contains("tree.members[1].aggregator").contains("must be arithmetic, geometric");
    }

    @Test
    void aCurveMustAgreeWithItsDirection() {
        assertThat(faults(OWN.replace("direction: lower-is-better", "direction: higher-is-better")))
                .singleElement()
                .asString()
                .contains("the curve of nurture.loss-share scores LOWER_IS_BETTER, the indicator is HIGHER_IS_BETTER");
    }

    @Test
    void indicatorsAndIdsAreSingle() {
        assertThat(faults(OWN.replace("indicator: nurture.loss-share", "indicator: economics.roi")))
                .singleElement()
                .asString()
                .contains("two leaves use the indicator economics.roi");
        assertThat(faults(OWN.replace("id: nurture", "id: money")))
                .singleElement()
                .asString()
                .contains("two nodes have the id money");
    }

    @Test
    void aPublishedReferenceKeepsItsContent() {
        String shipped = DocumentParts.resource("ckpimarc-default-1.yaml");
        assertThat(Profile.read("copy.yaml", shipped)).isEqualTo(Profile.shipped("ckpimarc-default-1"));
        String changed = shipped.replace("[0.5, 50], [0.8, 100]]}", "[0.5, 55], [0.8, 100]]}");
        assertThat(changed).isNotEqualTo(shipped);
        assertThat(faults(changed))
                .singleElement()
                .asString()
                .contains("is that of a shipped profile of version 1 with other content");
        assertThat(Profile.read("copy.yaml", changed.replace("version: 1", "version: 7"))
                        .version())
                .isEqualTo(7);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Profile.shipped("nobody-1"))
                .withMessage("no profile nobody-1 is shipped; there are ckpimarc-default-1, ckpimarc-equal-1");
    }

    @Test
    void documentsMayBeJsonAndCarryAByteOrderMark() {
        String json = """
                \uFEFF{"schema": "ckpi/profile@1", "id": "j", "version": 1, "name": {"ru": "Ж", "en": "J"},
                 "tree": {"id": "root", "members": [{"id": "x.y", "weight": 1, "candidates":
                   [{"indicator": "x.y", "normalizer": {"kind": "log-goalposts", "lower": 1, "upper": 10}}]}]}}
                """;
        Profile profile =
                Profile.read("j.json", new java.io.ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        assertThat(profile.root().members()).hasSize(1);
        assertThat(profile.coverageThreshold()).isEqualTo(0.6);
    }

    @Test
    void otherSchemasAreRefused() {
        assertThat(faults(OWN.replace("ckpi/profile@1", "ckpi/profile@2"))).isNotEmpty();
        assertThat(faults(OWN.replace("ckpi/profile@1", "ckpi/scorecard@1"))).isNotEmpty();
    }

    @Test
    void weightsCanBeReplaced() {
        Profile standard = Profile.shipped("ckpimarc-default-1");
        double[] ahp = Weighting.Ahp.upperTriangle(1, 2, 4, 2, 4, 2)
                .weights()
                .value()
                .orElseThrow()
                .toArray();
        Profile own = standard.withWeights("our", 1, "ckpimarc", ahp);
        assertThat(own.root().members().get(0).weight()).isEqualTo(ahp[0]);
        assertThat(own.hash()).isNotEqualTo(standard.hash());
        Profile inner = standard.withWeights("our", 2, "channels", 1, 0, 0);
        assertThat(inner.tree().globalWeights().get("social.visit-to-lead")).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> standard.withWeights("our", 1, "nobody", 1))
                .withMessage("the profile has no group nobody");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> standard.withWeights("our", 1, "channels", 1))
                .withMessage("group channels has 3 members, there are 1 weights");
    }

    @Test
    void nodesAreChecked() {
        Node leaf = Node.leaf("x.y", 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Node.group("g", 1, Aggregator.arithmetic()))
                .withMessage("group g has no members");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Node.group("g", 1, Aggregator.arithmetic(), leaf.withWeight(0)))
                .withMessage("the sum of the weight of group g, members is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> leaf.withWeight(Double.NaN))
                .withMessage("weight of x.y is negative or not finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Node.leaf("x.y", 1, new Normalizer.Scaled(0, 1, 100, Direction.HIGHER_IS_BETTER)))
                .withMessageStartingWith("the curve of x.y leaves 0 … 100, leaf x.y must not");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Node.leaf("nodots", 1, Normalizer.goalposts(0, 1)))
                .withMessage("not an indicator id: nodots");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Node.group("g", 1, new Aggregator.Ordered(List.of(1.0, 1.0)), leaf))
                .withMessage("group g has 1 members and 2 order weights");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Profile.of("p", 1, Node.group("g", 1, Aggregator.arithmetic(), leaf)))
                .withMessage("leaf x.y names no indicator");
    }

    @Test
    void targetsAreRead() {
        Targets targets = Targets.read("targets.yaml", """
                schema: ckpi/targets@1
                targets:
                  - {indicator: customer.repeat-share, value: 0.3}
                  - {indicator: order.processing-time, value: 24, baseline: 72, provenance: source-document,
                     from: 2026-01-01, until: 2027-01-01}
                """);
        assertThat(targets.targets()).hasSize(2);
        Target time = targets.targets().get(1);
        assertThat(time.baseline()).isEqualTo(72);
        assertThat(time.provenance()).isEqualTo(Provenance.SOURCE_DOCUMENT);
        assertThat(time.holdsOn(java.time.LocalDate.of(2026, 12, 31))).isTrue();
        assertThat(time.holdsOn(java.time.LocalDate.of(2027, 1, 1))).isFalse();
        assertThatThrownBy(() -> Targets.read("targets.yaml", """
                        schema: ckpi/targets@1
                        targets:
                          - {indicator: x.y, value: 5, baseline: 5}
                          - {indicator: x.z, value: 5, from: soon}
                        """))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("target of x.y equals its baseline: 5.0")
                .hasMessageContaining("a date such as 2026-01-31");
    }
}
