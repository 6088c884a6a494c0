package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.experiments.HoldoutEffect;
import io.ckpi.experiments.HoldoutInterval;
import java.util.Map;

/**
 * What two experiments with a control arm show: nurtured leads against others, customers with CRM marketing against others.
 * Every arm but the control is treated. A unit in several arms is left out and counted.
 */
final class ExperimentMeasure implements Measure<ExperimentMeasure> {

    private static final int NONE = 0;
    private static final int CONTROL = 1;
    private static final int TREATED = 2;
    private static final int SEVERAL = 3;

    private final Window window;
    private final Stats stats;
    private final Spending spending;

    private final long[] leads = new long[3];
    private final long[] reached = new long[3];
    private long undecided;
    private long leadsContaminated;
    private boolean nurtureAssigned;

    private final PairAccumulator control = new PairAccumulator();
    private final PairAccumulator treated = new PairAccumulator();
    private long unitsContaminated;
    private final long[] buyers = new long[3];
    private boolean negative;
    private boolean faulty;
    private boolean crmAssigned;

    /** Time of the assignment that was found last. */
    private long assignedAt;

    ExperimentMeasure(Window window, Stats stats, Spending spending) {
        this.window = window;
        this.stats = stats;
        this.spending = spending;
    }

    @Override
    public void add(Facts facts) {
        if (facts.history.assignments().isEmpty()) {
            return;
        }
        int arm = arm(facts, window.parameters.nurtureExperiment());
        nurtureAssigned |= arm != NONE;
        if (arm != NONE) {
            addLead(facts, arm);
        }
        arm = arm(facts, window.parameters.crmExperiment());
        crmAssigned |= arm != NONE;
        if (arm == SEVERAL) {
            unitsContaminated++;
        } else if (arm != NONE) {
            addRevenue(facts, arm);
        }
    }

    private int arm(Facts facts, String experiment) {
        String arm = null;
        for (Assignment assignment : facts.history.assignments()) {
            long time = Facts.millis(assignment);
            if (time >= window.cut || !experiment.equals(assignment.experiment())) {
                continue;
            }
            if (arm == null) {
                arm = assignment.arm();
                assignedAt = time;
            } else if (!arm.equals(assignment.arm())) {
                return SEVERAL;
            }
        }
        return arm == null ? NONE : arm.equals(window.parameters.controlArm()) ? CONTROL : TREATED;
    }

    /** The first lead of the period that was not there more than a day before the person was assigned. */
    private void addLead(Facts facts, int arm) {
        for (Lead lead : facts.leads) {
            if (!lead.lead || !window.holds(lead.created) || lead.created < assignedAt - Window.DAY) {
                continue;
            }
            if (arm == SEVERAL) {
                leadsContaminated++;
                return;
            }
            long latest = lead.created + window.parameters.nurtureDays() * Window.DAY;
            if (lead.reached(LeadStage.SAL, Math.min(latest, window.dataEnd)) >= 0) {
                leads[arm]++;
                reached[arm]++;
            } else if (latest <= window.dataEnd || lead.closed(window.dataEnd) >= 0) {
                leads[arm]++;
            } else {
                undecided++;
            }
            return;
        }
    }

    private void addRevenue(Facts facts, int arm) {
        long revenue = 0;
        for (Sale sale : facts.purchases) {
            if (window.holds(sale.paid) && sale.paid >= assignedAt) {
                faulty |= sale.faulty;
                revenue += sale.net;
            }
        }
        negative |= revenue < 0;
        buyers[arm] += revenue == 0 ? 0 : 1;
        (arm == CONTROL ? control : treated).add((double) revenue);
    }

    @Override
    public void merge(ExperimentMeasure other) {
        for (int arm = 0; arm < leads.length; arm++) {
            leads[arm] += other.leads[arm];
            reached[arm] += other.reached[arm];
            buyers[arm] += other.buyers[arm];
        }
        undecided += other.undecided;
        leadsContaminated += other.leadsContaminated;
        nurtureAssigned |= other.nurtureAssigned;
        control.merge(other.control);
        treated.merge(other.treated);
        unitsContaminated += other.unitsContaminated;
        negative |= other.negative;
        faulty |= other.faulty;
        crmAssigned |= other.crmAssigned;
    }

    @Override
    public void readings(Seen seen, Map<String, Reading> readings) {
        readings.put("nurture.lift", lift());
        readings.put("crm.incremental", incremental());
    }

    private Reading lift() {
        String experiment = window.parameters.nurtureExperiment();
        if (!nurtureAssigned) {
            return Stats.none(
                    "nobody is assigned to the experiment " + experiment,
                    "в эксперимент " + experiment + " никто не распределён");
        }
        if (leads[CONTROL] == 0 || leads[TREATED] == 0) {
            return undecided > 0
                    ? Absent.because(Reason.NOT_DUE_YET)
                    : Stats.none(
                            "decided leads: " + leads[CONTROL] + " in the control arm, " + leads[TREATED]
                                    + " in the others",
                            "лидов с решением: " + leads[CONTROL] + " в контрольной группе, " + leads[TREATED]
                                    + " в остальных");
        }
        Reading ratio = stats.shares.ratio(reached[TREATED], leads[TREATED], reached[CONTROL], leads[CONTROL]);
        if (!(ratio instanceof Measured measured)) {
            return ratio;
        }
        Reading lift = new Measured(measured.estimate()
                .withRatio((double) reached[TREATED] / leads[TREATED], (double) reached[CONTROL] / leads[CONTROL])
                .withPending(undecided));
        return contaminated(lift, leadsContaminated);
    }

    private static Reading contaminated(Reading reading, long count) {
        return Stats.flagged(reading, count > 0, Flag.of(Flag.Code.CONTAMINATED, Long.toString(count)));
    }

    private Reading incremental() {
        String experiment = window.parameters.crmExperiment();
        if (!crmAssigned) {
            return Stats.none(
                    "nobody is assigned to the experiment " + experiment,
                    "в эксперимент " + experiment + " никто не распределён");
        }
        Absent money = spending.trouble(faulty);
        if (money != null) {
            return money;
        }
        Unit unit = Unit.money(spending.currency());
        Reading perHead = stats.welch.difference(control, treated, unit);
        if (!(perHead instanceof Measured measured)) {
            return perHead;
        }
        Estimate estimate = measured.estimate();
        if (!negative) {
            Outcome<HoldoutEffect> effect = HoldoutInterval.withDefaults()
                    .withLevel(window.parameters.level())
                    .of(
                            control.n(),
                            control.sumY() / control.n(),
                            control.squaresY(),
                            buyers[CONTROL],
                            treated.n(),
                            treated.sumY() / treated.n(),
                            treated.squaresY(),
                            buyers[TREATED]);
            if (effect instanceof Outcome.Computed<HoldoutEffect> computed) {
                estimate = estimate.withInterval(computed.result().interval()).withMethod(HoldoutEffect.METHOD);
                for (Flag flag : computed.result().flags()) {
                    estimate = estimate.withFlag(flag);
                }
            }
        }
        double total = (treated.sumY() - control.sumY() * ((double) treated.n() / control.n())) / 1e6;
        return contaminated(
                new Measured(Stats.withValue(estimate.scaled(treated.n() / 1e6, unit), total)), unitsContaminated);
    }
}
