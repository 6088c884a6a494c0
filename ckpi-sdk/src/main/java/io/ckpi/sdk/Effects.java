package io.ckpi.sdk;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Moments;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Shares;
import io.ckpi.experiments.Conventions;
import io.ckpi.experiments.Metric;
import io.ckpi.experiments.MetricReadout;
import io.ckpi.experiments.Readout;
import io.ckpi.experiments.Srm;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The effects of experiments as the report shows them: revenue per unit and the share of buyers, arm by arm. */
final class Effects {

    private final String control;
    private final @Nullable Unit money;
    private final double level;
    private final Evidence evidence;

    Effects(String control, @Nullable Unit money, double level, Evidence evidence) {
        this.control = control;
        this.money = money;
        this.level = level;
        this.evidence = evidence;
    }

    /** The effects of all experiments that have the control arm and another one. */
    List<Effect> of(List<Experiment> experiments) {
        List<Effect> effects = new ArrayList<>();
        for (Experiment experiment : experiments) {
            if (experiment.arms().containsKey(control) && experiment.arms().size() > 1) {
                add(experiment, effects);
            }
        }
        return effects;
    }

    private void add(Experiment experiment, List<Effect> effects) {
        Absent noMoney = Absent.because(
                Reason.INVALID_INPUT,
                "there is not exactly one currency",
                "валюта сумм не одна и та же или неизвестна");
        Shares shares = Shares.withDefaults().withLevel(level);
        Readout readout = experiment
                .plan(control)
                .conventions(Conventions.defaults().withLevel(level))
                .metric(Metric.mean("revenue").in(money == null ? Unit.RATIO : money))
                .build()
                .read(experiment.arms());
        Moments held = arm(experiment, control);
        long heldBuyers = held.nonZero("buyer");
        Reading split = sampleRatio(readout);
        for (String name : experiment.arms().keySet()) {
            if (name.equals(control)) {
                continue;
            }
            MetricReadout revenue = readout.of("revenue", name);
            Moments treated = arm(experiment, name);
            long buyers = treated.nonZero("buyer");
            effects.add(new Effect(
                    experiment.name(),
                    Effect.Metric.REVENUE,
                    new Effect.Arm(name, treated.n(), money == null ? noMoney : revenue.treated()),
                    new Effect.Arm(control, held.n(), money == null ? noMoney : revenue.control()),
                    money == null ? noMoney : contaminated(revenue.absolute(), experiment),
                    money == null ? noMoney : contaminated(revenue.incrementalTotal(), experiment),
                    experiment.contaminated(),
                    split,
                    evidence));
            effects.add(new Effect(
                    experiment.name(),
                    Effect.Metric.BUYERS,
                    new Effect.Arm(name, treated.n(), shares.of(buyers, treated.n())),
                    new Effect.Arm(control, held.n(), shares.of(heldBuyers, held.n())),
                    contaminated(shares.difference(buyers, treated.n(), heldBuyers, held.n()), experiment),
                    Absent.because(Reason.INVALID_INPUT, "a share has no total", "у доли нет суммы"),
                    experiment.contaminated(),
                    split,
                    evidence));
        }
    }

    private static Moments arm(Experiment experiment, String name) {
        return Objects.requireNonNull(experiment.arms().get(name), name);
    }

    private static Reading contaminated(Reading reading, Experiment experiment) {
        if (experiment.contaminated() == 0 || !(reading instanceof Measured measured)) {
            return reading;
        }
        return new Measured(measured.estimate()
                .withFlag(Flag.of(Flag.Code.CONTAMINATED, Long.toString(experiment.contaminated()))));
    }

    /** The p-value of Pearson's test of the sizes of the arms against their planned shares. */
    private static Reading sampleRatio(Readout readout) {
        Outcome<Srm.Check> outcome = readout.srm().orElseThrow();
        if (outcome instanceof Outcome.NotComputable<Srm.Check> none) {
            return none.why();
        }
        Srm.Check check = ((Outcome.Computed<Srm.Check>) outcome).result();
        return new Measured(Estimate.of(check.pValue(), Unit.RATIO)
                .withN(readout.units().values().stream().mapToLong(n -> n).sum())
                .withMethod(check.method())
                .withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }
}
