package io.ckpi.value.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.value.internal.Form.Dropout;
import io.ckpi.value.internal.Form.Family;
import io.ckpi.value.internal.Form.Rate;
import io.ckpi.value.internal.SpendLikelihood.Kind;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.Trigamma;
import org.junit.jupiter.api.Test;

/** Exact derivatives against differences, grouped sums against single histories, special functions against references. */
class DerivativesTest {

    private static final Groups GROUPS = new Groups(
            new int[] {0, 0, 1, 1, 2, 2, 5, 5, 17},
            new int[] {0, 0, 30, 200, 77, 250, 120, 260, 270},
            new int[] {200, 260, 200, 200, 250, 250, 270, 270, 270},
            new double[] {50, 31, 7, 3, 2, 5, 4, 6, 1},
            7,
            23.5);

    /** As in Euler's five points: error about h⁴. */
    private static double slope(java.util.function.DoubleUnaryOperator f, double x) {
        double h = 2e-3 * x;
        return (8 * (f.applyAsDouble(x + h) - f.applyAsDouble(x - h))
                        - (f.applyAsDouble(x + 2 * h) - f.applyAsDouble(x - 2 * h)))
                / (12 * h);
    }

    private static void check(String name, Likelihood f, double[] p) {
        int n = f.size();
        double[] g = new double[n];
        double[][] h = new double[n][n];
        double value = f.evaluate(p, g, h);
        assertThat(value).as(name).isFinite();
        for (int i = 0; i < n; i++) {
            int at = i;
            double difference = slope(
                    v -> {
                        double[] q = p.clone();
                        q[at] = v;
                        return f.evaluate(q, new double[n], new double[n][n]);
                    },
                    p[i]);
            assertThat(g[i])
                    .as("%s, gradient %s", name, i)
                    .isCloseTo(difference, within(1e-7 * (1 + Math.abs(difference))));
            for (int j = 0; j < n; j++) {
                int row = j;
                double second = slope(
                        v -> {
                            double[] q = p.clone();
                            q[at] = v;
                            double[] gradient = new double[n];
                            f.evaluate(q, gradient, new double[n][n]);
                            return gradient[row];
                        },
                        p[i]);
                assertThat(h[j][i])
                        .as("%s, Hessian %s %s", name, j, i)
                        .isCloseTo(second, within(1e-7 * (1 + Math.abs(second))));
                assertThat(h[i][j]).isEqualTo(h[j][i]);
            }
        }
    }

    private static double[] point(Form form) {
        double[] p = new double[form.size()];
        double[] some = {0.6, 7.5, 0.45, 2.3};
        for (int i = 0; i < p.length; i++) {
            p[i] = form.isShare(i) ? 0.23 : some[form.rate() == Rate.POINT && i > 0 ? i + 1 : i];
        }
        return p;
    }

