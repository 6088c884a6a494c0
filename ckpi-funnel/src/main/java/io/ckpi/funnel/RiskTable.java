package io.ckpi.funnel;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Shares;
import io.ckpi.funnel.internal.LongCounts;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * What both estimators of survival need: the distinct times of events in rising order with the numbers at risk, the events
 * and the product-limit curve after them.
 */
final class RiskTable {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    final Unit unit;
    final double level;
    final double z;
    final long subjects;
    final long censored;
    /** The greatest duration, of events and of censored subjects; −1 without a subject. */
    final long last;

    final int size;
    final long[] times;
    final long[] atRisk;
    final long[] events;
    /** Events by cause: row c − 1 belongs to outcome c. */
    final long[][] byCause;
    /** Survival after each time, and its logarithm. */
    final double[] survival;

    final double[] logSurvival;
    /** The sum d/(n(n − d)) up to each time; a term with n = d is 0. */
    final double[] greenwood;

    RiskTable(Durations durations, double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
        this.level = level;
        this.z = NORMAL.inverseSurvivalProbability((1 - level) / 2);
        this.unit = durations.unit();
        this.subjects = durations.subjects();
        this.censored = durations.count(Durations.CENSORED);
        List<LongCounts> outcomes = durations.byOutcome();
        int causes = Math.max(1, outcomes.size() - 1);
        long greatest = -1;
        int n = 0;
        for (LongCounts counts : outcomes) {
            long[] values = counts.values();
            n = Math.addExact(n, values.length);
            greatest = values.length == 0 ? greatest : Math.max(greatest, values[values.length - 1]);
        }
        this.last = greatest;
        long[] all = new long[n];
        int filled = 0;
        for (int c = 1; c < outcomes.size(); c++) {
            long[] values = outcomes.get(c).values();
            System.arraycopy(values, 0, all, filled, values.length);
            filled += values.length;
        }
        this.times = Arrays.stream(all, 0, filled).sorted().distinct().toArray();
        this.size = times.length;
        this.byCause = new long[causes][size];
        this.events = new long[size];
        for (int c = 1; c < outcomes.size(); c++) {
            long[] values = outcomes.get(c).values();
            long[] counts = outcomes.get(c).counts();
            int at = 0;
            for (int i = 0; i < values.length; i++) {
                while (times[at] != values[i]) {
                    at++;
                }
                byCause[c - 1][at] = counts[i];
                events[at] += counts[i];
            }
        }
        this.atRisk = atRisk(outcomes);
        this.survival = new double[size];
        this.logSurvival = new double[size];
        this.greenwood = new double[size];
        double s = 1;
        double log = 0;
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double at = atRisk[i];
            double left = (double) (atRisk[i] - events[i]);
            s *= left / at;
            log += Math.log1p(-events[i] / at);
            sum += left == 0 ? 0 : events[i] / at / left;
            survival[i] = s;
            logSurvival[i] = log;
            greenwood[i] = sum;
        }
    }

    /** A subject censored at the time of an event is still at risk there. */
    private long[] atRisk(List<LongCounts> outcomes) {
        long[] result = new long[size];
        long[] values = outcomes.isEmpty() ? new long[0] : outcomes.get(0).values();
        long[] counts = outcomes.isEmpty() ? new long[0] : outcomes.get(0).counts();
        long left = subjects;
        int c = 0;
        for (int i = 0; i < size; i++) {
            while (c < values.length && values[c] < times[i]) {
                left -= counts[c++];
            }
            result[i] = left;
            left -= events[i];
        }
        return result;
    }

    /** The index of the last event time at or before {@code t}, or −1. */
    int at(long t) {
        int i = Arrays.binarySearch(times, t);
        return i >= 0 ? i : -i - 2;
    }

    /** Why there is no number at {@code t}, or null if there is one. */
    @Nullable
    Absent unknownAt(long t) {
        if (t < 0) {
            throw new IllegalArgumentException("duration is negative: " + t);
        }
        if (subjects == 0) {
            return Absent.because(Reason.NO_DATA);
        }
        if (t <= last || (size > 0 && survival[size - 1] == 0)) {
            return null;
        }
        return Absent.because(
                Reason.NOT_DUE_YET,
                "nobody was observed for longer than " + last + " " + unit,
                "никто не наблюдался дольше " + last + " " + unit);
    }

    /** Limits of a probability by the log-log transform of it: p^exp(±z·se/(p·|ln p|)). */
    Interval logLog(double p, double logP, double se) {
        double width = z * se / (p * Math.abs(logP));
        double low = Math.exp(logP * Math.exp(width));
        double high = Math.exp(logP * Math.exp(-width));
        return Interval.of(Math.min(low, p), Math.max(high, p), level);
    }

    /** Wilson's limits where a curve stands at 0 or 1, with the number at risk. */
    @Nullable
    Interval wilson(boolean all, long n) {
        Reading share = n < 1
                ? Absent.because(Reason.NO_DATA)
                : Shares.withDefaults().withLevel(level).of(all ? n : 0, n);
        return share.measured().map(Estimate::interval).orElse(null);
    }

    /** A reading; without an interval it says so. */
    Reading reading(double value, Unit of, @Nullable Interval interval, String method) {
        Estimate estimate = Estimate.of(value, of)
                .withInterval(interval)
                .withN(subjects)
                .withMethod(method)
                .withPending(censored);
        return new Measured(interval == null ? estimate.withFlag(Flag.of(Flag.Code.NO_INTERVAL)) : estimate);
    }
}
