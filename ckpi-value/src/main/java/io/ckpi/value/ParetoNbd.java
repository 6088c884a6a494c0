package io.ckpi.value;

import io.ckpi.core.Outcome;
import io.ckpi.value.internal.Form;

/**
 * Pareto/NBD: exponential gaps between purchases, a customer leaves at any time with a rate of his own, gamma(s, β) over
 * customers. ln L = ln(r)ₓ + r ln α + s ln β + ln(e^S + I), S = −(r+x) ln(α+T) − s ln(β+T), I = s ∫ (α+u)^−(r+x) (β+u)^−(s+1) du
 * from t_x to T, by quadrature without hypergeometric functions.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p>Source: Schmittlein, Morrison and Colombo, Management Science 33 (1987), https://doi.org/10.1287/mnsc.33.1.1
 */
public final class ParetoNbd extends TransactionModel {

    /**
     * The model with these parameters, without a fit.
     *
     * @param r shape of the purchase rates
     * @param alpha scale of the purchase rates, in units of time
     * @param s shape of the rates of leaving
     * @param beta scale of the rates of leaving, in units of time
     * @param cadence the unit of time
     * @throws IllegalArgumentException if a parameter is not positive and finite
     */
    public ParetoNbd(double r, double alpha, double s, double beta, Cadence cadence) {
        this(Form.full(Form.Family.PARETO, 1), new double[] {r, alpha, s, beta}, cadence);
    }

    private ParetoNbd(Form form, double[] p, Cadence cadence) {
        super(form, p, cadence);
    }

    /** The maximum of the likelihood; Absent INSUFFICIENT_DATA with fewer than 10 customers who came back. */
    public static Outcome<Fit<ParetoNbd>> fit(Histories histories) {
        Cadence cadence = histories.cadence();
        return fit(histories, Form.Family.PARETO, 1, (form, p) -> new ParetoNbd(form, p, cadence));
    }

    /** The log-likelihood of one history. @throws IllegalArgumentException if the history is impossible */
    public double logLik(int x, double tx, double age) {
        History.check(x, tx, age);
        return kernel().logLikelihood(x, tx, age, 0);
    }
}
