package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Flag;
import io.ckpi.core.Moments;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * The effect averaged over strata that were known before the assignment (channel, segment, region), each with its own comparison.
 *
 * <p><b>Definition.</b> effect = Σ wₖ(ȳ_Tk − ȳ_Ck), wₖ = nₖ/n with both arms counted; its variance given the strata Σ wₖ²(Aₖ + Bₖ)
 * from the arms' squared errors; {@link Variance#UNCONDITIONAL} adds eᵀ(diag w − wwᵀ)e/n for the drawing of the strata, e the
 * strata's effects (first order). Relative effect = effect / Σ wₖȳ_Ck by the delta method.
 *
 * <p><b>Undefined.</b> A stratum with an arm of fewer than two units: {@link Reason#EMPTY_STRATUM}, or, with {@link #mergingSmall},
 * all such strata become one, which the result names. No variance: {@link Reason#NO_VARIATION}.
 *
 * <p><b>Numerics.</b> normal quantiles. <b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> L. W. Miratrix, J. S. Sekhon, B. Yu 2013, doi:10.1111/j.1467-9868.2012.01048.x.
 */
public final class PostStratification {

    /** Which variance. */
    public enum Variance {
        /** Given the sizes of the strata. */
        CONDITIONAL,
        /** The sizes of the strata drawn, too. */
        UNCONDITIONAL
    }

    private static final PostStratification DEFAULTS =
            new PostStratification(0.95, Alternative.TWO_SIDED, Variance.CONDITIONAL, false);

    private final double level;
    private final Alternative alternative;
    private final Variance variance;
    private final boolean merging;

    private PostStratification(double level, Alternative alternative, Variance variance, boolean merging) {
        this.level = level;
        this.alternative = alternative;
        this.variance = variance;
        this.merging = merging;
    }

    /**
     * One stratum.
     *
     * @param control the control's moments
     * @param treated the treatment's moments
     */
    public record Stratum(Moments control, Moments treated) {}

    /**
     * The effect over all strata.
     *
     * @param absolute the effect
     * @param relative the effect over the control's weighted mean, or why there is none
     * @param strata how many strata were compared, merged ones as one
     * @param merged the names of the strata that were merged
     * @param flags DIGITS_LOST
     */
    public record Result(
            TestResult absolute, Outcome<TestResult> relative, int strata, List<String> merged, Set<Flag> flags) {
        /** Copies. */
        public Result {
            merged = List.copyOf(merged);
            flags = Set.copyOf(flags);
        }
    }

    /** Two-sided, 95 %, given the strata; a stratum without an arm is an error. */
    public static PostStratification withDefaults() {
        return DEFAULTS;
    }

    /** At another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public PostStratification withLevel(double newLevel) {
        if (!(newLevel > 0 && newLevel < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + newLevel);
        }
        return new PostStratification(newLevel, alternative, variance, merging);
    }

    /** With another alternative. */
    public PostStratification with(Alternative newAlternative) {
        return new PostStratification(
                level, Objects.requireNonNull(newAlternative, "newAlternative"), variance, merging);
    }

    /** With another variance. */
    public PostStratification with(Variance newVariance) {
        return new PostStratification(level, alternative, Objects.requireNonNull(newVariance, "newVariance"), merging);
    }

    /** Strata with an arm of fewer than two units are merged into one, with the smallest other one if they still need it. */
    public PostStratification mergingSmall() {
        return new PostStratification(level, alternative, variance, true);
    }

    /**
     * The effect on a metric without covariates.
     *
     * @param strata by name; all of the same layout
     * @throws IllegalArgumentException if there is no stratum, or a variable is not in the moments
     */
    public Outcome<Result> of(Map<String, Stratum> strata, Metric metric) {
        if (strata.isEmpty()) {
            throw new IllegalArgumentException("no stratum");
        }
        List<String> merged = new ArrayList<>();
        Map<String, Stratum> used = merging ? merge(strata, merged) : strata;
        List<Cell> contrasts = new ArrayList<>();
        List<Double> sizes = new ArrayList<>();
        Set<Flag> flags = new TreeSet<>();
        double n = 0;
        Metric plain = metric.unadjusted();
        for (Map.Entry<String, Stratum> entry : used.entrySet()) {
            Stratum stratum = entry.getValue();
            if (tooSmall(stratum)) {
                return Outcome.absent(Absent.because(
                        Reason.EMPTY_STRATUM,
                        entry.getKey() + " has " + stratum.control().n() + " control and "
                                + stratum.treated().n() + " treated units",
                        entry.getKey() + ": единиц в контроле "
                                + stratum.control().n() + ", в тестовой группе "
                                + stratum.treated().n()));
            }
            double size = (double) stratum.control().n() + stratum.treated().n();
            sizes.add(size);
            n += size;
            ArmMoments c = ArmMoments.of(stratum.control(), plain.variables(), Conventions.Variance.SAMPLE);
            ArmMoments t = ArmMoments.of(stratum.treated(), plain.variables(), Conventions.Variance.SAMPLE);
            Absent missing = ArmMoments.missing(c, t);
            MeanComparison.Point pointC = MeanComparison.Point.of(c.means(), plain.variables(), plain);
            MeanComparison.Point pointT = MeanComparison.Point.of(t.means(), plain.variables(), plain);
            if (missing != null || pointC == null || pointT == null) {
                return Outcome.absent(missing != null ? missing : Absent.because(Reason.ZERO_DENOMINATOR));
            }
            double a = c.variance(pointC.gradient()) / c.n();
            double b = t.variance(pointT.gradient()) / t.n();
            contrasts.add(new Cell(pointC.value(), pointT.value(), a, b));
            double lost = Math.max(c.digitsLost(), t.digitsLost());
            if (lost > Moments.DIGITS_FLAGGED) {
                flags.add(Flag.of(Flag.Code.DIGITS_LOST, Long.toString(Math.round(lost))));
            }
        }
        return result(contrasts, sizes, n, merged, flags, metric.name());
    }

    /** One stratum's values and squared errors. */
    private record Cell(double control, double treated, double a, double b) {}

    private Outcome<Result> result(
            List<Cell> contrasts, List<Double> sizes, double n, List<String> merged, Set<Flag> flags, String name) {
        double effect = 0;
        double base = 0;
        double errorC = 0;
        double errorT = 0;
        double spread = 0;
        for (int k = 0; k < contrasts.size(); k++) {
            double w = sizes.get(k) / n;
            Cell contrast = contrasts.get(k);
            double own = contrast.treated - contrast.control;
            effect += w * own;
            base += w * contrast.control;
            errorC += w * w * contrast.a;
            errorT += w * w * contrast.b;
            spread += w * own * own;
        }
        double total = errorC + errorT;
        if (variance == Variance.UNCONDITIONAL) {
            total += Math.max(0, spread - effect * effect) / n;
        }
        if (!Double.isFinite(total) || !Double.isFinite(effect)) {
            return Outcome.absent(Contrast.tooLarge());
        }
        if (!(total > 0)) {
            return Outcome.absent(
                    Absent.because(Reason.NO_VARIATION, name + " does not vary", name + ": нет разброса"));
        }
        TestResult absolute = TestResult.of(
                effect, Math.sqrt(total), Double.POSITIVE_INFINITY, 0, alternative, level, "post-stratified");
        Outcome<TestResult> relative;
        if (!(base > 0)) {
            relative = Outcome.absent(Absent.because(base == 0 ? Reason.ZERO_BASE : Reason.NEGATIVE_BASE));
        } else {
            double ratio = 1 + effect / base;
            double se = Math.sqrt(errorT + ratio * ratio * errorC + (total - errorC - errorT)) / base;
            TestResult delta = TestResult.of(
                    effect / base, se, Double.POSITIVE_INFINITY, 0, alternative, level, "post-stratified-delta");
            relative = Outcome.of(new TestResult(
                    delta.estimate(),
                    delta.standardError(),
                    OptionalDouble.empty(),
                    0,
                    absolute.statistic(),
                    absolute.pValue(),
                    absolute.log10P(),
                    delta.interval(),
                    alternative,
                    delta.method()));
        }
        return Outcome.of(new Result(absolute, relative, contrasts.size(), merged, flags));
    }

    private static boolean tooSmall(Stratum stratum) {
        return stratum.control().n() < 2 || stratum.treated().n() < 2;
    }

    private static Map<String, Stratum> merge(Map<String, Stratum> strata, List<String> merged) {
        Map<String, Stratum> kept = new LinkedHashMap<>();
        Stratum rest = null;
        for (Map.Entry<String, Stratum> entry : strata.entrySet()) {
            if (tooSmall(entry.getValue())) {
                merged.add(entry.getKey());
                rest = rest == null ? entry.getValue() : plus(rest, entry.getValue());
            } else {
                kept.put(entry.getKey(), entry.getValue());
            }
        }
        while (rest != null && tooSmall(rest) && !kept.isEmpty()) {
            String smallest = null;
            long least = Long.MAX_VALUE;
            for (Map.Entry<String, Stratum> entry : kept.entrySet()) {
                long size = entry.getValue().control().n()
                        + entry.getValue().treated().n();
                if (size < least) {
                    least = size;
                    smallest = entry.getKey();
                }
            }
            String name = Objects.requireNonNull(smallest);
            merged.add(name);
            rest = plus(rest, Objects.requireNonNull(kept.remove(name)));
        }
        if (rest != null) {
            kept.put(String.join(" + ", merged), rest);
        }
        return kept;
    }

    private static Stratum plus(Stratum a, Stratum b) {
        return new Stratum(a.control().plus(b.control()), a.treated().plus(b.treated()));
    }
}
