package io.ckpi.funnel.internal;

/**
 * The same systems as {@link AbsorbingChain}, sparse, by Gauss-Seidel sweeps in both directions from zero. With a right side
 * of one sign the iterates rise to the solution, nothing cancels.
 */
public final class SparseChain {

    private static final int MOST_SWEEPS = 10_000;

    private final int[] offset;
    private final int[] to;
    private final double[] flow;
    private final double[] out;
    private final boolean[] gone;

    /**
     * A chain in CSR form.
     *
     * @param offset the flows of state s are at offset[s] to offset[s + 1] − 1
     * @param to where they go
     * @param flow how large they are
     * @param out the whole outflow of each state, absorption included
     * @param gone states that are left out: flows into them end there
     */
    public SparseChain(int[] offset, int[] to, double[] flow, double[] out, boolean[] gone) {
        this.offset = offset;
        this.to = to;
        this.flow = flow;
        this.out = out;
        this.gone = gone;
    }

    /** Puts the solution of (D − W) x = r into x; returns the largest residual of any state, divided by its outflow. */
    public double solve(double[] r, double[] x) {
        int n = out.length;
        double change = Double.MAX_VALUE;
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            double largest = 0;
            double moved = 0;
            for (int k = 0; k < n; k++) {
                int s = (sweep & 1) == 0 ? n - 1 - k : k;
                double next = next(s, r, x);
                moved = Math.max(moved, Math.abs(next - x[s]));
                largest = Math.max(largest, Math.abs(next));
                x[s] = next;
            }
            if (moved <= Math.ulp(largest) || (moved >= change && moved <= 1e-14 * largest)) {
                break;
            }
            change = moved;
        }
        double residual = 0;
        for (int s = 0; s < n; s++) {
            residual = Math.max(residual, Math.abs(next(s, r, x) - x[s]));
        }
        return residual;
    }

    private double next(int s, double[] r, double[] x) {
        if (gone[s] || out[s] == 0) {
            return 0;
        }
        double sum = r[s];
        for (int e = offset[s]; e < offset[s + 1]; e++) {
            sum += gone[to[e]] ? 0 : flow[e] * x[to[e]];
        }
        return sum / out[s];
    }
}
