package io.ckpi.sdk;

import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import java.util.Objects;

/**
 * What an experiment with a control group caused, for one metric and one treated arm. Only units that belong to exactly
 * one arm count; the others are in {@code contaminated}.
 *
 * @param experiment the experiment
 * @param metric what was compared
 * @param treatment the treated arm
 * @param control the arm it is compared with
 * @param difference mean per unit of the treated arm less that of the control arm, with its interval
 * @param incremental the difference times the number of treated units: what the treatment caused in all; absent for a
 *     metric that is a share
 * @param contaminated units left out because they were assigned to more than one arm
 * @param sampleRatio p-value of the comparison of the arms' sizes with the planned shares: below 0.001 the split is not
 *     what was planned, and the difference must not be trusted
 * @param evidence what it rests on
 */
public record Effect(
        String experiment,
        Metric metric,
        Arm treatment,
        Arm control,
        Reading difference,
        Reading incremental,
        long contaminated,
        Reading sampleRatio,
        Evidence evidence) {

    /** The p-value below which the sizes of the arms contradict the plan. */
    public static final double SAMPLE_RATIO_LIMIT = 0.001;

    /** What is compared between the arms. */
    public enum Metric {
        /** Revenue per unit in the period, refunds taken off. */
        REVENUE("Выручка на человека", "Revenue per person"),
        /** Share of units with a paid order in the period. */
        BUYERS("Доля покупателей", "Share of buyers");

        private final Names names;

        Metric(String ru, String en) {
            this.names = new Names(ru, en);
        }

        /** The metric's name in both languages. */
        public Names names() {
            return names;
        }
    }

    /**
     * An arm.
     *
     * @param name its name
     * @param units units in it
     * @param mean mean of the metric per unit
     */
    public record Arm(String name, long units, Reading mean) {

        /** Checks the parts. */
        public Arm {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(mean, "mean");
            if (units < 0) {
                throw new IllegalArgumentException("units is negative: " + units);
            }
        }
    }

    /** Checks the parts. */
    public Effect {
        Objects.requireNonNull(experiment, "experiment");
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(treatment, "treatment");
        Objects.requireNonNull(control, "control");
        Objects.requireNonNull(difference, "difference");
        Objects.requireNonNull(incremental, "incremental");
        Objects.requireNonNull(sampleRatio, "sampleRatio");
        Objects.requireNonNull(evidence, "evidence");
        if (contaminated < 0) {
            throw new IllegalArgumentException("contaminated is negative: " + contaminated);
        }
    }

    /** True if the sizes of the arms contradict the planned shares: the difference must not be trusted. */
    public boolean sampleRatioFailed() {
        var p = sampleRatio.value();
        return p.isPresent() && p.getAsDouble() < SAMPLE_RATIO_LIMIT;
    }
}
