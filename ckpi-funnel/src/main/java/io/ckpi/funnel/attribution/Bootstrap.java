package io.ckpi.funnel.attribution;

import io.ckpi.core.Interval;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The Poisson bootstrap: credits of many replicates, each with its own draw for every row. */
final class Bootstrap {

    private final Engine.@Nullable Shares[] replicates;

    private Bootstrap(Engine.@Nullable Shares[] replicates) {
        this.replicates = replicates;
    }

    static Bootstrap run(PathTable table, Engine engine, long seed, int count, int threads) {
        long[] family = families(table, seed);
        Engine.@Nullable Shares[] results = new Engine.@Nullable Shares[count];
        if (threads == 1) {
            for (int b = 0; b < count; b++) {
                results[b] = replicate(table, engine, family, b);
            }
            return new Bootstrap(results);
        }
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            pool.submit(() -> IntStream.range(0, count)
                            .parallel()
                            .forEach(b -> results[b] = replicate(table, engine, family, b)))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdown();
        }
        return new Bootstrap(results);
    }

    private static Engine.@Nullable Shares replicate(PathTable table, Engine engine, long[] family, int b) {
        double[] conversions = new double[table.rows];
        double[] value = new double[table.rows];
        double[] nulls = new double[table.rows];
        RandomStream stream = new RandomStream(0);
        PathTable.Amounts counted = table.amounts;
        double total = 0;
        for (int r = 0; r < table.rows; r++) {
            stream.start(family[r], b);
            double c = counted.conversions()[r];
            if (c > 0) {
                conversions[r] = Samplers.poisson(stream, c);
                value[r] = counted.value()[r] * (conversions[r] / c);
                total += conversions[r];
            }
            if (counted.nulls()[r] > 0) {
                nulls[r] = Samplers.poisson(stream, counted.nulls()[r]);
            }
        }
        return total == 0 ? null : engine.shares(PathTable.Amounts.of(conversions, value, nulls));
    }

    /** A family of streams for every row, by its content; rows that are equal are told apart by a running number. */
    private static long[] families(PathTable table, long seed) {
        long[] family = new long[table.rows];
        long base = RandomStream.family(seed, "attribution");
        int same = 0;
        for (int r = 0; r < table.rows; r++) {
            TouchPaths.Row row = table.row[r];
            same = r > 0 && equal(row, table.row[r - 1]) ? same + 1 : 0; // equal rows are neighbours
            long hash = 0xcbf29ce484222325L;
            for (String channel : row.path()) {
                for (int i = 0; i < channel.length(); i++) {
                    hash = mix(hash, channel.charAt(i));
                }
                hash = mix(hash, -1);
            }
            if (row.ages() != null) {
                for (double age : row.ages()) {
                    hash = mix(hash, Double.doubleToLongBits(age));
                }
            }
            hash = mix(hash, row.lead() * 31L + row.opportunity());
            hash = mix(hash, Double.doubleToLongBits(row.conversions()));
            hash = mix(hash, Double.doubleToLongBits(row.value()));
            hash = mix(hash, row.minor());
            hash = mix(hash, Double.doubleToLongBits(row.nulls()));
            family[r] = base ^ mix(hash, same);
        }
        return family;
    }

    private static boolean equal(TouchPaths.Row a, TouchPaths.Row b) {
        return a.path().equals(b.path())
                && Arrays.equals(a.ages(), b.ages())
                && a.lead() == b.lead()
                && a.opportunity() == b.opportunity()
                && a.conversions() == b.conversions()
                && a.value() == b.value()
                && a.minor() == b.minor()
                && a.nulls() == b.nulls();
    }

    /** Stafford's mixer 13 over the running hash and the next value. */
    private static long mix(long hash, long value) {
        long z = (hash ^ value) + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Nullable
    Interval conversions(int channel, double level) {
        return percentiles(level, b -> {
            Engine.Shares shares = replicates[b];
            return shares == null ? Double.NaN : shares.conversions()[channel];
        });
    }

    @Nullable
    Interval value(int channel, double level) {
        return percentiles(level, b -> {
            Engine.Shares shares = replicates[b];
            double[] value = shares == null ? null : shares.value();
            return value == null ? Double.NaN : value[channel];
        });
    }

    @Nullable
    Interval effect(int channel, double level) {
        return percentiles(level, b -> {
            Engine.Shares shares = replicates[b];
            return shares == null ? Double.NaN : shares.effect()[channel];
        });
    }

    private @Nullable Interval percentiles(double level, java.util.function.IntToDoubleFunction of) {
        double[] sorted = IntStream.range(0, replicates.length)
                .mapToDouble(of)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        // a channel without any credit has none in every replicate either: that is no certainty
        boolean informs =
                sorted.length >= 2 && sorted.length >= replicates.length / 2.0 && sorted[0] < sorted[sorted.length - 1];
        return !informs
                ? null
                : Interval.of(quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2), level);
    }

    private static double quantile(double[] sorted, double p) {
        double at = p * (sorted.length - 1);
        int below = (int) at;
        double low = sorted[below];
        return below + 1 < sorted.length ? low + (at - below) * (sorted[below + 1] - low) : low;
    }
}
