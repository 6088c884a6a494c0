package io.ckpi.sdk;

import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Unit;
import io.ckpi.experiments.Metric;
import io.ckpi.experiments.Plan;
import io.ckpi.experiments.Readout;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as the records know it: what the units of each arm bought in the period after their assignment.
 *
 * <p>A row is one unit (a person). Its variables, in the order of {@link #VARIABLES}:
 *
 * <ul>
 *   <li>{@code revenue}: paid less given back, from the assignment, or the start of the period if that is later, to the end
 *   <li>{@code orders}: paid orders in that time; {@code buyer}: 1 if there is one, else 0
 *   <li>{@code revenue_before}: the same amounts in the {@value #DAYS_BEFORE} days before the assignment
 *   <li>{@code newcomer}: 1 if nothing was bought before the assignment, else 0
 * </ul>
 *
 * <p>Units that are assigned to several arms are left out and counted.
 *
 * @param name the experiment's name
 * @param arms the moments of the variables by arm, in order of the names
 * @param shares the planned share of each arm, scaled to sum 1
 * @param contaminated units left out because they belong to several arms
 * @param currency the currency of the amounts, or null if there is not exactly one
 */
public record Experiment(
        String name,
        Map<String, Moments> arms,
        Map<String, Double> shares,
        long contaminated,
        @Nullable Currency currency) {

    /** The variables of a unit. */
    public static final List<String> VARIABLES = List.of("revenue", "orders", "buyer", "revenue_before", "newcomer");

    /** Length of the time before the assignment. */
    public static final int DAYS_BEFORE = 90;

    static final MomentsLayout LAYOUT = MomentsLayout.of(VARIABLES.toArray(new String[0]));

    /** Checks and copies. */
    public Experiment {
        Objects.requireNonNull(name, "name");
        arms = Collections.unmodifiableMap(new LinkedHashMap<>(arms));
        shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
        if (!arms.keySet().equals(shares.keySet())) {
            throw new IllegalArgumentException("arms and shares differ: " + arms.keySet() + ", " + shares.keySet());
        }
        if (contaminated < 0) {
            throw new IllegalArgumentException("contaminated is negative: " + contaminated);
        }
    }

    /**
     * A plan with this control, all other arms as treatments, the planned shares, and no metric yet.
     *
     * @throws IllegalArgumentException if there is no such arm, or no other one
     */
    public Plan.Builder plan(String control) {
        if (!arms.containsKey(control) || arms.size() < 2) {
            throw new IllegalArgumentException(
                    "the experiment " + name + " has no arm " + control + " beside another: " + arms.keySet());
        }
        Plan.Builder plan = Plan.named(name).control(control, share(control));
        arms.keySet().stream().filter(arm -> !arm.equals(control)).forEach(arm -> plan.treatment(arm, share(arm)));
        return plan;
    }

    private double share(String arm) {
        return Objects.requireNonNull(shares.get(arm), arm);
    }

    /**
     * The read-out of revenue per unit (adjusted by the revenue before), orders per unit, the share of buyers and the
     * revenue per order.
     *
     * @throws IllegalArgumentException as {@link #plan}
     */
    public Readout read(String control) {
        Unit money = currency == null ? Unit.RATIO : Unit.money(currency);
        return plan(control)
                .metric(Metric.mean("revenue")
                        .in(money)
                        .adjustedBy("revenue_before", "newcomer")
                        .primary())
                .metric(Metric.mean("orders").in(Unit.COUNT))
                .metric(Metric.rate("buyer"))
                .metric(Metric.ratio("revenue", "orders").in(money))
                .build()
                .read(arms);
    }
}
