package io.ckpi.funnel;

import io.ckpi.core.Absent;
import io.ckpi.core.Interval;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The share of subjects that has ended in each of several ways after a time, where each way makes the others impossible: the
 * estimate of Aalen and Johansen.
 *
 * <p><b>Definition.</b> I_c(t) = Σ S(t−)·d_c/n over the times up to t, with S the product-limit curve of all endings together.
 * Variance by the delta method:
 * Σ (I_c(t) − I_c(t_i))² d/(n(n − d)) + Σ S(t_i−)² d_c(n − d_c)/n³ − 2 Σ (I_c(t) − I_c(t_i)) S(t_i−) d_c/n²,
 * where a term with n = d is 0. Interval: the log-log transform of 1 − I_c; Wilson's with the number at risk where
 * I_c is 0 or 1. The shares of all endings and S(t) sum to 1; one minus a Kaplan-Meier curve per ending would overstate each.
 *
 * <p><b>Undefined.</b> No subject: {@link Reason#NO_DATA}. A time after the longest observation while somebody still waits:
 * {@link Reason#NOT_DUE_YET}.
 *
 * <p><b>Cost.</b> one share with its error: time in proportion to the distinct times.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> O. O. Aalen and S. Johansen 1978, Scandinavian Journal of Statistics 5, 141-150. T. A. Gooley and others
 * 1999, doi:10.1002/(SICI)1097-0258(19990330)18:6&lt;695::AID-SIM60&gt;3.0.CO;2-O.
 */
public final class CumulativeIncidence {

    private final RiskTable table;
    private final double[][] incidence;

    private CumulativeIncidence(Durations durations, double level) {
        this.table = new RiskTable(durations, level);
        this.incidence = new double[table.byCause.length][table.size];
        for (int c = 0; c < incidence.length; c++) {
            double sum = 0;
            for (int i = 0; i < table.size; i++) {
                sum += before(i) * (table.byCause[c][i] / (double) table.atRisk[i]);
                incidence[c][i] = Math.min(sum, 1);
            }
        }
    }

    /**
     * One ending after one time.
     *
     * @param time the duration
     * @param atRisk subjects that had not ended nor been censored before
     * @param events endings of all kinds at that time
     * @param ofThisCause endings of this kind at that time
     * @param incidence the share that has ended in this way, 0 to 1
     * @param standardError its standard error
     */
    public record Point(
            long time, long atRisk, long events, long ofThisCause, double incidence, double standardError) {}

    /** The estimate with intervals of 95 %. */
    public static CumulativeIncidence of(Durations durations) {
        return of(durations, 0.95);
    }

    /** The estimate. @throws IllegalArgumentException if {@code level} is not strictly between 0 and 1 */
    public static CumulativeIncidence of(Durations durations, double level) {
        return new CumulativeIncidence(durations, level);
    }

    /** The number of subjects. */
    public long subjects() {
        return table.subjects;
    }

    /** The highest outcome there is; the outcomes are 1 to this. */
    public int causes() {
        return incidence.length;
    }

    /**
     * The share that has ended in way {@code outcome} within {@code t}.
     *
     * @throws IllegalArgumentException if {@code t} is negative or {@code outcome} is not 1 to
     *     {@value Durations#MOST_OUTCOMES}
     */
    public Reading at(int outcome, long t) {
        check(outcome);
        Absent unknown = table.unknownAt(t);
        if (unknown != null) {
            return unknown;
        }
        int i = table.at(t);
        double value = outcome > incidence.length || i < 0 ? 0 : incidence[outcome - 1][i];
        return table.reading(value, Unit.RATIO, interval(outcome, i, value), "aalen-johansen");
    }

    private @Nullable Interval interval(int outcome, int i, double value) {
        if (value == 0 || value == 1) {
            return table.wilson(value == 1, i < 0 ? table.subjects : table.atRisk[i]);
        }
        double log = Math.log1p(-value);
        Interval rest = table.logLog(1 - value, log, error(outcome - 1, i));
        Double low = rest.low();
        Double high = rest.high();
        return low == null || high == null
                ? null
                : Interval.of(Math.min(1 - high, value), Math.max(1 - low, value), table.level);
    }

    /**
     * The curve of one ending: a point per time at which any ending occurred. Time in proportion to the square of their
     * number.
     *
     * @throws IllegalArgumentException if {@code outcome} is not 1 to {@value Durations#MOST_OUTCOMES}
     */
    public List<Point> points(int outcome) {
        check(outcome);
        List<Point> points = new ArrayList<>(table.size);
        boolean occurs = outcome <= incidence.length;
        for (int i = 0; i < table.size; i++) {
            points.add(new Point(
                    table.times[i],
                    table.atRisk[i],
                    table.events[i],
                    occurs ? table.byCause[outcome - 1][i] : 0,
                    occurs ? incidence[outcome - 1][i] : 0,
                    occurs ? error(outcome - 1, i) : 0));
        }
        return points;
    }

    private double before(int i) {
        return i == 0 ? 1 : table.survival[i - 1];
    }

    private double error(int c, int last) {
        double variance = 0;
        for (int i = 0; i <= last; i++) {
            double n = (double) table.atRisk[i];
            double left = (double) (table.atRisk[i] - table.events[i]);
            double rest = incidence[c][last] - incidence[c][i];
            double s = before(i);
            double dc = (double) table.byCause[c][i];
            variance += left == 0 ? 0 : rest * rest * (table.events[i] / n / left);
            variance += s * s * (dc * (n - dc) / (n * n * n));
            variance -= 2 * rest * s * dc / (n * n);
        }
        return Math.sqrt(Math.max(0, variance));
    }

    private static void check(int outcome) {
        if (outcome < 1 || outcome > Durations.MOST_OUTCOMES) {
            throw new IllegalArgumentException("outcome is not 1 to " + Durations.MOST_OUTCOMES + ": " + outcome);
        }
    }
}
