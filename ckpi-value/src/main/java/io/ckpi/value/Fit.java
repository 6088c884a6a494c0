package io.ckpi.value;

import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.value.internal.Likelihood;
import io.ckpi.value.internal.Matrices;
import io.ckpi.value.internal.Newton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model fitted by maximum likelihood, with the proof and the uncertainty of its parameters.
 *
 * <p>The result does not depend on the number of threads. <b>Thread-safety.</b> immutable.
 *
 * @param <M> the model
 */
public final class Fit<M> {

    private static final int REFITS = 1000;

    private final M model;
    private final List<String> names;
    private final Boundary boundary;
    private final Newton.Maximum maximum;
    private final int evaluations;
    private final OptionalDouble certificate;
    private final double[] weights;
    private final Function<double[], Likelihood> likelihood;
    private final Function<double[], M> maker;

    Fit(
            M model,
            Newton.Maximum maximum,
            int evaluations,
            OptionalDouble certificate,
            double[] weights,
            Function<double[], Likelihood> likelihood,
            Function<double[], M> maker) {
        this.model = model;
        if (model instanceof LtvModel ltv) {
            this.names = List.copyOf(ltv.parameters().keySet());
            this.boundary = ltv.boundary();
        } else {
            GammaGamma spend = (GammaGamma) model;
            this.names = List.copyOf(spend.parameters().keySet());
            this.boundary = spend.boundary();
        }
        this.maximum = maximum;
        this.evaluations = evaluations;
        this.certificate = certificate;
        this.weights = weights;
        this.likelihood = likelihood;
        this.maker = maker;
    }

    /** The model with the parameters of the maximum. */
    public M model() {
        return model;
    }

    /** The limit model that the answer is, or NONE. */
    public Boundary boundary() {
        return boundary;
    }

    /** The proof. */
    public Convergence convergence() {
        return new Convergence(maximum.iterations(), evaluations, maximum.gradient(), maximum.concave(), certificate);
    }

    /** The log-likelihood of all customers at the maximum. */
    public double logLikelihood() {
        return maximum.value();
    }

    /** The number of customers. */
    public long customers() {
        double sum = 0;
        for (double w : weights) {
            sum += w;
        }
        return Math.round(sum);
    }

    /** 2 · parameters − 2 · log-likelihood. */
    public double aic() {
        return 2.0 * names.size() - 2 * maximum.value();
    }

    /** ln(customers) · parameters − 2 · log-likelihood. */
    public double bic() {
        return Math.log((double) customers()) * names.size() - 2 * maximum.value();
    }

    /**
     * The covariance of the parameters; at a limit, of the limit's own parameters. BOOTSTRAP takes 1,000 refits of seed 1.
     */
    public Covariance covariance(Errors errors) {
        if (errors == Errors.BOOTSTRAP) {
            return new Covariance(names, covarianceOf(refitted(REFITS, 1)));
        }
        double[][] inverse = information();
        return new Covariance(names, errors == Errors.HESSIAN ? inverse : Matrices.sandwich(inverse, scoreProducts()));
    }

    private double[][] information() {
        double[][] minus = new double[names.size()][names.size()];
        for (int i = 0; i < minus.length; i++) {
            for (int j = 0; j < minus.length; j++) {
                minus[i][j] = -maximum.hessian()[i][j];
            }
        }
        return Objects.requireNonNull(Matrices.inverse(minus), "proved to be positive definite");
    }

    private double[][] scoreProducts() {
        double[][] products = new double[names.size()][names.size()];
        likelihood.apply(weights).scoreProducts(maximum.p(), products);
        return products;
    }

    /**
     * Models refitted to resampled customers: the count of every group is replaced by a Poisson number of that mean, and the
     * search goes on from this maximum. Where a sample runs to a limit, its model is as near to it as the search came. A
     * sample whose likelihood has no finite number is left out.
     *
     * @param count how many, 1 or more
     * @param seed the same seed gives the same models
     */
    public List<M> refits(int count, long seed) {
        return refitted(count, seed).stream().map(maker).toList();
    }

