package io.ckpi.value;

import io.ckpi.core.Outcome;
import io.ckpi.value.internal.Form;

/**
 * MBG/NBD: as {@link BgNbd}, but a customer may leave after the first purchase already. (b)ₓ₊₁/(a+b)ₓ₊₁ and U = ln a − ln(b+x)
 * − (r+x) ln(α+t_x) for every x.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p>Source: Batislam, Denizel and Filiztekin, International Journal of Research in Marketing 24 (2007),
 * https://doi.org/10.1016/j.ijresmar.2006.12.005
 */
public final class MbgNbd extends TransactionModel {

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
    public MbgNbd(double r, double alpha, double a, double b, Cadence cadence) {
        this(Form.full(Form.Family.MBG, 1), new double[] {r, alpha, a, b}, cadence);
    }

    MbgNbd(Form form, double[] p, Cadence cadence) {
        super(form, p, cadence);
    }

    /** The maximum of the likelihood; Absent INSUFFICIENT_DATA with fewer than 10 customers who came back. */
    public static Outcome<Fit<MbgNbd>> fit(Histories histories) {
        Cadence cadence = histories.cadence();
        return fit(histories, Form.Family.MBG, 1, (form, p) -> new MbgNbd(form, p, cadence));
    }

    /** The log-likelihood of one history. @throws IllegalArgumentException if the history is impossible */
    public double logLik(int x, double tx, double age) {
        History.check(x, tx, age);
        return kernel().logLikelihood(x, tx, age, 0);
    }
}
