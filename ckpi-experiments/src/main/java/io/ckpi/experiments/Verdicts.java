package io.ckpi.experiments;

import io.ckpi.core.Direction;
import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.experiments.Verdict.Decision;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The decision rule: broken assignment, then harm, then success with all guardrails safe, else on to the planned number of units.
 */
final class Verdicts {

    private static final double LEAST_SHOWN = 1e-4;

    private final double alpha;
    private final Alternative alternative;
    private final long comparisons;
    private final List<Names> worse = new ArrayList<>();
    private final List<Names> passed = new ArrayList<>();
    private final List<Names> open = new ArrayList<>();
    private boolean primaryPassed;
    private boolean guardrailsSafe = true;

    private Verdicts(double alpha, Alternative alternative, long comparisons) {
        this.alpha = alpha;
        this.alternative = alternative;
        this.comparisons = comparisons;
    }

    static Verdict of(Plan plan, List<MetricReadout> readouts, Optional<Srm.Check> alarm, long units) {
        if (alarm.isPresent()) {
            return new Verdict(
                    Decision.CHECK_ASSIGNMENT,
                    List.of(new Names(
                            "доли групп не соответствуют плану, p = "
                                    + alarm.get().pValue(),
                            "the arms do not have their planned shares, p = "
                                    + alarm.get().pValue())));
        }
        long family = (long) plan.treatments().size()
                * plan.metrics().stream()
                        .filter(metric -> metric.role() != Metric.Role.GUARDRAIL)
                        .count();
        Verdicts rule =
                new Verdicts(plan.conventions().alpha(), plan.conventions().alternative(), family);
        for (MetricReadout readout : readouts) {
            if (readout.metric().role() == Metric.Role.PRIMARY) {
                rule.primary(readout);
            } else if (readout.metric().role() == Metric.Role.GUARDRAIL) {
                rule.guardrail(readout);
            }
        }
        boolean early =
                plan.plannedUnits().isPresent() && units < plan.plannedUnits().getAsLong();
        return rule.verdict(early);
    }

    private void primary(MetricReadout readout) {
        String name = readout.metric().name();
        Optional<Double> effect = readout.absolute().measured().map(e -> e.value());
        if (effect.isEmpty() || readout.adjustedPValue().isEmpty()) {
            open.add(new Names(name + ": эффект не измерен", name + " has no test"));
            return;
        }
        boolean higher = readout.metric().direction() == Direction.HIGHER_IS_BETTER;
        boolean good = effect.get() != 0 && effect.get() > 0 == higher;
        double adjusted = readout.adjustedPValue().getAsDouble();
        boolean askedFor =
                alternative == Alternative.TWO_SIDED || (alternative == Alternative.GREATER) == (effect.get() > 0);
        // an effect on the side that a one-sided test does not look at is judged by the mirrored test
        double p = askedFor
                ? adjusted
                : Math.min(1, comparisons * (1 - readout.pValue().orElse(0)));
        String text = text(p);
        if (p > alpha || effect.get() == 0) {
            open.add(new Names(name + ": эффект не показан, " + text, "no effect on " + name + " is shown, " + text));
        } else if (good) {
            primaryPassed = true;
            passed.add(new Names(name + ": лучше контроля, " + text, name + " is better than the control, " + text));
        } else {
            worse.add(new Names(name + ": хуже контроля, " + text, name + " is worse than the control, " + text));
        }
    }

    /** p with two significant digits. */
    private static String text(double p) {
        return p < LEAST_SHOWN
                ? "p < 0.0001"
                : "p = "
                        + new BigDecimal(p)
                                .round(new MathContext(2))
                                .stripTrailingZeros()
                                .toPlainString();
    }

    private void guardrail(MetricReadout readout) {
        String name = readout.metric().name();
        Optional<TestResult> test = readout.nonInferiority().flatMap(Outcome::value);
        if (test.isEmpty()) {
            guardrailsSafe = false;
            open.add(new Names(name + ": защитный показатель не измерен", "the guardrail " + name + " has no test"));
            return;
        }
        double p = test.get().pValue();
        TestResult mirrored = test.get()
                .with(test.get().alternative().mirrored(), test.get().interval().level());
        if (p <= alpha) {
            passed.add(new Names(
                    name + ": не хуже допустимого, " + text(p),
                    "the guardrail " + name + " is within its margin, " + text(p)));
        } else if (mirrored.pValue() <= alpha) {
            guardrailsSafe = false;
            worse.add(new Names(
                    name + ": хуже допустимого, " + text(mirrored.pValue()),
                    "the guardrail " + name + " is worse than its margin, " + text(mirrored.pValue())));
        } else {
            guardrailsSafe = false;
            open.add(new Names(
                    name + ": не показано, что не хуже допустимого, " + text(p),
                    "the guardrail " + name + " is not shown to be within its margin, " + text(p)));
        }
    }

    private Verdict verdict(boolean early) {
        if (!worse.isEmpty()) {
            return new Verdict(Decision.STOP, withWarning(worse, early));
        }
        if (primaryPassed && guardrailsSafe) {
            return new Verdict(Decision.SHIP, withWarning(passed, early));
        }
        List<Names> reasons = new ArrayList<>(open);
        if (reasons.isEmpty()) {
            reasons.add(new Names("в плане нет главного показателя", "the plan has no primary metric"));
        }
        return new Verdict(early ? Decision.CONTINUE : Decision.INCONCLUSIVE, reasons);
    }

    private static List<Names> withWarning(List<Names> reasons, boolean early) {
        if (!early) {
            return reasons;
        }
        List<Names> more = new ArrayList<>(reasons);
        more.add(new Names(
                "план ещё не выполнен: ошибка удерживается, только если это единственный просмотр",
                "before the planned number of units: the error rate holds only if this is the only look"));
        return more;
    }
}
