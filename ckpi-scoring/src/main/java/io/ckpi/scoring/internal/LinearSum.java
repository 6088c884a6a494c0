package io.ckpi.scoring.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A weighted sum of curves over columns, block by block.
 *
 * <p>A curve that is linear between points and flat outside is, with w = 2·(1 − c) and c the place of x between the first
 * and the last point cut to 0 … 1, a constant plus e·w plus one b·|w − w_k| for each point between. Absolute values are
 * cheaper than minimum and maximum, and a pass over two columns with one such point each, or over one column with two,
 * is the most that the compiler still turns into vector instructions. A curve that is too steep for this to keep twelve
 * digits is taken apart into its pieces, and what is not linear, or could overflow, is scored value by value.
 *
 * <p>Each row is computed by itself by the same operations, so its result does not depend on where it stands.
 *
 * <p>Immutable.
 */
final class LinearSum {

    /** Sum of |e| and |b| of a curve on 0 … 100 up to which the error stays below 5e-13. */
    private static final double STEEPEST = 1000;

    private final double constant;
    private final Pass[] passes;

    private LinearSum(double constant, Pass[] passes) {
        this.constant = constant;
        this.passes = passes;
    }

    /** One pass over a block: adds what one or two columns contribute. */
    private interface Pass {
        void add(double[] sum, int n, int block);
    }

    /** A part of a curve: e·w plus b·|w − knot| for up to two knots. */
    @SuppressWarnings("ArrayRecordComponent") // internal, never compared
    private record Part(Cells cells, double x0, double h, double e, double[] knots, double[] b) {
        double knot(int k) {
            return k < knots.length ? knots[k] : 0;
        }

        double b(int k) {
            return k < b.length ? b[k] : 0;
        }
    }

    /** The sum of weight times curve over these inputs. */
    static LinearSum of(List<LeafInputs.Input> inputs, double[] weights) {
        double constant = 0;
        List<Part> plain = new ArrayList<>();
        List<Part> bent = new ArrayList<>();
        List<Pass> passes = new ArrayList<>();
        for (int j = 0; j < weights.length; j++) {
            LeafInputs.Input input = inputs.get(j);
            double[] x = input.x();
            double[] y = input.y();
            if (x == null || y == null || !isTame(input.cells(), x)) {
                double weight = weights[j];
                passes.add((sum, n, block) -> scoreEach(sum, n, input, weight, block));
                continue;
            }
            List<Part> parts = new ArrayList<>();
            constant += bentLine(input.cells(), x, y, weights[j], parts);
            for (Part part : parts) {
                if (part.knots.length == 2) {
                    passes.add((sum, n, block) -> oneColumn(sum, n, part, block));
                } else {
                    (part.knots.length == 1 ? bent : plain).add(part);
                }
            }
        }
        if (bent.size() % 2 != 0 && !plain.isEmpty()) {
            bent.add(plain.remove(plain.size() - 1));
        }
        for (int k = 0; k < bent.size(); k += 2) {
            Part one = bent.get(k);
            Part two = k + 1 < bent.size() ? bent.get(k + 1) : nothing(one);
            passes.add((sum, n, block) -> twoBent(sum, n, one, two, block));
        }
        for (int k = 0; k < plain.size(); k += 2) {
            Part one = plain.get(k);
            Part two = k + 1 < plain.size() ? plain.get(k + 1) : nothing(one);
            passes.add((sum, n, block) -> twoPlain(sum, n, one, two, block));
        }
        return new LinearSum(constant, passes.toArray(Pass[]::new));
    }

    private static Part nothing(Part like) {
        return new Part(like.cells, like.x0, like.h, 0, new double[0], new double[0]);
    }

    /** True if no step of the vector form can overflow or lose the width of the curve. */
    private static boolean isTame(Cells cells, double[] x) {
        double narrowest = Double.MAX_VALUE;
        for (int k = 1; k < x.length; k++) {
            narrowest = Math.min(narrowest, x[k] - x[k - 1]);
        }
        double reach = Math.max(Math.abs(x[0]), Math.abs(x[x.length - 1]));
        if (cells.least() <= cells.greatest()) {
            reach = Math.max(reach, Math.max(Math.abs(cells.least()), Math.abs(cells.greatest())));
        }
        return narrowest > 1e-290 && reach < 1e290 && reach / narrowest < 1e290;
    }

