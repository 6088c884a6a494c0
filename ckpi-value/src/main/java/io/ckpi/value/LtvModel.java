package io.ckpi.value;

import java.util.Map;

/**
 * A probability model of how long customers stay and how often they buy, with its parameters.
 *
 * <p>Three kinds: purchases at any time without a contract ({@link TransactionModel}), purchases at fixed opportunities
 * ({@link BgBb}), and contracts that are renewed or not ({@link ContractModel}). Where they answer the same question, the
 * method has the same name. Times are counted in the model's {@link #cadence}.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public sealed interface LtvModel permits TransactionModel, BgBb, ContractModel {

    /** The unit of time. */
    Cadence cadence();

    /** The parameters by name, in order; at a limit those of the limit model. All are finite. */
    Map<String, Double> parameters();

    /** The limit model that this is, or NONE for the full model. */
    Boundary boundary();
}
