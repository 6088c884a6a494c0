package io.ckpi.benchmarks.core;

import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.CompositeResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * CKPImarc of one company: the score with its interval, the exact contributions, and the floor of both: the ten-factor
 * formula written out by hand and evaluated as often as the exact computation needs it (1,024 times for the table of
 * subsets, once for each draw).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CkpiMarcBenchmark {

    /** The subsets of ten factors. */
    private static final int SUBSETS = 1 << 10;

    private static final double FLOOR = 1;

    /** Draws of the interval. */
    @Param("10000")
    public int draws;

    private Map<String, Reading> readings = Map.of();
    private CkpiMarc marc = CkpiMarc.standard();
    private CompositeResult scored = CkpiMarc.standard().score(Map.of());
    private double[][] scores = new double[0][];

    /** The typical company of the conformance cases, each reading with an interval. */
    @Setup
    public void setUp() {
        readings = typical();
        marc = CkpiMarc.standard().withDraws(draws);
        scored = marc.score(readings);
        scores = new double[draws][10];
        for (int draw = 0; draw < draws; draw++) {
            for (int factor = 0; factor < 10; factor++) {
                scores[draw][factor] = 100 * ((draw * 7 + factor * 13) % 101) / 101.0;
            }
        }
    }

    static Map<String, Reading> typical() {
        Map<String, Reading> map = new LinkedHashMap<>();
        share(map, "inbound.lead-share", 0.55, 2_000);
        number(map, "economics.ltv-to-cac", 3.4, 0.5, Unit.RATIO);
        number(map, "nurture.lift", 1.3, 0.1, Unit.RATIO);
        number(map, "economics.roi", 250, 40, Unit.PERCENT);
        share(map, "site.visitor-to-lead", 0.03, 40_000);
        share(map, "lead.acceptance", 0.54, 900);
        share(map, "content.conversion", 0.065, 12_000);
        share(map, "organic.first-page-share", 0.2, 500);
        share(map, "social.visit-to-lead", 0.01, 9_000);
        number(map, "mobile.parity", 0.5483870967741935, 0.05, Unit.RATIO);
        return map;
    }

    private static void share(Map<String, Reading> map, String id, double value, long n) {
        double k = Math.rint(value * n);
        double half = 1.96 * Math.sqrt(value * (1 - value) / n);
        map.put(
                id,
                new Measured(Estimate.of(value, Unit.RATIO)
                        .withInterval(Interval.of(value - half, value + half, 0.95))
                        .withN(n)
                        .withMethod("wilson")
                        .withRatio(k, (double) n)));
    }

    private static void number(Map<String, Reading> map, String id, double value, double half, Unit unit) {
        map.put(
                id,
                new Measured(Estimate.of(value, unit)
                        .withInterval(Interval.of(value - half, value + half, 0.95))
                        .withN(1_000)));
    }

    /** The composite of ten scores, written out by hand: arithmetic inside the four groups, geometric across them. */
    static double byHand(double[] s) {
        double economics = Math.max(FLOOR, (s[0] + s[1]) / 2);
        double leadProcess = Math.max(FLOOR, (s[2] + s[3]) / 2);
        double contentSite = Math.max(FLOOR, (s[4] + s[5] + s[6]) / 3);
        double channels = Math.max(FLOOR, (s[7] + s[8] + s[9]) / 3);
        return Math.exp(
                (2 * Math.log(economics) + 2 * Math.log(leadProcess) + 2 * Math.log(contentSite) + Math.log(channels))
                        / 7);
    }

    /** Floor of the contributions: 1,024 evaluations by hand. */
    @Benchmark
    public double floorOfSubsets() {
        double sum = 0;
        for (int subset = 0; subset < SUBSETS; subset++) {
            sum += byHand(scores[subset % draws]);
        }
        return sum;
    }

    /** Exact contributions of the ten factors. */
    @Benchmark
    public Object contributions() {
        return scored.contributions();
    }

    /** Floor of the interval: as many evaluations by hand as there are draws. */
    @Benchmark
    public double floorOfDraws() {
        double sum = 0;
        for (double[] draw : scores) {
            sum += byHand(draw);
        }
        return sum;
    }

    /** The score of one company with its interval from all draws. */
    @Benchmark
    public Object scoreWithInterval() {
        return marc.score(readings).spread();
    }
}
