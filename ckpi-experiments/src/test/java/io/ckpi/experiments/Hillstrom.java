package io.ckpi.experiments;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Kevin Hillstrom's e-mail experiment (MineThatData 2008), read from the data folder. */
final class Hillstrom {

    static final String MENS = "Mens E-Mail";
    static final String WOMENS = "Womens E-Mail";
    static final String NONE = "No E-Mail";

    private final List<String> header;
    private final List<String[]> rows = new ArrayList<>();

    private Hillstrom(List<String> lines) {
        header = Arrays.asList(lines.get(0).split(","));
        for (String line : lines.subList(1, lines.size())) {
            rows.add(line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")); // a band of history holds a comma in quotes
        }
    }

    /** The data, or the test is skipped. */
    static Hillstrom orSkip() {
        Path file = Path.of(System.getProperty("ckpi.data", "none")).resolve("hillstrom/hillstrom.csv");
        assumeTrue(Files.exists(file), "the Hillstrom data are not here: " + file);
        try {
            return new Hillstrom(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A numeric column in file order. */
    double[] column(String name) {
        int at = header.indexOf(name);
        return rows.stream().mapToDouble(row -> Double.parseDouble(row[at])).toArray();
    }

    /** Whether each row, in file order, belongs to the arm. */
    boolean[] isArm(String arm) {
        int treatment = header.indexOf("treatment");
        boolean[] is = new boolean[rows.size()];
        for (int i = 0; i < is.length; i++) {
            is[i] = rows.get(i)[treatment].equals(arm);
        }
        return is;
    }

    /** A numeric column of one arm. */
    double[] column(String name, String arm) {
        int at = header.indexOf(name);
        int treatment = header.indexOf("treatment");
        return rows.stream()
                .filter(row -> row[treatment].equals(arm))
                .mapToDouble(row -> Double.parseDouble(row[at]))
                .toArray();
    }

    /** A numeric column of one arm per value of another column. */
    Map<String, double[]> columns(String name, String arm, String by) {
        int at = header.indexOf(name);
        int treatment = header.indexOf("treatment");
        int group = header.indexOf(by);
        Map<String, List<Double>> values = new HashMap<>();
        for (String[] row : rows) {
            if (row[treatment].equals(arm)) {
                values.computeIfAbsent(row[group], key -> new ArrayList<>()).add(Double.parseDouble(row[at]));
            }
        }
        Map<String, double[]> arrays = new HashMap<>();
        values.forEach((key, list) -> arrays.put(
                key, list.stream().mapToDouble(Objects::requireNonNull).toArray()));
        return arrays;
    }
}
