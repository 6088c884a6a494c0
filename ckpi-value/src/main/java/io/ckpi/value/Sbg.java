package io.ckpi.value;

import io.ckpi.core.Outcome;
import io.ckpi.value.internal.ContractLaw;
import java.util.List;

/**
 * sBG: at every renewal a customer leaves with a chance of his own, beta(α, β) over customers. S(t) = (β)_t/(α+β)_t, retention
 * (β+t−1)/(α+β+t−1): it rises because those inclined to leave go first.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p>Source: Fader and Hardie, Journal of Interactive Marketing 21 (2007), https://doi.org/10.1002/dir.20074
 */
public final class Sbg extends ContractModel {

    /**
     * The model with these parameters.
     *
     * @param alpha beta shape of leaving
     * @param beta beta shape of staying
     * @param cadence the period of the contract
     * @throws IllegalArgumentException if a parameter is not positive and finite
     */
    public Sbg(double alpha, double beta, Cadence cadence) {
        this(ContractLaw.sbg(alpha, beta), cadence);
    }

    private Sbg(ContractLaw law, Cadence cadence) {
        super(law, cadence);
    }

    /**
     * The maximum of the likelihood. One array per cohort: customers at the start, then those left after every renewal; cohorts
     * without a renewal are passed over. Absent NO_DATA without any, INSUFFICIENT_DATA with a single renewal or if nobody left.
     *
     * @throws IllegalArgumentException if survivors are negative or rise
     */
    public static Outcome<Fit<Sbg>> fit(List<long[]> cohorts, Cadence cadence) {
        return fit(cohorts, false, cadence, Sbg::new);
    }
}
