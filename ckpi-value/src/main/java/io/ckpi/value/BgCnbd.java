package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.value.internal.Form;
import java.util.Optional;

/**
 * (M)BG/CNBD-k: {@link BgNbd} or {@link MbgNbd} with Erlang-k gaps, that is, purchases that come more regularly than by
 * chance alone; k = 1 is the model without regularity.
 *
 * <p>The likelihood adds (k−1) Σ ln(gap) − x ln Γ(k); expectations are exact series, not approximations. Discounted
 * transactions are not offered for k &gt; 1. <b>Thread-safety.</b> immutable.
 *
 * <p>Source: Platzer and Reutterer, Marketing Science 35 (2016), https://doi.org/10.1287/mksc.2015.0963; Reutterer, Platzer and
 * Schröder, International Journal of Research in Marketing 38 (2021), https://doi.org/10.1016/j.ijresmar.2020.09.002
 */
public final class BgCnbd extends TransactionModel {

    /** The largest k. */
    public static final int MOST_K = 12;

    /** When a customer may leave for the first time. */
    public enum Leaving {
        /** After the first repeat purchase (BG). */
        AFTER_REPEAT,
        /** After the first purchase (MBG). */
        AFTER_FIRST
    }

    /**
     * The model with these parameters, without a fit.
     *
     * @param k shape of the gaps, 1 … 12
     * @param leaving when a customer may leave for the first time
     * @param r shape of the rates of the Erlang clock
     * @param alpha scale of these rates, in units of time
     * @param a beta shape of leaving
     * @param b beta shape of staying
     * @param cadence the unit of time
     * @throws IllegalArgumentException if k is out of range or a parameter is not positive and finite
     */
    public BgCnbd(int k, Leaving leaving, double r, double alpha, double a, double b, Cadence cadence) {
        this(Form.full(family(leaving), check(k)), new double[] {r, alpha, a, b}, cadence);
    }

    private BgCnbd(Form form, double[] p, Cadence cadence) {
        super(form, p, cadence);
    }

    private static Form.Family family(Leaving leaving) {
        return leaving == Leaving.AFTER_FIRST ? Form.Family.MBG : Form.Family.BG;
    }

    private static int check(int k) {
        if (k < 1 || k > MOST_K) {
            throw new IllegalArgumentException("k must be in 1 … " + MOST_K + ": " + k);
        }
        return k;
    }

    /**
     * The maximum of the likelihood for this k; Absent INSUFFICIENT_DATA with fewer than 10 customers who came back, or for
     * k &gt; 1 where the histories do not know their gaps.
     */
    public static Outcome<Fit<BgCnbd>> fit(Histories histories, int k, Leaving leaving) {
        check(k);
        if (k > 1 && histories.logGaps().isEmpty()) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    "k > 1 needs the sum of the logarithms of the gaps between purchases",
                    "для k > 1 нужна сумма логарифмов интервалов между покупками"));
        }
        Cadence cadence = histories.cadence();
        return fit(histories, family(leaving), k, (form, p) -> new BgCnbd(form, p, cadence));
    }

    /** The fit with the highest likelihood among k = 1 … {@code mostK}; the least k of equals. */
    public static Outcome<Fit<BgCnbd>> fitBest(Histories histories, int mostK, Leaving leaving) {
        Outcome<Fit<BgCnbd>> best = fit(histories, 1, leaving);
        for (int k = 2; k <= check(mostK); k++) {
            Outcome<Fit<BgCnbd>> next = fit(histories, k, leaving);
            Optional<Fit<BgCnbd>> now = best.value();
            if (now.isEmpty()) {
                best = next;
            } else if (next.value().isPresent()
                    && next.value().get().logLikelihood() > now.get().logLikelihood()) {
                best = next;
            }
        }
        return best;
    }

    /** The Erlang shape of the gaps. */
    public int k() {
        return form().k();
    }

    /** When a customer may leave for the first time. */
    public Leaving leaving() {
        return form().family() == Form.Family.MBG ? Leaving.AFTER_FIRST : Leaving.AFTER_REPEAT;
    }

    /**
     * The log-likelihood of one history.
     *
     * @param logGaps Σ ln(gap) over the customer's gaps, in the model's unit
     * @throws IllegalArgumentException if the history is impossible or {@code logGaps} is not finite
     */
    public double logLik(int x, double tx, double age, double logGaps) {
        History.check(x, tx, age);
        if (!Double.isFinite(logGaps)) {
            throw new IllegalArgumentException("logGaps is not finite: " + logGaps);
        }
        return kernel().logLikelihood(x, tx, age, logGaps);
    }
}
