package io.ckpi.value.internal;

/**
 * A transaction model with its parameters: what it says about one history. Times are in units of the model.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public interface Kernel {

    /** The log-likelihood; {@code logGaps} is Σ ln(gap), used for k &gt; 1 only. */
    double logLikelihood(long x, double tx, double age, double logGaps);

    /** P(still active at the end of the data). */
    double alive(long x, double tx, double age);

    /** E of the number of purchases in the next {@code t}. */
    double expected(long x, double tx, double age, double t);

    /** P(still active after a further {@code t}). */
    double aliveAfter(long x, double tx, double age, double t);

    /** ∫ e^(−δt) dE[X(t)]; positive infinity if it does not converge. */
    double discounted(long x, double tx, double age, double delta);

    /** The distribution of the number of purchases in the next {@code t}. */
    Counts future(long x, double tx, double age, double t);

    /** A distribution of counts. */
    interface Counts {
        /** P(X &gt; j) for j ≥ 0. */
        double above(long j);

        /** P(X = n) for n ≥ 0. */
        double at(long n);

        /** E[X]. */
        double mean();

        /** E[X(X − 1)]. */
        double secondFactorial();
    }
}
