package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Bounded;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Crv.Flow;
import io.ckpi.testing.Cases;
import io.ckpi.value.Quadrants.Quadrant;
import io.ckpi.value.ReferralTree.Edge;
import io.ckpi.value.ReferralValue.Referred;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The value of recommendations: conformance cases, bounds, trees and quadrants. */
@NullUnmarked // a test knows what is there
class ReferralTest {

    private static final Currency USD = Currency.getInstance("USD");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static Money usd(Object amount) {
        return new Money(new BigDecimal(amount.toString()), USD);
    }

    private static Edge edge(String from, String to, long second) {
        return new Edge(from, to, START.plusSeconds(second));
    }

    // ---- conformance ----

    @Test
    @SuppressWarnings("unchecked")
    void cases() {
        int values = 0;
        for (Map<String, String> row : Cases.csv("value/crv.csv")) {
            Map<String, Object> in = (Map<String, Object>) Cases.parse(row.get("inputs"));
            double expected = Double.parseDouble(row.get("expected"));
            double got = row.get("quantity").equals("referral_credit_tree")
                    ? credit(in)
                    : present(in, row.get("quantity").equals("crv"));
            assertThat(got)
                    .as(row.get("case_id"))
                    .isCloseTo(expected, within(Double.parseDouble(row.get("rel_tol")) * Math.abs(expected)));
            values++;
        }
        assertThat(values).isEqualTo(21);
    }

    @SuppressWarnings("unchecked")
    private static double credit(Map<String, Object> in) {
        List<Edge> edges = new ArrayList<>();
        for (List<String> edge : (List<List<String>>) in.get("edges")) {
            edges.add(edge(edge.get(0), edge.get(1), edges.size()));
        }
        ReferralTree tree = ReferralTree.of(edges);
        double[] value = new double[tree.people()];
        ((Map<String, Number>) in.get("value")).forEach((id, v) -> value[tree.indexOf(id)] = v.doubleValue());
        double g = ((Number) in.get("indirect_weight")).doubleValue();
        return tree.credits(value, g)[tree.indexOf((String) in.get("node"))];
    }

    @SuppressWarnings("unchecked")
    private static double present(Map<String, Object> in, boolean both) {
        List<Referred> referred = new ArrayList<>();
        for (Map<String, List<Object>> one : (List<Map<String, List<Object>>>) in.get("type_one")) {
            List<Flow> flows = new ArrayList<>();
            for (int t = 0; t < one.get("A").size(); t++) {
                flows.add(new Flow(
                        usd(one.get("A").get(t)),
                        usd(one.get("a").get(t)),
                        usd(one.get("M").get(t)),
                        usd(one.get("ACQ").get(t))));
            }
            referred.add(new Referred(flows, true));
        }
        if (both) {
            for (Map<String, List<Object>> two : (List<Map<String, List<Object>>>) in.get("type_two")) {
                referred.add(new Referred(
                        two.get("ACQ").stream()
                                .map(saved -> new Flow(usd(7), usd(1), usd(2), usd(saved)))
                                .toList(),
                        false));
            }
        }
        double r = ((Number) in.get("r")).doubleValue();
        return ReferralValue.withDefaults()
                .discount(Rate.perYear(r), Cadence.YEARS)
                .of(referred, USD)
                .value()
                .orElseThrow();
    }

    // ---- the type of a customer ----

    private static Referred referred(long margin, long saved, Boolean typeOne) {
        return new Referred(List.of(new Flow(usd(margin), usd(5), usd(10), usd(saved))), typeOne);
    }

