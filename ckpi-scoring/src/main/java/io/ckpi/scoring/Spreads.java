package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Interval;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.scoring.internal.Quantiles;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The summaries of a composite's draws. */
final class Spreads {

    private Spreads() {}

    /** Null if fewer than two draws gave a value. */
    static @Nullable Spread of(Draws draws, Uncertainty options, Thresholds thresholds) {
        Draws.Sample sample = draws.sample(options.seed(), "");
        double[] y = new double[options.draws()];
        int n = 0;
        for (int k = 0; k < y.length; k++) {
            sample.draw(k);
            double value = draws.composite(sample, sample, sample);
            if (Double.isFinite(value)) {
                y[n++] = value;
            }
        }
        if (n < 2) {
            return null;
        }
        Arrays.sort(y, 0, n);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += y[i];
        }
        double mean = sum / n;
        double squares = 0;
        Map<Colour, Double> colours = new EnumMap<>(Colour.class);
        for (Colour colour : List.of(Colour.RED, Colour.AMBER, Colour.GREEN)) {
            colours.put(colour, 0.0);
        }
        int amber = firstAtLeast(y, n, thresholds.amber());
        int green = firstAtLeast(y, n, thresholds.green());
        colours.put(Colour.RED, (double) amber / n);
        colours.put(Colour.AMBER, (double) (green - amber) / n);
        colours.put(Colour.GREEN, (double) (n - green) / n);
        for (int i = 0; i < n; i++) {
            squares += (y[i] - mean) * (y[i] - mean);
        }
        double sd = Math.sqrt(squares / (n - 1));
        return new Spread(
                n,
                y.length - n,
                mean,
                sd / Math.sqrt(n),
                sd,
                Interval.of(Quantiles.type7(y, n, 0.05), Quantiles.type7(y, n, 0.95), 0.9),
                Quantiles.error(y, n, 0.05),
                Quantiles.error(y, n, 0.95),
                colours);
    }

    private static int firstAtLeast(double[] sorted, int n, double least) {
        int low = 0;
        int high = n;
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (sorted[mid] < least) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low;
    }

    static Outcome<Doubt> doubt(Draws draws, Uncertainty options) {
        Draws.Sample a = draws.sample(options.seed(), "");
        Draws.Sample b = draws.sample(options.seed(), ".b");
        int rows = options.draws();
        double[][] y = new double[5][rows];
        int n = 0;
        for (int k = 0; k < rows; k++) {
            a.draw(k);
            b.draw(k);
            y[0][n] = draws.composite(a, a, a);
            y[1][n] = draws.composite(b, b, b);
            y[2][n] = draws.composite(a, b, a); // data from B
            y[3][n] = draws.composite(b, a, a); // weights from B
            y[4][n] = draws.composite(a, a, b); // curves from B
            if (Double.isFinite(y[0][n] + y[1][n] + y[2][n] + y[3][n] + y[4][n])) {
                n++;
            }
        }
        int kept = n;
        double mean = 0;
        for (int i = 0; i < kept; i++) {
            mean += (y[0][i] + y[1][i]) / (2.0 * kept);
        }
        for (int r = 0; r < y.length; r++) {
            y[r] = Arrays.copyOf(y[r], kept);
            for (int i = 0; i < kept; i++) {
                y[r][i] -= mean;
            }
        }
        Outcome<List<Sobol.Index>> indices = Sobol.indices(y[0], y[1], new double[][] {y[2], y[3], y[4]});
        if (indices instanceof Outcome.Computed<List<Sobol.Index>> computed) {
            List<Sobol.Index> index = computed.result();
            return Outcome.of(new Doubt(index.get(0), index.get(1), index.get(2), kept, rows - kept));
        }
        return Outcome.absent(
                kept < 2 ? Absent.because(Reason.INSUFFICIENT_DATA) : Absent.because(Reason.NO_VARIATION));
    }
}
