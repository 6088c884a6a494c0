package io.ckpi.funnel;

import io.ckpi.core.Reading;
import io.ckpi.core.stat.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which event stands at which step of the paths. Matrices of disjoint sets of paths add up.
 *
 * @param paths how many paths were counted
 * @param steps for step 1, 2, … how many paths have which event there; {@link PathCounts#END} if they are over by then
 */
public record StepMatrix(long paths, List<Map<String, Long>> steps) {

    /** Copies the counts, in order of the names. */
    public StepMatrix {
        steps = steps.stream()
                .map(step -> java.util.Collections.unmodifiableMap(new TreeMap<>(step)))
                .toList();
    }

    /**
     * The share of the paths with this event at this step, with Wilson's interval.
     *
     * @throws IllegalArgumentException if {@code step} is not 1 to the number of steps
     */
    public Reading share(int step, String event) {
        if (step < 1 || step > steps.size()) {
            throw new IllegalArgumentException("step is not 1 to " + steps.size() + ": " + step);
        }
        return Shares.withDefaults().of(steps.get(step - 1).getOrDefault(event, 0L), paths);
    }

    /** The sums. @throws IllegalArgumentException if the numbers of steps differ */
    public StepMatrix plus(StepMatrix other) {
        if (steps.size() != other.steps.size()) {
            throw new IllegalArgumentException(
                    "numbers of steps differ: " + steps.size() + " and " + other.steps.size());
        }
        List<Map<String, Long>> sum = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Map<String, Long> step = new TreeMap<>(steps.get(i));
            other.steps.get(i).forEach((event, count) -> step.merge(event, count, Math::addExact));
            sum.add(step);
        }
        return new StepMatrix(Math.addExact(paths, other.paths), sum);
    }
}
