package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Interval;
import io.ckpi.core.Reading;
import io.ckpi.testing.Cases;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** CDNOW: fitted to 39 weeks, compared with the 39 weeks after; the figures of the guide. */
class HoldoutTest {

    private static final LocalDate BEGIN = LocalDate.of(1997, 1, 1);
    private static final LocalDate END = LocalDate.of(1997, 9, 30);
    private static final LocalDate LAST = LocalDate.of(1998, 6, 30);

    private static Map<String, TreeSet<LocalDate>> log() {
        Map<String, TreeSet<LocalDate>> days = new TreeMap<>();
        for (String line :
                DataSets.lines("cdnow/cdnowElog_BTYD.csv").stream().skip(1).toList()) {
            String[] fields = line.split(",", -1);
            days.computeIfAbsent(fields[0], key -> new TreeSet<>()).add(DataSets.date(fields[2]));
        }
        return days;
    }

    @Test
    void expectationsFollowTheReferenceWeekByWeek() {
        Map<String, TreeSet<LocalDate>> log = log();
        for (Map<String, String> row : Cases.csv("value/tracking_cdnow.csv")) {
            int week = Integer.parseInt(row.get("week"));
            double expected = Double.parseDouble(row.get("expected"));
            double sum = 0;
            if (row.get("quantity").equals("actual_cum_repeat_days")) {
                LocalDate before = BEGIN.plusWeeks(week);
                for (TreeSet<LocalDate> days : log.values()) {
                    sum += Math.max(0, days.headSet(before).size() - 1);
                }
                assertThat(sum).isEqualTo(expected);
                continue;
            }
            double[] p = new double[4];
            for (int i = 0; i < 4; i++) {
                p[i] = Double.parseDouble(row.get("p" + (i + 1)));
            }
            TransactionModel model =
                    switch (row.get("model")) {
                        case "BG/NBD" -> new BgNbd(p[0], p[1], p[2], p[3], Cadence.WEEKS);
                        case "MBG/NBD" -> new MbgNbd(p[0], p[1], p[2], p[3], Cadence.WEEKS);
                        default -> new ParetoNbd(p[0], p[1], p[2], p[3], Cadence.WEEKS);
                    };
            for (TreeSet<LocalDate> days : log.values()) {
                double t = week - (days.first().toEpochDay() - BEGIN.toEpochDay()) / 7.0;
                sum += t > 0 ? model.expected(model.newCustomer(), t) : 0;
            }
            assertThat(sum).as("%s", row).isCloseTo(expected, within(1e-9 * expected));
        }
    }

    @Test
    void predictionsAreCalibratedOnTheWeeksAfter() {
        Histories histories = DataSets.cdnow().histories();
        double weeks = (LAST.toEpochDay() - END.toEpochDay()) / 7.0;
        Fit<BgNbd> bg = BgNbd.fit(histories).value().orElseThrow();
        List<Fit<? extends TransactionModel>> fits = List.of(
                bg,
                MbgNbd.fit(histories).value().orElseThrow(),
                ParetoNbd.fit(histories).value().orElseThrow());
        String guide = UserGuideTest.guide();
        double[] actual = new double[9];
        double[] customers = new double[9];
        double[][] predicted = new double[fits.size()][9];
        for (TreeSet<LocalDate> days : log().values()) {
            int x = days.headSet(END, true).size() - 1;
            LocalDate last = Objects.requireNonNull(days.floor(END));
            History h = History.ofDays(
                    x,
                    last.toEpochDay() - days.first().toEpochDay(),
                    END.toEpochDay() - days.first().toEpochDay(),
                    Cadence.WEEKS);
            int later = days.tailSet(END, false).headSet(LAST, true).size();
            for (int row : new int[] {Math.min(x, 7), 8}) {
                customers[row]++;
                actual[row] += later;
                for (int f = 0; f < fits.size(); f++) {
                    predicted[f][row] += fits.get(f).model().expected(h, weeks);
                }
            }
        }
        for (int row = 0; row < 9; row++) {
            // the table of the guide
            String line = String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.2f | %.2f | %.2f | %.2f |",
                    row == 8 ? "all" : row == 7 ? "7+" : "" + row,
                    customers[row],
                    actual[row] / customers[row],
                    predicted[0][row] / customers[row],
                    predicted[1][row] / customers[row],
                    predicted[2][row] / customers[row]);
            assertThat(guide).contains(line);
        }
        Reading sum = Uncertainty.withDefaults().portfolio(bg, histories, weeks);
        Interval interval = Objects.requireNonNull(sum.measured().orElseThrow().interval());
        assertThat(guide)
                .contains(String.format(
                        Locale.ROOT,
                        "%.0f purchases (90 %% interval %.0f … %.0f)",
                        predicted[0][8],
                        interval.low(),
                        interval.high()));
        assertThat(actual[8]).isEqualTo(1882);
    }
}