    private static double bentLine(Cells cells, double[] x, double[] y, double weight, List<Part> parts) {
        int last = x.length - 1;
        double width = x[last] - x[0];
        double[] w = new double[x.length];
        for (int k = 0; k <= last; k++) {
            w[k] = 2 * ((x[last] - x[k]) / width);
        }
        double[] slope = new double[last]; // in w, between the points k and k + 1
        for (int k = 0; k < last; k++) {
            slope[k] = (y[k] - y[k + 1]) / (w[k] - w[k + 1]);
        }
        double e = (slope[0] + slope[last - 1]) / 2;
        double steep = Math.abs(e);
        double constant = y[last];
        double[] b = new double[last - 1];
        for (int k = 1; k < last; k++) {
            b[k - 1] = (slope[k - 1] - slope[k]) / 2;
            constant -= b[k - 1] * w[k];
            steep += Math.abs(b[k - 1]);
        }
        if (!(steep <= STEEPEST)) {
            return pieces(cells, x, y, weight, parts);
        }
        double h = 0.5 / width;
        int k = 0;
        do {
            int to = Math.min(k + 2, b.length);
            double[] knots = Arrays.copyOfRange(w, k + 1, to + 1);
            double[] weighted =
                    Arrays.stream(b, k, to).map(each -> weight * each).toArray();
            parts.add(new Part(cells, x[0], h, k == 0 ? weight * e : 0, knots, weighted));
            k = to;
        } while (k < b.length);
        return weight * constant;
    }

    /** Each piece of the curve as a curve of its own, flat outside. */
    private static double pieces(Cells cells, double[] x, double[] y, double weight, List<Part> parts) {
        for (int k = 1; k < x.length; k++) {
            double step = weight * (y[k] - y[k - 1]) / -2;
            parts.add(new Part(cells, x[k - 1], 0.5 / (x[k] - x[k - 1]), step, new double[0], new double[0]));
        }
        return weight * y[y.length - 1];
    }

    /** Fills the first {@code n} places with the sums of the rows of a block. */
    void into(double[] sum, int n, int block) {
        Arrays.fill(sum, 0, n, constant);
        for (Pass pass : passes) {
            pass.add(sum, n, block);
        }
    }

    private static void scoreEach(double[] sum, int n, LeafInputs.Input input, double weight, int block) {
        double[] x = input.cells().block(block);
        for (int i = 0; i < n; i++) {
            sum[i] += weight * input.score().applyAsDouble(x[i]);
        }
    }

    private static void twoPlain(double[] sum, int n, Part a, Part b, int block) {
        twoPlain(sum, n, a.cells.block(block), a.x0, a.h, a.e, b.cells.block(block), b.x0, b.h, b.e);
    }

    private static void twoPlain(
            double[] sum,
            int n,
            double[] x,
            double x0,
            double xh,
            double xe,
            double[] y,
            double y0,
            double yh,
            double ye) {
        for (int i = 0; i < n; i++) {
            double t = (x[i] - x0) * xh;
            double u = 1 - (t + Math.abs(t));
            double s = (y[i] - y0) * yh;
            double v = 1 - (s + Math.abs(s));
            sum[i] = sum[i] + xe * (u + Math.abs(u)) + ye * (v + Math.abs(v));
        }
    }

    private static void twoBent(double[] sum, int n, Part a, Part b, int block) {
        twoBent(
                sum,
                n,
                a.cells.block(block),
                a.x0,
                a.h,
                a.e,
                a.knot(0),
                a.b(0),
                b.cells.block(block),
                b.x0,
                b.h,
                b.e,
                b.knot(0),
                b.b(0));
    }

    private static void twoBent(
            double[] sum,
            int n,
            double[] x,
            double x0,
            double xh,
            double xe,
            double xk,
            double xb,
            double[] y,
            double y0,
            double yh,
            double ye,
            double yk,
            double yb) {
        for (int i = 0; i < n; i++) {
            double t = (x[i] - x0) * xh;
            double u = 1 - (t + Math.abs(t));
            double p = u + Math.abs(u);
            double s = (y[i] - y0) * yh;
            double v = 1 - (s + Math.abs(s));
            double q = v + Math.abs(v);
            sum[i] = sum[i] + xe * p + xb * Math.abs(p - xk) + ye * q + yb * Math.abs(q - yk);
        }
    }

    private static void oneColumn(double[] sum, int n, Part a, int block) {
        oneColumn(sum, n, a.cells.block(block), a.x0, a.h, a.e, a.knot(0), a.b(0), a.knot(1), a.b(1));
    }

    private static void oneColumn(
            double[] sum,
            int n,
            double[] x,
            double x0,
            double h,
            double e,
            double knot,
            double b,
            double knot2,
            double b2) {
        for (int i = 0; i < n; i++) {
            double t = (x[i] - x0) * h;
            double u = 1 - (t + Math.abs(t));
            double w = u + Math.abs(u);
            sum[i] = sum[i] + e * w + b * Math.abs(w - knot) + b2 * Math.abs(w - knot2);
        }
    }
}
