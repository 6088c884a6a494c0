package io.ckpi.sdk;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.core.stat.Ratios;
import io.ckpi.core.stat.Shares;
import io.ckpi.core.stat.Welch;
import io.ckpi.sdk.PaidOrders.Purchase;
import io.ckpi.sdk.history.SubjectHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.jspecify.annotations.Nullable;

/**
 * What the units of each experiment bought in the period after their assignment, by arm. Units of more than one arm are
 * counted and left out. Mutable, confined to one thread.
 */
final class EffectFold {

    private final Instant from;
    private final Instant until;
    private final Map<String, Experiment> experiments = new TreeMap<>();

    EffectFold(Period period, Instant dataEnd) {
        this.from = period.start();
        this.until = period.end().isBefore(dataEnd) ? period.end() : dataEnd;
    }

    private static final class Experiment {
        private final Map<String, Arm> arms = new TreeMap<>();
        private long contaminated;
    }

    private static final class Arm {
        private final PairAccumulator revenue = new PairAccumulator();
        private final PairAccumulator planned = new PairAccumulator();
        private long buyers;
    }

    void add(SubjectHistory history) {
        if (history.assignments().isEmpty()) {
            return;
        }
        Map<String, @Nullable Assignment> only = new HashMap<>();
        for (Assignment assignment : history.assignments()) {
            if (assignment.envelope().occurredAt().isBefore(until)) {
                Assignment known = only.get(assignment.experiment());
                boolean second = only.containsKey(assignment.experiment())
                        && (known == null || !known.arm().equals(assignment.arm()));
                only.put(assignment.experiment(), second ? null : known == null ? assignment : known);
            }
        }
        only.forEach((name, assignment) -> {
            Experiment experiment = experiments.computeIfAbsent(name, key -> new Experiment());
            if (assignment == null) {
                experiment.contaminated++;
            } else {
                add(experiment, assignment, history);
            }
        });
    }

    private void add(Experiment experiment, Assignment assignment, SubjectHistory history) {
        Arm arm = experiment.arms.computeIfAbsent(assignment.arm(), key -> new Arm());
        Instant assigned = assignment.envelope().occurredAt();
        Instant since = assigned.isAfter(from) ? assigned : from;
        double revenue = 0;
        boolean bought = false;
        for (Purchase purchase : PaidOrders.of(history.orders(), until)) {
            if (!purchase.at().isBefore(since)) {
                revenue += purchase.amount().doubleValue();
                bought = true;
            }
        }
        arm.revenue.add(revenue);
        arm.planned.add(assignment.share());
        if (bought) {
            arm.buyers++;
        }
    }

    void merge(EffectFold other) {
        other.experiments.forEach((name, theirs) -> {
            Experiment mine = experiments.computeIfAbsent(name, key -> new Experiment());
            mine.contaminated += theirs.contaminated;
            theirs.arms.forEach((armName, more) -> {
                Arm arm = mine.arms.computeIfAbsent(armName, key -> new Arm());
                arm.revenue.merge(more.revenue);
                arm.planned.merge(more.planned);
                arm.buyers += more.buyers;
            });
        });
    }

    /** Units left out because they belong to more than one arm. */
    long contaminated() {
        return experiments.values().stream().mapToLong(e -> e.contaminated).sum();
    }

    /** Names of the experiments without an arm of that name. */
    List<String> without(String control) {
        List<String> names = new ArrayList<>();
        experiments.forEach((name, experiment) -> {
            if (!experiment.arms.containsKey(control)) {
                names.add(name);
            }
        });
        return names;
    }

    List<Effect> effects(String controlName, @Nullable Unit money, double level, Evidence evidence) {
        List<Effect> effects = new ArrayList<>();
        Welch welch = Welch.withDefaults().withLevel(level);
        Ratios ratios = Ratios.withDefaults().withLevel(level);
        Shares shares = Shares.withDefaults().withLevel(level);
        Absent noMoney = Absent.because(
                Reason.INVALID_INPUT,
                "there is not exactly one currency",
                "валюта сумм не одна и та же или неизвестна");
        experiments.forEach((name, experiment) -> {
            Arm control = experiment.arms.get(controlName);
            if (control == null) {
                return;
            }
            Reading split = sampleRatio(experiment);
            experiment.arms.forEach((armName, arm) -> {
                if (armName.equals(controlName)) {
                    return;
                }
                long units = arm.revenue.n();
                Reading difference = noMoney;
                Reading total = noMoney;
                if (money != null) {
                    difference = contaminated(welch.difference(control.revenue, arm.revenue, money), experiment);
                    total = difference instanceof Measured measured
                            ? new Measured(measured.estimate().scaled((double) units, money))
                            : difference;
                }
                effects.add(new Effect(
                        name,
                        Effect.Metric.REVENUE,
                        arm(armName, arm, money == null ? noMoney : ratios.mean(arm.revenue, money)),
                        arm(controlName, control, money == null ? noMoney : ratios.mean(control.revenue, money)),
                        difference,
                        total,
                        experiment.contaminated,
                        split,
                        evidence));
                effects.add(new Effect(
                        name,
                        Effect.Metric.BUYERS,
                        arm(armName, arm, shares.of(arm.buyers, units)),
                        arm(controlName, control, shares.of(control.buyers, control.revenue.n())),
                        contaminated(
                                shares.difference(arm.buyers, units, control.buyers, control.revenue.n()), experiment),
                        Absent.because(Reason.INVALID_INPUT, "a share has no total", "у доли нет суммы"),
                        experiment.contaminated,
                        split,
                        evidence));
            });
        });
        return effects;
    }

    private static Effect.Arm arm(String name, Arm arm, Reading mean) {
        return new Effect.Arm(name, arm.revenue.n(), mean);
    }

    private static Reading contaminated(Reading reading, Experiment experiment) {
        if (experiment.contaminated == 0 || !(reading instanceof Measured measured)) {
            return reading;
        }
        return new Measured(
                measured.estimate().withFlag(Flag.of(Flag.Code.CONTAMINATED, Long.toString(experiment.contaminated))));
    }

    /** The p-value of Pearson's test of the sizes of the arms against their planned shares. */
    private static Reading sampleRatio(Experiment experiment) {
        if (experiment.arms.size() < 2) {
            return Absent.because(Reason.EMPTY_STRATUM);
        }
        double units = 0;
        double planned = 0;
        for (Arm arm : experiment.arms.values()) {
            units += arm.revenue.n();
            planned += share(arm);
        }
        double chi = 0;
        for (Arm arm : experiment.arms.values()) {
            double expected = units * share(arm) / planned;
            double gap = arm.revenue.n() - expected;
            chi += gap * gap / expected;
        }
        double p = ChiSquaredDistribution.of(experiment.arms.size() - 1.0).survivalProbability(chi);
        return new Measured(Estimate.of(p, Unit.RATIO)
                .withN(Math.round(units))
                .withMethod("chi-squared")
                .withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }

    private static double share(Arm arm) {
        return arm.planned.sumY() / arm.planned.n();
    }
}
