package io.ckpi.sdk;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.value.Balance;
import io.ckpi.value.Cadence;
import io.ckpi.value.Fit;
import io.ckpi.value.GammaGamma;
import io.ckpi.value.GroupSpend;
import io.ckpi.value.ModelChoice;
import io.ckpi.value.Purchases;
import io.ckpi.value.UnitEconomics;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who bought and what winning customers cost: all that {@link UnitEconomics} balances.
 *
 * <p><b>Spend.</b> All marketing investment by channel and month, as in {@code customer.cac}: every {@link
 * io.ckpi.core.record.Spend.Kind} but SERVICE, which is cost to serve. PROGRAMME is the part spent on existing customers,
 * because it rewards those who are customers already. The channel is that of the record, else that of its campaign; what names
 * none stands under {@value #UNASSIGNED}, where nobody is won, so that no channel carries it and no money is lost.
 *
 * @param log the purchases; the channel of a customer is the one that brought it
 * @param spend by channel and month, from the first month with spend to the end of the data; empty if none is recorded
 */
public record Acquisition(Purchases log, List<GroupSpend> spend) {

    /** The label of spend that names no channel. */
    public static final String UNASSIGNED = "unassigned";

    /** Copies the list. */
    public Acquisition {
        Objects.requireNonNull(log, "log");
        spend = List.copyOf(spend);
    }

    /**
     * Lifetime value against acquisition cost, with the model of purchases that {@link ModelChoice} recommends, in weeks, and
     * Gamma-Gamma, both fitted to this very log. With other models: {@link UnitEconomics#balance}.
     *
     * <p>Absent as the fits and {@link UnitEconomics#balance} are: INSUFFICIENT_DATA where too few customers came back or no margin
     * is known, NOT_CONVERGED, NO_VARIATION, NO_DATA without spend.
     *
     * @throws IllegalArgumentException if log and spend are of different currencies
     */
    public Outcome<Balance> balance(UnitEconomics economics) {
        Objects.requireNonNull(economics, "economics");
        ModelChoice choice = ModelChoice.of(log.histories(Cadence.WEEKS));
        Optional<ModelChoice.Row> visits = choice.recommended();
        if (visits.isEmpty()) {
            return Outcome.absent(
                    choice.refused().isEmpty()
                            ? Absent.because(Reason.NOT_CONVERGED)
                            : choice.refused().get(0).why());
        }
        Outcome<Fit<GammaGamma>> money = GammaGamma.fit(log.buyers());
        if (money instanceof Outcome.NotComputable<Fit<GammaGamma>> none) {
            return Outcome.absent(none.why());
        }
        return economics.balance(log, spend, visits.get().fit(), money.value().orElseThrow());
    }
}