    @Test
    void anUnknownTypeHasBoundsAndNoPoint() {
        List<Referred> referred = List.of(referred(100, 20, null), referred(50, 20, true), referred(500, 20, false));
        Reading reading = ReferralValue.withDefaults().of(referred, USD);
        assertThat(reading).isInstanceOfSatisfying(Bounded.class, bounds -> {
            assertThat(bounds.low()).isEqualTo(20 + 55 + 20);
            assertThat(bounds.high()).isEqualTo(105 + 55 + 20);
            assertThat(bounds.reason()).isEqualTo(Reason.NOT_IDENTIFIED);
            assertThat(bounds.detail().en()).isEqualTo("not known whether 1 of 3 customers would have come anyway");
            assertThat(bounds.n()).isEqualTo(3);
        });
        assertThat(ReferralValue.withDefaults()
                        .with(TypeOneShare.of(0.25))
                        .of(referred, USD)
                        .value())
                .hasValue(0.25 * 105 + 0.75 * 20 + 55 + 20);
        Estimate measured = Estimate.of(0.25, Unit.RATIO).withInterval(Interval.of(0, 0.5, 0.9));
        assertThat(ReferralValue.withDefaults()
                        .with(TypeOneShare.of(measured))
                        .of(referred, USD)
                        .measured()
                        .orElseThrow()
                        .interval())
                .isEqualTo(Interval.of(95, 0.5 * 105 + 0.5 * 20 + 75, 0.9));
    }

    @Test
    void aLossTurnsTheBoundsOver() {
        Reading reading = ReferralValue.withDefaults().of(List.of(referred(-100, 20, null)), USD);
        assertThat(reading).isInstanceOfSatisfying(Bounded.class, bounds -> {
            assertThat(bounds.low()).isEqualTo(-95);
            assertThat(bounds.high()).isEqualTo(20);
        });
        assertThat(ReferralValue.withDefaults().of(List.of(), USD).value()).hasValue(0);
    }

