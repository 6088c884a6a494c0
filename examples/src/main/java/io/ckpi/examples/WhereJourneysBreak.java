package io.ckpi.examples;

import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.funnel.BottleneckTarget;
import io.ckpi.funnel.Bottlenecks;
import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.FunnelResult;
import io.ckpi.sdk.Ckpi;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;

/** Where does a demo company lose its leads, and which step is worth repairing first? */
public final class WhereJourneysBreak {

    /** The margin that a won lead brings. */
    private static final Money A_CUSTOMER_BRINGS = Money.of(17_000, "RUB");

    private static final Period QUARTER =
            Period.ofMonths(YearMonth.of(2026, 7), YearMonth.of(2026, 9), ZoneId.of("Europe/Moscow"));

    private WhereJourneysBreak() {}

    /**
     * Prints the funnel of leads and its steps, the best lever first.
     *
     * @param args none
     */
    public static void main(String[] args) {
        FunnelResult leads = measure();
        for (int step = 1; step <= leads.steps(); step++) {
            System.out.println(leads.spec().steps().get(step - 1) + ": " + leads.reached(step));
        }
        for (Bottlenecks.Gain gain : rank(leads).gains()) {
            System.out.println("5 points more at step " + gain.step() + " bring customers: "
                    + EmbedCkpi.inWords(gain.extraCustomers()) + "; money: " + EmbedCkpi.inWords(gain.extraMoney()));
        }
    }

    static FunnelResult measure() {
        Funnel leads = Funnel.of("stage.lead", "stage.mql", "stage.sql", "stage.opportunity", "stage.won")
                .within(Duration.ofDays(90));
        return Ckpi.builder()
                .source("demo", Map.of("customers", "5000"))
                .build()
                .funnel(QUARTER, leads)
                .value();
    }

    static Bottlenecks.Ranking rank(FunnelResult leads) {
        long[] reached = leads.atLeast().stream().mapToLong(Long::longValue).toArray();
        return Bottlenecks.withDefaults().rank(reached, BottleneckTarget.points(0.05), A_CUSTOMER_BRINGS);
    }
}
