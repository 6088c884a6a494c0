package io.ckpi.experiments.sequential;

import io.ckpi.core.Outcome;
import io.ckpi.experiments.Alternative;
import io.ckpi.experiments.TestResult;

/**
 * Watch while the experiment runs, and still get a sharp answer at the end: half of α goes to a confidence sequence that stops
 * the experiment when something goes badly, the other half to one test at the planned size. The probability of any false alarm is
 * at most α.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param running the watch, at the level 1 − α/2
 * @param alphaAtEnd what the final test may use: α/2
 */
public record Hybrid(ConfidenceSequence running, double alphaAtEnd) {

    /** Checks the share of α. */
    public Hybrid {
        if (!(alphaAtEnd > 0 && alphaAtEnd < 1)) {
            throw new IllegalArgumentException("alphaAtEnd is not strictly between 0 and 1: " + alphaAtEnd);
        }
    }

    /**
     * Both halves of α = 1 − level of the sequence.
     *
     * @param sequence the watch at the level that both together are to hold
     */
    public static Hybrid of(ConfidenceSequence sequence) {
        double half = (1 - sequence.level()) / 2;
        return new Hybrid(sequence.withLevel(1 - half), half);
    }

    /** A look while the experiment runs. */
    public Outcome<AlwaysValid> look(double effect, double standardError, long n) {
        return running.at(effect, standardError, n);
    }

    /**
     * The one test at the planned size.
     *
     * @param standardError above 0
     * @param degreesOfFreedom of Student's t; infinite for the normal distribution
     */
    public TestResult end(double effect, double standardError, double degreesOfFreedom) {
        Alternative side = running.alternative();
        return TestResult.of(effect, standardError, degreesOfFreedom, 0, side, 1 - alphaAtEnd, "hybrid-end");
    }
}
