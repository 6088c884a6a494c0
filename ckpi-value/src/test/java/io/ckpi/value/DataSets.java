package io.ckpi.value;

import io.ckpi.testing.Cases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;

/** The public data sets of the folder of {@code -Dckpi.data}, summed up independently of the library's own log. */
@NullUnmarked // a test knows what is there
final class DataSets {

    /** Per customer: repeats, last and age in days, mean repeat spend. */
    record Log(int[] x, int[] last, int[] age, double[] mean, double logGaps) {
        Histories histories() {
            return Histories.of(x, last, age, Cadence.WEEKS).withLogGapsInDays(logGaps);
        }
    }

    private DataSets() {}

    static Log cdnow() {
        return read("cdnow/cdnowElog_BTYD.csv", ",", 1, 0, 2, 4, LocalDate.of(1997, 9, 30));
    }

    static Log cdnowFull() {
        return read("cdnow/CDNOW_master.txt", "\\s+", 1, 0, 1, 3, LocalDate.of(1997, 9, 30));
    }

    static Log grocery() {
        return read("grocery/groceryElog.csv", ",", 1, 0, 1, -1, LocalDate.of(2006, 12, 31));
    }

    static List<String> lines(String path) {
        try {
            return Files.readAllLines(Cases.file(path), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LocalDate date(String text) {
        return text.contains("-") ? LocalDate.parse(text) : LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static Log read(String path, String separator, int skip, int id, int day, int amount, LocalDate end) {
        Map<String, TreeMap<LocalDate, Double>> customers = new TreeMap<>();
        for (String line : lines(path).subList(skip, lines(path).size())) {
            String[] fields = line.strip().split(separator, -1);
            LocalDate date = date(fields[day]);
            if (!date.isAfter(end)) {
                customers
                        .computeIfAbsent(fields[id], k -> new TreeMap<>())
                        .merge(date, amount < 0 ? 0 : Double.parseDouble(fields[amount]), Double::sum);
            }
        }
        int n = customers.size();
        Log log = new Log(new int[n], new int[n], new int[n], new double[n], 0);
        double logGaps = 0;
        int i = 0;
        for (TreeMap<LocalDate, Double> days : customers.values()) {
            long first = days.firstKey().toEpochDay();
            log.x[i] = days.size() - 1;
            log.last[i] = (int) (days.lastKey().toEpochDay() - first);
            log.age[i] = (int) (end.toEpochDay() - first);
            double spend = days.values().stream().mapToDouble(v -> v).sum()
                    - days.firstEntry().getValue();
            log.mean[i] = log.x[i] == 0 ? 0 : spend / log.x[i];
            long before = first;
            for (LocalDate d : days.tailMap(days.firstKey(), false).keySet()) {
                logGaps += Math.log(d.toEpochDay() - before);
                before = d.toEpochDay();
            }
            i++;
        }
        return new Log(log.x, log.last, log.age, log.mean, logGaps);
    }

    /** The boundary data of the conformance files. */
    static Histories boundary(String dataset) {
        List<Map<String, String>> rows = Cases.csv("value/boundary_data.csv").stream()
                .filter(row -> row.get("dataset").equals(dataset))
                .toList();
        return Histories.of(
                rows.stream().mapToInt(r -> Integer.parseInt(r.get("x"))).toArray(),
                rows.stream().mapToInt(r -> Integer.parseInt(r.get("t_x_days"))).toArray(),
                rows.stream().mapToInt(r -> Integer.parseInt(r.get("T_days"))).toArray(),
                rows.stream().mapToLong(r -> Long.parseLong(r.get("customers"))).toArray(),
                Cadence.WEEKS);
    }
}