    /**
     * The model refitted to other counts of the same groups, the search going on from this maximum; null where the likelihood has
     * no finite number.
     */
    @Nullable
    M refit(double[] counts) {
        Newton.Maximum at = Newton.maximise(likelihood.apply(counts), maximum.p());
        return Double.isFinite(at.value()) ? maker.apply(at.p()) : null;
    }

    private List<double[]> refitted(int count, long seed) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be positive: " + count);
        }
        double[][] found = new double[count][];
        IntStream.range(0, count).parallel().forEach(c -> {
            RandomStream stream = RandomStream.of(seed, "value.bootstrap", c);
            double[] drawn = new double[weights.length];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = Samplers.poisson(stream, weights[i]);
            }
            Newton.Maximum at = Newton.maximise(likelihood.apply(drawn), maximum.p());
            if (Double.isFinite(at.value())) {
                found[c] = at.p();
            }
        });
        return Arrays.stream(found).filter(Objects::nonNull).toList();
    }

    private static double[][] covarianceOf(List<double[]> draws) {
        int n = draws.get(0).length;
        double[] mean = new double[n];
        for (double[] d : draws) {
            for (int i = 0; i < n; i++) {
                mean[i] += d[i] / draws.size();
            }
        }
        double[][] out = new double[n][n];
        for (double[] d : draws) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    out[i][j] += (d[i] - mean[i]) * (d[j] - mean[j]) / (draws.size() - 1);
                }
            }
        }
        return out;
    }

    /**
     * Models whose parameters are drawn: with BOOTSTRAP the {@link #refits}, else from a normal distribution of the logarithms
     * (log-odds of shares) with the covariance of that kind.
     *
     * @param count how many, 1 or more
     * @param seed the same seed gives the same models
     */
    public List<M> draws(Errors errors, int count, long seed) {
        if (errors == Errors.BOOTSTRAP) {
            return refits(count, seed);
        }
        if (count < 1) {
            throw new IllegalArgumentException("count must be positive: " + count);
        }
        int n = names.size();
        double[][] root = Matrices.cholesky(logCovariance(errors));
        List<M> models = new ArrayList<>();
        for (int c = 0; c < count && root != null; c++) {
            RandomStream stream = RandomStream.of(seed, "value.draws", c);
            double[] z = new double[n];
            for (int i = 0; i < n; i++) {
                z[i] = Samplers.normal(stream);
            }
            double[] step = new double[n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    step[i] += root[i][j] * z[j];
                }
            }
            models.add(moved(step));
        }
        return models;
    }

    /** The model at θ̂ + step, θ the logarithms (log-odds of shares). */
    M moved(double[] step) {
        Likelihood f = likelihood.apply(weights);
        double[] p = new double[step.length];
        for (int i = 0; i < p.length; i++) {
            double at = maximum.p()[i];
            double grown = at * Math.exp(step[i]);
            p[i] = f.isShare(i) ? grown / (1 - at + grown) : grown;
            p[i] = Math.min(Math.max(p[i], Double.MIN_NORMAL), f.isShare(i) ? Math.nextDown(1.0) : Double.MAX_VALUE);
        }
        return maker.apply(p);
    }

    /** The covariance of θ, the logarithms (log-odds of shares), at the maximum. */
    double[][] logCovariance(Errors errors) {
        double[][] v = covariance(errors).toArray();
        Likelihood f = likelihood.apply(weights);
        for (int i = 0; i < v.length; i++) {
            for (int j = 0; j < v.length; j++) {
                v[i][j] /= slope(f, i) * slope(f, j);
            }
        }
        return v;
    }

    private double slope(Likelihood f, int i) {
        double p = maximum.p()[i];
        return f.isShare(i) ? p * (1 - p) : p;
    }

    /** Model, log-likelihood and limit. */
    @Override
    public String toString() {
        return model + ", log-likelihood " + maximum.value() + (boundary == Boundary.NONE ? "" : ", " + boundary);
    }
}
