package io.ckpi.experiments.assignment;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The deterministic assignment of an experiment: the same unit always gets the same arm.
 *
 * <p>A unit gets no arm if a holdout has it on that day, if it lies outside the namespace, or if its bucket is not covered.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param experiment name of the experiment, its salt, not blank
 * @param arms names of the arms, the control first, all different
 * @param ranges their ranges of buckets, one per arm, not overlapping
 * @param bucketing how units get their bucket
 * @param namespace the part of a pool of customers that it uses, or null for all
 * @param holdouts groups that are never part of it
 */
public record Split(
        String experiment,
        List<String> arms,
        List<BucketRange> ranges,
        Bucketing bucketing,
        @Nullable Namespace namespace,
        List<Holdout> holdouts) {

    /** Checks names and ranges. */
    public Split {
        if (experiment.isBlank()) {
            throw new IllegalArgumentException("experiment is blank");
        }
        arms = List.copyOf(arms);
        ranges = List.copyOf(ranges);
        holdouts = List.copyOf(holdouts);
        Objects.requireNonNull(bucketing, "bucketing");
        if (arms.size() < 2 || arms.stream().distinct().count() != arms.size()) {
            throw new IllegalArgumentException("arms are fewer than two or repeat: " + arms);
        }
        if (ranges.size() != arms.size()) {
            throw new IllegalArgumentException("there are " + ranges.size() + " ranges for " + arms.size() + " arms");
        }
        for (int i = 0; i < ranges.size(); i++) {
            for (int j = 0; j < i; j++) {
                BucketRange a = ranges.get(i);
                BucketRange b = ranges.get(j);
                if (a.start().max(b.start()).compareTo(a.end().min(b.end())) < 0) {
                    throw new IllegalArgumentException(
                            "the ranges of " + arms.get(j) + " and " + arms.get(i) + " overlap");
                }
            }
        }
    }

    /** Equally large arms, all units, 2³² buckets. */
    public static Split of(String experiment, String... arms) {
        return new Split(
                experiment,
                Arrays.asList(arms),
                BucketRange.equal(Math.max(1, arms.length), 1),
                Bucketing.MURMUR3,
                null,
                List.of());
    }

    /**
     * The same with these shares of the arms.
     *
     * @param coverage the share of each arm's range that is used; raise it later to let more units in without moving any
     * @param weights one per arm, sum 1
     */
    public Split withWeights(double coverage, double... weights) {
        return new Split(experiment, arms, BucketRange.of(weights, coverage), bucketing, namespace, holdouts);
    }

    /** The same with other buckets. */
    public Split with(Bucketing newBucketing) {
        return new Split(experiment, arms, ranges, newBucketing, namespace, holdouts);
    }

    /** The same within a part of a pool of customers. */
    public Split within(Namespace newNamespace) {
        return new Split(experiment, arms, ranges, bucketing, newNamespace, holdouts);
    }

    /** The same without the members of one more holdout. */
    public Split outside(Holdout holdout) {
        List<Holdout> more = new ArrayList<>(holdouts);
        more.add(holdout);
        return new Split(experiment, arms, ranges, bucketing, namespace, more);
    }

    /** The arm of a unit on this day, or empty if it takes no part. */
    public Optional<String> assign(String unit, LocalDate day) {
        for (Holdout holdout : holdouts) {
            if (holdout.holdsBack(unit, day)) {
                return Optional.empty();
            }
        }
        return assign(unit);
    }

    /** The arm of a unit, holdouts not asked. */
    private Optional<String> assign(String unit) {
        if (namespace != null && !namespace.contains(unit)) {
            return Optional.empty();
        }
        long bucket = bucketing.bucket(unit, experiment);
        for (int i = 0; i < arms.size(); i++) {
            if (ranges.get(i).contains(bucket, bucketing.buckets())) {
                return Optional.of(arms.get(i));
            }
        }
        return Optional.empty();
    }
}
