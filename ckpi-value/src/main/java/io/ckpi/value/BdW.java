package io.ckpi.value;

import io.ckpi.core.Outcome;
import io.ckpi.value.internal.ContractLaw;
import java.util.List;

/**
 * Beta-discrete-Weibull: {@link Sbg} in which a customer's own chance of leaving may fall (c &lt; 1) or rise (c &gt; 1) with time.
 * S(t) = B(α, β + t^c)/B(α, β).
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p>Source: Fader, Hardie, Liu, Davin and Steenburgh, Journal of Interactive Marketing 43 (2018),
 * https://doi.org/10.1016/j.intmar.2018.01.002
 */
public final class BdW extends ContractModel {

    /**
     * The model with these parameters.
     *
     * @param alpha beta shape of leaving
     * @param beta beta shape of staying
     * @param c Weibull shape
     * @param cadence the period of the contract
     * @throws IllegalArgumentException if a parameter is not positive and finite
     */
    public BdW(double alpha, double beta, double c, Cadence cadence) {
        this(ContractLaw.bdw(alpha, beta, c), cadence);
    }

    private BdW(ContractLaw law, Cadence cadence) {
        super(law, cadence);
    }

    /**
     * The maximum of the likelihood, from the same survivors as {@link Sbg#fit}; INSUFFICIENT_DATA with fewer than three
     * renewals.
     *
     * @throws IllegalArgumentException if survivors are negative or rise
     */
    public static Outcome<Fit<BdW>> fit(List<long[]> cohorts, Cadence cadence) {
        return fit(cohorts, true, cadence, BdW::new);
    }
}
