package io.ckpi.experiments;

import io.ckpi.core.Unit;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A strategic goal of marketing and the number that tells whether an experiment served it.
 *
 * <ul>
 *   <li>launch of a product: ROI = (Δmargin − Δcost)/Δcost, in per cent, judged by the profit per customer; buyers of the new
 *       product beside it;
 *   <li>growth: the incremental effect, revenue per customer;
 *   <li>retention: the share of revenue that comes through the CRM's channels; the repeat rate beside it.
 * </ul>
 *
 * @param kind which goal
 * @param primary the metric that decides
 * @param beside metrics reported beside it
 * @param launchVariables for a launch the variables of margin and cost, else empty
 */
public record Goal(Kind kind, Metric primary, List<Metric> beside, List<String> launchVariables) {

    /** The goals of the source documents. */
    public enum Kind {
        /** A new product enters the market. */
        LAUNCH,
        /** Existing business grows. */
        GROWTH,
        /** Customers stay. */
        RETENTION
    }

    /** Checks that the metric is primary. */
    public Goal {
        Objects.requireNonNull(kind, "kind");
        if (primary.role() != Metric.Role.PRIMARY) {
            throw new IllegalArgumentException("the metric of a goal is not primary: " + primary.name());
        }
        beside = List.copyOf(beside);
        launchVariables = List.copyOf(launchVariables);
        if (launchVariables.size() != (kind == Kind.LAUNCH ? 2 : 0)) {
            throw new IllegalArgumentException("margin and cost belong to a launch and only to it: " + launchVariables);
        }
    }

    /**
     * Launch of a product.
     *
     * @param margin the variable with a customer's margin before the cost of the action
     * @param cost the variable with a customer's cost of the action
     * @param buyer the 0/1 variable that is 1 for a buyer of the new product
     * @param money the unit of margin and cost
     */
    public static Goal launch(String margin, String cost, String buyer, Unit money) {
        Metric profit =
                Metric.combination("profit", Map.of(margin, 1.0, cost, -1.0)).in(money);
        return new Goal(Kind.LAUNCH, profit.primary(), List.of(Metric.rate(buyer)), List.of(margin, cost));
    }

    /** Growth, by the incremental revenue. */
    public static Goal growth(String revenue, Unit money) {
        return new Goal(Kind.GROWTH, Metric.mean(revenue).in(money).primary(), List.of(), List.of());
    }

    /**
     * Retention.
     *
     * @param crmRevenue the variable with the revenue that came through the CRM's channels
     * @param revenue the variable with all revenue
     * @param repeat the 0/1 variable that is 1 for who bought again
     */
    public static Goal retention(String crmRevenue, String revenue, String repeat) {
        return new Goal(
                Kind.RETENTION, Metric.ratio(crmRevenue, revenue).primary(), List.of(Metric.rate(repeat)), List.of());
    }
}
