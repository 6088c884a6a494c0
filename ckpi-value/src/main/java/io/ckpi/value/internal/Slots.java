package io.ckpi.value.internal;

import io.ckpi.value.internal.Form.Rate;

/**
 * Where sums stand while they are added: value, gradient of (rate 0, rate 1, dropout 0, dropout 1), the upper triangle of
 * the second derivatives by rows.
 */
final class Slots {

    static final int WIDTH = 15;
    private static final int[][] PAIR = {{0, 1, 2, 3}, {1, 4, 5, 6}, {2, 5, 7, 8}, {3, 6, 8, 9}};

    private Slots() {}

    private static int slot(Form form, int parameter) {
        return form.rate() == Rate.POINT && parameter > 0 ? parameter + 1 : parameter;
    }

    /** Copies the sums to the parameters of the form. */
    static void spread(double[] total, Form form, double[] gradient, double[][] hessian) {
        int n = form.size();
        for (int i = 0; i < n; i++) {
            gradient[i] = total[1 + slot(form, i)];
            for (int j = 0; j < n; j++) {
                hessian[i][j] = total[5 + PAIR[slot(form, i)][slot(form, j)]];
            }
        }
    }

    /** Copies products alone. */
    static void spread(double[] products, Form form, double[][] out) {
        for (int i = 0; i < form.size(); i++) {
            for (int j = 0; j < form.size(); j++) {
                out[i][j] = products[PAIR[slot(form, i)][slot(form, j)]];
            }
        }
    }

    static void addProducts(double weight, double[] s, double[] products) {
        int at = 0;
        for (int i = 0; i < 4; i++) {
            for (int j = i; j < 4; j++) {
                products[at++] += weight * s[i] * s[j];
            }
        }
    }
}