    private static List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        for (Family family : List.of(Family.BG, Family.MBG, Family.PARETO)) {
            for (Rate rate : Rate.values()) {
                for (Dropout dropout : Dropout.values()) {
                    for (int k = 1; k <= (family == Family.PARETO ? 1 : 3); k++) {
                        forms.add(new Form(family, k, rate, dropout));
                    }
                }
            }
        }
        return forms;
    }

    @Test
    void transactionModelsAndAllTheirLimits() {
        assertThat(forms()).hasSize(56);
        for (Form form : forms()) {
            check(form.toString(), ParetoLikelihood.of(GROUPS, form), point(form));
        }
    }

    @Test
    void groupedSumsAreSumsOverHistories() {
        for (Form form : forms()) {
            double[] p = point(form);
            int n = form.size();
            double[] g = new double[n];
            double grouped = ParetoLikelihood.of(GROUPS, form).evaluate(p, g, new double[n][n]);
            Kernel kernel = Kernels.of(form, p);
            double sum = 0;
            double[][] products = new double[n][n];
            for (int i = 0; i < GROUPS.size(); i++) {
                double w = GROUPS.weight()[i];
                sum += w * kernel.logLikelihood(GROUPS.x()[i], GROUPS.last()[i] / 7.0, GROUPS.age()[i] / 7.0, 0);
                Groups one = new Groups(
                        new int[] {GROUPS.x()[i]},
                        new int[] {GROUPS.last()[i]},
                        new int[] {GROUPS.age()[i]},
                        new double[] {1},
                        7,
                        0);
                double[] score = new double[n];
                ParetoLikelihood.of(one, form).evaluate(p, score, new double[n][n]);
                for (int r = 0; r < n; r++) {
                    for (int c = 0; c < n; c++) {
                        products[r][c] += w * score[r] * score[c];
                    }
                }
            }
            sum += form.k() > 1 ? (form.k() - 1) * GROUPS.sumLogGap() : 0;
            assertThat(grouped).as("%s", form).isCloseTo(sum, within(1e-11 * Math.abs(sum)));
            double[][] exact = new double[n][n];
            ParetoLikelihood.of(GROUPS, form).scoreProducts(p, exact);
            for (int r = 0; r < n; r++) {
                for (int c = 0; c < n; c++) {
                    assertThat(exact[r][c])
                            .as("%s", form)
                            .isCloseTo(products[r][c], within(1e-9 * (1 + Math.abs(products[r][c]))));
                }
            }
        }
    }

    @Test
    void opportunities() {
        Groups groups = new Groups(
                new int[] {0, 1, 1, 2, 3, 6},
                new int[] {0, 1, 6, 4, 5, 6},
                new int[] {6, 6, 6, 6, 6, 6},
                new double[] {30, 8, 2, 4, 3, 5},
                1,
                Double.NaN);
        for (Rate rate : Rate.values()) {
            for (Dropout dropout : Dropout.values()) {
                Form form = new Form(Family.BGBB, 1, rate, dropout);
                double[] p = point(form);
                Likelihood f = new BgBbLikelihood(groups, form);
                check(form.toString(), f, p);
                BgBbKernel kernel = new BgBbKernel(form, p);
                double sum = 0;
                for (int i = 0; i < groups.size(); i++) {
                    sum += groups.weight()[i] * kernel.logLikelihood(groups.x()[i], groups.last()[i], 6);
                }
                int n = form.size();
                assertThat(f.evaluate(p, new double[n], new double[n][n])).isCloseTo(sum, within(1e-10));
            }
        }
    }

    @Test
    void contractsAndSpend() {
        double[] cells = {0, 369, 163, 86, 56, 37, /* kept */ 0, 0, 0, 0, 0, 289};
        check("sBG", ContractFit.likelihood(cells, ContractLaw.sbg(1, 1)), new double[] {0.7, 1.2});
        check("BdW", ContractFit.likelihood(cells, ContractLaw.bdw(1, 1, 1)), new double[] {0.7, 1.2, 1.3});
        check("same", ContractFit.likelihood(cells, ContractLaw.constant(false, 0.2)), new double[] {0.2});
        check("same, W", ContractFit.likelihood(cells, ContractLaw.constant(true, 0.2)), new double[] {0.2, 1.3});
        int[] x = {1, 1, 2, 3, 9};
        double[] m = {12, 35.5, 22, 80, 41};
        double[] log = java.util.Arrays.stream(m).map(Math::log).toArray();
        double[] w = {3, 1, 2, 1, 1};
        check("full", new SpendLikelihood(Kind.FULL, x, m, log, w), new double[] {6.25, 3.74, 15.44});
        check("same mean", new SpendLikelihood(Kind.SAME_MEAN, x, m, log, w), new double[] {2.5, 0.07});
        check("constant", new SpendLikelihood(Kind.CONSTANT, x, m, log, w), new double[] {2.5, 40});
    }

    /** 40-digit values; the release in use is right, a later state of its source carried a wrong sign at large x. */
    @Test
    void digammaAndTrigammaKeepTheirAccuracy() {
        double[][] values = {
            // x, ψ(x), ψ′(x)
            {0.001, -1000.5755719318103, 1000001.6425331959},
            {0.5, -1.9635100260214235, 4.934802200544679},
            {1, -0.5772156649015329, 1.6449340668482264},
            {10, 2.251752589066721, 0.10516633568168575},
            {50, 3.9019896734278922, 0.020201333226697125},
            {1000, 6.907255195648812, 0.0010005001666666333}
        };
        for (double[] row : values) {
            assertThat(Digamma.value(row[0])).as("ψ(%s)", row[0]).isCloseTo(row[1], within(2e-14 * Math.abs(row[1])));
            assertThat(Trigamma.value(row[0])).as("ψ′(%s)", row[0]).isCloseTo(row[2], within(4e-12 * row[2]));
        }
        for (double x = 0.37; x < 900; x *= 1.07) {
            assertThat(Digamma.value(x + 1) - Digamma.value(x)).isCloseTo(1 / x, within(2e-14 * (1 + 1 / x) * 8));
            assertThat(Trigamma.value(x) - Trigamma.value(x + 1))
                    .isCloseTo(1 / (x * x), within(8e-12 * Trigamma.value(x)));
        }
    }
}
