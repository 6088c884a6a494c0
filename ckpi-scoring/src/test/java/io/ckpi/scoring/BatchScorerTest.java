package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Flag;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Columns in, scores out: edges and refusals. That batches are right is the business of {@link BatchProperties}. */
class BatchScorerTest {

    private static final double GAP = Double.NaN;

    private static final Node.Group TREE = Node.group(
            "root",
            1,
            Aggregator.geometric(1),
            Node.group(
                    "money",
                    3,
                    Aggregator.arithmetic(),
                    Node.leaf("x.roi", 1, Normalizer.goalposts(0, 400)),
                    new Node.Leaf(
                            "x.lift",
                            1,
                            List.of(
                                    ScoredIndicator.of("x.lift", Normalizer.piecewise(1, 0, 1.2, 50, 1.5, 100)),
                                    ScoredIndicator.of("x.spare", Normalizer.logGoalposts(1, 100))))),
            Node.leaf("x.site", 1, Normalizer.goalposts(0, 1)));

    private static EntityColumns columns() {
        return EntityColumns.ofRows(5)
                .with("x.roi", 200, 0, GAP, GAP, GAP)
                .with("x.lift", 1.2, 1, 1.5, GAP, GAP)
                .with("x.spare", GAP, GAP, GAP, -7, GAP)
                .with("x.site", 0.5, 1, 1, 0.5, 0.9)
                .with("x.unused", 1, 2, 3, 4, 5);
    }

    @Test
    void scoresRowsOfOneTree() {
        BatchScores scores = BatchScorer.of(TREE, 0.6).score(columns());
        assertThat(scores.rows()).isEqualTo(5);
        assertThat(scores.score(0).orElseThrow()).isCloseTo(50, within(1e-12));
        // both groups weigh: money at 0 is raised to 1, the site has 100: 1^(3/4)·100^(1/4)
        assertThat(scores.score(1).orElseThrow()).isCloseTo(Math.sqrt(Math.sqrt(100)), within(1e-12));
        assertThat(scores.score(2).orElseThrow()).isCloseTo(100, within(1e-12));
        assertThat(scores.coverage(2)).isCloseTo(5.0 / 8, within(1e-15));
        assertThat(scores.status(2)).isEqualTo(Status.PARTIAL);
        assertThat(scores.bounds(2).orElseThrow().low())
                .isCloseTo(Math.pow(50, 0.75) * Math.pow(100, 0.25), within(1e-9));
        assertThat(scores.value(3).measured().orElseThrow().flags())
                .extracting(Flag::code)
                .containsExactlyInAnyOrder(
                        Flag.Code.CLAMPED_NONPOSITIVE,
                        Flag.Code.FLOORED,
                        Flag.Code.NO_INTERVAL,
                        Flag.Code.SECONDARY_USED);
        assertThat(scores.hasValue(4)).isFalse();
        assertThat(scores.value(4).why()).contains(Reason.INSUFFICIENT_DATA);
        assertThat(((io.ckpi.core.Absent) scores.value(4)).sentence(Locale.ENGLISH))
                .isEqualTo("not enough data: 25 % of the weight has data, 60 % is required");
        assertThat(scores.values(-1)[4]).isEqualTo(-1);
        assertThat(scores.withoutValue().stream()).containsExactly(4);
        assertThat(scores.count(Status.OK)).isEqualTo(2);
        assertThat(scores.count(Status.PARTIAL)).isEqualTo(2);
        assertThat(scores.count(Status.INSUFFICIENT_DATA)).isEqualTo(1);
        assertThat(scores.floored("money")).isEqualTo(2);
        assertThat(scores.floored("x.site")).isZero();
        assertThat(scores.nodeScores("money")).isEqualTo(Column.withMissing(50, 0, 100, 0, GAP));
        assertThat(scores.coverages()).containsExactly(1, 1, 0.625, 0.625, 0.25);
    }

    @Test
    void anIndicatorWithoutAColumnIsMissingInEveryRow() {
        EntityColumns columns = EntityColumns.ofRows(2).with("x.roi", 100, 300).with("x.lift", 1, GAP);
        BatchScores scores = BatchScorer.of(TREE, 0.6).score(columns);
        assertThat(scores.score(0).orElseThrow()).isCloseTo(12.5, within(1e-12));
        assertThat(scores.coverage(0)).isEqualTo(0.75);
        assertThat(scores.score(1)).isEmpty();
        assertThat(BatchScorer.of(TREE, 0.3).score(columns).score(1).orElseThrow())
                .isCloseTo(75, within(1e-12));
        assertThat(BatchScorer.of(TREE, 0.8).score(columns).withoutValue().cardinality())
                .isEqualTo(2);
    }

