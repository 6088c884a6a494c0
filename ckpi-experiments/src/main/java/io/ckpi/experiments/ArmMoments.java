package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Moments;
import io.ckpi.core.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The means and centred products of the variables that one comparison needs, as arrays.
 *
 * @param n units
 * @param means one per variable
 * @param products Σ(x−x̄)(y−ȳ)
 * @param divisor what the products are divided by to make covariances
 * @param digitsLost the most digits that cancelled in one of the variables
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package
record ArmMoments(long n, double[] means, double[][] products, double divisor, double digitsLost) {

    static ArmMoments of(Moments moments, List<String> variables, Conventions.Variance variance) {
        int p = variables.size();
        double[] means = new double[p];
        double[][] products = new double[p][p];
        double lost = 0;
        for (int i = 0; i < p; i++) {
            means[i] = moments.mean(variables.get(i)).orElse(0);
            lost = Math.max(lost, moments.digitsLost(variables.get(i)));
            for (int j = 0; j <= i; j++) {
                products[i][j] = moments.centredProduct(variables.get(i), variables.get(j));
                products[j][i] = products[i][j];
            }
        }
        return new ArmMoments(moments.n(), means, products, divisor(moments.n(), variance), lost);
    }

    private static double divisor(long n, Conventions.Variance variance) {
        return variance == Conventions.Variance.SAMPLE ? n - 1.0 : n;
    }

    /** Both arms as one. */
    ArmMoments plus(ArmMoments other, Conventions.Variance variance) {
        int p = means.length;
        long total = Math.addExact(n, other.n);
        double share = (double) other.n / total;
        double weight = n * share;
        double[] pooled = new double[p];
        double[][] sums = new double[p][p];
        for (int i = 0; i < p; i++) {
            double delta = other.means[i] - means[i];
            pooled[i] = means[i] + delta * share;
            for (int j = 0; j < p; j++) {
                sums[i][j] = products[i][j] + other.products[i][j] + delta * (other.means[j] - means[j]) * weight;
            }
        }
        return new ArmMoments(total, pooled, sums, divisor(total, variance), Math.max(digitsLost, other.digitsLost));
    }

    /** uᵀSw with S the covariances. */
    double covariance(double[] u, double[] w) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            if (u[i] == 0) {
                continue;
            }
            double row = 0;
            for (int j = 0; j < w.length; j++) {
                row += products[i][j] * w[j];
            }
            sum += u[i] * row;
        }
        return sum / divisor;
    }

    /** uᵀSu, never negative. */
    double variance(double[] u) {
        return Math.max(0, covariance(u, u));
    }

    /** Why two arms cannot be compared, or null if they can. */
    static @Nullable Absent missing(ArmMoments control, ArmMoments treated) {
        Reason reason = null;
        if (control.n == 0 || treated.n == 0) {
            reason = Reason.NO_DATA;
        } else if (control.n < 2 || treated.n < 2) {
            reason = Reason.INSUFFICIENT_DATA;
        }
        if (reason != null) {
            return Absent.because(
                    reason,
                    "the control has " + control.n + " units, the treatment " + treated.n,
                    "единиц в контроле: " + control.n + ", в тестовой группе: " + treated.n);
        }
        return control.digitsLost >= Moments.DIGITS_REFUSED || treated.digitsLost >= Moments.DIGITS_REFUSED
                ? Absent.because(Reason.PRECISION_LOST)
                : null;
    }
}