    @Test
    void sharesAreProbabilities() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TypeOneShare.of(1.5))
                .withMessage("share is not from 0 to 1: 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TypeOneShare.of(Double.NaN))
                .withMessage("share is not from 0 to 1: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TypeOneShare(0.5, Interval.of(-0.1, 0.6, 0.9)))
                .withMessage("interval is not from 0 to 1: -0.1 to 0.6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TypeOneShare(null, Interval.of(0.1, 0.6, 0.9)))
                .withMessageStartingWith("an interval without a share: ");
        assertThat(TypeOneShare.unknown().known()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ReferralValue.withDefaults().of(List.of(referred(1, 1, true)), Currency.getInstance("EUR")))
                .withMessageContaining("currencies differ");
    }

    // ---- trees ----

    @Test
    void edgesThatMakeNoTreeAreDropped() {
        ReferralTree tree = ReferralTree.of(List.of(
                edge("d", "a", 9), // closes a → b → c → d → a
                edge("a", "b", 1),
                edge("b", "c", 2),
                edge("c", "d", 3),
                edge("a", "a", 4),
                edge("x", "c", 5)));
        assertThat(tree.issues())
                .extracting(DataIssue::code, DataIssue::count)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("SELF_REFERRAL", 1L),
                        org.assertj.core.groups.Tuple.tuple("SECOND_REFERRER", 1L),
                        org.assertj.core.groups.Tuple.tuple("REFERRAL_CYCLE", 1L));
        assertThat(tree.referrer("c")).contains("b");
        assertThat(tree.referrer("a")).isEmpty();
        assertThat(tree.referrer("nobody")).isEmpty();
        double[] ones = new double[tree.people()];
        Arrays.fill(ones, 1);
        assertThat(tree.credits(ones, 1)[tree.indexOf("a")]).isEqualTo(3);
        assertThat(tree.credits(ones, 1)[tree.indexOf("x")]).isZero();
    }

    @Test
    void aChainOfAMillion() {
        int n = 1_000_000;
        List<Edge> edges = new ArrayList<>(n);
        for (int i = n - 1; i >= 0; i--) { // the last recommendation first
            edges.add(edge(Integer.toString(i), Integer.toString(i + 1), i));
        }
        edges.add(edge(Integer.toString(n), "0", n)); // and around
        ReferralTree tree = ReferralTree.of(edges);
        assertThat(tree.issues()).extracting(DataIssue::code).containsExactly("REFERRAL_CYCLE");
        double[] value = new double[n + 1];
        Arrays.fill(value, 2);
        assertThat(tree.credits(value, 1)[tree.indexOf("0")]).isEqualTo(2.0 * n);
        assertThat(tree.credits(value, 0)[tree.indexOf("0")]).isEqualTo(2);
        assertThat(tree.credits(value, 0.5)[tree.indexOf("0")]).isCloseTo(4, within(1e-12));
    }

    @Test
    void argumentsOfCredits() {
        ReferralTree tree = ReferralTree.of(List.of(edge("a", "b", 1), edge("b", "c", 2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.credits(new double[1], 0))
                .withMessage("value has 1 entries for 3 people");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.credits(new double[] {0, Double.NaN, 0}, 0))
                .withMessage("value 1 is not finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.credits(new double[3], 1.01))
                .withMessage("indirect is not from 0 to 1: 1.01");
        assertThatThrownBy(() -> tree.credits(new double[] {0, Double.MAX_VALUE, Double.MAX_VALUE}, 1))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("a credit is beyond the range of double-precision numbers");
        assertThat(ReferralTree.of(List.of()).people()).isZero();
    }

    @Test
    void valuesAlongTheTree() {
        ReferralTree tree = ReferralTree.of(List.of(edge("a", "b", 1), edge("b", "c", 2)));
        Map<String, Referred> values =
                Map.of("a", referred(1000, 0, true), "b", referred(100, 20, null), "c", referred(50, 20, true));
        Map<String, Reading> direct = ReferralValue.withDefaults().alongTree(tree, values, 0, USD);
        assertThat(direct.get("a")).isInstanceOfSatisfying(Bounded.class, bounds -> {
            assertThat(bounds.low()).isEqualTo(20);
            assertThat(bounds.high()).isEqualTo(105);
        });
        assertThat(direct.get("b").value()).hasValue(55);
        assertThat(direct.get("c").value()).hasValue(0);
        Map<String, Reading> far =
                ReferralValue.withDefaults().with(TypeOneShare.of(1)).alongTree(tree, values, 0.5, USD);
        assertThat(far.get("a").value()).hasValue(105 + 0.5 * 55);
        assertThat(far.get("a").measured().orElseThrow().n()).isEqualTo(2);
    }

    // ---- quadrants ----

    @Test
    void quadrantsSplitAtMedians() {
        Quadrants quadrants = Quadrants.atMedians(new double[] {10, 20, 30, 40}, new double[] {0, 5, 0, 9})
                .value()
                .orElseThrow();
        assertThat(quadrants.clvBorder()).isEqualTo(25);
        assertThat(quadrants.crvBorder()).isEqualTo(2.5);
        assertThat(quadrants.of())
                .containsExactly(Quadrant.MISERS, Quadrant.ADVOCATES, Quadrant.AFFLUENTS, Quadrant.CHAMPIONS);
        assertThat(quadrants.sizes()).containsEntry(Quadrant.MISERS, 1L).hasSize(4);
        assertThat(Quadrants.at(new double[] {1}, new double[] {1}, 1, 0.5).of())
                .as("a value on the border is low")
                .containsExactly(Quadrant.ADVOCATES);
        assertThat(Quadrant.AFFLUENTS.names().ru()).isEqualTo("Состоятельные");
        assertThat(Quadrants.atMedians(new double[0], new double[0]))
                .isInstanceOfSatisfying(
                        Outcome.NotComputable.class,
                        none -> assertThat(none.why().reason()).isEqualTo(Reason.NO_DATA));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quadrants.atMedians(new double[1], new double[2]))
                .withMessage("clv has 1 values, crv 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quadrants.atMedians(new double[1], new double[] {Double.POSITIVE_INFINITY}))
                .withMessage("crv 0 is not finite: Infinity");
    }
}