    @Test
    void scoresMayBeGivenFromOutside() {
        Node.Group tree =
                Node.group("root", 1, Aggregator.arithmetic(), Node.leaf("a", 5), Node.leaf("b", 2), Node.leaf("c", 3));
        BatchScorer scorer = BatchScorer.of(tree, 0.6);
        EntityColumns columns =
                EntityColumns.ofRows(1).with("a", 80).with("b", GAP).with("c", 60);
        assertThat(scorer.indicators()).containsExactly("a", "b", "c");
        Reading value = scorer.score(columns).value(0);
        assertThat(value.value().orElseThrow()).isCloseTo(72.5, within(1e-12));
        assertThat(value.measured().orElseThrow().n()).isEqualTo(2);
        EntityColumns wrong = EntityColumns.ofRows(1).with("a", 100.5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scorer.score(wrong))
                .withMessage("the scores of column a leave 0 … 100");
    }

    /** A mean that needs positive values finds none: no number, and the reason; never NaN or zero. */
    @Test
    void aMeanThatFailsHasAReason() {
        Node.Group tree = Node.group(
                "root",
                1,
                Aggregator.geometric(),
                Node.leaf("x.a", 1, Normalizer.goalposts(0, 1)),
                Node.leaf("x.b", 1, Normalizer.goalposts(0, 1)));
        BatchScores scores = BatchScorer.of(tree, 0.6)
                .score(EntityColumns.ofRows(3).with("x.a", 0, 0.5, 1e-14).with("x.b", 1, 0.5, 1));
        assertThat(scores.value(0).why()).contains(Reason.NON_POSITIVE);
        assertThat(scores.status(0)).isEqualTo(Status.OK);
        assertThat(scores.values(0)[0]).isZero();
        assertThat(scores.score(1).orElseThrow()).isCloseTo(50, within(1e-12));
        assertThat(scores.score(2).orElseThrow()).isCloseTo(1e-5, within(1e-18));
    }

    @Test
    void noRowsAtAll() {
        BatchScores scores = BatchScorer.of(TREE, 0.6)
                .withThreads(4)
                .score(EntityColumns.ofRows(0).with("x.roi"));
        assertThat(scores.rows()).isZero();
        assertThat(scores.values(0)).isEmpty();
        assertThat(scores.count(Status.OK)).isZero();
    }

    @Test
    void columnsKnowTheirGapsAndAreCopies() {
        double[] values = {1, GAP, -0.0};
        EntityColumns columns = EntityColumns.ofRows(3).with("x.roi", values);
        values[0] = 99;
        assertThat(columns.value("x.roi", 0)).hasValue(1);
        assertThat(columns.value("x.roi", 1)).isEmpty();
        assertThat(columns.present("x.roi")).isEqualTo(2);
        assertThat(columns.rows()).isEqualTo(3);
        assertThat(columns.indicators()).containsExactly("x.roi");
        assertThat(columns).hasToString("3 rows of x.roi");
    }

    @Test
    void refusals() {
        EntityColumns one = EntityColumns.ofRows(2).with("x.roi", 1, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntityColumns.ofRows(-1))
                .withMessage("rows is negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.with("x.lift", 1))
                .withMessage("column x.lift has 1 values for 2 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.with("x.lift", 1, Double.NEGATIVE_INFINITY))
                .withMessage("column x.lift, row 1 is not finite: -Infinity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.with("x.roi", 1, 2))
                .withMessage("there is a column x.roi already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.with(" ", 1, 2))
                .withMessage("the id of a column is blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.value("x.lift", 0))
                .withMessage("there is no column x.lift");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> one.value("x.roi", 2));
        BatchScorer scorer = BatchScorer.of(TREE, 0.6);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchScorer.of(TREE, 1.1))
                .withMessage("coverageThreshold is not between 0 and 1: 1.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scorer.withThreads(0))
                .withMessage("threads is below 1: 0");
        assertThat(scorer.withThreads(3).threads()).isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scorer.score(EntityColumns.ofRows(1).with("roi", 1)))
                .withMessage("the tree uses none of the columns; it uses x.roi, x.lift, x.spare, x.site, "
                        + "there are 1 rows of roi");
        BatchScores scores = scorer.score(columns());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scores.values(Double.NaN))
                .withMessage("fill is not finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scores.nodeScores("root"))
                .withMessage("the tree has no node root below its root");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> scores.hasValue(5));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> scores.coverage(-1));
    }
}
