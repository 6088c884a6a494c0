package io.ckpi.value;

import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.value.internal.PurchaseTable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the groups of a balance are worth under one set of customer weights and one model. */
final class BalanceDraws {

    /** The sums of one draw, by group. */
    static final class Draw {
        final double[] customers;
        final double[] value; // realised and coming margin, infinite where the mean spend does not exist
        final double[][] curve; // cumulative margin at the ages 0 … H

        Draw(int groups, int ages) {
            customers = new double[groups];
            value = new double[groups];
            curve = new double[groups][ages];
        }
    }

    private final Fit<? extends TransactionModel> visits;
    private final Fit<GammaGamma> money;
    private final Horizon horizon;
    private final double rate;
    private final int groups;
    private final Histories histories;
    private final int[] groupOf;
    private final int[] historyOf;
    private final int[] repeats;
    private final double[] meanSpend;
    private final double[] realised;
    private final int[] cellOf; // customers of one group and history are one cell
    private final int[] cellGroup;
    private final int[] cellHistory;
    private final double[][] observed; // cumulative margin of a customer at the ages 0 … H

    BalanceDraws(
            Purchases log,
            int[] groupOf,
            int groups,
            double rate,
            Horizon horizon,
            Fit<? extends TransactionModel> visits,
            Fit<GammaGamma> money) {
        this.visits = visits;
        this.money = money;
        this.horizon = horizon;
        this.rate = rate;
        this.groups = groups;
        this.groupOf = groupOf;
        Buyers buyers = log.buyers();
        this.histories = buyers.histories(visits.model().cadence());
        this.historyOf = buyers.groupsIn(histories);
        int customers = buyers.size();
        repeats = new int[customers];
        meanSpend = new double[customers];
        realised = new double[customers];
        observed = new double[customers][];
        cellOf = new int[customers];
        long[] keys = new long[customers];
        int grouped = 0;
        for (int c = 0; c < customers; c++) {
            repeats[c] = buyers.repeats(c);
            meanSpend[c] = buyers.meanRepeatSpend(c);
            if (groupOf[c] >= 0) {
                observed[c] = observed(log.table(), c);
                realised[c] = observed[c][horizon.periods() + 1];
                keys[grouped++] = key(c);
            }
        }
        long[] cells = Arrays.stream(keys, 0, grouped).sorted().distinct().toArray();
        cellGroup = new int[cells.length];
        cellHistory = new int[cells.length];
        for (int i = 0; i < cells.length; i++) {
            cellGroup[i] = (int) (cells[i] / histories.groups());
            cellHistory[i] = (int) (cells[i] % histories.groups());
        }
        for (int c = 0; c < customers; c++) {
            cellOf[c] = groupOf[c] < 0 ? -1 : Arrays.binarySearch(cells, key(c));
        }
    }

    private long key(int customer) {
        return (long) groupOf[customer] * histories.groups() + historyOf[customer];
    }

    /** The margin up to the ages 0 … H, and in the last entry all of it. */
    private double[] observed(PurchaseTable table, int customer) {
        double[] margins = new double[horizon.periods() + 2];
        int low = table.from()[customer];
        int high = table.from()[customer + 1];
        long[] known = table.margin();
        double sum = 0;
        int age = 0;
        for (int i = low; i < high; i++) {
            int day = table.day()[i] - table.day()[low];
            while (age <= horizon.periods() && age * horizon.period().days() < day) {
                margins[age++] = sum;
            }
            sum += known != null ? known[i] / 1e6 : rate * table.spend()[i] / 1e6;
        }
        Arrays.fill(margins, age, margins.length, sum);
        return margins;
    }

    int groups() {
        return groups;
    }

    /** The number of customers in each group. */
    long[] acquired() {
        long[] acquired = new long[groups];
        for (int group : groupOf) {
            if (group >= 0) {
                acquired[group]++;
            }
        }
        return acquired;
    }

    /** The number of customers in no group. */
    long outside() {
        return Arrays.stream(groupOf).filter(group -> group < 0).count();
    }

    /** The estimate: every customer once, the fitted models. */
    Draw estimate() {
        double[] ones = new double[groupOf.length];
        Arrays.fill(ones, 1);
        return under(ones, visits.model(), money.model());
    }

    /** Draws by number; null where a model could not be refitted. */
    @Nullable
    Draw[] draws(int count, long seed) {
        boolean refit = groupOf.length <= UnitEconomics.REFITTED;
        List<? extends TransactionModel> drawn = refit ? List.of() : visits.draws(Errors.SANDWICH, count, seed);
        List<GammaGamma> spends = money.draws(Errors.SANDWICH, count, seed + 1);
        @Nullable Draw[] draws = new @Nullable Draw[count];
        IntStream.range(0, count).parallel().forEach(k -> {
            RandomStream stream = RandomStream.of(seed, "value.balance", k);
            double[] weights = new double[groupOf.length];
            double[] perHistory = new double[histories.groups()];
            for (int c = 0; c < weights.length; c++) {
                weights[c] = Samplers.poisson(stream, 1);
                perHistory[historyOf[c]] += weights[c];
            }
            TransactionModel model = refit ? visits.refit(perHistory) : k < drawn.size() ? drawn.get(k) : null;
            if (model != null && k < spends.size()) {
                draws[k] = under(weights, model, spends.get(k));
            }
        });
        return draws;
    }

    private Draw under(double[] weights, TransactionModel model, GammaGamma spend) {
        int ages = horizon.periods() + 1;
        Draw draw = new Draw(groups, ages);
        double[] perPurchase = new double[cellGroup.length]; // weighted mean spends of the cell's customers
        for (int c = 0; c < weights.length; c++) {
            if (cellOf[c] < 0 || weights[c] == 0) {
                continue;
            }
            int g = groupOf[c];
            draw.customers[g] += weights[c];
            draw.value[g] += weights[c] * realised[c];
            perPurchase[cellOf[c]] += weights[c] * Clv.spendOf(spend, repeats[c], meanSpend[c]);
            double[] curve = draw.curve[g];
            for (int a = 0; a < ages; a++) {
                curve[a] += weights[c] * observed[c][a];
            }
        }
        double width = horizon.period().in(model.cadence());
        for (int cell = 0; cell < perPurchase.length; cell++) {
            double factor = rate * perPurchase[cell];
            if (factor == 0) {
                continue;
            }
            History history = histories.history(cellHistory[cell]);
            int g = cellGroup[cell];
            draw.value[g] += times(factor, horizon.discounted(model, history));
            for (int a = 1; a < ages; a++) {
                double ahead = a * width - history.age();
                if (ahead > 0) {
                    draw.curve[g][a] += times(factor, model.expected(history, ahead));
                }
            }
        }
        return draw;
    }

    private static double times(double factor, double count) {
        return count == 0 ? 0 : factor * count;
    }
}
