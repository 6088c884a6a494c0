package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.value.internal.ContractFit;
import io.ckpi.value.internal.ContractLaw;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A model of contracts that are renewed or not at the end of every period: S(t) is the share of customers who have renewed t
 * times, S(0) = 1. The {@link #cadence} is the contract's period.
 *
 * <p>Counts of renewals must not be negative, else an {@code IllegalArgumentException} names them. <b>Thread-safety.</b>
 * immutable.
 */
public abstract sealed class ContractModel implements LtvModel permits Sbg, BdW {

    private final ContractLaw law;
    private final Cadence cadence;

    ContractModel(ContractLaw law, Cadence cadence) {
        this.law = law;
        this.cadence = Objects.requireNonNull(cadence, "cadence");
        for (int i = 0; i < law.size(); i++) {
            double v = law.parameter(i);
            if (!(v > 0 && v < (law.isShare(i) ? 1 : Double.POSITIVE_INFINITY))) {
                throw new IllegalArgumentException(law.names().get(i) + " must be positive and finite: " + v);
            }
        }
    }

    @Override
    public Cadence cadence() {
        return cadence;
    }

    @Override
    public Map<String, Double> parameters() {
        Map<String, Double> map = new LinkedHashMap<>();
        for (int i = 0; i < law.size(); i++) {
            map.put(law.names().get(i), law.parameter(i));
        }
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Boundary boundary() {
        return law.isConstant() ? Boundary.HOMOGENEOUS_DROPOUT : Boundary.NONE;
    }

    /** S(t). */
    public double survival(int t) {
        return law.survival(renewals("t", t));
    }

    /** S(t)/S(t − 1): the share of those who could renew for the t-th time and did; t from 1. */
    public double retention(int t) {
        if (t < 1) {
            throw new IllegalArgumentException("t must be 1 or more: " + t);
        }
        return law.retention(t);
    }

    /** Discounted expected lifetime of a new customer: Σ_(t ≥ 0) S(t)/(1+d)^t; Absent UNBOUNDED where it has no limit. */
    public Reading expectedLifetime(Rate discount) {
        return reading(law.residual(0, discount.in(cadence).value()));
    }

    /**
     * Discounted expected residual lifetime of a customer who has renewed n − 1 times and is about to decide for the n-th
     * time: Σ_(t ≥ n) S(t)/S(n−1)/(1+d)^(t−n); n from 1.
     */
    public Reading residualLifetime(int n, Rate discount) {
        if (n < 1) {
            throw new IllegalArgumentException("n must be 1 or more: " + n);
        }
        return reading(law.residual(n, discount.in(cadence).value()));
    }

    private static Reading reading(double value) {
        return Double.isFinite(value)
                ? new Measured(Estimate.of(value, Unit.COUNT).withMethod("discounted-lifetime"))
                : Absent.because(Reason.UNBOUNDED);
    }

    private static int renewals(String name, int t) {
        if (t < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + t);
        }
        return t;
    }

    /** The name and the parameters. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + parameters();
    }

    /**
     * Fits to survivors: one array per cohort, customers at the start, then after every renewal.
     */
    static <M extends ContractModel> Outcome<Fit<M>> fit(
            List<long[]> cohorts, boolean weibull, Cadence cadence, BiFunction<ContractLaw, Cadence, M> maker) {
        int most = 0;
        for (long[] alive : cohorts) {
            most = Math.max(most, alive.length - 1);
            for (int t = 0; t < alive.length; t++) {
                if (alive[t] < 0 || (t > 0 && alive[t] > alive[t - 1])) {
                    throw new IllegalArgumentException(
                            "survivors must not be negative or rise: index " + t + ", " + alive[t]);
                }
            }
        }
        double[] weights = new double[2 * (most + 1)]; // lost at t, then survivors censored at t
        double lost = 0;
        double all = 0;
        for (long[] alive : cohorts) {
            for (int t = 1; t < alive.length; t++) {
                weights[t] += alive[t - 1] - alive[t];
                lost += alive[t - 1] - alive[t];
            }
            if (alive.length > 1) {
                weights[most + 1 + alive.length - 1] += alive[alive.length - 1];
                all += alive[0];
            }
        }
        if (all == 0) {
            return Outcome.absent(Absent.because(Reason.NO_DATA));
        }
        if (lost == 0 || most < (weibull ? 3 : 2)) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    lost == 0 ? "nobody has left" : "the model needs more renewals than " + most,
                    lost == 0 ? "никто не ушёл" : "модели нужно больше продлений, чем " + most));
        }
        ContractFit.Answer answer = ContractFit.fit(weights, weibull);
        if (answer == null) {
            return Outcome.absent(Absent.because(Reason.NOT_CONVERGED));
        }
        ContractLaw law = answer.law();
        return Outcome.of(new Fit<>(
                maker.apply(law, cadence),
                answer.best(),
                answer.best().evaluations(),
                Double.isNaN(answer.certificate()) ? OptionalDouble.empty() : OptionalDouble.of(answer.certificate()),
                weights,
                w -> ContractFit.likelihood(w, law),
                p -> maker.apply(law.with(p), cadence)));
    }

    /** Same law, parameters and cadence. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContractModel that
                && law.names().equals(that.law.names())
                && Arrays.equals(law.toArray(), that.law.toArray())
                && cadence.equals(that.cadence);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(law.toArray());
    }
}
