package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Cac;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the draws of a balance into readings. */
record BalanceReadings(CacDefinition definition, Horizon horizon, double level, Currency currency) {

    private static final int FEW = 30;
    private static final double NEVER = Double.POSITIVE_INFINITY;

    Balance of(List<String> labels, Map<String, Money> costs, BalanceDraws subject, int draws, long seed) {
        BalanceDraws.Draw estimate = subject.estimate();
        BalanceDraws.@Nullable Draw[] drawn = subject.draws(draws, seed);
        long[] acquired = subject.acquired();
        List<Balance.Group> groups = new ArrayList<>();
        for (int g = 0; g < labels.size(); g++) {
            Money spend = costs.getOrDefault(labels.get(g), Money.zero(currency));
            groups.add(group(labels.get(g), g, acquired[g], spend, estimate, drawn));
        }
        int used = (int) Arrays.stream(drawn).filter(draw -> draw != null).count();
        return new Balance(definition, groups, subject.outside(), used);
    }

    private Balance.Group group(
            String label,
            int g,
            long acquired,
            Money spend,
            BalanceDraws.Draw estimate,
            BalanceDraws.@Nullable Draw[] drawn) {
        double cost = spend.doubleValue();
        List<BalanceDraws.Draw> draws = new ArrayList<>();
        for (BalanceDraws.Draw draw : drawn) {
            if (draw != null && draw.customers[g] > 0) {
                draws.add(draw);
            }
        }
        int n = draws.size();
        double[] ltv = new double[n];
        double[] cac = new double[n];
        double[] difference = new double[n];
        double[] ratio = new double[n];
        double[] payback = new double[n];
        int above = 0;
        int above3 = 0;
        int late = 0;
        for (int d = 0; d < n; d++) {
            double customers = draws.get(d).customers[g];
            ltv[d] = draws.get(d).value[g] / customers;
            cac[d] = cost / customers;
            difference[d] = ltv[d] - cac[d];
            ratio[d] = cost == 0 ? NEVER : ltv[d] / cac[d];
            payback[d] = payback(draws.get(d).curve[g], cost);
            above += ltv[d] > cac[d] ? 1 : 0;
            above3 += ltv[d] > 3 * cac[d] ? 1 : 0;
            late += payback[d] == NEVER ? 1 : 0;
        }
        Absent why = acquired == 0
                ? Absent.because(Reason.NO_DATA, "nobody was won", "никто не привлечён")
                : !Double.isFinite(estimate.value[g])
                        ? Absent.because(
                                Reason.UNBOUNDED,
                                "the mean spend does not exist where px + q is not above 1",
                                "среднего чека нет, если px + q не больше 1")
                        : null;
        double value = estimate.value[g] / estimate.customers[g];
        double perCustomer = cost / estimate.customers[g];
        Unit money = Unit.money(currency);
        double age = why == null ? payback(estimate.curve[g], cost) : NEVER;
        Reading cacReading = Cac.of(spend, acquired);
        return new Balance.Group(
                label,
                acquired,
                spend,
                reading(why, value, money, ltv, acquired, "balance"),
                cacReading instanceof Measured
                        ? reading(null, perCustomer, money, cac, acquired, definition.id())
                        : cacReading,
                reading(why, value - perCustomer, money, difference, acquired, "balance"),
                cost == 0 && why == null
                        ? Absent.because(Reason.ZERO_DENOMINATOR, "nothing was spent", "расходов не было")
                        : reading(why, value / perCustomer, Unit.RATIO, ratio, acquired, "balance"),
                share(acquired, above, n),
                share(acquired, above3, n),
                why == null && age == NEVER
                        ? Absent.because(
                                Reason.NOT_REACHED,
                                "not paid back within " + horizon.periods() + " periods",
                                "не окупается за " + horizon.periods() + " периодов")
                        : reading(why, age, Unit.COUNT, payback, acquired, "balance"),
                share(acquired, late, n));
    }

    /** The age at which a cumulative curve reaches the cost of all its customers. */
    private static double payback(double[] curve, double cost) {
        if (curve[0] >= cost) {
            return 0;
        }
        for (int a = 1; a < curve.length; a++) {
            if (curve[a] >= cost) {
                double step = curve[a] - curve[a - 1];
                return a - 1 + (Double.isFinite(step) ? (cost - curve[a - 1]) / step : 0);
            }
        }
        return NEVER;
    }

    private Reading reading(
            @Nullable Absent why, double value, Unit unit, double[] draws, long acquired, String method) {
        if (why != null) {
            return why;
        }
        if (!Double.isFinite(value)) {
            return Absent.because(
                    Reason.UNBOUNDED,
                    "beyond the range of double-precision numbers",
                    "за пределами чисел двойной точности");
        }
        Arrays.sort(draws);
        Interval interval = Clv.interval(draws, level);
        Estimate estimate = Estimate.of(value, unit).withN(acquired).withMethod(method);
        return small(
                interval == null ? estimate.withFlag(Flag.of(Flag.Code.NO_INTERVAL)) : estimate.withInterval(interval),
                acquired);
    }

    private Reading share(long acquired, int of, int draws) {
        if (acquired == 0) {
            return Absent.because(Reason.NO_DATA, "nobody was won", "никто не привлечён");
        }
        if (draws == 0) {
            return Absent.because(Reason.NOT_CONVERGED);
        }
        return small(
                Estimate.of((double) of / draws, Unit.RATIO)
                        .withN(acquired)
                        .withMethod("draws")
                        .withFlag(Flag.of(Flag.Code.NO_INTERVAL)),
                acquired);
    }

    private static Reading small(Estimate estimate, long acquired) {
        return new Measured(
                acquired < FEW
                        ? estimate.withFlag(Flag.of(Flag.Code.SMALL_SAMPLE, Long.toString(acquired)))
                        : estimate);
    }
}
