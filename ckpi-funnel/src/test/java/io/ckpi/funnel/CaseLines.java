package io.ckpi.funnel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conformance cases: JSON, one object a line, read as maps, lists and values. */
@SuppressWarnings("unchecked") // the shape of the files is part of the test
public final class CaseLines {

    private static final String FOLDER = "/conformance-files/funnel/";

    private CaseLines() {}

    /** All cases of a file. */
    public static List<Fields> of(String file) {
        List<Fields> cases = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(CaseLines.class.getResourceAsStream(FOLDER + file), file)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank()) {
                    // the definition reader allows no empty key, the worth of no channel has one
                    byte[] bytes = line.replace("{\"\": ", "{\"(empty)\": ").getBytes(StandardCharsets.UTF_8);
                    cases.add(new Fields(
                            (Map<String, Object>) Definitions.read(file, new ByteArrayInputStream(bytes), Node::tree)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    /** A file of the data folder, or the test is skipped. */
    public static Path data(String file) {
        String folder = System.getProperty("ckpi.data", "");
        Path path = Path.of(folder, file.replaceFirst("^data/", ""));
        assumeTrue(!folder.isEmpty() && Files.exists(path), "the data folder (property ckpi.data) has no " + file);
        return path;
    }

    /** The fields of one JSON object. */
    public record Fields(Map<String, Object> map) {
        public String id() {
            return text("id");
        }

        public boolean has(String key) {
            return map.containsKey(key);
        }

        public boolean isNull(String key) {
            return isNothing(map.get(key));
        }

        public String text(String key) {
            return (String) some(map.get(key));
        }

        public double number(String key) {
            return CaseLines.number(map.get(key));
        }

        public double number(String key, double other) {
            return has(key) ? number(key) : other;
        }

        public long whole(String key) {
            return ((BigDecimal) some(map.get(key))).longValueExact();
        }

        public boolean flag(String key) {
            return (Boolean) some(map.get(key));
        }

        public double[] numbers(String key) {
            return list(key).stream().mapToDouble(CaseLines::number).toArray();
        }

        public long[] wholes(String key) {
            return list(key).stream()
                    .mapToLong(each -> ((BigDecimal) each).longValueExact())
                    .toArray();
        }

        public Fields fields(String key) {
            return new Fields((Map<String, Object>) some(map.get(key)));
        }

        public List<Fields> objects(String key) {
            return list(key).stream()
                    .map(each -> new Fields((Map<String, Object>) each))
                    .toList();
        }

        public List<Object> list(String key) {
            return (List<Object>) some(map.get(key));
        }

        public List<String> texts(String key) {
            return list(key).stream().map(each -> (String) each).toList();
        }

        /** A JSON object whose values are numbers. */
        public Map<String, Double> amounts(String key) {
            Map<String, Double> amounts = new LinkedHashMap<>();
            fields(key).map().forEach((name, value) -> amounts.put(name, CaseLines.number(value)));
            return amounts;
        }
    }

    /** A value that is there, or the test fails. */
    public static <T> T some(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    public static boolean isNothing(@Nullable Object value) {
        return value == null || value.equals(Optional.empty());
    }

    public static double number(@Nullable Object value) {
        return isNothing(value) ? Double.NaN : ((BigDecimal) some(value)).doubleValue();
    }
}
