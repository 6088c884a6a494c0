package io.ckpi.experiments;

import io.ckpi.core.Flag;
import io.ckpi.experiments.MeanComparison.Point;
import io.ckpi.experiments.internal.Cholesky;
import io.ckpi.experiments.internal.Tails;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Both arms' values after the adjustment by covariates, with what their difference is held against.
 *
 * @param control the adjusted value
 * @param treated the same
 * @param gradientC of the adjusted value, over the variables of the comparison
 * @param gradientT the same
 * @param varianceC squared standard error of the adjusted value
 * @param varianceT the same
 * @param total the squared standard error of their difference
 * @param degrees of Student's t; infinite for the normal distribution
 * @param coefficients of the covariates
 * @param method a stable word
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package
record Adjusted(
        double control,
        double treated,
        double[] gradientC,
        double[] gradientT,
        double varianceC,
        double varianceT,
        double total,
        double degrees,
        List<Double> coefficients,
        String method) {

    /** Null if a covariate has no value. */
    static @Nullable Adjusted of(
            Conventions conventions,
            ArmMoments c,
            ArmMoments t,
            Point pointC,
            Point pointT,
            List<String> variables,
            Metric metric,
            Set<Flag> flags) {
        if (metric.covariates().isEmpty()) {
            return separate(
                    conventions,
                    c,
                    t,
                    pointC.value(),
                    pointT.value(),
                    pointC.gradient(),
                    pointT.gradient(),
                    List.of(),
                    method(conventions, ""));
        }
        List<Metric> covariates = metric.covariates();
        ArmMoments both = c.plus(t, conventions.variance());
        List<Point> xC = MeanComparison.points(c.means(), variables, covariates);
        List<Point> xT = MeanComparison.points(t.means(), variables, covariates);
        List<Point> xBoth = MeanComparison.points(both.means(), variables, covariates);
        Point yBoth = Point.of(both.means(), variables, metric);
        if (xC == null || xT == null || xBoth == null || yBoth == null) {
            return null;
        }
        for (int j = 0; j < covariates.size(); j++) {
            if (imbalanced(c, t, xC.get(j), xT.get(j))) {
                flags.add(
                        Flag.of(Flag.Code.COVARIATE_IMBALANCE, covariates.get(j).name()));
            }
        }
        if (conventions.adjustment() == Conventions.Adjustment.POOLED) {
            Cholesky system = new Cholesky(gram(both, xBoth));
            double[] theta = system.solve(cross(both, xBoth, yBoth));
            flag(system, covariates, flags);
            return separate(
                    conventions,
                    c,
                    t,
                    pointC.value() - shift(theta, xC, xBoth),
                    pointT.value() - shift(theta, xT, xBoth),
                    gradient(pointC, theta, xC),
                    gradient(pointT, theta, xT),
                    boxed(theta),
                    method(conventions, "-cuped"));
        }
        if (!metric.isMean() || !covariates.stream().allMatch(Metric::isMean)) {
            throw new IllegalArgumentException(conventions.adjustment() + " adjusts means by means only; "
                    + metric.name() + " or a covariate of it is none");
        }
        return conventions.adjustment() == Conventions.Adjustment.ANCOVA
                ? ancova(conventions, c, t, pointC, pointT, xC, xT, xBoth, covariates, flags)
                : lin(conventions, c, t, both, pointC, pointT, xC, xT, xBoth, covariates, flags);
    }

    private static String method(Conventions conventions, String suffix) {
        return switch (conventions.reference()) {
                    case WELCH_T -> "welch";
                    case POOLED_T -> "pooled-t";
                    case NORMAL -> "z";
                }
                + suffix;
    }

    /** Each arm with a variance of its own (or both with the pooled one). */
    private static Adjusted separate(
            Conventions conventions,
            ArmMoments c,
            ArmMoments t,
            double control,
            double treated,
            double[] gradientC,
            double[] gradientT,
            List<Double> coefficients,
            String method) {
        double vC = c.variance(gradientC);
        double vT = t.variance(gradientT);
        double degrees = Double.POSITIVE_INFINITY;
        if (conventions.reference() == Conventions.Reference.POOLED_T) {
            vC = MeanComparison.pooled(vC, c.n(), vT, t.n());
            vT = vC;
            degrees = c.n() + t.n() - 2.0;
        }
        double a = vC / c.n();
        double b = vT / t.n();
        if (conventions.reference() == Conventions.Reference.WELCH_T && Math.max(a, b) > 0) {
            degrees = MeanComparison.welch(a, c.n() - 1.0, b, t.n() - 1.0);
        }
        return new Adjusted(control, treated, gradientC, gradientT, a, b, a + b, degrees, coefficients, method);
    }

    private static Adjusted ancova(
            Conventions conventions,
            ArmMoments c,
            ArmMoments t,
            Point pointC,
            Point pointT,
            List<Point> xC,
            List<Point> xT,
            List<Point> xBoth,
            List<Metric> covariates,
            Set<Flag> flags) {
        int k = covariates.size();
        double[][] within = new double[k][k];
        double[] cross = new double[k];
        double[] apart = new double[k];
        for (int i = 0; i < k; i++) {
            double[] ui = xC.get(i).gradient();
            cross[i] = product(c, ui, pointC.gradient()) + product(t, ui, pointT.gradient());
            apart[i] = xT.get(i).value() - xC.get(i).value();
            for (int j = 0; j < k; j++) {
                double[] uj = xC.get(j).gradient();
                within[i][j] = product(c, ui, uj) + product(t, ui, uj);
            }
        }
        Cholesky system = new Cholesky(within);
        flag(system, covariates, flags);
        double[] b = system.solve(cross);
        double rss = product(c, pointC.gradient(), pointC.gradient())
                + product(t, pointT.gradient(), pointT.gradient())
                - dot(b, cross);
        double degrees = c.n() + t.n() - 2.0 - system.rank();
        double s2 = Math.max(0, rss) / degrees;
        double nC = c.n();
        double nT = t.n();
        double total = degrees > 0 ? s2 * (1 / nC + 1 / nT + dot(apart, system.solve(apart))) : 0;
        return new Adjusted(
                pointC.value() - shift(b, xC, xBoth),
                pointT.value() - shift(b, xT, xBoth),
                gradient(pointC, b, xC),
                gradient(pointT, b, xT),
                total * nT / (nC + nT),
                total * nC / (nC + nT),
                total,
                conventions.reference() == Conventions.Reference.NORMAL ? Double.POSITIVE_INFINITY : degrees,
                boxed(b),
                "ancova");
    }

    private static Adjusted lin(
            Conventions conventions,
            ArmMoments c,
            ArmMoments t,
            ArmMoments both,
            Point pointC,
            Point pointT,
            List<Point> xC,
            List<Point> xT,
            List<Point> xBoth,
            List<Metric> covariates,
            Set<Flag> flags) {
        Cholesky systemC = new Cholesky(gram(c, xC));
        Cholesky systemT = new Cholesky(gram(t, xT));
        flag(systemC, covariates, flags);
        flag(systemT, covariates, flags);
        double[] bC = systemC.solve(cross(c, xC, pointC));
        double[] bT = systemT.solve(cross(t, xT, pointT));
        double[] gradientC = gradient(pointC, bC, xC);
        double[] gradientT = gradient(pointT, bT, xT);
        double freeC = c.n() - systemC.rank() - 1.0;
        double freeT = t.n() - systemT.rank() - 1.0;
        double a = freeC > 0 ? Math.max(0, product(c, gradientC, gradientC)) / freeC / c.n() : 0;
        double b = freeT > 0 ? Math.max(0, product(t, gradientT, gradientT)) / freeT / t.n() : 0;
        double total = a + b;
        if (conventions.adjustment() == Conventions.Adjustment.LIN_SUPERPOPULATION) {
            double[] difference = new double[bC.length];
            for (int j = 0; j < difference.length; j++) {
                difference[j] = bT[j] - bC[j];
            }
            double[][] gram = gram(both, xBoth);
            double extra = 0;
            for (int i = 0; i < difference.length; i++) {
                extra += difference[i] * dot(gram[i], difference);
            }
            total += extra * both.divisor() / (both.n() - 1.0) / both.n();
        }
        double degrees = conventions.reference() == Conventions.Reference.NORMAL || !(Math.max(a, b) > 0)
                ? Double.POSITIVE_INFINITY
                : MeanComparison.welch(a, Math.max(1, freeC), b, Math.max(1, freeT));
        double[] coefficients = Arrays.copyOf(bC, 2 * bC.length);
        System.arraycopy(bT, 0, coefficients, bC.length, bT.length);
        return new Adjusted(
                pointC.value() - shift(bC, xC, xBoth),
                pointT.value() - shift(bT, xT, xBoth),
                gradientC,
                gradientT,
                a,
                b,
                freeC > 0 && freeT > 0 ? total : 0,
                degrees,
                boxed(coefficients),
                conventions.adjustment() == Conventions.Adjustment.LIN ? "lin" : "lin-superpopulation");
    }

    private static double product(ArmMoments arm, double[] u, double[] w) {
        return arm.covariance(u, w) * arm.divisor();
    }

    private static double[][] gram(ArmMoments arm, List<Point> x) {
        int k = x.size();
        double[][] gram = new double[k][k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = arm.covariance(x.get(i).gradient(), x.get(j).gradient());
                gram[j][i] = gram[i][j];
            }
        }
        return gram;
    }

    private static double[] cross(ArmMoments arm, List<Point> x, Point y) {
        double[] cross = new double[x.size()];
        for (int i = 0; i < cross.length; i++) {
            cross[i] = arm.covariance(x.get(i).gradient(), y.gradient());
        }
        return cross;
    }

    private static double shift(double[] theta, List<Point> x, List<Point> center) {
        double sum = 0;
        for (int j = 0; j < theta.length; j++) {
            sum += theta[j] * (x.get(j).value() - center.get(j).value());
        }
        return sum;
    }

    private static double[] gradient(Point y, double[] theta, List<Point> x) {
        double[] gradient = y.gradient().clone();
        for (int j = 0; j < theta.length; j++) {
            double[] slope = x.get(j).gradient();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] -= theta[j] * slope[i];
            }
        }
        return gradient;
    }

    private static boolean imbalanced(ArmMoments c, ArmMoments t, Point xC, Point xT) {
        double a = c.variance(xC.gradient()) / c.n();
        double b = t.variance(xT.gradient()) / t.n();
        if (!(a + b > 0)) {
            return false;
        }
        double statistic = Math.abs(xT.value() - xC.value()) / Math.sqrt(a + b);
        return 2 * Tails.student(statistic, MeanComparison.welch(a, c.n() - 1.0, b, t.n() - 1.0))
                < MeanComparison.IMBALANCE;
    }

    private static void flag(Cholesky system, List<Metric> covariates, Set<Flag> flags) {
        for (int j = 0; j < covariates.size(); j++) {
            if (!system.kept(j)) {
                flags.add(Flag.of(Flag.Code.COLLINEAR, covariates.get(j).name()));
            }
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static List<Double> boxed(double[] values) {
        List<Double> list = new ArrayList<>();
        for (double value : values) {
            list.add(value);
        }
        return list;
    }
}
