package io.ckpi.sdk;

import io.ckpi.core.MomentsAccumulator;
import io.ckpi.core.Period;
import io.ckpi.core.record.Assignment;
import io.ckpi.sdk.PaidOrders.Purchase;
import io.ckpi.sdk.history.SubjectHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the units of each experiment bought in the period after their assignment, by arm. Units of more than one arm are
 * counted and left out. Mutable, confined to one thread.
 */
final class ExperimentFold {

    private static final Duration BEFORE = Duration.ofDays(Experiment.DAYS_BEFORE);

    private final Instant from;
    private final Instant until;
    private final Map<String, Trial> trials = new TreeMap<>();

    ExperimentFold(Period period, Instant dataEnd) {
        this.from = period.start();
        this.until = period.end().isBefore(dataEnd) ? period.end() : dataEnd;
    }

    private static final class Trial {
        private final Map<String, Arm> arms = new TreeMap<>();
        private long contaminated;
    }

    private static final class Arm {
        private final MomentsAccumulator units = Experiment.LAYOUT.accumulator();
        private double planned;
        private long count;
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
            Trial trial = trials.computeIfAbsent(name, key -> new Trial());
            if (assignment == null) {
                trial.contaminated++;
            } else {
                add(trial.arms.computeIfAbsent(assignment.arm(), key -> new Arm()), assignment, history);
            }
        });
    }

    private void add(Arm arm, Assignment assignment, SubjectHistory history) {
        Instant assigned = assignment.envelope().occurredAt();
        Instant since = assigned.isAfter(from) ? assigned : from;
        double revenue = 0;
        double before = 0;
        int orders = 0;
        boolean known = false;
        for (Purchase purchase : PaidOrders.of(history.orders(), until)) {
            double amount = purchase.amount().doubleValue();
            if (!purchase.at().isBefore(since)) {
                revenue += amount;
                orders++;
            }
            if (purchase.at().isBefore(assigned)) {
                known = true;
                before += purchase.at().isBefore(assigned.minus(BEFORE)) ? 0 : amount;
            }
        }
        arm.units.add(revenue, orders, orders > 0 ? 1 : 0, before, known ? 0 : 1);
        arm.planned += assignment.share();
        arm.count++;
    }

    void merge(ExperimentFold next) {
        next.trials.forEach((name, theirs) -> {
            Trial mine = trials.computeIfAbsent(name, key -> new Trial());
            mine.contaminated += theirs.contaminated;
            theirs.arms.forEach((armName, more) -> {
                Arm arm = mine.arms.computeIfAbsent(armName, key -> new Arm());
                arm.units.merge(more.units);
                arm.planned += more.planned;
                arm.count += more.count;
            });
        });
    }

    /** The experiments in order of their names. */
    List<Experiment> experiments(@Nullable Currency currency) {
        List<Experiment> all = new ArrayList<>();
        trials.forEach((name, trial) -> {
            Map<String, io.ckpi.core.Moments> arms = new LinkedHashMap<>();
            Map<String, Double> shares = new LinkedHashMap<>();
            double sum = trial.arms.values().stream()
                    .mapToDouble(arm -> arm.planned / arm.count)
                    .sum();
            trial.arms.forEach((armName, arm) -> {
                arms.put(armName, arm.units.moments());
                shares.put(armName, arm.planned / arm.count / sum);
            });
            all.add(new Experiment(name, arms, shares, trial.contaminated, currency));
        });
        return all;
    }
}
