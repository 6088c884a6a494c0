package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.value.internal.Form;
import io.ckpi.value.internal.Groups;
import io.ckpi.value.internal.Kernel;
import io.ckpi.value.internal.Kernels;
import io.ckpi.value.internal.ParetoLikelihood;
import io.ckpi.value.internal.TransactionFit;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model of purchases at any time by customers who leave without saying so: purchase rates differ between customers by a
 * gamma distribution, the inclination to leave by a beta (or another gamma) distribution.
 *
 * <p>A {@link History} in another unit of time is converted. {@link #newCustomer} stands for a customer who has just bought for
 * the first time. {@code t} is a time ahead in units of the {@link #cadence}, finite and not negative, else an {@code
 * IllegalArgumentException} names it.
 *
 * <p><b>Numerics.</b> every result is a finite number; against 30-digit values the error is below 1e-10 over twelve decades of
 * the parameters. <b>Thread-safety.</b> immutable.
 */
public abstract sealed class TransactionModel implements LtvModel permits BgNbd, MbgNbd, BgCnbd, ParetoNbd {

    private static final int LEAST_REPEATERS = 10;

    private final Form form;
    private final double[] p;
    private final Cadence cadence;
    private final Kernel kernel;

    TransactionModel(Form form, double[] p, Cadence cadence) {
        this.form = form;
        this.p = p.clone();
        this.cadence = Objects.requireNonNull(cadence, "cadence");
        for (int i = 0; i < p.length; i++) {
            boolean share = form.isShare(i);
            if (!(p[i] > 0 && p[i] < (share ? 1 : Double.POSITIVE_INFINITY))) {
                throw new IllegalArgumentException(
                        form.names().get(i) + " must be positive and " + (share ? "below 1: " : "finite: ") + p[i]);
            }
        }
        this.kernel = Kernels.of(form, p);
    }

    @Override
    public Cadence cadence() {
        return cadence;
    }

    @Override
    public Map<String, Double> parameters() {
        Map<String, Double> map = new LinkedHashMap<>();
        for (int i = 0; i < p.length; i++) {
            map.put(form.names().get(i), p[i]);
        }
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Boundary boundary() {
        return Boundary.of(
                form.rate() == Form.Rate.POINT,
                form.dropout() == Form.Dropout.POINT,
                form.dropout() == Form.Dropout.NONE,
                form.dropout() == Form.Dropout.POLARISED);
    }

    Form form() {
        return form;
    }

    Kernel kernel() {
        return kernel;
    }

    /**
     * P(still a customer at the end of the data | history).
     *
     * <p>BG/NBD gives 1 for everybody without a repeat purchase, by the design of that model: one can leave only after a
     * repeat. The other models do not.
     */
    public double pAlive(History history) {
        History own = history.in(cadence);
        return kernel.alive(own.repeats(), own.last(), own.age());
    }

    /** P(still a customer after a further {@code t} | history). */
    public double pAliveAfter(History history, double t) {
        History own = history.in(cadence);
        return kernel.aliveAfter(own.repeats(), own.last(), own.age(), ahead(t));
    }

    /** E[number of purchases in the next {@code t} | history]. */
    public double expected(History history, double t) {
        History own = history.in(cadence);
        return kernel.expected(own.repeats(), own.last(), own.age(), ahead(t));
    }

    /** The distribution of the number of purchases in the next {@code t}, given the history. */
    public Future future(History history, double t) {
        History own = history.in(cadence);
        return new Future(kernel.future(own.repeats(), own.last(), own.age(), ahead(t)));
    }

    /**
     * Discounted expected residual transactions: ∫ e^(−δt) dE[X(t)] over all time to come, with the continuous rate δ = ln(1 +
     * d). Absent UNBOUNDED where the integral does not converge, as it may without a discount.
     *
     * @throws UnsupportedOperationException for models with k &gt; 1
     */
    public Reading dert(History history, Rate discount) {
        History own = history.in(cadence);
        double value = kernel.discounted(own.repeats(), own.last(), own.age(), discount.continuous(cadence));
        return value < Double.POSITIVE_INFINITY
                ? new Measured(Estimate.of(value, Unit.COUNT).withMethod("dert"))
                : Absent.because(Reason.UNBOUNDED);
    }

    /** The history of a customer who has just bought for the first time. */
    public History newCustomer() {
        return new History(0, 0, 0, cadence);
    }

    private static double ahead(double t) {
        if (!(t >= 0 && t < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("t must be finite and not negative: " + t);
        }
        return t;
    }

    /** The name and the parameters. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + parameters();
    }

    /** Same form, parameters and cadence. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TransactionModel that
                && form.equals(that.form)
                && Arrays.equals(p, that.p)
                && cadence.equals(that.cadence);
    }

    @Override
    public int hashCode() {
        return form.hashCode() * 31 + Arrays.hashCode(p);
    }

    static Groups groups(Histories histories) {
        int n = histories.groups();
        int[] x = new int[n];
        int[] last = new int[n];
        int[] age = new int[n];
        double[] weight = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = histories.repeats(i);
            last[i] = histories.lastDays(i);
            age[i] = histories.ageDays(i);
            weight[i] = histories.count(i);
        }
        return new Groups(
                x,
                last,
                age,
                weight,
                histories.cadence().days(),
                histories.logGaps().orElse(Double.NaN));
    }

    /** The maximum of the likelihood, at a limit if there it lies. */
    static <M extends TransactionModel> Outcome<Fit<M>> fit(
            Histories histories, Form.Family family, int k, BiFunction<Form, double[], M> maker) {
        return fit(histories, groups -> TransactionFit.fit(groups, family, k), maker);
    }

    /** NBD: gamma rates (or one rate for all), and nobody leaves. */
    static Outcome<Fit<MbgNbd>> fitWithoutDropout(Histories histories) {
        Cadence unit = histories.cadence();
        return fit(histories, TransactionFit::withoutDropout, (form, p) -> new MbgNbd(form, p, unit));
    }

    private static <M extends TransactionModel> Outcome<Fit<M>> fit(
            Histories histories,
            Function<Groups, TransactionFit.@Nullable Answer> search,
            BiFunction<Form, double[], M> maker) {
        if (histories.customers() == 0) {
            return Outcome.absent(Absent.because(Reason.NO_DATA));
        }
        if (histories.repeaters() < LEAST_REPEATERS) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    "a fit needs " + LEAST_REPEATERS + " customers with a repeat purchase, there are "
                            + histories.repeaters(),
                    "для оценки нужно не меньше " + LEAST_REPEATERS + " клиентов с повторной покупкой, есть "
                            + histories.repeaters()));
        }
        Groups groups = groups(histories);
        TransactionFit.Answer answer = search.apply(groups);
        if (answer == null) {
            return Outcome.absent(Absent.because(Reason.NOT_CONVERGED));
        }
        Form form = answer.form();
        OptionalDouble certificate =
                Double.isNaN(answer.certificate()) ? OptionalDouble.empty() : OptionalDouble.of(answer.certificate());
        return Outcome.of(new Fit<>(
                maker.apply(form, answer.best().p()),
                answer.best(),
                answer.evaluations(),
                certificate,
                groups.weight(),
                weights -> ParetoLikelihood.of(groups.withWeight(weights), form),
                q -> maker.apply(form, q)));
    }
}
