package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Direction;
import io.ckpi.core.Flag;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizerTest {

    private static final Direction UP = Direction.HIGHER_IS_BETTER;
    private static final Direction DOWN = Direction.LOWER_IS_BETTER;

    @Test
    void refusesGoalpostsThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalizer.goalposts(5, 5))
                .withMessage("lower 5.0 is not below upper 5.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalizer.goalposts(Double.NaN, 5))
                .withMessage("lower is not finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalizer.goalposts(-Double.MAX_VALUE, Double.MAX_VALUE))
                .withMessageStartingWith("lower -1.79");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalizer.logGoalposts(0, 5))
                .withMessage("lower is not a positive number: 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Normalizer.Goalposts(0, 1, -100, true, UP))
                .withMessage("scale is not a positive number: -100.0");
    }

    @Test
    void refusesDirectionsItCannotScore() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalizer.goalposts(0, 1, Direction.TARGET_IS_BEST))
                .withMessage("this normaliser cannot score in direction TARGET_IS_BEST");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalizer.goalposts(0, 1, Direction.NEUTRAL))
                .withMessage("this normaliser cannot score in direction NEUTRAL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Normalizer.Goalposts(0, 1, 100, false, Direction.UP_TO_TARGET))
                .withMessage("UP_TO_TARGET needs cap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Normalizer.MinMax(0, 1, Direction.UP_TO_TARGET))
                .withMessage("this normaliser cannot score in direction UP_TO_TARGET");
    }

    @Test
    void refusesCurvesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalizer.piecewise(1, 0))
                .withMessage("a curve needs two or more points: 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalizer.piecewise(1, 0, 2))
                .withMessage("raw values and scores do not pair: 3 numbers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalizer.piecewise(1, 0, 1, 100))
                .withMessage("raw 1.0 is not below the next raw 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalizer.piecewise(0, -Double.MAX_VALUE, 1, Double.MAX_VALUE))
                .withMessageStartingWith("the step of the scores is not finite");
    }

    @Test
    void refusesRawValuesThatAreNone() {
        for (Normalizer.Curve curve : List.of(
                Normalizer.goalposts(0, 1),
                Normalizer.logGoalposts(1, 2),
                Normalizer.piecewise(0, 0, 1, 100),
                new Normalizer.BestWorst(0, 1, 1),
                new Normalizer.Logistic(0, 1, 1, UP),
                new Normalizer.Scaled(0, 1, 1, UP),
                new Normalizer.DistanceToTarget(1, 0, true, UP))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> curve.score(Double.NaN))
                    .withMessage("raw is not finite: NaN");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> curve.score(Double.NEGATIVE_INFINITY))
                    .withMessage("raw is not finite: -Infinity");
        }
    }

    @Test
    void aTargetThatIsBestFallsOffOnBothSides() {
        Normalizer.Piecewise curve = Normalizer.targetIsBest(2, 5, 11);
        assertThat(curve.direction()).isEqualTo(Direction.TARGET_IS_BEST);
        assertThat(curve.score(5)).isEqualTo(100);
        assertThat(curve.score(3.5)).isEqualTo(50);
        assertThat(curve.score(8)).isEqualTo(50);
        assertThat(curve.score(1)).isZero();
        assertThat(curve.score(12)).isZero();
    }

    @Test
    void upToTargetGainsNothingBeyondIt() {
        Normalizer.Goalposts curve = Normalizer.goalposts(0, 10, Direction.UP_TO_TARGET);
        assertThat(curve.score(10)).isEqualTo(100);
        assertThat(curve.score(1000)).isEqualTo(100);
        assertThat(curve.score(5)).isEqualTo(50);
    }

    @Test
    void aPiecewiseCurveShowsItsDirection() {
        assertThat(Normalizer.piecewise(0, 0, 1, 50, 2, 50).direction()).isEqualTo(UP);
        assertThat(Normalizer.piecewise(0, 100, 0.79, 0).direction()).isEqualTo(DOWN);
    }

    @Test
    void aLogScaleClampsWhatHasNoLogarithm() {
        Normalizer.LogGoalposts curve = Normalizer.logGoalposts(100, 75_000);
        assertThat(curve.score(0)).isZero();
        assertThat(curve.score(-5)).isZero();
        assertThat(curve.flags(0)).containsExactly(Flag.of(Flag.Code.CLAMPED_NONPOSITIVE));
        assertThat(curve.flags(1)).isEmpty();
        Normalizer.LogGoalposts down = new Normalizer.LogGoalposts(100, 75_000, 100, true, DOWN);
        assertThat(down.score(100)).isEqualTo(100);
        assertThat(down.score(0)).isZero();
        // the ratio under- and overflows, the logarithm does not
        Normalizer.LogGoalposts wide = new Normalizer.LogGoalposts(1e-200, 1e200, 400, true, UP);
        assertThat(wide.score(1)).isCloseTo(200, within(1e-9));
    }

    @Test
    void aLogisticCurveDoesNotOverflow() {
        Normalizer.Logistic curve = new Normalizer.Logistic(0, 1e300, 100, UP);
        assertThat(curve.score(-1e300)).isZero();
        assertThat(curve.score(1e300)).isEqualTo(100);
    }

    @Test
    void theRangeOfScoresOverAnIntervalKnowsThePeak() {
        Normalizer.Piecewise curve = Normalizer.piecewise(1, 0, 3, 100, 5, 100, 10, 70);
        assertThat(curve.range(2, 7.5)).containsExactly(50, 100);
        assertThat(curve.range(7.5, 20)).containsExactly(70, 85);
    }

    @Test
    void aColumnKeepsItsGaps() {
        Column scores = Normalizer.goalposts(0, 10).scores(Column.withMissing(5, Double.NaN, 20));
        assertThat(scores.toString()).isEqualTo("[50.0, -, 100.0]");
        assertThat(scores.present()).isEqualTo(2);
    }

    private static Reason why(Outcome<Column> outcome) {
        return ((Outcome.NotComputable<Column>) outcome).why().reason();
    }

    @Test
    void relativeNormalisersSayWhyNot() {
        Column constant = Column.of(5, 5, 5);
        Column empty = Column.withMissing(Double.NaN, Double.NaN);
        assertThat(why(new Normalizer.MinMax(0, 100, UP).scores(constant))).isEqualTo(Reason.DEGENERATE_RANGE);
        assertThat(why(new Normalizer.MinMax(0, 100, UP).scores(empty))).isEqualTo(Reason.NO_DATA);
        assertThat(why(new Normalizer.ZScore(0, 1, UP).scores(constant))).isEqualTo(Reason.DEGENERATE_RANGE);
        assertThat(why(new Normalizer.ZScore(0, 1, UP).scores(Column.of(5)))).isEqualTo(Reason.DEGENERATE_RANGE);
        assertThat(why(new Normalizer.PercentRank(UP).scores(Column.of(5)))).isEqualTo(Reason.INSUFFICIENT_DATA);
        assertThat(why(new Normalizer.PercentRank(UP).scores(empty))).isEqualTo(Reason.NO_DATA);
        assertThat(why(new Normalizer.FractionOfMax().scores(Column.of(-1, 0)))).isEqualTo(Reason.NON_POSITIVE);
        assertThat(why(new Normalizer.DistanceToReference(0, true).scores(Column.of(1, 2))))
                .isEqualTo(Reason.DEGENERATE_RANGE);
        assertThat(why(new Normalizer.DistanceToReference(0, true).scores(Column.withMissing(Double.NaN, 2))))
                .isEqualTo(Reason.INSUFFICIENT_DATA);
        assertThat(why(new Normalizer.DistanceToSampleTarget(0, true, UP).scores(Column.of(1, 2))))
                .isEqualTo(Reason.DEGENERATE_RANGE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Normalizer.DistanceToReference(2, true).scores(Column.of(1, 2)))
                .withMessage("reference 2 is beyond the 2 items");
    }

    @Test
    void ranksCountTheWorseOnes() {
        Column x = Column.withMissing(10, 20, 20, 30, Double.NaN);
        assertThat(new Normalizer.Rank(UP).scores(x).value()).contains(Column.withMissing(1, 2, 2, 4, Double.NaN));
        assertThat(new Normalizer.Borda(UP).scores(x).value()).contains(Column.withMissing(0, 1, 1, 3, Double.NaN));
        assertThat(new Normalizer.Borda(DOWN).scores(x).value()).contains(Column.withMissing(3, 1, 1, 0, Double.NaN));
    }

    @Test
    void referencesAndFractions() {
        assertThat(new Normalizer.FractionOfMax().scores(Column.of(1, 2, 4)).value())
                .contains(Column.of(0.25, 0.5, 1));
        assertThat(new Normalizer.DistanceToReference(1, true)
                        .scores(Column.of(1, 3, 9))
                        .value())
                .contains(Column.of(0, 1, 1));
        assertThat(new Normalizer.DistanceToReference(1, false)
                        .scores(Column.of(1, 3, 9))
                        .value())
                .contains(Column.of(0, 1, 4));
    }

    @Test
    void extremeSamplesStayFinite() {
        double max = Double.MAX_VALUE;
        Column wide = Column.of(-max, 0, max);
        assertThat(new Normalizer.MinMax(0, 100, UP).scores(wide).value()).contains(Column.of(0, 50, 100));
        Column z = new Normalizer.ZScore(0, 1, UP)
                .scores(Column.of(1e300, 2e300, 3e300))
                .value()
                .orElseThrow();
        assertThat(z.get(0)).isCloseTo(-1, within(1e-12));
        assertThat(z.get(2)).isCloseTo(1, within(1e-12));
    }

    @Test
    void columnsRefuseWhatIsNoNumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Column.of(1, Double.NaN))
                .withMessage("value 1 is not finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Column.withMissing(1, Double.POSITIVE_INFINITY))
                .withMessage("value 1 is not finite: Infinity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Panel.ofRows(new double[] {1, 2}, new double[] {1}))
                .withMessage("row 1 has 1 cells, row 0 has 2");
    }
}
