package io.ckpi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Reads conformance cases from the folder {@code conformance-files} of a module's test resources, and data sets from the folder of
 * {@code -Dckpi.data}.
 */
@NullUnmarked // a test knows what is there, and hands over null on purpose
public final class Cases {

    private Cases() {}

    /** The cases of a JSON file that is a list, each a map. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> json(String file) {
        List<Map<String, Object>> cases = (List<Map<String, Object>>) parse(text(file));
        assertThat(cases).isNotEmpty();
        return cases;
    }

    /** A JSON file that is one map. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(String file) {
        Map<String, Object> map = (Map<String, Object>) parse(text(file));
        assertThat(map).isNotEmpty();
        return map;
    }

    /** A JSON text as maps, lists and values: JSON is YAML. */
    public static Object parse(String json) {
        return new Load(LoadSettings.builder().build()).loadFromString(json);
    }

    /** The rows of a CSV file by column name. */
    public static List<Map<String, String>> csv(String file) {
        return csv(text(file).lines().toList());
    }

    private static List<Map<String, String>> csv(List<String> lines) {
        List<String> header = fields(lines.get(0));
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = fields(line);
            assertThat(fields).as(line).hasSameSizeAs(header);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                row.put(header.get(i), fields.get(i));
            }
            rows.add(row);
        }
        assertThat(rows).isNotEmpty();
        return rows;
    }

    /** The rows of a file of the data folder; the test is skipped where there is none. */
    public static List<Map<String, String>> data(String path) {
        try {
            return csv(Files.readAllLines(file(path), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the data folder; the test is skipped where there is none. */
    public static Path file(String path) {
        Path file = Path.of(System.getProperty("ckpi.data", "no-such-folder"), path);
        assumeTrue(Files.isRegularFile(file), () -> "the data set " + path + " is not in the folder of -Dckpi.data");
        return file;
    }

    /** One numeric column. */
    public static double[] column(List<Map<String, String>> rows, String name) {
        return rows.stream()
                .mapToDouble(row -> Double.parseDouble(row.get(name)))
                .toArray();
    }

    /** The number under {@code key}. */
    public static double number(Map<String, Object> map, String key) {
        return ((Number) map.get(key)).doubleValue();
    }

    /** The whole number under {@code key}. */
    public static long count(Map<String, Object> map, String key) {
        return ((Number) map.get(key)).longValue();
    }

    /** The map under {@code key}. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.get(key);
    }

    /** The list under {@code key}. */
    @SuppressWarnings("unchecked")
    public static <T> List<T> list(Map<String, Object> map, String key) {
        return (List<T>) map.get(key);
    }

    private static String text(String file) {
        String resource = "/conformance-files/" + file;
        try (InputStream in = Cases.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
