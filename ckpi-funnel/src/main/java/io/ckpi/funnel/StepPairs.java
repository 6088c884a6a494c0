package io.ckpi.funnel;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The steps of a funnel pair by pair, beside the chain through all of them. A fault at one step shows in its pair even where
 * so few paths go through all steps before that the chain says nothing. Counts of disjoint sets of paths add up.
 *
 * @param steps the steps
 * @param paths the paths looked at
 * @param at per step the paths with an event of it
 * @param then per step but the last the paths with an event of the next step after one of it
 * @param chain per step the paths that contain all steps up to it in order
 */
public record StepPairs(List<Step> steps, long paths, List<Long> at, List<Long> then, List<Long> chain) {

    /** Copies the lists. */
    public StepPairs {
        steps = List.copyOf(steps);
        at = List.copyOf(at);
        then = List.copyOf(then);
        chain = List.copyOf(chain);
    }

    /**
     * The change of one pair between two periods.
     *
     * @param step the number of the first step of the pair, from 1
     * @param before the pair's rate in the earlier period
     * @param after the pair's rate in the later period
     * @param z the pooled two-proportion statistic, later minus earlier; Absent where a rate is, or where neither varies
     */
    public record Change(int step, Reading before, Reading after, Reading z) {}

    /**
     * The rate of the pair (step, step + 1), with Wilson's interval. {@link Reason#ZERO_DENOMINATOR} if no path has the step,
     * {@link Reason#NO_DATA} without a path.
     *
     * @throws IllegalArgumentException if {@code step} is not 1 to steps − 1
     */
    public Reading rate(int step) {
        check(step);
        return share(then.get(step - 1), at.get(step - 1));
    }

    /**
     * The rate from the chain's level to the next, undefined as {@link #rate}.
     *
     * @throws IllegalArgumentException if {@code step} is not 1 to steps − 1
     */
    public Reading chainRate(int step) {
        check(step);
        return share(chain.get(step), chain.get(step - 1));
    }

    private Reading share(long above, long below) {
        return below == 0 && paths > 0
                ? Absent.because(Reason.ZERO_DENOMINATOR)
                : Shares.withDefaults().of(above, below);
    }

    private void check(int step) {
        if (step < 1 || step >= steps.size()) {
            throw new IllegalArgumentException("step is not 1 to " + (steps.size() - 1) + ": " + step);
        }
    }

    /**
     * How each pair changed from {@code before} to this. z = (p₂ − p₁)/√(p(1 − p)(1/n₁ + 1/n₂)) with p of both periods
     * together; it takes paths for independent.
     *
     * @throws IllegalArgumentException if the steps differ
     */
    public List<Change> since(StepPairs before) {
        same(before);
        List<Change> changes = new ArrayList<>();
        for (int step = 1; step < steps.size(); step++) {
            changes.add(new Change(step, before.rate(step), rate(step), z(before, step - 1)));
        }
        return changes;
    }

    /**
     * The pair that fell most since {@code before}, by z; Absent pairs and those that did not fall are left out.
     *
     * @return the number of its first step, or 0 if none fell
     * @throws IllegalArgumentException if the steps differ
     */
    public int largestDrop(StepPairs before) {
        int worst = 0;
        double least = 0;
        for (Change change : since(before)) {
            double z = change.z().value().orElse(0);
            if (z < least) {
                least = z;
                worst = change.step();
            }
        }
        return worst;
    }

    private Reading z(StepPairs before, int i) {
        double n1 = (double) before.at.get(i);
        double n2 = (double) at.get(i);
        if (n1 == 0 || n2 == 0) {
            return Absent.because(Reason.NO_DATA);
        }
        double k1 = (double) before.then.get(i);
        double k2 = (double) then.get(i);
        double p = (k1 + k2) / (n1 + n2);
        if (p == 0 || p == 1) {
            return Absent.because(Reason.NO_VARIATION);
        }
        double z = (k2 / n2 - k1 / n1) / Math.sqrt(p * (1 - p) * (1 / n1 + 1 / n2));
        return new Measured(Estimate.of(z, Unit.RATIO)
                .withN(Math.round(n1 + n2))
                .withMethod("two-proportion-z")
                .withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }

    private void same(StepPairs other) {
        if (!steps.equals(other.steps)) {
            throw new IllegalArgumentException("steps differ: " + steps + " and " + other.steps);
        }
    }

    /** The sums of two disjoint sets of paths. @throws IllegalArgumentException if the steps differ */
    public StepPairs plus(StepPairs other) {
        same(other);
        return new StepPairs(
                steps,
                Math.addExact(paths, other.paths),
                sum(at, other.at),
                sum(then, other.then),
                sum(chain, other.chain));
    }

    private static List<Long> sum(List<Long> a, List<Long> b) {
        return IntStream.range(0, a.size())
                .mapToObj(k -> Math.addExact(a.get(k), b.get(k)))
                .toList();
    }
}
