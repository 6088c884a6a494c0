package io.ckpi.value;

import io.ckpi.core.Outcome;
import io.ckpi.value.internal.Form;

/**
 * BG/NBD: exponential gaps between purchases, after every repeat purchase a customer leaves with a chance p of his own,
 * beta(a, b) over customers. ln L = ln(r)ₓ + r ln α + ln[(b)ₓ/(a+b)ₓ] + ln(e^S + 1[x>0] e^U), S = −(r+x) ln(α+T), U = ln a −
 * ln(b+x−1) − (r+x) ln(α+t_x). P(alive) is 1 for everybody without a repeat purchase, by design.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p>Source: Fader, Hardie and Lee, Marketing Science 24 (2005), https://doi.org/10.1287/mksc.1040.0098
 */
public final class BgNbd extends TransactionModel {

    /**
     * The model with these parameters, without a fit.
     *
     * @param r shape of the purchase rates
     * @param alpha scale of the purchase rates, in units of time
     * @param a beta shape of leaving
     * @param b beta shape of staying
     * @param cadence the unit of time
     * @throws IllegalArgumentException if a parameter is not positive and finite
     */
    public BgNbd(double r, double alpha, double a, double b, Cadence cadence) {
        this(Form.full(Form.Family.BG, 1), new double[] {r, alpha, a, b}, cadence);
    }

    private BgNbd(Form form, double[] p, Cadence cadence) {
        super(form, p, cadence);
    }

    /** The maximum of the likelihood; Absent INSUFFICIENT_DATA with fewer than 10 customers who came back. */
    public static Outcome<Fit<BgNbd>> fit(Histories histories) {
        Cadence cadence = histories.cadence();
        return fit(histories, Form.Family.BG, 1, (form, p) -> new BgNbd(form, p, cadence));
    }

    /** The log-likelihood of one history. @throws IllegalArgumentException if the history is impossible */
    public double logLik(int x, double tx, double age) {
        History.check(x, tx, age);
        return kernel().logLikelihood(x, tx, age, 0);
    }
}
