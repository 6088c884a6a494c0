package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.value.internal.BgBbKernel;
import io.ckpi.value.internal.BgBbLikelihood;
import io.ckpi.value.internal.Form;
import io.ckpi.value.internal.Form.Dropout;
import io.ckpi.value.internal.Form.Rate;
import io.ckpi.value.internal.Groups;
import io.ckpi.value.internal.OpportunityFit;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * BG/BB: purchases at fixed opportunities, for instance one a year. At every opportunity a customer who is still there buys
 * with a chance of his own, beta(α, β) over customers; before every one he leaves with a chance of his own, beta(γ, δ).
 *
 * <p>A history is x purchases at n opportunities, the last at opportunity t_x (0 exactly if x = 0); the opportunity at which
 * the customer was won is not counted. The {@link #cadence} is the time between two opportunities. An impossible history, a
 * negative m: {@code IllegalArgumentException}. <b>Thread-safety.</b> immutable.
 *
 * <p>Source: Fader, Hardie and Shang, Marketing Science 29 (2010), https://doi.org/10.1287/mksc.1100.0580
 */
public final class BgBb implements LtvModel {

    private static final int LEAST_BUYERS = 10;

    private final Form form;
    private final double[] p;
    private final Cadence cadence;
    private final BgBbKernel kernel;

    /**
     * The model with these parameters.
     *
     * @param alpha beta shape of buying
     * @param beta beta shape of not buying
     * @param gamma beta shape of leaving
     * @param delta beta shape of staying
     * @param cadence the time between two opportunities
     * @throws IllegalArgumentException if a parameter is not positive and finite
     */
    public BgBb(double alpha, double beta, double gamma, double delta, Cadence cadence) {
        this(Form.full(Form.Family.BGBB, 1), new double[] {alpha, beta, gamma, delta}, cadence);
    }

    private BgBb(Form form, double[] p, Cadence cadence) {
        this.form = form;
        this.p = p.clone();
        this.cadence = Objects.requireNonNull(cadence, "cadence");
        for (int i = 0; i < p.length; i++) {
            if (!(p[i] > 0 && p[i] < (form.isShare(i) ? 1 : Double.POSITIVE_INFINITY))) {
                throw new IllegalArgumentException(form.names().get(i) + " must be positive and finite: " + p[i]);
            }
        }
        this.kernel = new BgBbKernel(form, p);
    }

    /**
     * The maximum of the likelihood; Absent INSUFFICIENT_DATA with fewer than 10 customers who bought.
     *
     * @param x purchases
     * @param tx the opportunity of the last purchase
     * @param n opportunities
     * @param customers how many customers have this history
     * @param cadence the time between two opportunities
     * @throws IllegalArgumentException if lengths differ, a count is negative or a history is impossible
     */
    public static Outcome<Fit<BgBb>> fit(int[] x, int[] tx, int[] n, long[] customers, Cadence cadence) {
        if (tx.length != x.length || n.length != x.length || customers.length != x.length) {
            throw new IllegalArgumentException("arrays differ in length: " + x.length + ", " + tx.length + ", "
                    + n.length + ", " + customers.length);
        }
        Objects.requireNonNull(cadence, "cadence");
        double[] weights = new double[x.length];
        long buyers = 0;
        for (int i = 0; i < x.length; i++) {
            check(x[i], tx[i], n[i]);
            if (customers[i] < 0) {
                throw new IllegalArgumentException("customers is negative at index " + i + ": " + customers[i]);
            }
            weights[i] = customers[i];
            buyers += x[i] > 0 ? customers[i] : 0;
        }
        if (buyers < LEAST_BUYERS) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    "a fit needs " + LEAST_BUYERS + " customers with a purchase, there are " + buyers,
                    "для оценки нужно не меньше " + LEAST_BUYERS + " клиентов с покупкой, есть " + buyers));
        }
        Groups groups = new Groups(x.clone(), tx.clone(), n.clone(), weights, 1, Double.NaN);
        OpportunityFit.Answer answer = OpportunityFit.fit(groups);
        if (answer == null) {
            return Outcome.absent(Absent.because(Reason.NOT_CONVERGED));
        }
        Form form = answer.form();
        return Outcome.of(new Fit<>(
                new BgBb(form, answer.best().p(), cadence),
                answer.best(),
                answer.best().evaluations(),
                Double.isNaN(answer.certificate()) ? OptionalDouble.empty() : OptionalDouble.of(answer.certificate()),
                weights,
                w -> new BgBbLikelihood(groups.withWeight(w), form),
                q -> new BgBb(form, q, cadence)));
    }

    private static void check(int x, int tx, int n) {
        if (x < 0 || tx < x || n < tx || n < 1 || (x == 0) != (tx == 0)) {
            throw new IllegalArgumentException(
                    "not 0 <= x <= tx <= n with tx 0 exactly if x is 0: x " + x + ", tx " + tx + ", n " + n);
        }
    }

    private static int ahead(int m) {
        if (m < 0) {
            throw new IllegalArgumentException("m must not be negative: " + m);
        }
        return m;
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
                form.rate() == Rate.POINT,
                form.dropout() == Dropout.POINT,
                form.dropout() == Dropout.NONE,
                form.dropout() == Dropout.POLARISED);
    }

    /** The log-likelihood of one history. */
    public double logLik(int x, int tx, int n) {
        check(x, tx, n);
        return kernel.logLikelihood(x, tx, n);
    }

    /** P(still a customer at opportunity n + m | history); m = 1 is the next opportunity. */
    public double pAliveAfter(int x, int tx, int n, int m) {
        check(x, tx, n);
        return kernel.alive(x, tx, n, ahead(m));
    }

    /** E[number of purchases at the next m opportunities | history]. */
    public double expected(int x, int tx, int n, int m) {
        check(x, tx, n);
        return kernel.expected(x, tx, n, ahead(m));
    }

    /** The distribution of the number of purchases at the next m opportunities. */
    public Future future(int x, int tx, int n, int m) {
        check(x, tx, n);
        return new Future(kernel.future(x, tx, n, ahead(m)));
    }

    /**
     * Discounted expected residual transactions: opportunity n + i weighted (1+d)^(−i). Absent UNBOUNDED where the sum does not
     * converge.
     */
    public Reading dert(int x, int tx, int n, io.ckpi.value.Rate discount) {
        check(x, tx, n);
        double value = kernel.discounted(x, tx, n, discount.in(cadence).value());
        return value < Double.POSITIVE_INFINITY
                ? new Measured(Estimate.of(value, Unit.COUNT).withMethod("dert"))
                : Absent.because(Reason.UNBOUNDED);
    }

    /** The name and the parameters. */
    @Override
    public String toString() {
        return "BgBb" + parameters();
    }

    /** Same form, parameters and cadence. */
    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof BgBb that
                && form.equals(that.form)
                && Arrays.equals(p, that.p)
                && cadence.equals(that.cadence);
    }

    @Override
    public int hashCode() {
        return form.hashCode() * 31 + Arrays.hashCode(p);
    }
}
