package io.ckpi.value;

import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;

/** Customers simulated from the models' own stories, event by event: independent of all formulas. */
final class Simulated {

    final int[] x;
    final int[] last;
    final int[] age;
    /** Purchase days after the end of the data, within the horizon. */
    final int[] later;

    /** Purchases still to come, counted exactly. */
    private Simulated(int n) {
        x = new int[n];
        last = new int[n];
        age = new int[n];
        later = new int[n];
    }

    enum Story {
        BG,
        MBG,
        PARETO
    }

    /**
     * Times in days; gaps are drawn in continuous time and rounded up to whole days (so that t_x > 0) for the history only.
     *
     * @param k Erlang shape of the gaps
     */
    static Simulated of(Story story, int k, double[] p, int customers, int least, int most, double horizon, long seed) {
        Simulated s = new Simulated(customers);
        RandomStream stream = RandomStream.of(seed, "simulated-customers", 0);
        for (int i = 0; i < customers; i++) {
            int age = least + (int) (stream.nextDouble() * (most - least + 1));
            double rate = Samplers.gamma(stream, p[0]) / p[1];
            double end = Double.POSITIVE_INFINITY;
            double leave = 0;
            if (story == Story.PARETO) {
                end = exponential(stream) / (Samplers.gamma(stream, p[2]) / p[3]);
            } else {
                double go = Samplers.gamma(stream, p[2]);
                leave = go / (go + Samplers.gamma(stream, p[3]));
            }
            double t = 0;
            boolean here = story != Story.MBG || stream.nextDouble() >= leave;
            s.age[i] = age;
            while (here) {
                double gap = 0;
                for (int j = 0; j < k; j++) {
                    gap += exponential(stream) / rate;
                }
                t += gap;
                if (t > end || t > age + horizon) {
                    break;
                }
                if (t <= age) {
                    s.x[i]++;
                    s.last[i] = Math.max(1, (int) Math.ceil(t));
                } else {
                    s.later[i]++;
                }
                here = story == Story.PARETO || stream.nextDouble() >= leave;
            }
        }
        return s;
    }

    private static double exponential(RandomStream stream) {
        return -Math.log1p(-stream.nextDouble());
    }

    Histories histories(Cadence cadence) {
        return Histories.of(x, last, age, cadence);
    }

    long allLater() {
        long sum = 0;
        for (int n : later) {
            sum += n;
        }
        return sum;
    }
}
