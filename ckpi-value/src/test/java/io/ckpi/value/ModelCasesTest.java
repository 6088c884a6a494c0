package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Absent;
import io.ckpi.core.Reading;
import io.ckpi.testing.Cases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Models at fixed parameters against published numbers and 30- to 40-digit references. */
class ModelCasesTest {

    private static double number(Map<String, String> row, String column) {
        String text = row.getOrDefault(column, "");
        return text.isEmpty() ? 0 : Double.parseDouble(text);
    }

    /** Every row within relTol · |expected| + absTol, all finite. */
    private interface Compute {
        double of(Map<String, String> row);
    }

    private static void check(String file, int rows, Compute compute) {
        List<String> wrong = new ArrayList<>();
        List<Map<String, String>> all = Cases.csv("value/" + file);
        for (Map<String, String> row : all) {
            double expected = Double.parseDouble(row.get("expected"));
            double got = compute.of(row);
            double tolerance = number(row, "rel_tol") * Math.abs(expected) + number(row, "abs_tol");
            if (!(Math.abs(got - expected) <= tolerance)) {
                wrong.add(row.get("case_id") + " " + row.get("model") + " " + row.get("quantity") + ": " + got
                        + " instead of " + expected);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(all).hasSize(rows);
    }

    private static TransactionModel model(Map<String, String> row) {
        double a = number(row, "p1");
        double b = number(row, "p2");
        double c = number(row, "p3");
        double d = number(row, "p4");
        return switch (row.get("model")) {
            case "BG/NBD" -> new BgNbd(a, b, c, d, Cadence.WEEKS);
            case "MBG/NBD" -> new MbgNbd(a, b, c, d, Cadence.WEEKS);
            case "Pareto/NBD" -> new ParetoNbd(a, b, c, d, Cadence.WEEKS);
            default -> throw new AssertionError(row);
        };
    }

    private static double logLik(TransactionModel model, History h) {
        if (model instanceof BgNbd bg) {
            return bg.logLik(h.repeats(), h.last(), h.age());
        }
        return model instanceof MbgNbd mbg
                ? mbg.logLik(h.repeats(), h.last(), h.age())
                : ((ParetoNbd) model).logLik(h.repeats(), h.last(), h.age());
    }

    private static double transaction(Map<String, String> row) {
        if (row.get("model").equals("BG/BB")) {
            BgBb bgbb =
                    new BgBb(number(row, "p1"), number(row, "p2"), number(row, "p3"), number(row, "p4"), Cadence.YEARS);
            int x = (int) number(row, "x");
            int tx = (int) number(row, "t_x");
            int n = (int) number(row, "T");
            return switch (row.get("quantity")) {
                case "p_alive_next" -> bgbb.pAliveAfter(x, tx, n, 1);
                case "cond_expected_tx" -> bgbb.expected(x, tx, n, (int) number(row, "t"));
                case "ll" -> bgbb.logLik(x, tx, n);
                case "dert" -> value(bgbb.dert(x, tx, n, Rate.perYear(number(row, "delta"))));
                default -> throw new AssertionError(row);
            };
        }
        TransactionModel model = model(row);
        History h = new History((int) number(row, "x"), number(row, "t_x"), number(row, "T"), Cadence.WEEKS);
        double t = number(row, "t");
        return switch (row.get("quantity")) {
            case "ll" -> logLik(model, h);
            case "p_alive" -> model.pAlive(h);
            case "cond_expected_tx" -> model.expected(h, t);
            case "expected_tx" -> model.expected(model.newCustomer(), t);
            case "pmf" -> model.future(model.newCustomer(), t).p((long) number(row, "n"));
            case "cond_pmf" -> model.future(h, t).p((long) number(row, "n"));
            case "p_alive_at_T_plus_t" -> model.pAliveAfter(h, t);
            case "dert" -> value(model.dert(h, new Rate(Math.expm1(number(row, "delta")), Cadence.WEEKS)));
            case "variance" -> model.future(h, t).variance();
            case "p_greater_than" -> model.future(h, t).pGreaterThan((long) number(row, "j_or_level"));
            case "quantile" -> model.future(h, t).quantile(number(row, "j_or_level"));
            default -> throw new AssertionError(row);
        };
    }

    private static double value(Reading reading) {
        assertThat(reading).isNotInstanceOf(Absent.class);
        return reading.value().orElseThrow();
    }

    @Test
    void printedNumbersOfSpreadsheetsManualsAndPapers() {
        check("btyd_published_literals.csv", 34, ModelCasesTest::transaction);
    }

    @Test
    void pointwiseValues() {
        check("btyd_pointwise.csv", 334, ModelCasesTest::transaction);
    }

    @Test
    void cornersWherePeersOverflowOrLoseDigits() {
        check("btyd_corners.csv", 870, ModelCasesTest::transaction);
    }

    @Test
    void predictiveDistributions() {
        check("predictive.csv", 108, ModelCasesTest::transaction);
    }

    private static BgCnbd cnbd(Map<String, String> row) {
        return new BgCnbd(
                (int) number(row, "k"),
                row.get("model").startsWith("M") ? BgCnbd.Leaving.AFTER_FIRST : BgCnbd.Leaving.AFTER_REPEAT,
                number(row, "r"),
                number(row, "alpha"),
                number(row, "a"),
                number(row, "b"),
                Cadence.WEEKS);
    }

    @Test
    void regularTiming() {
        check("bgcnbd_k.csv", 72, row -> {
            History h = new History((int) number(row, "x"), number(row, "t_x"), number(row, "T"), Cadence.WEEKS);
            return row.get("quantity").equals("ll")
                    ? cnbd(row).logLik(h.repeats(), h.last(), h.age(), number(row, "litt"))
                    : cnbd(row).pAlive(h);
        });
        check("bgcnbd_k_expected.csv", 36, row -> {
            BgCnbd model = cnbd(row);
            History h = row.get("quantity").equals("expected_tx")
                    ? model.newCustomer()
                    : new History((int) number(row, "x"), number(row, "t_x"), number(row, "T"), Cadence.WEEKS);
            return model.expected(h, number(row, "t"));
        });
    }

    @Test
    void opportunities() {
        check("bgbb.csv", 52, row -> {
            BgBb model = new BgBb(
                    number(row, "alpha"),
                    number(row, "beta"),
                    number(row, "gamma"),
                    number(row, "delta"),
                    Cadence.YEARS);
            int x = (int) number(row, "x");
            int tx = (int) number(row, "t_x");
            int n = (int) number(row, "n");
            int m = (int) number(row, "m");
            return switch (row.get("quantity")) {
                case "ll" -> model.logLik(x, tx, n);
                case "p_alive_at_n_plus_m" -> model.pAliveAfter(x, tx, n, m);
                case "cond_expected_tx" -> model.expected(x, tx, n, m);
                case "dert" -> value(model.dert(x, tx, n, Rate.perYear(number(row, "d"))));
                default -> throw new AssertionError(row);
            };
        });
    }

    private static double contract(Map<String, String> row) {
        double alpha = number(row, "alpha");
        double beta = number(row, "beta");
        double c = number(row, "c");
        ContractModel model = c == 1 ? new Sbg(alpha, beta, Cadence.YEARS) : new BdW(alpha, beta, c, Cadence.YEARS);
        int t = (int) number(row, "t");
        Rate d = Rate.perYear(number(row, "d"));
        return switch (row.get("quantity")) {
            case "survival", "survival_pct" -> model.survival(t);
            case "retention_rate" -> model.retention(t);
            case "discounted_expected_lifetime_new_customer" -> value(model.expectedLifetime(d));
            case "discounted_expected_residual_lifetime_after_n_minus_1_renewals" ->
                value(model.residualLifetime(t, d));
            default -> throw new AssertionError(row);
        };
    }

    @Test
    void contracts() {
        check("contractual.csv", 42, ModelCasesTest::contract);
        check("contractual_published.csv", 6, ModelCasesTest::contract);
    }

    @Test
    void spend() {
        check("gamma_gamma.csv", 37, row -> {
            GammaGamma model = new GammaGamma(number(row, "p"), number(row, "q"), number(row, "gamma"));
            int x = (int) number(row, "x");
            double m = number(row, "m");
            return row.get("quantity").equals("ll") ? model.logLik(x, m) : value(model.expectedSpend(x, m));
        });
    }
}
